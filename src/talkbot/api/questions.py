"""`POST /api/ask`: the answer as JSON, or its making as server-sent events."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from talkbot.answers import Draft, Event, Stage, answer_to_json
from talkbot.api.asking import Desk, Gone, event, events_of, streamed
from talkbot.api.errors import ErrorBody, problem, told
from talkbot.api.schemas import AnswerOut, Ask
from talkbot.errors import TalkbotError

if TYPE_CHECKING:
    from talkbot.chat import TalkBot

FRAME = 0.04
"""Seconds between two drafts; each is the whole text so far."""

_log = logging.getLogger("talkbot")


def question_routes(bot: TalkBot, desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["questions"])

    @router.post(
        "/ask",
        summary="Ask the talks",
        response_model=AnswerOut,
        responses={
            200: {
                "description": "The answer; as events `stage` {name}, `draft` {text} (the whole "
                "text so far), then `answer` (this object) or `error`.",
                "content": {"text/event-stream": {}},
            },
            **{status: {"model": ErrorBody} for status in (400, 401, 413, 422, 429, 502, 503)},
        },
    )
    async def ask(body: Ask, request: Request) -> Response:
        desk.admit(request)
        events = events_of(bot, body.question, body.after, body.scope.filters())
        if body.stream or "text/event-stream" in request.headers.get("accept", ""):
            return streamed(_pieces(desk, events))
        try:
            return JSONResponse(answer_to_json(await desk.answer(events, request, "api")))
        except Gone:
            return Response(status_code=499)

    return router


async def _pieces(desk: Desk, events: Iterator[Event]) -> AsyncGenerator[str]:
    shown = 0.0
    try:
        async with aclosing(desk.work(events, "api")) as seen:
            async for each in seen:
                if isinstance(each, Stage):
                    yield event({"name": each.name}, "stage")
                elif not isinstance(each, Draft):
                    yield event(answer_to_json(each), "answer")
                elif time.monotonic() - shown >= FRAME:
                    shown = time.monotonic()
                    yield event({"text": each.text}, "draft")
    except TalkbotError as error:
        yield event(problem(*told(error)), "error")
    except Exception:
        _log.exception("answering failed")
        line = "Something went wrong while answering. Please ask again."
        yield event(problem(500, line), "error")

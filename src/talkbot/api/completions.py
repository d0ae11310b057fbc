"""`/v1/models` and `/v1/chat/completions`, as OpenAI clients speak them.

The last message is the question, the user's earlier ones the conversation. What the assistant
is said to have said before counts for nothing: the records are asked again.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, StrictBool

from talkbot.answers import Answer, Draft, Event, answer_to_json
from talkbot.api.asking import Desk, Gone, event, events_of, streamed
from talkbot.api.errors import ErrorBody, problem, told
from talkbot.api.schemas import LONGEST, MOST_EARLIER, AnswerOut
from talkbot.api.sources import citation_notes, with_sources
from talkbot.errors import TalkbotError
from talkbot.talks import Filters

if TYPE_CHECKING:
    from talkbot.chat import TalkBot

MODEL = "talkbot"
MOST_MESSAGES = 400

_log = logging.getLogger("talkbot")


class Part(BaseModel):
    """A part of a message; only text is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    include_usage: StrictBool = False


class Chat(BaseModel):
    """What clients send; settings of sampling, tools and the like have no effect here."""

    model: str = Field(default=MODEL, max_length=200)
    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)]
    stream: StrictBool = False
    stream_options: StreamOptions | None = None


class Choice(BaseModel):
    index: int
    message: dict[str, Any]
    finish_reason: str


class Completion(BaseModel):
    """`talkbot` is the answer as docs/json.md describes it."""

    id: str
    object: str
    created: int
    model: str
    choices: list[Choice]
    usage: dict[str, int]
    talkbot: AnswerOut


class Model(BaseModel):
    id: str
    object: str
    created: int
    owned_by: str


class Models(BaseModel):
    object: str
    data: list[Model]


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody} for status in (400, 401, 413, 422, 429, 502, 503)
}


def completion_routes(bot: TalkBot, desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["OpenAI"])
    started = int(time.time())
    model = Model(id=MODEL, object="model", created=started, owned_by="talkbot")

    @router.get("/models", summary="The one model", responses={401: {"model": ErrorBody}})
    async def models() -> Models:
        return Models(object="list", data=[model])

    @router.post(
        "/chat/completions",
        summary="Ask the talks with an OpenAI client",
        response_model=Completion,
        responses={
            200: {
                "description": "The completion; with `stream` its chunks as server-sent events.",
                "content": {"text/event-stream": {}},
            },
            **_PROBLEMS,
        },
    )
    async def complete(body: Chat, request: Request) -> Response:
        question, earlier = _asked(body.messages)
        desk.admit(request)
        events = events_of(bot, question, earlier, Filters())
        head = _Head(body.model)
        if body.stream:
            usage = body.stream_options is not None and body.stream_options.include_usage
            return streamed(_chunks(desk, events, head, usage=usage))
        try:
            answer = await desk.answer(events, request, "openai")
        except Gone:
            return Response(status_code=499)
        message = {
            "role": "assistant",
            "content": with_sources(answer),
            "refusal": None,
            "annotations": citation_notes(answer),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        whole = head.of("chat.completion", [choice])
        return JSONResponse(whole | {"usage": _usage(answer), "talkbot": answer_to_json(answer)})

    return router


def _asked(messages: list[Message]) -> tuple[str, list[str]]:
    """The question and the earlier ones. Raises HTTPException when there is none."""
    said = [text for m in messages if m.role == "user" and (text := m.text.strip())]
    if not said:
        raise HTTPException(422, "messages: the user has said nothing.")
    if len(said[-1]) > LONGEST:
        raise HTTPException(422, f"messages: a question can have up to {LONGEST} characters.")
    return said[-1], [text[:LONGEST] for text in said[:-1]][-MOST_EARLIER:]


class _Head:
    """What is the same in all chunks of a completion."""

    def __init__(self, model: str) -> None:
        self._same = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "created": int(time.time()),
            "model": model,
        }

    def of(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {**self._same, "object": kind, "choices": choices}

    def chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self.of("chat.completion.chunk", [choice])


async def _chunks(
    desk: Desk, events: Iterator[Event], head: _Head, *, usage: bool
) -> AsyncGenerator[str]:
    sent = ""
    took: dict[str, int] = {}
    try:
        yield event(head.chunk({"role": "assistant", "content": ""}))
        async with aclosing(desk.work(events, "openai")) as seen:
            async for each in seen:
                if isinstance(each, Draft):
                    if each.text.startswith(sent) and each.text != sent:
                        yield event(head.chunk({"content": each.text[len(sent) :]}))
                        sent = each.text
                elif isinstance(each, Answer):
                    rest = {"content": _rest(with_sources(each), sent)}
                    yield event(head.chunk(rest | {"annotations": citation_notes(each)}))
                    last = head.chunk({}, "stop")
                    took = _usage(each)
                    yield event(last | {"talkbot": answer_to_json(each)})
        if usage:
            yield event(head.of("chat.completion.chunk", []) | {"usage": took})
        yield event("[DONE]")
    except TalkbotError as error:
        yield event(problem(*told(error)))
    except Exception:
        _log.exception("answering failed")
        line = "Something went wrong while answering. Please ask again."
        yield event(problem(500, line))


def _usage(answer: Answer) -> dict[str, int]:
    """The tokens of the chat model behind the answer; none without one, as nothing is billed."""
    used = answer.usage
    read, written = (used.input_tokens or 0, used.output_tokens or 0) if used else (0, 0)
    return {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
    }


def _rest(text: str, sent: str) -> str:
    """What is still to be sent; a draft that was corrected is followed by the answer, whole."""
    if text.startswith(sent):
        return text[len(sent) :]
    return f"\n\n---\n\nCorrected after the check:\n\n{text}"

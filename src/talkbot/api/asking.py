"""Questions at work: who may ask now, and answers that end when nobody waits for them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException, Request
from fastapi.responses import StreamingResponse

from talkbot.answers import Answer, Event, Stage
from talkbot.api.metrics import Metrics
from talkbot.background import watched
from talkbot.limits import RateLimit
from talkbot.talks import Filters

if TYPE_CHECKING:
    from talkbot.chat import TalkBot

AT_ONCE = 8
"""Questions worked on at the same time; the others wait."""
MOST_OPEN = 64
"""Questions worked on or waiting; more are sent away for now."""


class Gone(Exception):
    """The client has closed the connection."""


class Desk:
    """Takes questions, within the limits. Safe to share."""

    def __init__(self, limit: RateLimit, metrics: Metrics) -> None:
        self._metrics = metrics
        self._limit = limit
        self._pool = ThreadPoolExecutor(AT_ONCE, "api")
        self._open = 0

    def admit(self, request: Request) -> None:
        """Raises HTTPException when this visitor must wait, or when everyone must."""
        seconds = self._limit.wait(request.client.host if request.client else "")
        if seconds:
            wait = max(1, round(seconds))
            raise HTTPException(
                429,
                f"{self._limit.most} questions a minute are taken from each visitor. "
                f"Please ask again in {wait} seconds.",
                {"retry-after": str(wait)},
            )
        if self._open >= MOST_OPEN:
            raise HTTPException(
                503, "Too many questions at once. Please ask again.", {"retry-after": "5"}
            )

    async def work(self, events: Iterator[Event], via: str) -> AsyncGenerator[Event]:
        """The events as they come; leaving early ends the work with its next event."""
        self._open += 1
        try:
            async with aclosing(watched(self._metrics.watched(events, via), self._pool)) as seen:
                async for event in seen:
                    yield event
        finally:
            self._open -= 1

    async def answer(self, events: Iterator[Event], request: Request, via: str) -> Answer:
        """The final answer. Raises Gone when the client leaves before."""

        async def finish() -> Answer:
            last: Event | None = None
            async with aclosing(self.work(events, via)) as seen:
                async for event in seen:
                    last = event
            assert isinstance(last, Answer)
            return last

        async def leave() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass

        answering, leaving = asyncio.create_task(finish()), asyncio.create_task(leave())
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                raise Gone
            return answering.result()
        finally:
            for task in (answering, leaving):
                task.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)


def events_of(
    bot: TalkBot, question: str, earlier: Sequence[str], scope: Filters
) -> Iterator[Event]:
    """The events of a question that follows others."""
    turns = []
    for turn in bot.recall(earlier, scope or None):
        yield Stage("remembering")
        turns.append(turn)
    yield from bot.ask(question, turns, scope or None)


def event(data: Any, name: str = "") -> str:
    """A server-sent event with JSON data."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"event: {name}\ndata: {text}\n\n" if name else f"data: {text}\n\n"


def streamed(pieces: AsyncIterator[str]) -> StreamingResponse:
    """Server-sent events that no proxy keeps back."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(pieces, media_type="text/event-stream", headers=headers)

"""Work in threads that the event loop watches and may leave."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import pytest

from talkbot.background import watched


def run(coroutine: object) -> object:
    """Run in a thread of its own: the browser's event loop may occupy this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result(timeout=20)  # type: ignore[arg-type]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def test_events_come_in_order(pool: ThreadPoolExecutor) -> None:
    async def collect() -> list[int]:
        return [event async for event in watched(iter(range(100)), pool)]

    assert run(collect()) == list(range(100))


def test_an_error_arrives_after_the_events_before_it(pool: ThreadPoolExecutor) -> None:
    def events() -> Iterator[int]:
        yield 1
        raise LookupError("gone")

    async def collect(seen: list[int]) -> None:
        async for event in watched(events(), pool):
            seen.append(event)

    seen: list[int] = []
    with pytest.raises(LookupError, match="gone"):
        run(collect(seen))
    assert seen == [1]


def test_leaving_does_not_wait_for_the_next_event(pool: ThreadPoolExecutor) -> None:
    go_on, ended = threading.Event(), threading.Event()

    def events() -> Iterator[int]:
        try:
            yield 1
            go_on.wait(10)
            yield 2
            yield 3
        finally:
            ended.set()

    async def leave() -> float:
        started = time.monotonic()
        async with aclosing(watched(events(), pool)) as seen:
            assert await anext(seen) == 1
        return time.monotonic() - started

    assert run(leave()) < 1  # type: ignore[operator]
    go_on.set()
    assert ended.wait(5)

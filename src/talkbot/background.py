"""Blocking work watched from the event loop, so that it can be left at any moment."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


async def watched(events: Iterator[T], pool: ThreadPoolExecutor) -> AsyncGenerator[T]:
    """The events as they come, made in a thread of `pool`.

    Leaving early (a stop button, a closed tab) returns at once; the thread ends with its next
    event. What the iterator raises is raised here.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[tuple[T] | BaseException | None] = asyncio.Queue()
    left = threading.Event()

    def tell(item: tuple[T] | BaseException | None) -> None:
        if not left.is_set():
            loop.call_soon_threadsafe(arrived.put_nowait, item)

    def work() -> None:
        try:
            for event in events:
                tell((event,))
                if left.is_set():
                    return
        except Exception as error:
            tell(error)
        else:
            tell(None)

    pool.submit(work)
    try:
        while (item := await arrived.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item[0]
    finally:
        left.set()

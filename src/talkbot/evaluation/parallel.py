"""Several collections at a time: asking is half Python, which one core runs, so two share it."""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from talkbot.evaluation.items import Collection
    from talkbot.evaluation.run import Job, Measured, Tell

_JOBS = 2
# Below so many questions, starting another process takes longer than it saves.
_MANY = 300
_WAIT = 0.2
_news: Any = None


def spread(
    job: Job,
    collections: tuple[Collection, ...],
    count: Callable[[], None],
    tell: Tell,
    *,
    jobs: int | None = None,
) -> list[Measured]:
    """Do the job for every collection in `jobs` processes; the results in their order.

    Without a number there are two where that is quicker. `count` is called for every question
    done, `tell` for every step of indexing. A chat model is asked by one process only, so that its
    service is not pressed.
    """
    at_once = min(jobs or _worthwhile(collections), len(collections))
    if at_once < 2 or job.settings.uses_model:
        return [job(each, count, tell) for each in collections]
    # Processes that keep every core busy gain nothing from threads, and pay for them.
    alone = replace(job, threads=1)
    context = multiprocessing.get_context("spawn")
    news = context.Queue()
    with ProcessPoolExecutor(
        at_once, mp_context=context, initializer=_start, initargs=(news,)
    ) as pool:
        # The longest first, so that no process is left with one at the end.
        order = sorted(collections, key=lambda each: -len(each.items))
        futures = {each.name: pool.submit(_work, alone, each) for each in order}
        try:
            _listen(news, list(futures.values()), count, tell)
            return [futures[each.name].result() for each in collections]
        finally:
            pool.shutdown(cancel_futures=True)


def _worthwhile(collections: tuple[Collection, ...]) -> int:
    many = sum(len(each.items) for each in collections) >= _MANY
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return _JOBS if many and (cores or 1) > 1 else 1


def _listen(
    news: Any, futures: list[Future[Measured]], count: Callable[[], None], tell: Tell
) -> None:
    """Pass on what the workers say until all are done or one has failed."""
    while True:
        done = all(future.done() for future in futures)
        failed = any(future.done() and future.exception() for future in futures)
        try:
            while True:
                said = news.get(timeout=0 if done or failed else _WAIT)
                count() if said is None else tell(*said)
        except queue.Empty:
            pass
        if done or failed:
            return


def _start(news: Any) -> None:
    global _news
    _news = news
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A run that was killed cannot stop its workers: they would go on for an hour, unheard."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _work(job: Job, collection: Collection) -> Measured:
    return job(collection, lambda: _news.put(None), lambda *said: _news.put(said))

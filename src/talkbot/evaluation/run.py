"""Asking every question of the evaluation, each collection in a library of its own."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from talkbot.answers import Answer, Turn
from talkbot.assembly import build
from talkbot.chat import TalkBot
from talkbot.evaluation.items import Collection, Item, load_collections
from talkbot.evaluation.scoring import SCORERS
from talkbot.ingest import ingest
from talkbot.resources import resource_path
from talkbot.settings import Settings


@dataclass(frozen=True, slots=True)
class Result:
    """One question, its answer and the answer's scores; `milliseconds` is how long it took."""

    collection: str
    item: Item
    answer: Answer
    scores: dict[str, float | None]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """All results, in the order of the collections and their questions."""

    model: str
    results: tuple[Result, ...]


def evaluate(
    settings: Settings,
    split: str = "all",
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Ask the questions of a split ("dev", "test" or "all") and score the answers.

    The user's own library is not touched. Raises TalkbotError when a part cannot be used.
    """
    collections = load_collections(resource_path("eval"), resource_path("data"), split)
    total = sum(len(c.items) for c in collections)
    results: list[Result] = []
    for collection in collections:
        with tempfile.TemporaryDirectory(prefix="talkbot-eval-") as home:
            for result in ask_all(collection, replace(settings, home=Path(home))):
                results.append(result)
                if progress:
                    progress(len(results), total)
    return Run(settings.model or "extractive", tuple(results))


def ask_all(collection: Collection, settings: Settings) -> Iterator[Result]:
    """Ask the questions of one collection over a library made in `settings.home`."""
    ingest([collection.talks], home=settings.home, settings=settings)
    bot = build(settings)
    for item in collection.items:
        turns: tuple[Turn, ...] = ()
        for earlier in item.history:
            turns = (*turns, Turn(earlier, bot.answer(earlier, turns)))
        yield _result(collection.name, item, turns, bot)


def _result(name: str, item: Item, turns: tuple[Turn, ...], bot: TalkBot) -> Result:
    started = time.perf_counter()
    answer = bot.answer(item.question, turns)
    taken = 1000 * (time.perf_counter() - started)
    scores = {label: score(item, answer, bot.library) for label, score in SCORERS.items()}
    return Result(name, item, answer, scores, round(taken, 1))

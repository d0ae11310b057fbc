"""The evaluation can fail: a product made worse in one way lowers the figure that is about it, and
the committed floors notice.

The questions, the scorers and the floors are those of every run; only the product is changed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from talkbot.answering import facts, responding, topics
from talkbot.answering.records import answer_records
from talkbot.answers import Answer, Turn
from talkbot.chat import TalkBot
from talkbot.collection import View
from talkbot.evaluation.bench import Bench
from talkbot.evaluation.floors import load_floors, misses
from talkbot.evaluation.items import Collection
from talkbot.evaluation.run import Job, measure, run_of
from talkbot.evaluation.store import library_of
from talkbot.evaluation.summary import figure, summarise
from talkbot.resources import resource_path
from talkbot.retrieval import Found, Searcher
from talkbot.settings import Settings
from talkbot.slots import Slot

from .conftest import collections

NAME, OTHER = "harrowgate", "marlesford"
# Of the other collection a part is asked, of which what is held of the whole says nothing.
FLOORS = tuple(
    floor
    for floor in load_floors(resource_path("eval") / "floors.toml")
    if floor.group != f"{OTHER} (dev)"
)
GROUP = f"{NAME} (dev)"
Summary = dict[str, Any]


class Product:
    """A TalkBot; what it answered is kept, so that a changed answer is not asked for again."""

    def __init__(self, bot: TalkBot) -> None:
        self._bot = bot
        self._known: dict[tuple[str, tuple[Turn, ...]], Answer] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bot, name)

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        key = (question, tuple(replace(t, answer=untimed(t.answer)) for t in history))
        if key not in self._known:
            self._known[key] = self._bot.answer(question, history)
        return self._known[key]


def untimed(answer: Answer) -> Answer:
    return replace(answer, timings_ms=(), claims=(), citations=())


class Changed(Product):
    """Its answers with something done to each."""

    def __init__(self, bot: Product, change: Callable[[Answer], Answer]) -> None:
        self._bot, self._change = bot, change

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        return self._change(self._bot.answer(question, history))


class Forgetful(Product):
    """It takes every question for the first one."""

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        del history
        return super().answer(question)


class Shuffled:
    """A search that finds the same and ranks it by chance."""

    def __init__(self, inside: Searcher) -> None:
        self._inside = inside

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inside, name)

    def search(self, text: str, **how: Any) -> Found:
        found = self._inside.search(text, **how)
        drawn = random.Random(text)
        passages = drawn.sample(found.passages, len(found.passages))
        talks = drawn.sample(found.talks, len(found.talks))
        return replace(found, passages=tuple(passages), talks=tuple(talks))


class Measuring:
    """Measures a product, or each time a new one, over collections."""

    def __init__(self, asked: Sequence[tuple[Collection, Bench]], cache: Path) -> None:
        self._asked, self._cache = asked, cache
        self._sound = [Product(bench.bot) for _, bench in asked]

    @property
    def view(self) -> View:
        """That of the first collection."""
        return self._asked[0][1].view

    def __call__(self, change: Callable[[Answer], Answer] | None = None) -> Summary:
        """The product as it is, or with a change made to each of its answers."""
        return self.of([Changed(bot, change) if change else bot for bot in self._sound])

    def again(self, kind: type[Product] = Product) -> Summary:
        """Every question asked anew."""
        return self.of([kind(bench.bot) for _, bench in self._asked])

    def of(self, bots: Sequence[Any]) -> Summary:
        job = Job(Settings(home=self._cache), self._cache / "answers", compare=False, fresh=True)
        parts = [
            measure(collection, Bench(bot), job)
            for (collection, _), bot in zip(self._asked, bots, strict=True)
        ]
        return summarise(run_of(parts, {}))


@pytest.fixture(scope="module")
def measuring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measuring]:
    """One collection whole, and of another the questions that follow others."""
    cache = tmp_path_factory.mktemp("mutations")
    whole, other = collections(NAME, OTHER)
    after = tuple(item for item in other.items if item.type == "followup")
    with ExitStack() as stack:
        yield Measuring(
            [
                (each, stack.enter_context(Bench.open(library_of(each, cache, Settings(cache)))))
                for each in (whole, replace(other, items=after))
            ],
            cache,
        )


@pytest.fixture(scope="module")
def sound(measuring: Measuring) -> Summary:
    """The product as it is; it stands above its floors."""
    summary = measuring()
    assert misses(FLOORS, summary) == []
    return summary


def lowered(metric: str, before: Summary, after: Summary, least: float) -> None:
    """The metric is down by `least` at the least, and one of its floors is missed."""
    was, now = (figure(each, "collection", GROUP, metric) for each in (before, after))
    assert was
    assert now
    assert now["value"] <= was["value"] - least, (metric, was, now)
    assert any(f" {metric} is " in line for line in misses(FLOORS, after)), misses(FLOORS, after)


def test_a_shuffled_retrieval(
    measuring: Measuring, sound: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = measuring.view
    monkeypatch.setattr(view, "searcher", Shuffled(view.searcher))
    after = measuring.again()
    for metric in ("ndcg_10", "nugget_recall_vital", "evidence_recall"):
        lowered(metric, sound, after, 0.1)


def test_citations_shifted_by_one(measuring: Measuring, sound: Summary) -> None:
    def shifted(answer: Answer) -> Answer:
        marks = re.sub(r"\[(\d+)\]", lambda m: f"[{int(m.group(1)) + 1}]", answer.text)
        claims = [replace(c, citations=tuple(n + 1 for n in c.citations)) for c in answer.claims]
        return replace(answer, text=marks, claims=tuple(claims))

    after = measuring(shifted)
    lowered("citation_recall", sound, after, 0.3)
    lowered("citation_precision", sound, after, 0.3)


def test_the_abstention_gate_off(
    measuring: Measuring, sound: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topics, "LISTED", 0.0)
    monkeypatch.setattr(topics, "BESIDE", 0.0)
    monkeypatch.setattr(topics, "present", lambda best, size: True)
    monkeypatch.setattr(facts, "ANSWERS", 0.0)
    monkeypatch.setattr(facts, "unsupported_premise", lambda *_, **__: False)
    monkeypatch.setattr(Slot, "spoken_of", lambda *_: True)
    lowered("abstention_f1", sound, measuring.again(), 0.2)


def test_a_number_in_answers_changed(measuring: Measuring, sound: Summary) -> None:
    number = re.compile(r"(?<![\[\w.])\d+(?![\]\w.])")

    def changed(answer: Answer) -> Answer:
        text = number.sub(lambda m: str(int(m.group()) + 1), answer.text, count=1)
        return replace(answer, text=text)

    after = measuring(changed)
    lowered("exact_count", sound, after, 0.5)


def test_quotes_trimmed_by_a_character(measuring: Measuring, sound: Summary) -> None:
    def trimmed(answer: Answer) -> Answer:
        cited = [replace(c, quote=c.quote[:-1]) for c in answer.citations]
        return replace(answer, citations=tuple(cited))

    lowered("citation_validity", sound, measuring(trimmed), 0.9)


def test_the_history_ignored(measuring: Measuring, sound: Summary) -> None:
    after = measuring.again(Forgetful)
    was, now = (figure(each, "type", "followup", "accuracy") for each in (sound, after))
    assert was
    assert now
    assert now["above"] <= was["above"] - 3
    assert any("followup accuracy is " in line for line in misses(FLOORS, after))


def test_the_catalogue_one_row_short(
    measuring: Measuring, sound: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(query: Any, question: str, view: Any, talks: Sequence[Any]) -> Answer:
        return answer_records(query, question, view, talks[: max(1, len(talks) - 1)])

    monkeypatch.setattr(responding, "answer_records", short)
    lowered("exact_count", sound, measuring.again(), 0.5)

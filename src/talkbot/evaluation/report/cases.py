"""The worst answers of a run, ready to be laid side by side with what was wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.rows import Row
from talkbot.evaluation.run import Run

_PER_TYPE = 12
_FOUND = 6


@dataclass(frozen=True, slots=True)
class Fact:
    """A nugget and whether the answer states it."""

    text: str
    vital: bool
    stated: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """A talk that was found: its title and whether it holds the answer."""

    title: str
    gold: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A failing item with everything needed to see why."""

    row: Row
    item: Item
    seen: Observation
    gold: tuple[str, ...]
    facts: tuple[Fact, ...]
    found: tuple[Ranked, ...]


def worst(run: Run) -> list[Case]:
    """Up to twelve failing items of each type, wrong answers before refusals.

    Those of the test half are never shown: what has been looked at is no test any more.
    """
    failing = [row for row in run.product if not row.right and row.split != "test"]
    failing.sort(key=_badness)
    shown: list[Row] = []
    for row in failing:
        if sum(other.type == row.type for other in shown) < _PER_TYPE:
            shown.append(row)
    return [_case(row, run.items[row.key], run.seen[row.key], run.titles) for row in shown]


def _badness(row: Row) -> tuple[float, float, float, tuple[str, str]]:
    scores = row.scores
    return (
        scores["crag"] or 0.0,
        scores["nugget_recall_vital"] or 0.0,
        scores["set_f1"] or 0.0,
        row.key,
    )


def _case(row: Row, item: Item, seen: Observation, titles: Mapping[str, str]) -> Case:
    facts = tuple(Fact(n.text, n.vital, n.stated_in(seen.answer.text)) for n in item.nuggets)
    return Case(
        row,
        item,
        seen,
        _titles(item.gold_talk_ids, titles),
        facts,
        tuple(Ranked(titles.get(i, i), i in item.gold) for i in seen.found[:_FOUND]),
    )


def _titles(ids: Sequence[str], titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(titles.get(talk, talk) for talk in ids)

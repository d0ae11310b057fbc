"""A scored question: what metrics add up and what a run keeps of each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers import SCORERS


@dataclass(frozen=True, slots=True)
class Row:
    """One item and how one system did. `cluster` names the talk it is about, collection included.

    `scores` has every scorer's name; None where it says nothing. `lost` says where a failing item
    was lost ("" for one that passed), see `losses`.
    """

    collection: str
    id: str
    split: str
    type: str
    twin_of: str | None
    answerable: bool
    cluster: str
    answered: bool
    kind: str
    scores: Mapping[str, float | None]
    tokens: Mapping[str, int]
    lost: str = ""
    cost_usd: float | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.collection, self.id

    @property
    def right(self) -> bool:
        return self.scores["correct"] == 1.0


def score(collection: str, item: Item, seen: Observation, corpus: Corpus) -> Row:
    """Every scorer's judgement of one answer."""
    from talkbot.evaluation.losses import where_lost

    scores = {name: _rounded(scorer(item, seen, corpus)) for name, scorer in SCORERS.items()}
    return Row(
        collection=collection,
        id=item.id,
        split=item.split,
        type=item.type,
        twin_of=item.twin_of,
        answerable=item.answerable,
        cluster=f"{collection}/{item.cluster}",
        answered=seen.answered,
        kind=seen.answer.kind,
        scores=scores,
        tokens=seen.tokens,
        lost="" if scores["correct"] else where_lost(item, seen),
        cost_usd=seen.cost_usd,
    )


def row_to_json(row: Row) -> dict[str, Any]:
    return asdict(row)


def row_from_json(record: Mapping[str, Any]) -> Row:
    """The Row that `row_to_json` gave; scores that did not exist then are unscored."""
    scores = dict.fromkeys(SCORERS) | record["scores"]
    return Row(**{**record, "scores": scores})


def paired(rows: Sequence[Row], others: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of two systems for the items that both have, in the same order."""
    known = {row.key: row for row in others}
    both = [row for row in rows if row.key in known]
    return both, [known[row.key] for row in both]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)

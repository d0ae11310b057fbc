"""What a follow-up, a typo or an injection costs: each item against its plain twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talkbot.evaluation.rows import Row


@dataclass(frozen=True, slots=True)
class TwinDelta:
    """Of the `n` items of a type that have a twin: how many are right, and how many twins are."""

    type: str
    n: int
    right: int
    twins_right: int

    @property
    def delta(self) -> float:
        return (self.right - self.twins_right) / self.n


def twin_deltas(rows: Sequence[Row]) -> tuple[TwinDelta, ...]:
    """By type; items whose twin was not asked are left out."""
    known = {row.key: row for row in rows}
    pairs: dict[str, list[tuple[Row, Row]]] = {}
    for row in rows:
        twin = known.get((row.collection, row.twin_of or ""))
        if twin:
            pairs.setdefault(row.type, []).append((row, twin))
    return tuple(
        TwinDelta(kind, len(both), sum(a.right for a, _ in both), sum(b.right for _, b in both))
        for kind, both in sorted(pairs.items())
    )

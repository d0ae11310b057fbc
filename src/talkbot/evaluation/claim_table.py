"""How well the check tells true claims from false ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from talkbot.evaluation.claims import FALSE_KINDS, TRUE_KINDS, Judged

_BINS = 10


@dataclass(frozen=True, slots=True)
class KindRow:
    """The claims of one kind. `wrong` is how many of the `n` were judged wrongly: true ones
    rejected, false ones accepted. `auroc` is that of the support score alone against the true
    claims (None for a true kind)."""

    kind: str
    true: bool
    n: int
    wrong: int
    mean_support: float
    auroc: float | None

    @property
    def error(self) -> float:
        return self.wrong / self.n


@dataclass(frozen=True, slots=True)
class Bin:
    """The claims with a support of `low` up to `high`, and the share of them that are true."""

    low: float
    high: float
    n: int
    true: float


def table(judged: Sequence[Judged]) -> tuple[KindRow, ...]:
    """A row a kind, true kinds first; kinds without claims are left out."""
    truth = [each.support for each in judged if each.claim.true]
    rows = []
    for kind in (*TRUE_KINDS, *FALSE_KINDS):
        mine = [each for each in judged if each.claim.kind == kind]
        if not mine:
            continue
        true = kind in TRUE_KINDS
        scores = [each.support for each in mine]
        wrong = sum(each.accepted != true for each in mine)
        area = None if true else auroc(truth, scores)
        rows.append(KindRow(kind, true, len(mine), wrong, round(float(np.mean(scores)), 4), area))
    return tuple(rows)


def overall(judged: Sequence[Judged]) -> dict[str, float | None]:
    """AUROC of the support score alone and of the whole check, all kinds together.

    The whole check ranks what it rejects below what it accepts.
    """
    true = [each for each in judged if each.claim.true]
    false = [each for each in judged if not each.claim.true]
    return {
        "support": auroc([e.support for e in true], [e.support for e in false]),
        "check": auroc(
            [e.support + e.accepted for e in true], [e.support + e.accepted for e in false]
        ),
    }


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """The chance that one of `higher` lies above one of `lower`, ties counting half."""
    if not higher or not lower:
        return None
    left, right = np.asarray(higher)[:, None], np.asarray(lower)[None, :]
    return round(float(((left > right) + 0.5 * (left == right)).mean()), 4)


def reliability(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """Of the claims with about the same support, the share that is true; empty bins left out."""
    bins = []
    for i in range(_BINS):
        low, high = i / _BINS, (i + 1) / _BINS
        inside = [
            e for e in judged if low <= e.support < high or (i == _BINS - 1 and e.support == 1)
        ]
        if inside:
            share = sum(e.claim.true for e in inside) / len(inside)
            bins.append(Bin(low, high, len(inside), round(share, 4)))
    return tuple(bins)

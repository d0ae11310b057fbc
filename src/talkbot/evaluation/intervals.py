"""How sure a figure is: a bootstrap over talks, with a fixed seed.

Questions about one talk rise and fall together, so talks are drawn, not questions. Every metric is
a ratio of sums, so the same draws serve all of them, and differences are paired.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talkbot.evaluation.metrics.ratio import Metric
from talkbot.evaluation.rows import Row

DRAWS, SEED = 1000, 20240229
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric over `n` items that have a say, of `of` in all, with its 95% interval.

    `above` is the sum over the line: with a rate, how many. None where nothing has a say; no
    interval with fewer than two talks.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    of: int
    above: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric less the same metric of another system, its 95% interval, and a two-sided p."""

    value: float | None
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """How often each cluster counts in each draw, (draws, clusters), and each row's cluster."""

    counts: Matrix
    place: NDArray[np.int64]

    def sums(self, values: Matrix) -> Matrix:
        """The sum over the rows in every draw."""
        sums: Matrix = self.counts @ np.bincount(self.place, values, self.counts.shape[1])
        return sums


def draws(rows: Sequence[Row]) -> Drawn:
    """The draws for these rows, the same every time."""
    names = sorted({row.cluster for row in rows})
    place = {name: i for i, name in enumerate(names)}
    rng = np.random.default_rng(SEED)
    share = np.full(len(names), 1 / max(1, len(names)))
    counts = rng.multinomial(len(names), share, size=DRAWS).astype(np.float64)
    return Drawn(counts, np.asarray([place[row.cluster] for row in rows], dtype=np.int64))


def estimate(metric: Metric, rows: Sequence[Row], drawn: Drawn) -> Estimate:
    """The metric over the rows; `drawn` is `draws(rows)`."""
    above, below, says = _parts(metric, rows)
    value = above.sum() / below.sum() if below.sum() else None
    low, high = _ends(_ratios(above, below, drawn), rows)
    return Estimate(
        _rounded(value), low, high, int(says.sum()), len(rows), round(float(above.sum()), 4)
    )


def difference(
    metric: Metric, rows: Sequence[Row], others: Sequence[Row], drawn: Drawn
) -> Difference:
    """The metric over `rows` less that over `others`, which are the same items in order."""
    above, below, _ = _parts(metric, rows)
    above2, below2, _ = _parts(metric, others)
    if not below.sum() or not below2.sum():
        return Difference(None, None, None, None)
    values = _ratios(above, below, drawn) - _ratios(above2, below2, drawn)
    low, high = _ends(values, rows)
    sure = values[~np.isnan(values)]
    p = 2 * min((sure <= 0).mean(), (sure >= 0).mean()) if low is not None else None
    value = above.sum() / below.sum() - above2.sum() / below2.sum()
    return Difference(_rounded(value), low, high, None if p is None else min(1.0, round(p, 4)))


def _parts(metric: Metric, rows: Sequence[Row]) -> tuple[Matrix, Matrix, NDArray[np.bool_]]:
    parts = [metric.part(row) for row in rows]
    filled = np.asarray([part or (0.0, 0.0) for part in parts], dtype=np.float64).reshape(-1, 2)
    says = np.asarray([part is not None for part in parts], dtype=np.bool_)
    return filled[:, 0], filled[:, 1], says


def _ratios(above: Matrix, below: Matrix, drawn: Drawn) -> Matrix:
    line = drawn.sums(below)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios: Matrix = np.where(line > 0, drawn.sums(above) / line, np.nan)
    return ratios


def _ends(values: Matrix, rows: Sequence[Row]) -> tuple[float | None, float | None]:
    sure = values[~np.isnan(values)]
    if len(sure) < DRAWS / 2 or len({row.cluster for row in rows}) < 2:
        return None, None
    low, high = np.percentile(sure, [2.5, 97.5])
    return _rounded(low), _rounded(high)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)

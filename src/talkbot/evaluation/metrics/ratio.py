"""What a metric is: a ratio of two sums over items.

Every mean, precision, recall, F1 and rate is one, so that one bootstrap gives the interval of any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from talkbot.evaluation.rows import Row

Part = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Metric:
    """`part` gives what an item adds above and below the line, None when the item has no say.

    `better` is 1 when more is better and -1 when less is; `meaning` says it in a few words.
    """

    name: str
    meaning: str
    part: Callable[[Row], Part | None]
    better: int = 1

    def value(self, rows: Sequence[Row]) -> float | None:
        """The metric over these rows; None when none of them has a say."""
        parts = [part for row in rows if (part := self.part(row))]
        below = sum(part[1] for part in parts)
        return sum(part[0] for part in parts) / below if below else None

"""What the evidence gate buys: the more doubt is withheld, the more of the rest is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talkbot.evaluation.observation import Observation
from talkbot.evaluation.rows import Row


@dataclass(frozen=True, slots=True)
class Point:
    """Answering only above a confidence: the share of questions answered and how many are right."""

    coverage: float
    precision: float


def curve(rows: Sequence[Row], seen: Mapping[tuple[str, str], Observation]) -> tuple[Point, ...]:
    """From the surest answer to all that were given; the last point is how talkbot is set.

    The confidence is the score of the answer's best talk; what is looked up in the records has 1.
    """
    given = [row for row in rows if row.answered]
    scored = [(_confidence(seen[row.key]), row.right) for row in given]
    scored.sort(key=lambda each: -each[0])
    points, right = [], 0
    for n, (confidence, ok) in enumerate(scored, 1):
        right += ok
        # Answers of the same confidence cannot be told apart: they come together.
        if n == len(scored) or scored[n][0] < confidence:
            points.append(Point(round(n / len(rows), 4), round(right / n, 4)))
    return tuple(points)


def _confidence(seen: Observation) -> float:
    return max((talk.score for talk in seen.answer.talks), default=1.0)

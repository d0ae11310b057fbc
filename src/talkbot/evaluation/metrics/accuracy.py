"""Right over all, right when answering (PaperQA's two), and CRAG's score."""

from __future__ import annotations

from talkbot.evaluation.metrics.ratio import Metric, Part
from talkbot.evaluation.rows import Row


def _accuracy(row: Row) -> Part:
    return float(row.right), 1.0


def _precision(row: Row) -> Part | None:
    return (float(row.right), 1.0) if row.answered else None


def _crag(row: Row) -> Part:
    return row.scores["crag"] or 0.0, 1.0


ACCURACY = (
    Metric("accuracy", "questions handled rightly, right refusals included", _accuracy),
    Metric("precision_answering", "answers that are right, of those given", _precision),
    Metric("crag", "right +1, refused 0, wrong -1", _crag),
)

"""How good the refusals are: precision, recall and F1 of abstaining, and over-refusal."""

from __future__ import annotations

from talkbot.evaluation.metrics.ratio import Metric, Part
from talkbot.evaluation.rows import Row


def _precision(row: Row) -> Part | None:
    return None if row.answered else (float(not row.answerable), 1.0)


def _recall(row: Row) -> Part | None:
    return None if row.answerable else (float(not row.answered), 1.0)


def _f1(row: Row) -> Part | None:
    refused, wanted = not row.answered, not row.answerable
    return (
        (2.0 * (refused and wanted), float(refused) + float(wanted)) if refused or wanted else None
    )


def _over(row: Row) -> Part | None:
    return (float(not row.answered), 1.0) if row.answerable else None


REFUSALS = (
    Metric("abstention_precision", "refusals that are right", _precision),
    Metric("abstention_recall", "unanswerable questions that are refused", _recall),
    Metric("abstention_f1", "harmonic mean of both", _f1),
    Metric("over_refusal", "answerable questions that are refused", _over, better=-1),
)

"""What answers take: time, and tokens where a chat model writes."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, quantiles

from talkbot.evaluation.rows import Row


def latency(milliseconds: Sequence[float]) -> dict[str, float | None]:
    """Median and 95th percentile in milliseconds; None with too few."""
    if len(milliseconds) < 2:
        return {"p50_ms": next(iter(milliseconds), None), "p95_ms": None}
    return {
        "p50_ms": round(median(milliseconds), 1),
        "p95_ms": round(quantiles(milliseconds, n=20)[-1], 1),
    }


def tokens(rows: Sequence[Row]) -> dict[str, int]:
    """All tokens by kind; empty without a model."""
    kinds = dict.fromkeys(kind for row in rows for kind in row.tokens)
    return {kind: sum(row.tokens.get(kind, 0) for row in rows) for kind in kinds}


def cost(rows: Sequence[Row]) -> float | None:
    """Dollars in all; None where a question that a model answered has no price."""
    asked = [row.cost_usd for row in rows if row.tokens]
    known = [price for price in asked if price is not None]
    return round(sum(known), 6) if known and len(known) == len(asked) else None

"""A judgement in figures: means with their spread over runs, and how far to trust them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from talkbot.evaluation.judging import FAITHFUL, RELEVANT, Judgement, Opinion
from talkbot.evaluation.run import Run

_CONTENT = 0.5


def summarised(judgement: Judgement, run: Run) -> dict[str, Any]:
    """Plain data for summary.json: `value` is null and `unscored` counts where nothing was said."""
    right = {row.key: row.right for row in run.product}
    refused = sum(not seen.answered for seen in run.seen.values())
    by = {
        name: [o for o in judgement.opinions if o.criterion == name]
        for name in (FAITHFUL, RELEVANT)
    }
    return {
        "model": judgement.model,
        "runs": judgement.runs,
        "refused": refused,
        "failed": judgement.failed,
        "why": judgement.why,
        "left_out": judgement.left_out,
        "criteria": {name: _figures(of, judgement.runs) for name, of in by.items()},
        "agreement": {
            FAITHFUL: agreement(_pairs(judgement.labelled)),
            RELEVANT: agreement(_pairs([(right[o.key], o) for o in by[RELEVANT]])),
        },
    }


def lines(judgement: Judgement) -> list[dict[str, Any]]:
    """One record an opinion, for judged.jsonl."""
    return [
        {"collection": o.key[0], "id": o.key[1], "criterion": o.criterion, "scores": list(o.scores)}
        for o in (*judgement.opinions, *(o for _, o in judgement.labelled))
    ]


def agreement(pairs: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    """How often the judge says what is known, and Cohen's kappa: how far beyond chance.

    Kappa is None where one side says the same of everything.
    """
    n = len(pairs)
    agree = sum(a == b for a, b in pairs)
    yes = [sum(side) / n if n else 0.0 for side in zip(*pairs, strict=True)] or [0.0, 0.0]
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    kappa = (agree / n - chance) / (1 - chance) if n and chance < 1 else None
    return {
        "n": n,
        "agree": agree,
        "value": round(agree / n, 4) if n else None,
        "kappa": None if kappa is None else round(kappa, 4),
    }


def _pairs(known: Sequence[tuple[bool, Opinion]]) -> list[tuple[bool, bool]]:
    return [(true, o.mean > _CONTENT) for true, o in known if o.mean is not None]


def _figures(opinions: Sequence[Opinion], runs: int) -> Mapping[str, Any]:
    means = [mean for o in opinions if (mean := o.mean) is not None]
    by_run = [_mean([o.scores[n] for o in opinions]) for n in range(runs)]
    given = [value for value in by_run if value is not None]
    split = sum(len({s for s in o.scores if s is not None}) > 1 for o in opinions)
    return {
        "value": _mean(means),
        "n": len(means),
        "of": len(opinions),
        "unscored": len(opinions) - len(means),
        "by_run": by_run,
        "lowest_run": min(given, default=None),
        "highest_run": max(given, default=None),
        "undecided": split,
    }


def _mean(values: Sequence[float | None]) -> float | None:
    given = [value for value in values if value is not None]
    return round(sum(given) / len(given), 4) if given else None

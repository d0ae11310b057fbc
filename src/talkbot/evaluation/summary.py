"""A run in figures: every metric by group and system, with its interval, as plain data.

This is what `talkbot eval --json` prints and what a run folder keeps as summary.json.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from talkbot.evaluation import claim_table, gate_curve, intervals
from talkbot.evaluation.asking import PRODUCT
from talkbot.evaluation.judging import Judgement
from talkbot.evaluation.judging import figures as judging
from talkbot.evaluation.losses import LOSSES
from talkbot.evaluation.metrics import METRICS
from talkbot.evaluation.metrics.costs import cost, tokens
from talkbot.evaluation.metrics.twins import twin_deltas
from talkbot.evaluation.rows import Row, paired
from talkbot.evaluation.run import Run

COMPARED = ("accuracy", "precision_answering", "crag", "set_f1", "nugget_recall_vital",
            "evidence_recall", "ndcg_10", "abstention_f1")  # fmt: skip
Group = tuple[str, str, Callable[[Row], bool]]


def summarise(
    run: Run, baseline: Sequence[Row] = (), judged: Judgement | None = None
) -> dict[str, Any]:
    """All figures of a run; `baseline` are the rows of an earlier one to compare with.

    What a chat model `judged` stands apart from the groups, out of every gate's reach.
    """
    return {
        "config": dict(run.config),
        "n": len(run.product),
        "groups": [_group(by, name, takes, run, baseline) for by, name, takes in _groups(run)],
        "support": {
            "kinds": [asdict(row) for row in claim_table.table(run.claims)],
            "auroc": claim_table.overall(run.claims),
            "reliability": [asdict(each) for each in claim_table.reliability(run.claims)],
        },
        "tokens": tokens(run.product),
        "cost_usd": cost(run.product),
        "changes": changes(run.product, baseline) if baseline else None,
        "judge": judging.summarised(judged, run) if judged else None,
    }


def _groups(run: Run) -> Iterator[Group]:
    rows = run.product
    for split in sorted({row.split for row in rows}):
        yield "split", split, lambda row, split=split: row.split == split  # type: ignore[misc]
    names = dict.fromkeys((row.collection, row.split) for row in rows)
    for name, split in names:
        yield (
            "collection",
            f"{name} ({split})",
            lambda row, name=name, split=split: (row.collection, row.split) == (name, split),  # type: ignore[misc]
        )
    for kind in sorted({row.type for row in rows}):
        yield "type", kind, lambda row, kind=kind: row.type == kind  # type: ignore[misc]


def _group(
    by: str, name: str, takes: Callable[[Row], bool], run: Run, baseline: Sequence[Row]
) -> dict[str, Any]:
    rows = [row for row in run.product if takes(row)]
    drawn = intervals.draws(rows)
    # Types are many and small: the other systems stand beside splits and collections only.
    systems = {PRODUCT: run.product} if by == "type" else run.rows
    group: dict[str, Any] = {
        "by": by,
        "name": name,
        "n": len(rows),
        "talks": len({row.cluster for row in rows if row.answerable}),
        "systems": {
            system: _figures([row for row in of if takes(row)], drawn)
            for system, of in systems.items()
        },
        "losses": {lost: n for lost in LOSSES if (n := Counter(r.lost for r in rows)[lost])},
        "twins": [asdict(t) | {"delta": round(t.delta, 4)} for t in twin_deltas(rows)],
    }
    if by != "type":
        group["against"] = {
            system: _against(rows, [row for row in of if takes(row)])
            for system, of in run.rows.items()
            if system != PRODUCT
        }
    if by == "split":
        group["curve"] = [asdict(point) for point in gate_curve.curve(rows, run.seen)]
    if baseline:
        group["baseline"] = _against(rows, baseline)
    return group


def _figures(rows: Sequence[Row], drawn: intervals.Drawn) -> dict[str, Any]:
    return {
        name: asdict(intervals.estimate(metric, rows, drawn)) for name, metric in METRICS.items()
    }


def _against(rows: Sequence[Row], others: Sequence[Row]) -> dict[str, Any]:
    """The paired differences to another system or run over the items that both have."""
    ours, theirs = paired(rows, others)
    if not ours:
        return {"n": 0}
    drawn = intervals.draws(ours)
    return {"n": len(ours)} | {
        name: asdict(intervals.difference(METRICS[name], ours, theirs, drawn)) for name in COMPARED
    }


def changes(rows: Sequence[Row], baseline: Sequence[Row]) -> dict[str, Any]:
    """How many items pass now and did not, and the other way round.

    `items` are their [collection, id]; those of the test half are counted but not named, so that
    nobody tunes on them.
    """
    ours, theirs = paired(rows, baseline)
    both = list(zip(ours, theirs, strict=True))
    return {
        "newly_passing": _named([a for a, b in both if a.right and not b.right]),
        "newly_failing": _named([a for a, b in both if b.right and not a.right]),
    }


def _named(rows: Sequence[Row]) -> dict[str, Any]:
    return {"n": len(rows), "items": [list(row.key) for row in rows if row.split != "test"]}


def figure(
    summary: Mapping[str, Any], by: str, name: str, metric: str, system: str = PRODUCT
) -> dict[str, Any] | None:
    """The estimate of a metric in a group; None when the run has no such group."""
    for group in summary["groups"]:
        if (group["by"], group["name"]) == (by, name):
            found: dict[str, Any] = group["systems"][system][metric]
            return found
    return None

"""A run as a table to read and as JSON to keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median, quantiles
from typing import Any

from talkbot.evaluation.run import Result, Run
from talkbot.evaluation.scoring import SCORERS


def mean_of(results: Iterable[Result], score: str) -> tuple[float | None, int]:
    """The mean of a score over the results that have it, None for none, and how many have it."""
    values = [v for r in results if (v := r.scores[score]) is not None]
    return (sum(values) / len(values) if values else None), len(values)


def refusals(results: Sequence[Result]) -> dict[str, float | None]:
    """Precision, recall and F1 of refusing, over all results."""
    refused = [r for r in results if r.answer.status == "abstained"]
    wanted = [r for r in results if not r.item.answerable]
    right = sum(not r.item.answerable for r in refused)
    precision = right / len(refused) if refused else None
    recall = right / len(wanted) if wanted else None
    both = len(refused) + len(wanted)
    return {"precision": precision, "recall": recall, "f1": 2 * right / both if both else None}


def run_to_json(run: Run) -> dict[str, Any]:
    """The whole run: summary by collection and type, and every item. Times are under `times`."""
    times = [r.milliseconds for r in run.results]
    return {
        "model": run.model,
        "n": len(run.results),
        "collections": {
            name: _summary([r for r in run.results if r.collection == name])
            for name in dict.fromkeys(r.collection for r in run.results)
        },
        "types": {
            kind: _summary([r for r in run.results if r.item.type == kind])
            for kind in dict.fromkeys(r.item.type for r in run.results)
        },
        "all": _summary(run.results),
        "items": [
            {
                "collection": r.collection,
                "id": r.item.id,
                "split": r.item.split,
                "status": r.answer.status,
                "kind": r.answer.kind,
                "scores": r.scores,
            }
            for r in run.results
        ],
        "times": _times(times),
    }


def _summary(results: Sequence[Result]) -> dict[str, Any]:
    scores: dict[str, Any] = {}
    for name in SCORERS:
        mean, count = mean_of(results, name)
        scores[name] = {"mean": None if mean is None else round(mean, 4), "n": count}
    refused = {k: None if v is None else round(v, 4) for k, v in refusals(results).items()}
    return {"n": len(results), "scores": scores, "refusal": refused}


def _times(times: Sequence[float]) -> dict[str, float | None]:
    if len(times) < 2:
        return {"p50_ms": times[0] if times else None, "p95_ms": None}
    return {"p50_ms": round(median(times), 1), "p95_ms": round(quantiles(times, n=20)[-1], 1)}


_COLUMNS = ("talk_recall", "talk_precision", "talk_f1", "facts_found", "abstention")


def render_text(run: Run) -> str:
    """The run as Markdown tables, by collection and by type."""
    lines = [f"{len(run.results)} questions, answered by {run.model}.", ""]
    for title, key in (("collection", "collections"), ("type", "types")):
        lines += _table(title, run_to_json(run)[key])
    whole = run_to_json(run)
    refusal = ", ".join(f"{k} {_shown(v)}" for k, v in whole["all"]["refusal"].items())
    valid = whole["all"]["scores"]["citation_validity"]["mean"]
    counts = whole["all"]["scores"]["exact_count"]["mean"]
    times = whole["times"]
    lines += [
        f"Refusals: {refusal}.",
        f"Citations verbatim: {_shown(valid)}. Counts exact: {_shown(counts)}.",
        f"Time of an answer: p50 {times['p50_ms']} ms, p95 {times['p95_ms']} ms.",
    ]
    return "\n".join(lines)


def _table(title: str, rows: dict[str, Any]) -> list[str]:
    lines = [
        f"| {title} | n | " + " | ".join(c.replace("_", " ") for c in _COLUMNS) + " |",
        "|---|---|" + "---|" * len(_COLUMNS),
    ]
    for name, row in rows.items():
        cells = [_shown(row["scores"][column]["mean"]) for column in _COLUMNS]
        lines.append(f"| {name} | {row['n']} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"

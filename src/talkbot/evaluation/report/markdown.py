"""A run as a short Markdown summary, for a terminal or a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from talkbot.evaluation.asking import PRODUCT
from talkbot.evaluation.metrics import METRICS
from talkbot.evaluation.report import figures
from talkbot.evaluation.report.figures import NONE, estimate, label, number, signed, writer

HEADLINE = ("accuracy", "precision_answering", "crag", "set_f1", "nugget_recall_vital",
            "evidence_recall", "abstention_f1", "over_refusal")  # fmt: skip
_TYPE = ("accuracy", "talk_recall", "talk_precision", "set_f1", "nugget_recall_vital")


def render(summary: Mapping[str, Any], times: Mapping[str, Any], baseline: str = "") -> str:
    """The tables of a run; the one line with times comes last."""
    groups = summary["groups"]
    splits = [group for group in groups if group["by"] == "split"]
    lines = [
        f"# Evaluation: {summary['n']} questions, answered {writer(summary['config']['model'])}",
        "",
        "95% intervals by a bootstrap over talks; under 30 items, counts.",
        "",
    ]
    if drafts := figures.drafts(summary["config"]):
        lines += [drafts, ""]
    for group in splits:
        lines += [f"## {group['name']}: {group['n']} questions about {group['talks']} talks", ""]
        lines += _systems(group)
        lines += _details(group)
    lines += [
        "## Collections",
        "",
        *_rows([g for g in groups if g["by"] == "collection"], HEADLINE),
    ]
    lines += ["## Types", "", *_rows([g for g in groups if g["by"] == "type"], _TYPE)]
    lines += _support(summary["support"])
    if summary["judge"]:
        lines += _judge(summary["judge"])
    if summary["changes"]:
        lines += _changes(summary, baseline)
    lines.append(
        f"Time of an answer: p50 {times['p50_ms']} ms, p95 {times['p95_ms']} ms; "
        f"the whole run {times['seconds']} s."
    )
    if said := figures.spent(summary):
        lines.append(said)
    return "\n".join(lines) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table and an empty line."""
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows),
        "",
    ]


def _systems(group: Mapping[str, Any]) -> list[str]:
    rows = [
        [name, *(estimate(of[m], interval=name == PRODUCT) for m in HEADLINE)]
        for name, of in group["systems"].items()
    ]
    return table(["system", *map(label, HEADLINE)], rows)


def _details(group: Mapping[str, Any]) -> list[str]:
    of = group["systems"][PRODUCT]
    shown = [f"{label(name)} {estimate(of[name])}" for name in METRICS if name not in HEADLINE]
    lines = ["Also: " + "; ".join(text for text in shown if not text.endswith(NONE)) + ".", ""]
    if group["losses"]:
        lost = ", ".join(f"{name} {n}" for name, n in group["losses"].items())
        lines += [f"Lost at: {lost}.", ""]
    if group["twins"]:
        twins = "; ".join(
            f"{t['type']} {t['right']} of {t['n']}, plain {t['twins_right']}"
            for t in group["twins"]
        )
        lines += [f"Right against their plain twins: {twins}.", ""]
    return lines


def _rows(groups: Sequence[Mapping[str, Any]], metrics: Sequence[str]) -> list[str]:
    head = [groups[0]["by"] if groups else "", "n", *map(label, metrics)]
    return table(
        head,
        (
            [g["name"], str(g["n"]), *(estimate(g["systems"][PRODUCT][m]) for m in metrics)]
            for g in groups
        ),
    )


def _support(support: Mapping[str, Any]) -> list[str]:
    rows = [
        [
            kind["kind"],
            "true" if kind["true"] else "false",
            str(kind["n"]),
            f"{kind['wrong']} ({kind['wrong'] / kind['n']:.1%})",
            number(kind["auroc"]),
        ]
        for kind in support["kinds"]
    ]
    if not rows:
        return []
    areas = support["auroc"]
    return [
        "## The check of claims",
        "",
        *table(["claims", "are", "n", "judged wrongly", "AUROC of support"], rows),
        f"AUROC over all kinds: support alone {number(areas['support'])}, "
        f"the whole check {number(areas['check'])}.",
        "",
    ]


def _judge(judge: Mapping[str, Any]) -> list[str]:
    head = ["asked", "mean", "lowest to highest run", "runs differ", "unscored", "agrees with gold",
            "kappa"]  # fmt: skip
    return [
        "## A chat model's opinion (no gate looks at it)",
        "",
        f"{judge['model']}, {judge['runs']} runs; {judge['refused']} refusals are not judged.",
        "",
        *table(head, [figures.judged(name, judge) for name in judge["criteria"]]),
        *([note, ""] if (note := figures.judge_note(judge)) else []),
    ]


def _changes(summary: Mapping[str, Any], baseline: str) -> list[str]:
    found = summary["changes"]
    lines = [f"## Against {baseline or 'the baseline'}", ""]
    for group in summary["groups"]:
        if group["by"] == "split" and group["baseline"]["n"]:
            of = group["baseline"]
            shown = (
                f"{label(m)} {signed(of[m]['value'])} (p {number(of[m]['p'], 2)})"
                for m in of
                if m != "n"
            )
            lines += [f"{group['name']}, {of['n']} items in both: {', '.join(shown)}.", ""]
    passing, failing = found["newly_passing"]["n"], found["newly_failing"]["n"]
    return [*lines, f"Newly passing: {passing}. Newly failing: {failing}.", ""]

"""A run as one HTML page that needs nothing else: style, charts and its small script inside."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from talkbot.answering.builder import plain
from talkbot.evaluation.asking import PRODUCT
from talkbot.evaluation.losses import LOSSES
from talkbot.evaluation.metrics import METRICS
from talkbot.evaluation.report import charts, figures
from talkbot.evaluation.report.cases import worst
from talkbot.evaluation.run import ALWAYS_ANSWER, Run

CARDS = ("accuracy", "precision_answering", "crag", "set_f1", "nugget_recall_vital",
         "evidence_recall", "citation_validity", "citation_recall", "citation_precision",
         "abstention_f1", "over_refusal", "ndcg_10")  # fmt: skip
COLUMNS = ("accuracy", "precision_answering", "crag", "set_f1", "nugget_recall_vital",
           "evidence_recall", "ndcg_10", "abstention_f1", "over_refusal")  # fmt: skip
TYPES = ("accuracy", "precision_answering", "talk_recall", "talk_precision", "set_f1",
         "nugget_recall_vital", "evidence_recall")  # fmt: skip
_SPLITS = {"dev": "Development", "test": "Held out"}


def render(
    run: Run, summary: Mapping[str, Any], times: Mapping[str, Any], baseline: str = ""
) -> str:
    """The page; texts of records, questions and models are shown as text only."""
    groups = summary["groups"]
    by = {kind: [g for g in groups if g["by"] == kind] for kind in ("split", "collection", "type")}
    return str(
        _template().render(
            style=_inline("style.css"),
            script=_inline("script.js"),
            summary=summary,
            times=times,
            spent=figures.spent(summary),
            baseline=baseline,
            drafts=figures.drafts(summary["config"]),
            by=by,
            splits=_SPLITS,
            product=PRODUCT,
            cards=[(g, [_card(g, name) for name in CARDS]) for g in by["split"]],
            columns=COLUMNS,
            types=TYPES,
            curves=_curves(by["split"]),
            reliability=_reliability(summary["support"]["reliability"]),
            losses=LOSSES,
            lost=[(g, _lost(g)) for g in by["split"]],
            metrics=METRICS,
            judge_note=figures.judge_note(summary["judge"]) if summary["judge"] else "",
            cases=worst(run),
        )
    )


@cache
def _template() -> Any:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "estimate": figures.estimate,
        "judged": figures.judged,
        "label": figures.label,
        "number": figures.number,
        "plain": plain,
        "signed": figures.signed,
        "writer": figures.writer,
    }
    return environment.from_string(_file("page.html"))


def _file(name: str) -> str:
    return (files("talkbot.evaluation.report") / name).read_text("utf-8")


def _inline(name: str) -> Markup:
    return Markup(_file(name))  # noqa: S704  (our own files)


def _card(group: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = group["systems"][PRODUCT][name]
    others = [
        (system, of[name]["value"])
        for system, of in group["systems"].items()
        if system != PRODUCT and of[name]["value"] is not None
    ]
    shown = found["value"] is not None
    low = -1.0 if name == "crag" else 0.0
    return {
        "name": name,
        "found": found,
        "better": METRICS[name].better,
        "chart": charts.whisker(found, others, low) if shown else "",
    }


def _curves(splits: list[dict[str, Any]]) -> Markup:
    series, marks = [], []
    for group in splits:
        points = [(p["coverage"], p["precision"]) for p in group["curve"]]
        name = _SPLITS.get(group["name"], group["name"])
        if not points:
            continue
        series.append((name, points))
        marks.append((f"{name}: talkbot as it is set", points[-1], f"set s{len(series) - 1}"))
        always = group["systems"][ALWAYS_ANSWER]["accuracy"]["value"]
        marks.append((f"{name}: always answering", (1.0, always), f"always s{len(series) - 1}"))
    return charts.lines(series, marks, ("share of questions answered", "share of answers right"))


def _reliability(bins: list[dict[str, Any]]) -> Markup:
    return charts.bubbles(
        [((each["low"] + each["high"]) / 2, each["true"], each["n"]) for each in bins],
        ("support of a claim", "share of claims that are true"),
    )


def _lost(group: Mapping[str, Any]) -> Markup:
    right = group["n"] - sum(group["losses"].values())
    parts = [("right", right, "right")]
    parts += [
        (name, group["losses"].get(name, 0), f"lost-{name.replace(' ', '-')}") for name in LOSSES
    ]
    return charts.stack(parts, group["n"])

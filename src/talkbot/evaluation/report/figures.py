"""Figures as a reader sees them: three decimals, intervals, and counts where there are few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FEW = 30
NONE = "–"


def number(value: float | None, digits: int = 3) -> str:
    return NONE if value is None else f"{value:.{digits}f}"


def signed(value: float | None) -> str:
    return NONE if value is None else f"{value:+.3f}"


def estimate(found: Mapping[str, Any], *, interval: bool = False) -> str:
    """ "0.823", "0.823 (0.79–0.86)"; with fewer than 30 items "12 of 15"."""
    if found["value"] is None:
        return NONE
    text = number(found["value"])
    # An F1 has other things below its line than items: no count says it. The value is rounded.
    counts = abs(found["value"] * found["n"] - found["above"]) < 0.01
    if counts and found["n"] < FEW and found["above"] == int(found["above"]):
        return f"{found['above']:g} of {found['n']}"
    if interval and found["low"] is not None:
        return f"{text} ({found['low']:.2f}–{found['high']:.2f})"
    return text


def label(name: str) -> str:
    """A metric's name in words."""
    known = {"ndcg_10": "nDCG@10", "reciprocal_rank": "MRR", "set_f1": "set F1", "crag": "CRAG",
             "r_precision": "R-precision", "precision_answering": "precision when answering",
             "abstention_f1": "abstention F1", "nugget_recall_vital": "vital nuggets",
             "nugget_recall_all": "all nuggets"}  # fmt: skip
    return known.get(name, name.replace("_", " "))


def writer(model: str) -> str:
    """What wrote the answers, in words."""
    return "without a chat model" if model == "extractive" else f"by {model}"


def drafts(config: Mapping[str, Any]) -> str:
    """How many questions were left out because nobody has confirmed them; "" for none."""
    n = config.get("drafts", 0)
    asked = "draft was not asked" if n == 1 else "drafts were not asked"
    return f"{n} {asked}: talkbot eval confirm FILE shows each." if n else ""


def judged(name: str, judge: Mapping[str, Any]) -> list[str]:
    """The cells of one criterion of the judge, the agreement with what is known last."""
    of, known = judge["criteria"][name], judge["agreement"][name]
    return [
        name,
        number(of["value"]),
        f"{number(of['lowest_run'])} to {number(of['highest_run'])}",
        f"{of['undecided']} of {of['n']}",
        f"{of['unscored']} of {of['of']}",
        f"{known['agree']} of {known['n']}",
        number(known["kappa"], 2),
    ]


def judge_note(judge: Mapping[str, Any]) -> str:
    """What is missing from the judge's figures, and why; "" for nothing."""
    said = []
    if judge["failed"]:
        said.append(f"{judge['failed']} verdicts did not come: {judge['why']}")
    if judge["left_out"]:
        said.append(f"{judge['left_out']} verdicts were not asked for: --judge-calls allows more.")
    return " ".join(said)


def spent(summary: Mapping[str, Any]) -> str:
    """What the chat model took for all questions, or "" without one."""
    tokens, dollars = summary["tokens"], summary.get("cost_usd")
    if not tokens:
        return ""
    price = f"${dollars:.4f}" if dollars is not None else "no price is set (TALKBOT_MODEL_PRICE)"
    return (
        f"Tokens of the chat model: {tokens['input_tokens']:,} in, "
        f"{tokens['output_tokens']:,} out; {price}."
    )

"""Floors: what the figures must not fall below, each with its reason, in a TOML file.

    [dev.talk_recall]
    floor = 0.87
    reason = "reached 0.887; a margin for other builds of the embedder"

The heading is a split, a collection ("harrowgate (dev)") or a type, and a metric. `ceiling` stands
in place of `floor` where less is better. `support.negation`, `support.verbatim` and so on bound the
error of the check of claims with a `ceiling`, where a run has at least thirty of the kind.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talkbot.errors import UsageError
from talkbot.evaluation.asking import PRODUCT
from talkbot.evaluation.metrics import METRICS

_SUPPORT = "support"
_FEW = 30


@dataclass(frozen=True, slots=True)
class Floor:
    """The least (or, as `ceiling`, the most) that a metric of a group may be, and why."""

    group: str
    metric: str
    floor: float | None
    ceiling: float | None
    reason: str

    def missed_by(self, value: float | None) -> bool:
        """Whether the value breaks it; a metric that nothing has a say in does too."""
        if value is None:
            return True
        return (self.floor is not None and value < self.floor) or (
            self.ceiling is not None and value > self.ceiling
        )


def load_floors(path: Path) -> tuple[Floor, ...]:
    """The floors of a file. Raises UsageError that names what cannot be used."""
    try:
        groups = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read as TOML ({error}).") from error
    return tuple(
        _floor(path, group, metric, bound)
        for group, metrics in groups.items()
        for metric, bound in (metrics.items() if isinstance(metrics, dict) else ())
    )


def misses(floors: tuple[Floor, ...], summary: Mapping[str, Any]) -> list[str]:
    """A line for each floor that the summary breaks; groups that were not asked are passed over."""
    lines = []
    for floor in floors:
        found = _value(floor, summary)
        if found and floor.missed_by(found[0]):
            bound = (
                f"{floor.floor:g} or more"
                if floor.floor is not None
                else f"{floor.ceiling:g} or less"
            )
            shown = "nothing" if found[0] is None else f"{found[0]:.4f}"
            lines.append(f"{floor.group} {floor.metric} is {shown}, not {bound}: {floor.reason}")
    return lines


def _floor(path: Path, group: str, metric: str, bound: Any) -> Floor:
    place = f"{path}: [{group}.{metric}]"
    known = isinstance(bound, dict) and set(bound) in ({"floor", "reason"}, {"ceiling", "reason"})
    if not known or not str(bound["reason"]).strip():
        raise UsageError(f"{place} needs floor (or ceiling) and a reason, and nothing else.")
    if group != _SUPPORT and metric not in METRICS:
        raise UsageError(f"{place} is no metric: docs/evaluation.md lists them.")
    return Floor(group, metric, bound.get("floor"), bound.get("ceiling"), str(bound["reason"]))


def _value(floor: Floor, summary: Mapping[str, Any]) -> tuple[float | None] | None:
    """The figure in a tuple; None when the run has no such group, or too few claims of a kind."""
    if floor.group == _SUPPORT:
        for kind in summary["support"]["kinds"]:
            if kind["kind"] == floor.metric.replace("_", " ") and kind["n"] >= _FEW:
                return (kind["wrong"] / kind["n"],)
        return None
    for group in summary["groups"]:
        if group["name"] == floor.group:
            return (group["systems"][PRODUCT][floor.metric]["value"],)
    return None

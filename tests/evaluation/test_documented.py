"""docs/evaluation.md says of every metric what it is and where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

from talkbot.evaluation.metrics import METRICS
from talkbot.evaluation.report.figures import label

DOCS = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text("utf-8")


def rows() -> dict[str, tuple[str, str]]:
    section = DOCS[DOCS.index("## What is measured") : DOCS.index("### A chat model as judge")]
    found = re.findall(r"(?m)^\| ([^|]+) \| ((?:[^|]|\\\|)+) \| ([^|]*) \|$", section)
    return {name: (definition, source) for name, definition, source in found}


def test_every_metric_has_a_definition_and_a_source() -> None:
    told = rows()
    for name in METRICS:
        definition, source = told[label(name)]
        assert len(definition) > 20, name
        assert source.strip(), name


def test_every_source_is_named_and_used() -> None:
    section = DOCS[DOCS.index("## What is measured") : DOCS.index("## Figures")]
    named = re.findall(r"(?m)^([A-Z]) [A-Zc]\w", section)
    assert named == [chr(ord("A") + n) for n in range(len(named))]
    used = {letter for _, source in rows().values() for letter in re.findall(r"\b[A-Z]\b", source)}
    used |= set(re.findall(r"\(([A-Z])\)", section))
    assert used == set(named)

"""The benchmarks in their small forms: that they run and count right, not how fast."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks import report
from benchmarks.__main__ import ALL, machine, run
from benchmarks.generated import Collection, Sentences, planted
from benchmarks.measure import in_turn
from benchmarks.peers import _interval

from tests.store import minilm

MISSED = {"what": "retrieval, 16 talks", "value": 12.5, "unit": "ms", "cpu": 8.0, "p95": 30.0,
          "baseline": "bare query embedding", "ratio": 1.81, "ratio_cpu": 1.71,
          "target": "<= 1.5", "met": False}  # fmt: skip


def grown(passages: int, ms: float) -> dict[str, Any]:
    more = {"passages": passages, "series": "retrieval"}
    return {"what": f"retrieval, {passages} passages", "value": ms, "unit": "ms", "more": more}


@pytest.mark.parametrize("name", [name for name in ALL if name != "library"])
def test_a_benchmark_gives_figures(name: str) -> None:
    figures = run(name, small=True, library=None)
    assert len({figure["what"] for figure in figures}) == len(figures) >= 4
    assert all(report.line(figure).startswith(f"{figure['what']}: ") for figure in figures)
    for figure in figures:
        assert math.isfinite(figure["value"])
        assert ("target" in figure) == ("met" in figure)
        assert figure.get("ratio", 1.0) > 0
    assert any("baseline" in figure for figure in figures)


def test_generated_talks_are_the_same_every_time(tmp_path: Path) -> None:
    facts = planted(12, 40)
    assert len({fact.sentence for fact in facts}) == 12
    made = []
    for folder in (tmp_path, tmp_path):
        collection = Collection(Sentences(60, folder, minilm()), facts)
        made.append([collection.talk(number) for number in range(40)])
    assert [each.talk for each in made[0]] == [each.talk for each in made[1]]
    assert all(np.array_equal(a.vectors, b.vectors) for a, b in zip(*made, strict=True))
    for fact in facts:
        holding = [each for each in made[0] if fact.sentence in each.talk.abstract]
        assert [each.talk.id for each in holding] == [f"generated-{fact.talk}"]
        assert len(holding[0].holds) == 1
    vectors = np.concatenate([each.vectors for each in made[0]])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_what_is_compared_takes_turns() -> None:
    order: list[str] = []
    taken = in_turn({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 2)
    assert order == ["a", "b"] * 3
    assert len(taken["a"].wall) == len(taken["b"].cpu) == 2


def test_the_figures_are_written_between_the_marks_and_drawn(tmp_path: Path) -> None:
    results, docs = tmp_path / "results", tmp_path / "docs"
    (docs / "images").mkdir(parents=True)
    results.mkdir()
    for name, figures in (
        ("answers", [MISSED]),
        ("scale", [grown(20_000, 12), grown(1_000_000, 80)]),
    ):
        told = {"figures": figures, "machine": machine(), "when": "2026-01-02T", "load before": 0.1}
        (results / f"{name}.json").write_text(json.dumps(told), "utf-8")
    page = docs / "performance.md"
    page.write_text(f"# Before\n\n{report._BEGIN}\nold\n{report._END}\n\nafter\n", "utf-8")
    for _ in range(2):
        report.write(results, docs)
        text = page.read_text("utf-8")
        assert text.startswith("# Before\n")
        assert text.endswith("\nafter\n")
        assert "old" not in text
        assert "| retrieval, 16 talks | 1.71 (8.00 ms) | <= 1.5 | **missed** |" in text
        assert "`python -m benchmarks answers`" in text
    drawn = ET.parse(docs / "images" / "growth.svg")
    assert len(drawn.findall("{*}circle")) == 2


@pytest.mark.parametrize(
    ("differences", "significant"), [([0.1] * 50, True), ([0.1, -0.1] * 25, False)]
)
def test_an_interval_tells_a_difference_from_noise(
    differences: list[float], significant: bool
) -> None:
    low, high = _interval(np.asarray(differences))
    assert low <= np.mean(differences) <= high
    assert (low > 0) == significant

"""The documents tell the figures of the committed run."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from talkbot.evaluation.floors import load_floors, misses
from talkbot.evaluation.items import Choice, load_collections

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "eval" / "report"


@pytest.fixture(scope="module")
def publish() -> ModuleType:
    spec = importlib.util.spec_from_file_location("publish", ROOT / "eval" / "publish.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((REPORT / "summary.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    "name",
    ["README.md", "CHANGELOG.md", "docs/evaluation.md", "docs/grounding.md", "eval/floors.toml"],
)
def test_a_document_tells_the_committed_figures(publish: ModuleType, name: str) -> None:
    path = ROOT / name
    assert path.read_text("utf-8") == publish.documents()[path], "run python eval/publish.py"


def test_a_figure_that_is_out_of_step_is_noticed(publish: ModuleType, tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    reached = publish.documents()[ROOT / "README.md"]
    changed = tmp_path / "README.md"
    changed.write_text(text.replace("| dev | always refuse |", "| dev | somebody |"), "utf-8")
    lines = publish.MARKED.search(reached)[0].split("\n")[2:-2]
    assert publish.marked(changed, lines) == reached != changed.read_text("utf-8")
    changed.write_text("no markers", "utf-8")
    with pytest.raises(SystemExit, match="two markers"):
        publish.marked(changed, lines)


def test_a_floor_is_raised_with_its_figure_and_never_lowered(publish: ModuleType) -> None:
    """By three points, by two questions where these are more, and in an F1 by what they cost it."""

    def floors(accuracy: float, refusals: float) -> str:
        return (
            f'["x (dev)".accuracy]\nfloor = {accuracy}\nreason = "reached 0.100; why"\n\n'
            f'[dev.abstention_f1]\nfloor = {refusals}\nreason = "reached 0.100; why"\n\n'
            '[dev.crag]\nfloor = 0.1\nreason = "by hand"\n'
        )

    def summary(right: int) -> dict[str, Any]:
        of = {
            "accuracy": {"value": right / 100, "above": right},
            "abstention_f1": {"value": 0.8, "above": 40.0},
        }
        names = ("x (dev)", "dev")
        return {"groups": [{"name": name, "systems": {"talkbot": of}} for name in names]}

    after = publish.raised(floors(0.5, 0.5), summary(90))
    assert '["x (dev)".accuracy]\nfloor = 0.87\nreason = "reached 0.900; why"' in after
    # 20 of 25 right refusals twice over 50: two lost leave 36 of 48.
    assert '[dev.abstention_f1]\nfloor = 0.75\nreason = "reached 0.800; why"' in after
    assert after.endswith('[dev.crag]\nfloor = 0.1\nreason = "by hand"\n')
    assert publish.raised(after, summary(80)) == after


def test_the_committed_run_asked_everything(summary: dict[str, Any]) -> None:
    """Without a chat model, all splits, as many questions as there are, above every floor."""
    config = summary["config"]
    assert (config["model"], config["split"]) == ("extractive", "all")
    assert config["types"] == config["only"] == []
    asked = load_collections(ROOT / "eval", ROOT / "data", Choice())
    assert summary["n"] == sum(len(each.items) for each in asked)
    assert misses(load_floors(ROOT / "eval" / "floors.toml"), summary) == []
    dev = next(g for g in summary["groups"] if (g["by"], g["name"]) == ("split", "dev"))
    assert set(dev["systems"]) == {
        "talkbot", "always answer", "always refuse", "top passage", "BM25 only", "vector only",
        "tutorial chain",
    }  # fmt: skip


def test_the_committed_run_stays_small() -> None:
    assert sum(path.stat().st_size for path in REPORT.iterdir()) < 1_500_000

"""The gate: the figures stay above their committed floors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from talkbot.errors import UsageError
from talkbot.evaluation.floors import Floor, load_floors, misses
from talkbot.evaluation.items import Choice, load_collections
from talkbot.evaluation.run import Run
from talkbot.evaluation.summary import figure, summarise
from talkbot.resources import resource_path

FLOORS = resource_path("eval") / "floors.toml"


@pytest.fixture(scope="module")
def figures(gate_run: Run) -> dict[str, Any]:
    return summarise(gate_run)


def test_no_figure_is_below_its_floor(figures: dict[str, Any]) -> None:
    assert misses(load_floors(FLOORS), figures) == []


def test_dev_and_test_are_both_held(figures: dict[str, Any]) -> None:
    groups = {floor.group for floor in load_floors(FLOORS)}
    assert {"dev", "test", "shipped (dev)", "shipped (test)", "support"} <= groups
    found = {(g["by"], g["name"]) for g in figures["groups"]}
    assert {("split", "dev"), ("split", "test"), ("collection", "shipped (test)")} <= found


def test_a_floor_close_above_a_figure_is_missed(figures: dict[str, Any]) -> None:
    reached = figure(figures, "split", "dev", "talk_recall")
    assert reached
    bound = Floor("dev", "talk_recall", reached["value"] + 0.001, None, "for the test")
    assert len(misses((bound,), figures)) == 1
    assert misses((replace(bound, floor=reached["value"]),), figures) == []


def test_a_group_that_was_not_asked_is_passed_over(figures: dict[str, Any]) -> None:
    assert misses((Floor("nowhere (dev)", "accuracy", 1.0, None, "x"),), figures) == []


def test_the_check_of_claims_is_held_where_there_are_enough_of_a_kind() -> None:
    def error(wrong: int, n: int) -> dict[str, Any]:
        return {"support": {"kinds": [{"kind": "wrong talk", "wrong": wrong, "n": n}]}}

    bound = (Floor("support", "wrong_talk", None, 0.1, "x"),)
    assert len(misses(bound, error(4, 30))) == 1
    assert misses(bound, error(3, 30)) == []
    assert misses(bound, error(29, 29)) == []


def test_every_collection_is_held() -> None:
    held = {(floor.group, floor.metric) for floor in load_floors(FLOORS)}
    for each in load_collections(resource_path("eval"), resource_path("data"), Choice()):
        for split in {item.split for item in each.items}:
            for metric in ("accuracy", "talk_recall", "nugget_recall_vital", "evidence_recall",
                           "abstention_f1"):  # fmt: skip
                assert (f"{each.name} ({split})", metric) in held


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[dev.accuracy]\nfloor = 0.5", "reason"),
        ('[dev.accuracy]\nfloor = 0.5\nreason = " "', "reason"),
        ('[dev.acuracy]\nfloor = 0.5\nreason = "x"', "no metric"),
        ('[dev.accuracy]\nfloor = 0.5\nceiling = 1\nreason = "x"', "nothing else"),
        ("[dev", "TOML"),
    ],
)
def test_a_floor_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=rf"floors\.toml.*{said}"):
        load_floors(path)

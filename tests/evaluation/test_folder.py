"""A run's folder: complete, the same twice, and a page that works alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from talkbot.errors import UsageError
from talkbot.evaluation.folder import rows_of, write
from talkbot.evaluation.metrics import METRICS
from talkbot.evaluation.run import Run, evaluate
from talkbot.evaluation.scorers import SCORERS
from talkbot.evaluation.summary import summarise
from talkbot.settings import Settings
from tests.evaluation.conftest import collections, thinned

TIMED = {"times.json"}


@pytest.fixture(scope="module")
def folder(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("run")
    write(place, small_run, summarise(small_run))
    return place


def untimed(path: Path) -> str:
    """A file without the one line that holds times."""
    text = path.read_text("utf-8")
    lines = [
        line for line in text.split("\n") if not re.match(r'.*(?:class="times"|^Time of)', line)
    ]
    return "\n".join(lines)


def test_two_runs_are_the_same_apart_from_times(
    small_run: Run, folder: Path, tmp_path: Path
) -> None:
    again = evaluate(
        (thinned(collections("harrowgate")[0], 3),),
        Settings(home=tmp_path / "home"),
        cache=tmp_path / "cache",
    )
    write(tmp_path / "run", again, summarise(again))
    names = {path.name for path in folder.iterdir()}
    assert names == {path.name for path in (tmp_path / "run").iterdir()}
    assert len(names) >= 6
    for name in names - TIMED:
        assert untimed(tmp_path / "run" / name) == untimed(folder / name), name


def test_scores_come_back_as_they_were(small_run: Run, folder: Path) -> None:
    assert rows_of(folder) == [replace(row, tokens={}) for row in small_run.product]
    with pytest.raises(UsageError, match="not the folder of an evaluation run"):
        rows_of(folder / "nowhere")


def test_unscored_is_null_with_a_count(folder: Path) -> None:
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    (dev,) = [g for g in summary["groups"] if g["by"] == "split"]
    for system, of in dev["systems"].items():
        assert set(of) == set(METRICS)
        for name, found in of.items():
            assert (found["value"] is None) == (found["n"] == 0 or (system == "always refuse"
                and found["value"] is None)), (system, name)  # fmt: skip
            assert found["of"] == dev["n"]
    attack = dev["systems"]["talkbot"]["attack_success"]
    assert attack == {"value": None, "low": None, "high": None, "n": 0, "of": dev["n"], "above": 0}
    row = json.loads((folder / "scores.jsonl").read_text("utf-8").split("\n")[0])
    assert set(row["scores"]) == set(SCORERS)
    assert None in row["scores"].values()


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outside += [
            value
            for name, value in attrs
            if name in ("src", "href", "srcset", "action") and value and not value.startswith("#")
        ]


def test_the_page_needs_nothing_else(folder: Path) -> None:
    text = (folder / "report.html").read_text("utf-8")
    parser = Links()
    parser.feed(text)
    assert parser.outside == []
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)


def test_the_page_shows_what_a_reader_looks_for(small_run: Run, folder: Path) -> None:
    """The gate's curve, the support of claims, losses, and every failing question by its type."""
    text = (folder / "report.html").read_text("utf-8")
    summary = summarise(small_run)
    for part in ("systems", "types", "gate", "support", "lost", "cases", "how"):
        assert f'<section id="{part}">' in text
    gate = text.split('id="gate"')[1].split('id="support"')[0]
    assert gate.count("<polyline") == 1
    bins = summary["support"]["reliability"]
    assert text.count('class="bubble"') == len(bins) > 3
    assert 'id="changes"' not in text
    failing = Counter(row.type for row in small_run.product if not row.right)
    assert failing
    shown = Counter(re.findall(r'class="case" data-type="(\w+)"', text))
    assert shown == failing
    assert f"all ({failing.total()})" in text
    for kind, n in failing.items():
        assert f"{kind} ({n})</button>" in text
    picks = re.findall(r'class="pick" data-type="(\w+)"', text)
    assert set(picks) == set(failing)


def test_the_page_in_a_browser_fits_a_phone_and_filters(folder: Path, browser: Browser) -> None:
    said: list[str] = []
    for width, scheme in ((390, "dark"), (1366, "light")):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((folder / "report.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == width
        kinds = {each.get_attribute("data-type") for each in page.locator(".case").all()}
        assert len(kinds) > 1
        for kind in kinds:
            page.locator(f'.filters button[data-type="{kind}"]').click()
            left = page.locator(".case:visible")
            assert {each.get_attribute("data-type") for each in left.all()} == {kind}
        left.first.locator("summary").click()
        assert left.first.locator(".sides").is_visible()
        page.close()
    assert said == []


def test_the_page_names_what_changed_since_another_run(small_run: Run, tmp_path: Path) -> None:
    worse = [replace(row, answered=False, scores={**row.scores, "correct": 0.0})
             for row in small_run.product]  # fmt: skip
    summary = summarise(small_run, worse)
    write(tmp_path, small_run, summary, "yesterday")
    text = (tmp_path / "report.html").read_text("utf-8")
    changes = text.split('id="changes"')[1].split('id="cases"')[0]
    assert "Since yesterday" in changes
    assert f"Newly passing: {summary['changes']['newly_passing']['n']}" in changes
    assert changes.count("<li>harrowgate / ") == summary["changes"]["newly_passing"]["n"] > 5
    assert 'class="up">+' in text


def test_the_comparison_with_itself_changes_nothing(small_run: Run) -> None:
    summary = summarise(small_run, small_run.product)
    assert summary["changes"] == {
        "newly_passing": {"n": 0, "items": []},
        "newly_failing": {"n": 0, "items": []},
    }
    (dev,) = [g for g in summary["groups"] if g["by"] == "split"]
    assert dev["baseline"]["accuracy"]["value"] == 0
    worse = [
        replace(row, answered=False, scores={**row.scores, "correct": 0.0})
        if row.right and row.answered
        else row
        for row in small_run.product
    ]
    lost = sum(row.right and row.answered for row in small_run.product)
    assert summarise(small_run, worse)["changes"]["newly_passing"]["n"] == lost > 5
    (dev,) = [g for g in summarise(small_run, worse)["groups"] if g["by"] == "split"]
    assert dev["baseline"]["accuracy"]["low"] > 0
    assert dev["baseline"]["accuracy"]["p"] < 0.05

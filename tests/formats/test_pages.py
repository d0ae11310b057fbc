"""Plain-text pages of talks, invented, each with a gold written by eye beside it.

A gold gives the event and, for each talk, its title, its speakers as (name, role, affiliation,
last words of the bio), and the first and last words of the abstract.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from talkbot.formats import Reading, read_paths

PAGES = sorted((Path(__file__).parent / "pages").glob("*.txt"))


def summary(reading: Reading, gold: dict[str, Any]) -> dict[str, Any]:
    """What was read, in the shape of the gold."""
    talks = []
    for talk, (*_, first, last) in zip(reading.talks, gold["talks"], strict=False):
        speakers = [
            [s.name, s.role, s.affiliation, s.bio[-len(end) :] if end else s.bio]
            for s, end in zip(
                talk.speakers, [g[3] for g in _[1]] + [""] * len(talk.speakers), strict=False
            )
        ]
        abstract = talk.abstract
        talks.append([talk.title, speakers, abstract[: len(first)], abstract[-len(last) :]])
    return {"event": reading.talks[0].event, "talks": talks}


def gold_of(page: Path) -> dict[str, Any]:
    gold = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert isinstance(gold, dict)
    return gold


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_read_as_its_reader_reads_it(page: Path) -> None:
    gold = gold_of(page)
    reading = read_paths([page])
    assert len(reading.talks) == len(gold["talks"])
    assert summary(reading, gold) == gold


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_do_not_matter(tmp_path: Path, encoding: str, end: str) -> None:
    page = next(page for page in PAGES if page.stem == "tidal")
    copy = tmp_path / "tidal.txt"
    copy.write_bytes(page.read_text(encoding="utf-8").replace("\n", end).encode(encoding))
    assert summary(read_paths([copy]), gold_of(page)) == gold_of(page)


def test_blank_lines_between_all_lines_do_not_matter(tmp_path: Path) -> None:
    page = next(page for page in PAGES if page.stem == "tidal")
    copy = tmp_path / "tidal.txt"
    copy.write_text(page.read_text(encoding="utf-8").replace("\n", "\n\n"), encoding="utf-8")
    assert summary(read_paths([copy]), gold_of(page)) == gold_of(page)


def test_a_talk_to_be_announced_is_left_out_and_reported() -> None:
    page = next(page for page in PAGES if page.stem == "clocks")
    (problem,) = read_paths([page]).problems
    assert problem.path == str(page)
    line = page.read_text(encoding="utf-8").split("\n")[problem.line - 1]
    assert line == "Title TBA"


def test_dates_sessions_and_links_of_a_page_are_kept() -> None:
    page = next(page for page in PAGES if page.stem == "clocks")
    first, second, third, _ = read_paths([page]).talks
    assert (first.start, first.date_text) == ("2021-05-04", "May 4, 2021")
    assert (second.start, second.date_text) == ("2021-05-04", "4 May 2021")
    assert first.video_url == "https://www.youtube.com/watch?v=Aa0bB1cC2dD"
    assert second.slides_url == "https://example.org/slides/water.pdf"
    assert (third.start, third.track) == ("", "Session 2: Fast clocks")


def test_running_prose_is_not_a_listing(tmp_path: Path) -> None:
    note = tmp_path / "README.txt"
    note.write_text(
        "How to use this folder\n\nPut the recordings into the folder next to this file. They are "
        "found by name.\n\nIf something is missing, ask Jane.\n",
        encoding="utf-8",
    )
    reading = read_paths([note])
    assert reading.talks == ()
    assert [problem.path for problem in reading.problems] == [str(note)]

"""Pages of talks in the shapes that organisers write, invented, each with a gold written by eye.

A gold gives the event, how many lines are reported, and for each talk its title, its speakers as
(name, role, affiliation, last words of the bio), the first and last words of the abstract, and
what else the page says about it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from talkbot.formats import Reading, read_paths
from talkbot.talks import Talk, talk_to_json

PAGES = sorted(
    path for path in (Path(__file__).parent / "pages").iterdir() if path.suffix != ".json"
)
TIDAL, CLOCKS = (next(page for page in PAGES if page.stem == stem) for stem in ("tidal", "clocks"))


def summary(reading: Reading, gold: dict[str, Any]) -> dict[str, Any]:
    """What was read, in the shape of the gold."""
    read: dict[str, Any] = {
        "event": reading.talks[0].event if reading.talks else "",
        "talks": [
            shortened(talk, *given)
            for talk, given in zip(reading.talks, gold["talks"], strict=False)
        ],
    }
    return read | ({"reported": len(reading.problems)} if "reported" in gold else {})


def shortened(
    talk: Talk, _: str, people: list[list[str]], first: str, last: str, *more: dict[str, str]
) -> list[Any]:
    ends = [person[3] for person in people] + [""] * len(talk.speakers)
    speakers = [
        [s.name, s.role, s.affiliation, s.bio[-len(end) :] if end else s.bio]
        for s, end in zip(talk.speakers, ends, strict=False)
    ]
    extra = [{key: getattr(talk, key) for key in values} for values in more]
    return [talk.title, speakers, talk.abstract[: len(first)], talk.abstract[-len(last) :], *extra]


def gold_of(page: Path) -> dict[str, Any]:
    gold = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert isinstance(gold, dict)
    return gold


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_read_as_its_reader_reads_it(page: Path) -> None:
    gold = gold_of(page)
    reading = read_paths([page])
    assert summary(reading, gold) == gold
    assert len(reading.talks) == len(gold["talks"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_address_for_mail_is_read_in(page: Path) -> None:
    for talk in read_paths([page]).talks:
        record = json.dumps({**talk_to_json(talk), "source": ""})
        assert not re.search(r"\w@\w", record)


def test_a_problem_names_the_line_it_is_about() -> None:
    for page in PAGES:
        lines = page.read_text(encoding="utf-8").split("\n")
        for problem in read_paths([page]).problems:
            assert problem.path == str(page)
            assert 0 < problem.line <= len(lines)
            assert lines[problem.line - 1].strip()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_do_not_matter(tmp_path: Path, encoding: str, end: str) -> None:
    copy = tmp_path / "tidal.txt"
    copy.write_bytes(TIDAL.read_text(encoding="utf-8").replace("\n", end).encode(encoding))
    assert summary(read_paths([copy]), gold_of(TIDAL)) == gold_of(TIDAL)


def test_blank_lines_between_all_lines_do_not_matter(tmp_path: Path) -> None:
    copy = tmp_path / "tidal.txt"
    copy.write_text(TIDAL.read_text(encoding="utf-8").replace("\n", "\n\n"), encoding="utf-8")
    assert summary(read_paths([copy]), gold_of(TIDAL)) == gold_of(TIDAL)


def test_a_talk_to_be_announced_is_left_out_and_reported() -> None:
    (problem,) = read_paths([CLOCKS]).problems
    assert problem.path == str(CLOCKS)
    line = CLOCKS.read_text(encoding="utf-8").split("\n")[problem.line - 1]
    assert line == "Title TBA"


def test_dates_sessions_and_links_of_a_page_are_kept() -> None:
    first, second, third, _ = read_paths([CLOCKS]).talks
    assert (first.start, first.date_text) == ("2021-05-04", "May 4, 2021")
    assert (second.start, second.date_text) == ("2021-05-04", "4 May 2021")
    assert first.video_url == "https://www.youtube.com/watch?v=Aa0bB1cC2dD"
    assert second.slides_url == "https://example.org/slides/water.pdf"
    assert (third.start, third.track) == ("", "Session 2: Fast clocks")


NO_LISTINGS = {
    "prose": "How to use this folder\n\nPut the recordings into the folder next to this file. They "
    "are found by name.\n\nIf something is missing, ask Jane.\n",
    "manual": "# Buffer\n\nStability: stable\n\nA buffer keeps bytes. It does not grow.\n\n"
    "## Methods\n\n`fill(value)`\n\nFills the buffer.\n\n### Returns\n\nThe buffer itself.\n\n"
    "## History\n\nAdded in version 2.\n\n### Notes\n\nSee the guide, too.\n",
    "names": "".join(f"{name}\n" for name in ("Ada Vale", "Bo Lind", "Cy Marsh", "Di Stone") * 3),
    "settings": "title: string\nthe name of the window\nauthor: string\nnames: list\n",
    "words": "a b\n" * 3000,
    "days off": "Fri 3/14 Laundry Day Sheets And Towels\nFri 3/21 Garden Party Lower Meadow\n"
    "Fri 3/28 Clean Up Day Old Harbour\nFri 4/4 Spring Market Main Square\n",
    "departures": "# Departures\n\n10:00\nTorvik Harbour\nPier 3\n\n10:30\nOld Mill\nPier 1\n\n"
    "11:00\nNorth Point\nPier 2\n\n11:30\nEast Quay\nPier 3\n",
    "staff": "# Our team\n\n## Ada Vale\nChief Gardener\n\nAda has planted nine thousand trees.\n\n"
    "## Bo Lindqvist\nHead of Soil\n\nBo is a scientist and used to be a baker.\n\n"
    "## Cy Marsh\nWater Engineer\n\nCy keeps the pumps running.\n",
    "people": "# People\n\n## Ada Vale\nProfessor of Mud\n\nAda has studied mud for years.\n\n"
    "### Publications\nMud and its friends, 2019.\n\n## Bo Lindqvist\nLecturer\n\nBo measures "
    "rivers.\n\n### Publications\nRivers again, 2021.\n",
    "books": "# Reading list\n\n- A theory of mud, Ana Torres (2019)\n"
    "- Rivers and their reasons, Bo Lind (2021)\n- On the habits of silt, Cy Marsh (2020)\n",
    "history": "# The county's engineers\n\n## The bridge years\nThere was no bridge in 1840. "
    "**Isa Tolley**, engineer at the Canal Company, built eleven.\n\n## The railway years\n"
    "Steam came late. **Harriet Voss** drew the line that is still in use.\n\n## The quiet years\n"
    "Nothing was built. **Emil Garrow** repaired what there was.\n",
    "records": "Records of the year\n\n1. Slow Water, with Nina Ferro\nRain and piano.\n"
    "\n2. The Long Coat, with Otis Palmer\nBrass and patience.\n\n3. Lanterns, with Mabel Cruz\n"
    "Songs for a shop that closed.\n",
}


@pytest.mark.parametrize("kind", sorted(NO_LISTINGS))
def test_other_pages_are_no_listings(kind: str, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(NO_LISTINGS[kind], encoding="utf-8")
    reading = read_paths([page])
    assert reading.talks == ()
    assert [problem.path for problem in reading.problems] == [str(page)]


def test_a_talk_that_may_be_none_is_reported_with_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    text = TIDAL.read_text(encoding="utf-8").replace(
        "N. K. Raghunathan, University of California, Santa Rosa", "the people of the harbour"
    )
    page.write_text(text, encoding="utf-8")
    (problem,) = read_paths([page]).problems
    assert text.split("\n")[problem.line - 1] == "Tides in a jar"
    assert "the people of the harbour" in problem.message

"""Schedules, tables and lists of records: each lookalike with its traps, against gold by eye.

`records/gold.json` says for each file what must be read from it: only the values that are there.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from talkbot.errors import UsageError
from talkbot.formats import Reading, read_paths

FILES = Path(__file__).parent / "records"
GOLD: dict[str, Any] = json.loads((FILES / "gold.json").read_text(encoding="utf-8"))
COLUMNS = {
    "german.csv": {"title": "Vortrag", "speakers": "Wer", "abstract": "INHALT", "start": "Tag"}
}
# What organisers noted for themselves: it stands in the lookalikes and must not be read.
PRIVATE = (
    "private.example",
    "5550",
    "vegetarian",
    "vegan",
    "secret",
    "Hund",
    "projector",
    "weak",
    "Guest",
)


def summary(reading: Reading) -> dict[str, Any]:
    def filled(record: dict[str, Any]) -> dict[str, Any]:
        kept = ((k, v) for k, v in record.items() if v and k not in ("id", "source", "raw"))
        return {
            k: [filled(x) if isinstance(x, dict) else x for x in v] if isinstance(v, tuple) else v
            for k, v in kept
        }

    return {
        "why": [source.why for source in reading.sources],
        "talks": [filled(asdict(talk)) for talk in reading.talks],
        "problems": [f"{problem.line}: {problem.message}" for problem in reading.problems],
    }


@pytest.mark.parametrize("name", sorted(GOLD))
def test_a_lookalike_is_read_as_a_person_reads_it(name: str) -> None:
    reading = read_paths([FILES / name], COLUMNS.get(name))
    assert summary(reading) == GOLD[name]
    said = repr(reading)
    assert [word for word in PRIVATE if word in said] == []


def test_every_lookalike_has_its_gold() -> None:
    assert {path.name for path in FILES.iterdir()} - {"gold.json"} == set(GOLD)


EDITS = {
    "frab.json": "What lock keepers know",
    "frab.xml": "Herons &amp; other queue managers",
    "europython.xml": "Timetables as apologies",
    "pretalx-api.json": "Lichens on standby",
    "pretalx-export.json": "Reading smoke",
    "sessionize-all.json": "Threads that hold &amp; threads that snap",
    "sessionize-grid.json": "Was it the warp?",
    "sessionize.tsv": "Counting crows twice",
    "miniconf.csv": "Sparse Maps of Dense Fog",
    "pyvideo.json": "Lanterns at Noon",
    "talks.jsonl": "Paper boats at scale",
    "frab.ics": "Peat\\, slowly",
    "events.jsonld": "Why tin cries",
    "video.info.json": "How Fog Is Catalogued",
}


@pytest.mark.parametrize("name", sorted(EDITS))
def test_an_edited_title_keeps_the_id(name: str, tmp_path: Path) -> None:
    copy = tmp_path / name
    shutil.copy(FILES / name, copy)
    before = read_paths([copy]).talks
    text = copy.read_text(encoding="utf-8")
    assert EDITS[name] in text
    copy.write_text(text.replace(EDITS[name], "Something else entirely"), encoding="utf-8")
    after = read_paths([copy]).talks
    assert after[0].title.startswith("Something else")
    assert [talk.id for talk in after] == [talk.id for talk in before]
    assert len({talk.id for talk in after}) == len(after)


def test_a_talk_of_two_exports_of_one_schedule_is_one_talk() -> None:
    both = read_paths([FILES / "sessionize-grid.json", FILES / "frab.json", FILES / "frab.json"])
    assert len(both.talks) == 4


def test_numbers_that_two_files_use_are_two_talks(tmp_path: Path) -> None:
    for name in ("spring.csv", "autumn.csv"):
        (tmp_path / name).write_text(f"id,title,abstract\n1,Talk of {name},It is short.\n")
    assert len({talk.id for talk in read_paths([tmp_path]).talks}) == 2


def test_an_address_that_talks_share_tells_nothing_about_them(tmp_path: Path) -> None:
    path = tmp_path / "stream.csv"
    path.write_text(
        "title,speaker,video\nFirst,Ada Holm,https://youtu.be/abcdefghijk\n"
        "Second,Bo Lind,https://youtu.be/abcdefghijk\n"
    )
    assert [talk.title for talk in read_paths([path]).talks] == ["First", "Second"]


def test_equal_titles_of_two_days_are_two_talks(tmp_path: Path) -> None:
    path = tmp_path / "programme.csv"
    path.write_text(
        "title,date,abstract\nLightning talks,2031-01-05,Ten of them.\n"
        "Lightning talks,2031-01-06,Nine of them.\nLightning talks,2031-01-06,Nine of them.\n"
    )
    assert [talk.start for talk in read_paths([path]).talks] == ["2031-01-05", "2031-01-06"]


def test_the_questions_of_a_form_are_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(
        "Timestamp,Email Address,Your full name,Your institution,Title of your talk,"
        "Please paste your abstract (max 200 words),Anything else?\n"
        '1/4/2026 10:11:12,a@x.example,Nadia Rahal,Institute for Bread,Dough,"Dough rises.",no\n'
    )
    (talk,) = read_paths([path]).talks
    assert (talk.title, talk.abstract) == ("Dough", "Dough rises.")
    assert [(s.name, s.affiliation) for s in talk.speakers] == [
        ("Nadia Rahal", "Institute for Bread")
    ]


def test_a_mapping_that_fits_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no field 'headline': map one of title, .*speakers"):
        read_paths([FILES / "german.csv"], {"headline": "Vortrag"})
    (problem, *_) = read_paths([FILES / "miniconf.csv"], {"room": "Saal"}).problems
    assert (problem.line, problem.message[:32]) == (1, "There is no column 'Saal' here: ")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{"talks": [\n{"title": "A",\n}]}', 3, "not valid JSON"),
        ('"title": "A"},\n{"title": "B"}]}', 1, "not valid JSON"),
        ('{"name": "x",\n "version": 3}', 0, "--map title=NAME"),
        ("- title: a\n  speaker: *b\n", 2, "YAML aliases are not read"),
        ("- title: a\n  speaker: [b\n- c: d\n", 3, "not valid YAML"),
        ('<schedule>\n<day>\n</schedule>', 3, "not valid XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>\n<schedule>&a;</schedule>', 1, "document type"),
        ("title,speaker\nA talk,Ada Holm\nB,Bo Lind,extra,cells\n", 3, "4 cells but the header 2"),
    ],
)  # fmt: skip
def test_what_is_broken_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    ending = {"{": "json", '"': "json", "-": "yaml", "<": "xml"}.get(text[0], "csv")
    path = tmp_path / f"x.{ending}"
    path.write_text(text)
    told = [p for p in read_paths([path]).problems if message in p.message]
    assert [(p.path, p.line) for p in told] == [(str(path), line)]

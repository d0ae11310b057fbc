"""Transcripts find their talk, now or later, and stay with it; all text is invented."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from talkbot.answering.builder import citation
from talkbot.formats.document import Transcript
from talkbot.formats.matching import match
from talkbot.ingest import IngestReport, ingest
from talkbot.library import Library
from talkbot.library.schema import FILE_NAME
from talkbot.talks import Cue, Speaker, Talk, talk_from_json
from talkbot.upkeep import check, remove
from tests.store import Counting, settings, write
from tests.test_cli import talkbot

TALKS = (
    Talk("lamps-0a0a0a0a", "Lamps That Burn Whale Oil", (Speaker("Ada Vale"),),
         event="Harbour Days 2019", start="2019-05-02", source="/t/a.jsonl",
         video_url="https://www.youtube.com/watch?v=aaaaaaaaa-1"),
    Talk("QX7RT3-1b1b1b1b", "Counting Moths at Night", (Speaker("Bo Lind"),), source="/t/a.jsonl",
         url="https://talks.example/harbour/talk/QX7RT3/", video_url="https://vimeo.com/123456"),
    Talk("light-1-2c2c2c2c", "Lightning Talks", (), event="Harbour Days 2019",
         start="2019-05-03", source="/t/2019/a.json", video_url="https://tube.example/w/kkkPPPmmm"),
    Talk("light-2-3d3d3d3d", "Lightning Talks", (), event="Harbour Days 2020",
         start="2020-05-03", source="/t/2020/a.json",
         video_url="https://media.ccc.de/v/hd20-7-lightning"),
    Talk("radio-4e4e4e4e", "Radio in the Fog, Part One", (Speaker("Cy Ek", bio="Cy Ek listens."),),
         source="/t/radio.md", video_url="https://cdn.example/hd/fog_radio.mp4", language="swe"),
)  # fmt: skip


def transcript(
    name: str, *, source: str = "", text: str = "So it goes.", **clues: str
) -> Transcript:
    path = source or f"/somewhere/{name}"
    return Transcript(path, path, (Cue(1.0, 2.0, "", text),), **clues)


@pytest.mark.parametrize(
    ("given", "talk"),
    [
        (transcript("x.vtt", url="https://youtu.be/aaaaaaaaa-1?t=4"), 0),
        (transcript("x.vtt", url="https://player.vimeo.com/video/123456"), 1),
        (transcript("x.json", key="QX7RT3"), 1),
        (transcript("x.vtt", title="counting  moths at night"), 1),
        (transcript("lamps-0a0a0a0a.vtt"), 0),
        (transcript("qx7rt3.en-GB.srt"), 1),
        (transcript("aaaaaaaaa-1.en.vtt"), 0),
        (transcript("Something else [aaaaaaaaa-1].en-orig.vtt"), 0),
        (transcript("Something_else-aaaaaaaaa-1.vtt"), 0),
        (transcript("123456.srt"), 1),
        (transcript("kkkPPPmmm.vtt"), 2),
        (transcript("hd20-7-lightning.eng.srt"), 3),
        (transcript("fog_radio.mp4.json"), 4),
        (transcript("", source="/t/radio.sv.vtt"), 4),
        (transcript("Counting Moths at Night.vtt"), 1),
        (transcript("counting_moths_at_night.de.vtt"), 1),
        (transcript("Harbour Days 2019 - Ada Vale - Lamps That Burn Whale Oil.srt"), 0),
        (transcript("Radio in the Fog： Part One.vtt"), 4),
        (transcript("Lamps That Burn Whale.vtt"), 0),
        (transcript("lightning-talks-2020.vtt"), 3),
        (transcript("", source="/t/2019/Lightning Talks.vtt"), 2),
        (transcript("", source="/x/harbour-days-2020/lightning talks.vtt"), 3),
    ],
    ids=lambda value: value.path if isinstance(value, Transcript) else str(value),
)  # fmt: skip
def test_a_transcript_finds_its_talk(given: Transcript, talk: int) -> None:
    found = match([given], TALKS)
    assert found.attached == ((given, TALKS[talk].id),)
    assert found.problems == ()


def test_an_ambiguous_transcript_is_reported_and_given_to_none() -> None:
    given = transcript("lightning talks.vtt")
    found = match([given], TALKS)
    assert found.attached == ()
    assert found.waiting == (given,)
    (problem,) = found.problems
    assert problem.path == given.path
    assert "fits 2 talks (light-1-2c2c2c2c, light-2-3d3d3d3d)" in problem.message
    assert "name the file after the id" in problem.message


@pytest.mark.parametrize(
    "name", ["intro.vtt", "talk.srt", "2019.vtt", "watch.vtt", "Moths.vtt", "the-of-and.vtt"]
)
def test_a_transcript_of_no_talk_waits_and_says_what_to_do(name: str) -> None:
    found = match([transcript(name)], TALKS)
    assert found.attached == ()
    (problem,) = found.problems
    assert "No talk fits this transcript" in problem.message


def test_of_two_transcripts_the_one_in_the_talks_language_with_speakers_is_taken() -> None:
    swedish = transcript("", source="/t/radio.sv.vtt")
    english = transcript("", source="/t/radio.en.vtt")
    spoken = replace(
        transcript("", source="/t/radio.sv.json"), cues=(Cue(1.0, 2.0, "Cy Ek", "Det är dimma."),)
    )
    found = match([english, swedish, spoken], TALKS)
    assert found.attached == ((spoken, "radio-4e4e4e4e"),)
    assert {problem.path for problem in found.problems} == {swedish.path, english.path}
    assert all("/t/radio.sv.json" in problem.message for problem in found.problems)


# ---- with a library ----


def caption_file(path: Path, lines: Iterable[str], *, title: str = "") -> Path:
    blocks = (
        f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\n{line}\n"
        for n, line in enumerate(lines)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"WEBVTT{' - ' + title if title else ''}\n\n" + "\n".join(blocks))
    return path


def run(
    *paths: Path, home: Path, embedder: Counting | None = None, keep: bool = False
) -> IngestReport:
    return ingest(
        paths, home=home, settings=settings(home), embedder=embedder or Counting(), keep=keep
    )


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed


def talk_in(home: Path, talk: Talk = TALKS[0]) -> Talk:
    with Library.open(home) as library:
        found = library.talk(talk.id)
        assert found is not None
        return found


LINES = [f"in row {n} of the book the keeper wrote that lamp {n} was out." for n in range(200)]


def texts(home: Path, talk: Talk = TALKS[0]) -> list[str]:
    return [cue.text for cue in talk_in(home, talk).transcript]


def test_talks_and_transcripts_in_one_call(tmp_path: Path) -> None:
    home = tmp_path / "home"
    write(tmp_path / "in" / "talks.jsonl", TALKS) if (tmp_path / "in").mkdir() is None else None
    caption_file(tmp_path / "in" / "zz" / "aaaaaaaaa-1.en.vtt", LINES[:3])
    caption_file(tmp_path / "in" / "aa.vtt", LINES[:2], title="Counting Moths at Night")
    report = run(tmp_path / "in", home=home)
    assert counts(report) == (5, 0, 0, 0)
    assert report.problems == ()
    assert {(s.format, s.talks, s.transcripts) for s in report.sources} == {
        ("jsonl", 5, 0), ("webvtt", 0, 1),
    }  # fmt: skip
    assert texts(home) == LINES[:3]
    assert talk_in(home).transcript[1] == Cue(1.0, 1.9, "", LINES[1])
    assert texts(home, TALKS[1]) == LINES[:2]
    with Library.open(home) as library:
        assert library.with_transcript() == {TALKS[0].id, TALKS[1].id}
    assert counts(run(tmp_path / "in", home=home)) == (0, 0, 5, 0)
    assert check(settings(home)).healthy


def test_a_transcript_may_come_later_and_survives_its_talks_own_source(tmp_path: Path) -> None:
    home, talks = tmp_path / "home", tmp_path / "talks.jsonl"
    run(write(talks, TALKS), home=home)
    captions = caption_file(tmp_path / "captions" / "aaaaaaaaa-1.vtt", LINES[:5])
    assert counts(run(captions, home=home)) == (0, 1, 0, 0)
    assert texts(home) == LINES[:5]
    # The talk's own source again: as it was, and changed.
    assert counts(run(talks, home=home)) == (0, 0, 5, 0)
    assert texts(home) == LINES[:5]
    edited = replace(TALKS[0], abstract="Whales had a say in it.")
    assert counts(run(write(talks, [edited, *TALKS[1:]]), home=home)) == (0, 1, 4, 0)
    assert texts(home) == LINES[:5]
    assert talk_in(home).abstract == edited.abstract
    # The transcript again, alone: nothing to do.
    assert counts(run(captions, home=home)) == (0, 0, 1, 0)
    assert check(settings(home)).healthy


def test_a_changed_transcript_embeds_its_changed_passages_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    captions = tmp_path / "aaaaaaaaa-1.vtt"
    caption_file(captions, LINES)
    run(write(tmp_path / "talks.jsonl", TALKS[:1]), captions, home=home)
    with Library.open(home) as library:
        whole = library.passage_count
    counting = Counting()
    caption_file(captions, [*LINES[:100], "and here a gull flew in.", *LINES[101:]])
    assert counts(run(captions, home=home, embedder=counting)) == (0, 1, 0, 0)
    assert whole > 15
    assert 1 <= len(counting.texts) <= 3
    assert texts(home)[100] == "and here a gull flew in."


def test_a_transcript_that_comes_first_waits_for_its_talk(tmp_path: Path) -> None:
    home, talks = tmp_path / "home", tmp_path / "talks.jsonl"
    run(write(talks, TALKS[1:]), home=home)
    captions = caption_file(tmp_path / "aaaaaaaaa-1.vtt", LINES[:4])
    report = run(captions, home=home)
    assert counts(report) == (0, 0, 0, 0)
    assert [problem.path for problem in report.problems] == [str(captions)]
    assert "waits until its talk is ingested" in report.problems[0].message
    assert run(talks, home=home).problems == ()
    assert counts(run(write(talks, TALKS), home=home)) == (1, 0, 4, 0)
    assert texts(home) == LINES[:4]


def test_a_transcript_follows_its_talk_when_the_talks_id_changes(tmp_path: Path) -> None:
    home, talks = tmp_path / "home", tmp_path / "talks.jsonl"
    captions = caption_file(tmp_path / "aaaaaaaaa-1.vtt", LINES[:4])
    run(write(talks, TALKS), captions, home=home)
    renamed = replace(TALKS[0], id="new-id", title="Lamps, Whales and Oil")
    assert counts(run(write(talks, [renamed, *TALKS[1:]]), home=home)) == (1, 0, 4, 1)
    assert texts(home, renamed) == LINES[:4]
    # Gone altogether, it waits, is said once, and is there again with the talk.
    report = run(write(talks, TALKS[1:]), home=home)
    assert [problem.path for problem in report.problems] == [str(captions)]
    assert run(talks, home=home).problems == ()
    run(write(talks, TALKS), home=home)
    assert texts(home) == LINES[:4]


def test_a_transcript_that_vanished_leaves_its_talk(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "captions"
    captions = caption_file(folder / "aaaaaaaaa-1.vtt", LINES[:4])
    caption_file(folder / "QX7RT3.vtt", LINES[:2])
    run(write(tmp_path / "talks.jsonl", TALKS), folder, home=home)
    captions.write_bytes(b"\0\1\2")
    run(folder, home=home)
    assert texts(home) == LINES[:4]  # damaged, not gone
    captions.unlink()
    assert counts(run(folder, home=home, keep=True)) == (0, 0, 1, 0)
    assert texts(home) == LINES[:4]
    assert counts(run(folder, home=home)) == (0, 1, 1, 0)
    assert texts(home) == []
    assert check(settings(home)).healthy


def test_removing_a_transcript_and_removing_its_talk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    captions = caption_file(tmp_path / "aaaaaaaaa-1.vtt", LINES[:4])
    talks = write(tmp_path / "talks.jsonl", TALKS)
    run(talks, captions, home=home)
    assert remove(settings(home), str(captions)).removed == 0
    assert texts(home) == []
    run(captions, home=home)
    assert texts(home) == LINES[:4]
    assert remove(settings(home), TALKS[0].id).removed == 1
    assert b"keeper wrote" not in (home / FILE_NAME).read_bytes()
    with Library.open(home) as library:
        assert library.transcripts() == {}


MARKDOWN = """---
title: Lamps That Burn Whale Oil
speakers: [Ada Vale]
media: https://youtu.be/aaaaaaaaa-1
---

Ada Vale: 00:00:05

Good morning to all the keepers of lamps along this shore.
"""


def test_a_transcript_with_a_record_brings_its_talk_unless_it_is_known(tmp_path: Path) -> None:
    home, turns = tmp_path / "home", tmp_path / "turns.md"
    turns.write_text(MARKDOWN * 1 + "and to the moths " * 10)
    report = run(turns, home=home)
    assert counts(report) == (1, 0, 0, 0)
    assert report.talks[0].transcript[0].speaker == "Ada Vale"
    assert counts(run(turns, home=home)) == (0, 0, 1, 0)
    own = report.talks[0]
    assert talk_in(home, own).transcript[0].start == 5.0
    # Now the programme gives the talk too: the file's own record steps back.
    talks = write(tmp_path / "talks.jsonl", TALKS)
    assert counts(run(talks, turns, home=home)) == (5, 0, 0, 1)
    assert talk_in(home).event == "Harbour Days 2019"
    assert talk_in(home).transcript == talk_in(home).transcript
    assert texts(home)[0].startswith("Good morning")
    assert counts(run(talks, turns, home=home)) == (0, 0, 5, 0)


def test_a_dry_run_shows_what_joins_what_and_writes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    captions = caption_file(tmp_path / "aaaaaaaaa-1.vtt", LINES[:4])
    talks = write(tmp_path / "talks.jsonl", TALKS)
    report = ingest([talks, captions], home=home, settings=settings(home), dry_run=True)
    assert counts(report) == (5, 0, 0, 0)
    assert len(report.talks[0].transcript) == 4
    assert not home.exists()
    run(talks, home=home)
    report = ingest([captions], home=home, settings=settings(home), dry_run=True)
    assert counts(report) == (0, 1, 0, 0)
    assert texts(home) == []


def test_an_older_library_is_brought_up_to_date(tmp_path: Path) -> None:
    import sqlite3

    home = tmp_path / "home"
    run(write(tmp_path / "talks.jsonl", TALKS), home=home)
    connection = sqlite3.connect(home / FILE_NAME)
    connection.executescript(
        "DROP TABLE transcripts; DROP TABLE postings; DROP TABLE lengths; PRAGMA user_version = 1;"
    )
    connection.close()
    captions = caption_file(tmp_path / "aaaaaaaaa-1.vtt", LINES[:4])
    assert counts(run(captions, home=home)) == (0, 1, 0, 0)
    assert texts(home) == LINES[:4]


def test_what_export_writes_keeps_the_cues(tmp_path: Path) -> None:
    from talkbot.talks import talk_to_json

    home, again = tmp_path / "home", tmp_path / "again"
    captions = caption_file(tmp_path / "aaaaaaaaa-1.vtt", LINES[:4])
    run(write(tmp_path / "talks.jsonl", TALKS), captions, home=home)
    line = json.dumps(talk_to_json(talk_in(home), full=True))
    (tmp_path / "export.jsonl").write_text(line + "\n")
    run(tmp_path / "export.jsonl", home=again)
    assert talk_in(again).transcript == talk_in(home).transcript
    assert talk_from_json(json.loads(line)).transcript == talk_in(home).transcript


def test_the_command_line_gives_cues_and_times(tmp_path: Path) -> None:
    home = tmp_path / "home"
    captions = caption_file(tmp_path / "aaaaaaaaa-1.vtt", LINES)
    run(write(tmp_path / "talks.jsonl", TALKS), captions, home=home)
    listed = json.loads(talkbot("talks", "--json", "--full", "--home", home).out)
    (record,) = (r for r in listed if r["id"] == TALKS[0].id)
    assert record["has_transcript"] is True
    assert len(record["transcript"]) == len(LINES)
    question = "In which row of the book is lamp 77?"
    answer = json.loads(talkbot("ask", question, "--json", "--home", home).out)
    said = [c for c in answer["citations"] if c["field"] == "transcript"]
    assert said
    for cited in said:
        whole = " ".join(cue["text"] for cue in record["transcript"])
        assert whole[cited["start"] : cited["end"]] == cited["quote"]
        cue = next(c for c in record["transcript"] if c["start"] == cited["time"])
        assert cited["quote"] in cue["text"]
        assert cited["url"] == f"{TALKS[0].video_url}&t={int(cue['start'])}s"


def test_a_talk_that_was_just_removed_is_cited_without_a_time() -> None:
    bare = Talk(id="t", title="Tides")
    assert citation(1, bare, "transcript", "The tide turned.", 153, 169).time is None

"""What is exported and ingested again is the same, as far as the format carries it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talkbot.export import FORMS, export
from talkbot.formats import Reading, read_paths
from talkbot.talks import Cue, Speaker, Talk, talk_id


def _same(talk: Talk) -> Talk:
    return replace(talk, source="")


def _without_cues(talk: Talk) -> Talk:
    return replace(talk, source="", transcript=())


def _as_video(talk: Talk) -> Talk:
    """What pyvideo's records have room for."""
    return replace(
        talk,
        source="",
        transcript=(),
        speakers=tuple(Speaker(speaker.name) for speaker in talk.speakers),
        track="",
        room="",
        date_text="",
        start=talk.start[:10],
        duration=float(round(talk.duration)),
    )


CARRIED: dict[str, Callable[[Talk], Talk]] = {
    "jsonl": _same, "jsonld": _same, "csv": _without_cues, "pyvideo": _as_video,
}  # fmt: skip

# Any text that talkbot's records hold: no control characters but line ends.
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
words = texts.map(lambda text: " ".join(text.split()))
titles = words.filter(bool)
prose = st.lists(words, max_size=3).map("\n".join)
marked = st.sampled_from(
    ["a; b", "x | y", "\\", "\\;", "|", ";", "=1+1", '"', "*x* _y_", "<b>&amp;"]
)
urls = st.sampled_from(["", "https://a.example/1?x=1;2", "https://youtu.be/abcdefghijk"])
starts = st.sampled_from(["", "2031", "2031-02", "2031-02-03", "2031-02-03T10:00:00+01:00"])
speakers = st.builds(
    Speaker,
    name=titles | marked,
    affiliation=words | marked,
    role=words,
    bio=prose | marked,
    url=urls,
    raw=words | marked,
)
seconds = st.floats(0, 90_000).map(lambda value: round(value, 3))
cues = st.builds(Cue, start=seconds, end=seconds, speaker=words, text=words)
talks = st.builds(
    Talk,
    id=titles.map(talk_id),
    title=titles | marked,
    speakers=st.lists(speakers, max_size=3).map(tuple),
    abstract=prose | marked,
    event=words,
    track=words | marked,
    room=words,
    start=starts,
    date_text=words,
    duration=seconds,
    language=st.sampled_from(["", "en", "de", "pt", "zh", "gsw"]),
    tags=st.lists(titles | marked, max_size=3).map(tuple),
    url=urls,
    video_url=urls,
    slides_url=urls,
    transcript=st.lists(cues, max_size=3).map(tuple),
)
collections = st.lists(talks, min_size=1, max_size=3, unique_by=lambda talk: talk.id)


def exchanged(given_talks: list[Talk], form: str, folder: Path) -> Reading:
    path = folder / f"talks.{form}"
    path.write_text("".join(export(given_talks, form)), encoding="utf-8")
    return read_paths([path])


@pytest.mark.parametrize("form", sorted(FORMS))
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_talks=collections)
def test_export_then_ingest_is_the_identity(
    form: str, tmp_path: Path, given_talks: list[Talk]
) -> None:
    reading = exchanged(given_talks, form, tmp_path)
    assert reading.problems == ()
    assert [replace(talk, source="") for talk in reading.talks] == [
        CARRIED[form](talk) for talk in given_talks
    ]
    assert {talk.source for talk in reading.talks} == {str(tmp_path / f"talks.{form}")}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_real_records_come_back(form: str, tmp_path: Path) -> None:
    files = Path(__file__).parent / "records"
    whole = list(read_paths([files / name for name in ("frab.json", "sessionize-all.json")]).talks)
    whole.append(replace(whole[0], id="timed", transcript=(Cue(0.5, 2.25, "Ada", "Good day."),)))
    reading = exchanged(whole, form, tmp_path)
    assert [replace(talk, source="") for talk in reading.talks] == list(map(CARRIED[form], whole))


@pytest.mark.parametrize("form", sorted(FORMS))
def test_an_empty_collection_is_still_a_file_of_its_format(form: str, tmp_path: Path) -> None:
    text = "".join(export([], form))
    if form in ("jsonld", "pyvideo"):
        json.loads(text)


@pytest.mark.parametrize(
    ("form", "old", "new"),
    [
        ("csv", "Ada", '"Ada'),
        ("csv", "t1,", ","),
        ("jsonl", '"title": "One"', '"title": ""'),
        ("jsonld", '"identifier": "t1"', '"ident": "t1"'),
        ("pyvideo", '"title": "One"', '"title": 5'),
    ],
)
def test_what_was_damaged_since_is_told_with_its_line(
    tmp_path: Path, form: str, old: str, new: str
) -> None:
    whole = [Talk(f"t{n}", title, (Speaker("Ada"),)) for n, title in enumerate(["Nil", "One"])]
    text = "".join(export(whole, form))
    assert old in text
    path = tmp_path / f"talks.{form}"
    at = text.rindex(old)
    path.write_text(text[:at] + new + text[at + len(old) :])
    reading = read_paths([path])
    assert [talk.id for talk in reading.talks] == ["t0"]
    (problem,) = reading.problems
    assert problem.line == text.count("\n", 0, at) + 1

"""Captions and transcripts as tools write them, with their traps; all text is invented."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from talkbot.formats.document import Document, Parsed
from talkbot.formats.reading import IMPORTERS
from talkbot.talks import Cue


def read(content: str, name: str = "talk") -> tuple[str, Parsed]:
    """The format a file is taken for, and what is read from it."""
    document = Document(f"/in/{name}", f"/in/{name}", content)
    importer = next(i for i in IMPORTERS if i.recognise(document))
    return importer.name, importer.read(document)


def cues(content: str, name: str = "talk") -> tuple[Cue, ...]:
    _, parsed = read(content, name)
    (transcript,) = parsed.transcripts
    return transcript.cues


ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.389 align:start position:0%
 
good<00:00:00.480><c> morning</c><00:00:00.800><c> lamp</c><00:00:01.100><c> keepers</c>

00:00:02.389 --> 00:00:02.399 align:start position:0%
good morning lamp keepers
 

00:00:02.399 --> 00:00:05.110 align:start position:0%
good morning lamp keepers
we<00:00:02.600><c> burned</c><00:00:03.000><c> oil</c><00:00:03.400><c> &amp; gas</c>

00:00:05.110 --> 00:00:05.120 align:start position:0%
we burned oil &amp; gas
 

00:00:05.120 --> 00:00:07.000 align:start position:0%
we burned oil &amp; gas
[Music] until<00:00:06.000><c> the</c><00:00:06.300><c> war</c>

00:00:07.000 --> 00:00:07.010 align:start position:0%
[Music] until the war
 

00:00:07.010 --> 00:00:09.000 align:start position:0%
[Music] until the war
[Applause]
"""  # noqa: W293


def test_rolling_captions_say_each_line_once_when_it_comes() -> None:
    kind, parsed = read(ROLLING)
    (transcript,) = parsed.transcripts
    assert kind == "webvtt"
    assert transcript.language == "en"
    assert transcript.cues == (
        Cue(0.16, 2.399, "", "good morning lamp keepers"),
        Cue(2.399, 5.12, "", "we burned oil & gas"),
        Cue(5.12, 7.01, "", "until the war"),
    )
    assert parsed.problems == ()


def test_rolling_captions_turned_into_srt_are_said_once_too() -> None:
    blocks = [
        ("00:00:00,160 --> 00:00:02,389", "good morning"),
        ("00:00:02,389 --> 00:00:02,399", "good morning"),
        ("00:00:02,399 --> 00:00:05,110", "good morning\nlamp keepers"),
        ("00:00:05,110 --> 00:00:05,120", "lamp keepers"),
        ("00:00:05,120 --> 00:00:07,000", "lamp keepers\nyes"),
        ("00:00:07,000 --> 00:00:09,000", "yes\nyes indeed"),
    ]
    content = "".join(f"{n}\n{when}\n{said}\n\n" for n, (when, said) in enumerate(blocks, 1))
    assert [cue.text for cue in cues(content)] == ["good morning", "lamp keepers", "yes indeed"]


def test_captions_that_grow_word_by_word() -> None:
    said = ["the", "the tide", "the tide comes", "the tide comes in", "at noon", "at noon today"]
    content = "WEBVTT\n\n" + "".join(
        f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{text}\n\n" for n, text in enumerate(said)
    )
    assert cues(content) == (
        Cue(0.0, 4.0, "", "the tide comes in"),
        Cue(4.0, 6.0, "", "at noon today"),
    )


def test_what_is_really_said_twice_stays() -> None:
    content = "WEBVTT\n\n" + "".join(
        f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{text}\n\n"
        for n, text in enumerate(["Yes.", "Yes.", "The lamp was out.", "Out?", "Out.", "Dark."])
    )
    assert [cue.text for cue in cues(content)][:2] == ["Yes.", "Yes."]


def test_voices_become_speakers_and_tags_go() -> None:
    content = (
        "\ufeffWEBVTT - Lamps\n\nSTYLE\n::cue { color: red }\n\nNOTE\nhttps://youtu.be/abcdefghijk\n\n"
        "intro\n00:01.000 --> 00:04.500 align:start\n"
        "<v.loud Ada Vale>Was it <b>dark</b>?</v> <v Bo>It &lt;was&gt;, <c.yellow>yes</c></v>\n\n"
        "01:00:04.500 --> 01:00:06.000\n<i>Quite</i> dark\n"
    )
    _, parsed = read(content.lstrip("\ufeff"))
    (transcript,) = parsed.transcripts
    assert transcript.cues == (
        Cue(1.0, 4.5, "Ada Vale", "Was it dark?"),
        Cue(1.0, 4.5, "Bo", "It <was>, yes"),
        Cue(3604.5, 3606.0, "", "Quite dark"),
    )
    assert (transcript.title, transcript.url) == ("Lamps", "https://youtu.be/abcdefghijk")


def test_speaker_labels_hold_until_the_next() -> None:
    content = (
        "1\n00:00:01,000 --> 00:00:02,000\n>> ADA VALE: Note: the lamp\nis out.\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\n(laughter)\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nWe know.\n\n"
        "4\n00:00:04,000 --> 00:00:05,000\n♪ la la ♪\n\n"
        "5\n00:00:05,000 --> 00:00:06,000\nBO: Why?\n\n"
        "6\n00:00:06,000 --> 00:00:07,000\nADA VALE: Oil.\n\n"
        "7\n00:00:07,000 --> 00:00:08,000\nBO: {\\an8}<font color=#fff>I see</font> 3 < 4.\n"
    )
    kind, _ = read(content)
    assert kind == "srt"
    assert [(cue.speaker, cue.text) for cue in cues(content)] == [
        ("ADA VALE", "Note: the lamp is out."),
        ("ADA VALE", "We know."),
        ("BO", "Why?"),
        ("ADA VALE", "Oil."),
        ("BO", "I see 3 < 4."),
    ]


def test_srt_as_people_write_it() -> None:
    content = (
        "\n\n1\n00:00:01,000 -> 00:00:02,500\nno blank line\n2\n00:00:03,000 --> 00:00:04,000\n"
        "a year alone:\n\n1999\n\n4\n00:00:09,000 --> 00:00:10,000\nlast\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\nout of order\n\n"
        "5\n00:00:xx,000 --> 00:00:12,000\nbroken\n"
    )
    kind, parsed = read(content)
    (transcript,) = parsed.transcripts
    assert kind == "srt"
    assert [cue.text for cue in transcript.cues] == [
        "no blank line", "a year alone: 1999", "out of order", "last",
    ]  # fmt: skip
    (problem,) = parsed.problems
    assert (problem.path, problem.line) == ("/in/talk", 21)
    assert "00:01:02.500" in problem.message


def test_srt_without_numbers() -> None:
    content = "00:00:01,000 --> 00:00:02,000\nOne, two.\n\n00:00:02,000 --> 00:00:03,000\nThree.\n"
    assert cues(content) == (Cue(1, 2, "", "One, two."), Cue(2, 3, "", "Three."))


def test_srt_with_names_in_brackets_and_short_fractions() -> None:
    kind, parsed = read(
        "1\n00:00:01,5 --> 00:00:04,2\n[Nora Lind] Welcome to the harbour.\n\n"
        "2\n00:04,5 --> 00:09,25\nToday: ropes. [laughter]\n\n"
        "3\n00:00:09,5 --> 00:00:12,75\n[Ali Reza]: [MUSIC PLAYING] Ropes are old.\n"
    )
    assert kind == "srt"
    assert parsed.transcripts[0].cues == (
        Cue(1.5, 4.2, "Nora Lind", "Welcome to the harbour."),
        Cue(4.5, 9.25, "Nora Lind", "Today: ropes."),
        Cue(9.5, 12.75, "Ali Reza", "Ropes are old."),
    )


def test_sbv() -> None:
    content = "0:00:01.000,0:00:02.500\nThe tide\ncomes in\n\n1:00:03.000,1:00:05.000\nand goes\n"
    kind, _ = read(content)
    assert kind == "sbv"
    assert cues(content) == (
        Cue(1.0, 2.5, "", "The tide comes in"),
        Cue(3603.0, 3605.0, "", "and goes"),
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {
                "text": " The tide. It comes.",
                "language": "en",
                "segments": [
                    {"id": 0, "start": 0.0, "end": 2.5, "text": " The tide.", "tokens": [1]},
                    {"id": 1, "start": 2.5, "end": 4, "text": " "},
                    {"id": 2, "start": 4, "end": 5.25, "text": " It comes."},
                ],
            },
            [Cue(0.0, 2.5, "", "The tide."), Cue(4.0, 5.25, "", "It comes.")],
        ),
        (
            {
                "segments": [
                    {
                        "start": 0.5, "end": 3.0, "text": " Is it dark? Quite.", "speaker": "S0",
                        "words": [
                            {"word": "Is", "start": 0.5, "end": 0.7, "speaker": "S0"},
                            {"word": "it", "speaker": "S0"},
                            {"word": "dark?", "start": 0.9, "end": 1.4, "speaker": "S0"},
                            {"word": "Quite.", "start": 2.0, "end": 2.9, "speaker": "S1"},
                        ],
                    },
                    {"start": 3.0, "end": 4.0, "text": "Good.", "speaker": "S0"},
                ],
                "word_segments": [],
            },
            [
                Cue(0.5, 1.4, "S0", "Is it dark?"),
                Cue(2.0, 3.0, "S1", "Quite."),
                Cue(3.0, 4.0, "S0", "Good."),
            ],
        ),
        (
            {
                "result": {"language": "de"},
                "transcription": [
                    {
                        "timestamps": {"from": "00:00:01,500", "to": "00:00:02,000"},
                        "offsets": {"from": 1500, "to": 2000},
                        "text": " Die Flut.",
                    }
                ],
            },
            [Cue(1.5, 2.0, "", "Die Flut.")],
        ),
        (
            {
                "wireMagic": "pb3",
                "events": [
                    {"tStartMs": 0, "dDurationMs": 90000, "id": 1},
                    {
                        "tStartMs": 160, "dDurationMs": 2000,
                        "segs": [{"utf8": "the"}, {"utf8": " tide"}],
                    },
                    {"tStartMs": 2000, "dDurationMs": 10, "aAppend": 1, "segs": [{"utf8": "\n"}]},
                ],
            },
            [Cue(0.16, 2.16, "", "the tide")],
        ),
        ([{"text": "the tide", "start": 1.5, "duration": 2.0}], [Cue(1.5, 3.5, "", "the tide")]),
        (
            {"segments": [{"speaker": "A", "startTime": 0.5, "endTime": 1.5, "body": "The tide"}]},
            [Cue(0.5, 1.5, "A", "The tide")],
        ),
    ],
    ids=["whisper", "whisperx", "whisper.cpp", "youtube", "plain", "podcast"],
)  # fmt: skip
def test_what_speech_recognisers_write(value: Any, expected: list[Cue]) -> None:
    kind, _ = read(json.dumps(value), "talk.json")
    assert kind == "whisper"
    assert list(cues(json.dumps(value, indent=1), "talk.json")) == expected


MARKDOWN = """---
title: 'Lamps: a history'
speakers:
  - Ada Vale
date: '2021-05-04'
media: https://youtu.be/abcdefghijk
summary: Lamps burned whale oil once.
transcript_by: somebody@example.org
---

Ada Vale: 00:00:05

## Introduction

Good morning.
We will talk about **lamps**
and [oil](https://example.org).

Questioner 1: 00:01:07

At 10:30 it was dark?

Ada Vale: 01:00:09

Quite.
"""


def test_markdown_turns_with_the_talks_record() -> None:
    kind, parsed = read(MARKDOWN, "lamps.md")
    (transcript,) = parsed.transcripts
    assert kind == "turns"
    assert transcript.cues == (
        Cue(5.0, 67.0, "Ada Vale", "Good morning.\nWe will talk about lamps and oil."),
        Cue(67.0, 3609.0, "Questioner 1", "At 10:30 it was dark?"),
        Cue(3609.0, 3609.0, "Ada Vale", "Quite."),
    )
    talk = transcript.talk
    assert talk is not None
    assert (talk.title, talk.start, talk.abstract) == (
        "Lamps: a history", "2021-05-04", "Lamps burned whale oil once.",
    )  # fmt: skip
    assert [speaker.name for speaker in talk.speakers] == ["Ada Vale"]
    assert talk.video_url == transcript.url == "https://youtu.be/abcdefghijk"
    assert "example.org" not in json.dumps([talk.title, talk.abstract, list(talk.tags)])
    assert parsed.talks == ()


SAID = "so the keeper wrote in the book that the lamp was out for most of the night"


@pytest.mark.parametrize(
    "content",
    [
        f"**Ada** (00:03)\n{SAID}\n\n**Bo** (00:11):\n{SAID}\n",
        f"[00:00:03] Ada: {SAID}\n[00:00:11] Bo: {SAID}\n",
        f"00:00:03 - 00:00:11 Ada: {SAID}\n00:00:11 - 00:00:19 Bo: {SAID}\n",
        f"# Lamps\n\nAda  0:03\n{SAID}\n\nBo  0:11\n{SAID}\n",
        f"**Ada:** [0:03]\n\n{SAID}\n\n__Bo:__ [0:11]\n\n{SAID}\n",
    ],
)
def test_turns_are_written_in_many_ways(content: str) -> None:
    kind, _ = read(content)
    assert kind == "turns"
    assert [(c.start, c.speaker, c.text) for c in cues(content)] == [
        (3.0, "Ada", SAID), (11.0, "Bo", SAID),
    ]  # fmt: skip


def test_times_alone_are_a_transcript_without_speakers() -> None:
    content = f"0:03\n{SAID}\n0:11\n{SAID}\n"
    assert [(c.start, c.speaker) for c in cues(content)] == [(3.0, ""), (11.0, "")]


@pytest.mark.parametrize(
    "content",
    [
        "0:00 Welcome\n2:30 The lamps\n10:04 The oil\n31:17 Questions\n",
        "09:00 Registration\n09:30 Opening: Ada Vale\n10:00 Lamps\n11:00 Coffee\n",
        f"1:00 pm Ada Vale: Lamps\n{SAID} {SAID}\n2:00 pm Bo Lind: Oil\n{SAID} {SAID}\n",
        f"1:00 Ada Vale: Lamps\n{SAID} {SAID}\n2:00 Bo Lind: Oil\n{SAID} {SAID}\n",
        "Ada Vale: Lamps at 10:30\nBo Lind: Oil at 11:30\n",
    ],
    ids=["chapters", "agenda", "afternoon", "hours", "sentences"],
)
def test_agendas_and_chapters_are_no_transcripts(content: str) -> None:
    document = Document("/in/a", "/in/a", content)
    taken = next((i.name for i in IMPORTERS if i.recognise(document)), "")
    assert taken != "turns"


def test_a_file_without_words_is_reported() -> None:
    _, parsed = read("WEBVTT\n\n00:01.000 --> 00:02.000\n[Music]\n")
    assert parsed.transcripts == ()
    assert "no words" in parsed.problems[0].message


def test_an_hour_of_rolling_captions_is_read_quickly() -> None:
    blocks, before = ["WEBVTT\n"], ""
    for n in range(1800):
        line = f"line number {n} of what was said about lamps"
        at = f"{n * 2 // 3600:02}:{n * 2 // 60 % 60:02}:{n * 2 % 60:02}"
        blocks.append(f"{at}.000 --> {at}.990\n{before}\n{line}<00:00:01.000><c> here</c>\n")
        blocks.append(f"{at}.990 --> {at}.999\n{line} here\n \n")
        before = f"{line} here"
    started = time.perf_counter()
    said = cues("\n".join(blocks))
    assert len(said) == 1800
    assert time.perf_counter() - started < 3.0


@pytest.mark.parametrize(
    "content",
    [
        "WEBVTT\n\n" + "00:01.000 --> 00:02.000\n" + "<v " * 30_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "<" * 100_000,
        "WEBVTT\n\n" + "-->" * 30_000,
        "0:00:01.000,0:00:02.000\n" + "[" * 50_000 + "♪" * 50_000,
        "[" * 50_000 + ' {"start": 1}',
        "Ada: 00:00:01\n" + "Ada " * 25_000 + "1:00",
        " " * 100_000 + "1:00",
        "\n".join(["a" * 60 + " 0:0"] * 1500 + ["0:01"]),
    ],
    ids=["voices", "tags", "arrows", "sounds", "nested", "names", "blanks", "lines"],
)
def test_nothing_takes_long(content: str) -> None:
    document = Document("/in/a", "/in/a", content)
    started = time.perf_counter()
    for importer in IMPORTERS:
        if importer.name not in ("listing",) and importer.recognise(document):
            importer.read(document)
    assert time.perf_counter() - started < 2.0

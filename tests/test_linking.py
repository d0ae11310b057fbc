"""What a question names, when one word could be several things."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talkbot.catalogue import Catalogue
from talkbot.linking import Linker
from talkbot.talks import Speaker, Talk


def told(number: int, name: str, event: str, language: str = "en") -> Talk:
    return Talk(
        id=f"t{number}", title=f"On quarry number {number}", speakers=(Speaker(name),),
        event=event, start=f"{event[-4:]}-05-0{number}", language=language,
    )  # fmt: skip


TALKS = (
    told(1, "Slatecon Kernow Team", "Slatecon AU 2015"),
    told(2, "Ada Brandt", "Slatecon AU 2015"),
    told(3, "Ivo Hod", "Slatecon AU 2019", "es"),
    told(4, "Osla Elson", "Slatecon Tokyo 2018", "de"),
    told(5, "German Ulm", "Slatecon AU 2019"),
)


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Catalogue(TALKS), lambda terms: dict.fromkeys(terms, 0))


@pytest.mark.parametrize(
    ("question", "kind", "talks"),
    [
        ("How many talks are from Slatecon AU 2015?", "event", {"t1", "t2"}),
        ("talks at slatecon 2019", "event", {"t3", "t5"}),
        ("Which talks are by Slatecon Kernow Team?", "speaker", {"t1"}),
        ("List talks in Spanish", "language", {"t3"}),
        ("How many talks are in German?", "language", {"t4"}),
        ("German talks about quarries", "language", {"t4"}),
        ("What did German talk about?", "speaker", {"t5"}),
        ("What does Hod say?", "speaker", {"t3"}),
        ("the hod talk", "speaker", {"t3"}),
        ("What is the Hod paper about?", "speaker", {"t3"}),
    ],
)
def test_what_is_named(linker: Linker, question: str, kind: str, talks: set[str]) -> None:
    (mention,) = linker.link(question)
    assert (mention.kind, set(mention.talk_ids)) == (kind, talks)


@pytest.mark.parametrize(
    "question",
    [
        "Who talked about the HOD?",
        "Which talks explain the hod?",
        "Is there a talk by Elso Murk?",
        "Talks by people from the University of Tokyo",
        "Talks on Spanish poetry",
    ],
)
def test_what_only_looks_like_a_name(linker: Linker, question: str) -> None:
    assert not linker.link(question)


BIRDS = (
    told(1, "Robin Bird", "Slatecon AU 2015"),
    told(2, "Mira Lee", "Slatecon AU 2015"),
)


@pytest.mark.parametrize(
    ("question", "talks"),
    [
        ("Which talks are about bird song?", set()),
        ("Is there anything on bird migration?", set()),
        ("talks by bird", {"t1"}),
        ("What does bird say?", {"t1"}),
        ("What is the Bird talk about?", {"t1"}),
        ("what did she and lee say", {"t2"}),
        ("the lee talk", {"t2"}),
    ],
)
def test_an_ordinary_word_in_lower_case_is_no_last_name(question: str, talks: set[str]) -> None:
    linker = Linker(Catalogue(BIRDS), lambda terms: dict.fromkeys(terms, 0))
    assert {talk for mention in linker.link(question) for talk in mention.talk_ids} == talks


def test_tags_that_differ_in_their_capitals_alone_are_one() -> None:
    tagged = tuple(
        replace(talk, tags=tag)
        for talk, tag in zip(TALKS, (("Keynote",), ("keynote",)), strict=False)
    )
    linker = Linker(Catalogue(tagged), lambda terms: dict.fromkeys(terms, 0))
    (mention,) = linker.link("talks tagged keynote")
    assert mention.talk_ids == {"t1", "t2"}

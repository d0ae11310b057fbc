"""What a question looks for, in its own words."""

from __future__ import annotations

import pytest

from talkbot.catalogue import Catalogue
from talkbot.linking import Linker
from talkbot.questions import understand
from talkbot.talks import Speaker, Talk

TALKS = (
    Talk(id="t1", title="Feeding geese", speakers=(Speaker("Ada Brandt", affiliation="Ulm"),)),
    Talk(id="t2", title="Weighing geese", speakers=(Speaker("Ivo Hod"),), start="2031-05-02"),
)


def frequency(terms: object) -> dict[str, int]:
    return dict.fromkeys(terms, 0)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which talks concern large language models?", "large language models"),
        ("list talks about calling C or C++ code", "calling C or C++ code"),
        ("Which talks measure name servers?", "measure name servers"),
        ("Sessions about the sea: maps, tides, salt", "sea: maps, tides, salt"),
        ("I look for recordings on databases. Which ones do you have?", "databases"),
        ("Which talks consider people who cheat?", "consider people who cheat"),
        ("talks on number crunching please", "number crunching"),
        ("Are there talks by Ada Brandt about sign language?", "sign language"),
    ],
)
def test_words_of_asking_inside_a_topic_are_part_of_it(question: str, topic: str) -> None:
    query = understand(question, Linker(Catalogue(TALKS), frequency), frequency)
    assert (query.kind, query.topic) == ("topic", topic)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people keep geese in the valley?", "fact"),
        ("How many languages can a goose tell apart?", "fact"),
        ("How many eggs per day does a goose lay?", "fact"),
        ("Which topic did Ada Brandt write her thesis on?", "fact"),
        ("Where did Ada Brandt work before Ulm?", "fact"),
        ("How many people spoke?", "catalogue"),
        ("How many people are from Ulm?", "catalogue"),
        ("How many institutions are represented?", "catalogue"),
        ("How many talks per year?", "catalogue"),
        ("How many people work on geese?", "topic"),
    ],
)
def test_a_figure_in_a_talk_is_told_from_a_count_of_records(question: str, kind: str) -> None:
    assert understand(question, Linker(Catalogue(TALKS), frequency), frequency).kind == kind

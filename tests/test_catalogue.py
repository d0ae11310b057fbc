"""Questions about a collection, answered exactly from its records: an invented seminar."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkbot.answers import Turn
from talkbot.assembly import build
from talkbot.chat import TalkBot
from talkbot.ingest import ingest
from talkbot.settings import Settings

TALKS = Path(__file__).parent / "data" / "tidewater.jsonl"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    ingest([TALKS], home=settings.home, settings=settings)
    return build(settings)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (
            "Who spoke at both Tidewater Seminar 2020 and Brackish Water Days 2020?",
            {"quillfeather", "zwaag"},
        ),
        ("Which speakers appeared in both 2019 and 2022?", {"okland", "achterberg", "duchene"}),
        ("Which speakers spoke in 2021 but not in 2019?", {"fennimore", "lie", "brandt", "okonjo"}),
        (
            "Which speakers are not from Utrecht University and spoke in 2019?",
            {"okland", "jiahao", "duchene"},
        ),
        ("Who gave more than two talks?", {"okland", "achterberg"}),
        ("Which speakers gave only one talk?", {"lie", "wrzos", "morikawa", "okonjo"}),
        ("Who gave the most talks?", {"okland"}),
        ("Who is the second most prolific speaker?", {"achterberg"}),
        ("Which speakers have no bio?", {"wrzos", "fennimore", "lie"}),
        ("Which speakers have no affiliation?", {"fennimore", "morikawa"}),
    ],
)
def test_which_people(bot: TalkBot, question: str, names: set[str]) -> None:
    answer = bot.answer(question)
    rows = [claim.text for claim in answer.claims]
    last = {
        person.last_name
        for person in bot.view().catalogue.people
        if any(row.startswith(person.name) for row in rows)
    }
    assert (answer.status, last) == ("answered", names)


@pytest.mark.parametrize(
    ("question", "count", "title"),
    [
        ("Which talks are tagged both floods and sensors?", 1, "A cheap gauge for every bridge"),
        ("Which talks carry the tag floods?", 4, "Floods in the archive"),
        ("Talks tagged floods or dikes", 5, "Dikes that bend"),
        ("Talks tagged floods but not dikes", 3, "Floods in the archive"),
        ("Talks at Tidewater Seminar 2020 that are not by Ingrid Økland", 3, "Dikes that bend"),
        ("Which talks have more than one speaker?", 5, "Tides and time"),
        ("Talks longer than 55 minutes", 4, "Floods in the archive"),
        ("Which are the three longest talks?", 3, "Who pays for the dike"),
        ("What was the first talk of Tidewater Seminar 2020?", 1, "Dikes that bend"),
        ("What was the last talk at Tidewater Seminar 2021?", 1, "Mixing in stratified rivers"),
        ("Talks in June", 9, "Tides and time"),
        ("How long is Dikes that bend?", 1, "Dikes that bend"),
    ],
)
def test_which_talks(bot: TalkBot, question: str, count: int, title: str) -> None:
    answer = bot.answer(question)
    assert answer.status == "answered"
    assert len(answer.talks) == count
    assert title in {talk.title for talk in answer.talks}


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("How many distinct speakers spoke in 2021?", "**5 speakers**"),
        ("How many institutions are represented?", "**8 affiliations**"),
        ("Which institution has the most talks?", "Most talks (6)"),
        ("Which year had the fewest talks?", "Fewest talks (4)"),
        ("How many speakers per event?", "Brackish Water Days 2022: 6 speakers"),
        ("How long is Dikes that bend?", "44 min"),
    ],
)
def test_figures(bot: TalkBot, question: str, shown: str) -> None:
    assert shown in bot.answer(question).text


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Where is Hana Morikawa from?", "not give an affiliation"),
        ("Where does Anja Fennimore work?", "not give an affiliation"),
        ("Talks in Klingon", "Klingon"),
        ("Talks in Italian", "in Italian"),
        ("How many talks at Estuary Days 2031 are about floods?", "Estuary Days 2031"),
        ("Compare Ingrid Økland and Wu Jiahao at Brackish Water Days 2022", "by Wu Jiahao is at"),
    ],
)
def test_what_the_records_do_not_have_is_said(bot: TalkBot, question: str, shown: str) -> None:
    answer = bot.answer(question)
    assert (answer.status, answer.citations) == ("abstained", ())
    assert shown in answer.text


def test_a_bio_says_where_somebody_lives(bot: TalkBot) -> None:
    answer = bot.answer("Where is Anja Fennimore based?")
    assert [c.quote for c in answer.citations] == ["She lives in Porto."]


def test_a_comparison_stays_at_its_event(bot: TalkBot) -> None:
    answer = bot.answer("Compare Ingrid Økland and Wu Jiahao at Brackish Water Days")
    assert {talk.title for talk in answer.talks} == {
        "Ice cores in the classroom",
        "River gauges for citizen science",
    }


@pytest.mark.parametrize(
    ("first", "follow_up", "twin"),
    [
        ("List talks tagged floods", "and dikes?", "List talks tagged dikes"),
        (
            "Talks at Tidewater Seminar 2020",
            "What about 2021?",
            "Talks at Tidewater Seminar 2021",
        ),
        (
            "Talks at Tidewater Seminar 2020",
            "Which are longer than 50 minutes?",
            "Which talks at Tidewater Seminar 2020 are longer than 50 minutes?",
        ),
        ("How many talks per year?", "And per affiliation?", "How many talks per affiliation?"),
        (
            "Who gave the most talks?",
            "Who is second?",
            "Who is the second most prolific speaker?",
        ),
        ("What is the longest talk?", "And the shortest?", "What is the shortest talk?"),
        ("Which talks have no video?", "How many are those?", "How many talks have no video?"),
        (
            "Talks from Utrecht University",
            "Which of those are not by Achterberg?",
            "Which talks from Utrecht University are not by Achterberg?",
        ),
        (
            "Who is from Utrecht University?",
            "How many of them are there?",
            "How many speakers are from Utrecht University?",
        ),
    ],
)
def test_a_follow_up_keeps_the_filters_before_it(
    bot: TalkBot, first: str, follow_up: str, twin: str
) -> None:
    history = (Turn(first, bot.answer(first)),)
    answer, expected = bot.answer(follow_up, history), bot.answer(twin)
    assert (answer.status, answer.talks) == (expected.status, expected.talks)
    assert answer.text == expected.text

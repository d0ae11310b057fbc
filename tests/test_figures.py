"""Shares, lengths, days and kinds of talks, from the records of two invented events."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talkbot.assembly import build
from talkbot.chat import TalkBot
from talkbot.ingest import ingest
from talkbot.settings import Settings


def told(title: str, event: str, day: str, minutes: int, **more: object) -> dict[str, object]:
    return {
        "title": title, "event": event, "start": day, "duration": 60 * minutes, "language": "en",
        "speakers": [{"name": f"Speaker {title.split()[-1]}"}], "abstract": f"{title}, told.",
        **more,
    }  # fmt: skip


TALKS = [
    told("Opening keynote by the Weir", "Weirmeet North 2030", "2030-04-01", 50, tags=["water"]),
    told("A tutorial on Locks", "Weirmeet North 2030", "2030-04-01", 90),
    told("Canales", "Weirmeet North 2030", "2030-04-02", 30, language="es", speakers=[]),
    told("Closing keynote by the Ford", "Weirmeet North 2030", "2030-04-03", 70),
    told("Presas", "Weirmeet North 2031", "2031-05-02", 40, language="es",
         speakers=[{"name": "Speaker Presas", "affiliation": "Lockhouse"}]),
    told("A tutorial on Sluices", "Weirmeet North 2031", "2031-05-03", 60),
]  # fmt: skip


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    home: Path = tmp_path_factory.mktemp("home")
    source = home / "weirmeet.jsonl"
    source.write_text("".join(json.dumps(talk) + "\n" for talk in TALKS), encoding="utf-8")
    settings = Settings(home=home / "library")
    ingest([source], home=settings.home, settings=settings)
    return build(settings)


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("How many talks were on the second day of Weirmeet North 2030?", {"Canales"}),
        ("Which talks were on the last day of Weirmeet North 2031?", {"A tutorial on Sluices"}),
        ("What was presented on day 3 of Weirmeet North 2030?", {"Closing keynote by the Ford"}),
        ("How many presentations name no speaker?", {"Canales"}),
        ("Talks that have no tag at Weirmeet North 2031", {"Presas", "A tutorial on Sluices"}),
        ("Talks longer than 35 minutes in Spanish", {"Presas"}),
        (
            "Talks at Weirmeet North 2031 that are not in Spanish",
            {"A tutorial on Sluices"},
        ),
        ("Which talks took between 60 and 80 minutes?",
         {"Closing keynote by the Ford", "A tutorial on Sluices"}),
        ("List the talks of at least an hour and a half", {"A tutorial on Locks"}),
        ("How many talks after April 2030?", {"Presas", "A tutorial on Sluices"}),
        ("How many keynotes were there at Weirmeet North 2030?",
         {"Opening keynote by the Weir", "Closing keynote by the Ford"}),
        ("Number of tutorials", {"A tutorial on Locks", "A tutorial on Sluices"}),
        ("Which keynote speakers were at Weirmeet North 2030?",
         {"Opening keynote by the Weir", "Closing keynote by the Ford"}),
    ],
)  # fmt: skip
def test_which_talks(bot: TalkBot, question: str, titles: set[str]) -> None:
    answer = bot.answer(question)
    assert (answer.status, {talk.title for talk in answer.talks}) == ("answered", titles)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What share of talks are in Spanish?", "2 of 6 talks"),
        ("What percentage of the talks at Weirmeet North 2030 is in Spanish?", "1 of 4 talks"),
        ("What fraction of talks is longer than 55 minutes?", "3 of 6 talks"),
        ("What share of speakers are from Lockhouse?", "1 of 5 speakers"),
        ("What is the average length of talks at Weirmeet North 2030?", "1 h 0 min on average"),
        ("How many hours of talks does Weirmeet North 2031 have altogether?", "1 h 40 min alto"),
        ("When did Weirmeet North 2031 take place?", "2031-05-02 to 2031-05-03"),
        ("How many days did Weirmeet North 2030 last?", "3 days"),
    ],
)
def test_figures_over_several_records(bot: TalkBot, question: str, said: str) -> None:
    answer = bot.answer(question)
    assert answer.status == "answered"
    assert said in answer.text
    assert all(claim.citations for claim in answer.claims)


def test_a_share_of_people_that_a_talk_tells_is_no_share_of_talks(bot: TalkBot) -> None:
    answer = bot.answer("What proportion of people could be dry just from what the weir lets out?")
    assert answer.kind != "topic"

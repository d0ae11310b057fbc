"""Talks side by side without a chat model: what is compared, on which aspect. Invented records."""

from __future__ import annotations

import pytest

from talkbot.answers import Answer
from talkbot.chat import TalkBot
from tests.store import bot_over

TALKS = (
    {
        "title": "Rope Ferries of the Upper Ouze",
        "speakers": [{"name": "Hedda Lorn"}],
        "abstract": "A rope ferry crosses a river with nothing but the current. "
        "Ferrymen once steered by song. "
        "We rebuilt a ferry and ran 340 crossings with school classes. "
        "The rope is replaced when it smells of tar no longer.",
    },
    {
        "title": "A Funicular Run by Rainwater",
        "speakers": [{"name": "Pavel Strnad"}],
        "abstract": "The funicular fills a tank at the top and empties it at the bottom. "
        "Its drivers read the sky each morning. "
        "In the dry summer the field trial made 58 journeys only. "
        "Nothing burns, and nothing hums.",
    },
    {
        "title": "Tarring by Hand",
        "speakers": [{"name": "Mette Aune"}, {"name": "Sol Brandvik"}],
        "abstract": "Pine tar is burned out of roots in a pit. We compare three kilns of our own.",
    },
    {
        "title": "Roofs of Birch Bark",
        "speakers": [{"name": "Mette Aune"}],
        "abstract": "Bark under turf keeps a roof dry for two generations.",
    },
)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    return bot_over(TALKS, tmp_path_factory.mktemp("home"))


def sides(answer: Answer) -> dict[str, list[str]]:
    """The quotes of each talk, in the order of the answer."""
    quotes: dict[str, list[str]] = {}
    for citation in answer.citations:
        quotes.setdefault(citation.title.split()[0], []).append(citation.quote)
    return quotes


@pytest.mark.parametrize(
    "question",
    [
        "How large were the field studies of Lorn and Strnad?",
        "How many trips did Lorn and Strnad make?",
        "In terms of trips, how many did the rope ferry and the funicular each make?",
        "The rope ferry versus the funicular: how many journeys did each make?",
    ],
)
def test_each_side_says_the_number_that_is_asked_for_first(bot: TalkBot, question: str) -> None:
    answer = bot.answer(question)
    assert (answer.kind, answer.status) == ("compare", "answered")
    quotes = sides(answer)
    assert set(quotes) == {"Rope", "A"}
    assert "340" in quotes["Rope"][0]
    assert "58" in quotes["A"][0]


def test_two_who_spoke_together_are_asked_about_their_talk(bot: TalkBot) -> None:
    answer = bot.answer("What do Aune and Brandvik burn for pine tar?")
    assert answer.kind == "fact"
    assert [talk.title for talk in answer.talks] == ["Tarring by Hand"]
    refused = bot.answer("In which year did Aune and Brandvik build their kilns?")
    assert refused.status == "abstained"
    assert [talk.title for talk in refused.nearest] == ["Tarring by Hand"]


def test_a_talk_of_both_sides_is_shown_once(bot: TalkBot) -> None:
    answer = bot.answer("Compare Aune and Brandvik.")
    assert answer.kind == "compare"
    assert answer.text.count("**Tarring by Hand**") == 1

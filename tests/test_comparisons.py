"""Talks side by side without a chat model: what is compared, on which aspect. Invented records."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkbot.answers import Answer
from talkbot.chat import TalkBot
from tests.store import bot_over

TALKS = (
    {
        "title": "Rope Ferries of the Upper Ouze",
        "speakers": [{"name": "Hedda Lorn"}],
        "duration": 1800,
        "abstract": "A rope ferry crosses a river with nothing but the current. "
        "Ferrymen once steered by song. "
        "We rebuilt a ferry and ran 340 crossings with school classes. "
        "The rope is replaced when it smells of tar no longer.",
    },
    {
        "title": "A Funicular Run by Rainwater",
        "speakers": [{"name": "Pavel Strnad"}],
        "duration": 2700,
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


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("Which is longer, the ferry talk or the talk on the funicular?", ["A", "Rope"]),
        ("Which of the two is shorter: Lorn's talk or Strnad's?", ["Rope", "A"]),
        ("Is the funicular talk longer than the ferry talk?", ["A", "Rope"]),
    ],
)
def test_a_value_of_the_records_decides_between_two(
    bot: TalkBot, question: str, titles: list[str]
) -> None:
    answer = bot.answer(question)
    assert [talk.title.split()[0] for talk in answer.talks] == titles
    assert "45 min" in answer.text.splitlines()[titles.index("A")]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which came first, the ferry talk or the funicular talk?", "do not give a date"),
        ("Which is longer, the ferry talk or the talk on bark?", "does not give a duration"),
        ("Which is longer, the ferry talk or the talk on penguins?", "is not clear"),
    ],
)
def test_nothing_decides_between_two_without_both_values(
    bot: TalkBot, question: str, said: str
) -> None:
    answer = bot.answer(question)
    assert answer.status == "abstained"
    assert said in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How many crossings and how many journeys were made?",
        "How many crossings and journeys did they count?",
        "How many crossings did the ferry make and how many journeys the funicular?",
    ],
)
def test_a_question_about_two_talks_is_answered_from_both(bot: TalkBot, question: str) -> None:
    answer = bot.answer(question)
    assert (answer.kind, answer.status) == ("fact", "answered")
    quotes = sides(answer)
    assert set(quotes) == {"Rope", "A"}
    assert "340" in quotes["Rope"][0]
    assert "58" in quotes["A"][0]
    numbers = [citation.n for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(f"[{n}]" in answer.text for n in numbers)
    assert {n for claim in answer.claims for n in claim.citations} == set(numbers)


def test_a_half_that_nothing_tells_says_so(bot: TalkBot) -> None:
    answer = bot.answer("How many crossings did the ferry make and how many eggs did hens lay?")
    assert {citation.title.split()[0] for citation in answer.citations} == {"Rope"}
    assert "Of “how many eggs did hens lay?” the talks do not say." in answer.text


def test_a_half_that_nothing_tells_is_shown_as_text(bot: TalkBot) -> None:
    answer = bot.answer("How many crossings did the ferry make and how many eggs lay [1] there?")
    assert r"lay \[1\] there?" in answer.text


def test_one_talk_that_tells_both_is_asked_once(bot: TalkBot) -> None:
    answer = bot.answer("How many crossings and school classes were there?")
    assert [talk.title.split()[0] for talk in answer.talks] == ["Rope"]


def test_each_half_of_a_topic_is_told_by_what_is_said_of_it(bot: TalkBot) -> None:
    told = sides(bot.answer("Compare steering by song and field trials in dry summers"))
    assert told["Rope"][0] == "Ferrymen once steered by song."
    assert told["A"][0] == "In the dry summer the field trial made 58 journeys only."


def test_of_two_talks_by_one_the_bio_is_not_told_for_each(tmp_path: Path) -> None:
    bio = "Mette Aune reads about tar and roofs in every library."
    other = {
        "title": "Sails of Nettle",
        "speakers": [{"name": "Odd Lien"}],
        "abstract": "Nettle cloth is spun wet. Libraries kept sail patterns among their maps.",
    }
    aune = [{**talk, "speakers": [{"name": "Mette Aune", "bio": bio}]} for talk in TALKS[2:]]
    answer = bot_over([*aune, other], tmp_path).answer(
        "Compare what Mette Aune and Odd Lien say about libraries"
    )
    assert answer.kind == "compare"
    assert bio not in answer.text

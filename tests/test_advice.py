"""What somebody recommends, and kinds of sessions that only an abstract tells. Invented records."""

from __future__ import annotations

import pytest

from talkbot.chat import TalkBot
from tests.store import bot_over

TALKS = (
    {
        "title": "Hedges against Hail",
        "speakers": [
            {"name": "Odile Farrant", "bio": "Odile Farrant advises the wine growers of Lirac."}
        ],
        "event": "Hail Days 2031",
        "track": "Fields",
        "abstract": "This opening keynote follows hail across ten farms. "
        "A hedge of hazel slows the wind by a third. "
        "We recommend two rows of hazel on the western side.",
    },
    {
        "title": "Nets over Apples",
        "speakers": [
            {
                "name": "Bram Teunis",
                "affiliation": "Gelder College",
                "role": "Lecturer in Biology",
                "bio": "Bram Teunis spoke at the opening keynote of Fruit World.",
            }
        ],
        "event": "Hail Days 2031",
        "track": "Orchards",
        "abstract": "Black nets save nine apples in ten. Bees must find the gaps to pass.",
    },
    {
        "title": "Rockets at Clouds",
        "speakers": [
            {"name": "Bram Teunis", "affiliation": "Gelder College"},
            {"name": "Kai Nohea", "affiliation": "University of Hawaiʻi"},
        ],
        "event": "Hail Days 2033",
        "track": "Orchards",
        "abstract": "Growers fire silver iodide at clouds. Growers should not pay for rockets.",
    },
)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    return bot_over(TALKS, tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        (
            "What does Farrant recommend?",
            ["We recommend two rows of hazel on the western side."],
        ),
        ("what does Teunis advise", ["Growers should not pay for rockets."]),
        ("What is Bram Teunis's advice?", ["Growers should not pay for rockets."]),
    ],
)
def test_advice_is_what_a_talk_recommends(bot: TalkBot, question: str, quotes: list[str]) -> None:
    answer = bot.answer(question)
    assert (answer.kind, answer.status) == ("fact", "answered")
    assert [citation.quote for citation in answer.citations] == quotes


def test_a_talk_without_advice_recommends_nothing(bot: TalkBot) -> None:
    assert bot.answer("What does “Nets over Apples” recommend?").status == "abstained"


def test_a_keynote_may_be_called_so_by_its_abstract_alone(bot: TalkBot) -> None:
    for question in ("Which were the keynotes?", "Who gave the keynotes?", "list the keynotes"):
        assert [talk.title for talk in bot.answer(question).talks] == ["Hedges against Hail"]
    assert bot.answer("Which were the tutorials?").status == "abstained"


def test_somebody_spoke_at_every_event(bot: TalkBot) -> None:
    for question in ("Who spoke at both events?", "who spoke at all events?"):
        text = bot.answer(question).text
        assert "Bram Teunis" in text
        assert "Farrant" not in text
    assert bot.answer("who spoke every year?").status == "abstained"


def test_a_field_is_no_institution(bot: TalkBot) -> None:
    assert "Biology" not in bot.answer("List the talks from biology").text
    assert len(bot.answer("talks from gelder college").talks) == 2


def test_a_track_is_a_topic_by_its_name(bot: TalkBot) -> None:
    titles = ["Nets over Apples", "Rockets at Clouds"]
    for question in ("talks from orchards", "summarise each of the orchards talks"):
        assert sorted(talk.title for talk in bot.answer(question).talks) == titles
    assert "Orchards: 2 talks" in bot.answer("which track has more talks, Orchards or Fields?").text


@pytest.mark.parametrize("name", ["hawaii", "Hawai'i", "University of Hawaii", "Hawaiʻi"])
def test_an_okina_need_not_be_typed(bot: TalkBot, name: str) -> None:
    (row,) = bot.answer(f"who is from {name}?").claims
    assert "Kai Nohea" in row.text

"""Conditions on titles, on what texts mention and on tags: an invented harbour festival."""

from __future__ import annotations

import pytest

from talkbot.answers import Answer, Turn
from talkbot.chat import TalkBot
from talkbot.stated import holds_in
from talkbot.talks import fold_in_place
from tests.store import bot_over

FESTIVAL = "Quaymouth Harbour Nights"


def _talk(
    number: int, title: str, name: str, text: str, tags: str = "", bio: str = ""
) -> dict[str, object]:
    speaker = {"name": name, "affiliation": "Quaymouth College", "bio": bio}
    return {
        "id": f"k{number}", "title": title, "speakers": [speaker], "abstract": text,
        "event": FESTIVAL, "start": f"20{51 + number % 2}-05-0{number}",
        "tags": [tag.strip() for tag in tags.split(",") if tag], "duration": 600 * number,
    }  # fmt: skip


TALKS = (
    _talk(1, "Why Harbours Silt", "Ilse Roonan",
          "Mud comes in with every tide. Dredgers take it out again.",
          "harbours, soft mud", "Ilse Roonan plays the accordion in a dockside band."),
    _talk(2, "The Sea Wall: 200 Years of Repairs", "Ilse Roonan",
          "Stone by stone the wall was rebuilt after gales. An accordion was found inside it.",
          "harbours, stone", "Ilse Roonan plays the accordion in a dockside band."),
    _talk(3, "Can a Lighthouse Be Too Bright?", "Bertil Vang",
          "Birds fly into the lamp on foggy nights. A red filter spares most of them.",
          "light", "Bertil Vang has tagged gulls for ten years."),
    _talk(4, "Songs of the Net Menders", "Pia Ostrakov",
          "Songs kept the rhythm of the work, and told of storms and Seals.", "song, sea"),
    _talk(5, "A Seaman's Knots", "Pia Ostrakov",
          "Forty knots, and when each will slip. Gulls steal the loose ends."),
    _talk(6, "Seas and Networks", "Bertil Vang",
          "How fishing fleets share weather by radio, then as now.", "light, radio waves"),
    _talk(7, "Anomalies of the Tide", "Ilse Roonan",
          "A tide that came twice puzzled everyone. Research and development of the tide gauge.",
          "harbours", "Ilse Roonan plays the accordion in a dockside band."),
)  # fmt: skip


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    return bot_over(TALKS, tmp_path_factory.mktemp("home"))


def _numbers(answer: Answer) -> list[int]:
    return sorted(int(talk.talk_id[1]) for talk in answer.talks)


TITLES = [
    ("Show me every talk with the word Sea in the title", [2, 6]),
    ("which talks have “sea” in their title?", [2, 6]),
    ("which titles have the word sea in them", [2, 6]),
    ("how many titles contain the word Sea?", [2, 6]),
    ("Count the talks that have the word Anomaly in the title", [7]),
    ("talks whose title mentions harbours", [1]),
    ("sea in the title, alphabetically", [2, 6]),
    ("talks that mention mud and with tide in the abstract", [1]),
    ("talks with gulls in the abstract and knots in the title", [5]),
    ("talk with the word knots in title", [5]),
    ("in which titles does the word tide appear?", [7]),
    ("titles with the words net menders", [4]),
    ("titles with either knots or tide", [5, 7]),
    ("titles with both “seas” and “networks”", [6]),
    ("titles that begin with the word Why", [1]),
    ("titles starting with 'The'", [2]),
    ("talks whose title starts with A", [5, 7]),
    ("titles beginning with the letter S", [4, 6]),
    ("what are the titles that start with the letter S?", [4, 6]),
    ("titles ending with the word Repairs", [2]),
    ("titles that end with tide", [7]),
    ("Which titles contain a question mark?", [3]),
    ("which titles are questions?", [3]),
    ("titles with a number", [2]),
    ("are there any talks with a colon in the title?", [2]),
    ("titles without a question mark that begin with the letter A", [5, 7]),
    ("titles that do not contain the word the", [1, 3, 5, 6]),
    ("titles by Bertil Vang that contain the word sea", [6]),
    ("talks in 2052 with tide in the title", [7]),
    ("talks about radio with sea in the title", [6]),
    ("which talk has the longest title?", [2]),
    ("shortest title", [5]),
]
MENTIONS = [
    ("which talks mention gulls?", [3, 5]),
    ("how many abstracts mention gulls?", [5]),
    ("list the talks that mention a gull", [3, 5]),
    ("all the talks in which mud is mentioned", [1]),
    ("where is the red filter mentioned?", [3]),
    ("in how many talks are gales mentioned?", [2]),
    ("how often is the radio mentioned?", [6]),
    ("is radio mentioned anywhere?", [6]),
    ("any mentions of knots?", [5]),
    ("talks that mention stone or mud", [1, 2]),
    ("talks that mention storms and seals", [4]),
    ("talks mentioning research and development", [7]),
    ("which talks by Ilse Roonan mention a tide?", [1, 7]),
    ("talks that mention the tide in 2052", [1, 7]),
    ("talks that mention gulls and are longer than 40 minutes", [5]),
    ("talks that don't mention gulls or the accordion", [4, 6]),
    ("which talks use the phrase “too bright”?", [3]),
    ("talks where the word rhythm is used", [4]),
    ("talks mentioning gulls, newest first", [3, 5]),
    ("talks tagged light that mention gulls", [3]),
    ("which bios mention gulls?", [3]),
]
TAGS = [
    ("Which ones are tagged harbours", [1, 2, 7]),
    ("how often does the tag soft mud occur?", [1]),
    ("how many times is the tag harbours used?", [1, 2, 7]),
    ("tag harbours - how many talks", [1, 2, 7]),
    ("give me whatever is filed under the tag sea", [4]),
    ("what is listed under radio waves?", [6]),
    ("talks with radio waves as tag", [6]),
    ("the harbour tag", [1, 2, 7]),
    ("talks with tag light", [3, 6]),
    ("talks tagged both harbours and stone", [2]),
    ("talks tagged harbours but not stone", [1, 7]),
    ("how many talks are untagged?", [5]),
    ("which talks carry no tags at all?", [5]),
    ("which talks aren't tagged?", [5]),
    ("give me the untagged ones", [5]),
    ("talks that do not have any tags", [5]),
    ("how many talks have tags?", [1, 2, 3, 4, 6, 7]),
    ("talks with more than one tag", [1, 2, 4, 6]),
    ("which talk has the most tags?", [1, 2, 4, 6]),
    ("talks with the keyword light in 2052", [3]),
    ("who gave the talks tagged light?", [3, 6]),
]


@pytest.mark.parametrize(("question", "numbers"), [*TITLES, *MENTIONS, *TAGS])
def test_which_talks(bot: TalkBot, question: str, numbers: list[int]) -> None:
    answer = bot.answer(question)
    assert (answer.status, _numbers(answer)) == ("answered", numbers)
    assert {int(citation.talk_id[1]) for citation in answer.citations} == set(numbers)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how many titles contain the word sea?", "There are 2 talks with “sea” in the title:"),
        ("how many talks mention gulls?", "There are 2 talks mentioning “gulls”:"),
        ("talks that mention gulls", "“Gulls steal the loose ends.”"),
        ("which speakers mention gulls in their bio?", "Bertil Vang has tagged gulls"),
        ("how many bios mention an accordion?", "1 speaker with “accordion” in the bio:"),
        ("what share of talks mention gulls?", "2 of 7 talks (29%) mentioning “gulls”"),
        ("how many talks are untagged?", "There is 1 talk without a tag:"),
        ("how many different tags are in use in total?", "7 tags:"),
        ("how many tags are used?", "7 tags:"),
        ("list all the tags with counts", "- harbours: 3 talks"),
        ("how often is each tag used?", "- harbours: 3 talks"),
        ("which tags are used twice?", "1 tag with 2 talks each:"),
        ("how many tags does the talk on dredgers have?", "harbours, soft mud"),
        ("talks whose title contains “sea”", "There are 2 talks with “sea” in the title:"),
        ("what is the most used tag?", "- harbours: 3 talks"),
        ("which tag occurs most often?", "- harbours: 3 talks"),
        ("which tags does the knots talk have?", "does not give tags"),
        ("what are the tags of the talk on dredgers?", "Why Harbours Silt: harbours, soft mud"),
    ],
)
def test_what_is_said(bot: TalkBot, question: str, said: str) -> None:
    assert said in bot.answer(question).text.replace("**", "")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("titles with the word kiwi", "with “kiwi” in the title"),
        ("which abstracts mention kiwis?", "with “kiwis” in the abstract"),
        ("talks that mention gulls in 2060", "2060"),
        ("talks tagged kiwi", "kiwi"),
        ("list the talks tagged kiwi in alphabetical order", "kiwi"),
        ("how often does the tag kiwi occur?", "kiwi"),
    ],
)
def test_what_no_talk_has_is_said(bot: TalkBot, question: str, said: str) -> None:
    answer = bot.answer(question)
    assert (answer.status, answer.citations) == ("abstained", ())
    assert said in answer.text


def test_what_stands_nowhere_in_these_words_is_a_topic(bot: TalkBot) -> None:
    assert bot.answer("which talks mention seagull strikes?").kind == "topic"


@pytest.mark.parametrize(
    ("first", "then", "numbers"),
    [
        ("titles with a question mark", "how many of those mention gulls?", [3]),
        ("talks that mention gulls", "only the ones with knots in the title", [5]),
        ("talks tagged harbours", "mentioning an accordion", [1, 2, 7]),
        ("talks that mention gulls", "which of them are tagged light?", [3]),
        ("titles starting with A", "oldest first", [5, 7]),
    ],
)
def test_a_follow_up_keeps_them(bot: TalkBot, first: str, then: str, numbers: list[int]) -> None:
    assert _numbers(bot.answer(then, (Turn(first, bot.answer(first)),))) == numbers


@pytest.mark.parametrize(
    "question",
    [
        "what does the title of her book say?",
        "what words are in the title of Vang's talk?",
        "what does the letter P in the title stand for?",
        "how often does the larva occur in the wild?",
        "where are gulls found?",
        "who mentions gulls?",
        "what does Vang mention about gulls?",
        "why does the talk mention gulls?",
        "which book is mentioned in the talk on knots?",
        "how many knots are mentioned in the talk?",
        "does Ilse Roonan's bio mention gulls?",
        "which talks end in the afternoon?",
        "talks starting at 10:00",
        "which talk starts with a demo?",
        "talks that mention how gulls sleep",
        "all titles with speakers",
        "talks about the word order of songs",
        "how are gulls tagged?",
    ],
)
def test_what_states_no_such_condition(question: str) -> None:
    assert holds_in(fold_in_place(question), question, (), ()) == ()


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("which tags did the biologist put on the gulls?", "fact"),
        ("how are gulls tagged?", "fact"),
        ("who mentions gulls?", "topic"),
        ("what does Vang mention about birds?", "fact"),
    ],
)
def test_what_looks_alike_stays_what_it_was(bot: TalkBot, question: str, kind: str) -> None:
    assert bot.answer(question).kind == kind


def test_it_takes_time_linear_in_the_text() -> None:
    for text in ("titles that mention the word " * 60, "with the word is in " * 90, "'" * 1900):
        assert len(holds_in(text, text, (), ())) <= 3

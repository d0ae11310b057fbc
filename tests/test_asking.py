"""What docs/asking.md says can be asked, on an invented seminar with roles, hours and editions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from talkbot.answers import Turn
from talkbot.assembly import build
from talkbot.chat import TalkBot
from talkbot.conditions import barred_in, order_in, when_in
from talkbot.ingest import ingest
from talkbot.settings import Settings

TALKS = Path(__file__).parent / "data" / "larchmere.jsonl"
GUIDE = Path(__file__).parent.parent / "docs" / "asking.md"

# The numbers of the talks in the file, in the order wanted where the question wants one.
LISTS = {
    "Which talks are by professors?": [0, 1, 5, 6, 8, 12, 15],
    "Which talks were in the afternoon?": [2, 4, 6, 9, 12, 13, 15],
    "Which talks were on a Saturday?": [0, 1, 2, 7, 8, 9, 14, 15],
    "What was on between 13 and 14 May?": [5, 6, 7, 8, 9],
    "Which talks in 2023 were in the Loft?": [12, 14],
    "Which talks were at the 2022 edition?": [5, 6, 7, 8, 9, 10],
    "Talks at the latest edition": [11, 12, 13, 14, 15],
    "List the talks at LDS 2021": [0, 1, 2, 3, 4],
    "Talks about sensors but not rivers": [11],
    "Talks about bats except in 2021": [5],
    "Talks with the word census in the title": [2, 10],
    "Which titles begin with the letter C?": [0, 1, 14],
    "Which talks mention rainfall?": [3],
    "List all talks, newest first": list(range(15, -1, -1)),
    "List the talks in 2022 alphabetically": [5, 6, 9, 7, 8, 10],
}
SAID = {
    "Who is a postdoc?": "2 speakers",
    "Who spoke at 9:30 on 2 October?": "Orla Venn (Thornby University): “Counting bats",
    "How long is the talk on weather diaries?": "35 min",
    "Who presented with Orla Venn?": "2 speakers beside Orla Venn",
    "How many professors spoke?": "3 speakers",
    "How many talks were before noon?": "9 talks",
    "How often does the tag causal inference occur?": "4 talks tagged causal inference",
    "How many talks are untagged?": "No talk in the collection is without a tag",
    "What share of talks is about causal inference?": "4 of 16 talks (25%) on “causal inference”",
    "Who spoke about bats and also about privacy?": "Orla Venn",
    "Which year had the most talks on causal inference?": "2022: 2 talks",
    "What are the main themes of these talks?": "Several of them speak of:",
    "I enjoyed the talk on weather diaries, what else is like it?": "Nearest to",
}
AFTER = {
    "only the ones with a video": ("Talks in 2022", [5, 6, 8, 9]),
    "only the ones in the morning": ("Talks in 2022", [5, 7, 8, 10]),
    "not the ones by Ismail Karda": ("Talks in 2022", [5, 6, 7, 9, 10]),
    "only in 2021": ("Talks in 2022", [0, 1, 2, 3, 4]),
    "oldest first": ("Talks in 2022", [5, 6, 7, 8, 9, 10]),
    "how many of those have a video?": ("Talks in 2022", [5, 6, 8, 9]),
    "and by postdocs?": ("Talks by professors", [3, 11, 15]),
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    ingest([TALKS], home=settings.home, settings=settings)
    return build(settings)


def _ids(numbers: list[int]) -> list[str]:
    return [f"t{number:02}" for number in numbers]


def test_every_question_of_the_guide_is_asked_here() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    rows = re.findall(r"^\|[^|]*\| (?!For example|-)(.+) \|$", text, re.MULTILINE)
    then = re.findall(r"^- (.+)$", text, re.MULTILINE)
    assert set(rows) == set(LISTS) | set(SAID)
    assert set(then) <= set(AFTER)


@pytest.mark.parametrize(("question", "numbers"), LISTS.items())
def test_lists(bot: TalkBot, question: str, numbers: list[int]) -> None:
    got = [talk.talk_id for talk in bot.answer(question).talks]
    ordered = "first" in question or "alphabetically" in question
    assert (got if ordered else sorted(got)) == _ids(numbers)


@pytest.mark.parametrize(("question", "said"), SAID.items())
def test_figures_and_people(bot: TalkBot, question: str, said: str) -> None:
    assert said in bot.answer(question).text.replace("**", "")


@pytest.mark.parametrize(("question", "before"), AFTER.items())
def test_a_condition_after_a_list(
    bot: TalkBot, question: str, before: tuple[str, list[int]]
) -> None:
    first, numbers = before
    history = (Turn(first, bot.answer(first)),)
    got = [talk.talk_id for talk in bot.answer(question, history).talks]
    assert sorted(got) == _ids(numbers)


@pytest.mark.parametrize(
    "question",
    [
        "Who spoke about weather and also about catalogue cards?",
        "Which talks are by astronauts?",
        "Talks about bats except by Orla Venn",
    ],
)
def test_what_nobody_is_or_does_is_said(bot: TalkBot, question: str) -> None:
    assert bot.answer(question).status == "abstained"


@pytest.mark.parametrize(
    "folded",
    [
        "talks about the morning routine of bees",
        "what happens to harbours on a saturday night",
        "talks after 2019",
        "talks before 3 others",
    ],
)
def test_what_is_no_time_of_day(folded: str) -> None:
    when = when_in(folded)
    assert when is None or not when.of_day


def test_what_is_no_order_and_leaves_nothing_out() -> None:
    assert order_in("the first talk about sorting") == ("", [])
    assert barred_in("why is honey not about sugar?", [])[0] == ""
    assert barred_in("talks in 2019 but not 2020", [(20, 24)]) == ("", None)

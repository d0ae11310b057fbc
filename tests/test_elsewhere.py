"""Another talk's words in a speaker's mouth: refused, and said where they are spoken of."""

from __future__ import annotations

import json

import pytest

from talkbot.assembly import build
from talkbot.chat import TalkBot
from talkbot.ingest import ingest
from talkbot.settings import Settings

TALKS = [
    ("Rain on Iron", "Edda Lee", "Roofs of iron drum in the rain. We recorded forty of them and "
     "chose the paint that dulls the sound. It has a cost: the paint lasts four winters."),
    ("Trusting Barometers", "Otto Marsh", "Aneroid barometers drift after a cold winter. We check "
     "each barometer against mercury and distrust those that were never opened."),
    ("Fog Horns of the North", "Ines Prado", "A fog horn carries eleven miles over calm water. "
     "We drove along the coast and listened at each mile."),
]  # fmt: skip


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    home = tmp_path_factory.mktemp("home")
    source = home / "weather.jsonl"
    rows = [{"title": t, "speakers": [{"name": n}], "abstract": a} for t, n, a in TALKS]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    settings = Settings(home=home / "library")
    ingest([source], home=settings.home, settings=settings)
    return build(settings)


@pytest.mark.parametrize(
    "question",
    ["Why does Edda Lee distrust aneroid barometers?", "What does Ines Prado say about mercury?"],
)
def test_what_only_another_talk_says_is_refused_with_that_talk(bot: TalkBot, question: str) -> None:
    answer = bot.answer(question)
    assert (answer.status, answer.citations, answer.talks) == ("abstained", (), ())
    assert "Spoken of in another talk" in answer.text
    assert "Trusting Barometers" in {talk.title for talk in answer.nearest}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which barometers does Otto Marsh distrust?", "never opened"),
        ("What does Edda Lee say about the paint?", "paint"),
    ],
)
def test_what_the_talk_itself_says_is_answered(bot: TalkBot, question: str, said: str) -> None:
    answer = bot.answer(question)
    assert answer.status == "answered"
    assert said in answer.text


def test_what_stands_in_the_question_before_is_nobody_elses(bot: TalkBot) -> None:
    answer = bot.answer("Where did Ines Prado check it?")
    assert "Spoken of in another talk" not in answer.text


def test_what_is_told_of_others_is_not_told_of_those_of_another_talk(bot: TalkBot) -> None:
    answer = bot.answer("Why do barometers drum in the rain?")
    assert (answer.status, answer.citations) == ("abstained", ())
    assert "spoken of in another talk" in answer.text
    assert bot.answer("Why do roofs drum in the rain?").status == "answered"

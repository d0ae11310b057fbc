"""Sentences that tell something go before those that do not, and lists stay whole. Invented."""

from __future__ import annotations

import pytest

from talkbot.answering.quoting import list_at
from talkbot.answering.telling import tells
from talkbot.chat import TalkBot
from tests.store import bot_over

TALKS = (
    {
        "title": "Grafting Old Pears",
        "speakers": [{"name": "Runa Tellefsen", "bio": "The views are my own. Runa Tellefsen keeps "
                      "a nursery of pears."}],
        "abstract": "Slides on pear grafting available here: https://slides.example/grafting-pears\n\n"
        "A pear scion takes on quince in nine of ten cases. "
        "Come along and learn about pear grafting! "
        "We graft in March, before the sap of the pear rises.\n\n"
        "What does pear grafting need?\n\n"
        "The workshop goes through:\n\n"
        "• Choosing a scion\n• Whip and tongue\n• Sealing with beeswax\n• Why grafts fail?\n\n"
        "Pears that are grafted on quince bear fruit after four ye",
    },
    {
        "title": "Slate Roofs Without Nails",
        "speakers": [{"name": "Ivar Skag"}],
        "abstract": "Code and photographs: https://slate.example/roofs",
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    return bot_over(TALKS, tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(
    "text",
    [
        "Slides available here: https://slides.example/12",
        "The notebook can be found at http://notes.example/x",
        "All materials are available online at the usual place.",
        "The views expressed are my own.",
        "These opinions do not necessarily reflect those of my employer.",
        "So come along and find out!",
        "Join us for an evening of string.",
        "We look forward to seeing you.",
        "• How are knots tied?",
        "• Knots",
        "How are knots tied?",
        "Later versions might be available (",
        "With time left we will use this loom to weave a banne",
    ],
)
def test_what_says_little(text: str) -> None:
    assert not tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "Knots are tied by feel.",
        "Slides of snow come down every March.",
        "The rope joins us to the bell (and the bell to the tower).",
        "Introduction to splicing",
        "• Debugging a loom with thread, patience and prior knowledge",
        "Results are kept at https://knots.example, where anyone may add their own and compare.",
        "Can a rope that was spliced by hand carry more than one that was spun?",
        "The code of the guild found its way into law.",
        "We go through:\n• Knots\n• Splices",
    ],
)
def test_what_tells_something(text: str) -> None:
    assert tells(text)


def test_what_is_asked_for_tells() -> None:
    assert tells("Slides available here: https://slides.example/12", ["slide"])
    assert not tells("Slides available here: https://knots.example/12", ["knot"])


def test_speech_is_not_judged_by_its_signs() -> None:
    assert tells("and then we tied the longest of them to the mast again", written=False)


LIST = "Ropes. We go through:\n\n• One knot\n• Two knots\n• Three knots\nThe end."


@pytest.mark.parametrize(
    ("at", "limit", "found"),
    [
        ("We go", 20, "We go through:\n\n• One knot\n• Two knots\n• Three knots"),
        ("• Two", 20, "We go through:\n\n• One knot\n• Two knots\n• Three knots"),
        ("• Two", 9, "We go through:\n\n• One knot\n• Two knots"),
        ("• Two", 8, None),
        ("The end", 20, None),
    ],
)
def test_a_list_is_cut_with_what_leads_to_it(at: str, limit: int, found: str | None) -> None:
    span = list_at(LIST, LIST.index(at), limit)
    assert (LIST[slice(*span)] if span else None) == found


def test_a_list_without_a_lead_in_is_none() -> None:
    assert list_at("Ropes.\n• One knot\n• Two knots", 7, 20) is None


def test_a_fact_is_told_by_sentences_that_tell(bot: TalkBot) -> None:
    answer = bot.answer("What does Tellefsen say about pear grafting?")
    assert answer.status == "answered"
    for idle in ("https://", "Come along", "What does pear grafting need?", "four ye"):
        assert idle not in answer.text


def test_the_slides_are_shown_to_who_asks_for_them(bot: TalkBot) -> None:
    text = bot.answer("Which slides does Runa Tellefsen offer about grafting?").text
    assert "slides.example" in text


def test_an_item_is_quoted_with_its_list(bot: TalkBot) -> None:
    answer = bot.answer("What does Runa Tellefsen say about sealing with beeswax?")
    assert answer.citations[0].quote.startswith("The workshop goes through:")
    assert "• Choosing a scion • Whip and tongue • Sealing with beeswax" in answer.text
    talk = bot.view().talk(answer.citations[0].talk_id)
    for cited in answer.citations:
        assert cited.quote == talk.text_of(cited.field, cited.speaker)[cited.start : cited.end]


def test_a_summary_leaves_out_what_says_little(bot: TalkBot) -> None:
    text = bot.answer("Summarize the talk by Runa Tellefsen").text
    assert "The workshop goes through: • Choosing a scion" in text
    for idle in ("https://", "Come along", "four ye"):
        assert idle not in text


def test_a_bio_is_told_without_its_disclaimer(bot: TalkBot) -> None:
    text = bot.answer("Who is Runa Tellefsen?").text
    assert "nursery" in text
    assert "views" not in text


def test_what_says_little_is_shown_where_nothing_else_is_there(bot: TalkBot) -> None:
    assert "slate.example" in bot.answer("Summarize the talk by Ivar Skag").text

"""How answers read: times, lengths, lists and refusals as people expect them. Invented records."""

from __future__ import annotations

import pytest

from talkbot.answers import Answer, answer_from_json, answer_to_json
from talkbot.api.sources import with_sources
from talkbot.chat import TalkBot
from talkbot.evidence import verify
from talkbot.moments import day_and_hour
from talkbot.talks import Talk
from talkbot.terminal.answers import show_answer
from talkbot.ui.conversation import Exchange, conversation_html
from talkbot.ui.evidence import Place, evidence_html
from talkbot.ui.rendering import copy_text, source_card
from tests.store import bot_over

TALKS = (
    {
        "title": "Reading the Weirs",
        "speakers": [{"name": "Ona Birke", "affiliation": "Tarnholm College"}],
        "start": "2031-11-17T19:00:00+00:00",
        "duration": 4867,
        "track": "Water & Stone",
        "url": "https://talks.example/weirs",
        "abstract": "A weir is read by the colour of its foam. Brown foam means peat upstream.",
    },
    {
        "title": "Moths by Lamplight",
        "speakers": [{"name": "Juss Arvo", "affiliation": "Tarnholm College"}],
        "start": "2031-12-01T00:00:00+00:00",
        "abstract": "We counted moths below forty street lamps. Sodium lamps draw the fewest.",
    },
    {
        "title": "Ink from Oak Galls",
        "speakers": [{"name": "Lise Maron", "affiliation": "Quay Press"}],
        "start": "2032-02-02T18:30:00",
        "room": "Loft",
        "abstract": "Gall ink bites into parchment. Its recipe has iron, galls and gum.",
    },
)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    return bot_over(TALKS, tmp_path_factory.mktemp("home"))


def printed(answer: Answer, capsys: pytest.CaptureFixture[str]) -> str:
    show_answer(iter([answer]))
    return capsys.readouterr().out


def talk_of(bot: TalkBot, title: str) -> Talk:
    return next(talk for talk in bot.view().catalogue.talks if talk.title == title)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2022-11-17T19:00:00+00:00", "2022-11-17 19:00"),
        ("2022-11-17T19:00Z", "2022-11-17 19:00"),
        ("2022-11-17 09:05:30.25", "2022-11-17 09:05"),
        ("2022-11-17T00:00:00", "2022-11-17"),
        ("2022-11-17", "2022-11-17"),
        ("2022-11", "2022-11"),
        ("at 19:00 in 2022", "at 19:00 in 2022"),
    ],
)
def test_times_are_read_as_day_and_hour(text: str, read: str) -> None:
    assert day_and_hour(text) == read


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When did Ona Birke speak?", "2031-11-17 19:00"),
        ("What is the latest talk at Tarnholm College?", ": 2031-12-01 ["),
    ],
)
def test_no_answer_prints_a_raw_time(
    bot: TalkBot, question: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = bot.answer(question)
    assert told in answer.text
    for text in (printed(answer, capsys), with_sources(answer), copy_text(answer)):
        assert told.strip(": [") in text
        assert "T19:00" not in text
        assert "T00:00" not in text


def test_the_citation_of_a_time_keeps_the_records_value(bot: TalkBot) -> None:
    answer = bot.answer("When did Ona Birke speak?")
    (cited,) = [c for c in answer.citations if c.shown]
    assert (cited.quote, cited.shown) == ("2031-11-17T19:00:00+00:00", "2031-11-17 19:00")
    assert answer_from_json(answer_to_json(answer)) == answer
    claim = answer.claims[0].text
    quotes = "\n".join(c.quote for c in answer.citations)
    assert verify(claim, quotes, lambda _: 1.0).supported
    assert not verify(claim.replace("19:00", "18:00"), quotes, lambda _: 1.0).supported


def test_the_panel_marks_what_is_shown_in_other_words(bot: TalkBot) -> None:
    talk = talk_of(bot, "Reading the Weirs")
    at = evidence_html(talk, Place("record", value=talk.start))
    assert f'<mark data-quote="{talk.start}">2031-11-17 19:00</mark>' in at
    long = evidence_html(talk, Place("record", value="4867"))
    assert '<mark data-quote="4867">1 h 21 min</mark>' in long


def test_a_length_is_shown_with_the_seconds_of_the_record(
    bot: TalkBot, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = bot.answer("How long is the talk by Ona Birke?")
    assert "  [2] 1 h 21 min (record: 4867 s)\n" in printed(answer, capsys)
    assert [c.quote for c in answer.citations] == ["Reading the Weirs", "4867"]
    assert "1 h 21 min</button>" in source_card(answer.citations)


def test_what_a_source_is_headed_with_is_not_quoted_again(
    bot: TalkBot, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(bot.answer("Who is from Tarnholm College?"), capsys)
    sources = text.partition("Sources\n")[2]
    assert "Reading the Weirs — Ona Birke [1][3]\n      https://talks.example/weirs\n" in sources
    assert sources.count("Reading the Weirs") == 1
    assert sources.count("“Tarnholm College” (record)") == 2
    assert sources.count("https://talks.example/weirs") == 1


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which room was Ona Birke in?", "no room is given; the track is Water & Stone"),
        ("Which room was Lise Maron in?", "**Ink from Oak Galls**: Loft"),
        (
            "Which room was Juss Arvo in?",
            "The record of **Moths by Lamplight** does not give a room.",
        ),
        (
            "How long is the talk by Lise Maron?",
            "of **Ink from Oak Galls** does not give a duration.",
        ),
        (
            "Does the talk by Ona Birke have slides?",
            "of **Reading the Weirs** does not give slides.",
        ),
        ("Which talks have slides?", "No record in the collection gives slides."),
    ],
)
def test_what_a_record_lacks_is_named(bot: TalkBot, question: str, said: str) -> None:
    answer = bot.answer(question)
    assert said in answer.text
    assert "nearest" not in answer.text


def test_a_table_of_one_named_value_is_the_list_of_its_talks(bot: TalkBot) -> None:
    answer = bot.answer("Show me all lectures given by Tarnholm College people")
    assert "**Reading the Weirs**" in answer.text
    assert "**Moths by Lamplight**" in answer.text
    assert "Gall" not in answer.text


def test_a_refusal_lists_only_what_comes_near(
    bot: TalkBot, capsys: pytest.CaptureFixture[str]
) -> None:
    far = bot.answer("Is there a talk on volleyball?")
    assert far.nearest
    assert far.text == "No talk in the collection covers “volleyball”."
    assert printed(far, capsys).rstrip() == far.text
    near = bot.answer("Which talks by Ona Birke were in 2029?")
    assert near.status == "abstained"
    assert "The nearest is:\n\n- **Reading the Weirs** — Ona Birke (Tarnholm College)" in near.text
    assert "Near:" not in printed(near, capsys)
    page = conversation_html([Exchange("q", answer=near)])
    assert page.count('class="tb-card"') == 1
    assert 'class="tb-card"' not in conversation_html([Exchange("q", answer=far)])


def test_a_topic_stands_in_quotation_marks(bot: TalkBot) -> None:
    assert bot.answer("Is there a talk on moths?").text.startswith("One talk covers “moths”:\n\n**")
    assert bot.answer("Which talks are about moths?").text.startswith("**Moths by Lamplight**")
    assert bot.answer("How many talks are about moths?").text.startswith(
        "**1 talk** covers “moths”"
    )

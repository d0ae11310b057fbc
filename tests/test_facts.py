"""Facts without a chat model: which sentences of the right talk are shown. Invented records."""

from __future__ import annotations

import numpy as np
import pytest

from talkbot.answering.responding import read_question
from talkbot.answering.topics import Covering, covering
from talkbot.chat import TalkBot
from talkbot.questions import Query
from talkbot.reading import Sentence, inside_talk
from talkbot.talks import Passage, Talk
from tests.store import bot_over

TALKS = (
    {
        "title": "Bells That Answer the Tide",
        "speakers": [{"name": "Oda Fjellheim"}],
        "abstract": "Harbour bells have warned ships of rocks for three centuries. "
        "Ours hang below the pier and ring when the water rises. "
        "Each is cast from recycled propellers. "
        "Paid for by the pilots' guild, the first nine were hung in spring. "
        "The keepers listen for a cracked tone every morning. "
        "Visitors may strike them on the first Sunday of the month.",
    },
    {
        "title": "Mending Nets by Machine",
        "speakers": [{"name": "Teo Marrash"}],
        "abstract": "Nets tear. Nets tear. Our machine finds the hole with a camera. "
        "It knots nylon, hemp and cotton, but it cannot knot silk.",
    },
    {
        "title": "Lanterns of the Salt Road",
        "speakers": [{"name": "Ilse Korda"}],
        "abstract": "A lantern on the salt road burned fish oil through the whole winter night, "
        "and a keeper who let his lantern go out paid the next caravan for every sack. "
        "The lantern was made of horn, scraped so thin that a coin could be read behind it, "
        "and the lantern bore its keeper's mark so that nobody could deny it was his. "
        "When paraffin came the lantern of horn was sold for scrap, but the marks of "
        "the keepers lived on, painted on their doors, carved into the stones of the road, "
        "sewn into the coats of their children, and told in songs of the road.",
    },
)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    return bot_over(TALKS, tmp_path_factory.mktemp("home"))


def test_of_equals_the_opening_of_an_abstract_comes_last() -> None:
    text = "Bells warn ships. Ours hang low. They ring at night."
    passage = Passage("t#abstract-0", "t", "abstract", None, 0, len(text), text, "Bells")
    spans = [(0, 17), (18, 32), (33, 52)]
    equal = [
        Sentence(passage, a, b, text[a:b], 0.5, 0.5, 0.5, np.array([0.5], np.float32), 1.0)
        for a, b in spans
    ]
    assert [s.start for s in inside_talk(equal)] == [18, 33, 0]


def test_a_sentence_that_a_record_repeats_is_shown_once(bot: TalkBot) -> None:
    answer = bot.answer("What tears, according to Marrash?")
    assert answer.text.count("Nets tear.") == 1


def test_an_answer_has_at_most_three_sentences(bot: TalkBot) -> None:
    answer = bot.answer("What metal are Fjellheim's bells made of?")
    assert "recycled propellers" in answer.text
    assert len(answer.claims) == 3


def test_a_long_sentence_is_cut_to_the_words_that_are_left(bot: TalkBot) -> None:
    answer = bot.answer("Who paid for lost sacks, according to Korda?")
    quotes = [citation.quote for citation in answer.citations]
    assert len(quotes) > 1
    assert 60 < sum(len(quote.split()) for quote in quotes) <= 80


def test_what_is_counted_must_be_spoken_of(bot: TalkBot) -> None:
    assert "nine" in bot.answer("How many bells did Fjellheim hang in spring?").text
    assert bot.answer("How many lines of code are Fjellheim's bells?").status == "abstained"


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("I like bells. What should I attend?", "Bells That Answer the Tide"),
        ("What is on about bells?", "Bells That Answer the Tide"),
        ("torn nets: what is there?", "Mending Nets by Machine"),
        ("Is anything about torn nets on the programme?", "Mending Nets by Machine"),
    ],
)
def test_who_looks_for_something_to_go_to_gets_a_listing(
    bot: TalkBot, question: str, title: str
) -> None:
    answer = bot.answer(question)
    assert (answer.kind, [talk.title for talk in answer.talks]) == ("topic", [title])


def test_of_two_things_each_is_told(bot: TalkBot) -> None:
    answer = bot.answer("Harbour bells and torn nets: what is each made of?")
    assert {talk.title for talk in answer.talks} == {talk["title"] for talk in TALKS[:2]}


def test_each_of_many_is_no_second_side(bot: TalkBot) -> None:
    answer = bot.answer("What do harbour pilots and guilds use each bell for?")
    assert {talk.title for talk in answer.talks} <= {TALKS[0]["title"]}


@pytest.mark.parametrize(
    ("likely", "listed"),
    [
        (((0.9, 0.9), (0.22, 0.16), (0.1, 0.9)), 2),
        (((0.9, 0.9), (0.22, 0.15)), 1),
        (((0.9, 0.3), (0.22, 0.22)), 0),
    ],
)
def test_beside_a_talk_that_covers_a_topic_others_may_be_less_near(
    likely: tuple[tuple[float, float], ...], listed: int
) -> None:
    judged = [Covering(Talk(id=str(n), title="T"), *each) for n, each in enumerate(likely)]
    assert len(covering(judged, Query("Which talks?", "topic"))) == listed


@pytest.mark.parametrize(
    "question", ["Tell me briefly what Teo Marrash covers", "What does Teo Marrash show?"]
)
def test_what_somebody_covers_is_a_summary(bot: TalkBot, question: str) -> None:
    answer = bot.answer(question)
    assert (answer.kind, {c.field for c in answer.citations}) == ("summary", {"abstract"})


@pytest.mark.parametrize(
    "question",
    [
        "Does Oda Fjellheim talk about submarine cables?",
        "Did Teo Marrash mention falconry?",
        "Is Ilse Korda speaking about tax law?",
        "What does Teo Marrash say about falconry?",
        "What did Ilse Korda say about quantum computers?",
        "What was said about quantum computers?",
    ],
)
def test_what_somebody_does_not_speak_of_is_not_put_into_their_mouth(
    bot: TalkBot, question: str
) -> None:
    answer = bot.answer(question)
    assert answer.status == "abstained"
    assert answer.nearest


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Does Oda Fjellheim talk about bells?", "bell"),
        ("Did Teo Marrash mention nylon?", "nylon"),
        ("Does Ilse Korda say anything about lanterns?", "lantern"),
        ("What does Teo Marrash say about silk?", "silk"),
        ("What was said about lanterns?", "lantern"),
    ],
)
def test_what_somebody_speaks_of_is_shown(bot: TalkBot, question: str, words: str) -> None:
    answer = bot.answer(question)
    assert answer.status == "answered"
    assert any(words in citation.quote for citation in answer.citations)


def test_a_year_of_what_a_talk_tells_selects_no_talks(bot: TalkBot) -> None:
    assert read_question("Who hung the bells of 1931?", bot.view()).talk_ids is None


FURTHER = (
    {
        "title": "Kilns of the Marsh",
        "speakers": [{"name": "Una Bracken"}],
        "abstract": "Marsh clay cracks when it dries fast. "
        "The old kiln at Sedge End fired 900 roof tiles a week. "
        "It burned reed in place of coal. "
        "My aunt kept geese there. "
        "Geese are loud. "
        "Lunch is served at noon.",
    },
    {
        "title": "A Bridge of Ropes",
        "speakers": [{"name": "Tove Sarn"}],
        "abstract": "Rope bridges sway. A grass rope carries eleven people. "
        "It is known that wet grass holds better. "
        "They twist the grass each June.",
    },
)


@pytest.fixture(scope="module")
def further(tmp_path_factory: pytest.TempPathFactory) -> TalkBot:
    return bot_over(FURTHER, tmp_path_factory.mktemp("further"))


def test_a_further_sentence_is_given_only_where_it_adds(further: TalkBot) -> None:
    answer = further.answer("How many roof tiles did the old kiln fire a week?")
    assert [c.quote for c in answer.citations] == [
        "The old kiln at Sedge End fired 900 roof tiles a week."
    ]


def test_a_sentence_with_a_pronoun_comes_after_what_it_speaks_of(further: TalkBot) -> None:
    answer = further.answer("What was burned in place of coal?")
    assert [c.quote for c in answer.citations][:2] == [
        "The old kiln at Sedge End fired 900 roof tiles a week.",
        "It burned reed in place of coal.",
    ]


def test_it_of_it_is_known_speaks_of_nothing(further: TalkBot) -> None:
    answer = further.answer("What is known of how wet grass holds?")
    assert answer.citations[0].quote == "It is known that wet grass holds better."

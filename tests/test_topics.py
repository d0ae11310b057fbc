"""Listings of talks: what is read for them, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkbot.assembly import build
from talkbot.ingest import ingest
from talkbot.talks import Speaker, Talk
from tests.store import Counting, settings, write

BEES = [
    Talk(f"bees{n}", f"Beekeeping {where}", (Speaker(f"Ada Kant{n}"),), f"Beekeeping {where}.")
    for n, where in enumerate(("in towns", "on roofs", "in winter", "for schools", "by the sea"))
]
OTHERS = [
    Talk("ice", "Why glaciers melt", (Speaker("Bo Lind"),), "Ice is lost as the climate warms."),
    Talk(
        "rye",
        "Rye bread",
        (Speaker("Cy Moor", bio="Cy Moor trained in beekeeping and clockmaking."),),
        "Dough is left to rise overnight.",
    ),
    Talk("sky", "Untitled", (Speaker("Dee Orr", bio="Dee Orr works on auroras."),)),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("topics")
    path = write(folder / "talks.jsonl", [*BEES, *OTHERS])
    ingest([path], home=folder / "home", settings=settings(folder / "home"), embedder=Counting())
    return folder / "home"


def ask(home: Path, question: str) -> tuple[set[str], list[str]]:
    """The ids of the talks listed, and what was read to find them."""
    embedder = Counting()
    with build(settings(home), embedder) as bot:
        return {talk.talk_id for talk in bot.answer(question).talks}, embedder.read


def test_what_the_index_settles_is_not_read(home: Path) -> None:
    talks, read = ask(home, "Which talks are about beekeeping?")
    assert talks == {talk.id for talk in BEES}
    assert read == ["Which talks are about beekeeping?", "beekeeping"]


def test_a_talk_in_other_words_is_read(home: Path) -> None:
    talks, read = ask(home, "Which talks are about global warming?")
    assert talks == {"ice"}
    assert "Ice is lost as the climate warms." in read
    assert "Dough is left to rise overnight." not in read


def test_a_bio_says_what_its_speaker_does_and_not_what_the_talk_covers(home: Path) -> None:
    assert ask(home, "Which talks are about clockmaking?")[0] == set()
    assert ask(home, "Which speakers are into clockmaking?")[0] == {"rye"}


def test_a_bio_stands_in_where_a_talk_has_no_other_text(home: Path) -> None:
    assert ask(home, "Which talks are about auroras?")[0] == {"sky"}


def test_what_a_collection_is_about_is_what_several_talks_have(home: Path) -> None:
    with build(settings(home), Counting()) as bot:
        answer = bot.answer("What is this collection about?")
    assert "holds **8 talks**" in answer.text
    assert "**beekeeping** (5 talks): Beekeeping in towns" in answer.text
    assert len(answer.talks) == 8
    row = next(claim for claim in answer.claims if claim.text.startswith("beekeeping"))
    cited = [answer.citations[n - 1].quote for n in row.citations]
    assert cited
    assert all("beekeeping" in quote.lower() for quote in cited)


def test_talks_like_a_given_one_are_those_nearest_to_it(home: Path) -> None:
    talks, _ = ask(home, "I liked “Beekeeping in towns”. What else would I like?")
    assert "bees0" not in talks
    assert {"bees1", "bees2", "bees3", "bees4"} <= talks

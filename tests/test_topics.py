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
    Talk("rye", "Rye bread", (Speaker("Cy Moor"),), "Dough is left to rise overnight."),
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
    assert read == ["beekeeping"]


def test_a_talk_in_other_words_is_read(home: Path) -> None:
    talks, read = ask(home, "Which talks are about global warming?")
    assert talks == {"ice"}
    assert "Ice is lost as the climate warms." in read
    assert "Dough is left to rise overnight." not in read

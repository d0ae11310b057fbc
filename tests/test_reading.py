"""Reading sentences: what a server does before anybody asks."""

from __future__ import annotations

from pathlib import Path

from talkbot.assembly import build
from talkbot.collection import View
from talkbot.ingest import ingest
from talkbot.library import Library
from talkbot.reading import SentenceReader
from talkbot.talks import content_hash
from talkbot.vectors import Vectors
from tests.store import Counting, settings, talks, write


def test_what_was_read_ahead_is_not_read_when_it_is_asked_for(tmp_path: Path) -> None:
    embedder, home, few = Counting(), tmp_path / "home", talks(12)
    source = write(tmp_path / "talks.jsonl", few)
    ingest([source], home=home, settings=settings(home), embedder=embedder)
    with build(settings(home), embedder) as bot:
        bot.view().read_ahead()
        every = {text for each in few for text in (each.title, *each.abstract.split("\n"))}
        assert every <= set(embedder.read)
        embedder.read.clear()
        answer = bot.answer("Which talks are about restoring lanterns?")
        assert answer.talks or answer.nearest
        assert embedder.read
        assert not every & set(embedder.read)


def test_a_large_library_is_not_read_ahead(tmp_path: Path) -> None:
    embedder = Counting()
    with Library.open(tmp_path, create=True) as library:
        with library.writing() as writer:
            for each in talks(1501):
                writer.say("a.jsonl", each, content_hash(each))
                writer.settle(each.id)
        view = View(library, Vectors(library, embedder), embedder, SentenceReader(embedder))
        view.read_ahead()
    assert embedder.read == []

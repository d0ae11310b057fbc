"""Another embedder, behind a service: one setting chooses it, and its vectors stay apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from talkbot.answers import Answer
from talkbot.assembly import build
from talkbot.embedding import MiniLM, load_embedder
from talkbot.errors import EmbedderError, UsageError
from talkbot.ingest import ingest
from talkbot.library import Library
from talkbot.settings import LOCAL_EMBEDDER, OPENAI, Settings, load_settings
from talkbot.ui.server import model_line
from talkbot.upkeep import status
from tests.embedding_server import MODEL, EmbeddingServer
from tests.store import Counting, minilm, talk, talks, write

KEY = "sk-embedding-0123456789"


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with EmbeddingServer() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Thirty talks, embedded by MiniLM."""
    path = write(tmp_path / "talks.jsonl", talks(30))
    ingest([path], home=tmp_path / "home", settings=Settings(tmp_path / "home"), embedder=minilm())
    return tmp_path / "home"


def served(server: EmbeddingServer, home: Path, **more: str) -> Settings:
    return load_settings(home, server.environment(**more))


def again(home: Path, settings: Settings) -> None:
    ingest([home.parent / "talks.jsonl"], home=home, settings=settings)


def ask(settings: Settings, question: str) -> Answer:
    bot = build(settings)
    try:
        return bot.answer(question)
    finally:
        bot.library.close()


def test_switching_embeds_once_and_going_back_costs_nothing(
    server: EmbeddingServer, home: Path
) -> None:
    settings = served(server, home)
    again(home, settings)
    with Library.open(home) as library:
        passages = library.passage_count
        assert len(server.texts) == passages
        kept = library.embedders()
        assert set(kept.values()) == {passages}
        assert set(kept) == {load_embedder(settings).fingerprint, MiniLM.fingerprint}
        assert len(library.index_places()) == 2
        widths = [library.vector_width(name) for name in kept]
        assert sorted(widths) == [server.width, 384]
    again(home, settings)
    counting = Counting()
    path = home.parent / "talks.jsonl"
    ingest([path], home=home, settings=Settings(home), embedder=counting)
    assert (len(server.texts), counting.texts) == (passages, [])
    # A new talk costs each embedder its own passages, when it is used next.
    write(path, [*talks(30), talk(40)])
    again(home, settings)
    assert len(server.texts) == passages + 1
    ingest([path], home=home, settings=Settings(home), embedder=counting)
    assert len(counting.texts) == 1
    assert len(server.texts) == passages + 1


def test_the_service_searches_and_the_model_here_reads(server: EmbeddingServer, home: Path) -> None:
    settings = served(server, home)
    again(home, settings)
    server.texts.clear()
    question = "Which talks restore violins?"
    here, there = ask(Settings(home), question), ask(settings, question)
    assert question.removeprefix("Which talks ").rstrip("?") in " ".join(server.texts)
    assert there.status == here.status == "answered"
    assert there.citations
    assert there.notice == here.notice == ""
    report = status(settings)
    assert report.healthy
    assert report.embedder.startswith(f"openai-{MODEL}-")
    assert report.embedded == report.passages
    assert report.other_embedders == {MiniLM.fingerprint: report.passages}
    embedder = load_embedder(settings)
    assert not embedder.one_scale
    assert np.array_equal(
        embedder.encode(["violins"])[0].pieces, minilm().encode(["violins"])[0].pieces
    )


def test_without_the_service_keywords_answer_and_say_so(
    server: EmbeddingServer, home: Path
) -> None:
    settings = served(server, home)
    again(home, settings)
    question = "Which talks restore violins?"
    bot = build(settings)
    try:
        server.fault = 503
        answer = bot.answer(question)
        assert answer.status == "answered"
        assert "failed (503)" in answer.notice
        assert "Only keywords were searched" in answer.notice
        assert bot.answer("How many talks are there?").notice == ""
        server.fault = None
        assert bot.answer(question).notice == ""
    finally:
        bot.library.close()
    assert f"sent to {server.address[7:-3]} to search by meaning" in model_line(bot, settings)


def test_opening_waits_for_no_service(server: EmbeddingServer, home: Path) -> None:
    settings = served(server, home)
    again(home, settings)
    path = write(home.parent / "talks.jsonl", [*talks(30), talk(40), talk(41)])
    ingest([path], home=home, settings=Settings(home), embedder=minilm())
    server.texts.clear()
    server.fault = 503
    bot = build(settings)
    try:
        assert server.texts == []
        server.fault = None
        answer = bot.answer("Which talks restore violins?")
        assert (answer.status, answer.notice) == ("answered", "")
    finally:
        bot.library.close()
    assert any(
        problem.startswith("2 passages have no vector") for problem in status(settings).problems
    )
    again(home, settings)
    assert status(settings).healthy


def test_vectors_not_made_yet_are_told(server: EmbeddingServer, tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = write(tmp_path / "talks.jsonl", talks(300))  # more than opening a library embeds
    with EmbeddingServer() as other:
        ingest([path], home=home, settings=served(other, home))
    settings = served(server, home)
    answer = ask(settings, "Which talks restore violins?")
    assert answer.status == "answered"
    assert "no vectors yet: run `talkbot check --repair`" in answer.notice
    assert any("have no vector yet" in problem for problem in status(settings).problems)


def test_an_ingest_that_the_service_fails_is_completed_by_the_next(
    server: EmbeddingServer, tmp_path: Path
) -> None:
    path, home = write(tmp_path / "talks.jsonl", talks(5)), tmp_path / "home"
    settings = served(server, home)
    server.fault = 401
    with pytest.raises(EmbedderError, match="refused the key") as told:
        ingest([path], home=home, settings=settings)
    assert told.value.__cause__ is None
    server.fault = None
    assert ingest([path], home=home, settings=settings).unchanged == 5
    assert status(settings).healthy


def test_another_model_under_the_same_name_is_refused(server: EmbeddingServer, home: Path) -> None:
    settings = served(server, home)
    again(home, settings)
    server.width = 64
    write(home.parent / "talks.jsonl", [*talks(30), talk(40), talk(41)])
    with pytest.raises(EmbedderError, match=r"gives 64 numbers a text, before it gave 96"):
        again(home, settings)
    assert "another model" in ask(settings, "Which talks restore violins?").notice


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (403, "refused the key"),
        (404, "does not know the model"),
        (429, "busy or the quota is used up"),
        (500, "try again later"),
        (422, "made for embeddings"),
        ({"data": []}, "something else"),
        ({"data": [{"embedding": [1.0, 2.0]}, {"embedding": [1.0]}]}, "something else"),
        ({"data": [{"embedding": "no"}]}, "OpenAI-compatible|something else"),
        ({"data": [{"embedding": [0.0, 0.0]}]}, "zeros"),
        ({"error": "no"}, "could not be read"),
    ],
)
def test_what_a_service_does_wrong_is_one_line_without_the_key(
    server: EmbeddingServer, tmp_path: Path, fault: int, message: str
) -> None:
    embedder = load_embedder(served(server, tmp_path, TALKBOT_EMBEDDER_KEY=KEY))
    server.fault = fault
    with pytest.raises(EmbedderError, match=message) as told:
        embedder.embed(["a question"])
    assert KEY not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_service_that_is_not_there_is_told(tmp_path: Path) -> None:
    with EmbeddingServer() as gone:
        settings = served(gone, tmp_path)
    with pytest.raises(EmbedderError, match=r"Cannot reach .*127\.0\.0\.1.*TALKBOT_EMBEDDER"):
        load_embedder(settings).embed(["a question"])


def test_odd_texts_and_many_are_embedded(server: EmbeddingServer, tmp_path: Path) -> None:
    texts = ["", " ", "half \ud800 a pair", *(f"violin {number}" for number in range(70))]
    embedder = load_embedder(served(server, tmp_path, TALKBOT_EMBEDDER_KEY=KEY))
    vectors = embedder.embed(texts)
    assert vectors.shape == (len(texts), server.width)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.embed([]).shape[0] == 0
    assert server.keys == {KEY}


def test_settings_name_an_embedder_and_its_key(tmp_path: Path) -> None:
    def read(wanted: str, **more: str) -> tuple[str, str, str]:
        s = load_settings(tmp_path, {"TALKBOT_EMBEDDER": wanted, **more})
        assert KEY not in repr(s)
        return s.embedder, s.embedder_url, s.embedder_key

    local = "http://127.0.0.1:11434/v1"
    assert read("") == read("MiniLM") == (LOCAL_EMBEDDER, "", "")
    assert read("openai:a", OPENAI_API_KEY=KEY) == ("a", OPENAI, KEY)
    assert read("openai:a:b", OPENAI_BASE_URL=f"{local}/") == ("a:b", local, "")
    # The chat model's key goes to no other service.
    assert read(f"openai:@x/a@{local}", OPENAI_API_KEY=KEY) == ("@x/a", local, "")
    assert read(f"openai:a@{local}", TALKBOT_EMBEDDER_KEY=KEY) == ("a", local, KEY)
    with pytest.raises(UsageError, match="OPENAI_API_KEY"):
        read("openai:a")
    for wrong in ("a", "openai:", "ollama:a", f"openai:@{local}"):
        with pytest.raises(UsageError, match="must be minilm, openai:NAME"):
            read(wrong)
    names = [
        load_embedder(load_settings(tmp_path, {"TALKBOT_EMBEDDER": f"openai:a@{local}{path}"}))
        for path in ("", "/other")
    ]
    assert names[0].fingerprint != names[1].fingerprint

"""Vectors on a Chroma server: it may be away, hang, forget, and serve several libraries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from talkbot.answers import Answer
from talkbot.assembly import build
from talkbot.embedding import Embedder
from talkbot.errors import UsageError, VectorsError
from talkbot.ingest import ingest
from talkbot.library import Library
from talkbot.settings import Settings, load_settings
from talkbot.upkeep import check, remove, status
from talkbot.vectors import Server, Vectors, server_of
from tests.chroma_server import ChromaServer
from tests.store import Counting, minilm, talks, write

QUESTION = "Which talks are about beehives?"


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with ChromaServer(tmp_path_factory.mktemp("chroma")) as running:
        yield running


def answer_of(settings: Settings, embedder: Embedder | None = None) -> Answer:
    with build(settings, embedder or minilm()) as bot:
        return bot.answer(QUESTION)


def with_server(home: Path, url: str) -> Settings:
    return Settings(home=home, chroma_url=url)


def filled(tmp_path: Path, url: str, count: int = 12) -> Settings:
    settings = with_server(tmp_path / "home", url)
    tmp_path.mkdir(exist_ok=True)
    source = write(tmp_path / "talks.jsonl", talks(count))
    ingest([source], home=settings.home, settings=settings, embedder=minilm())
    return settings


def test_an_answer_is_the_same_from_a_folder_and_from_a_server(
    chroma: ChromaServer, tmp_path: Path
) -> None:
    there = filled(tmp_path / "there", chroma.url)
    here = filled(tmp_path / "here", "")
    assert not (there.home / "chroma").exists()
    assert status(there).healthy
    assert [status(each).chroma for each in (there, here)] == [chroma.url, ""]
    assert check(there).healthy
    answers = [answer_of(each) for each in (there, here)]
    assert answers[0].claims
    assert answers[0].claims == answers[1].claims
    assert answers[0].talks == answers[1].talks
    assert not answers[0].notice


def test_two_libraries_on_one_server_do_not_mix(chroma: ChromaServer, tmp_path: Path) -> None:
    small = filled(tmp_path / "a", chroma.url, 3)
    large = filled(tmp_path / "b", chroma.url, 12)
    vector = minilm().embed(["beehives"])[0]
    found = []
    for settings in (small, large):
        with (
            Library.open(settings.home) as library,
            Vectors.open(library, settings.home, minilm(), chroma.server) as vectors,
        ):
            found.append(len(vectors.search(vector, 100)))
    assert found == [3, 12]


def test_a_server_that_is_killed_is_told_and_found_again(tmp_path: Path) -> None:
    with (
        ChromaServer(tmp_path / "chroma") as chroma,
        build(filled(tmp_path, chroma.url), minilm()) as bot,
    ):
        whole = bot.answer(QUESTION)
        assert whole.claims
        chroma.stop()
        alone = bot.answer(QUESTION)
        assert alone.claims
        assert "TALKBOT_CHROMA_URL" in (alone.notice)
        cold = answer_of(with_server(tmp_path / "home", chroma.url))
        assert (cold.claims, cold.notice) == (alone.claims, alone.notice)
        chroma.start()
        end = time.monotonic() + 30
        while (again := bot.answer(QUESTION)).notice and time.monotonic() < end:
            time.sleep(0.5)
        assert (again.claims, again.notice) == (whole.claims, whole.notice)


def test_a_server_that_hangs_holds_up_one_question_only(tmp_path: Path) -> None:
    with (
        ChromaServer(tmp_path / "chroma") as chroma,
        build(filled(tmp_path, chroma.url), minilm()) as bot,
    ):
        assert not bot.answer(QUESTION).notice
        chroma.freeze()
        try:
            for _ in range(3):
                answer = bot.answer(QUESTION)
                assert answer.claims
                assert "does not answer" in (answer.notice)
        finally:
            chroma.thaw()


def test_what_a_server_lost_is_built_again_without_embedding(tmp_path: Path) -> None:
    with ChromaServer(tmp_path / "chroma") as chroma:
        settings = filled(tmp_path, chroma.url)
        whole = answer_of(settings)
        chroma.stop()
        shutil.rmtree(chroma.folder / "data")
        chroma.start()
        assert not check(settings).healthy
        counting = Counting()
        answer = answer_of(settings, counting)
        assert (answer.claims, answer.notice) == (whole.claims, whole.notice)
        assert not [text for text in counting.texts if text not in (QUESTION, "beehives")]
        assert check(settings).healthy


def test_what_was_changed_on_a_server_is_noticed_and_repaired(
    chroma: ChromaServer, tmp_path: Path
) -> None:
    settings = filled(tmp_path, chroma.url)
    with Library.open(settings.home) as library:
        (name,) = library.index_places()
    with chroma.client() as client:
        collection = client.get_collection(name)
        ids = collection.get(include=[])["ids"]
        collection.delete(ids=ids[:2])
        assert any("missing" in problem for problem in check(settings).problems)
        assert check(settings, repair=True).healthy
        collection = client.get_collection(name)
        rows = collection.get(ids=ids[:2], include=["embeddings"])["embeddings"]
        assert rows is not None
        collection.update(ids=ids[:1], embeddings=[rows[1]])
        assert any("changed" in problem for problem in check(settings).problems)
        assert check(settings, repair=True).healthy


def test_erased_talks_leave_the_server_before_they_leave_the_library(tmp_path: Path) -> None:
    with ChromaServer(tmp_path / "chroma") as chroma:
        settings = filled(tmp_path, chroma.url)
        first, *_ = talks(12)
        chroma.stop()
        with pytest.raises(VectorsError, match="TALKBOT_CHROMA_URL"):
            remove(settings, first.id)
        chroma.start()
        with Library.open(settings.home) as library:
            assert first.id in library.talk_ids()
            assert remove(settings, first.id).removed == 1
            left = {passage.id for talk in library.talks()
                    for passage in library.passages_of(talk.id)}  # fmt: skip
        with chroma.client() as client:
            (collection,) = client.list_collections()
            assert set(collection.get(include=[])["ids"]) == left
        assert check(settings).healthy


def test_an_ingest_without_the_server_keeps_its_work(tmp_path: Path) -> None:
    with ChromaServer(tmp_path / "chroma") as chroma:
        chroma.stop()
        with pytest.raises(VectorsError, match=r"check that it runs"):
            filled(tmp_path, chroma.url)
        chroma.start()
        counting = Counting()
        settings = with_server(tmp_path / "home", chroma.url)
        ingest([tmp_path / "talks.jsonl"], home=settings.home, settings=settings, embedder=counting)
        assert counting.texts == []
        assert check(settings).healthy
        assert answer_of(settings).claims


def test_several_processes_share_one_server(chroma: ChromaServer, tmp_path: Path) -> None:
    settings = filled(tmp_path, chroma.url)
    copy = shutil.copytree(settings.home, tmp_path / "copy")
    environment = {**os.environ, "TALKBOT_CHROMA_URL": chroma.url}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "talkbot", "--home", home, "ask", QUESTION, "--json"],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for home in (settings.home, copy, settings.home)
    ]  # fmt: skip
    said = [process.communicate(timeout=120) for process in running]
    answers = [json.loads(out) for out, _ in said]
    assert [error for _, error in said] == [b"", b"", b""]
    assert answers[0]["claims"]
    assert all(each["claims"] == answers[0]["claims"] for each in answers)


def test_a_server_that_nobody_runs_is_one_clear_line(tmp_path: Path) -> None:
    source = write(tmp_path / "talks.jsonl", talks(2))
    done = subprocess.run(
        [sys.executable, "-m", "talkbot", "--home", tmp_path / "home", "ingest", source],
        env={**os.environ, "TALKBOT_CHROMA_URL": "http://127.0.0.1:9"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "http://127.0.0.1:9 cannot be used" in done.stderr


def test_the_address_is_read_with_its_key(tmp_path: Path) -> None:
    cloud = {"TALKBOT_CHROMA_URL": "https://api.trychroma.com/acme/talks/",
             "TALKBOT_CHROMA_KEY": "ck-secret"}  # fmt: skip
    settings = load_settings(tmp_path, cloud)
    assert server_of(settings) == Server("https://api.trychroma.com/acme/talks", "ck-secret")
    assert "ck-secret" not in repr(settings) + repr(server_of(settings))
    assert server_of(load_settings(tmp_path, {})) is None
    with pytest.raises(UsageError, match="TALKBOT_CHROMA_URL"):
        load_settings(tmp_path, {"TALKBOT_CHROMA_URL": "localhost:8000"})
    with pytest.raises(UsageError, match="TALKBOT_CHROMA_KEY") as told:
        load_settings(tmp_path, {"TALKBOT_CHROMA_URL": "http://ada:geheim@host:8000"})
    assert "geheim" not in str(told.value)

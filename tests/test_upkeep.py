"""Looking after a library: nothing left of what is erased, and what is damaged made again."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from talkbot.embedding import MiniLM
from talkbot.errors import LibraryError
from talkbot.ingest import Progress, ingest
from talkbot.library import FILE_NAME, Library, write_lock
from talkbot.talks import Cue, Speaker, Talk, content_hash
from talkbot.upkeep import check, remove, status
from talkbot.vectors import Vectors, update
from talkbot.words import terms
from tests.store import Counting, settings, talk, talks, write
from tests.test_vectors import Refusing

MANY = 1100  # more than Chroma keeps in its database, so that the files hold vectors too
FINGERPRINTS = (MiniLM.fingerprint, Refusing.fingerprint)
PLANTED = "Quixotryx"


class Loaded(Refusing):
    fingerprint = MiniLM.fingerprint


def planted(number: int = 1) -> Talk:
    """A talk with the planted word in every field that can hold it."""
    return Talk(
        id=f"{PLANTED.lower()}-{number}",
        title=f"The {PLANTED} method, part {number}",
        speakers=(Speaker(f"{PLANTED} Doe", f"{PLANTED} College", bio=f"{PLANTED} was born."),),
        abstract=f"We show {PLANTED}s to visitors.",
        event=f"{PLANTED}Conf",
        room=PLANTED,
        tags=(PLANTED,),
        url=f"https://example.org/{PLANTED}",
        transcript=(Cue(0.0, 2.0, PLANTED, f"Hello {PLANTED} friends."),),
    )


def put(home: Path, source: str, given: Sequence[Talk]) -> None:
    """Talks of a source with a vector of each embedder for every passage, drawn at random."""
    rng = np.random.default_rng(len(given))
    with write_lock(home), Library.open(home, create=True) as library:
        with library.writing() as writer:
            for each in given:
                writer.say(source, each, content_hash(each))
                writer.settle(each.id)
        for fingerprint in FINGERPRINTS:
            with library.writing() as writer:
                missing = list(library.unembedded(fingerprint))
                rows = rng.normal(size=(len(missing), 384)).astype(np.float32)
                rows /= np.linalg.norm(rows, axis=1, keepdims=True)
                writer.keep_vectors(fingerprint, missing, rows)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with indexes of two embedders and planted talks among many; copy it first."""
    home = tmp_path_factory.mktemp("ready") / "home"
    put(home, "/talks/a.jsonl", [talk(n, sentences=1) for n in range(MANY // 2)])
    put(home, f"/talks/{PLANTED}/b.jsonl", [planted(1), planted(2)])
    put(home, "/talks/a.jsonl", [talk(n, sentences=1) for n in range(MANY // 2, MANY)])
    with write_lock(home), Library.open(home) as library:
        for embedder in (Refusing(), Loaded()):
            update(library, embedder)
    return home


@pytest.fixture
def home(ready: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready, tmp_path / "home"))


def vectors_in(home: Path) -> list[bytes]:
    """The planted talks' vectors as every file holds them."""
    with Library.open(home) as library:
        passages = [p.id for n in (1, 2) for p in library.passages_of(planted(n).id)]
        return [
            row.tobytes() for f in FINGERPRINTS for row in library.vectors_of(passages, f).values()
        ]


def traces(home: Path, vectors: Sequence[bytes]) -> dict[str, set[str]]:
    """What files of the home hold of the planted talks, by the folder's top entries."""
    word = PLANTED.lower()[:7].encode()
    found: dict[str, set[str]] = {}
    for path in home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        kinds = {"name"} if word.decode() in path.name.lower() else set()
        kinds |= {"word"} if word in content.lower() else set()
        kinds |= {"vector"} if any(row in content for row in vectors) else set()
        if kinds:
            found.setdefault(path.relative_to(home).parts[0], set()).update(kinds)
    return found


def assert_all_there(search: Vectors, probe: np.ndarray) -> None:
    """The index holds every passage that is left, each once, and finds no others.

    Counted in the index itself: a search of an approximate index, asked for all, may miss one.
    """
    found = {passage for passage, _ in search.search(probe, 2000)}
    index = search._index
    assert index is not None
    ids = index.collection.get(include=[])["ids"]
    assert len(ids) == len(set(ids)) == MANY
    assert found <= set(ids)
    assert len(found) > 0.99 * MANY


def test_what_is_removed_leaves_no_trace(home: Path) -> None:
    vectors = vectors_in(home)
    assert len(vectors) == 12
    before = traces(home, vectors)
    assert before == {FILE_NAME: {"word", "vector"}, "chroma": {"word", "vector"}}
    with Library.open(home) as reader, Vectors.open(reader, home, Loaded()) as search:
        probe = np.frombuffer(vectors[0], dtype=np.float32)
        assert "quixotryx" in search.search(probe, 1)[0][0]
        stages: list[Progress] = []
        report = remove(settings(home), planted(1).id, planted(2).id, progress=stages.append)
        assert report.removed == 2
        assert report.sources == (f"/talks/{PLANTED}/b.jsonl",)
        assert {p.stage for p in stages} == {"Embedding", "Indexing"}
        assert traces(home, vectors) == {}
        assert_all_there(search, probe)
        assert reader.search_talks(terms(PLANTED), 5) == []
    assert traces(home, vectors) == {}
    assert check(settings(home)).healthy
    with Library.open(home) as library, Vectors.open(library, home, Refusing()) as search:
        assert_all_there(search, probe)  # from the cache: Refusing cannot embed


def test_a_source_is_removed_by_its_folder(home: Path) -> None:
    assert remove(settings(home), f"/talks/{PLANTED}").removed == 2
    with Library.open(home) as library:
        assert len(library.talks()) == MANY


def test_nothing_is_removed_when_something_is_unknown(home: Path) -> None:
    with pytest.raises(LibraryError, match=r"'no-such'.*talkbot talks"):
        remove(settings(home), planted(1).id, "no-such")
    with Library.open(home) as library:
        assert len(library.talks()) == MANY + 2


def test_an_older_wording_goes_with_its_talk(tmp_path: Path) -> None:
    """What an edit took out of a talk is no longer anywhere once the talk is removed."""
    home, path = tmp_path / "home", tmp_path / "talks.jsonl"
    ingest([write(path, [*talks(3), planted()])], home=home, settings=settings(home))
    vectors = vectors_in(home)
    edited = replace(talk(9), id=planted().id)
    ingest([write(path, [*talks(3), edited])], home=home, settings=settings(home))
    remove(settings(home), edited.id)
    assert traces(home, vectors) == {}


def test_a_damaged_keyword_index_is_found_and_made_again(home: Path) -> None:
    with sqlite3.connect(home / FILE_NAME) as raw:
        raw.execute("UPDATE postings SET record = zeroblob(length(record)) WHERE term = 'keeper'")
    raw.close()
    (found,) = check(settings(home)).problems
    assert "keyword index" in found
    assert "check --repair" in found
    report = check(settings(home), repair=True)
    assert report.found == (found,)
    assert report.problems == ()
    with Library.open(home) as library:
        assert len(library.search_talks(terms("keepers"), 2000)) == MANY
        assert len(library.search_passages(terms("keepers"), 2000)) == MANY


def test_a_lost_index_is_found_and_made_again(home: Path) -> None:
    shutil.rmtree(home / "chroma")
    assert not status(settings(home)).healthy
    (found,) = check(settings(home)).problems
    assert "check --repair" in found
    assert check(settings(home), repair=True).problems == ()
    assert status(settings(home)).healthy


def test_status_says_what_is_there(home: Path) -> None:
    said = status(settings(home))
    assert said.problems == ()
    assert (said.talks, said.with_transcript) == (MANY + 2, 2)
    assert said.passages == said.embedded == MANY + 6
    assert said.embedder == MiniLM.fingerprint
    assert said.other_embedders == {Refusing.fingerprint: MANY + 6}
    assert [source.talks for source in said.sources] == [2, MANY]
    assert said.size >= sum(p.stat().st_size for p in home.rglob("*") if p.is_file())


def test_an_edit_embeds_its_changed_passages_only(tmp_path: Path) -> None:
    home, path = tmp_path / "home", tmp_path / "talks.jsonl"
    long = talk(5, sentences=80, cues=80)
    counting = Counting()
    ingest([write(path, [long])], home=home, settings=settings(home), embedder=counting)
    assert len(counting.texts) > 10
    lines = long.abstract.split("\n")
    edited = replace(long, abstract="\n".join([*lines[:40], "Kites, in short.", *lines[40:]]))
    counting.texts.clear()
    ingest([write(path, [edited])], home=home, settings=settings(home), embedder=counting)
    with Library.open(home) as library:
        unchanged = {p.indexed_text for p in library.passages_of(edited.id)}
    assert 1 <= len(counting.texts) <= 4
    assert set(counting.texts) < unchanged

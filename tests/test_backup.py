"""Backups: one file, made while others write, that gives the same library again."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from talkbot.cli import run
from talkbot.errors import LibraryError
from talkbot.ingest import ingest
from talkbot.library import FILE_NAME, Library
from talkbot.library.backup import read_backup, write_backup
from talkbot.upkeep import backup, check, restore, status
from talkbot.vectors import Vectors
from talkbot.words import terms
from tests.store import Counting, minilm, settings, talk, talks, write
from tests.test_library import put


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty talks, one with a transcript, and their index."""
    folder = tmp_path_factory.mktemp("backup")
    path = write(folder / "talks.jsonl", [*talks(29), talk(99, cues=40)])
    ingest([path], home=folder / "home", settings=settings(folder / "home"), embedder=minilm())
    return folder / "home"


def test_a_restored_library_is_the_one_backed_up(filled: Path, tmp_path: Path) -> None:
    assert run(["--home", str(filled), "backup", str(tmp_path / "it")], debug=False) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["it"]
    home = tmp_path / "new" / "home"
    assert run(["--home", str(home), "restore", str(tmp_path / "it")], debug=False) == 0
    assert status(settings(home)).healthy
    assert check(settings(home)).found == ()
    counting = Counting()
    with Library.open(filled) as old, Library.open(home) as new:
        assert new.talks() == old.talks()
        assert [new.talk(each.id) for each in new.talks()] == [old.talk(t.id) for t in old.talks()]
        assert new.search_passages(terms("lanterns"), 99) == old.search_passages(
            terms("lanterns"), 99
        )
        assert new.embedders() == old.embedders()
        vector = minilm().embed(["violins and sensors"])[0]
        with Vectors.open(old, filled, counting) as a, Vectors.open(new, home, counting) as b:
            assert [i for i, _ in b.search(vector, 9)] == [i for i, _ in a.search(vector, 9)]
    path = filled.parent / "talks.jsonl"
    report = ingest([path], home=home, settings=settings(home), embedder=counting)
    assert (report.unchanged, counting.texts) == (30, [])


WRITER = """
import sys
from pathlib import Path
from tests.test_library import put, talk
for number in range(0, 100_000, 2):
    put(Path(sys.argv[1]), [talk(number), talk(number + 1)], f"{number}.jsonl").close()
    print(number, flush=True)
"""


def test_a_backup_while_another_process_writes_is_of_one_moment(tmp_path: Path) -> None:
    home = tmp_path / "home"
    put(home, talks(300), "before.jsonl").close()
    counts = []
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout
        for turn in range(5):
            writer.stdout.readline()
            with Library.open(home) as library:
                write_backup(library, tmp_path / f"{turn}")
        writer.stdout.readline()
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()
    for turn in range(5):
        restored = tmp_path / f"home {turn}"
        read_backup(tmp_path / f"{turn}", restored)
        with Library.open(restored) as library:
            counts.append(library.talk_count)
            # Each transaction brought its two talks with words and passages, or nothing of them.
            # The first 300 numbers are talks that were there before.
            assert library.talk_count % 2 == 0
            assert library.passage_count == library.talk_count
            assert len(library.search_talks(terms("keepers"), 100_000)) == library.talk_count
            assert library.damage() == ""
    assert counts == sorted(counts)


def test_a_running_reader_sees_what_was_restored(filled: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    backup(settings(filled), tmp_path / "it")
    path = write(tmp_path / "few.jsonl", [talk(7)])
    ingest([path], home=home, settings=settings(home), embedder=minilm())
    vector = minilm().embed(["violins and sensors"])[0]
    with Library.open(home) as library, Vectors.open(library, home, minilm()) as vectors:
        assert len(vectors.search(vector, 100)) == library.talk_count == 1
        with pytest.raises(LibraryError, match="holds 1 talks already"):
            restore(settings(home), tmp_path / "it")
        assert library.talk_count == 1
        assert restore(settings(home), tmp_path / "it", replace=True) == 30
        assert len(library.talks()) == 30
        assert len(vectors.search(vector, 100)) == library.passage_count > 30
    assert check(settings(home)).found == ()


@pytest.mark.parametrize("kind", ["cut", "noise", "none", "other", "newer"])
def test_what_is_no_sound_backup_changes_nothing(filled: Path, tmp_path: Path, kind: str) -> None:
    path, home = tmp_path / "it", tmp_path / "home"
    put(home, talks(3)).close()
    backup(settings(filled), path)
    content = path.read_bytes()
    if kind == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif kind == "noise":
        path.write_bytes(content[:40_000] + random.Random(1).randbytes(len(content) - 40_000))
    elif kind == "none":
        path.unlink()
    elif kind == "other":
        path.unlink()
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("CREATE TABLE talks (id)")
    else:
        with closing(sqlite3.connect(path)) as newer:
            newer.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryError, match="cannot be restored"):
        restore(settings(home), path, replace=True)
    with Library.open(home) as library:
        assert library.talk_count == 3
    if kind != "none":
        before = path.read_bytes()
        with pytest.raises(LibraryError, match="no backup of talkbot, so it is not replaced"):
            backup(settings(filled), path)
        assert path.read_bytes() == before


def test_a_damaged_library_is_replaced_and_kept_beside(filled: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    backup(settings(filled), tmp_path / "it")
    backup(settings(filled), tmp_path / "it")
    put(home, talks(3)).close()
    (home / FILE_NAME).write_bytes(b"not a database " * 999)
    with pytest.raises(LibraryError, match="damaged"):
        restore(settings(home), tmp_path / "it")
    assert restore(settings(home), tmp_path / "it", replace=True) == 30
    assert (home / f"damaged-{FILE_NAME}").read_bytes().startswith(b"not a database")
    assert status(settings(home)).healthy


def test_a_backup_that_cannot_be_written_is_told(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="nowhere"):
        backup(settings(filled), tmp_path / "nowhere" / "it")
    assert list(tmp_path.iterdir()) == []

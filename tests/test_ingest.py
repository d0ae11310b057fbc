"""Ingest: only what changed is worked on, and no moment is a bad one to be killed."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from talkbot.errors import LibraryError, SourceError
from talkbot.ingest import IngestReport, Progress, ingest
from talkbot.library import FILE_NAME, Library
from talkbot.talks import Speaker, Talk
from talkbot.upkeep import check
from talkbot.vectors import Vectors
from talkbot.words import terms
from tests.crashes import assert_usable, finished, real_records, start, trials
from tests.store import Counting, minilm, settings, talk, talks, write

ROOT = Path(__file__).parents[1]


def run(
    path: Path, home: Path, embedder: Counting | None = None, *, keep: bool = False
) -> IngestReport:
    return ingest(
        [path], home=home, settings=settings(home), keep=keep, embedder=embedder or Counting()
    )


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `talks.jsonl` and `home`, ingested; copy it before changing it."""
    place = tmp_path_factory.mktemp("ready")
    run(write(place / "talks.jsonl", talks(20)), place / "home")
    return place


@pytest.fixture
def place(ready: Path, tmp_path: Path) -> Path:
    """A copy of `ready`, with the same paths inside: sources are known by their path."""
    copy = tmp_path / "place"
    shutil.copytree(ready, copy)
    shutil.rmtree(copy / "home")
    run(copy / "talks.jsonl", copy / "home", _Cached(ready / "home"))
    return copy


class _Cached(Counting):
    """Takes vectors from another home's cache, to save the time of making them."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        with Library.open(home) as library:
            rows = library.vectors_of(library.embedded_ids(self.fingerprint), self.fingerprint)
            known = library.passages(list(rows))
        self.known = {known[i].indexed_text: row for i, row in rows.items()}

    def embed(self, texts: Iterable[str]) -> np.ndarray:  # type: ignore[override]
        return np.stack([self.known[text] for text in texts])


def test_an_unchanged_file_costs_nothing(place: Path) -> None:
    counting = Counting()
    with Library.open(place / "home") as library:
        generation = library.generation
        assert counts(run(place / "talks.jsonl", place / "home", counting)) == (0, 0, 20, 0)
        assert library.generation == generation
    assert counting.texts == []


def test_an_edited_talk_costs_its_changed_passages_only(place: Path) -> None:
    counting = Counting()
    home = place / "home"
    long = talk(500, sentences=60)
    some = talks(20)
    run(write(place / "talks.jsonl", [*some, long]), home)
    edited = replace(long, abstract=long.abstract + "\nAnd a word on kites.")
    some[3] = replace(some[3], tags=("kites",))
    report = run(write(place / "talks.jsonl", [*some, edited]), home, counting)
    assert counts(report) == (0, 2, 19, 0)
    assert len(counting.texts) == 1
    with Library.open(home) as library:
        assert library.talk(long.id) == replace(edited, source=str(place / "talks.jsonl"))
        found = {hit.talk_id for hit in library.search_talks(terms("kites"), 5)}
        assert found == {long.id, some[3].id}
        assert [t.id for t in library.talks()][:20] == [t.id for t in some]
    assert check(settings(home)).healthy


def test_a_vanished_talk_is_removed_unless_kept(place: Path) -> None:
    home = place / "home"
    write(place / "talks.jsonl", talks(20)[:15])
    assert counts(run(place / "talks.jsonl", home, keep=True)) == (0, 0, 15, 0)
    assert counts(run(place / "talks.jsonl", home)) == (0, 0, 15, 5)
    with Library.open(home) as library:
        assert len(library.talks()) == 15
        assert library.talk(talks(20)[19].id) is None
    assert check(settings(home)).healthy
    (place / "talks.jsonl").unlink()
    with pytest.raises(SourceError):
        run(place / "talks.jsonl", home)


def test_a_file_that_vanished_from_a_folder_takes_its_talks(tmp_path: Path) -> None:
    folder, home = tmp_path / "folder", tmp_path / "home"
    (folder / "sub").mkdir(parents=True)
    write(folder / "a.jsonl", talks(6)[:3])
    write(folder / "sub" / "b.jsonl", talks(6)[3:])
    beside = write(tmp_path / "folder-beside.jsonl", [talk(50)])
    assert run(folder, home).added == 6
    assert run(beside, home).added == 1
    (folder / "sub" / "b.jsonl").unlink()
    assert counts(run(folder, home)) == (0, 0, 3, 3)
    with Library.open(home) as library:
        assert len(library.talks()) == 4
        assert [s.talks for s in library.sources()] == [1, 3]


def test_a_talk_that_two_files_give_is_one_talk(place: Path) -> None:
    home = place / "home"
    other = write(place / "other.jsonl", talks(20)[:4])
    run(other, home)
    with Library.open(home) as library:
        assert len(library.talks()) == 20
    write(place / "talks.jsonl", talks(20)[4:])
    assert run(place / "talks.jsonl", home).removed == 0
    with Library.open(home) as library:
        assert len(library.talks()) == 20
    write(other, talks(20)[1:4])
    assert counts(run(other, home)) == (0, 0, 3, 1)


def test_a_damaged_file_keeps_its_talks(place: Path) -> None:
    (place / "talks.jsonl").write_bytes(b'{"id": "x", "tit')
    report = run(place / "talks.jsonl", place / "home")
    assert report.removed == 0
    assert any("kept" in problem.message for problem in report.problems)
    with Library.open(place / "home") as library:
        assert len(library.talks()) == 20


def test_a_dry_run_writes_nothing(place: Path, tmp_path: Path) -> None:
    write(place / "talks.jsonl", [*talks(20)[5:], talk(60), replace(talks(20)[5], event="New")])
    changed = write(place / "two.jsonl", [talk(60), replace(talks(20)[6], event="New")])

    def files() -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in place.rglob("*") if p.is_file()}

    before = files()
    report = ingest([changed], home=place / "home", settings=settings(place / "home"), dry_run=True)
    assert counts(report) == (1, 1, 0, 0)
    assert [t.id for t in report.talks] == [talk(60).id, talks(20)[6].id]
    assert files() == before
    fresh = tmp_path / "fresh"
    report = ingest([changed], home=fresh, settings=settings(fresh), dry_run=True)
    assert report.added == 2
    assert not fresh.exists()


def test_odd_texts_are_kept(tmp_path: Path) -> None:
    odd = Talk(
        "", "NUL \x00 and lone \ud800", (Speaker("Zoë \udfff"),), "One \ud83d two.\x00 Three\u2028",
    )  # fmt: skip
    path = write(tmp_path / "odd.jsonl", [odd, talk(1)])
    report = run(path, tmp_path / "home")
    assert report.added >= 1
    with Library.open(tmp_path / "home") as library:
        assert len(library.talks()) == report.added
    assert counts(run(path, tmp_path / "home"))[:2] == (0, 0)
    assert check(settings(tmp_path / "home")).healthy


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[Progress] = []
    path = write(tmp_path / "talks.jsonl", talks(5))
    home = tmp_path / "home"
    ingest([path], home=home, settings=settings(home), progress=told.append, embedder=Counting())
    stages = list(dict.fromkeys(p.stage for p in told))
    assert stages[0] == "Reading"
    assert stages[-4:] == ["Storing", "Embedding", "Indexing", "Drawing the map"]
    assert (told[-1].done, told[-1].total) == (5, 5)
    assert told[-1].rate > 0


def test_killed_at_any_moment_it_opens_and_can_be_completed(tmp_path: Path) -> None:
    report = trials(tmp_path, real_records(40), warm=4, cold=1, seed=1)
    assert len(report.trials) == 5
    assert report.killed >= 2
    assert (
        trials(tmp_path, real_records(40), warm=4, cold=1, seed=1) == report
    )  # resumed at its end


@pytest.mark.soak
@pytest.mark.timeout(6 * 3600)
def test_killed_a_hundred_times_nothing_is_lost() -> None:
    place = ROOT / ".soak" / "crashes"
    place.mkdir(parents=True, exist_ok=True)
    report = trials(place, real_records(2000), warm=96, cold=4, seed=2)
    assert report.killed >= 80
    (ROOT / "docs" / "crashes.md").write_text(report.text(), encoding="utf-8")
    shutil.rmtree(place)


def test_two_ingests_take_turns(tmp_path: Path) -> None:
    home = tmp_path / "home"
    paths = [
        write(tmp_path / f"{n}.jsonl", (talk(i) for i in range(n * 30, n * 30 + 30)))
        for n in range(2)
    ]
    both = [start(home, path) for path in paths]
    assert [finished(process) for process in both] == ["done 30 0 0 0"] * 2
    with Library.open(home) as library:
        assert len(library.talks()) == 60
    assert check(settings(home)).healthy


def test_readers_answer_during_an_ingest_and_see_it_after(place: Path) -> None:
    home = place / "home"
    path = write(place / "more.jsonl", (talk(n) for n in range(200, 240)))
    with Library.open(home) as library, Vectors.open(library, home, minilm()) as vectors:
        process = start(home, path)
        slowest, searches = 0.0, 0
        while process.poll() is None:
            began = time.monotonic()
            assert len(vectors.search(np.eye(384, dtype=np.float32)[0], 5)) == 5
            assert library.search_talks(terms("keepers"), 5)
            slowest, searches = max(slowest, time.monotonic() - began), searches + 1
            time.sleep(0.02)
        assert finished(process) == "done 40 0 0 0"
        assert searches > 3
        assert slowest < 5
        assert len(library.talks()) == 60
        assert len(vectors.search(np.eye(384, dtype=np.float32)[0], 100)) == 60


def test_threads_may_ingest_while_others_search(place: Path) -> None:
    home = place / "home"
    failures: list[BaseException] = []
    with Library.open(home) as library, Vectors.open(library, home, minilm()) as vectors:

        def search() -> None:
            try:
                while not finished.is_set():
                    vectors.search(np.eye(384, dtype=np.float32)[0], 5)
            except BaseException as error:
                failures.append(error)

        finished = threading.Event()
        readers = [threading.Thread(target=search) for _ in range(3)]
        for reader in readers:
            reader.start()
        try:
            run(write(place / "more.jsonl", (talk(n) for n in range(300, 310))), home)
        finally:
            finished.set()
        for reader in readers:
            reader.join()
        assert not failures
        assert len(vectors.search(np.eye(384, dtype=np.float32)[0], 100)) == 30


@pytest.mark.parametrize("kilobytes", [0, 40, 160, 300, 600])
def test_without_room_it_is_told_and_nothing_is_lost(
    place: Path, tmp_path: Path, kilobytes: int
) -> None:
    """The limit on a file's size stops writes as a full disk does, for SQLite and Chroma alike."""
    home = place / "home"
    largest = max(p.stat().st_size for p in home.rglob("*") if p.is_file())
    limit = largest // 2 + kilobytes * 1000
    path = write(tmp_path / "more.jsonl", (talk(n, sentences=9) for n in range(400, 440)))
    process = start(
        home, path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    )
    said = finished(process)
    assert process.returncode == 0
    if kilobytes < 100:
        assert said.startswith("told ")
    if said.startswith("told "):
        assert "disk" in said or "space" in said
    assert_usable(home, 20)
    assert run(path, home).problems == ()
    with Library.open(home) as library:
        assert len(library.talks()) == 60
    assert check(settings(home)).healthy


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes; only root may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if (
        not shutil.which("mount")
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("this user may not mount a small disk; the test before this one does without")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_on_a_full_disk_it_is_told_and_nothing_is_lost(small_disk: Path, tmp_path: Path) -> None:
    home = small_disk / "home"
    run(write(tmp_path / "talks.jsonl", talks(20)), home)
    filler = small_disk / "filler"
    path = write(tmp_path / "more.jsonl", (talk(n, sentences=9) for n in range(400, 440)))
    for left in (0, 80_000, 200_000):
        filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - left))
        said = finished(start(home, path))
        assert said.startswith("told "), (left, said)
        assert "disk" in said or "space" in said
        filler.unlink()
        assert_usable(home, 20)
    assert run(path, home).problems == ()
    with Library.open(home) as library:
        assert len(library.talks()) == 60
    assert check(settings(home)).healthy


READER = """
import sys
from pathlib import Path
from talkbot.errors import TalkbotError
from talkbot.ingest import ingest
from talkbot.library import Library
from talkbot.vectors import Vectors
from tests.store import minilm, settings
home = Path(sys.argv[1])
with Library.open(home) as library, Vectors.open(library, home, minilm()) as vectors:
    print(len(library.talks()), len(vectors.search(minilm().embed(["rivers"])[0], 100)))
try:
    ingest([Path(sys.argv[2])], home=home, settings=settings(home))
except TalkbotError as error:
    print(error)
"""


def _as_ordinary_user() -> None:
    """Root may write anywhere; without that one capability it is held by permissions too."""
    drop_from_bounding_set, dac_override = 24, 1
    if os.getuid() == 0 and ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override, 0, 0, 0):
        raise PermissionError("the capability to ignore permissions cannot be dropped")


@pytest.mark.parametrize("index", ["there", "gone"])
def test_a_home_that_cannot_be_written_can_be_read(place: Path, index: str) -> None:
    home = place / "home"
    path = write(place / "more.jsonl", [talk(700)])
    if index == "gone":
        shutil.rmtree(home / "chroma")
        (home / "chroma").mkdir()
    for entry in (*home.rglob("*"), home):
        entry.chmod(0o555 if entry.is_dir() else 0o444)
    try:
        out = subprocess.run(
            [sys.executable, "-c", READER, str(home), str(path)],
            capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[1], check=False,
            preexec_fn=_as_ordinary_user,
        )  # fmt: skip
    finally:
        for entry in (home, *home.rglob("*")):
            entry.chmod(0o755 if entry.is_dir() else 0o644)
    assert out.returncode == 0, out.stderr
    first, second = out.stdout.splitlines()
    assert first == "20 20"
    assert "permissions" in second
    assert "--home" in second


def test_a_damaged_library_is_told_by_ingest_too(place: Path) -> None:
    path = place / "home" / FILE_NAME
    path.write_bytes(b"\x00" * 8192 + path.read_bytes()[8192:])
    with pytest.raises(LibraryError, match=r"damaged.*ingest the talks again"):
        run(place / "talks.jsonl", place / "home")

"""The vector index: found wanting whenever it is, and made again without embedding anything."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from talkbot.embedding import Embedder, Encoded, Vector
from talkbot.errors import UsageError
from talkbot.library import Library, write_lock
from talkbot.talks import content_hash
from talkbot.vectors import Server, Vectors, damage_of, update
from tests.chroma_server import ChromaServer
from tests.store import minilm, talk, talks

MANY = 1150  # more than Chroma keeps in its database, so that it writes its files


class Refusing(Embedder):
    """An embedder whose vectors are all cached: whoever makes it embed again has lost them."""

    fingerprint = "refusing-1"

    def embed(self, texts: Sequence[str]) -> Vector:
        raise AssertionError(f"embedded again: {list(texts)[:3]}")

    def encode(self, texts: Sequence[str], headings: Sequence[str] = ()) -> list[Encoded]:
        return [Encoded(row, row[None].astype(np.float16), ((0, 1),)) for row in self.embed(texts)]


def put(
    home: Path, numbers: range, *, seed: int = 1, source: str = "a.jsonl", alike: float = 0.0
) -> None:
    """Talks with a vector for every passage, drawn at random, `alike` as those of one field are."""
    rng = np.random.default_rng(seed)
    with write_lock(home), Library.open(home, create=True) as library:
        with library.writing() as writer:
            for each in (talk(number, sentences=1) for number in numbers):
                writer.say(source, each, content_hash(each))
                writer.settle(each.id)
        with library.writing() as writer:
            missing = list(library.unembedded(Refusing.fingerprint))
            rows = rng.normal(size=(len(missing), 48)).astype(np.float32)
            if alike:
                rows += alike * rng.normal(size=48).astype(np.float32)
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            writer.keep_vectors(Refusing.fingerprint, missing, rows)


def finish(home: Path, server: Server | None = None) -> None:
    with write_lock(home), Library.open(home) as library:
        update(library, Refusing(), server=server)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with ChromaServer(tmp_path_factory.mktemp("chroma")) as chroma:
        yield chroma


@pytest.fixture(params=["folder", "server"])
def server(request: pytest.FixtureRequest) -> Server | None:
    """What must be so of an index, wherever it lies, is tested in both places."""
    if request.param == "folder":
        return None
    chroma: ChromaServer = request.getfixturevalue("running")
    return chroma.server


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Homes with a finished index, small and large; copy them before changing them."""
    homes = {}
    for name, count in (("small", 30), ("large", MANY)):
        homes[name] = tmp_path_factory.mktemp(name)
        put(homes[name], range(count))
        finish(homes[name])
    return homes


def assert_exact(home: Path, server: Server | None = None) -> None:
    """What the index finds is what comparing all vectors finds."""
    with Library.open(home) as library, Vectors.open(library, home, Refusing(), server) as vectors:
        ids = library.embedded_ids(Refusing.fingerprint)
        rows = library.vectors_of(ids, Refusing.fingerprint)
        table = np.stack([rows[i] for i in ids])
        assert library.passage_count == len(ids)
        for probe in range(0, len(ids), max(1, len(ids) // 25)):
            found = vectors.search(table[probe], 5)
            exact = np.sort(table @ table[probe])[::-1][:5]
            assert found[0][0] == ids[probe]
            assert found[0][1] == pytest.approx(1.0, abs=1e-4)
            assert all(cos == pytest.approx(float(rows[i] @ table[probe]), abs=1e-4)
                       for i, cos in found)  # fmt: skip
            assert [cos for _, cos in found] == pytest.approx(exact.tolist(), abs=0.1)
        assert len(vectors.search(table[0], 10_000)) == len(ids)
        assert vectors.search(table[0], 0) == []
        assert damage_of(library, Refusing.fingerprint, server) == ""


def test_who_asks_once_compares_few_vectors_in_the_library(
    ready: dict[str, Path], tmp_path: Path
) -> None:
    home = shutil.copytree(ready["small"], tmp_path / "home")
    probe = np.eye(48, dtype=np.float32)[0]
    with Library.open(home) as library:
        with Vectors.open(library, home, Refusing()) as indexed:
            wanted = indexed.search(probe, 7)
        before = {path: path.read_bytes() for path in chroma_files(home)}
        with Vectors.open(library, home, Refusing(), once=True) as vectors:
            found = vectors.search(probe, 7)
            assert [i for i, _ in found] == [i for i, _ in wanted]
            assert [c for _, c in found] == pytest.approx([c for _, c in wanted], abs=1e-5)
            assert vectors.search(probe, 0) == []
            assert {path: path.read_bytes() for path in chroma_files(home)} == before
            put(home, range(30, 40), seed=3)
            finish(home)
            assert len(vectors.search(probe, 100)) == 40
        delete_all(home)
        Vectors.open(library, home, Refusing(), once=True).close()
        assert damage_of(library, Refusing.fingerprint) == ""


def chroma_files(home: Path) -> list[Path]:
    return sorted(path for path in (home / "chroma").rglob("*") if path.is_file())


def test_the_files_are_where_the_damage_is_done(ready: dict[str, Path]) -> None:
    names = {path.name for path in chroma_files(ready["large"])}
    assert {"chroma.sqlite3", "data_level0.bin", "index_metadata.pickle"} <= names


def delete_all(home: Path) -> None:
    shutil.rmtree(home / "chroma")


def empty_folder(home: Path) -> None:
    delete_all(home)
    (home / "chroma").mkdir()


def each_file(change: Callable[[bytes], bytes | None]) -> Callable[[Path], None]:
    def damage(home: Path) -> None:
        for path in chroma_files(home):
            content = change(path.read_bytes())
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        delete_all,
        empty_folder,
        each_file(lambda content: content[: len(content) // 2]),
        each_file(lambda content: b""),
        each_file(lambda content: b"\xff" * len(content)),
        each_file(lambda content: random.Random(1).randbytes(len(content))),
        each_file(lambda content: None),
    ],
    ids=["deleted", "emptied", "truncated", "zero length", "ones", "noise", "files deleted"],
)
@pytest.mark.parametrize("size", ["small", "large"])
def test_a_damaged_index_is_made_again(
    ready: dict[str, Path], tmp_path: Path, size: str, damage: Callable[[Path], None]
) -> None:
    home = shutil.copytree(ready[size], tmp_path / "home")
    damage(home)
    with Library.open(home) as library:
        assert damage_of(library, Refusing.fingerprint)
    assert_exact(home)
    assert len(list((home / "chroma").iterdir())) == 1


NAMES = ("chroma.sqlite3", "data_level0.bin", "header.bin", "length.bin", "link_lists.bin",
         "index_metadata.pickle")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["cut", "missing", "flipped"])
def test_damage_to_any_one_file_never_shows(
    ready: dict[str, Path], tmp_path: Path, name: str, kind: str
) -> None:
    home = shutil.copytree(ready["large"], tmp_path / "home")
    (path,) = (home / "chroma").rglob(name)
    content = bytearray(path.read_bytes())
    rng = random.Random(name)
    for at in (rng.randrange(len(content)) for _ in range(40)):
        content[at] ^= 1 << rng.randrange(8)
    if kind == "missing":
        path.unlink()
    else:
        path.write_bytes(content if kind == "flipped" else content[:-100])
    assert_exact(home)


@pytest.mark.soak
@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("seed", range(60))
def test_flipped_bits_never_show(
    ready: dict[str, Path], tmp_path: Path, size: str, seed: int
) -> None:
    home = shutil.copytree(ready[size], tmp_path / "home")
    rng = random.Random(seed)
    path = rng.choice(chroma_files(home))
    content = bytearray(path.read_bytes())
    if content:
        for at in (rng.randrange(len(content)) for _ in range(rng.choice((1, 3, 30, 300)))):
            content[at] ^= 1 << rng.randrange(8)
    path.write_bytes(content)
    assert_exact(home)


def test_an_index_of_an_older_copy_is_noticed(
    ready: dict[str, Path], tmp_path: Path, server: Server | None
) -> None:
    home = shutil.copytree(ready["small"], tmp_path / "home")
    finish(home, server)
    put(home, range(20, 45), seed=2)
    with Library.open(home) as library:
        assert "behind" in damage_of(library, Refusing.fingerprint, server)
    assert_exact(home, server)
    key = server.key(Refusing.fingerprint) if server else Refusing.fingerprint
    with Library.open(home) as library:
        kept = library.index_state(key)
        assert kept
        assert_exact(home, server)  # opening again changes nothing
        assert library.index_state(key) == kept


def test_a_growing_index_is_exact_at_every_size(tmp_path: Path, server: Server | None) -> None:
    for end in (1, 3, 700, 1010, 1015, 2100):
        put(tmp_path, range(end), seed=end)
        finish(tmp_path, server)
        assert_exact(tmp_path, server)
        if not server:
            assert len(list((tmp_path / "chroma").iterdir())) == 1


def test_a_small_index_finds_the_same_each_time_it_is_opened(
    tmp_path: Path, server: Server | None
) -> None:
    """Chroma draws its graph anew at every opening; what is nearest must not hang on it."""
    put(tmp_path, range(190), alike=2)
    finish(tmp_path, server)
    asked = np.random.default_rng(3).normal(size=(200, 48)).astype(np.float32)
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    for _ in range(2):
        with (
            Library.open(tmp_path) as library,
            Vectors.open(library, tmp_path, Refusing(), server) as vectors,
        ):
            ids = library.embedded_ids(Refusing.fingerprint)
            rows = library.vectors_of(ids, Refusing.fingerprint)
            table = np.stack([rows[i] for i in ids])
            for question in asked:
                nearest = {ids[place] for place in np.argsort(-(table @ question))[:60]}
                assert {i for i, _ in vectors.search(question, 60)} == nearest


def test_a_reader_sees_what_another_process_publishes(
    ready: dict[str, Path], tmp_path: Path, server: Server | None
) -> None:
    home = shutil.copytree(ready["small"], tmp_path / "home")
    with Library.open(home) as library, Vectors.open(library, home, Refusing(), server) as vectors:
        probe = np.eye(48, dtype=np.float32)[0]
        before = vectors.search(probe, 1000)
        code = (
            "import sys; from pathlib import Path\n"
            "from talkbot.vectors import Server\n"
            "from tests.test_vectors import finish, put\n"
            "put(Path(sys.argv[1]), range(30, 60), seed=7, source='b.jsonl')\n"
            "finish(Path(sys.argv[1]), Server(sys.argv[2]) if sys.argv[2] else None)\n"
        )
        subprocess.run(
            [sys.executable, "-c", code, str(home), server.url if server else ""],
            check=True,
            timeout=120,
        )
        after = vectors.search(probe, 1000)
        assert len(before) == 30
        assert len(after) == 60
        assert dict(before).keys() < dict(after).keys()


def test_a_reader_goes_on_while_another_writes(ready: dict[str, Path], tmp_path: Path) -> None:
    home = shutil.copytree(ready["small"], tmp_path / "home")
    with write_lock(home), Library.open(home) as library:
        with library.writing() as writer:
            for each in talks(40)[35:]:
                writer.say("b.jsonl", each, content_hash(each))
                writer.settle(each.id)
        with Vectors.open(library, home, Refusing()) as vectors:
            assert len(vectors.search(np.eye(48, dtype=np.float32)[0], 100)) == 30
        shutil.rmtree(home / "chroma")
        with Vectors.open(library, home, Refusing()) as vectors:
            assert vectors.search(np.eye(48, dtype=np.float32)[0], 100) == []


def test_two_embedders_side_by_side(ready: dict[str, Path], tmp_path: Path) -> None:
    home = shutil.copytree(ready["small"], tmp_path / "home")
    with Library.open(home) as library, Vectors.open(library, home, minilm()) as vectors:
        (sample,) = library.passages_of(library.talks()[4].id)
        found = vectors.search(minilm().embed([sample.indexed_text])[0], 3)
        assert found[0][0] == sample.id
        assert len(vectors.search(minilm().embed(["rivers"])[0], 100)) == 30
        assert len(library.index_places()) == 2
    assert_exact(home)


def test_what_cannot_be_opened_is_told(ready: dict[str, Path], tmp_path: Path) -> None:
    with Library.open(ready["small"]) as library, pytest.raises(UsageError):
        Vectors.open(library, tmp_path, Refusing())

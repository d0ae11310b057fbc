"""One Chroma folder: filling it, opening it, and knowing whether it is what was written.

Vectors are in Chroma's HNSW files and its newest ones in its database. The files do not change
after they are written, so they have a checksum; the database changes when it is merely opened,
so what it says is compared with the library.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from talkbot.embedding import Vector
from talkbot.library import IndexState, Library

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

# Chroma takes at most 5,461 at once; smaller batches keep memory low at the same speed.
_BATCH = 2000
# Chroma moves its newest vectors from the database to the files a thousand at a time.
_NEWEST = 1000
_DATABASE = "chroma.sqlite3"
_METADATA = "index_metadata.pickle"
_SAME = 0.999


class IndexBroken(Exception):
    """Chroma failed or holds something else than was written. Never leaves this package."""


@dataclass(slots=True)
class Index:
    """An open index; `state` is what the library says about it."""

    state: IndexState
    client: Client
    collection: Collection
    temporary: Path | None = None

    def search(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """(passage id, cosine), best first. Raises IndexBroken."""
        wanted = min(limit, self.state.vectors)
        if wanted < 1:
            return []
        with _broken():
            found: Any = self.collection.query(
                query_embeddings=np.asarray(vector, dtype=np.float32)[None],
                n_results=wanted,
                include=["distances"],
            )
        near = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(i, 1.0 - float(distance)) for i, distance in near]

    def close(self) -> None:
        with suppress(IndexBroken), _broken():
            self.client.close()
        if self.temporary:
            shutil.rmtree(self.temporary, ignore_errors=True)


def fill(
    library: Library,
    fingerprint: str,
    folder: Path,
    wanted: Sequence[str],
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> IndexState:
    """Make the index in `folder`, new or old, hold the wanted passages and no others.

    `tell` hears how many of how many new passages are in. Raises IndexBroken, and OSError
    when the folder cannot be written.
    """
    revision = library.revision
    folder.mkdir(parents=True, exist_ok=True)
    with _broken():
        client = _client(folder)
        try:
            collection = client.get_or_create_collection(
                fingerprint, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
            there = set(collection.get(include=[])["ids"])
            for ids in _batches(sorted(there.difference(wanted))):
                collection.delete(ids=ids)
            new = [i for i in wanted if i not in there]
            done = 0
            tell("Indexing", done, len(new))
            for ids in _batches(new):
                vectors = library.vectors_of(ids, fingerprint)
                collection.add(ids=ids, embeddings=np.stack([vectors[i] for i in ids]))
                done += len(ids)
                tell("Indexing", done, len(new))
        finally:
            client.close()
    checksum = f"{_files_checksum(folder)}-{_ids_checksum(wanted)}"
    return IndexState(folder.name, revision, len(wanted), checksum)


def opened(
    library: Library, fingerprint: str, folder: Path, state: IndexState, *, copy: bool = False
) -> Index:
    """The index in `folder`, checked against what the library says it must be.

    With `copy` it is opened in a temporary folder, for places that cannot be written. Raises
    IndexBroken.
    """
    with _broken():
        if _files_checksum(folder) != state.checksum.partition("-")[0]:
            raise IndexBroken("its files have changed")
        temporary = Path(tempfile.mkdtemp(prefix="talkbot-")) if copy else None
        if temporary:
            folder = Path(shutil.copytree(folder, temporary / "index"))
        client = _client(folder)
        try:
            collection = client.get_collection(fingerprint, embedding_function=None)
            index = Index(state, client, collection, temporary)
            _check(library, fingerprint, index)
        except BaseException:
            client.close()
            if temporary:
                shutil.rmtree(temporary, ignore_errors=True)
            raise
    return index


def _check(library: Library, fingerprint: str, index: Index) -> None:
    """Raise IndexBroken unless ids, newest vectors and a probe are as they were written."""
    ids = index.collection.get(include=[])["ids"]
    if len(ids) != index.state.vectors:
        raise IndexBroken("vectors are missing")
    if _ids_checksum(ids) != index.state.checksum.partition("-")[2]:
        raise IndexBroken("its ids have changed")
    newest: Any = index.collection.get(
        include=["embeddings"], limit=_NEWEST, offset=max(0, len(ids) - _NEWEST)
    )
    known = library.vectors_of(newest["ids"], fingerprint)
    for i, row in zip(newest["ids"], newest["embeddings"], strict=True):
        if i in known and not float(np.dot(known[i], row)) > _SAME:
            raise IndexBroken("its vectors have changed")
    for probe in list(known.values())[:1]:
        best = index.search(probe, 1)
        if not best or best[0][1] < _SAME:
            raise IndexBroken("it does not find what it holds")


def _client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    # Neither a stray .env file nor telemetry: nothing but this folder is Chroma's business.
    settings = Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]
    return cast("Client", chromadb.PersistentClient(path=str(folder), settings=settings))


@contextmanager
def _broken() -> Iterator[None]:
    """Whatever Chroma raises, panics of its Rust core included, as IndexBroken."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, IndexBroken, MemoryError):
        raise
    except BaseException as error:
        raise IndexBroken(str(error)) from error


def _files_checksum(folder: Path) -> str:
    # Until its first thousand vectors are there, Chroma writes nothing of use into the files, and
    # something else each time it opens them: then there is no metadata file beside them.
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.rglob("*")):
        written = (path.parent / _METADATA).exists()
        if path.is_file() and written and not path.name.startswith(_DATABASE):
            digest.update(str(path.relative_to(folder)).encode())
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()


def _ids_checksum(ids: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(sorted(ids)).encode(), digest_size=16).hexdigest()


def _batches(ids: list[str]) -> Iterator[list[str]]:
    """The ids in full batches, after one with what is over.

    A full batch ends with all vectors in the files. What stays in the database is put into the
    graph anew each time the index is opened, which would take a second for the last few hundred.
    """
    over = len(ids) % _BATCH
    starts = ([0] if over else []) + list(range(over, len(ids), _BATCH))
    return (ids[at : at + (_BATCH if at or not over else over)] for at in starts)

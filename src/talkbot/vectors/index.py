"""An open Chroma collection, and knowing whether it holds what was written.

Where it lies, in a folder (`folder.py`) or on a server (`server.py`), is a matter of its `Indexes`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from talkbot.embedding import Vector
from talkbot.errors import VectorsError
from talkbot.library import IndexState, Library

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

# Chroma takes at most 5,461 at once; smaller batches keep memory low at the same speed.
_BATCH = 2000
_SAME = 0.999
# Chroma's search is approximate, over a graph that it draws anew whenever it opens: the sixtieth of
# a hundred passages could be another one each time. Looked for among so many it is the same one.
_LOOKED_AT = 200
Tell = Callable[[str, int, int], None]


class IndexBroken(Exception):
    """Chroma failed or holds something else than was written. Never leaves this package."""


@contextmanager
def broken() -> Iterator[None]:
    """Whatever Chroma raises, panics of its Rust core included, as IndexBroken."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, IndexBroken, VectorsError, MemoryError):
        raise
    except BaseException as error:
        raise IndexBroken(str(error)) from error


@dataclass(slots=True)
class Index:
    """An open index; `state` is what the library says about it."""

    state: IndexState
    client: Client
    collection: Collection
    # What is left to do when it is closed.
    after: Callable[[], object] = lambda: None
    # What makes of Chroma's errors those that this package raises.
    guard: Callable[[], AbstractContextManager[None]] = broken

    def search(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """(passage id, cosine), best first. Raises IndexBroken, or VectorsError."""
        wanted = min(limit, self.state.vectors)
        if wanted < 1:
            return []
        with self.guard():
            found: Any = self.collection.query(
                query_embeddings=np.asarray(vector, dtype=np.float32)[None],
                n_results=min(max(wanted, _LOOKED_AT), self.state.vectors),
                include=["distances"],
            )
        near = zip(found["ids"][0][:wanted], found["distances"][0][:wanted], strict=True)
        return [(i, 1.0 - float(distance)) for i, distance in near]

    def close(self) -> None:
        with suppress(IndexBroken, VectorsError), self.guard():
            self.client.close()
        self.after()


class Indexes(Protocol):
    """Where the published indexes of a library are."""

    def key(self, fingerprint: str) -> str:
        """The name under which the library publishes the index of an embedder."""

    def opened(self, library: Library, fingerprint: str, state: IndexState) -> Index:
        """The index that was published, checked. Raises IndexBroken, or VectorsError."""

    def damage(self, library: Library, fingerprint: str, state: IndexState) -> str:
        """What is wrong with a published index, looked at thoroughly; "" when nothing is."""

    def unchanged(self, state: IndexState) -> bool:
        """Whether a published index is as it was written, as far as that shows unopened."""

    def made(
        self,
        library: Library,
        fingerprint: str,
        wanted: Sequence[str],
        base: IndexState | None,
        tell: Tell,
    ) -> IndexState:
        """A finished index of exactly the wanted passages, grown from `base` where that is sound.

        Raises LibraryError or VectorsError.
        """

    def in_passing(self, library: Library, fingerprint: str, /) -> Index:
        """An index for this process only, where none can be kept. Raises LibraryError."""

    def forget(self, library: Library) -> None:
        """Let go of every index that the library publishes here, before it erases talks."""

    def tidy(self, library: Library) -> None:
        """Remove what no published index needs."""


def filled(
    library: Library,
    fingerprint: str,
    collection: Collection,
    wanted: Sequence[str],
    there: set[str],
    tell: Tell,
    most: int = _BATCH,
) -> None:
    """Make a collection that has the passages `there` hold the wanted ones and no others.

    `tell` hears how many of how many new passages are in; no batch is larger than `most`.
    """
    for ids in _batches(sorted(there.difference(wanted)), most):
        collection.delete(ids=ids)
    new = [i for i in wanted if i not in there]
    done = 0
    tell("Indexing", done, len(new))
    for ids in _batches(new, most):
        vectors = library.vectors_of(ids, fingerprint)
        collection.add(ids=ids, embeddings=np.stack([vectors[i] for i in ids]))
        done += len(ids)
        tell("Indexing", done, len(new))


def check_vectors(index: Index, known: dict[str, Vector], rows: dict[str, Any]) -> None:
    """Raise IndexBroken unless the rows are the known vectors and one of those is found."""
    for i, row in rows.items():
        if i in known and not float(np.dot(known[i], row)) > _SAME:
            raise IndexBroken("its vectors have changed")
    for probe in list(known.values())[:1]:
        best = index.search(probe, 1)
        if not best or best[0][1] < _SAME:
            raise IndexBroken("it does not find what it holds")


def check_ids(ids: Sequence[str], state: IndexState) -> None:
    """Raise IndexBroken unless these are the ids that were written."""
    if len(ids) != state.vectors:
        raise IndexBroken("vectors are missing" if len(ids) < state.vectors else "it has more")
    if ids_checksum(ids) != state.checksum.partition("-")[2]:
        raise IndexBroken("its ids have changed")


def ids_checksum(ids: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(sorted(ids)).encode(), digest_size=16).hexdigest()


def quiet() -> Settings:
    """Chroma's settings without a stray .env file and without telemetry."""
    from chromadb.config import Settings

    return Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]


def _batches(ids: list[str], most: int) -> Iterator[list[str]]:
    """The ids in full batches, after one with what is over.

    A full batch ends with all vectors in the files. What stays in the database is put into the
    graph anew each time the index is opened, which would take a second for the last few hundred.
    """
    over = len(ids) % most
    starts = ([0] if over else []) + list(range(over, len(ids), most))
    return (ids[at : at + (most if at or not over else over)] for at in starts)

"""The vector index: Chroma, built from the library's cached vectors and disposable at any time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from talkbot.embedding import Embedder, Vector
from talkbot.errors import Busy, LibraryError, UsageError, VectorsError
from talkbot.library import Library, write_lock
from talkbot.settings import Settings
from talkbot.vectors.index import Index, IndexBroken
from talkbot.vectors.server import Server
from talkbot.vectors.stored import MOST, Stored
from talkbot.vectors.update import damage_of, embedded, forget, place, update

__all__ = ["Server", "Vectors", "damage_of", "embedded", "forget", "server_of", "update"]

# When a library is opened, no more texts than this are embedded, and none by a service, which may
# keep the reader waiting; an ingest embeds them all.
_FEW = 256
# Seconds in which a server that failed is not asked again: answers go on with keywords meanwhile.
_PAUSE = 5.0


def server_of(settings: Settings) -> Server | None:
    """The Chroma server that the settings name; None for the embedded Chroma."""
    return Server(settings.chroma_url, settings.chroma_key) if settings.chroma_url else None


class Vectors:
    """Search by vector. Safe to use from several threads; close it, or use it in `with`."""

    def __init__(self, library: Library, embedder: Embedder, server: Server | None = None) -> None:
        self._library = library
        self._embedder = embedder
        self._server = server
        self._indexes = place(library, server)
        self._lock = threading.Lock()
        self._index: Index | Stored | None = None
        self._generation = -1
        self._trouble: VectorsError | None = None
        self._paused_until = 0.0

    @classmethod
    def open(
        cls,
        library: Library,
        home: Path,
        embedder: Embedder,
        server: Server | None = None,
        *,
        once: bool = False,
    ) -> Self:
        """Open the index of the library in `home` for this embedder.

        An index that is missing, damaged or behind is built again from the library's cached
        vectors. While another process is writing, the last finished index is used; a server that
        cannot be reached is asked again by later searches. With `once`, for a process that answers
        and ends, few vectors are compared in the library itself: no index is opened that is as it
        was written. Raises LibraryError or EmbedderError.
        """
        if home != library.home:
            raise UsageError(f"The library of {library.home} has no index in {home}.")
        vectors = cls(library, embedder, server)
        if once and vectors._use_stored():
            return vectors
        with vectors._lock, suppress(VectorsError), vectors._watched():
            vectors._refresh()
        return vectors

    def search(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """The passages nearest to a vector, as (passage id, cosine), best first.

        Empty while there is no index yet. Raises LibraryError, or VectorsError while a server
        cannot be reached.
        """
        with self._lock, self._watched():
            if self._generation != self._library.generation:
                self._refresh()
            try:
                return self._index.search(vector, limit) if self._index else []
            except IndexBroken:
                # It went away since it was opened: what the library says now decides.
                self._drop()
                self._refresh()
            try:
                return self._index.search(vector, limit) if self._index else []
            except IndexBroken as error:
                raise LibraryError(
                    f"The vector index in {self._library.home} cannot be used ({error}): "
                    "run `talkbot check --repair`."
                ) from error

    @property
    def published(self) -> bool:
        """Whether a finished index exists, here or on the server."""
        key = self._indexes.key(self._embedder.fingerprint)
        return self._library.index_state(key) is not None

    def close(self) -> None:
        with self._lock:
            self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Fail at once while a server that failed has its pause."""
        if self._trouble and time.monotonic() < self._paused_until:
            raise self._trouble
        try:
            yield
        except VectorsError as error:
            self._trouble, self._paused_until = error, time.monotonic() + _PAUSE
            raise
        self._trouble = None

    def _drop(self) -> None:
        if self._index:
            self._index.close()
        self._index = None

    def _refresh(self) -> None:
        """Open what the library publishes, brought up to date if nobody else is doing that."""
        generation = self._library.generation
        if not self._open_published():
            try:
                with write_lock(self._library.home, wait=0):
                    most = _FEW if self._embedder.one_scale else 0
                    update(self._library, self._embedder, server=self._server, most=most)
                    generation = self._library.generation
                    self._open_published()
            except Busy:
                return  # looked at again with the next search, should the writer have died
            except LibraryError:
                if self._index is None:
                    self._index = self._indexes.in_passing(
                        self._library, self._embedder.fingerprint
                    )
        self._generation = generation

    def _use_stored(self) -> bool:
        """Search the library's own vectors if they are few and their index here is sound."""
        generation, fingerprint = self._library.generation, self._embedder.fingerprint
        state = self._library.index_state(fingerprint)
        if self._server or not state or state.vectors > MOST:
            return False
        if state.revision != self._library.revision or not self._indexes.unchanged(state):
            return False
        self._index, self._generation = Stored(self._library, fingerprint, state), generation
        return True

    def _open_published(self) -> bool:
        """Open the published index if it is sound. Gives whether it is also up to date."""
        fingerprint = self._embedder.fingerprint
        state = self._library.index_state(self._indexes.key(fingerprint))
        if state is None:
            return False
        if self._index is None or self._index.state != state:
            try:
                index = self._indexes.opened(self._library, fingerprint, state)
            except IndexBroken:
                return False
            self._drop()
            self._index = index
        return state.revision == self._library.revision

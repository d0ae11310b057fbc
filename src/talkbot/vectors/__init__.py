"""The vector index: Chroma, built from the library's cached vectors and disposable at any time.

A published index is never written again: an update works on a copy in a new folder and then
publishes it in the library. So no reader sees half an index, a killed update leaves the last one
in place, and it can be told whether the files are still what was written.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from talkbot.embedding import Embedder, Vector
from talkbot.errors import Busy, LibraryError, UsageError
from talkbot.library import Library, write_lock
from talkbot.vectors.index import Index, IndexBroken, fill, opened
from talkbot.vectors.update import damage_of, embedded, place_of, update

__all__ = ["Vectors", "damage_of", "embedded", "update"]

# When a library is opened, no more texts than this are embedded, and none by a service, which may
# keep the reader waiting; an ingest embeds them all.
_FEW = 256


class Vectors:
    """Search by vector. Safe to use from several threads; close it, or use it in `with`."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library = library
        self._embedder = embedder
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._generation = -1

    @classmethod
    def open(cls, library: Library, home: Path, embedder: Embedder, chroma_url: str = "") -> Self:
        """Open the index of the library in `home` for this embedder.

        An index that is missing, damaged or behind is built again from the library's cached
        vectors. While another process is writing, the last finished index is used. Raises
        LibraryError or EmbedderError.
        """
        if chroma_url:
            raise UsageError("A Chroma server is not supported yet: leave its address out.")
        if home != library.home:
            raise UsageError(f"The library of {library.home} has no index in {home}.")
        vectors = cls(library, embedder)
        with vectors._lock:
            vectors._refresh()
        return vectors

    def search(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """The passages nearest to a vector, as (passage id, cosine), best first.

        Empty while there is no index yet. Raises LibraryError.
        """
        with self._lock:
            if self._generation != self._library.generation:
                self._refresh()
            try:
                return self._index.search(vector, limit) if self._index else []
            except IndexBroken:
                # Its folder went away since it was opened: what the library says now decides.
                self._drop()
                self._refresh()
            try:
                return self._index.search(vector, limit) if self._index else []
            except IndexBroken as error:
                raise LibraryError(
                    f"The vector index in {self._library.home} cannot be used ({error}): "
                    "run `talkbot check --repair`."
                ) from error

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
                    update(self._library, self._embedder, most=most)
                    generation = self._library.generation
                    self._open_published()
            except Busy:
                return  # looked at again with the next search, should the writer have died
            except LibraryError:
                if self._index is None:
                    self._index = self._in_passing()
        self._generation = generation

    def _open_published(self) -> bool:
        """Open the published index if it is sound. Gives whether it is also up to date."""
        state = self._library.index_state(self._embedder.fingerprint)
        if state is None:
            return False
        if self._index is None or self._index.state != state:
            folder = place_of(self._library, state)
            try:
                index = opened(
                    self._library, self._embedder.fingerprint, folder, state,
                    copy=not os.access(folder, os.W_OK),
                )  # fmt: skip
            except IndexBroken:
                return False
            self._drop()
            self._index = index
        return state.revision == self._library.revision

    def _in_passing(self) -> Index | None:
        """An index for this process only, where the library's folder cannot be written."""
        fingerprint = self._embedder.fingerprint
        temporary = Path(tempfile.mkdtemp(prefix="talkbot-"))
        try:
            wanted = self._library.embedded_ids(fingerprint)
            state = fill(self._library, fingerprint, temporary / "index", wanted)
            index = opened(self._library, fingerprint, temporary / "index", state)
        except IndexBroken as error:
            shutil.rmtree(temporary, ignore_errors=True)
            raise LibraryError(
                f"The vector index cannot be built in {temporary} ({error}): make room there."
            ) from error
        index.temporary = temporary
        return index

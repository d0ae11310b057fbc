"""Indexes in folders of the library's home, one Chroma database each: the embedded way.

A published folder is never written again: an update works on a copy and publishes that. So no
reader sees half an index, a killed update leaves the last one in place, and it can be told whether
the files are still what was written. The files do not change after they are written, so they have
a checksum; the database changes when it is merely opened, so what it says is compared with the
library.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from talkbot.errors import LibraryError
from talkbot.library import IndexState, Library
from talkbot.vectors.index import (
    Index,
    IndexBroken,
    Tell,
    broken,
    check_ids,
    check_vectors,
    filled,
    ids_checksum,
    quiet,
)

if TYPE_CHECKING:
    from chromadb.api.client import Client

FOLDER = "chroma"
# Chroma moves its newest vectors from the database to the files a thousand at a time.
_NEWEST = 1000
_DATABASE = "chroma.sqlite3"
_METADATA = "index_metadata.pickle"


@dataclass(frozen=True, slots=True)
class Folders:
    """The indexes in the home of a library."""

    home: Path

    def key(self, fingerprint: str) -> str:
        return fingerprint

    def opened(self, library: Library, fingerprint: str, state: IndexState) -> Index:
        folder = self._place(state)
        return _opened(library, fingerprint, folder, state, copy=not os.access(folder, os.W_OK))

    def damage(self, library: Library, fingerprint: str, state: IndexState) -> str:
        try:
            _opened(library, fingerprint, self._place(state), state, copy=True).close()
        except IndexBroken as error:
            return str(error)
        return ""

    def unchanged(self, state: IndexState) -> bool:
        folder = self._place(state)
        try:
            there = (folder / _DATABASE).stat().st_size > 0
            return there and _files_checksum(folder) == state.checksum.partition("-")[0]
        except OSError:
            return False

    def made(
        self,
        library: Library,
        fingerprint: str,
        wanted: Sequence[str],
        base: IndexState | None,
        tell: Tell,
    ) -> IndexState:
        for start in (base, None) if base else (None,):
            folder = self.home / FOLDER / uuid.uuid4().hex[:12]
            try:
                if start:
                    shutil.copytree(self._place(start), folder)
                state = _fill(library, fingerprint, folder, wanted, tell, start)
                _opened(library, fingerprint, folder, state).close()
                return state
            except IndexBroken as error:
                reason = str(error)
            except OSError as error:
                reason = error.strerror or str(error)
            shutil.rmtree(folder, ignore_errors=True)
        raise LibraryError(
            f"The vector index cannot be written to {self.home / FOLDER} ({reason}): check the "
            "space and permissions there, then run the command again."
        )

    def in_passing(self, library: Library, fingerprint: str) -> Index:
        temporary = Path(tempfile.mkdtemp(prefix="talkbot-"))
        try:
            wanted = library.embedded_ids(fingerprint)
            state = _fill(library, fingerprint, temporary / "index", wanted, lambda *_: None)
            index = _opened(library, fingerprint, temporary / "index", state)
        except IndexBroken as error:
            shutil.rmtree(temporary, ignore_errors=True)
            raise LibraryError(
                f"The vector index cannot be built in {temporary} ({error}): make room there."
            ) from error
        index.after = partial(_remove, temporary)
        return index

    def forget(self, library: Library) -> None:
        """Nothing to do: folders that are not published any more are removed by `tidy`."""

    def tidy(self, library: Library) -> None:
        kept = library.index_places()
        if (self.home / FOLDER).is_dir():
            for folder in (self.home / FOLDER).iterdir():
                if folder.name not in kept:
                    shutil.rmtree(folder, ignore_errors=True)

    def _place(self, state: IndexState) -> Path:
        return self.home / FOLDER / state.place


def _fill(
    library: Library,
    fingerprint: str,
    folder: Path,
    wanted: Sequence[str],
    tell: Tell,
    base: IndexState | None = None,
) -> IndexState:
    """Make the index in `folder` hold the wanted passages and no others. It is new, or a copy of
    `base`, which is checked first.

    Raises IndexBroken, and OSError when the folder cannot be written.
    """
    revision = library.revision
    folder.mkdir(parents=True, exist_ok=True)
    with broken():
        if base:
            _check_files(folder, base)
        client = _client(folder)
        try:
            collection = client.get_or_create_collection(
                fingerprint, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
            index = Index(base, client, collection) if base else None
            there = _check(library, fingerprint, index) if index else []
            filled(library, fingerprint, collection, wanted, set(there), tell)
        finally:
            client.close()
    checksum = f"{_files_checksum(folder)}-{ids_checksum(wanted)}"
    return IndexState(folder.name, revision, len(wanted), checksum)


def _opened(
    library: Library, fingerprint: str, folder: Path, state: IndexState, *, copy: bool = False
) -> Index:
    """The index in `folder`, checked against what the library says it must be.

    With `copy` it is opened in a temporary folder, for places that cannot be written. Raises
    IndexBroken.
    """
    with broken():
        _check_files(folder, state)
        temporary = Path(tempfile.mkdtemp(prefix="talkbot-")) if copy else None
        after = partial(_remove, temporary)
        if temporary:
            folder = Path(shutil.copytree(folder, temporary / "index"))
        client = _client(folder)
        try:
            collection = client.get_collection(fingerprint, embedding_function=None)
            index = Index(state, client, collection, after)
            _check(library, fingerprint, index)
        except BaseException:
            client.close()
            after()
            raise
    return index


def _check_files(folder: Path, state: IndexState) -> None:
    """Raise IndexBroken unless the files are as they were written."""
    if _files_checksum(folder) != state.checksum.partition("-")[0]:
        raise IndexBroken("its files have changed")


def _check(library: Library, fingerprint: str, index: Index) -> list[str]:
    """The ids in an index. Raises IndexBroken unless they, the newest vectors and a probe are as
    they were written."""
    ids = index.collection.get(include=[])["ids"]
    check_ids(ids, index.state)
    newest: Any = index.collection.get(
        include=["embeddings"], limit=_NEWEST, offset=max(0, len(ids) - _NEWEST)
    )
    rows = dict(zip(newest["ids"], newest["embeddings"], strict=True))
    check_vectors(index, library.vectors_of(list(rows), fingerprint), rows)
    return ids


def _client(folder: Path) -> Client:
    import chromadb

    return cast("Client", chromadb.PersistentClient(path=str(folder), settings=quiet()))


def _remove(folder: Path | None) -> None:
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


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

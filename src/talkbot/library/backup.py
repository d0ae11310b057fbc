"""One file that holds a whole library, and the library that is made of it again."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from talkbot.errors import Busy, LibraryError
from talkbot.library import Library
from talkbot.library.schema import FILE_NAME, SCHEMA_VERSION, told


def write_backup(library: Library, path: Path) -> None:
    """Copy the library as it is at this moment into a file; others may go on writing to it.

    The file is whole or not there. Raises LibraryError.
    """
    if path.exists() and _trouble_of(path):
        raise LibraryError(f"{path} is no backup of talkbot, so it is not replaced: name another.")
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with told(path), closing(sqlite3.connect(part, isolation_level=None)) as copy:
            library.copy_into(copy)
            # The vector indexes stay behind, and a page that runs when this is restored must see
            # a generation that it never saw.
            copy.execute("DELETE FROM indexes")
            copy.execute(
                "UPDATE manifest SET value = ? WHERE name = 'generation'", (time.time_ns(),)
            )
            copy.execute("PRAGMA journal_mode = DELETE")
        if trouble := _trouble_of(part):
            raise LibraryError(f"The library {library.path} cannot be backed up: {trouble}.")
        part.replace(path)
    except OSError as error:
        raise LibraryError(f"{path} cannot be written ({error.strerror}): name another.") from error
    finally:
        part.unlink(missing_ok=True)


def read_backup(path: Path, home: Path, *, replace: bool = False) -> None:
    """Make the library in `home` the one of a backup, in one step. The caller holds `write_lock`.

    With `replace` it may hold talks or be damaged before; a damaged file is kept beside it. Raises
    LibraryError, before anything is changed, when there is no sound backup or something to lose.
    """
    if trouble := _trouble_of(path):
        raise LibraryError(f"{path} cannot be restored: {trouble}.")
    with _destination(home, replace=replace) as library:
        if library.talk_count and not replace:
            raise LibraryError(
                f"{home} holds {library.talk_count} talks already: restore into another folder "
                "with --home, or replace them with --replace."
            )
        with closing(_opened(path)) as source:
            library.copy_from(source)


def _destination(home: Path, *, replace: bool) -> Library:
    try:
        return Library.open(home, create=True)
    except Busy:
        raise
    except LibraryError:
        if not replace:
            raise
    for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
        if (home / name).exists():
            (home / name).replace(home / f"damaged-{name}")
    return Library.open(home, create=True)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _trouble_of(path: Path) -> str:
    """Why a file is no sound backup, or ""; reads all of it."""
    if not os.access(path, os.R_OK) or not path.is_file():
        return "it is not there, or it cannot be read"
    try:
        with closing(_opened(path)) as source:
            version = source.execute("PRAGMA user_version").fetchone()[0]
            names = {row[0] for row in source.execute("SELECT name FROM sqlite_master")}
            if not {"talks", "contents", "passages", "embeddings", "manifest"} <= names:
                return "it is no backup of talkbot"
            if not 0 < version <= SCHEMA_VERSION:
                return "another version of talkbot made it; upgrade talkbot"
            found = source.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return f"it is no backup of talkbot, or damaged ({error})"
    return "" if found == "ok" else f"it is damaged ({found})"

"""The library's file: its tables, how it is opened, and what its errors mean to the user."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from talkbot.errors import Busy, EmptyLibrary, LibraryError

FILE_NAME = "library.db"
SCHEMA_VERSION = 3
BUSY_SECONDS = 15.0
_CACHE_KILOBYTES = 16_000

# Transcripts are kept apart from the records of the talks they belong to (`talk_id` is "" while
# there is none), so that either can be read again without the other.
_TRANSCRIPTS = """
CREATE TABLE transcripts (
    source TEXT PRIMARY KEY, talk_id TEXT NOT NULL, hash TEXT NOT NULL, clues BLOB NOT NULL,
    cues BLOB NOT NULL, stamp INTEGER NOT NULL
);
CREATE INDEX transcripts_of_talk ON transcripts (talk_id);
"""
# The keyword index: for each term, in talks and in passages, the rows that hold it (see
# `postings`), and how many terms each row has.
_WORDS = """
CREATE TABLE postings (
    scope TEXT NOT NULL, term TEXT NOT NULL, record BLOB NOT NULL, PRIMARY KEY (scope, term)
);
CREATE TABLE lengths (scope TEXT PRIMARY KEY, record BLOB NOT NULL);
"""
# What the files said is kept by content, once, and per source, so that a talk that two sources
# give disappears only with the last of them.
_SCHEMA = """
CREATE TABLE contents (
    hash TEXT PRIMARY KEY, record BLOB NOT NULL, cues BLOB
) WITHOUT ROWID;
CREATE TABLE origins (
    source TEXT NOT NULL, talk_id TEXT NOT NULL, hash TEXT NOT NULL, stamp INTEGER NOT NULL,
    PRIMARY KEY (source, talk_id)
) WITHOUT ROWID;
CREATE INDEX origins_of_talk ON origins (talk_id);
CREATE INDEX origins_of_content ON origins (hash);
CREATE TABLE talks (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, source TEXT NOT NULL
);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, talk_key INTEGER NOT NULL,
    text_hash BLOB NOT NULL, record BLOB NOT NULL
);
CREATE INDEX passages_of_talk ON passages (talk_key);
CREATE INDEX passages_of_text ON passages (text_hash);
CREATE TABLE embeddings (
    fingerprint TEXT NOT NULL, text_hash BLOB NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (fingerprint, text_hash)
);
CREATE TABLE sources (
    path TEXT PRIMARY KEY, format TEXT NOT NULL, why TEXT NOT NULL, ingested TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE indexes (
    fingerprint TEXT PRIMARY KEY, place TEXT NOT NULL, revision INTEGER NOT NULL,
    vectors INTEGER NOT NULL, checksum TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE manifest (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO manifest VALUES ('generation', 0), ('revision', 0);
"""
# What folders gave, to know them again. It can be lost, so the file's version does not tell of it:
# an earlier talkbot opens it all the same.
READINGS = """
CREATE TABLE IF NOT EXISTS readings (
    folder TEXT PRIMARY KEY, digest TEXT NOT NULL, record BLOB NOT NULL
) WITHOUT ROWID
"""
# Maps of the talks, with the revision that each was drawn at. They can be lost, too.
MAPS = """
CREATE TABLE IF NOT EXISTS maps (
    fingerprint TEXT PRIMARY KEY, revision INTEGER NOT NULL, record BLOB NOT NULL
) WITHOUT ROWID
"""
_NEW = [_SCHEMA, _TRANSCRIPTS, _WORDS]
# What makes the tables of each older version those of the next. Without the number of its terms,
# the keyword index is made anew when the library is opened.
_UPGRADES = {
    1: _TRANSCRIPTS,
    2: "DROP TABLE IF EXISTS passage_vocabulary;\nDROP TABLE IF EXISTS passage_words;\n"
    "DROP TABLE IF EXISTS talk_words;\n"
    f"DELETE FROM manifest WHERE name = 'terms';\n{_WORDS}",
}


def connect(home: Path, *, create: bool) -> sqlite3.Connection:
    """The library's connection, with its tables. Raises EmptyLibrary, LibraryError or Busy."""
    path = home / FILE_NAME
    if not create and not path.exists():
        raise nothing_in(home)
    if create:
        make_folder(home)
    with told(path):
        connection = _open(path)
        try:
            _prepare(connection, path, writable=writable(path))
        except BaseException:
            connection.close()
            raise
    return connection


def nothing_in(home: Path) -> EmptyLibrary:
    """The error of a home without talks."""
    return EmptyLibrary(
        f"There are no talks in {home} yet: run `talkbot ingest PATH`, or "
        "`talkbot ingest --sample` for the talks that ship with talkbot."
    )


def make_folder(home: Path) -> None:
    """Create the home folder. Raises LibraryError when it cannot be."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"The folder {home} cannot be made ({error.strerror}): choose another with --home."
        ) from error


def writable(path: Path) -> bool:
    """Whether this process may change the library's file, or make it."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _open(path: Path) -> sqlite3.Connection:
    may_write = writable(path)
    # In a folder that cannot be written, SQLite cannot make the files that go with a write-ahead
    # log; unless someone else has them open there, the database can be read as it lies.
    live = path.with_name(path.name + "-wal").exists()
    mode = "mode=rwc" if may_write else "mode=ro" if live else "mode=ro&immutable=1"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    if may_write:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
    # What is looked up for a search lies all over the file; SQLite's own 2 MB forget it at once.
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KILOBYTES}")
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
    if _version(connection) == 0 or (_version(connection) in _UPGRADES and writable):
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have made the tables while this one waited.
        version = _version(connection)
        steps = [_UPGRADES[old] for old in range(version, SCHEMA_VERSION)] if version else _NEW
        for statement in "".join(steps).split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise LibraryError(
            f"{path} was made by a newer talkbot: upgrade talkbot, or choose another --home."
        )
    if version < SCHEMA_VERSION:
        raise LibraryError(
            f"{path} was made by an older talkbot, which this one must bring up to date: run "
            "`talkbot status` once as a user who may write there, or ingest the talks again."
        )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ones that say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(path, error) from error


def _explained(path: Path, error: sqlite3.Error) -> LibraryError:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy(f"Another process is writing to {path}: try again in a moment.")
    if name.startswith("SQLITE_FULL"):
        return LibraryError(
            f"The disk is full: make room on the one that holds {path.parent}, then run the "
            "command again; what was saved so far is kept."
        )
    if name.startswith("SQLITE_IOERR"):
        return LibraryError(
            f"{path} cannot be read or written ({error}): check the disk and the space left on it."
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return LibraryError(
            f"{path} cannot be opened or written: check the permissions of {path.parent}, "
            "or choose another folder with --home."
        )
    return LibraryError(
        f"The library {path} is damaged ({error}): move it away and ingest the talks again."
    )

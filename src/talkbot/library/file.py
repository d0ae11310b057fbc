"""The library's file as such: reading rows, one transaction, and whether it is sound."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from talkbot.errors import Busy, LibraryError
from talkbot.library.schema import BUSY_SECONDS, FILE_NAME, told
from talkbot.library.writing import Writer


class File:
    """One open connection to the library's file, shared by threads.

    Its methods raise LibraryError when the file cannot be used.
    """

    def __init__(self, home: Path, connection: sqlite3.Connection) -> None:
        self.home = home
        self.path = home / FILE_NAME
        self._connection = connection
        self._lock = threading.RLock()

    def close(self) -> None:
        with self._lock:
            self._connection.close()

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
    def writing(self, *, wait: float = BUSY_SECONDS) -> Iterator[Writer]:
        """One transaction: all of it is committed at the end of the block, or nothing.

        The caller holds `write_lock`. Raises Busy when another process keeps on writing for
        `wait` seconds all the same.
        """
        with self._lock, told(self.path):
            self._connection.execute(f"PRAGMA busy_timeout = {int(1000 * wait)}")
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {int(1000 * BUSY_SECONDS)}")
            try:
                writer = Writer(self._connection)
                yield writer
                writer.finish()
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def damage(self) -> str:
        """What SQLite finds wrong with the file, or ""; reads all of it."""
        try:
            found = [row[0] for row in self._rows("PRAGMA integrity_check(1)")]
        except Busy:
            raise
        except LibraryError as error:
            return str(error)
        return "" if found == ["ok"] else str(found[0]).partition("\n")[0]

    def copy_into(self, other: sqlite3.Connection) -> None:
        """Copy the file, as committed at this moment, into another database."""
        with self._lock, told(self.path):
            self._connection.backup(other)

    def copy_from(self, other: sqlite3.Connection) -> None:
        """Become what another database holds, in one transaction."""
        with self._lock, told(self.path):
            other.backup(self._connection)

    def empty_log(self) -> bool:
        """Move what was committed into the database and cut off the log, old pages included.

        Gives False when another process kept on reading.
        """
        return not self._rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Whatever is read inside the block is of one committed state."""
        with self._lock, told(self.path):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with self._lock, told(self.path):
            return self._connection.execute(sql, values).fetchall()

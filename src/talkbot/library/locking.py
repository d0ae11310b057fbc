"""One writer at a time, across processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from talkbot.errors import Busy, LibraryError
from talkbot.library.schema import make_folder

LOCK_NAME = "write.lock"
WAIT_SECONDS = 30.0


@contextmanager
def write_lock(home: Path, *, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the right to write to the library in `home`.

    Raises Busy when another process keeps it longer than `wait` seconds, LibraryError when the
    folder cannot be written.
    """
    make_folder(home)
    lock = FileLock(home / LOCK_NAME, timeout=wait)
    try:
        lock.acquire()
    except Timeout as error:
        raise Busy(
            f"Another talkbot is writing to {home}: wait until it has finished, then try again."
        ) from error
    except OSError as error:
        raise LibraryError(
            f"{home} cannot be written ({error.strerror}): check its permissions, "
            "or choose another folder with --home."
        ) from error
    try:
        yield
    finally:
        lock.release()

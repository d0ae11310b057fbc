"""What was read before, so that files that did not change need not be read again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from talkbot.formats.document import Document
from talkbot.talks import Problem

READ_WITH = ("errors.py", "languages.py", "talks.py", "words.py")
"""What reading files takes besides this package."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was recognised: its format, why it was taken for that, how much it gave."""

    path: str
    format: str
    why: str
    talks: int
    transcripts: int = 0

    @property
    def gives(self) -> bool:
        return bool(self.talks or self.transcripts)


@dataclass(frozen=True, slots=True)
class Folder:
    """What the files of one folder gave, and the digest of all that it depends on.

    `path` is the folder as sources name it; `talks` are (source, talk id, content hash).
    """

    path: str
    digest: str
    talks: frozenset[tuple[str, str, str]] = frozenset()
    problems: tuple[Problem, ...] = ()
    sources: tuple[Source, ...] = ()


def folder_of(source: str) -> str:
    """The folder whose files are read together: a file's own, or an event's around its videos."""
    return source.rpartition("/")[0].removesuffix("/videos")


def file_digest(found: Document | Problem) -> bytes:
    """A fingerprint of a file and of how it is to be read."""
    if isinstance(found, Document):
        text, said = found.text, repr((found.path, found.source, found.columns))
    else:
        text, said = "", repr(found)
    content = f"{len(said)}{said}{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=16).digest()


def folder_digest(documents: Iterable[bytes]) -> str:
    """The fingerprint of a folder with files of these fingerprints, and of what reads them."""
    return hashlib.blake2b(_reader() + b"".join(documents), digest_size=16).hexdigest()


@cache
def _reader() -> bytes:
    # Of the code itself: a version number that somebody must raise would be forgotten.
    package = Path(__file__).parents[1]
    digest = hashlib.blake2b()
    for path in (*sorted((package / "formats").glob("*.py")), *(package / n for n in READ_WITH)):
        digest.update(path.read_bytes())
    return digest.digest()

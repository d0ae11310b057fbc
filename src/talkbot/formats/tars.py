"""The files in a tar archive, in their order.

The standard library takes longer for a header than reading, comparing and hashing a talk's file
takes together. So headers as every tar program writes them are read here, and from the first that
has anything else in it (a link, a sparse file, an odd number) the standard library reads the rest.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Protocol, Self, cast

_BLOCK, _PIECE, _LONGEST_NOTE = 512, 2**20, 2**16
# Mode, owner, group, size, time, checksum and type of a header, from its 100th byte.
_NUMBERS = re.compile(
    rb"(?:[0-7]{6}[0-7 ][ \0]){3}([0-7]{11})[ \0][0-7]{11}[ \0]([0-7]{6})\0 ([0\x005xg])"
)
_MAGIC = (b"ustar\x0000", b"ustar  \0")
_NO_DEVICE = (bytes(16), b"0000000\0" * 2, b"000000 \0" * 2)
_NOTE = re.compile(rb"([0-9]{1,6}) ([A-Za-z.]+)=")
# What pax headers say about a file that matters to nobody who reads it.
_IDLE = frozenset((b"mtime", b"atime", b"ctime", b"uid", b"gid", b"uname", b"gname", b"comment"))


class Stream(Protocol):
    """Bytes in their order, of which the last that were read can be put back."""

    def read(self, size: int, /) -> bytes: ...

    def unread(self, data: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive, or a link; without `data` when it is larger than was asked for."""

    name: str
    size: int
    data: bytes | None
    is_link: bool = False


def entries(stream: Stream, largest: int) -> Iterator[Entry]:
    """The files and links of an archive; those of more than `largest` bytes without their data.

    Raises tarfile.TarError where the archive is damaged or ends too early.
    """
    while True:
        head = stream.read(_BLOCK)
        if len(head) == _BLOCK and not head.strip(b"\0"):
            return
        taken, path = head, ""
        plain = _plain(head)
        if plain and plain[2] in b"xg" and plain[1] <= _LONGEST_NOTE:
            notes = stream.read(_padded(plain[1]))
            taken += notes
            said = _path(notes, plain[1])
            if said is None or (said and plain[2] == b"g"):
                plain = None
            elif plain[2] == b"g":
                continue
            else:
                head = stream.read(_BLOCK)
                taken, path, plain = taken + head, said, _plain(head)
        if plain is None or plain[2] in b"xg" or not (path or plain[0]):
            stream.unread(taken)
            yield from _by_library(stream, largest)
            return
        name, size, kind = path or plain[0], plain[1], plain[2]
        if kind != b"5":
            yield Entry(name, size, _data(stream, size, largest))


def _plain(head: bytes) -> tuple[str, int, bytes] | None:
    """Name, size and type of a header without anything unusual, else None."""
    found = _NUMBERS.match(head, 100)
    if (
        not found
        or len(head) != _BLOCK
        or head[257:265] not in _MAGIC
        or head[329:345] not in _NO_DEVICE
        or sum(head) - sum(head[148:156]) + 256 != int(found[2], 8)
    ):
        return None
    name, prefix = (field.partition(b"\0")[0] for field in (head[:100], head[345:500]))
    raw = prefix + b"/" + name if prefix else name
    if found[3] not in b"5xg" and raw.endswith(b"/"):
        return None
    return raw.decode(tarfile.ENCODING, "surrogateescape"), int(found[1], 8), found[3]


def _path(notes: bytes, size: int) -> str | None:
    """The name in a pax header, "" when it has none; None when it has anything unusual."""
    at, path = 0, ""
    if len(notes) < size:
        return None
    while at < size:
        note = _NOTE.match(notes, at)
        end = at + int(note[1]) if note else 0
        if not note or not note.end() < end <= size or notes[end - 1 : end] != b"\n":
            return None
        if note[2] == b"path":
            try:
                path = notes[note.end() : end - 1].decode().rstrip("/")
            except UnicodeDecodeError:
                return None
        elif note[2] not in _IDLE and not note[2].startswith((b"LIBARCHIVE.", b"SCHILY.")):
            return None
        at = end
    return path


def _data(stream: Stream, size: int, largest: int) -> bytes | None:
    """The content of a file. What is too large is passed over, piece by piece."""
    left = _padded(size)
    if size > largest:
        while left and (piece := stream.read(min(left, _PIECE))):
            left -= len(piece)
        return None
    data = stream.read(left)
    if len(data) < size:
        raise tarfile.ReadError("unexpected end of data")
    return data[:size]


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK


class _Header(tarfile.TarInfo):
    """A member's header. A broken one is an error, where tarfile takes it for the end."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(str(error)) from error


def _by_library(stream: Stream, largest: int) -> Iterator[Entry]:
    with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|", tarinfo=_Header) as archive:
        for info in archive:
            if info.issym() or info.islnk():
                yield Entry(info.name, 0, None, is_link=True)
            elif info.isreg():
                fits = info.size <= largest
                file = archive.extractfile(info) if fits else None
                yield Entry(info.name, info.size, file.read() if file else None)

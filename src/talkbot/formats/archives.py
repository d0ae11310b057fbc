"""Archives (zip, and tar with any compression), read member by member without unpacking to disk.

Nothing is written, so no member can reach a path outside; names that try are refused all the
same, since they become the names of sources. What an archive may unpack to is limited by its size.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from talkbot.formats.tars import entries

LARGEST = 512 * 2**20
"""Bytes that one file may have, alone or in an archive; longer ones are refused."""

_GROWTH, _SMALL, _TOTAL, _MEMBERS, _AHEAD = 100, 64 * 2**20, 2 * 2**30, 200_000, 2**18
_OPENERS: tuple[tuple[bytes, Callable[[IO[bytes]], IO[bytes]]], ...] = (
    (b"\x1f\x8b", lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file))),
    (b"BZh91AY&SY", lambda file: cast(IO[bytes], bz2.BZ2File(file))),
    (b"\xfd7zXZ\x00", lambda file: cast(IO[bytes], lzma.LZMAFile(file))),  # noqa: SIM115
)
_OTHERS = {
    b"\x28\xb5\x2f\xfd": "Zstandard", b"7z\xbc\xaf\x27\x1c": "7-Zip", b"Rar!\x1a\x07": "RAR",
}  # fmt: skip
_STARTS = (b"PK\x03\x04", b"PK\x05\x06", *(mark for mark, _ in _OPENERS), *_OTHERS)
_OFFICE = ("[Content_Types].xml", "META-INF/manifest.xml", "META-INF/container.xml")
_FAULTS = (
    zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, OSError,
    NotImplementedError, RuntimeError, ValueError, IndexError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive, or (with `problem`) why it or the rest cannot be read.

    `name` is "" for what concerns the archive as a whole.
    """

    name: str
    data: bytes = b""
    problem: str = ""


def is_archive(head: bytes) -> bool:
    """Whether the first 512 bytes of a file are those of an archive or a compressed file."""
    return head.startswith(_STARTS) or _is_tar(head)


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def members(path: Path) -> Iterator[Member]:
    """The files of an archive in their order. Never raises for what the archive holds."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
            file.seek(0)
            allowed = min(_TOTAL, max(_SMALL, _GROWTH * path.stat().st_size))
            if head.startswith(b"PK"):
                yield from _zip_members(file, allowed)
                return
            for mark, name in _OTHERS.items():
                if head.startswith(mark):
                    problem = f"{name} archives are not read: unpack it and give its folder."
                    yield Member("", problem=problem)
                    return
            opener = next((opener for mark, opener in _OPENERS if head.startswith(mark)), None)
            with opener(file) if opener else nullcontext(file) as unpacked:
                yield from _unpacked_members(_Limited(unpacked, allowed), path)
    except _TooMuch:
        yield Member("", problem=_TOO_MUCH)
    except _FAULTS as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        yield Member("", problem=f"The archive is damaged or cut off: {said}. Fetch it again.")


_TOO_MUCH = (
    "This archive unpacks to far more than a collection of talks does, so the rest of it was "
    "left out: unpack it yourself and give the folder, if you trust it."
)


class _TooMuch(Exception):
    pass


class _Limited:
    """A stream that gives up after so many bytes."""

    def __init__(self, stream: IO[bytes], allowed: int) -> None:
        self._stream, self._left = stream, allowed
        # Many small pieces are asked for, and each request to a decompressing stream costs.
        self._ahead, self._at = b"", 0
        self.head = self.read(512)
        self.unread(self.head)

    def read(self, size: int, /) -> bytes:
        if self._at + size > len(self._ahead):
            more = self._stream.read(max(size, _AHEAD))
            self._left -= len(more)
            if self._left < 0:
                raise _TooMuch
            self._ahead, self._at = self._ahead[self._at :] + more, 0
        data = self._ahead[self._at : self._at + size]
        self._at += len(data)
        return data

    def unread(self, data: bytes, /) -> None:
        self._ahead, self._at = data + self._ahead[self._at :], 0


def _unpacked_members(stream: _Limited, path: Path) -> Iterator[Member]:
    """The members of a tar, or the one file that is compressed alone."""
    if _is_tar(stream.head):
        yield from _tar_members(stream)
        return
    pieces, size = [], 0
    while piece := stream.read(2**20):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            yield Member("", problem=_too_large(size))
            return
    yield Member(path.stem, b"".join(pieces))


def _tar_members(stream: _Limited) -> Iterator[Member]:
    for number, entry in enumerate(entries(stream, LARGEST)):
        if number >= _MEMBERS:
            raise _TooMuch
        name = _plain_name(entry.name)
        if entry.is_link:
            yield Member(name, problem="A link in an archive is not followed.")
        elif _is_hidden(name):
            continue
        elif refused := _refused(name, entry.size):
            yield Member(name, problem=refused)
        else:
            yield Member(name, entry.data or b"")


def _zip_members(file: IO[bytes], allowed: int) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        if {info.filename for info in infos}.intersection(_OFFICE):
            problem = "This is an office document: save it as CSV or as plain text and give that."
            yield Member("", problem=problem)
            return
        if len(infos) > _MEMBERS:
            raise _TooMuch
        for info in infos:
            name = _plain_name(info.filename)
            if info.is_dir() or _is_hidden(name):
                continue
            link = (info.external_attr >> 16) & 0o170000 == 0o120000
            if refused := _refused(name, info.file_size):
                yield Member(name, problem=refused)
            elif info.flag_bits & 1:
                yield Member(name, problem="It is encrypted: unpack it and give the folder.")
            elif link:
                yield Member(name, problem="A link in an archive is not followed.")
            else:
                member = _zip_member(archive, info, name, allowed)
                allowed -= len(member.data)
                yield member


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, allowed: int) -> Member:
    try:
        with archive.open(info) as file:
            data = file.read(min(allowed, LARGEST) + 1)
    except _FAULTS as error:
        said = " ".join(str(error).split())[:120]
        return Member(name, problem=f"It cannot be unpacked: {said}.")
    if len(data) > allowed:
        raise _TooMuch
    return Member(name, data)


def _refused(name: str, size: int) -> str:
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
        return "Its name leads out of the archive, so it was left out."
    return _too_large(size) if size > LARGEST else ""


def _too_large(size: int) -> str:
    return f"It has {size / 2**20:.0f} MB, more than {LARGEST / 2**20:.0f}: split it."


def _plain_name(name: str) -> str:
    plain = name.replace("\\", "/").replace("\0", "")
    return plain.removeprefix("./")


def _is_hidden(name: str) -> bool:
    """Folders of version control and of the Mac's archiver, and other dot files."""
    parts = name.split("/")
    return any(p == "__MACOSX" or (p.startswith(".") and p not in (".", "..")) for p in parts)

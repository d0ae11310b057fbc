"""Files, folders and archives of any mix, opened one file at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from talkbot.errors import SourceError
from talkbot.formats.archives import LARGEST, is_archive, members
from talkbot.formats.document import Document, decode
from talkbot.talks import Problem

_NOT_TEXT = "This is not a text file; it was left out."
# What people have talks in that is no text, by how it begins.
_PAPERS = {
    b"%PDF-": "This is a PDF: save its text in a file (pdftotext does that) and give that.",
    b"{\\rtf": "This is rich text: save it as plain text and give that.",
    b"\xd0\xcf\x11\xe0": "This is an office document: save it as CSV or plain text and give that.",
}
# Pictures, slides and recordings lie beside talks in many folders; they are no mistake there.
_MEDIA = frozenset(
    """png jpg jpeg gif webp ico bmp tif tiff svgz pdf ps mp3 mp4 m4a m4v mkv mov avi webm ogg ogv
    opus wav flac ppt pptx key odp doc docx woff woff2 ttf otf eot pyc sqlite db""".split()
)
# Nor does a licence hold talks, whatever its lines look like.
_LEGAL = frozenset("license licence copying notice copyright unlicense".split())


def place_of(path: Path) -> Path:
    """Where a path leads. Raises SourceError when nothing is there, or nothing to be reached."""
    try:
        return path.resolve(strict=True)
    except FileNotFoundError:
        link = f", a link to {path.readlink()}," if path.is_symlink() else ""
        raise SourceError(
            f"{path.absolute()}{link} does not exist: give a file, folder or archive with talks."
        ) from None
    except (OSError, RuntimeError) as error:
        said = getattr(error, "strerror", "") or "the links lead in a circle"
        raise SourceError(f"{path.absolute()} cannot be opened: {said}.") from None


def documents(path: Path) -> Iterator[Document | Problem]:
    """Every text file at or under a path, and a Problem for each file that is none.

    Hidden files and links in folders are left out silently, and so are pictures, recordings and
    licences.
    """
    yield from _documents(path, given=True)


def _documents(path: Path, *, given: bool = False) -> Iterator[Document | Problem]:
    try:
        if path.is_dir():
            for entry in sorted(path.iterdir()):
                if not entry.name.startswith(".") and not entry.is_symlink():
                    yield from _documents(entry)
        elif not path.is_file():
            yield Problem(str(path), 0, "This is no ordinary file; it was left out.")
        else:
            yield from _file(path, given)
    except PermissionError:
        message = (
            "It may not be read: give yourself the permission to read it, then ingest it again."
        )
        yield Problem(str(path), 0, message)
    except OSError as error:
        yield Problem(str(path), 0, f"It cannot be read: {error.strerror or error}.")


def _file(path: Path, given: bool) -> Iterator[Document | Problem]:
    if not given and _is_legal(path.name):
        return
    with path.open("rb") as file:
        head = file.read(512)
    if is_archive(head):
        if given or not _is_media(path.name):
            yield from _archive(path)
        return
    size = path.stat().st_size
    if _is_media(path.name) and not given and _unreadable(head, decode(head)):
        return
    if size > LARGEST:
        message = f"It has {size / 2**20:.0f} MB, more than {LARGEST / 2**20:.0f}: split it."
        yield Problem(str(path), 0, message)
        return
    data = path.read_bytes()
    text = decode(data)
    if why := _unreadable(data, text):
        yield Problem(str(path), 0, why)
    elif text is not None:
        yield Document(str(path), str(path.resolve()), text)


def _unreadable(data: bytes, text: str | None) -> str:
    """Why a file holds nothing to read, "" for one with text."""
    paper = next((why for begins, why in _PAPERS.items() if data.startswith(begins)), "")
    if paper or text is None:
        return paper or _NOT_TEXT
    return "" if text.strip() else "This file is empty."


def _archive(path: Path) -> Iterator[Document | Problem]:
    source = path.resolve()
    for member in members(path):
        place = f"{path}/{member.name}" if member.name else str(path)
        if _is_legal(member.name):
            continue
        if member.problem:
            yield Problem(place, 0, member.problem)
        elif is_archive(member.data[:512]):
            if not _is_media(member.name):
                message = "An archive within an archive is not read: unpack it and give it too."
                yield Problem(place, 0, message)
        elif not (why := _unreadable(member.data, text := decode(member.data))) and text:
            yield Document(place, f"{source}/{member.name}", text)
        elif not _is_media(member.name):
            yield Problem(place, 0, why)


def _is_media(name: str) -> bool:
    return name.rpartition(".")[2].casefold() in _MEDIA


def _is_legal(name: str) -> bool:
    return name.rpartition("/")[2].partition(".")[0].casefold() in _LEGAL

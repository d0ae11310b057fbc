"""Files, folders and archives of any mix, opened one file at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from talkbot.formats.archives import LARGEST, is_archive, members
from talkbot.formats.document import Document, decode
from talkbot.talks import Problem

_NOT_TEXT = "This is not a text file; it was left out."
# Pictures, slides and recordings lie beside talks in many folders; they are no mistake there.
_MEDIA = frozenset(
    """png jpg jpeg gif webp ico bmp tif tiff svgz pdf ps mp3 mp4 m4a m4v mkv mov avi webm ogg ogv
    opus wav flac ppt pptx key odp doc docx woff woff2 ttf otf eot pyc sqlite db""".split()
)
# Nor does a licence hold talks, whatever its lines look like.
_LEGAL = frozenset("license licence copying notice copyright unlicense".split())


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
    if _is_media(path.name) and decode(head) is None and not given:
        return
    if size > LARGEST:
        message = f"It has {size / 2**20:.0f} MB, more than {LARGEST / 2**20:.0f}: split it."
        yield Problem(str(path), 0, message)
        return
    text = decode(path.read_bytes())
    if text is None:
        yield Problem(str(path), 0, _NOT_TEXT)
    else:
        yield Document(str(path), str(path.resolve()), text)


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
        elif (text := decode(member.data)) is not None:
            yield Document(place, f"{source}/{member.name}", text)
        elif not _is_media(member.name):
            yield Problem(place, 0, _NOT_TEXT)


def _is_media(name: str) -> bool:
    return name.rpartition(".")[2].casefold() in _MEDIA


def _is_legal(name: str) -> bool:
    return name.rpartition("/")[2].partition(".")[0].casefold() in _LEGAL

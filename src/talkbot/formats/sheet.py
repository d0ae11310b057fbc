"""talkbot's own tables, as `talkbot export --format csv` writes them; nothing is lost but the cues.

A cell that holds one value for each speaker (or tag) has "; " between them, a cell of bios " | ";
these marks, and backslashes, have a backslash before them where they are part of a value.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from talkbot.formats.document import Document, Parsed
from talkbot.talks import Problem, Speaker, Talk

_PLAIN = (
    "id", "title", "abstract", "event", "track", "room", "start", "date_text", "duration",
    "language", "url", "video_url", "slides_url",
)  # fmt: skip
_SPEAKERS = {
    "speakers": "name", "affiliations": "affiliation", "roles": "role", "speaker_urls": "url",
    "speakers_as_printed": "raw", "bios": "bio",
}  # fmt: skip
HEADER = (*_PLAIN, "tags", *_SPEAKERS)


def written(talks: Iterable[Talk]) -> Iterator[str]:
    """The lines of a table of talks."""
    yield _line(HEADER)
    for talk in talks:
        plain = (_text(getattr(talk, name)) for name in _PLAIN)
        people = (
            _joined([getattr(speaker, field) for speaker in talk.speakers], _mark(column))
            for column, field in _SPEAKERS.items()
        )
        yield _line((*plain, _joined(talk.tags, ";"), *people))


def recognise(document: Document) -> str:
    head = document.text[: len(",".join(HEADER)) + 1].rstrip("\n")
    return "its first row names the columns of talkbot's own tables" if head == _HEAD else ""


def read(document: Document) -> Parsed:
    """Every talk as it was exported, apart from `source`, which becomes this file."""
    talks: list[Talk] = []
    problems: list[Problem] = []
    reader = csv.DictReader(io.StringIO(document.text, newline=""))
    end = 1
    try:
        for row in reader:
            line, end = end + 1, reader.line_num
            if None in row or None in row.values() or not row["id"] or not row["title"].strip():
                message = "This row is not whole (or has no id or title), so it was left out."
                problems.append(document.problem(line, message))
                continue
            talks.append(_talk(row, document.source))
    except (csv.Error, ValueError) as error:
        problems.append(document.problem(end + 1, f"The table breaks off here: {error}."))
    return Parsed(tuple(talks), tuple(problems))


def _talk(row: dict[str, str], source: str) -> Talk:
    plain: dict[str, Any] = {name: row[name] for name in _PLAIN}
    columns = [_parted(row[column], _mark(column)) for column in _SPEAKERS]
    count = max(map(len, columns))
    people = zip(*((*column, *[""] * (count - len(column))) for column in columns), strict=True)
    plain["duration"] = float(row["duration"] or 0)
    return Talk(
        **plain,
        tags=tuple(_parted(row["tags"], ";")),
        speakers=tuple(Speaker(**dict(zip(_SPEAKERS.values(), p, strict=True))) for p in people),
        source=source,
    )


def _mark(column: str) -> str:
    return "|" if column == "bios" else ";"


def _joined(values: Iterable[str], mark: str) -> str:
    between = " | " if mark == "|" else "; "
    return between.join(re.sub(rf"[\\{mark}]", r"\\\g<0>", value) for value in values)


def _parted(cell: str, mark: str) -> list[str]:
    if not cell:
        return []
    between = r" ?\| ?" if mark == "|" else "; ?"
    parts = [""]
    for found in re.finditer(rf"\\(.)|({between})|(.)", cell, re.DOTALL):
        if found[2] is not None:
            parts.append("")
        else:
            parts[-1] += found[1] or found[3] or ""
    return parts


def _text(value: object) -> str:
    return "" if value in ("", 0.0) else str(value)


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


_HEAD = _line(HEADER).rstrip("\n")

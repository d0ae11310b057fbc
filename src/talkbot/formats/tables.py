"""Tables: CSV and TSV with a header row, a talk a row.

Columns are recognised by their names; the user maps those that are named otherwise.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from talkbot.formats.document import Document, Parsed
from talkbot.formats.fields import CLOCKS, DAYS, KEYS, is_empty, looks_like_talk, plain_key, renamed
from talkbot.formats.records import Context, Entry, entry_of, identified, remarks
from talkbot.formats.years import completed
from talkbot.talks import Problem

ABOVE = 8
"""Rows that may stand above a header."""

_DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}


def recognise(document: Document) -> str:
    """Why a text is taken for a table of talks, or ""."""
    _, header, delimiter = _header(document)
    named = renamed(dict.fromkeys(header, "x"), document.columns)
    if len(header) < 2 or not looks_like_talk(named):
        return ""
    keys = {plain_key(name) for name in header}
    preset = "Mini-Conf table" if {"uid", "title", "abstract"} <= keys else "table"
    preset = "Sessionize table" if {"sessionid", "title"} <= keys else preset
    marks = _DELIMITERS[delimiter]
    return f"{preset}: its first row names columns of talks, with {marks} between"


def read(document: Document) -> Parsed:
    """A talk for each row; rows that cannot be read are reported with their line."""
    skipped, header, delimiter = _header(document)
    reader = csv.reader(io.StringIO(document.text, newline=""), delimiter=delimiter)
    before = next(csv.reader(io.StringIO(document.text, newline=""), delimiter=delimiter), [])
    heading = before[0].strip() if skipped and before else ""
    context = Context(document.source, event=heading)
    header = _with_speaker(header)
    day: dict[str, str] = {}
    entries: list[Entry] = []
    problems = _missing(document, header)
    line = 1
    try:
        for number, row in enumerate(reader):
            start, line = line, reader.line_num + 1
            if number <= skipped or not any(cell.strip() for cell in row):
                continue
            if any(cell.strip() for cell in row[len(header) :]):
                message = f"This row has {len(row)} cells but the header {len(header)}; left out."
                problems.append(document.problem(start, message))
                continue
            record = _with_day(_record(header, row), header, day)
            entry = entry_of(renamed(record, document.columns), context)
            if isinstance(entry, Entry):
                entries.append(entry)
                problems += [document.problem(start, remark) for remark in remarks(entry.talk)]
            elif entry:
                problems.append(document.problem(start, entry))
    except csv.Error as error:
        problems.append(document.problem(reader.line_num, f"The table breaks off here: {error}."))
    if not (entries or problems):
        message = "There is a header but no talk below it: each talk needs a row with its title."
        problems.append(document.problem(skipped + 1, message))
    return Parsed(completed(identified(entries), heading), tuple(problems))


def _with_day(record: dict[str, Any], header: list[str], day: dict[str, str]) -> dict[str, Any]:
    """The record with the day of the rows above, where a cell was merged over all rows of a day:
    the first column is the day's, and this row has another that says the time."""
    first = header[0]
    if plain_key(first) not in DAYS or not any(plain_key(name) in CLOCKS for name in header):
        return record
    if first in record:
        day[first] = record[first]
    return {**day, **record}


def _with_speaker(header: list[str]) -> list[str]:
    """The header with "Name" for the speaker's, where another column is the title's."""
    keys = [plain_key(name) for name in header]
    speaks = any(key in KEYS["speakers"] for key in keys)
    named = not speaks and "title" in keys and keys.count("name") == 1
    return ["speaker" if named and k == "name" else h for k, h in zip(keys, header, strict=True)]


def _missing(document: Document, header: list[str]) -> list[Problem]:
    known = {plain_key(name) or name for name in header}
    return [
        document.problem(1, f"There is no column {name!r} here: there are {', '.join(header)}.")
        for _, name in document.columns
        if (plain_key(name) or name.strip()) not in known
    ]


def _record(names: list[str], row: list[str]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name, cell in zip(names, row, strict=False):
        if not is_empty(cell) and name not in record:
            record[name] = cell
    return record


def _header(document: Document) -> tuple[int, list[str], str]:
    """How many rows stand above the header, its cells, and what separates them.

    It is the first row, or the first of the next few that names columns of talks, below a title
    and empty rows as sheets have them.
    """
    found = _cells(document.text)
    if looks_like_talk(renamed(dict.fromkeys(found[0], "x"), document.columns)):
        return 0, *found
    lines = document.text[:20000].split("\n")
    for number in range(1, min(ABOVE, len(lines) - 1)):
        cells, delimiter = _cells("\n".join(lines[number:]))
        few = [cell for cell in cells if cell and len(cell) <= 60]
        if len(few) > 2 and looks_like_talk(renamed(dict.fromkeys(few, "x"), document.columns)):
            whole = delimiter in lines[0] and '"' not in "".join(lines[:number])
            return (number, cells, delimiter) if whole else (0, *found)
    return 0, *found


def _cells(text: str) -> tuple[list[str], str]:
    """The first row's cells, and what separates them."""
    first = text.lstrip("\n").split("\n", 1)[0]
    if len(first) > 5000:
        return [], ","
    counts = {mark: first.count(mark) for mark in _DELIMITERS}
    delimiter = max(counts, key=lambda mark: counts[mark])
    try:
        # The first row may have line ends within quotes.
        row = next(csv.reader(io.StringIO(text[:20000], newline=""), delimiter=delimiter), [])
    except csv.Error:
        return [], delimiter
    if not all(len(cell) <= 60 and not re.search(r"[.!?]\s", cell) for cell in row):
        return [], delimiter
    return [cell.strip() for cell in row], delimiter

"""Tables: CSV and TSV with a header row, a talk a row.

Columns are recognised by their names; the user maps those that are named otherwise.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from talkbot.formats.document import Document, Parsed
from talkbot.formats.fields import is_empty, looks_like_talk, plain_key, renamed
from talkbot.formats.records import Context, Entry, entry_of, identified, remarks
from talkbot.talks import Problem

_DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}


def recognise(document: Document) -> str:
    """Why a text is taken for a table of talks, or ""."""
    header, delimiter = _header(document.text)
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
    header, delimiter = _header(document.text)
    reader = csv.reader(io.StringIO(document.text, newline=""), delimiter=delimiter)
    context = Context(document.source)
    entries: list[Entry] = []
    problems = _missing(document, header)
    line = 1
    try:
        for number, row in enumerate(reader):
            start, line = line, reader.line_num + 1
            if number == 0 or not any(cell.strip() for cell in row):
                continue
            if any(cell.strip() for cell in row[len(header) :]):
                message = f"This row has {len(row)} cells but the header {len(header)}; left out."
                problems.append(document.problem(start, message))
                continue
            entry = entry_of(renamed(_record(header, row), document.columns), context)
            if isinstance(entry, Entry):
                entries.append(entry)
                problems += [document.problem(start, remark) for remark in remarks(entry.talk)]
            elif entry:
                problems.append(document.problem(start, entry))
    except csv.Error as error:
        problems.append(document.problem(reader.line_num, f"The table breaks off here: {error}."))
    return Parsed(identified(entries), tuple(problems))


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


def _header(text: str) -> tuple[list[str], str]:
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

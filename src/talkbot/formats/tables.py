"""Tables: CSV and TSV with a header row, a talk a row.

Columns are recognised by their names. Where they are named otherwise, a file `columns.toml`
beside the table says which is which: `title = "Vortrag"`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from talkbot.formats.document import Document, Parsed
from talkbot.formats.fields import KEYS, is_empty, looks_like_talk, plain_key
from talkbot.formats.records import Context, talk_of
from talkbot.talks import Problem, Talk

_DELIMITERS = ",\t;|"


def recognise(document: Document, columns: Mapping[str, str]) -> str:
    """Why a text is taken for a table of talks, or ""."""
    header, delimiter = _header(document.text)
    named = {_renamed(name, columns): "x" for name in header}
    if len(header) < 2 or not looks_like_talk(named):
        return ""
    mark = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}[delimiter]
    return f"its first row names columns of talks, separated by {mark}: {', '.join(header)[:120]}"


def read(document: Document, columns: Mapping[str, str]) -> Parsed:
    """A talk for each row; rows that cannot be read are reported with their line."""
    header, delimiter = _header(document.text)
    names = [_renamed(name, columns) for name in header]
    reader = csv.reader(io.StringIO(document.text, newline=""), delimiter=delimiter)
    context = Context(document.source)
    talks: list[Talk] = []
    problems: list[Problem] = []
    line = 1
    try:
        for number, row in enumerate(reader):
            start, line = line, reader.line_num + 1
            if number == 0 or not any(cell.strip() for cell in row):
                continue
            if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
                message = f"This row has {len(row)} cells but the header {len(names)}; left out."
                problems.append(document.problem(start, message))
                continue
            record = _record(names, row)
            if talk := talk_of(record, context):
                talks.append(talk)
            else:
                problems.append(document.problem(start, "This row has no title; left out."))
    except csv.Error as error:
        problems.append(document.problem(reader.line_num, f"The table breaks off here: {error}."))
    return Parsed(tuple(talks), tuple(problems))


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


def _renamed(name: str, columns: Mapping[str, str]) -> str:
    """A column's name, as the mapping beside the table gives it."""
    for field, column in columns.items():
        if field in KEYS and column.strip().casefold() == name.strip().casefold():
            return KEYS[field][0]
    return name if plain_key(name) else ""

"""Tables without HTML: columns between bars or kept apart by spaces.

Each row becomes lines with labels ("Title: …", "Speaker: …"), which the reader of labels reads. A
header says what the columns are; without one their contents do, or the page is left as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from talkbot.formats.document import Line
from talkbot.formats.names import institution_score, name_score
from talkbot.formats.people import people_of
from talkbot.formats.whens import when_and_where
from talkbot.formats.wording import BREAK, ends_sentence

_BAR = re.compile(r"\s*\|\s*")
_SPACES = re.compile(r"\t+|\s{2,}")
_NAMES = {
    "title": "Title", "speaker": "Speaker", "affiliation": "Affiliation", "role": "Role",
    "abstract": "Abstract", "bio": "Bio", "when": "When", "where": "Where", "video": "Video",
    "slides": "Slides", "url": "Link", "tags": "Keywords", "track": "Track", "language": "Language",
    "duration": "Duration",
}  # fmt: skip
_MOSTLY = 0.7
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: tuple[str, ...]


def row_lines(text: str) -> list[Line]:
    """The page with each row of its table as labelled lines; [] when it has no such table."""
    lines = text.split("\n")
    for mark in (_BAR, _SPACES):
        rows = _rows(lines, mark)
        columns = _columns([row for row in rows if all(row.cells)])
        if columns:
            before = [_line(n, line) for n, line in enumerate(lines[: rows[0].number - 1], 1)]
            return [line for line in before if line.text] + _labelled(rows, columns)
    return []


def _line(number: int, text: str) -> Line:
    heading = re.fullmatch(r"\s*(=+)\s*(.+?)\s*\1\s*", text)
    return Line(heading[2], number, len(heading[1])) if heading else Line(text.strip(), number)


def _rows(lines: Sequence[str], mark: re.Pattern[str]) -> list[_Row]:
    """The lines that have as many cells as most; [] where other text stands between them, which
    would be lost."""
    cut = [
        _Row(number, tuple(mark.split(line.strip(" |" if mark is _BAR else " "))))
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    widths = Counter(len(row.cells) for row in cut if len(row.cells) >= _FEWEST)
    width = max(widths, key=lambda width: widths[width], default=0)
    rows = [row for row in cut if len(row.cells) == width]
    if not rows:
        return []
    others = (row for row in cut if len(row.cells) != width and row.number > rows[0].number)
    return [] if any(not _is_break(row) for row in others) else rows


def _columns(rows: Sequence[_Row]) -> tuple[str, ...]:
    """What each column is, told by its contents; () unless all of it is clear."""
    if len(rows) < _FEWEST:
        return ()
    columns = list(zip(*(row.cells for row in rows), strict=True))
    kinds = [_kind(column) for column in columns]
    open_ones = [n for n, kind in enumerate(kinds) if not kind]
    if len(open_ones) > 1:
        for number in open_ones:
            if _share(columns[number], lambda cell: institution_score(cell) >= 0.9):
                kinds[number] = "affiliation"
        open_ones = [n for n in open_ones if not kinds[n]]
    # Of two columns of words, the one that lists several in each cell has the keywords.
    listed = [n for n in open_ones if _lists_words(columns[n])]
    if len(open_ones) == 2 and len(listed) == 1:
        kinds[listed[0]] = "tags"
        open_ones.remove(listed[0])
    counts = Counter(kinds)
    told = counts["when"] or counts["abstract"]
    if len(open_ones) != 1 or counts["speaker"] != 1 or not told or max(counts.values()) > 1:
        return ()
    kinds[open_ones[0]] = "title"
    return tuple(kinds)


def _lists_words(cells: Sequence[str]) -> bool:
    """Whether the cells list a few words each with commas between them, some in several cells."""
    words = Counter(word.strip() for cell in cells for word in cell.casefold().split(","))
    short = all(len(word) <= 40 and len(word.split()) <= 3 for word in words)
    return short and _share(cells, lambda cell: "," in cell) and max(words.values()) >= _FEWEST


def _kind(cells: Sequence[str]) -> str:
    if [cell.strip("#. ") for cell in cells] == [str(n) for n in range(1, len(cells) + 1)]:
        return "number"
    if _share(cells, lambda cell: when_and_where(cell) is not None):
        return "when"
    if _share(cells, _names_people):
        return "speaker"
    long = sum(map(len, cells)) > 40 * len(cells)
    return "abstract" if long and _share(cells, ends_sentence) else ""


def _names_people(cell: str) -> bool:
    return all(name_score(person.name) >= 0.7 for person in people_of(cell))


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return sum(map(holds, cells)) >= _MOSTLY * len(cells)


def _is_break(row: _Row) -> bool:
    return any(BREAK.match(cell) for cell in row.cells)


def _labelled(rows: Sequence[_Row], columns: Sequence[str]) -> list[Line]:
    """The rows as lines, title first; a column that has no name here is left out."""
    lines: list[Line] = []
    order = sorted(range(len(columns)), key=lambda n: (columns[n] != "title", n))
    for row in rows:
        cells = [(columns[n], row.cells[n]) for n in order if n < len(row.cells)]
        said = [f"{_NAMES[kind]}: {cell}" for kind, cell in cells if kind in _NAMES and cell]
        if not _is_break(row):
            lines += [Line(text, row.number, gap=not n, rule=not n) for n, text in enumerate(said)]
    return lines

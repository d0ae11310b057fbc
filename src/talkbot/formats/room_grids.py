"""Timetables with a row for each hour and a column for each room, track or day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talkbot.formats.dates import has_day, is_weekday
from talkbot.formats.details import with_value
from talkbot.formats.document import Document, Parsed, one_line, unquoted, without_mail
from talkbot.formats.enclosing import day_in
from talkbot.formats.heads import cuts
from talkbot.formats.names import name_score
from talkbot.formats.page_tables import (
    Row,
    days_above,
    event_of,
    filled,
    place_in,
    rows_of_tables,
    table_of,
    tree_of,
)
from talkbot.formats.people import people_of
from talkbot.formats.webpages import html_lines
from talkbot.formats.whens import is_room, when_and_where
from talkbot.formats.wording import BREAK, CANCELLED, SECTION, TBA, ends_sentence
from talkbot.formats.years import completed
from talkbot.talks import Problem, Talk, talk_id

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_FEWEST = 2
_MOSTLY = 0.8
_MORE = 0.6
_NAME, _LONG_NAME = 40, 120
_OVER = 2
_CLOCK = re.compile(r"^\D{0,6}\d{1,2}([:.h]\s?\d{2}|\s*[ap]\.?m\.?|\s*(uhr|h)\b)", re.IGNORECASE)
_SPLIT_HOUR = re.compile(r"(?<=\d[:.h])\s(?=\d\d\b)")
_PHRASE = re.compile(r"^[^(]*\s[a-zß-ÿ]{4,}\b")
_TRACK = re.compile(r"\b(?:track|strand|stream|theme|topic)\b", re.IGNORECASE)

Head = tuple[str, str]
"""A title and who speaks."""


@dataclass(frozen=True)
class _Cell:
    """What stands in a cell, a line a string, and when and where that is."""

    number: int
    lines: tuple[str, ...]
    when: str
    place: str
    is_track: bool


def recognise(document: Document) -> str:
    """Why a page is taken for a timetable with a column for each room, or ""."""
    cells = list(_cells(document))
    return f"it has a timetable with a column for each room ({len(cells)} cells)" if cells else ""


def read(document: Document) -> Parsed:
    """A talk for each cell that names who speaks, all cells cut in one way."""
    tree = tree_of(document)
    event = event_of(tree)
    cells = [cell for cell in _cells(document) if not BREAK.match(cell.lines[0])]
    cut = _way(cells)
    if cut is None:
        message = (
            "A timetable was left out: its cells do not tell titles from speakers. A line for "
            "each, or a table with a row for each talk, makes it certain."
        )
        return Parsed(problems=(document.problem(cells[0].number if cells else 1, message),))
    talks: dict[str, Talk] = {}
    problems: list[Problem] = []
    for cell in cells:
        head = cut(cell)
        if CANCELLED.match(cell.lines[0]) or TBA.match(head[0] if head else cell.lines[0]):
            what = "that was cancelled" if CANCELLED.match(cell.lines[0]) else "without a title yet"
            problems.append(document.problem(cell.number, f"A talk {what} was left out."))
        elif head is None:
            message = f"{cell.lines[0][:80]!r} was left out: nobody speaks there."
            problems.append(document.problem(cell.number, message))
        else:
            talk = _talk(cell, head, Talk(id="", title="", event=event, source=document.source))
            talks.setdefault(talk.id, talk)
    said = " ".join(line.text for line in html_lines(document.text)[:3] if len(line.text) <= 160)
    problems.sort(key=lambda problem: problem.line)
    return Parsed(completed(list(talks.values()), said), tuple(problems))


def _cells(document: Document) -> Iterator[_Cell]:
    """The cells of the page's timetables, in page order."""
    tree = tree_of(document)
    if tree is None:
        return
    days = days_above(tree)
    at = 0
    for table in rows_of_tables(tree):
        day = days.get(table_of(table[0]), "")
        for rows in _parts(filled(table)):
            # A row with nothing but a day stands over the others.
            day = next((d for row in rows[:_OVER] if (d := _day_alone(row))), day)
            cells, at = _cells_of(rows, day, document.text, at)
            yield from cells


def _parts(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """The parts of a table that each begin with the names over their columns: one, or such with
    nothing over the hours before each session; [] where a table has no such names."""
    if _has_rooms(rows):
        return [rows]
    heads = [n for n, row in enumerate(rows) if _is_head(row)]
    ends = [*heads[1:], len(rows)]
    parts = [rows[start:end] for start, end in zip(heads, ends, strict=False)]
    if not parts or not all(_has_rooms(part, long=True) for part in parts):
        return []
    return [rows[: heads[0]], *parts] if heads[0] else parts


def _is_head(row: Row) -> bool:
    """Whether a row has nothing over the hours and names over several columns."""
    if len(row) < _FEWEST + 1 or None in row:
        return False
    return not _words(row[0]) and all(map(_words, row[1:]))


def _day_alone(row: Row) -> str:
    """The day that a row of one cell names, "" for any other."""
    told = [text for cell in row if (text := _words(cell))]
    return day_in(told[0]) if len(told) == 1 and len(told[0]) <= 80 else ""


def _cells_of(rows: Sequence[Row], day: str, source: str, at: int) -> tuple[list[_Cell], int]:
    """The cells of a part of a table, and the place in the source where it ends."""
    named = _has_rooms(rows, long=True)
    rooms = [_name(cell) for cell in rows[0]] if named else []
    tracks = _are_tracks(rooms[1:])
    weekly = named and all(map(_is_day, rooms[1:]))
    seen: set[int] = set()
    found: list[tuple[int, _Cell]] = []
    for row in rows[named:]:
        at = place_in(source, row, at)
        number = source.count("\n", 0, at) + 1
        clock = _SPLIT_HOUR.sub("", _words(row[0]) if row else "")
        if not any(map(_words, row[1:])):
            continue  # "Lunch", over all of it.
        for n, cell in enumerate(row[1:], 1):
            if cell is None or cell.mem_id in seen:
                continue
            seen.add(cell.mem_id)
            lines = [line.text.lstrip("• ") for line in html_lines(cell.inner_html or "")]
            kept = tuple(text for line in lines if (text := without_mail(line)))
            wide = row[n + 1 : n + 2] == (None,)
            if kept and re.search(r"\w", "".join(kept)):
                of_day = rooms[n] if weekly and n < len(rooms) else day
                when = f"{of_day}, {clock}" if of_day and not has_day(clock) else clock
                place = "" if wide or weekly or n >= len(rooms) else rooms[n]
                found.append((n, _Cell(number, kept, when, place, is_track=tracks)))
    # One day after the other.
    return [cell for _, cell in (sorted(found, key=_column) if weekly else found)], at


def _column(placed: tuple[int, _Cell]) -> int:
    return placed[0]


def _has_rooms(rows: Sequence[Row], *, long: bool = False) -> bool:
    """Whether the first column has hours, and the others have names over them that say nothing
    else than where, or, `long`, what about."""
    if len(rows) < _FEWEST + 1 or len(rows[0]) < _FEWEST + 1 or None in rows[0]:
        return False
    rows = [rows[0], *(row for row in rows[1:] if any(map(_words, row[1:])))]
    names = [_name(cell) for cell in rows[0][1:]]
    clocks = [row for row in rows[1:] if row and _CLOCK.match(_words(row[0]))]
    columns = (
        [_words(row[n]) for row in rows[1:] if n < len(row)] for n in range(1, len(names) + 1)
    )
    if any(
        _share(_names(cell) for cell in column if cell)
        or _share(bool(_CLOCK.match(cell)) for cell in column if cell)
        for column in columns
    ):
        return False  # A column of people, or of when talks end: each row is a talk.
    most = _LONG_NAME if long else _NAME
    short = all(name and len(name) <= most and not ends_sentence(name) for name in names)
    return short and len(set(names)) == len(names) and len(clocks) >= _MOSTLY * (len(rows) - 1)


def _is_day(name: str) -> bool:
    return is_weekday(name) or (has_day(name) and when_and_where(name) is not None)


def _are_tracks(names: Sequence[str]) -> bool:
    """Whether the names over the columns say what about, not where: a room has a proper name."""
    if any(is_room(name) for name in names):
        return False
    return any(_TRACK.search(n) or _PHRASE.search(n) or SECTION.match(n) for n in names)


def _share(flags: Iterable[bool]) -> bool:
    found = list(flags)
    return sum(found) >= 0.6 * len(found) and bool(found)


def _words(cell: LexborNode | None) -> str:
    return one_line(cell.text(separator=" ")) if cell is not None else ""


def _name(cell: LexborNode | None) -> str:
    """The first line of what stands over a column."""
    lines = html_lines(cell.inner_html or "") if cell is not None else []
    return one_line(lines[0].text) if lines else ""


def _way(cells: Sequence[_Cell]) -> Callable[[_Cell], Head | None] | None:
    """How nearly all cells tell the title from who speaks: by lines, or by a mark within one."""
    several = [cell for cell in cells if len(cell.lines) > 1]
    for way in (_title_first, _speaker_first):
        # A line alone is a point of the programme where most cells have two.
        if _fits(several, way, _MOSTLY) and 2 * len(several) >= len(cells):
            return way
    fits: dict[str, float] = defaultdict(float)
    for cell in cells:
        for cut in cuts(cell.lines[0], ()) if len(cell.lines) == 1 else ():
            fits[cut.way] += cut.fit
    for name in sorted(fits, key=lambda name: -fits[name]):

        def by_mark(cell: _Cell, name: str = name) -> Head | None:
            found = next((c for c in cuts(cell.lines[0], (), name) if c.fit >= 0.5), None)
            parts = dict(found.parts) if found and len(cell.lines) == 1 else None
            return (parts["title"], parts["speaker"]) if parts else None

        if _fits(cells, by_mark, _MORE):
            return by_mark
    return None


def _fits(cells: Sequence[_Cell], way: Callable[[_Cell], Head | None], share: float) -> bool:
    return sum(way(cell) is not None for cell in cells) >= max(_FEWEST, share * len(cells))


def _title_first(cell: _Cell) -> Head | None:
    title, *below = cell.lines
    # Between them may stand a word about the talk.
    who = next((text for text in below[:_OVER] if _names(text)), "")
    return (title, who) if who and not _names(title) else None


def _speaker_first(cell: _Cell) -> Head | None:
    speaker, *below = cell.lines
    return (below[0], speaker) if below and _names(speaker) and not _names(below[0]) else None


def _names(text: str) -> bool:
    return not ends_sentence(text) and all(name_score(p.name) >= 0.7 for p in people_of(text))


def _talk(cell: _Cell, head: Head, talk: Talk) -> Talk:
    title, speaker = head
    speakers = people_of(speaker)
    abstract = "\n".join(text for text in cell.lines[2:] if ends_sentence(text))
    talk = replace(talk, title=unquoted(one_line(title)), speakers=speakers, abstract=abstract)
    talk = with_value(talk, "when", cell.when)
    if cell.place:
        talk = with_value(talk, "track" if cell.is_track else "where", cell.place)
    names = tuple(speaker.name for speaker in speakers)
    return replace(talk, id=talk_id(talk.title, names, event=talk.event))

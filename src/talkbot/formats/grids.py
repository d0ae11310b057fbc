"""Tables on HTML and Markdown pages whose header row names what a listing has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from talkbot.formats import repeated
from talkbot.formats.aligned import is_running
from talkbot.formats.cells import (
    first_line,
    heads_cut,
    is_section,
    lines_in,
    people_in,
    places_behind,
    places_below,
    without_link_words,
)
from talkbot.formats.details import link_meaning
from talkbot.formats.document import Document, Parsed, one_line, without_mail
from talkbot.formats.dom import LINK_WORDS
from talkbot.formats.entries import nobody_speaks
from talkbot.formats.fields import (
    CLOCKS,
    KEYS,
    is_empty,
    known_key,
    looks_like_talk,
    plain_key,
)
from talkbot.formats.labelled import unnamed
from talkbot.formats.labels import label_of
from talkbot.formats.links import is_video, web_url
from talkbot.formats.markdown import markdown_lines
from talkbot.formats.markup import plain_line, plain_text
from talkbot.formats.names import name_score
from talkbot.formats.own_labels import by_words
from talkbot.formats.page_tables import (
    Row,
    days_above,
    event_of,
    filled,
    over_tables,
    place_in,
    rows_of_tables,
    table_of,
    tree_of,
)
from talkbot.formats.people import people_of
from talkbot.formats.records import Context, Entry, entry_of, identified
from talkbot.formats.text_tables import with_html_tables
from talkbot.formats.told_elsewhere import told_elsewhere
from talkbot.formats.webpages import html_lines
from talkbot.formats.whens import when_and_where
from talkbot.formats.wording import BREAK, CANCELLED, SECTION, TBA, ends_sentence
from talkbot.formats.writing import written
from talkbot.formats.years import completed
from talkbot.talks import Problem, Talk, fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_PAPERS = re.compile(
    r"(?:papers?|articles?|readings?|books?|presentations?|subjects?|topics?|talks?)\W*",
    re.IGNORECASE,
)
_MOSTLY = 0.6
_NEARLY_ALL, _HALF = 0.8, 0.5
_TIMES = ("date", "end", "duration")
_HOUR = re.compile(r"\d{1,2}[:.h]\d\d(?!\.?\d)")
_FEWEST = 2
_PAIR = re.compile(r"^([^,;()]+), ([^,;()]+)$")
_LINKS = frozenset((*KEYS["video"], *KEYS["slides"], *KEYS["url"]))
_HEAD_OF = {
    "title": "title", "speaker": "speakers", "affiliation": "affiliation", "role": "role",
    "abstract": "abstract", "bio": "bio", "when": "date", "where": "room", "video": "video",
    "slides": "slides", "url": "url", "tags": "tags", "track": "track", "language": "language",
    "event": "event", "duration": "duration",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the fields its header names, and each row's cells."""

    fields: tuple[str, ...]
    head: Row
    rows: tuple[Row, ...]
    day: str = ""


def recognise(document: Document) -> str:
    """Why a page is taken for a table of talks, or ""."""
    grid = next(_grids(tree_of(document)), None)
    if not grid or _is_a_part(document):
        return ""
    return f"it has a table whose header names {', '.join(filter(None, grid.fields))}"


# To recognise a page is to read it: once for both.
@lru_cache(maxsize=1)
def read(document: Document) -> Parsed:
    """A talk for each row that has a title; rows without one yet are reported."""
    page = written(document)
    text, title = page.text, page.title
    html = page.kind == "html"
    lines = html_lines(text) if html else markdown_lines(with_html_tables(text))
    tree = tree_of(document)
    grids = [_with_speakers(grid) for grid in _grids(tree)]
    over, end = over_tables(lines, [(g.head, *g.rows) for g in grids])
    event = title or event_of(tree, over[0] if over else None)
    names = [cell for grid in grids for cell in _cells(grid, "speakers")]
    apart = any("affiliation" in grid.fields for grid in grids)
    placed = places_below(names) and not apart
    names = [] if apart else names
    told = [[_record(grid, row, placed=placed) for row in grid.rows] for grid in grids]
    if places_behind(names):
        for record in (record for own in told for record in own if "speakers" in record):
            record["speakers"] = _PAIR.sub(r"\1 (\2)", plain_line(record["speakers"]))
    below = [
        "speakers" not in grid.fields and _names_below(records)
        for grid, records in zip(grids, told, strict=True)
    ]
    silent = [n for n, grid in enumerate(grids) if "speakers" not in grid.fields and not below[n]]
    heads_cut([record for n in silent for record in told[n]])
    heads = any("speakers" in record for own in told for record in own)
    titled = [r for own in told for r in own if r.get("title") and "speakers" in grids[0].fields]
    saying = [record for record in titled if record.get("speakers")]
    spoken = len(saying) >= max(_FEWEST, _MOSTLY * len(titled))
    entries: list[Entry] = []
    problems: list[Problem] = []
    at = 0
    for grid, above, records, named in zip(grids, over, told, below, strict=True):
        context = Context(document.source, event=event, day=grid.day)
        own: list[Entry] = []
        silent_rows: dict[int, int] = {}
        for row, record in zip(grid.rows, records, strict=True):
            at = place_in(document.text, row, at)
            if alone := _alone(row):
                # A row of one cell stands over those below, a day or a session, or it is the text
                # of the talk above.
                day = when_and_where(alone)
                if own and is_running(alone) and not own[-1].talk.abstract:
                    own[-1] = replace(own[-1], talk=_with_text(own[-1].talk, row))
                    continue
                name = "" if day or BREAK.match(alone) or not SECTION.match(alone) else alone
                context = replace(context, day=day[0]) if day else replace(context, track=name)
                continue
            if grid.day and plain_line(record.get("date", "")) in grid.day:
                # The heading says the same and more: which day of the week it is.
                record["date"] = grid.day
            if named:
                record["speakers"], record["abstract"] = first_line(record.get("abstract", ""))
            said = (record.get("title", ""), record.get("speakers", ""))
            if not said[1] and heads and is_section(plain_line(said[0])):
                context = replace(context, track=plain_line(said[0]))
                continue
            if any(BREAK.match(plain_line(value)) for value in said):
                continue
            entry = entry_of(record, context)
            if named and is_empty(record["speakers"]):
                entry = f"{plain_line(said[0])[:80]!r} was left out: the other rows name a speaker."
                record["speakers"] = said[0]
            if CANCELLED.match(plain_line(said[0])):
                entry = "A talk that was cancelled was left out."
            line = _line_in(document.text, at)
            if isinstance(entry, Entry):
                own.append(entry)
                if not entry.talk.speakers:
                    silent_rows[id(entry)] = line
            elif entry and not is_empty(record.get("speakers")):
                problems.append(document.problem(line, entry))
        # Where nearly all rows say who speaks, one that does not is a point of the programme.
        points = spoken or len(own) - len(silent_rows) >= max(_FEWEST, _MOSTLY * len(own))
        for entry in own:
            if line := silent_rows.get(id(entry), 0):
                left = points and not entry.talk.abstract
                say = nobody_speaks(entry.talk.title) if left else unnamed(entry.talk)
                problems.append(document.problem(line, say))
        if points:
            own = [e for e in own if id(e) not in silent_rows or e.talk.abstract]
        whole = completed([entry.talk for entry in own], above.said)
        entries += [replace(e, talk=talk) for e, talk in zip(own, whole, strict=True)]
    talks = identified(entries)
    talks = told_elsewhere(talks, lines[end:])
    return Parsed(completed(talks, ""), tuple(problems))


def _is_a_part(document: Document) -> bool:
    """Whether the page has a list as well, and its repeated elements give the talks of both."""
    own = {_told_by(talk) for talk in read(document).talks}
    every = {_told_by(talk) for talk in repeated.read(document).talks}
    return own < every and len(every) - len(own) >= _FEWEST


def _told_by(talk: Talk) -> tuple[str, ...]:
    people = (name for s in talk.speakers for name in (s.name, s.affiliation))
    return (fold(talk.title), *people)


def _cells(grid: Grid, name: str) -> Iterator[str]:
    """The cells of one column as HTML."""
    column = grid.fields.index(name) if name in grid.fields else len(grid.fields)
    for row in grid.rows:
        if column < len(row) and (cell := row[column]) is not None:
            yield cell.inner_html or ""


def _line_in(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _with_text(talk: Talk, row: Row) -> Talk:
    """A talk with the text of a row of its own."""
    html = next(cell.inner_html or "" for cell in row if cell is not None and cell.text(strip=True))
    label = label_of(told := plain_text(without_mail(html)))
    return replace(talk, abstract=label[1] if label and label[0] == "abstract" else told)


def _with_speakers(grid: Grid) -> Grid:
    """The table with the one column called a speaker's that has people and no other name here."""
    if "speakers" in grid.fields or "title" not in grid.fields:
        return grid
    named: list[int] = []
    for n, name in enumerate(grid.fields):
        cells = [c.text(strip=True) for row in grid.rows if n < len(row) and (c := row[n])]
        told = [all(name_score(p.name) >= 0.8 for p in people_of(cell)) for cell in cells if cell]
        if not name and len(told) > 1 and sum(told) >= 0.7 * len(told):
            named.append(n)
    if len(named) != 1:
        return grid
    fields = tuple("speakers" if n in named else name for n, name in enumerate(grid.fields))
    return replace(grid, fields=fields)


def _alone(row: Row) -> str:
    """The words of a row that has one cell with words, "" for any other."""
    words = [one_line(cell.text(separator=" ")) for cell in row if cell is not None]
    kept = [text for text in words if text]
    return kept[0] if len(kept) == 1 else ""


def _grids(tree: LexborHTMLParser | None) -> Iterator[Grid]:
    days = days_above(tree) if tree else {}
    for own in rows_of_tables(tree) if tree else ():
        rows = filled(own)
        if len(rows) < 2:
            continue
        bare = _begins_with_hour(rows[0])
        fields = tuple(
            _field(c.text(separator=" ", strip=True)) if c and not bare else "" for c in rows[0]
        )
        kept = tuple(row for row in rows[not bare :] if len(row) <= len(fields))
        fields = _with_days(fields, kept)
        named = _with_clock(rows[0], _with_title(rows[0], fields, kept))
        grid = Grid(named, rows[0], kept, days.get(table_of(own[0]), ""))
        told = len(fields) > 1 and looks_like_talk(dict.fromkeys(grid.fields, "x"))
        if told or ("title" in fields and _names_below([_record(grid, r) for r in kept])):
            yield grid


def _begins_with_hour(row: Row) -> bool:
    """Whether a row is no header: it says when in its first cell."""
    first = row[0].text(separator=" ", strip=True) if row and row[0] else ""
    return bool(_HOUR.match(first))


def _with_days(fields: tuple[str, ...], rows: Sequence[Row]) -> tuple[str, ...]:
    """The fields with what is nothing but days and hours, whatever the header calls it ("from"):
    when the talk begins, and behind that when it ends."""
    free = [name for name in ("date", "end") if name not in fields]
    named = list(fields)
    for n, name in enumerate(fields):
        cells = [
            c.text(separator=" ", strip=True) for row in rows if n < len(row) and (c := row[n])
        ]
        told = [bool(_HOUR.match(c) or when_and_where(c) is not None) for c in cells if c]
        if (
            free
            and name not in _TIMES
            and len(told) >= _FEWEST
            and sum(told) >= _NEARLY_ALL * len(told)
        ):
            named[n] = free.pop(0)
    return tuple(named)


def _with_title(header: Row, fields: tuple[str, ...], rows: Sequence[Row]) -> tuple[str, ...]:
    """The fields with a title where nothing is called so: what speakers present (papers), or, of a
    table that says who speaks and when, the one other column with words that differ; one that says
    when alone has both in that column."""
    if "title" in fields or not {"speakers", "date"}.intersection(fields):
        return fields
    told = [n for n, c in enumerate(header) if c and _PAPERS.fullmatch(c.text(strip=True))]
    if not told and "date" in fields:
        told = [n for n, name in enumerate(fields) if not name and _differs(rows, n)]
    if "speakers" not in fields:
        others = [n for n, name in enumerate(fields) if not name and n not in told]
        alone = len(told) == 1 and not any(_has_words(rows, n) for n in others)
        told = told if alone and _are_heads(rows, told[0]) else []
    return tuple("title" if [n] == told else name for n, name in enumerate(fields))


def _has_words(rows: Sequence[Row], column: int) -> bool:
    cells = (c.text() for row in rows if column < len(row) and (c := row[column]))
    return any(re.search(r"[^\W\d_]{2}", text) for text in cells)


def _are_heads(rows: Sequence[Row], column: int) -> bool:
    """Whether the cells of a column can be cut into titles and who speaks."""
    told = [c for row in rows if column < len(row) and (c := row[column])]
    # Where elements tell what is what, words alone tell less.
    parted = [len(cell.css("span, div, p, small")) > 1 for cell in told]
    if sum(parted) > _HALF * len(parted):
        return False
    records = [{"title": cell.inner_html or ""} for cell in told]
    heads_cut(records)
    whole = (record["title"] for record in records if "speakers" not in record)
    running = any(is_running(plain_line(cell)) for cell in whole)
    return not running and any("speakers" in record for record in records)


def _differs(rows: Sequence[Row], column: int) -> bool:
    """Whether the cells of a column have several words each, and no two the same."""
    cells = [c.text(strip=True) for row in rows if column < len(row) and (c := row[column])]
    known = [cell for cell in cells if not TBA.match(cell)]
    words = [cell for cell in known if len(cell.split()) > 1]
    return len(words) >= _MOSTLY * len(known) and len(set(words)) == len(words) > 0


def _with_clock(header: Row, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields with the column of times told from that of days, where a table has both."""
    keys = [plain_key(c.text(strip=True)) if c else "" for c in header]
    times = [name == "date" and key in CLOCKS for name, key in zip(fields, keys, strict=True)]
    if sum(times) != 1 or fields.count("date") < 2:
        return fields
    return tuple("time" if time else name for name, time in zip(fields, times, strict=True))


def _field(header: str) -> str:
    """The field that a column's header names, "" for one that is not read.

    Of "Title and abstract" it is the first; the cell's first line is the title then.
    """
    first, *more = re.split(r"\s*(?:[/&,+]|\band\b|\bund\b|\bet\b|\by\b)\s*|\s+(?=\()", header)
    if more and all(_field(part.strip(" ()")) for part in (first, *more)):
        return _field(first)
    label = label_of(f"{header}:")
    if label and not label[1]:
        return _HEAD_OF.get(label[0], "")
    plain = known_key(header)
    known = next((name for name in _HEAD_OF.values() if plain in KEYS.get(name, ())), "")
    return known or _HEAD_OF.get(by_words(header), "")


def _record(grid: Grid, row: Row, *, placed: bool = False) -> dict[str, str]:
    record: dict[str, str] = {}
    for name, cell in zip(grid.fields, row, strict=False):
        if cell is None:
            continue
        addresses = ((a.text(), web_url((a.attributes or {}).get("href"))) for a in cell.css("a"))
        links = [(words.strip(), address) for words, address in addresses if address]
        # What leads to slides says so, in any column; the words of a title lead to its page.
        for words, address in sorted(links, key=lambda link: bool(LINK_WORDS.match(link[0]))):
            said = link_meaning(words) if LINK_WORDS.match(words) else "url"
            what = name if said == "url" and name in _LINKS else said
            if what != "url" or name in ("title", *_LINKS):
                record.setdefault("video" if is_video(address) else what, address)
        value = without_mail((cell.inner_html or "").strip())
        if name in _LINKS:
            value = "" if links else cell.text()
        if name == "title":
            value, below = first_line(without_link_words(value))
            if below:
                label = label_of(plain_line(below))
                named = label and label[0] == "abstract"
                under = lines_in(below)
                if len(under) > 1 and label_of(under[0]) == ("abstract", ""):
                    # The words of what opens the text.
                    record.setdefault("abstract", "\n".join(under[1:]))
                record.setdefault("abstract", label[1] if label and named else below)
        elif name == "speakers":
            value = people_in(value, placed=placed)
        if name and not is_empty(value):
            record.setdefault(name, value)
    return record


def _names_below(records: Sequence[Mapping[str, str]]) -> bool:
    """Whether people stand below the titles, in the cells of the titles."""
    below = [plain_line(first_line(r["abstract"])[0]) for r in records if r.get("abstract")]
    named = [
        text
        for text in below
        if not ends_sentence(text) and all(name_score(p.name) >= 0.7 for p in people_of(text))
    ]
    return len(named) > 1 and len(named) == len(below)

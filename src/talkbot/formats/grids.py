"""Tables on HTML and Markdown pages whose header row names what a listing has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talkbot.formats.document import Document, Parsed, without_mail
from talkbot.formats.fields import KEYS, is_empty, known_key, looks_like_talk
from talkbot.formats.frontmatter import without_front
from talkbot.formats.labels import label_of
from talkbot.formats.links import is_video, web_url
from talkbot.formats.markdown import markdown_lines
from talkbot.formats.markup import plain_line
from talkbot.formats.people import name_score, people_of
from talkbot.formats.records import Context, Entry, entry_of, identified
from talkbot.formats.sections import only_day, told_below
from talkbot.formats.webpages import html_lines, is_web_page
from talkbot.formats.wording import BREAK, CANCELLED, ends_sentence
from talkbot.talks import Problem

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_LINKS = frozenset((*KEYS["video"], *KEYS["slides"], *KEYS["url"]))
_HEAD_OF = {
    "title": "title", "speaker": "speakers", "affiliation": "affiliation", "role": "role",
    "abstract": "abstract", "bio": "bio", "when": "date", "where": "room", "video": "video",
    "slides": "slides", "url": "url", "tags": "tags", "track": "track", "language": "language",
    "event": "event", "duration": "duration",
}  # fmt: skip

_DEEP = "table table table table"

Row = tuple["LexborNode | None", ...]
"""The cells of a row; None where one reaches over from the left."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the fields its header names, and each row's cells."""

    fields: tuple[str, ...]
    rows: tuple[Row, ...]


def recognise(document: Document) -> str:
    """Why a page is taken for a table of talks, or ""."""
    grids = list(_grids(_tree(document)))
    if not grids:
        return ""
    return f"it has a table whose header names {', '.join(filter(None, grids[0].fields))}"


def read(document: Document) -> Parsed:
    """A talk for each row that has a title; rows without one yet are reported."""
    tree = _tree(document)
    text, title = without_front(document.text)
    lines = html_lines(text) if is_web_page(text) else markdown_lines(text)
    context = Context(document.source, event=title or _event(tree), day=only_day(lines))
    entries: list[Entry] = []
    problems: list[Problem] = []
    at = 0
    for grid in _grids(tree):
        records = [_record(grid, row) for row in grid.rows]
        named = "speakers" not in grid.fields and _names_below(records)
        for row, record in zip(grid.rows, records, strict=True):
            at = _place(document.text, row, at)
            if named:
                record["speakers"], record["abstract"] = _first_line(record.get("abstract", ""))
            said = (record.get("title", ""), record.get("speakers", ""))
            if any(BREAK.match(plain_line(value)) for value in said):
                continue
            entry = entry_of(record, context)
            if named and is_empty(record["speakers"]):
                entry = f"{plain_line(said[0])[:80]!r} was left out: the other rows name a speaker."
                record["speakers"] = said[0]
            if CANCELLED.match(plain_line(said[0])):
                entry = "A talk that was cancelled was left out."
            if isinstance(entry, Entry):
                entries.append(entry)
            elif entry and not is_empty(record.get("speakers")):
                line = document.text.count("\n", 0, at) + 1
                problems.append(document.problem(line, entry))
    talks = identified(entries)
    if not any(talk.abstract for talk in talks):
        talks = told_below(talks, lines)
    return Parsed(talks, tuple(problems))


def _tree(document: Document) -> LexborHTMLParser | None:
    from selectolax.lexbor import LexborHTMLParser

    text, _ = without_front(document.text)
    if is_web_page(text):
        return LexborHTMLParser(text) if "<table" in text.casefold() else None
    if "|" not in text or not any(set(line.strip()) <= set("|-: ") and "-|" in line.replace(" ", "")
                                  for line in text.split("\n")):  # fmt: skip
        return None
    from markdown_it import MarkdownIt

    return LexborHTMLParser(MarkdownIt("commonmark").enable("table").render(text))


def _grids(tree: LexborHTMLParser | None) -> Iterator[Grid]:
    for own in _rows_of_tables(tree) if tree else ():
        rows = _filled(own)
        if len(rows) < 2:
            continue
        fields = tuple(_field(c.text(separator=" ", strip=True)) if c else "" for c in rows[0])
        if len(fields) > 1 and looks_like_talk(dict.fromkeys(fields, "x")):
            yield Grid(
                fields,
                tuple(row for row in rows[1:] if _cells(row) > 1 and len(row) <= len(fields)),
            )


def _rows_of_tables(tree: LexborHTMLParser) -> Iterable[list[LexborNode]]:
    """The rows of each table, without those of tables inside it. Damaged pages nest hundreds, so
    that every row holds all below it: rows over more than a few tables are no talk's."""
    rows: dict[int, list[LexborNode]] = {}
    for row in tree.css("tr"):
        if row.css_first(_DEEP) is not None:
            continue
        table = row.parent
        while table is not None and table.tag != "table":
            table = table.parent
        if table is not None:
            rows.setdefault(table.mem_id, []).append(row)
    return rows.values()


def _filled(table: Sequence[LexborNode]) -> list[Row]:
    """The rows of a table, with a cell that reaches over several rows in each of them. Of a cell
    that reaches over several columns the first has it, the others are None."""
    rows: list[Row] = []
    hanging: dict[int, tuple[LexborNode, int]] = {}
    for row in table:
        own = [cell for cell in row.iter() if cell.tag in ("th", "td")]
        cells: list[LexborNode | None] = []
        while own or len(cells) in hanging:
            at = len(cells)
            if at in hanging:
                cell, left = hanging.pop(at)
                cells.append(cell)
                if left > 1:
                    hanging[at] = (cell, left - 1)
                continue
            cell = own.pop(0)
            if (down := _span(cell, "rowspan")) > 1:
                hanging[at] = (cell, down - 1)
            cells += [cell, *[None] * (_span(cell, "colspan") - 1)]
        rows.append(tuple(cells))
    return rows


def _cells(row: Row) -> int:
    return sum(cell is not None for cell in row)


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes or {}).get(name) or "1"
    return min(int(value), 200) if value.isascii() and value.isdigit() else 1


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
    return next((name for name in _HEAD_OF.values() if plain in KEYS.get(name, ())), "")


def _record(grid: Grid, row: Row) -> dict[str, str]:
    record: dict[str, str] = {}
    for name, cell in zip(grid.fields, row, strict=False):
        if cell is None:
            continue
        links = [web_url((a.attributes or {}).get("href")) for a in cell.css("a")]
        link = next(filter(None, links), "")
        if name in _LINKS:
            value = link or cell.text()
        else:
            value = without_mail((cell.inner_html or "").strip())
        if name == "title":
            value, below = _first_line(value)
            if below:
                record.setdefault("abstract", below)
        elif name == "speakers":
            value = re.sub(r"<br\s*/?>\s*(?=\()", " ", value)
        if name == "title" and link:
            record.setdefault("video" if is_video(link) else "url", link)
        if name and not is_empty(value):
            record.setdefault(name, value)
    return record


def _names_below(records: Sequence[Mapping[str, str]]) -> bool:
    """Whether people stand below the titles, in the cells of the titles."""
    below = [plain_line(_first_line(r["abstract"])[0]) for r in records if r.get("abstract")]
    named = [
        text
        for text in below
        if not ends_sentence(text) and all(name_score(p.name) >= 0.7 for p in people_of(text))
    ]
    return len(named) > 1 and len(named) == len(below)


def _first_line(cell: str) -> tuple[str, str]:
    """The first line of a cell and what stands below it, as HTML."""
    first, *below = re.split(r"<br\s*/?>|</p>|</div>", cell.strip(), maxsplit=1)
    return (first, below[0].strip()) if below and plain_line(first) else (cell, "")


def _event(tree: LexborHTMLParser | None) -> str:
    """The page's heading."""
    for selector in ("h1", "h2", "title", "h3"):
        found = tree.css_first(selector) if tree else None
        if found and (heading := " ".join(found.text().split())):
            return heading
    return ""


def _place(text: str, row: Row, at: int) -> int:
    """Where a row stands in the source: the parser keeps no places, so its words are sought."""
    words = [w for cell in row if cell and (w := cell.text(strip=True)[:30])]
    words.sort(key=len, reverse=True)
    return next((found for w in words if (found := text.find(w, at)) >= 0), at)

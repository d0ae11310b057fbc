"""The tables of HTML and Markdown pages: their rows and cells, and what the page says over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from talkbot.formats.cells import lines_in
from talkbot.formats.dates import OTHER_DAY, day_of_event, has_day
from talkbot.formats.document import Document, Line, one_line
from talkbot.formats.markdown import markdown_html
from talkbot.formats.sections import only_day
from talkbot.formats.text_tables import with_html_tables
from talkbot.formats.webpages import html_lines
from talkbot.formats.whens import when_and_where
from talkbot.formats.wording import ends_sentence
from talkbot.formats.writing import written

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# The line below the header of a Markdown table.
_RULED = re.compile(r"(?=[^|]*\|)[|:\s]*-[|\-:\s]*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAMES = 2
"""The level down to which a heading names a page, before its title does."""
_LONGEST = 120
_DEEP = "table table table table"

Row = tuple["LexborNode | None", ...]
"""The cells of a row; None where one reaches over from the left."""


# Every reader of tables asks for it.
@lru_cache(maxsize=1)
def tree_of(document: Document) -> LexborHTMLParser | None:
    from selectolax.lexbor import LexborHTMLParser

    page = written(document)
    text = page.text
    if page.kind != "html":
        drawn = with_html_tables(text)
        if drawn != text:
            return LexborHTMLParser(markdown_html(drawn))
        ruled = "|" in text and any(_RULED.fullmatch(line.strip()) for line in text.split("\n"))
        if not (ruled or ("<table" in text.casefold() and page.kind == "markdown")):
            return None
        text = markdown_html(text)
    return LexborHTMLParser(text) if "<table" in text.casefold() else None


def rows_of_tables(tree: LexborHTMLParser) -> Iterable[list[LexborNode]]:
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


def filled(table: Sequence[LexborNode]) -> list[Row]:
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


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes or {}).get(name) or "1"
    return min(int(value), 200) if value.isascii() and value.isdigit() else 1


@dataclass(frozen=True, slots=True)
class Over:
    """What stands over a table and below the one before it: its headings by their levels, and all
    that may say when its talks are."""

    headings: tuple[tuple[int, str], ...]
    said: str


def over_tables(lines: Sequence[Line], tables: Sequence[Sequence[Row]]) -> tuple[list[Over], int]:
    """What stands over each of these tables of a page, and the number of lines up to the end of
    the last. A table that has nothing of its own that names a year stands under what the page
    begins with."""
    found: list[Over] = []
    after = 0
    for rows in tables:
        start = _begin(lines, rows[0], after)
        above = lines[after:start]
        said = " ".join(line.text for line in above if _is_heading(line))
        headings = tuple((line.level, line.text) for line in above if line.level)
        if found and not _YEAR.search(said):
            said = found[0].said
        found.append(Over(headings, said))
        after = start
        for row in rows:
            words = _words(row)
            if words and (at := _index(lines, words[-1], after)) >= 0:
                after = at + 1
    return found, after


def _begin(lines: Sequence[Line], row: Row, after: int) -> int:
    """Where a row begins: at its first words, with its next words soon behind them."""
    first, *others = _words(row) or [""]
    at = after
    while first and (at := _index(lines, first, at)) >= 0:
        soon = [line.text for line in lines[at : at + len(row) + 2]]
        if not others or any(others[0] in text for text in soon):
            return at
        at += 1
    return after


def _index(lines: Sequence[Line], words: str, after: int) -> int:
    return next((n for n in range(after, len(lines)) if words in lines[n].text), -1)


def _words(row: Row) -> list[str]:
    """How the cells of a row begin."""
    lines = (lines_in(cell.inner_html or "") for cell in row if cell is not None)
    return [own[0][:40] for own in lines if own]


def _is_heading(line: Line) -> bool:
    """Whether a line says something of all that stands below: a heading or a few words."""
    few = len(line.text) <= 80 and not ends_sentence(line.text)
    return bool(line.level) or (few and not OTHER_DAY.search(line.text))


def event_of(tree: LexborHTMLParser | None, over: Over | None = None) -> str:
    """The page's name: its highest heading over the first table, or what its title says."""
    headings = over.headings if over else ()
    top = min((level for level, _ in headings), default=0)
    if 0 < top <= _NAMES:
        return next(one_line(text) for level, text in headings if level == top)
    for selector in ("h1", "title", "h2", "h3"):
        found = tree.css_first(selector) if tree else None
        if found and (heading := " ".join(found.text().split())):
            return heading
    # A page without any markup begins with its name.
    first = one_line(found.text()) if tree and (found := tree.css_first("body > p")) else ""
    plain = 0 < len(first) <= _LONGEST and not (ends_sentence(first) or when_and_where(first))
    return first if plain else ""


def place_in(text: str, row: Row, at: int) -> int:
    """Where a row stands in the source: the parser keeps no places, so its words are sought."""
    words = [w for cell in row if cell and (w := cell.text(strip=True)[:30])]
    words.sort(key=len, reverse=True)
    return next((found for w in words if (found := text.find(w, at)) >= 0), at)


def table_of(row: LexborNode) -> int:
    table = row.parent
    while table is not None and table.tag != "table":
        table = table.parent
    return table.mem_id if table is not None else 0


@lru_cache(maxsize=2)
def _day_of(html: str) -> str:
    """The day of a page that gives one only. It is asked for twice: recognised, and read."""
    return only_day(html_lines(html))


def days_above(tree: LexborHTMLParser) -> dict[int, str]:
    """For each table the day that stands nearest above it."""
    found: dict[int, str] = {}
    day = _day_of(tree.html or "")
    for node in tree.css("h1, h2, h3, h4, h5, h6, p, strong, caption, table"):
        if node.tag == "table":
            found[node.mem_id] = day
        elif len(text := one_line(node.text())) <= 120 and has_day(text):
            when = when_and_where(text)
            day = when[0] if when else day_of_event(text) or day
    return found

"""Tables as Org, AsciiDoc, MediaWiki and Textile draw them, as HTML of as many lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_RULER = re.compile(r"\s*\|[-+:|=\s]*-[-+:|=\s]*$")
ATTRIBUTES = r"(?:\([^()|\n]*\)|\{[^{}|\n]*\}|\[[^\[\]|\n]*\])"
"""What Textile says of how a cell or a block looks."""
# What it says of a cell before it: that it is a header, that it reaches over others.
_TEXTILE_CELL = re.compile(rf"(_)?(?:\\(\d+))?(?:/(\d+))?(?:{ATTRIBUTES}|[<>=^~])*\.\s+")
_ASCIIDOC_CELL = re.compile(
    r"(?:(?<=\s)|^)(?:\d+\*)?(?:(\d+)?(?:\.(\d+))?\+)?[<^>]?(?:\.[<^>])?([adehlmsv]?)\|",
    re.MULTILINE,
)
_COLUMNS = re.compile(r"cols\s*=\s*\"?([^\"\]]*)\"?")
_HEADER = re.compile(r"%header|options?\s*=\s*\"?[^\"\]]*header")
_ATTRIBUTES = re.compile(
    r"((?:\s*[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s|\"'\[=]+)(?=[\s|]))+)\s*\|(?!\|)"
)
_SPAN = re.compile(r"\b((?:row|col)span)\s*=\s*[\"']?(\d+)")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, in its dialect, and over how many columns and rows it reaches."""

    text: str
    head: bool = False
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the line behind it, and its rows by the lines that they begin in."""

    end: int
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def table_lines(table: Table, start: int, in_words: Callable[[str], str]) -> Iterator[str]:
    """The lines of a table as HTML, each row where it stood; what is blank would end the table."""
    rows: dict[int, str] = {}
    for at, cells in table.rows:
        rows[at] = rows.get(at, "") + f"<tr>{''.join(_html(cell, in_words) for cell in cells)}</tr>"
    for at in range(start, table.end):
        begins = "<table>" * (at == start)
        ends = "</table>" * (at == table.end - 1)
        yield f"{begins}{rows.get(at, '<!-- -->')}{ends}"


def _html(cell: Cell, in_words: Callable[[str], str]) -> str:
    tag = "th" if cell.head else "td"
    spans = f' colspan="{cell.across}"' * (cell.across > 1) + f' rowspan="{cell.down}"' * (
        cell.down > 1
    )
    lines = (line.strip() for line in cell.text.strip().split("\n"))
    words = "<br>".join(_parser().renderInline(in_words(line)) for line in lines if line)
    return f"<{tag}{spans}>{words}</{tag}>"


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def bars_table(lines: Sequence[str], at: int) -> Table | None:
    """Rows between bars: a ruler below the first makes it the header (Org), a sign each of its
    cells (Textile)."""
    if at and lines[at - 1].lstrip().startswith("|"):
        return None  # Seen already, from its first line on.
    end = at
    while end < len(lines) and lines[end].lstrip().startswith("|"):
        end += 1
    told = [n for n in range(at, end) if not _RULER.match(lines[n])]
    if len(told) < 2:
        return None
    ruled = told[0] + 1 < end and told[0] + 1 not in told
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    for n in told:
        cells = lines[n].strip().removeprefix("|").removesuffix("|").split("|")
        rows.append((n, tuple(_bars_cell(cell, head=ruled and n == told[0]) for cell in cells)))
    return Table(end, tuple(rows))


def _bars_cell(text: str, *, head: bool) -> Cell:
    sign = _TEXTILE_CELL.match(text)
    if not sign:
        return Cell(text, head)
    across, down = int(sign[2] or 1), int(sign[3] or 1)
    return Cell(text[sign.end() :], head or bool(sign[1]), across, down)


def wiki_table(lines: Sequence[str], at: int) -> Table | None:
    """A table between `{|` and `|}`; what stands in lines of its own in a cell belongs to it."""
    if not lines[at].lstrip().startswith("{|"):
        return None
    rows: list[tuple[int, list[Cell]]] = []
    end = at + 1
    while end < len(lines) and not lines[end].lstrip().startswith("|}"):
        line = lines[end].strip()
        if line.startswith("{|") and not any(cells for _, cells in rows):
            return None
        if line.startswith("|-") or (not rows and line[:1] in "|!" and line[:2] != "|+"):
            rows.append((end, []))
        if line.startswith(("|-", "|+")) or not rows:
            pass
        elif line[:1] in ("|", "!"):
            head = line[0] == "!"
            cells = re.split(r"\|\||!!" if head else r"\|\|", line[1:])
            if not rows[-1][1]:
                rows[-1] = (end, rows[-1][1])
            rows[-1][1].extend(_wiki_cell(cell, head=head) for cell in cells)
        elif rows[-1][1]:
            last = rows[-1][1][-1]
            text = f"{last.text}\n{line.lstrip('*#: ')}"
            rows[-1][1][-1] = Cell(text, last.head, last.across, last.down)
        end += 1
    whole = tuple((n, tuple(cells)) for n, cells in rows if cells)
    return Table(min(end + 1, len(lines)), whole) if whole else None


def _wiki_cell(text: str, *, head: bool) -> Cell:
    given = _ATTRIBUTES.match(text)
    spans = {name: int(count) for name, count in _SPAN.findall(given[1])} if given else {}
    own = text[given.end() :] if given else text
    return Cell(own, head, spans.get("colspan", 1), spans.get("rowspan", 1))


def asciidoc_table(lines: Sequence[str], at: int) -> Table | None:
    """A table between two `|===`: cells are counted off by the number of columns, which the line
    above or the first line of cells tells; a first line with a blank one below is the header."""
    if not re.match(r"[|!,:]===\s*$", lines[at]):
        return None
    ends = (n for n in range(at + 1, len(lines)) if lines[n].rstrip() == lines[at].rstrip())
    end = next(ends, len(lines))
    above = lines[at - 1] if at else ""
    cells: list[tuple[int, Cell]] = []
    first = 0
    for n in range(at + 1, end):
        found = list(_ASCIIDOC_CELL.finditer(lines[n]))
        before = lines[n][: found[0].start()].strip() if found else lines[n].strip()
        if before and cells:
            line, last = cells[-1]
            cells[-1] = (line, Cell(f"{last.text}\n{before}", last.head, last.across, last.down))
        stops = [*(match.start() for match in found[1:]), len(lines[n])]
        for match, stop in zip(found, stops, strict=False):
            text = lines[n][match.end() : stop].strip()
            head = match[3] == "h"
            cells.append((n, Cell(text, head, int(match[1] or 1), int(match[2] or 1))))
        first = first or len(cells)
    named = _COLUMNS.search(above)
    width = _columns(named[1]) if named else first
    if not (cells and width):
        return None
    blank = at + 2 < end and lines[at + 1].strip() and not lines[at + 2].strip() and first == width
    header = bool(_HEADER.search(above) or blank)
    return Table(
        end + 1 if end < len(lines) else end, tuple(_counted_off(cells, width, header=header))
    )


def _columns(given: str) -> int:
    if many := re.match(r"\s*(\d+)\*", given):
        return int(many[1])
    return given.count(",") + given.count(";") + 1


def _counted_off(
    cells: Sequence[tuple[int, Cell]], width: int, *, header: bool
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    row: list[Cell] = []
    line, filled = cells[0][0], 0
    hanging: list[int] = []
    for n, cell in cells:
        if not row:
            line, filled = n, sum(left > 0 for left in hanging)
            hanging = [left - 1 for left in hanging if left > 1]
        row.append(cell)
        filled += cell.across
        hanging += [cell.down - 1] * cell.across if cell.down > 1 else []
        if filled >= width:
            yield line, tuple(Cell(c.text, True, c.across, c.down) if header else c for c in row)
            row, header = [], False
    if row:
        yield line, tuple(row)

"""Tables that plain text draws, made tables of HTML: `csv-table` and `list-table` as
reStructuredText has them, grids of `+---+`, columns under rulers, Org's. A page keeps the number
of its lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise

_DIRECTIVE = re.compile(r"^(\s*)\.\.\s+(csv-table|list-table)::(.*)$")
_OPTION = re.compile(r"^\s*:([\w-]+):\s*(.*)$")
_BORDER = re.compile(r"^\s*\+(?:[-=]{2,}\+){2,}\s*$")
_RULER = re.compile(r"^\s*(?:={2,}|-{2,})(?:\s+(?:={2,}|-{2,}))+\s*$")
_ORG_RULER = re.compile(r"^\s*\|-+(?:\+-+)+\|\s*$")
_DELIMITERS = {"tab": "\t", "space": " "}
_LINK = re.compile(r"`([^`<>]+?)\s*<([^<>`\s]+)>`_{1,2}|\[([^\[\]]+)\]\(([^()\s]+)\)")
_MARKS = re.compile(r"(?<![\w*`])(\*{1,2}|`{1,2})(?=\S)([^*`]+?)(?<=\S)\1(?![\w*`])")
_LONGEST = 20000

_Table = tuple[int, list[list[str]]]
"""The line behind a table, and its rows, the header first."""


@lru_cache(maxsize=2)
def with_html_tables(text: str) -> str:
    """The text of a page with such tables as HTML, the page itself where it has none."""
    lines = text.split("\n")
    if len(lines) > _LONGEST:
        return text
    result: list[str] = []
    at = 0
    while at < len(lines):
        end, rows = _table_at(lines, at) or (at + 1, [])
        if len(rows) > 1 and len(rows[0]) > 1:
            # Blank lines keep the numbers of the lines below.
            result += [_html(rows), *[""] * (end - at - 1)]
        else:
            others = lines[at:end]
            result += [n.replace("+", "|") if _ORG_RULER.match(n) else n for n in others]
        at = end
    return "\n".join(result)


def _table_at(lines: Sequence[str], at: int) -> _Table | None:
    """What may be a table that begins in a line."""
    line = lines[at]
    if directive := _DIRECTIVE.match(line):
        return _of_directive(lines, at, directive)
    if _BORDER.match(line):
        return _of_grid(lines, at)
    below = lines[at + 1] if at + 1 < len(lines) and line.strip() else ""
    if _RULER.match(line) or ("-" in below and _RULER.match(below)):
        return _under_rulers(lines, at)
    return None


def _of_directive(lines: Sequence[str], at: int, directive: re.Match[str]) -> _Table:
    inner = len(directive[1])
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > inner):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    options: dict[str, str] = {}
    start = at + 1
    while start < end and (option := _OPTION.match(lines[start])):
        options[option[1]] = option[2]
        start += 1
    body = lines[start:end]
    if directive[2] == "list-table":
        return end, _of_items(body)
    mark = options.get("delim", ",")
    mark = _DELIMITERS.get(mark, mark)[:1] or ","
    told = [line.strip() for line in [options.get("header", ""), *body] if line.strip()]
    return end, [row for row in csv.reader(told, delimiter=mark, skipinitialspace=True) if row]


def _of_items(lines: Sequence[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in lines:
        words = line.strip()
        if words.startswith(("* -", "- -")):
            rows.append([words[3:].strip()])
        elif rows and words.startswith("- "):
            rows[-1].append(words[2:].strip())
        elif rows and words == "-":
            rows[-1].append("")
        elif rows and words:
            rows[-1][-1] = f"{rows[-1][-1]} {words}".strip()
    return rows


def _of_grid(lines: Sequence[str], at: int) -> _Table:
    """Rows between borders; where borders stand only around the header and all others, each line is
    a row."""
    end = at
    while end < len(lines) and lines[end].lstrip()[:1] in ("+", "|"):
        end += 1
    borders = {n for n in range(at, end) if _BORDER.match(lines[n])}
    each = len(borders) <= 3 and end - at > 5
    bounds = [n for n, sign in enumerate(lines[at]) if sign == "+"]
    rows: list[list[str]] = []
    fresh = True
    for n in range(at, end):
        if n in borders:
            fresh = True
            continue
        cells = [lines[n][a + 1 : b].strip(" |") for a, b in pairwise(bounds)]
        _add(rows, cells, new=fresh or each)
        fresh = False
    return end, rows


def _under_rulers(lines: Sequence[str], at: int) -> _Table:
    """Columns under a ruler that says where they begin, with the header above it or below; a line
    without words in its first column goes on with the row above."""
    first = at if _RULER.match(lines[at]) else at + 1
    starts = [match.start() for match in re.finditer(r"[=-]{2,}", lines[first])]
    spans = list(zip(starts, [*starts[1:], None], strict=True))
    rows: list[list[str]] = []
    at = at if first > at else at + 1
    while at < len(lines) and lines[at].strip():
        if not _RULER.match(lines[at]):
            cells = [lines[at][a:b].strip() for a, b in spans]
            _add(rows, cells, new=bool(cells[0]) or not rows)
        at += 1
    return at, rows


def _add(rows: list[list[str]], cells: list[str], *, new: bool) -> None:
    if new or len(rows[-1]) != len(cells):
        rows.append(cells)
    else:
        pairs = zip(rows[-1], cells, strict=True)
        rows[-1] = [f"{above} {cell}".strip() for above, cell in pairs]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _html(rows: Sequence[Sequence[str]]) -> str:
    head, *others = rows
    cells = "".join(f"<th>{_inline(cell)}</th>" for cell in head)
    body = ("".join(f"<td>{_inline(cell)}</td>" for cell in row) for row in others)
    return f"<table><tr>{cells}</tr>{''.join(f'<tr>{row}</tr>' for row in body)}</table>"


def _inline(cell: str) -> str:
    """A cell as HTML, with its links and without the marks around words."""
    return "".join(_pieces(_MARKS.sub(r"\2", cell) if "<" not in cell else cell))


def _pieces(cell: str) -> Iterator[str]:
    at = 0
    for match in _LINK.finditer(cell):
        words, address = match[1] or match[3], match[2] or match[4]
        yield escape(cell[at : match.start()])
        yield f'<a href="{escape(address)}">{escape(words)}</a>'
        at = match.end()
    yield escape(cell[at:])

"""Lists of records on a page: elements of one kind that repeat, and what follows each of them.

A site prints each talk by the same template, so the elements of all talks have the same path of
tags and classes. On pages written by hand the talks stand flat among each other: then an element
that repeats, a heading, a term or a paragraph that begins with a time, leads each record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talkbot.formats.dates import leading_when
from talkbot.formats.dom import Block, Element, Page

FEWEST = 2
"""The least number of records that make a list."""
_MOST_LISTS = 40
_OFTEN = 0.6
_STRONG = ("b", "strong")


@dataclass(frozen=True, slots=True)
class Record:
    """The blocks from `first` up to `last`; `root` is the element around them, `within` how deep
    the paths of its blocks begin."""

    first: int
    last: int
    root: Element
    leads: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """Records of one kind in their order, of which none holds another."""

    records: tuple[Record, ...]
    leads: bool


def repeats_of(page: Page) -> list[Repeat]:
    """All lists of records that a page may have, those with the most text first."""
    groups: dict[str, list[Element]] = defaultdict(list)
    for element in page.elements[1:]:
        if element.last > element.first:
            groups[element.path].append(element)
            if kind := _kind_of_leader(page, element):
                groups[f"{element.path} {kind}"].append(element)
    found: dict[tuple[tuple[int, int], ...], Repeat] = {}
    for key, elements in groups.items():
        if len(elements) < FEWEST:
            continue
        for repeat in _lists(elements, alone=" " not in key):
            spans = tuple((record.first, record.last) for record in repeat.records)
            if len(spans) >= FEWEST:
                found.setdefault(spans, repeat)
    sizes = {id(r): _size(page, r) for r in found.values()}
    return sorted(found.values(), key=lambda r: -sizes[id(r)])[:_MOST_LISTS]


def _kind_of_leader(page: Page, element: Element) -> str:
    """What a block of its own looks like where its element alone does not tell it from others."""
    if element.children or element.last - element.first != 1:
        return ""
    block = page.blocks[element.first]
    timed = "timed" if leading_when(block.text) else ""
    first = block.pieces[0].sign if block.pieces else ""
    strong = first if first.partition(".")[0] in _STRONG or block.sign else ""
    return " ".join(filter(None, (timed, strong)))


def _lists(elements: Sequence[Element], *, alone: bool) -> Iterator[Repeat]:
    if alone:
        own = [Record(e.first, e.last, e, leads=False) for e in elements]
        yield Repeat(tuple(own), leads=False)
    leading = tuple(_led(elements))
    if any(record.last > record.root.last for record in leading):
        yield Repeat(leading, leads=True)


def _led(leaders: Sequence[Element]) -> Iterator[Record]:
    """The records that the elements lead: each with its siblings up to the next leader, or to a
    heading that stands over records and not in them."""
    known = {id(leader) for leader in leaders}
    slices = [_siblings_behind(leader, known) for leader in leaders]
    inner = _inner_levels(leaders, slices)
    for leader, behind in zip(leaders, slices, strict=True):
        end = leader.last
        for sibling in behind:
            if sibling.tag == "hr" or (sibling.level and sibling.level not in inner):
                break
            end = max(end, sibling.last)
        yield Record(leader.first, end, leader, leads=True)


def _siblings_behind(leader: Element, known: set[int]) -> list[Element]:
    siblings = leader.parent.children if leader.parent else []
    behind: list[Element] = []
    passed = False
    for sibling in siblings:
        if passed and id(sibling) in known:
            break
        if passed:
            behind.append(sibling)
        passed = passed or sibling is leader
    return behind


def _inner_levels(leaders: Sequence[Element], slices: Sequence[Sequence[Element]]) -> set[int]:
    """The levels of headings that belong into records: those below the leader's own, else those
    that most records have."""
    top = min((leader.level for leader in leaders), default=0)
    if top:
        return set(range(top + 1, 7))
    found = [{sibling.level for sibling in behind if sibling.level} for behind in slices]
    return {
        level
        for level in range(1, 7)
        if sum(level in levels for levels in found) >= _OFTEN * len(slices)
    }


def _size(page: Page, repeat: Repeat) -> int:
    return sum(len(b.text) for r in repeat.records for b in page.blocks[r.first : r.last])


def blocks_in(page: Page, record: Record) -> Sequence[Block]:
    """The blocks of a record, in their order."""
    return page.blocks[record.first : record.last]


def path_in(block: Block, record: Record) -> str:
    """The path of a block from its record down, the leader's own sign with it where it leads."""
    top = record.root.parent.depth + 1 if record.leads and record.root.parent else 0
    signs: list[str] = []
    at: Element | None = block.element
    while at is not None and at is not record.root and at.depth >= top:
        signs.append(at.sign)
        at = at.parent
    if record.leads and at is record.root:
        signs.append(at.sign)
    return "/".join(reversed(signs[:12]))

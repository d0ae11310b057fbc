"""Lists of records on a page: elements of one kind that repeat, and what follows each of them.

A site prints each talk by the same template, so the elements of all talks have the same path of
tags and classes. On pages written by hand the talks stand flat among each other: then an element
that repeats, a heading, a term or a paragraph that begins with a time, leads each record.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from talkbot.formats.dates import has_day
from talkbot.formats.dom import DEEPEST, Block, Element, Page
from talkbot.formats.loose import LOOSE, with_loose
from talkbot.formats.whens import leading_when, when_and_where
from talkbot.formats.wording import BREAK

FEWEST = 2
"""The least number of records that make a list."""
_MOST_LISTS = 30
_MOST_BLOCKS = 40
_FEW = 12
_OFTEN = 0.6
_LONG = 200
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
    told = [e for e in with_loose(page)[1:] if e.last > e.first and e.depth < DEEPEST]
    beside = {(id(element.parent), element.path) for element in told}
    for element in told:
        groups[element.path].append(element)
        for path in _plainer(element):
            if (id(element.parent), path) in beside:
                groups[path].append(element)
        for kind in _kinds_of_leader(page, element):
            groups[f"{element.path} {kind}"].append(element)
    found: dict[tuple[tuple[int, int], ...], Repeat] = {}
    for elements in _sets(groups.values()):
        for repeat in _lists(page, elements):
            spans = tuple((record.first, record.last) for record in repeat.records)
            long = sum(last - first for first, last in spans) > _MOST_BLOCKS * len(spans)
            if len(spans) >= FEWEST and not long:
                found.setdefault(spans, repeat)
    sizes = {id(r): _size(page, r) for r in found.values()}
    return sorted(found.values(), key=lambda r: -sizes[id(r)])[:_MOST_LISTS]


def _plainer(element: Element) -> list[str]:
    """The paths that an element of several classes would have with one alone: a card that is set
    apart from the others is a card."""
    tag, *classes = element.sign.split(".")
    above = element.path.removesuffix(element.sign)
    plain = [f"{above}{tag}.{name}" for name in classes] if len(classes) > 1 else []
    # A row that is set apart from others without any class is a row.
    return [*plain, f"{above}{tag}"] if classes and tag == "tr" else plain


def _kinds_of_leader(page: Page, element: Element) -> list[str]:
    """What an element with text of its own looks like where its path alone does not tell it from
    others: it begins with a time or a day, it begins in bold or is so throughout."""
    if any(child.tag != LOOSE for child in element.children):
        return []
    block = page.blocks[element.first]
    when = leading_when(block.text)
    timed = "" if not when else "dated" if has_day(when[0]) else "timed"
    sign = leading_sign(block)
    return [kind for kind in (timed, sign, f"{timed} {sign}" if timed and sign else "") if kind]


def leading_sign(block: Block) -> str:
    """The inline element around a block, or, marked, the bold one that it begins with."""
    if block.sign or not block.pieces:
        return block.sign
    first = block.pieces[0].sign
    return f"{first}+" if first.partition(".")[0] in _STRONG else ""


def _sets(groups: Iterable[Sequence[Element]]) -> Iterator[Sequence[Element]]:
    """Each group of elements, and those of it with one parent: a list of talks among others."""
    for elements in groups:
        if len(elements) < FEWEST:
            continue
        yield elements
        siblings: dict[int, list[Element]] = defaultdict(list)
        for element in elements:
            siblings[id(element.parent)].append(element)
        if 1 < len(siblings) <= _FEW:
            yield from (own for own in siblings.values() if len(own) >= FEWEST)


def _lists(page: Page, elements: Sequence[Element]) -> Iterator[Repeat]:
    yield Repeat(tuple(Record(e.first, e.last, e, leads=False) for e in elements), leads=False)
    if sum(_is_text(page, e) for e in elements) >= _OFTEN * len(elements):
        return  # Running text stands below what it is about, and leads nothing.
    leading = tuple(_led(page, elements))
    if any(record.last > record.root.last for record in leading):
        yield Repeat(leading, leads=True)


def _led(page: Page, leaders: Sequence[Element]) -> Iterator[Record]:
    """The records that the elements lead: each with its siblings up to the next leader, or to a
    heading that stands over records and not in them."""
    known = {id(leader) for leader in leaders}
    slices = [_siblings_behind(leader, known) for leader in leaders]
    inner = _inner_levels(leaders, slices)
    days = [any(_is_day(page, sibling) for sibling in behind) for behind in slices]
    apart = sum(days) < _OFTEN * len(days) or _days_over(page, leaders, below=days[-1])
    for leader, behind in zip(leaders, slices, strict=True):
        end = leader.last
        for sibling in behind:
            over = sibling.level and sibling.level not in inner
            # A break right behind a time is what the time is for.
            rests = sibling is not behind[0] and _is_break(page, sibling)
            between = rests or (apart and _is_day(page, sibling))
            if over or between or sibling.tag == "hr":
                break
            end = max(end, sibling.last)
        yield Record(leader.first, end, leader, leads=True)


def _days_over(page: Page, leaders: Sequence[Element], *, below: bool) -> bool:
    """Whether days stand right above leaders, that of the first as well, and none is left over
    `below` the last: then they are of what stands below them."""
    before = [e.parent.children[e.place - 1] if e.parent and e.place else None for e in leaders]
    over = [element is not None and _is_day(page, element) for element in before]
    return over[0] and not below and sum(over) >= _OFTEN * len(over)


def _is_text(page: Page, element: Element) -> bool:
    """Whether an element is a long paragraph, of which nothing is marked as a head."""
    block = page.blocks[element.first]
    alone = element.last - element.first == 1 and not (block.level or leading_sign(block))
    return alone and len(block.text) > _LONG and not leading_when(block.text)


def _is_day(page: Page, element: Element) -> bool:
    """Whether an element is nothing but a day."""
    text = page.blocks[element.first].text if element.last - element.first == 1 else ""
    return len(text) <= 60 and has_day(text) and when_and_where(text) is not None


def _is_break(page: Page, element: Element) -> bool:
    """Whether an element is nothing but a break, with or without its time."""
    text = page.blocks[element.first].text if element.last - element.first == 1 else ""
    return is_break(text)


@lru_cache(maxsize=4096)
def is_break(text: str) -> bool:
    """Whether a text is that of a break, with or without its time."""
    found = leading_when(text) if len(text) <= 100 else None
    return bool(BREAK.match((found[1] if found else text).lstrip(" –—-:|")))


def _siblings_behind(leader: Element, known: set[int]) -> list[Element]:
    siblings = leader.parent.children if leader.parent else []
    behind = itertools.islice(siblings, leader.place + 1, None)
    return list(itertools.takewhile(lambda sibling: id(sibling) not in known, behind))


def _inner_levels(leaders: Sequence[Element], slices: Sequence[Sequence[Element]]) -> set[int]:
    """The levels of headings that belong into records: those below the leader's own, else those
    that most records have and that do not stand right above most leaders."""
    top = min((leader.level for leader in leaders), default=0)
    if top:
        return set(range(top + 1, 7))
    found = [{sibling.level for sibling in behind if sibling.level} for behind in slices]
    before = [e.parent.children[e.place - 1].level if e.parent and e.place else 0 for e in leaders]
    return {
        level
        for level in range(1, 7)
        if sum(level in levels for levels in found) >= _OFTEN * len(slices)
        and before.count(level) < _OFTEN * len(leaders)
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
    if record.root.tag == LOOSE and at is record.root.parent:
        return LOOSE
    while at is not None and at is not record.root and at.depth >= top:
        signs.append(at.sign)
        at = at.parent
    if record.leads and at is record.root:
        signs.append(at.sign)
    return "/".join(reversed(signs[:12]))

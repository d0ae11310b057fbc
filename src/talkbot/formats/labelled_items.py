"""Labels with their values, and which of them belong to one talk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from talkbot.formats.dates import has_day
from talkbot.formats.details import link_meaning
from talkbot.formats.document import Line
from talkbot.formats.labels import (
    LIST_MARK,
    cut_at_labels,
    label_of,
    repeated_prefixes,
    unknown_label,
)
from talkbot.formats.whens import is_date_line, when_and_where
from talkbot.formats.wording import SECTION, URL_LINE, ends_sentence

_LINK_WORDS = re.compile(r"\s*[\[(](?:recording|video|slides?|pdf|zoom|link)s?[\])]", re.IGNORECASE)
_LONG = frozenset({"", "abstract", "bio"})
_MANY = frozenset({"bio", "affiliation", "role", "url", "video", "slides", "tags", "none"})


@dataclass
class Item:
    """A label and its value, a paragraph a string; `what` is "" for lines without a label."""

    what: str
    line: Line
    values: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def cut_lines(lines: Sequence[Line]) -> list[Line]:
    cut: list[Line] = []
    for marked in lines:
        line = _unmarked(marked)
        pieces = cut_at_labels(line.text) if ":" in line.text else [line.text]
        cut.append(replace(line, text=pieces[0] if pieces else line.text))
        cut += [replace(line, text=piece, gap=False, rule=False) for piece in pieces[1:]]
    # A day over the first label of a talk begins it, also where no blank line stands before it.
    for number, (line, below) in enumerate(pairwise(cut)):
        label = label_of(below.text)
        if label and label[0] in ("title", "speaker") and has_day(line.text) and not line.gap:
            cut[number] = replace(line, gap=is_date_line(line.text))
    return cut


def _unmarked(line: Line) -> Line:
    """A line without the mark or number of a list before its label: "2. Title: …"."""
    bare = LIST_MARK.sub("", line.text)
    return replace(line, text=bare) if bare != line.text and label_of(bare) else line


def items_of(lines: Sequence[Line]) -> Iterator[Item]:
    current: Item | None = None
    prefixes = repeated_prefixes(lines)
    for line in lines:
        label = label_of(line.text) or _plain_value(line, current, prefixes)
        heading = line.level and not label
        section = line.gap and SECTION.match(line.text) and not label
        if label:
            if current:
                yield current
            current = Item(label[0], line, [label[1]] if label[1] else [], list(line.links))
        elif (
            current is None
            or heading
            or section
            or line.rule
            or _is_link(current)
            or (current.what not in _LONG and current.values and _ends_value(line))
        ):
            if current:
                yield current
            current = Item("", line, [line.text], list(line.links))
        else:
            current.links += line.links
            before = current.values[-1] if current.values else ""
            if before and not line.gap and line.text[0].islower() and before[-1] not in ".!?:;":
                current.values[-1] = f"{before} {line.text}"
            else:
                current.values.append(line.text)
    if current:
        yield current


def _plain_value(
    line: Line, current: Item | None, prefixes: Collection[str]
) -> tuple[str, str] | None:
    """What a line says that has no known label: a date among labels, an address, a link, a value
    with a label of the page's own."""
    when = _LINK_WORDS.sub("", line.text).strip()
    if current is not None and current.what == "when" and not current.values:
        # What stands below the label alone.
        return None
    among = current is not None and current.what not in _LONG and bool(current.values)
    if (among or line.gap) and when_and_where(when):
        return "when", when
    if current is None:
        return None
    few = len(line.text.split()) <= 4 and not line.level
    if URL_LINE.match(line.text) or (line.links and few and not is_text(line)):
        return link_meaning(line.text), line.text
    found = None if is_text(line) else unknown_label(line.text, prefixes)
    # "Results:" within an abstract is part of it.
    return None if found and found[0] == "none" and current.what in _LONG else found


def is_text(line: Line) -> bool:
    """Whether a line is running text rather than more of a title or a name."""
    ends = re.search(r"[.!?…][\"”’')\]]*$", line.text)
    return len(line.text) > 120 or (bool(ends) and len(line.text.split()) > 6)


def _ends_value(line: Line) -> bool:
    """Whether a line is no more of a name, a title or a place: running text, however short where
    it stands apart."""
    return is_text(line) or (line.gap and ends_sentence(line.text))


def _is_link(item: Item) -> bool:
    return bool(item.links) and not item.values


def records_of(items: Sequence[Item]) -> list[list[Item]]:
    """Items grouped by talk. A value that a talk has already begins the next one; where in the
    stretch before it the talk ended is told by separators, headings, blank lines and habit."""
    if not items:
        return []
    habit = _first_label(items)
    starts = [0]
    seen: set[str] = set()
    for number, item in enumerate(items):
        follows = number > 0 and items[number - 1].what == item.what
        if item.what in seen and item.what not in _MANY and not follows:
            cut = _best_cut(items, starts[-1] + 1, number, habit)
            starts.append(cut)
            seen = {other.what for other in items[cut:number]}
        elif not item.what and item.line.rule and "title" in seen:
            starts.append(number)
            seen = set()
        if item.what:
            seen.add(item.what)
    return [list(items[a:b]) for a, b in zip(starts, [*starts[1:], len(items)], strict=True)]


def said_of_all(records: Sequence[Sequence[Item]]) -> list[Item]:
    """When and where, of a page that says it once, before the heading of its first talk or what
    all others begin with."""
    first, *others = records or [[]]
    head = next((n for n, item in enumerate(first) if item.what == "title"), 0)
    if not (head and (first[head].line.rule or first[head].line.level)):
        begins = {record[0].what for record in others}
        head = next((n for n, item in enumerate(first) if {item.what} == begins), 0)
    found = {"when", "where"} - {item.what for record in others for item in record}
    return [item for item in first[:head] if item.what in found]


def _first_label(items: Sequence[Item]) -> str:
    """The label that talks of this page begin with: the first of the page, mostly."""
    after = Counter(
        item.what
        for number, item in enumerate(items)
        if item.what and (number == 0 or item.line.rule or item.line.gap)
    )
    first = next((item.what for item in items if item.what), "")
    best = after.most_common(1)
    return first if not best or after[first] >= 0.7 * best[0][1] else best[0][0]


def _best_cut(items: Sequence[Item], low: int, high: int, habit: str) -> int:
    """Where between the last certain item and the repeated one the next talk begins."""
    earliest = high
    later: set[str] = {items[high].what}
    while earliest > low and (
        items[earliest - 1].what not in later or items[earliest - 1].what in ("", *_MANY)
    ):
        earliest -= 1
        later.add(items[earliest].what)
    # An abstract or a bio ends a talk: a cut before it would split it from its title.
    candidates = [
        n
        for n in range(earliest, high + 1)
        if n == high or items[n].what not in ("abstract", "bio")
    ]

    def fitness(number: int) -> tuple[float, int]:
        item = items[number]
        score = 4.0 * item.line.rule + 2.0 * (not item.what) + 1.0 * item.line.gap
        return score + 2.5 * (item.what == habit), number

    return max(candidates, key=fitness)

"""Which lines of a page are neither talks nor texts: points of a programme, the page's heading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.document import Line
from talkbot.formats.labels import label_of
from talkbot.formats.segmentation import Kind, Segmentation
from talkbot.formats.whens import is_date_line
from talkbot.formats.wording import SECTION

_FEWEST = 2


def items_marked(lines: Sequence[Line]) -> list[Line]:
    """The lines with those marked that have a time and nothing else: the next line has a time as
    well, or is a heading. Nobody speaks there, where others of the page name who does."""
    timed = [n for n in range(1, len(lines)) if lines[n - 1].hint == "lead" and not lines[n].hint]
    heads = [n for n in range(1, len(lines)) if lines[n - 1].hint == "lead" and lines[n].hint]
    items = [n for n in timed if _is_alone(lines, n)]
    if len(heads) + len(timed) - len(items) < _FEWEST:
        return list(lines)
    return [replace(line, hint="item") if n in items else line for n, line in enumerate(lines)]


def _is_alone(lines: Sequence[Line], n: int) -> bool:
    line = lines[n]
    label = label_of(line.text)
    if (label and label[1]) or SECTION.match(line.text):
        return False
    if n + 1 == len(lines):
        return True
    below = lines[n + 1]
    if line.level and (below.level > line.level or below.hint == "section"):
        return False  # It stands over talks.
    if below.rule or below.level or is_date_line(below.text) or below.hint == "lead":
        return True
    # Somebody who only leads through it does not speak.
    led = label_of(below.text)
    last = n + 2 == len(lines) or lines[n + 2].hint == "lead" or bool(lines[n + 2].level)
    return led is not None and led[0] == "none" and last


def heading_marked(lines: Sequence[Line], found: Segmentation) -> list[Line]:
    """The lines with the page's heading marked, where it was taken for a talk's: the first and
    only one of its level, and those right below it that are alone of theirs."""
    levels = Counter(line.level for line in lines)
    end = 0
    if found.kinds[:1] != (Kind.PAGE,):
        while end < len(lines) and lines[end].level and levels[lines[end].level] == 1:
            end += 1
    return [replace(line, hint="page") if n < end else line for n, line in enumerate(lines)]


def above_marked(lines: Sequence[Line], found: Segmentation) -> list[Line]:
    """The lines with those marked that stand above a programme whose talks have a line each, where
    one talk was found among them and none between the others."""
    titles = [n for n, kind in enumerate(found.kinds) if kind is Kind.TITLE]
    cut = [n for n in titles if lines[n].hint == "title"]
    end = cut[0] if len(cut) >= _FEWEST and len(cut) == len(titles) - 1 else 0
    if not end or cut[0] == titles[0]:
        return list(lines)
    while end and (lines[end].hint or found.kinds[end] in (Kind.LEAD, Kind.SECTION)):
        end -= 1
    return [
        replace(line, hint="page") if n <= end and not line.hint else line
        for n, line in enumerate(lines)
    ]

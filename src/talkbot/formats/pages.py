"""A plain-text page as lines: hard wraps undone, blank lines and separators turned into signs."""

from __future__ import annotations

import re
from dataclasses import replace

from talkbot.formats.document import Line, clean

_RULE = re.compile(r"^\s*(?:([-–—=_*~#•·+])\s*)(?:\1\s*){2,}$")


def lines_of(text: str) -> list[Line]:
    """The lines of a plain-text page that carry text."""
    lines: list[Line] = []
    gap = rule = False
    for number, raw in enumerate(clean(text).split("\n"), 1):
        words = raw.strip()
        if not words:
            gap = True
        elif _RULE.match(words):
            rule = gap = True
        else:
            lines.append(Line(words, number, gap=gap, rule=rule))
            gap = rule = False
    return unwrapped(lines)


def unwrapped(lines: list[Line]) -> list[Line]:
    """Join the lines of paragraphs that were wrapped at a fixed width.

    A break is a wrap when the next line's first word would not have fitted; a page is wrapped when
    most of its long lines end close to its width.
    """
    width = _wrap_width(lines)
    if not width:
        return lines
    joined: list[Line] = []
    before = ""
    for line in lines:
        first_word = line.text.split(" ", 1)[0]
        fits = len(before) + 1 + len(first_word) <= width
        if joined and not line.gap and not line.level and not fits:
            last = joined[-1]
            links = (*last.links, *line.links)
            joined[-1] = replace(last, text=f"{last.text} {line.text}", links=links)
        else:
            joined.append(line)
        before = line.text
    return joined


def _wrap_width(lines: list[Line]) -> int:
    """The width a page was wrapped at, or 0 when its paragraphs are one line each."""
    lengths = sorted(len(line.text) for line in lines)
    if len(lengths) < 6 or lengths[-1] > 130 or lengths[-1] < 40:
        return 0
    width = lengths[-1]
    full = [line.text for line in lines if len(line.text) > 0.8 * width]
    unfinished = sum(text[-1].isalnum() or text[-1] in ",-" for text in full)
    wrapped = len(full) >= 0.3 * len(lengths) and unfinished >= 0.6 * len(full)
    return width if wrapped else 0

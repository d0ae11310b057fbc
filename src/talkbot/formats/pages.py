"""A plain-text page as lines: hard wraps undone, blank lines and separators turned into signs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from talkbot.formats.dates import has_day, is_weekday
from talkbot.formats.document import Line, clean
from talkbot.formats.labels import label_of
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of
from talkbot.formats.pictures import said_by_picture
from talkbot.formats.whens import is_date_line, leading_when
from talkbot.formats.wraps import goes_on, in_brackets

_LONG_ROW = 20
NARROWEST = 56
"""Characters that a page is wrapped at, at least: shorter lines are titles and names."""

_RULE = re.compile(r"^\s*(?:([-–—=_*~#•·+])\s*)(?:\1\s*){2,}$|^([-=_*~#])\2$|^[⁂❦❧*~]$")


# A line between rows of signs: "*** Monday, 4 May ***".
_FRAMED = re.compile(r"^([*=~#+-])\1{1,}\s+(\S.*?\S)\s+\1{2,}$")
# Stars around the head of a line; those around a word of a sentence are the sentence's own.
_STARRED = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+)(?<=[^\s*])\*(?![\w*])")
_ITEM = re.compile(r"[•*▪◦‣-]\s+\S")
_CLOCK = re.compile(r"^\(?\d{1,2}[:.h]\d{2}(?!\d)")


def lines_of(text: str) -> list[Line]:
    """The lines of a plain-text page that carry text."""
    lines: list[Line] = []
    under: dict[str, int] = {}
    gap = rule = False
    above = ""
    source = clean(text).split("\n")
    parts = _separators(source)
    for number, raw in enumerate(source, 1):
        words = raw.strip()
        words = words if words.startswith("©") else said_by_picture(words)
        if not words:
            gap = True
        elif match := _RULE.match(words):
            boxed = bool(lines) and lines[-1].rule and words == above
            under_it = bool(lines) and words not in parts and _underlines(words, lines[-1].text)
            if lines and not gap and (boxed or under_it):
                level = under.setdefault(match[1] or words, len(under) + 1)
                lines[-1] = replace(lines[-1], level=level, rule=False)
            else:
                rule = gap = True
                above = words
        elif match := _FRAMED.match(words):
            lines.append(Line(match[2], number, gap=True, rule=True))
            gap = rule = False
        else:
            words = _STARRED.sub(r"\1", words) if words[:1] == "*" else words
            lines.append(Line(words, number, gap=gap, rule=rule))
            gap = rule = False
    return unwrapped(lines)


def _separators(source: Sequence[str]) -> frozenset[str]:
    """The rows of signs that part a page: they come again, and not always under as long a line."""
    found: dict[str, list[str]] = defaultdict(list)
    for above, raw in pairwise(["", *source]):
        if len(raw) >= _LONG_ROW and _RULE.match(raw.strip()):
            found[raw.strip()].append(above.strip())
    return frozenset(
        row
        for row, over in found.items()
        if len(over) > 1 and not all(_underlines(row, text) for text in over)
    )


def _underlines(rule: str, text: str) -> bool:
    """Whether a row of signs below a line marks it as a heading: it is as long, or nearly."""
    return len(text) <= 120 and 0.8 * len(text) <= len(rule) <= 1.2 * len(text) + 2


def unwrapped(lines: list[Line], starts: Collection[int] = ()) -> list[Line]:
    """Join the lines of paragraphs that were wrapped at a fixed width.

    `starts` are the numbers of lines that begin something new, such as an item of a list.

    A break is a wrap when the next line's first word would not have fitted; a page is wrapped when
    most of its long lines end close to its width.
    """
    width = _wrap_width(lines)
    if not width:
        return _goes_on_joined(lines, starts)
    joined: list[Line] = []
    before = ""
    # A time or a day may begin a line of a paragraph by chance, not several.
    begun = [_begins_with_when(line.text) for line in lines]
    timed = sum(begun) >= 3
    for number, line in enumerate(lines):
        first_word = line.text.split(" ", 1)[0]
        fits = len(before) + 1 + len(first_word) <= width
        # Half of a sentence goes on in small letters, wherever its writer broke it.
        fits = fits and not (
            len(before) > 0.7 * width and before[-1].isalnum() and line.text[0].islower()
        )
        fits = fits or _is_speaker_below(lines, number)
        fits = fits or line.number in starts or is_weekday(line.text) or _begins_value(line.text)
        fits = fits or bool(_ITEM.match(line.text))
        fits = fits or (timed and begun[number])
        fits = fits and not (joined and in_brackets(joined[-1].text, line.text))
        if joined and not (line.gap or line.level or joined[-1].level or fits):
            last = joined[-1]
            links = (*last.links, *line.links)
            joined[-1] = replace(last, text=f"{last.text} {line.text}", links=links)
        else:
            joined.append(line)
        before = line.text
    return joined


def _goes_on_joined(lines: list[Line], starts: Collection[int]) -> list[Line]:
    """The lines of a page of no width with those joined that go on in small letters."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        apart = line.gap or line.level or line.hint or line.number in starts
        wide = last is not None and len(last.text) >= NARROWEST
        wide = wide or (last is not None and in_brackets(last.text, line.text))
        goes = wide and last is not None and goes_on(last.text, line.text)
        if last and goes and not (apart or last.level):
            links = (*last.links, *line.links)
            joined[-1] = replace(last, text=f"{last.text} {line.text}", links=links)
        else:
            joined.append(line)
    return joined


def _begins_with_when(text: str) -> bool:
    day = leading_when(text) if text[:1].isalnum() else None
    return bool(_CLOCK.match(text)) or bool(day and has_day(day[0]))


def _begins_value(text: str) -> bool:
    """Whether a line begins with a label and its value, as no line of a paragraph does."""
    return ":" in text[:40] and bool((label := label_of(text)) and label[1])


def _is_speaker_below(lines: list[Line], number: int) -> bool:
    """Whether a line is the second and last of its block, but for the day, and names a person with
    their place: a speaker below a title, however long that is."""
    below = lines[number + 1] if number + 1 < len(lines) else None
    ends = below is None or below.gap or is_date_line(below.text)
    if not ends or number == 0 or lines[number].gap or not lines[number - 1].gap:
        return False
    people = people_of(lines[number].text)
    return all(name_score(p.name) >= 0.8 and (p.affiliation or p.role) for p in people)


def _wrap_width(lines: list[Line]) -> int:
    """The width a page was wrapped at, or 0 when its paragraphs are one line each."""
    longest = max((len(line.text) for line in lines), default=0)
    if len(lines) < 6 or longest > 130:
        return 0
    # The last line of a paragraph says nothing of the width, and one alone may be longer.
    width = max((len(a.text) for a, b in pairwise(lines) if not b.gap), default=longest)
    full = [line.text for line in lines if len(line.text) > 0.8 * width]
    unfinished = sum(text[-1].isalnum() or text[-1] in ",-" for text in full)
    wrapped = len(full) >= 0.3 * len(lines) and unfinished >= 0.6 * len(full)
    return width if wrapped and width >= NARROWEST else 0

"""Which headings of a page stand over several talks: a day, a track, a kind of talk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.dates import is_weekday
from talkbot.formats.document import Line
from talkbot.formats.labels import label_of
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of
from talkbot.formats.whens import leading_when, trailing_when, when_and_where
from talkbot.formats.wording import ends_sentence

_MOSTLY = 0.6


def sections_marked(lines: Sequence[Line]) -> list[Line]:
    """The lines with headings marked as sections where a heading of a talk stands right below.

    The headings below are talks when most of them have a line below that names people: so a name
    over a title, or a title over "Abstract" and "Bio", is no section.
    """
    marked = list(lines)
    below = _levels_below(lines)
    sections: set[int] = set()
    levels = Counter(line.level for line in lines if line.level)
    for level in sorted(levels, reverse=True):
        # The one highest heading is the page's own.
        if level == min(levels) and levels[level] == 1:
            continue
        found = [n for n in below if lines[n].level == level and not label_of(lines[n].text)]
        inner = [m for n in found for m in below[n]]
        talks = sum(m in sections or _names_people(lines, m + 1) for m in inner)
        over_several = len(inner) > len(found) and talks >= _MOSTLY * len(inner)
        if over_several or (found and all(below[n][0] in sections for n in found)):
            sections.update(found)
    for n in sections:
        # A heading that is a date and nothing else says when; the reader knows those.
        if not (when_and_where(lines[n].text) or is_weekday(lines[n].text)):
            marked[n] = replace(lines[n], hint="section")
    return marked


def day_apart(text: str) -> tuple[str, str]:
    """A section's heading as (its name, the day it names): "Day 2 — Sunday, 4 May 2031"."""
    if found := trailing_when(text):
        return found
    found = leading_when(text)
    return (found[1], found[0]) if found else (text, "")


def _levels_below(lines: Sequence[Line]) -> dict[int, list[int]]:
    """For each heading that has another one right below it, the headings of that level under it."""
    below: dict[int, list[int]] = {}
    path: list[int] = []
    for n, line in enumerate(lines):
        if not line.level:
            continue
        while path and lines[path[-1]].level >= line.level:
            path.pop()
        if path and path[-1] == n - 1:
            below[n - 1] = []
        if path and path[-1] in below:
            below[path[-1]].append(n)
        path.append(n)
    return below


def _names_people(lines: Sequence[Line], n: int) -> bool:
    """Whether a line is no heading and gives one or more people, with or without a label."""
    if n >= len(lines) or lines[n].level:
        return False
    text = lines[n].text
    if label := label_of(text):
        return label[0] == "speaker"
    if len(text) > 200 or ends_sentence(text):
        return False
    return all(name_score(person.name) >= 0.5 for person in people_of(text))

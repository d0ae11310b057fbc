"""Headings that only say which meeting it was: "12th Evening of the Club, 4 May 2031"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.dates import day_of_event
from talkbot.formats.document import Line

_FEWEST = 2
_MOSTLY = 0.6
_NO_WORD = re.compile(r"[\W\d_]+")


def meetings_marked(lines: Sequence[Line]) -> list[Line]:
    """The lines with nothing but its day left of each heading of a meeting.

    A heading with a day is that of a meeting, and no talk's title, where most of those on the page
    say the same beside their days and numbers.
    """
    days = {n: day for n, line in enumerate(lines) if line.level and (day := _day(line.text))}
    names = Counter(_name(lines[n].text, day) for n, day in days.items())
    name, count = names.most_common(1)[0] if names else ("", 0)
    if not name or count < max(_FEWEST, _MOSTLY * len(days)):
        return list(lines)
    return [replace(line, text=days[n]) if n in days else line for n, line in enumerate(lines)]


def _day(text: str) -> str:
    return day_of_event(text) if len(text) <= 160 else ""


def _name(text: str, day: str) -> str:
    """What a heading says beside its day and its number."""
    return _NO_WORD.sub(" ", text.replace(day, " ")).strip().casefold()

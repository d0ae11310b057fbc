"""Months that stand over the days of a page: "January 2031" above "Tuesday 14"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from talkbot.formats.dates import has_day, iso_date
from talkbot.formats.document import Line
from talkbot.formats.months import MONTH, WEEKDAY, weekdays_in

_FEWEST = 2
_OVER = re.compile(rf"\W*{MONTH}(?:,?\s+(?:del?\s+)?((?:19|20)\d\d))?\W*", re.IGNORECASE)
_ENDS = r"(?=$|\s*[,;:·•|–—(]|\s+[-@]|\s+(?:at|um|à|om|from)\b)"
# "Tuesday 14", "Tue, 14th", "14 (Tue)", "the 14th".
_DAY = re.compile(
    rf"\W{{0,3}}(?:{WEEKDAY.pattern},?\s+(?:the\s+|den\s+|le\s+|el\s+)?(?P<a>\d{{1,2}})(?:st|nd|rd|th|er|[.º])?"
    rf"|(?P<b>\d{{1,2}})(?:st|nd|rd|th|\.)?,?\s+\(?{WEEKDAY.pattern}\)?"
    rf"|(?:the\s+)?(?P<c>\d{{1,2}})(?:st|nd|rd|th)){_ENDS}",
    re.IGNORECASE,
)


def with_months(lines: Sequence[Line]) -> list[str]:
    """The texts of lines, with the month behind each day that lacks it and stands below one.

    Only where all such days are on the weekdays that the page calls them by.
    """
    own = [line.text for line in lines]
    texts = list(own)
    month, level, found = "", 0, 0
    for n, line in enumerate(lines):
        if _OVER.fullmatch(line.text):
            month, level = line.text.strip(" :*_"), line.level
        elif line.level and (not level or line.level <= level):
            month = ""
        day = _DAY.match(line.text) if month and len(line.text) <= 200 else None
        if day and not has_day(line.text[: day.end() + 12]):
            number = day["a"] or day["b"] or day["c"]
            start = iso_date(f"{number} {month}")
            weekdays = weekdays_in(day.group()) if len(start) >= 10 else frozenset()
            if weekdays and date.fromisoformat(start).weekday() not in weekdays:
                return own
            texts[n] = f"{line.text[: day.end()]} {month}{line.text[day.end() :]}"
            found += 1
    return texts if found >= _FEWEST else own

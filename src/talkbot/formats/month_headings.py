"""Months and years that stand over the days of a page: "January 2031" above "Tuesday 14"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from talkbot.formats.dates import has_day, iso_date, printed_day
from talkbot.formats.document import Line
from talkbot.formats.months import MONTH, WEEKDAY, weekdays_in
from talkbot.formats.whens import leading_when, when_and_where

_FEWEST = 2
_LONGEST = 200
_OVER = re.compile(rf"\W*{MONTH}(?:,?\s+(?:del?\s+)?((?:19|20)\d\d))?\W*", re.IGNORECASE)
_YEAR = re.compile(r"\W*((?:19|20)\d\d)\W*")
_ENDS = r"(?=$|\s*[,;:·•|–—(]|\s+[-@]|\s+(?:at|um|à|om|from)\b)"
# "Tuesday 14", "Tue, 14th", "14 (Tue)", "the 14th".
_DAY = re.compile(
    rf"\W{{0,3}}(?:{WEEKDAY.pattern},?\s+(?:the\s+|den\s+|le\s+|el\s+)?(?P<a>\d{{1,2}})(?:st|nd|rd|th|er|[.º])?"
    rf"|(?P<b>\d{{1,2}})(?:st|nd|rd|th|\.)?,?\s+\(?{WEEKDAY.pattern}\)?"
    rf"|(?:the\s+)?(?P<c>\d{{1,2}})(?:st|nd|rd|th)|(?P<d>[1-9]|[12]\d|3[01])(?=:\s)){_ENDS}",
    re.IGNORECASE,
)
_COUNT = re.compile(r"^\W*#\s?\d{1,4}\s*[–—:.-]?\s+")


def with_months(lines: Sequence[Line]) -> list[str]:
    """The texts of lines, with the month behind each day that lacks it and stands below one, and
    the year behind days below a line that is a year and nothing else.

    Only where all such days are on the weekdays that the page calls them by, and those that are
    nothing but a number before a colon run on in each month.
    """
    own = [line.text for line in lines]
    texts = list(own)
    month = year = ""
    above = level = plain = found = 0
    bare: dict[str, list[int]] = defaultdict(list)
    for n, line in enumerate(lines):
        alone, over = _YEAR.fullmatch(line.text), _OVER.fullmatch(line.text)
        if alone or over:
            # Those that are no headings are all of one level.
            plain = plain or (0 if line.level else above + 1)
            level = level if over and year and not over[2] else line.level or plain
            if over:
                whole = over[2] or not year
                month = f"{line.text.strip(' :*_')}{'' if whole else f' {year}'}"
            elif alone:
                month, year = "", alone[1] if line.gap else ""
                texts[n] = line.text if line.level else ""
            continue
        if line.level and line.level < level:
            month = year = ""
        above = line.level or above
        if not (month or year) or len(line.text) > _LONGEST:
            continue
        end, start = _with_month(line.text, month) if month else _with_year(line.text, year)
        if end:
            weekdays = weekdays_in(line.text[:end]) if len(start) >= 10 else frozenset()
            if weekdays and date.fromisoformat(start[:10]).weekday() not in weekdays:
                return own
            texts[n] = f"{line.text[:end]} {month or year}{line.text[end:]}"
            found += 1
            if month and (number := line.text[:end].strip(" •*-")).isdigit():
                bare[month].append(int(number))
    run = all(days in (sorted(days), sorted(days, reverse=True)) for days in bare.values())
    counted = all(days == list(range(1, len(days) + 1)) for days in bare.values())
    return texts if found >= _FEWEST and run and not (bare and counted) else own


def _with_month(text: str, month: str) -> tuple[int, str]:
    """Where the day ends that a text begins with, and the day it is in a month; 0 for any other."""
    day = _DAY.match(text)
    if day is None or has_day(text[: day.end() + 12]):
        return 0, ""
    return day.end(), iso_date(f"{next(filter(None, day.group(*'abcd')))} {month}")


def _with_year(text: str, year: str) -> tuple[int, str]:
    """Where the day ends that a text begins with, if it lacks its year, and the day it is then."""
    bare = _COUNT.sub("", text)
    when = bare if when_and_where(bare) else (leading_when(bare) or ("",))[0]
    day = printed_day(when) if has_day(when) else None
    if day is None or day.year or not any(day.days) or re.search(r"\b(?:19|20)\d\d\b", when):
        return 0, ""
    end = len(text) - len(bare) + day.end
    return end, iso_date(f"{when[: day.end]} {year}")

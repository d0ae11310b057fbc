"""The year of dates that have none, where the page's own heading says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from talkbot.formats.dates import has_day, iso_date
from talkbot.talks import Talk

# "2030/31" and "2029-2031" are several years.
_YEAR = re.compile(r"(?<![\d/–-])(?:19|20)\d\d(?![\d/]|\s?[–-]\s?\d)")
_ANY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)


def with_years(talks: Sequence[Talk], heading: str) -> tuple[Talk, ...]:
    """The talks with the one year that the heading of their page names ("Seminar, Fall 2030").

    Only where every day on the page lacks its year, the days run in one direction and their
    weekdays agree: of a page that goes on into the next year ("December 12", "January 9") nobody
    knows which days are in which.
    """
    dated = [talk for talk in talks if talk.date_text]
    year = _YEAR.search(heading)
    if not year or len(set(_ANY.findall(heading))) != 1 or any(talk.start for talk in dated):
        return tuple(talks)
    starts = [_start(talk.date_text, year.group()) for talk in dated]
    days = [start[:10] for start in starts]
    if not all(days) or days not in (sorted(days), sorted(days, reverse=True)):
        return tuple(talks)
    given = {id(talk): start for talk, start in zip(dated, starts, strict=True)}
    return tuple(replace(talk, start=given.get(id(talk), "")) for talk in talks)


def _start(text: str, year: str) -> str:
    """The date with the year behind the first of its words where that makes it whole."""
    for end in re.finditer(r",?\s+|$", text if has_day(text) else ""):
        start = iso_date(f"{text[: end.start()]} {year}{text[end.start() :]}")
        if len(start) >= 10:
            weekday = _WEEKDAY.search(text)
            agrees = f"{date.fromisoformat(start[:10]):%a}".casefold()
            return start if not weekday or weekday[1].casefold() == agrees else ""
    return ""

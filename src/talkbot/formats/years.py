"""Dates that a page's other lines complete: a year that its headings say, the order of "12/03"."""

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
_ALONE = re.compile(r"(?:19|20)\d\d")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)
_SLASHES = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")


def completed(talks: Sequence[Talk], heading: str) -> tuple[Talk, ...]:
    """The talks of a page with their dates as whole as the page makes them.

    `heading` is what the page says over all of them.
    """
    return _with_years(_with_order(talks), heading)


def _with_years(talks: Sequence[Talk], heading: str) -> tuple[Talk, ...]:
    """The talks with the year of the heading they stand under, or the one that the page's own
    heading names ("Seminar, Fall 2030").

    That one only where every day on the page lacks its year, the days run in one direction and
    their weekdays agree: of a page that goes on into the next year ("December 12", "January 9")
    nobody knows which days are in which.
    """
    dated = [talk for talk in talks if talk.date_text]
    if any(talk.start for talk in dated):
        return tuple(talks)
    said = set(_ANY.findall(heading))
    if any(_ALONE.fullmatch(talk.track) for talk in talks):
        return tuple(_under_year(talk, said) for talk in talks)
    if len(said) != 1 or not _YEAR.search(heading):
        return tuple(talks)
    starts = [_start(talk.date_text, *said) for talk in dated]
    days = [start[:10] for start in starts]
    if not all(days) or days not in (sorted(days), sorted(days, reverse=True)):
        return tuple(talks)
    given = {id(talk): start for talk, start in zip(dated, starts, strict=True)}
    return tuple(replace(talk, start=given.get(id(talk), "")) for talk in talks)


def _under_year(talk: Talk, said: set[str]) -> Talk:
    """A talk of a page with a heading for each year; the page begins with that of the first."""
    if _ALONE.fullmatch(talk.track):
        return replace(talk, start=_start(talk.date_text, talk.track), track="")
    year = next(iter(said)) if len(said) == 1 else ""
    return replace(talk, start=_start(talk.date_text, year)) if year else talk


def _start(text: str, year: str) -> str:
    """The date with the year behind the first of its words where that makes it whole."""
    for end in re.finditer(r",?\s+|$", text if has_day(text) else ""):
        start = iso_date(f"{text[: end.start()]} {year}{text[end.start() :]}")
        if len(start) >= 10:
            weekday = _WEEKDAY.search(text)
            agrees = f"{date.fromisoformat(start[:10]):%a}".casefold()
            return start if not weekday or weekday[1].casefold() == agrees else ""
    return ""


def _with_order(talks: Sequence[Talk]) -> tuple[Talk, ...]:
    """The talks with "12/03/2021" read as the page's other dates must be: "19/03/2021" is March."""
    found = [match for talk in talks if (match := _SLASHES.search(talk.date_text))]
    days_first = any(int(match[1]) > 12 for match in found)
    if days_first == any(int(match[2]) > 12 for match in found):
        return tuple(talks)
    turned = r"\3-\2-\1" if days_first else r"\3-\1-\2"
    return tuple(
        replace(talk, start=iso_date(_SLASHES.sub(turned, talk.date_text)))
        if _SLASHES.search(talk.date_text)
        else talk
        for talk in talks
    )

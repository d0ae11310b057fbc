"""Dates that a page's other lines complete: a year that its headings say, the order of "12/03"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from talkbot.formats.dates import days_in, has_day, iso_date
from talkbot.formats.document import Line
from talkbot.talks import Talk

# "2030/31" and "2029-2031" are several years.
_YEAR = re.compile(r"(?<![\d/–-])(?:19|20)\d\d(?![\d/]|\s?[–-]\s?\d)")
_ANY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ALONE = re.compile(r"(?:19|20)\d\d")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:day)?\b", re.IGNORECASE)
_SLASHES = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
# "2030/31", "2030–2031".
_SPAN = re.compile(r"(?<![\d/–-])((?:19|20)\d\d)\s?[/–-]\s?((?:(?:19|20)?\d\d))(?![\d/])")
_AUTUMN = "08"
_NO_YEAR = re.compile(r"(?<![\d/.])(\d{1,2})(?:/(\d{1,2})(?![\d/.])|\.(\d{1,2})\.(?!\d))")
"""A day in numbers without its year, of what is known to be a date: "3/14", "14.3."."""


def completed(talks: Sequence[Talk], heading: str) -> tuple[Talk, ...]:
    """The talks of a page with their dates as whole as the page makes them.

    `heading` is what the page says over all of them.
    """
    whole = _with_years(_with_order(talks), heading)
    # A heading "2031" over days of that year says nothing more.
    return tuple(
        replace(t, track="") if _ALONE.fullmatch(t.track) and t.start[:4] == t.track else t
        for t in whole
    )


def _with_years(talks: Sequence[Talk], heading: str) -> tuple[Talk, ...]:
    """The talks with the year of the heading they stand under, or the one that the page's own
    heading names ("Seminar, Fall 2030").

    That one only where every day on the page lacks its year, the days run in one direction and
    their weekdays agree: of a page that goes on into the next year ("December 12", "January 9")
    nobody knows which days are in which, unless the heading is that of a winter or of a year that
    begins in autumn ("2030/31"). A day that the heading names itself ("11–12 June 2030") needs no
    weekday to be sure.
    """
    dated = [talk for talk in talks if talk.date_text]
    if any(talk.start for talk in talks):
        return tuple(talks)
    said = _years_of(heading)
    days_first = _days_first(talks)
    if any(_years_of(talk.track) for talk in talks):
        result: list[Talk] = []
        for track, group in groupby(talks, lambda talk: talk.track):
            before = tuple(group)
            # Behind a heading with a year, one without is not of the page's.
            said = () if _years_of(track) else said
            after = [_under_year(talk, said, days_first) for talk in before]
            result += after if _runs([talk.start[:10] for talk in after]) else before
        return tuple(result)
    named = days_in(heading)
    starts = [_start_in(talk.date_text, said, days_first, named) for talk in dated]
    if not all(starts) or not _runs([start[:10] for start in starts]):
        return tuple(talks)
    given = {id(talk): start for talk, start in zip(dated, starts, strict=True)}
    return tuple(replace(talk, start=given.get(id(talk), "")) for talk in talks)


def _runs(days: list[str]) -> bool:
    """Whether days run in one direction, as those of one year do."""
    return days in (sorted(days), sorted(days, reverse=True))


def contradicted(talks: Sequence[Talk], lines: Sequence[Line]) -> list[tuple[int, str]]:
    """Where the page calls a day by the name of another day of the week."""
    found: dict[int, str] = {}
    for talk in talks:
        weekday = _WEEKDAY.search(talk.date_text)
        if len(talk.start) < 10 or not weekday:
            continue
        day = date.fromisoformat(talk.start[:10])
        if f"{day:%a}".casefold() == weekday[1].casefold():
            continue
        name, number = rf"\b{weekday[1]}", rf"\b{day.day}\b"
        words = re.compile(rf"{name}.*{number}|{number}.*{name}", re.IGNORECASE)
        at = next((line.number for line in lines if words.search(line.text)), 0)
        found[at] = f"{talk.date_text!r} is read as {day}, a {day:%A}: is the day right?"
    return list(found.items()) if 0 not in found else []


def _under_year(talk: Talk, said: Sequence[str], days_first: bool | None) -> Talk:
    """A talk of a page with a heading for each year; the page begins with that of the first."""
    own = _years_of(talk.track)
    start = _start_in(talk.date_text, own or said, days_first)
    track = "" if own and _ALONE.fullmatch(talk.track) else talk.track
    return replace(talk, start=start, track=track) if own or said else talk


def _years_of(heading: str) -> tuple[str, ...]:
    """The year that a heading names, or the two that its winter or academic year is in; () where
    it names none or several."""
    found = set(_ANY.findall(heading))
    span = _SPAN.search(heading)
    if span and int(span[1]) % 100 + 1 == int(span[2]) % 100 and len(found) <= 2:
        both = (span[1], str(int(span[1]) + 1))
        return both if found <= set(both) else ()
    return (found.pop(),) if len(found) == 1 and _YEAR.search(heading) else ()


def _start_in(
    text: str, years: Sequence[str], days_first: bool | None, named: Collection[str] = ()
) -> str:
    """The date in the one year, or in that of the two which the month is in."""
    starts = [_start(text, year, days_first, named) for year in years]
    if len(starts) < 2:
        return starts[0] if starts else ""
    autumn, spring = starts
    return autumn if autumn[5:7] >= _AUTUMN else spring if "" < spring[5:7] < _AUTUMN else ""


def _start(
    text: str, year: str, days_first: bool | None = None, named: Collection[str] = ()
) -> str:
    """The date with the year behind the first of its words where that makes it whole. Of "3/4" the
    weekday tells which is the day, or `days_first`, as the page's other dates have it."""
    if short := _NO_YEAR.search(text):
        first, second = short[1], short[2] or short[3]
        orders = [days_first] if days_first is not None else [False, True]
        orders = [True] if short[3] else orders
        found = {
            start
            for order in orders
            for day, month in [(first, second) if order else (second, first)]
            if len(start := iso_date(_NO_YEAR.sub(f"{year}-{month}-{day} ", text, count=1))) >= 10
            and _agrees(text, start, named)
        }
        return found.pop() if len(found) == 1 else ""
    for end in re.finditer(r",?\s+|$", text if has_day(text) else ""):
        start = iso_date(f"{text[: end.start()]} {year}{text[end.start() :]}")
        if len(start) >= 10:
            return start if _agrees(text, start, named) else ""
    return ""


def _agrees(text: str, start: str, named: Collection[str]) -> bool:
    """Whether a day is on the weekday that its text names, or is one that the heading names."""
    weekday = _WEEKDAY.search(text)
    day = f"{date.fromisoformat(start[:10]):%a}".casefold()
    return not weekday or weekday[1].casefold() == day or start[:10] in named


def _days_first(talks: Sequence[Talk]) -> bool | None:
    """Whether "3/4" is the third of April, as dates like "30/4" on the page tell, or None."""
    found = [m for talk in talks if (m := _NO_YEAR.search(talk.date_text)) and m[2]]
    days, months = (any(int(match[n]) > 12 for match in found) for n in (1, 2))
    return None if days == months else days


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

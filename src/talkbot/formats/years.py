"""Dates that a page's other lines complete: a year that its headings say, the order of "12/03"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from talkbot.formats.dates import Printed, days_in, has_days, iso_date, printed_day
from talkbot.formats.document import Line
from talkbot.formats.months import MONTH, MONTHS, weekdays_in
from talkbot.talks import Talk

# "2030/31" and "2029-2031" are several years.
_YEAR = re.compile(r"(?<![\d/–-])(?:19|20)\d\d(?![\d/]|\s?[–-]\s?\d)")
_ANY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ALONE = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(rf"{MONTH}(?:,?\s+(?:del?\s+)?((?:19|20)\d\d))?", re.IGNORECASE)
# "2030/31", "2030–2031".
_SPAN = re.compile(r"(?<![\d/–-])((?:19|20)\d\d)\s?[/–-]\s?((?:(?:19|20)?\d\d))(?![\d/])")
_AUTUMN = "08"
_WEEKLY = 3
_SORTED = 4
"""Days that all are on one day of the week, or that run in one direction, tell their order."""


def completed(talks: Sequence[Talk], heading: str) -> tuple[Talk, ...]:
    """The talks of a page with their dates as whole as the page makes them.

    `heading` is what the page says over all of them.
    """
    order = _days_first(talks)
    counts = Counter(talk.date_text for talk in talks)
    # Days in a row of all or of several talks are an event's: only their month is sure.
    shared = {text for text, count in counts.items() if count > 1 or len(counts) == 1}
    events = set(filter(has_days, shared))
    own = [replace(talk, start=_whole(talk, order)) for talk in talks]
    whole = [
        replace(talk, start=talk.start[:7]) if talk.date_text in events else talk
        for talk in _with_years(own, heading, order)
    ]
    return tuple(replace(t, track="") if _is_said(t.track, t.start) else t for t in whole)


def _is_said(track: str, start: str) -> bool:
    """Whether a heading "2031", "March" or "March 2031" says no more than a day below it."""
    month = _MONTH.fullmatch(track)
    if month is None:
        return bool(_ALONE.fullmatch(track)) and start[:4] == track
    known = start[5:7] == f"{MONTHS[month[1].casefold()]:02}"
    return known and month[2] in (None, start[:4])


def _whole(talk: Talk, order: bool | None) -> str:
    """The day of a talk that says its year itself, with the order of its numbers."""
    printed = printed_day(talk.date_text)
    if len(talk.start) >= 10 or printed is None or not any(printed.days):
        return talk.start
    years = (printed.year,) if printed.year else tuple(_ANY.findall(talk.date_text))
    return (len(years) == 1 and _start(talk.date_text, printed, years[0], order)) or talk.start


def _with_years(talks: Sequence[Talk], heading: str, order: bool | None) -> tuple[Talk, ...]:
    """The talks with the year of the heading they stand under, or the one that the page's own
    heading names ("Seminar, Fall 2030").

    That one only where every day on the page lacks its year, the days run in one direction and
    their weekdays agree: of a page that goes on into the next year ("December 12", "January 9")
    nobody knows which days are in which, unless the heading is that of a winter or of a year that
    begins in autumn ("2030/31"). A day that the heading names itself ("11–12 June 2030") needs no
    weekday to be sure.
    """
    dated = [talk for talk in talks if talk.date_text]
    said = _years_of(heading)
    if any(_years_of(talk.track) for talk in talks):
        result: list[Talk] = []
        for track, group in groupby(talks, lambda talk: talk.track):
            before = tuple(group)
            # Behind a heading with a year, one without is not of the page's.
            said = () if _years_of(track) else said
            after = [_under_year(talk, said, order) for talk in before]
            result += after if _runs([talk.start[:10] for talk in after]) else before
        return tuple(result)
    if any(talk.start for talk in talks):
        return tuple(talks)
    named = days_in(heading)
    starts = [_start_in(talk.date_text, said, order, named) for talk in dated]
    if not all(starts) or not _runs([start[:10] for start in starts]):
        return tuple(talks)
    given = {id(talk): start for talk, start in zip(dated, starts, strict=True)}
    return tuple(replace(talk, start=given.get(id(talk), "")) for talk in talks)


def _runs(days: Sequence[Any]) -> bool:
    """Whether days run in one direction, as those of one year do."""
    return list(days) in (sorted(days), sorted(days, reverse=True))


def contradicted(talks: Sequence[Talk], lines: Sequence[Line]) -> list[tuple[int, str]]:
    """Where the page calls a day by the name of another day of the week."""
    found: dict[int, str] = {}
    for talk in talks:
        weekdays = weekdays_in(talk.date_text)
        if len(talk.start) < 10 or not weekdays:
            continue
        day = date.fromisoformat(talk.start[:10])
        if day.weekday() in weekdays:
            continue
        number = re.compile(rf"\b{day.day}\b")
        at = (n.number for n in lines if weekdays_in(n.text) == weekdays and number.search(n.text))
        message = f"{talk.date_text!r} is read as {day}, a {day:%A}: is the day right?"
        found[next(at, 0)] = message
    return list(found.items()) if 0 not in found else []


def _under_year(talk: Talk, said: Sequence[str], order: bool | None) -> Talk:
    """A talk of a page with a heading for each year; the page begins with that of the first."""
    own = _years_of(talk.track)
    start = talk.start or _start_in(talk.date_text, own or said, order)
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
    text: str, years: Sequence[str], order: bool | None, named: Collection[str] = ()
) -> str:
    """The date in the one year, or in that of the two which the month is in."""
    printed = printed_day(text)
    if printed is None or printed.year:
        return ""
    starts = [_start(text, printed, year, order, named) for year in years]
    if len(starts) < 2:
        return starts[0] if starts else ""
    autumn, spring = starts
    return autumn if autumn[5:7] >= _AUTUMN else spring if "" < spring[5:7] < _AUTUMN else ""


def _start(
    text: str, printed: Printed, year: str, order: bool | None, named: Collection[str] = ()
) -> str:
    """The date in a year. Of "3/4" the weekday tells which is the day, or `order`, as the page's
    other dates have it: whether the day stands first."""
    either = printed.days if order is None else (printed.days[order],)
    found = {
        start
        for month, day in filter(None, either)
        if len(start := iso_date(_put(text, printed, f"{year}-{month}-{day}"))) >= 10
        and _agrees(text, start, named)
    }
    return found.pop() if len(found) == 1 else ""


def _put(text: str, printed: Printed, day: str) -> str:
    return f"{text[: printed.begin]} {day} {text[printed.end :]}"


def _agrees(text: str, start: str, named: Collection[str]) -> bool:
    """Whether a day is on the weekday that its text names, or is one that the heading names."""
    weekdays = weekdays_in(text)
    weekday = date.fromisoformat(start[:10]).weekday()
    return not weekdays or weekday in weekdays or start[:10] in named


def _days_first(talks: Sequence[Talk]) -> bool | None:
    """Whether "3/4" is the third of April, as the page's other days tell, or None: days like
    "30/4", weekdays, days that are all on one day of the week, or that run in one direction, in one
    order and not in the other."""
    texts = dict.fromkeys(talk.date_text for talk in talks)
    numbers = [(text, p) for text in texts if (p := printed_day(text)) and p.numbers]
    sure = {p.days[1] is not None for _, p in numbers if None in p.days and any(p.days)}
    if sure:
        return sure.pop() if len(sure) == 1 else None
    whole = [(text, p) for text, p in numbers if p.year and any(p.days)]
    ways = {n: [date(int(p.year), *day) for _, p in whole if (day := p.days[n])] for n in (0, 1)}
    names = [weekdays_in(text) for text, _ in whole]

    def named(days: Sequence[date]) -> bool:
        pairs = zip(days, names, strict=True)
        return any(names) and all(not own or day.weekday() in own for day, own in pairs)

    def weekly(days: Sequence[date]) -> bool:
        return len(days) >= _WEEKLY and len({day.weekday() for day in days}) == 1

    def in_order(days: Sequence[date]) -> bool:
        return len(set(days)) >= _SORTED and _runs(days)

    for fits in (named, weekly, in_order):
        found = [n for n, days in ways.items() if fits(days)]
        if len(found) == 1:
            return bool(found[0])
    return None

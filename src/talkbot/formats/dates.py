"""Dates as texts print them. What a text does not say, a year above all, is never filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from talkbot.formats.months import MONTH, MONTHS, WEEKDAY

TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]\.?m\b\.?)?", re.IGNORECASE)
_UNTIL = re.compile(
    r"\s*(?:[–—-]|\bto\b|\buntil\b)\s*(\d{1,2}):(\d{2})\s*([ap]\.?m\b\.?)", re.IGNORECASE
)
# Other ways to write a time of day, which count only where a date or a label says what they are.
_LOOSE_TIME = re.compile(
    r"(?<![\d.,/-])(\d{1,2})(?:[.h](\d{2})|\s*h)?(?![\d,/-]|\.\d)\s*([ap]\.?m\b\.?|uhr\b|heures\b)?",
    re.IGNORECASE,
)
_OF_WEEK = WEEKDAY.pattern
_ORDINAL = r"(?:st|nd|rd|th|er|º|°|ª|\.)"
_DAY = r"(?<![\w:])(?<!\d[.h])(?P<d>0?[1-9]|[12]\d|3[01])"
# A year of two digits is one behind an apostrophe, or behind the signs of a day in numbers.
_OWN_YEAR = r"(?:,?\s+(?:del?\s+|of\s+)?(?P<y>\d{4}|['’]\d{2})\b)?"
FORMS = (
    re.compile(
        r"(?<![\d.])(?P<y>\d{4})(?:[-/.]|\.\s|\s?[年년]\s?)(?P<m>\d{1,2})(?:[-/.]|\.\s|\s?[月월]\s?)"
        r"(?P<d>\d{1,2})(?![A-Za-z\d])"
    ),
    re.compile(rf"\b(?P<y>\d{{4}})(?:,?\s+|[-/.]){MONTH}(?:\s+|[-/.])(?P<d>\d{{1,2}})\b", re.I),
    re.compile(
        rf"\b{MONTH}\s+(?:the\s+)?(?P<d>\d{{1,2}}){_ORDINAL}?(?!\w|[:.]\d\d){_OWN_YEAR}", re.I
    ),
    re.compile(rf"{_DAY}(?:{_ORDINAL}?\s+(?:(?:of|de)\s+|d['’])?|\.){MONTH}{_OWN_YEAR}", re.I),
    re.compile(
        rf"{_DAY}(?P<by>[-/.]){MONTH}(?:(?:(?P=by)|\s)['’]?(?P<y>\d{{4}}|\d\d)\b)?",
        re.I,
    ),
    re.compile(r"\b(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})\b"),
    re.compile(r"(?<![\d.])(?P<d>[0-3]\d)\.(?P<m>0[1-9]|1[0-2])\.(?P<y>\d{2})(?![\d.])"),
    re.compile(r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d\d)(?![\d/])"),
    re.compile(r"(?<![\d-])(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y>\d{4})(?![\d-])"),
    # "Fri 3/14", "3/14 (Fri)"; alone, two numbers may be a fraction.
    re.compile(rf"{_OF_WEEK},?\s+(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})(?![\d/]|\.\d)", re.I),
    re.compile(
        rf"(?<![\d/.])(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})(?![\d/]),?\s+\(?{_OF_WEEK}\)?", re.I
    ),
    # "Di, 24.1." and "24.01."; "4.1." alone may be a section's number.
    re.compile(rf"{_OF_WEEK},?\s+(?:den\s+)?(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?!\d)", re.I),
    re.compile(r"(?<![\d.])(?P<d>[0-3]\d)\.(?P<m>0[1-9]|1[0-2])\.(?!\d)"),
    # "13.1." is, as hardly any page has so many sections.
    re.compile(r"(?<![\d.])(?P<d>1[3-9]|2\d|3[01])\.(?P<m>[1-9])\.(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]"),
    re.compile(rf"\b{MONTH}\s+(?P<y>\d{{4}})\b", re.I),
)
# Of what is known to be a date.
_LOOSE_FORMS = (
    re.compile(r"(?<![\d/.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/.])"),
    re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?:(?P<y>\d{2})(?!\d))?(?!\d)"),
    re.compile(r"(?<![\d-])(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y>\d{2})(?![\d-])"),
)
_TO = r"\s*(?:[–—&-]|\b(?:to|bis|au|al|and|und|et|y|e)\b)\s*"
_DAYS = re.compile(
    rf"(?<![\d:.])(?P<a>\d{{1,2}})(?:st|nd|rd|th|\.)?{_TO}(?P<b>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?"
    rf"(?P<m>{MONTH})(?:,?\s+(?:de\s+)?(?P<y>\d{{4}})\b)?"
    rf"|(?<!\d\s)(?<!\d\.\s)(?<!\dth\s)\b(?P<m2>{MONTH})\s+(?P<a2>\d{{1,2}})(?:st|nd|rd|th)?{_TO}(?P<b2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
    r"(?:,?\s+(?P<y2>\d{4})\b)?",
    re.IGNORECASE,
)


_BEFORE_TIME = re.compile(
    r"[\s,;·|–—-]*(?:\b(?:at|from|um|ab|von|à|dès|a las|alle|ore)\b)?[\s,;·|–—-]*$", re.I
)
_COUNTED = re.compile(
    r"""(?:\#|\b(?:day|tag|jour|d[íi]a|giorno|week|woche|session|part|teil|lecture|talk|meeting|meetup|episode|
    seminar|evening|night|abend|vol|no|nr|n)\b\.?)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)


@lru_cache(maxsize=4096)
def iso_date(text: str) -> str:
    """The date (and time of day) that a text gives, in ISO 8601 as far as it goes, or "".

    A date without a year gives "", and so does one that can be read in two ways except for its
    year: "03/04/2021" is "2021". Of several days in a row only the month is sure.
    """
    whole = text.strip()
    if (days := next(_days_in_a_row(whole), None)) and len(whole) > 10:
        _, month, year = _of_days(days)
        return f"{year}-{month:02}" if year else ""
    if re.fullmatch(r"\d{4}(?:-\d{2})?", whole):
        return whole
    if re.match(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|$)", whole):
        return _iso(whole)
    for form in FORMS:
        match = form.search(whole)
        if match:
            found = _from_match(match)
            break
    else:
        return ""
    if len(found) < 10:
        return found
    rest = f"{whole[: match.start()]} ; {whole[match.end() :]}"
    time = TIME.search(rest)
    return found + ((time and _span_clock(rest, time)) or _clock(time or _loose_time(rest)))


def _iso(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _day(*map(int, text[:10].split("-")))
    return moment.isoformat() if len(text) > 10 else moment.date().isoformat()


Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Printed:
    """A day as a text prints it: where it stands, its year ("" where none stands beside it), and
    its month and day, read with the month first and with the day first: the same but of `numbers`
    in an order that only other days tell; None where there is no such day, or a month alone."""

    begin: int
    end: int
    year: str
    days: tuple[Pair | None, Pair | None]
    numbers: bool = False


def printed_day(text: str) -> Printed | None:
    """The first day in a text that is known to give one, in whatever way it is written; of several
    days in a row the first."""
    whole = text if re.search(r"\d", text) else ""
    if several := next(_days_in_a_row(whole), None):
        days, month, year = _of_days(several)
        first = _existing(month, days[0]) if days else None
        return Printed(several.start(), several.end(), year, (first, first))
    found = (match for form in (*FORMS, *_LOOSE_FORMS) if (match := form.search(whole)))
    return next((_printed(match) for match in found), None)


def _printed(match: re.Match[str]) -> Printed:
    groups = match.groupdict()
    said = (groups.get("y") or "").strip("'’")
    year = f"20{said}" if len(said) == 2 else said
    numbers = bool(groups.get("a"))
    if numbers:
        a, b = int(groups["a"]), int(groups["b"])
        days = (_existing(a, b), _existing(b, a))
    else:
        day = _existing(_month_of(match), int(groups["d"])) if groups.get("d") else None
        days = (day, day)
    return Printed(match.start(), match.end(), year, days, numbers)


def _existing(month: int, day: int) -> Pair | None:
    return (month, day) if _day(2000, month, day) else None


def _month_of(match: re.Match[str]) -> int:
    word = next((g for g in match.groups() if g and g.casefold() in MONTHS), "")
    return MONTHS[word.casefold()] if word else int(match.groupdict().get("m") or 0)


def _from_match(match: re.Match[str]) -> str:
    found = _printed(match)
    days = set(filter(None, found.days))
    if not found.year or len(days) > 1:
        return found.year
    if days:
        return _day(int(found.year), *days.pop())
    return "" if {"d", "a"} & match.groupdict().keys() else f"{found.year}-{_month_of(match):02}"


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _loose_time(text: str) -> re.Match[str] | None:
    """A time written "16h", "9.30", "4 pm" or "18 Uhr"; a bare number is none."""
    found = (m for m in _LOOSE_TIME.finditer(text) if not m.group().strip().isdigit())
    return next(found, None)


def _clock(match: re.Match[str] | None) -> str:
    if not match:
        return ""
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").casefold()
    half = half if half[:1] in "ap" else ""
    if half and hour <= 12:
        hour = hour % 12 + 12 * half.startswith("p")
    return f"T{hour:02}:{minute:02}:00" if hour < 24 and minute < 60 else ""


def _span_clock(text: str, begin: re.Match[str]) -> str:
    """When a span begins whose end alone says which half of the day it is ("4:00–5:00 pm")."""
    end = _UNTIL.match(text, begin.end())
    if begin[3] or not end or not end[3] or not 1 <= int(begin[1]) <= 12:
        return ""
    last = _clock(end)
    later = _clock(TIME.match(f"{begin[1]}:{begin[2]} pm")) if end[3][:1] in "pP" else ""
    return later if later and last and later <= last else ""


_DONE_THEN = r"""updat\w+|chang\w+|modif\w+|edited|created|generated|draft|posted|published|
    written|version|deadline|due"""
_TO_DO = r"stand|regist\w+|submi\w+|apply|rsvp|book(?:ing)?|anmeldung|inscri\w+"
_LIMIT = (
    r"until|till|before|by|from|since|after|starting|beginning|as\sof|ab|bis|seit|jusqu\W\w+|depuis"
)
OTHER_DAY = re.compile(rf"\b(?:{_DONE_THEN}|{_TO_DO}|{_LIMIT})\b", re.IGNORECASE | re.VERBOSE)
"""What stands before a day that is not the day of what is announced."""
# A limit stands right before its day, "by" in "hosted by" before somebody.
_BEFORE_OTHER = re.compile(
    rf"\b(?:{_DONE_THEN}|{_TO_DO})\b|\b(?:{_LIMIT})\b(?:\s+[\w,.]+)?\s*$",
    re.IGNORECASE | re.VERBOSE,
)
_BEHIND_OTHER = re.compile(rf"\b(?:{_DONE_THEN})\b", re.IGNORECASE | re.VERBOSE)
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})[.!?]\s+(?=[A-ZÀ-Þ])")


def has_days(text: str) -> bool:
    """Whether a text names several days in a row, as an event has them."""
    return bool(re.search(r"\d", text)) and next(_days_in_a_row(text), None) is not None


def days_in(text: str) -> frozenset[str]:
    """The whole days that a text names, those of a span ("11–12 June 2030") each."""
    found: set[str] = set()
    for match in _days_in_a_row(text):
        days, month, year = _of_days(match)
        found |= {_day(int(year), month, day) for day in days} if year else set()
    rest = text
    for match in _days_in_a_row(text):
        rest = rest.replace(match.group(), " ")
    found |= {_from_match(match) for form in FORMS[:-1] for match in form.finditer(rest)}
    return frozenset(day for day in found if len(day) == 10)


def _days_in_a_row(text: str) -> Iterator[re.Match[str]]:
    """Where a text names several days in a row; "Day 1 – 3 May" counts its days and names one."""
    return (m for m in _DAYS.finditer(text) if not _COUNTED.search(text[: m.start()]))


def _of_days(match: re.Match[str]) -> tuple[range, int, str]:
    """The days, the month and the year ("" where none is said) of several days in a row."""
    first, last, month, year = (match[name] or match[f"{name}2"] for name in "abmy")
    number = MONTHS[month.casefold().rstrip(".")]
    return range(int(first), int(last) + 1), number, year or ""


def day_of_event(text: str) -> str:
    """The words of the one whole day that a heading names ("Programme of 4 May 2031"), "" where it
    names several or the day is that of something else."""
    if len(days_in(text)) != 1:
        return ""
    found = (match for form in FORMS[:-1] for match in form.finditer(text))
    day = next((m.group() for m in found if len(_from_match(m)) == 10), "")
    return "" if is_of_other(text, day) else day


def is_of_other(text: str, day: str) -> bool:
    """Whether the sentence in which a text names a day says that it is the day of something else:
    of a deadline, or of the page's last change."""
    before, _, behind = text.partition(day)
    said = _SENTENCE.split(before)[-1]
    return bool(_BEFORE_OTHER.search(said) or _BEHIND_OTHER.search(_SENTENCE.split(behind)[0]))


def without_time(text: str) -> str:
    """A day without the times of day behind it."""
    time = TIME.search(text)
    before = _BEFORE_TIME.sub("", text[: time.start()]) if time else text
    return before if has_day(before) or is_weekday(before) else text


@lru_cache(maxsize=8192)
def has_day(text: str) -> bool:
    """Whether a text names a day, with or without its year."""
    return any(form.search(text) for form in FORMS[:-1])


def is_weekday(text: str) -> bool:
    """Whether a text is the name of a day of the week and nothing else."""
    return len(text) <= 24 and bool(WEEKDAY.fullmatch(text.strip(" :")))

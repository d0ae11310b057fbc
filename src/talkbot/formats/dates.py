"""Dates as pages print them. What a text does not say, a year above all, is never filled in."""

from __future__ import annotations

import re
from datetime import date, datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro",
            "feb february februar février febrero febbraio fevereiro",
            "mar march märz mars marzo março",
            "apr april avril abril aprile",
            "may mai mayo maggio maio",
            "jun june juni juin junio giugno junho",
            "jul july juli juillet julio luglio julho",
            "aug august août agosto",
            "sep sept september septembre septiembre settembre setembro",
            "oct october oktober octobre octubre ottobre outubro okt",
            "nov november novembre noviembre novembro",
            "dec december dezember décembre diciembre dicembre dezembro dez",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?", re.IGNORECASE)
_FORMS = (
    re.compile(r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b"),
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>\d{{4}})\b)?", re.I),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?{_MONTH}"
        r"(?:,?\s+(?:de\s+)?(?P<y>\d{4})\b)?",
        re.I,
    ),
    re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\b"),
    re.compile(r"\b(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})\b"),
    re.compile(rf"\b{_MONTH}\s+(?P<y>\d{{4}})\b", re.I),
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?", re.IGNORECASE
)
_ZONES = re.compile(
    r"\b(?:UTC|GMT|CES?T|[ECMP][SD]?T|BST|JST|AoE|noon|midnight|Uhr|hrs?|[ap]\.?m\.?|from|to|until|at|on)(?![\w])",
    re.IGNORECASE,
)


def iso_date(text: str) -> str:
    """The date (and time of day) that a text gives, in ISO 8601 as far as it goes, or "".

    A date without a year gives "", and so does one that can be read in two ways except for its
    year: "03/04/2021" is "2021".
    """
    whole = text.strip()
    if re.fullmatch(r"\d{4}(?:-\d{2})?", whole):
        return whole
    if re.match(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|$)", whole):
        return _iso(whole)
    for form in _FORMS:
        match = form.search(whole)
        if match:
            found = _from_match(match)
            break
    else:
        return ""
    clock = _TIME.search(whole[: match.start()] + " " * len(match.group()) + whole[match.end() :])
    return found + _clock(clock) if clock and len(found) == 10 else found


def _iso(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _day(*map(int, text[:10].split("-")))
    return moment.isoformat() if len(text) > 10 else moment.date().isoformat()


def _from_match(match: re.Match[str]) -> str:
    groups = match.groupdict()
    year = groups.get("y")
    if not year:
        return ""
    if groups.get("a"):
        first, second = int(groups["a"]), int(groups["b"])
        if first > 12 >= second:
            return _day(int(year), second, first)
        if second > 12 >= first or first == second:
            return _day(int(year), first, second)
        return year
    word = next((g for g in match.groups() if g and g.casefold() in _MONTHS), "")
    month = int(groups["m"]) if groups.get("m") else _MONTHS.get(word.casefold(), 0)
    day = groups.get("d")
    return _day(int(year), month, int(day)) if day else f"{year}-{month:02}"


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _clock(match: re.Match[str]) -> str:
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").casefold()
    if half and hour <= 12:
        hour = hour % 12 + 12 * half.startswith("p")
    return f"T{hour:02}:{minute:02}:00" if hour < 24 and minute < 60 else ""


def is_date_line(text: str) -> bool:
    """Whether a line says when, and nothing else ("Monday, 4 May 2020, 10:00–11:00 CEST")."""
    if not 3 < len(text) <= 90 or not re.search(r"\d", text):
        return False
    rest = text
    found = bool(_TIME.search(rest))
    for form in _FORMS:
        rest, count = form.subn(" ", rest)
        found = found or bool(count)
    if not found:
        return False
    rest = _TIME.sub(" ", _WEEKDAY.sub(" ", rest))
    rest = re.sub(r"\b\d{4}\b|\b\d{1,2}\s*(?:[ap]\.?m\.?|h)\b", " ", rest, flags=re.IGNORECASE)
    rest = _ZONES.sub(" ", rest)
    return not re.search(r"[^\W_]{2,}", rest)

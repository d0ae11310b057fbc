"""Dates as texts print them. What a text does not say, a year above all, is never filled in."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

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
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]\.?m\b\.?)?", re.IGNORECASE)
# Other ways to write a time of day, which count only where a date or a label says what they are.
_LOOSE_TIME = re.compile(
    r"(?<![\d.,/-])(\d{1,2})(?:[.h](\d{2})|\s*h)?(?![\d,/-]|\.\d)\s*([ap]\.?m\b\.?|uhr\b|heures\b)?",
    re.IGNORECASE,
)
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
    r"""\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?|(?:mon|diens|donners|frei|
    sams|sonn)tag|mittwoch|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|
    mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|luned[ìi]|marted[ìi]|mercoled[ìi]|gioved[ìi]|
    venerd[ìi]|sabato|domenica|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?)\b\.?""",
    re.IGNORECASE | re.VERBOSE,
)
# The short names of days, words of other meanings otherwise, count only before a date.
_SHORT_DAY = re.compile(
    r"""^\W*(?:mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mi[ée]|jue|vie|s[áa]b|dom|gio|seg|ter|qua|
    qui|sex)\.?,?\s+(?=\d{1,2}[.\s/])""",
    re.IGNORECASE | re.VERBOSE,
)
_TO = r"\s*(?:[–—&-]|\b(?:to|bis|au|al|and|und|et|y|e)\b)\s*"
_DAYS = re.compile(
    rf"\b(?P<a>\d{{1,2}})(?:st|nd|rd|th|\.)?{_TO}(?P<b>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?"
    rf"(?P<m>{_MONTH})(?:,?\s+(?:de\s+)?(?P<y>\d{{4}})\b)?"
    rf"|\b(?P<m2>{_MONTH})\s+(?P<a2>\d{{1,2}})(?:st|nd|rd|th)?{_TO}(?P<b2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
    r"(?:,?\s+(?P<y2>\d{4})\b)?",
    re.IGNORECASE,
)
_ZONES = re.compile(
    r"""\b(?:UTC|GMT|CES?T|[ECMP][SD]?T|BST|JST|AoE|noon|midnight|Uhr|hrs?|[ap]\.?m\.?|from|to|until|at|
    on|and|le|am|um|ab|à|de|heures|von|bis|the|of|local|time|(?:week|day|wk|woche|tag|semaine|jour)
    \s+\d{1,2})(?![\w])""",
    re.IGNORECASE | re.VERBOSE,
)
_WHERE = re.compile(
    r"""\b(?:room|hall|building|bldg|auditorium|theat(?:re|er)|lecture|library|chapel|campus|floor|zoom|
    online|on-line|virtual|hybrid|in\sperson|teams|raum|saal|\w*saal|gebäude|salle|amphi\w*|sala|aula|
    aud)\b|^[A-Z]{0,4}[\s.-]?\d{1,4}(?:[.\-]\d+)?[A-Za-z]?$""",
    re.IGNORECASE | re.VERBOSE,
)

_ROOM = re.compile(
    r"^(?:room|hall|lecture hall|auditorium|building|floor|salle|sala|aula|raum)\s+\S+$"
    r"|\b(?:hall|auditorium|lecture theatre|room|hörsaal)$",
    re.IGNORECASE,
)
# What recordings and episodes say before their date, and behind it.
_ISSUED = re.compile(
    r"^\W*(?:published|posted|aired|recorded|streamed|released)\b(?:\s+on\b)?"
    r"|\b\d{1,3}\s*min(?:ute[ns]?|s)?\b",
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
    if len(found) < 10:
        return found
    rest = f"{whole[: match.start()]} ; {whole[match.end() :]}"
    return found + _clock(_TIME.search(rest) or _loose_time(rest))


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


@lru_cache(maxsize=4096)
def when_and_where(text: str) -> tuple[str, str] | None:
    """A line that says when, and maybe where, and nothing else: "Monday, 4 May 2020, Room 3.11".

    None for any other line.
    """
    if not 2 < len(text) <= 120 or not re.search(r"\d", text):
        return None
    if _is_when(text):
        return text.strip(), ""
    marks = list(re.finditer(r"\s*(?:[,;|·•@]|\s[–—-]|\bin)\s+", text))
    for mark in reversed(marks):
        when, where = text[: mark.start()].strip(), text[mark.end() :].strip(" .")
        at = mark.group().strip() == "@"
        if _is_when(when) and 0 < len(where) <= 60 and (at or _WHERE.search(where)):
            return when, where
    return None


_OTHER_DAY = re.compile(
    r"""\b(?:updat\w+|chang\w+|modif\w+|posted|published|written|version|stand|deadline|due|regist\w+|submi\w+|
    apply|rsvp|until|till|before|by|from|since|after|starting|beginning|as\sof|ab|bis|seit|jusqu\W\w+|depuis)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before a day that is not the day of what is announced."""

_STARTS_WHEN = re.compile(
    rf"[(\[]?(?:\d|{_MONTH}|{_WEEKDAY.pattern}|{_ZONES.pattern}|{_SHORT_DAY.pattern})",
    re.IGNORECASE | re.VERBOSE,
)

_AFTER_WHEN = re.compile(r"\s*[:|]\s+|\s+[–—-]\s+|\)?[,.]?\s+|\t+")
_LONG_WORD = re.compile(r"(?<![\w'’.-])[^\W\d_]{3,}(?![\w'’-])")
_WHEN_WORD = re.compile(
    rf"{_MONTH}|{_WEEKDAY.pattern}|{_ZONES.pattern}|week|day|woche|tag|semaine|jour",
    re.IGNORECASE | re.VERBOSE,
)


def has_days(text: str) -> bool:
    """Whether a text names several days in a row, as an event has them."""
    return bool(re.search(r"\d", text) and _DAYS.search(text))


def days_in(text: str) -> frozenset[str]:
    """The whole days that a text names, those of a span ("11–12 June 2030") each."""
    found: set[str] = set()
    for match in _DAYS.finditer(text):
        a, b, month, year = (match[name] or match[f"{name}2"] for name in "abmy")
        if year:
            number = _MONTHS[month.casefold().rstrip(".")]
            found |= {_day(int(year), number, day) for day in range(int(a), int(b) + 1)}
    rest = _DAYS.sub(" ", text)
    found |= {_from_match(match) for form in _FORMS[:5] for match in form.finditer(rest)}
    return frozenset(day for day in found if len(day) == 10)


def day_of_event(text: str) -> str:
    """The words of the one whole day that a heading names ("Programme of 4 May 2031"), "" where it
    names several or the day is that of something else."""
    if len(days_in(text)) != 1 or _OTHER_DAY.search(text):
        return ""
    found = (match for form in _FORMS[:5] for match in form.finditer(text))
    return next((m.group() for m in found if len(_from_match(m)) == 10), "")


def has_day(text: str) -> bool:
    """Whether a text names a day, with or without its year."""
    return any(form.search(text) for form in _FORMS[:5])


def is_weekday(text: str) -> bool:
    """Whether a text is the name of a day of the week and nothing else."""
    return len(text) <= 24 and bool(_WEEKDAY.fullmatch(text.strip(" :")))


def is_room(text: str) -> bool:
    """Whether a text is the name of a room ("Great Hall", "Room 2")."""
    return len(text.split()) <= 3 and bool(_ROOM.search(text))


def is_date_line(text: str) -> bool:
    """Whether a line says when (and maybe where), and nothing else."""
    return when_and_where(text) is not None


def leading_when(text: str) -> tuple[str, str] | None:
    """A line cut behind the date or time it begins with ("Jan 15: Ada", "10:30–11:00 Opening")."""
    if not _STARTS_WHEN.match(text) or not re.search(r"\d", text[:60]):
        return None
    short = _SHORT_DAY.match(text)
    words = short.end() if short else 0
    for mark in _AFTER_WHEN.finditer(text[:90], words):
        # Behind a word that no date has, no cut leaves a date before it.
        if any(not _WHEN_WORD.fullmatch(w) for w in _LONG_WORD.findall(text, words, mark.start())):
            return None
        words = mark.start()
        when = text[: mark.start()].strip(" ·•|–—-")
        rest = text[mark.end() :]
        starts_new = re.match(r"[^\W\d_]{2}|[\"“«‘(\[*_]*[A-ZÀ-Þ]|[\"“«‘]", rest)
        if len(rest) > 2 and starts_new and _is_when(when) and not _begins_with_when(rest):
            return when, rest
    return None


def trailing_when(text: str) -> tuple[str, str] | None:
    """A line cut before the whole date it ends with, as (the rest, the date); the days of an event
    are none."""
    if not re.search(r"\d", text[-20:]):
        return None
    for mark in re.finditer(r"[,;|·•]\s+|\s+[–—-]\s+|\s+[(\[]", text):
        bracket = mark.group().strip() in ("(", "[")
        when = text[mark.end() :].strip().rstrip(".")
        if bracket:
            if when[-1:] not in (")", "]"):
                continue
            when = when[:-1]
        if (
            has_day(when)
            and not has_days(when)
            and 5 < len(when) <= 60
            and _is_when(when)
            and mark.start() > 3
        ):
            return text[: mark.start()].strip(), when
    return None


def _begins_with_when(text: str) -> bool:
    """Whether a date goes on here: the month behind a weekday, the year behind a day."""
    first = re.split(r"[\s,]+", text.strip("( "), maxsplit=1)[0]
    return bool(
        _WEEKDAY.fullmatch(first)
        or first.casefold().strip(".") in _MONTHS
        or re.fullmatch(r"\d{1,4}(?:st|nd|rd|th)?|UTC|GMT|CES?T|Uhr|hrs?|[ap]\.?m\.?", first)
    )


@lru_cache(maxsize=8192)
def _is_when(text: str) -> bool:
    if not re.search(r"\d", text):
        return False
    rest = _SHORT_DAY.sub("", _ISSUED.sub(" ", text))
    found = bool(_TIME.search(text))
    if re.fullmatch(r"\s*\d{1,2}[.h]\d{2}(?:\s*[–—-]\s*\d{1,2}[.h]\d{2})?\s*", text):
        return True
    for form in _FORMS:
        rest, count = form.subn(" ", rest)
        found = found or bool(count)
    if not found:
        return False
    rest = _ZONES.sub(" ", _TIME.sub(" ", _WEEKDAY.sub(" ", rest)))
    rest = re.sub(
        r"\b\d{1,2}\s*(?:[ap]\.?m\b\.?|h\d{0,2}\b)|\b\d{4}\b", " ", rest, flags=re.IGNORECASE
    )
    return not re.search(r"[^\W_]{2,}", re.sub(r"(?<!\d)\d{1,2}(?:[.]\d{2})?(?!\d)", " ", rest))

"""Lines and parts of lines that say when, and maybe where, and nothing else."""

from __future__ import annotations

import re
from functools import lru_cache

from talkbot.formats.dates import FORMS, TIME, has_day, has_days
from talkbot.formats.months import MONTH, MONTHS, SHORT_DAY, WEEKDAY
from talkbot.formats.names import INSTITUTION

_ZONES = re.compile(
    r"""\b(?:UTC|GMT|CES?T|[ECMP][SD]?T|BST|JST|AoE|noon|midnight|Uhr|hrs?|[ap]\.?m\.?|from|to|until|at|
    on|and|le|am|um|ab|à|de|heures|von|bis|the|of|local|time|(?:week|day|wk|woche|tag|semaine|jour)
    \s+\d{1,2})(?![\w])""",
    re.IGNORECASE | re.VERBOSE,
)
_WHERE = re.compile(
    r"""\b(?:room|hall|building|bldg|auditorium|theat(?:re|er)|lecture|library|chapel|campus|floor|zoom|
    online|on-line|virtual|hybrid|in\sperson|teams|raum|saal|\w*saal|gebäude|salle|amphi\w*|sala|aula|
    aud)\b|(?-i:^[A-Z]{0,4}|^[a-z]?)[\s.-]?\d{1,4}(?:[.\-]\d+)?[A-Za-z]?$""",
    re.IGNORECASE | re.VERBOSE,
)
_ROOM = re.compile(
    r"^(?:room|hall|lecture hall|auditorium|building|floor|salle|sala|aula|raum)\s+\S+$"
    r"|\b(?:hall|auditorium|lecture theatre|room|hörsaal)$",
    re.IGNORECASE,
)
_ROOM_CODE = re.compile(
    r"^(?:[A-Z]{1,5}[\s.-]?){1,2}\d{1,4}(?:[\s./-]\d{1,4})*[A-Za-z]?(?:\s\([^()]*\))?$"
)
# What recordings and episodes say before their date, and behind it.
_ISSUED = re.compile(
    r"^\W*(?:published|posted|aired|recorded|streamed|released)\b(?:\s+on\b)?"
    r"|\b\d{1,3}\s*min(?:ute[ns]?|s)?\b",
    re.IGNORECASE,
)


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
        told = 0 < len(where) <= 60 and not re.search(r"[^\W\d_]{3}[.!?]\s+[A-ZÀ-Þ]|:\s", where)
        if told and _is_when(when) and (at or _WHERE.search(where) or is_room(where)):
            return when, where
    return None


_STARTS_WHEN = re.compile(
    rf"[(\[]?(?:\d|{MONTH}|{WEEKDAY.pattern}|{_ZONES.pattern}|{SHORT_DAY.pattern})",
    re.IGNORECASE | re.VERBOSE,
)
_STOPPED_DAY = re.compile(r"\b(?:\d\d\.\d\d|(?:1[3-9]|2\d|3[01])\.\d)$")
_AFTER_WHEN = re.compile(r"\s*[:|;]\s+|\s+[–—-]\s+|\)?[,.]?\s+|\t+")
# "14/9: …"; two numbers without a mark behind them may be a fraction.
_DAY_ALONE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])"
)
_NUMBERED_ROOM = re.compile(
    r"([^\W\d_]{1,12}(?:\s[^\W\d_]{1,12})?\s[A-Z]{0,3}\d[\w.-]{0,6}):\s+(?=\S)"
)
_ROOM_IN_BRACKETS = re.compile(r"\(([^()]{2,40})\)[:,.]?\s+(?=\S)")
_OF = re.compile(r"^(?:de|del|of)\s+(?=\d)", re.IGNORECASE)
_LONG_WORD = re.compile(r"(?<![\w'’.-])[^\W\d_]{3,}(?![\w'’-])")
_WHEN_WORD = re.compile(
    rf"{MONTH}|{WEEKDAY.pattern}|{_ZONES.pattern}|week|day|woche|tag|semaine|jour",
    re.IGNORECASE | re.VERBOSE,
)


def is_room(text: str) -> bool:
    """Whether a text is the name of a room ("Great Hall", "Room 2") or its code ("B 2.14")."""
    return len(text.split()) <= 3 and bool(_ROOM.search(text) or _ROOM_CODE.match(text))


def is_place_to_meet(text: str) -> bool:
    """Whether a text is a room, a building's code or a link's name, and no institution."""
    few = len(text) <= 60 and not INSTITUTION.search(text)
    return few and (is_room(text) or bool(_WHERE.search(text)))


def is_date_line(text: str) -> bool:
    """Whether a line says when (and maybe where), and nothing else."""
    return when_and_where(text) is not None


@lru_cache(maxsize=8192)
def leading_when(text: str) -> tuple[str, str] | None:
    """A line cut behind the date or time it begins with ("Jan 15: Ada", "10:30–11:00 Opening")."""
    if not _STARTS_WHEN.match(text) or not re.search(r"\d", text[:60]):
        return None
    short = SHORT_DAY.match(text)
    words = short.end() if short else 0
    for mark in _AFTER_WHEN.finditer(text[:90], words):
        # Behind a word that no date has, no cut leaves a date before it.
        if any(not _WHEN_WORD.fullmatch(w) for w in _LONG_WORD.findall(text, words, mark.start())):
            return None
        words = mark.start()
        when = text[: mark.start()].strip(" ·•|–—-")
        # The stop behind "06.03." and "13.1." is the day's own.
        when += "." * (mark.group()[0] == "." and bool(_STOPPED_DAY.search(when)))
        rest = text[mark.end() :]
        starts_new = re.match(r"[^\W\d_]{2}|[\"“«‘(\[*_]*[A-ZÀ-Þ]|[\"“«‘]", rest)
        sure = mark.group().strip() in (":", ";", "|", "–", "—", "-") or "\t" in mark.group()
        if sure and len(rest) > 2 and starts_new and _DAY_ALONE.fullmatch(when):
            return when, rest
        when = f"{when})" if when.count("(") > when.count(")") else when
        if len(rest) > 2 and starts_new and _is_when(when) and not _goes_on(when, rest):
            return _with_place(when, rest)
    return None


def _with_place(when: str, rest: str) -> tuple[str, str]:
    """A line cut behind its date, or behind the numbered room that follows it and ends with a
    colon or stands in brackets ("4 May, 14:00, Room 3: Ada", "4 May (B 2.14) Ada")."""
    room = _NUMBERED_ROOM.match(rest) or _ROOM_IN_BRACKETS.match(rest)
    if room is None or when_and_where(f"{when}, {room[1]}") is None:
        return when, rest
    return f"{when}, {room[1]}", rest[room.end() :]


def trailing_when(text: str, *, spans: bool = False) -> tuple[str, str] | None:
    """A line cut before the whole date it ends with, as (the rest, the date); the days of an event
    are none, but for a value that may have `spans`."""
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
            and (spans or not has_days(when))
            and 5 < len(when) <= 60
            and _is_when(when)
            and mark.start() > 3
        ):
            return text[: mark.start()].strip(), when
    return None


def _goes_on(when: str, text: str) -> bool:
    """Whether a date goes on here: the month behind a weekday, the year behind a day. Behind a
    day, or a time with no day behind it, "May" is somebody's name."""
    text = _OF.sub("", text.strip("( "))
    first = re.split(r"[\s,:]+", text, maxsplit=1)[0]
    named = has_day(when) or (TIME.search(when) and not re.match(r"\S+\s+\d", text))
    return bool(
        WEEKDAY.fullmatch(first)
        or _ZONE_NAME.fullmatch(first)
        or (first.casefold().strip(".") in MONTHS and not named)
        or re.fullmatch(
            r"\d{1,4}(?:st|nd|rd|th)?|(?:19|20)\d\d[.:]|UTC|GMT|CES?T|Uhr|hrs?|[ap]\.?m\.?",
            first,
            re.I,
        )
    )


# "10 am", "9.30 Uhr", "14h-15h"; "2h" is rather a length.
_HOUR = re.compile(
    r"(?<![\d.,])\d{1,2}(?:[.:h]\d{2})?\s?(?:[ap]\.?m\b\.?|uhr\b)|\b\d{1,2}h?\s?[–-]\s?\d{1,2}h\b",
    re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"(?:UTC|GMT|CES?T|[ECMP][SD]?T|BST|JST)\b")


@lru_cache(maxsize=8192)
def _is_when(text: str) -> bool:
    # "Mar 6" may be in March or on a Tuesday.
    short = SHORT_DAY.sub("", text)
    return _says_when(text) or (short != text and _says_when(short))


def _says_when(text: str) -> bool:
    if not re.search(r"\d", text):
        return False
    rest = _ISSUED.sub(" ", text)
    found = bool(TIME.search(text))
    if re.fullmatch(r"\s*\d{1,2}[.h]\d{2}(?:\s*[–—-]\s*\d{1,2}[.h]\d{2})?\s*", text):
        return True
    found = found or bool(_HOUR.search(text))
    for form in FORMS:
        rest, count = form.subn(" ", rest)
        found = found or bool(count)
    if not found:
        return False
    rest = _ZONES.sub(" ", TIME.sub(" ", WEEKDAY.sub(" ", rest)))
    rest = re.sub(
        r"\b\d{1,2}\s*(?:[ap]\.?m\b\.?|h\d{0,2}\b)|\b\d{4}\b", " ", rest, flags=re.IGNORECASE
    )
    return not re.search(
        r"[^\W_]{2,}|\w&\w", re.sub(r"(?<!\d)\d{1,2}(?:[.]\d{2})?(?!\d)", " ", rest)
    )

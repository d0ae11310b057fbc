"""The dates, years and ranges that a question names."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_M = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_D = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DAYS = (
    re.compile(r"\b(?:on\s+)?(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(
        rf"\b(?:on\s+)?(?:the\s+)?{_D}(?:\s+of)?\s+{_M}\.?,?\s+(?P<year>(?:19|20)\d\d)\b", re.I
    ),
    re.compile(rf"\b(?:on\s+)?{_M}\.?\s+{_D},?\s+(?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(rf"\b(?:in\s+|from\s+|during\s+|(?P<cue>since|after|before|until)\s+)?{_M}\.?,?\s+(?P<year>(?:19|20)\d\d)\b", re.I),
    # Without a year a month needs its capital: "in may" can be anything.
    re.compile(r"\b[Ii]n\s+(?:every\s+)?" + _M.replace("(?P<month>", "(?P<month>(?=[A-Z])(?i:") + r")\b"),
)  # fmt: skip
_Y = r"((?:19|20)\d\d)"
_CUE = r"(?:since|after|before|until|in|from|during|of)\s+(?:the\s+year\s+)?"
_YEARS = re.compile(
    rf"(?:between|from)\s+{_Y}\s+(?:and|to|until|-|–)\s+{_Y}"
    rf"|{_Y}\s*(?:-|–|to)\s*{_Y}(?!-)"
    rf"|{_CUE}(?:both\s+)?{_Y}(?!-)"
    rf"|\b{_Y}\s+talks?|\btalks?\s+{_Y}",
    re.IGNORECASE,
)
# "2019 and 2022", "in 2020 but not 2021": a year beside one that is certainly a year.
_BESIDE = re.compile(
    rf"(?<=\d)\W+(?:(?:and|or|but|also|not|nor|as well as|in|vs|versus)\s+)+(?:{_CUE})?{_Y}\b(?!-)"
    rf"|,\s*{_Y}\b(?!-)",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"\b{_Y}\s+(?:and|or|vs\.?|versus)\s+{_Y}\b", re.IGNORECASE)
_DECADE = re.compile(r"\b(?:in|during|from)\s+the\s+((?:19|20)\d)0s\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch `start:end` of a question that names a time, and its bounds as ISO prefixes.

    "in May 2019" gives ("2019-05", "2019-05"), "since 2017" ("2017", "9999"), "in June" ("06", "06").
    """

    start: int
    end: int
    low: str
    high: str

    def has(self, moment: str) -> bool:
        """Whether an ISO date (and time) lies in the period."""
        if len(self.low) == 2:
            return moment[5:7] == self.low
        return self.low <= moment[: len(self.low)] and moment[: len(self.high)] <= self.high


def find_periods(question: str) -> list[Period]:
    """Every period that a question names, in reading order."""
    found = _days(question) or _ranges(question)
    if found:
        found += _beside(question, found)
    return sorted(found, key=lambda period: period.start)


def _days(question: str) -> list[Period]:
    for pattern in _DAYS:
        found = []
        for match in pattern.finditer(question):
            parts = match.groupdict()
            month = parts["month"]
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
            moment = f"{parts['year']}-{number:02d}" if parts.get("year") else f"{number:02d}"
            if parts.get("day"):
                moment += f"-{int(parts['day']):02d}"
            low, high = _open_month(parts.get("cue") or "", moment)
            found.append(Period(match.start(), match.end(), low, high))
        if found:
            return found
    return []


def _open_month(cue: str, month: str) -> tuple[str, str]:
    """The bounds of "after May 2019" and its like; the month itself when there is no such word."""
    number = 12 * int(month[:4]) + int(month[5:7]) - 1 if cue else 0
    beside = {"after": number + 1, "before": number - 1}.get(cue.lower(), number)
    bound = f"{beside // 12}-{beside % 12 + 1:02d}"
    return {
        "since": (bound, "9999"),
        "after": (bound, "9999"),
        "before": ("0000", bound),
        "until": ("0000", bound),
    }.get(cue.lower(), (month, month))


def _ranges(question: str) -> list[Period]:
    found = [
        Period(match.start(), match.end(), f"{match[1]}0", f"{match[1]}9")
        for match in _DECADE.finditer(question)
    ]
    for match in _YEARS.finditer(question):
        years = sorted(group for group in match.groups() if group)
        low, high = years[0], years[-1]
        if len(years) == 1:
            low, high = _open(match.group().split()[0].lower(), low)
        found.append(Period(match.start(), match.end(), low, high))
    for match in _PAIR.finditer(question):
        for start, end in (match.span(1), match.span(2)):
            if all(end <= p.start or p.end <= start for p in found):
                found.append(Period(start, end, question[start:end], question[start:end]))
    return found


def _open(word: str, year: str) -> tuple[str, str]:
    """The bounds of "since 2017" and its like."""
    return {
        "since": (year, "9999"),
        "after": (str(int(year) + 1), "9999"),
        "before": ("0000", str(int(year) - 1)),
        "until": ("0000", year),
    }.get(word, (year, year))


def _beside(question: str, found: list[Period]) -> list[Period]:
    more: list[Period] = []
    for match in _BESIDE.finditer(question):
        year = next(group for group in match.groups() if group)
        start, end = match.end() - len(year), match.end()
        apart = all(end <= p.start or p.end <= start for p in (*found, *more))
        # Only a year right after another one ("Slatecon 2019, 2020 talks" names two).
        beside = any(p.end == match.start() for p in (*found, *more))
        if apart and beside:
            more.append(Period(start, end, year, year))
    return more

"""The dates, years and ranges that a question names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_M = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_IS_MONTH = re.compile(_M)
_D = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_CUES = r"since|after|before|until"
_ON = rf"(?:(?:on|(?P<cue>{_CUES}))\s+)?"
# These can be anything but a month where they are small and the question goes on.
_WORDS = frozenset(("may", "march", "mar"))
_SPAN = re.compile(
    rf"\b(?:(?P<two>between)\s+|from\s+)?(?:the\s+)?{_D.replace('day', 'day1')}(?:\s+{_M.replace('month', 'month1')})?"
    rf"\s*(?(two)and|(?:to|until|till|-|–))\s*(?:the\s+)?{_D}\s+{_M}(?:,?\s+(?P<year>(?:19|20)\d\d))?\b", re.I
)  # fmt: skip
# "In the first half of 2024", "Q3 2024".
_PART_OF_YEAR = re.compile(
    r"\b(?:in |during |from |of )?(?:the )?(?:(?P<part>first half|second half|last half|first quarter|second quarter"
    r"|third quarter|fourth quarter|last quarter) of|(?P<quarter>q[1-4])(?: of)?) (?:the year )?(?P<year>(?:19|20)\d\d)\b",
    re.I,
)
_PARTS = {
    "first half": (1, 6), "second half": (7, 12), "last half": (7, 12), "first quarter": (1, 3),
    "second quarter": (4, 6), "third quarter": (7, 9), "fourth quarter": (10, 12),
    "last quarter": (10, 12), "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12),
}  # fmt: skip
# "From February to April 2024", "March to May".
_MONTH_SPAN = re.compile(
    rf"\b(?:(?P<two>between)\s+|from\s+|in\s+)?{_M.replace('month', 'month1')}(?:\s+(?P<year1>(?:19|20)\d\d))?"
    rf"\s*(?(two)and|(?:to|until|till|through|-|–))\s*{_M}(?:,?\s+(?P<year>(?:19|20)\d\d))?\b(?!\s+\d)", re.I
)  # fmt: skip
_ENDS = re.compile(r"\W*(?:$|(?:and|or|at|by|from)\b)")
_DAYS = (
    re.compile(r"\b(?:on\s+)?(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(
        rf"\b(?:on\s+)?(?:the\s+)?{_D}(?:\s+of)?\s+{_M}\.?,?\s+(?P<year>(?:19|20)\d\d)\b", re.I
    ),
    re.compile(rf"\b(?:on\s+)?{_M}\.?\s+{_D},?\s+(?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(rf"\b(?:in\s+|from\s+|during\s+|(?P<cue>{_CUES})\s+)?{_M}\.?,?\s+(?P<year>(?:19|20)\d\d)\b", re.I),
    # Without a year it is that day or month of any year.
    re.compile(rf"\b{_ON}(?:the\s+)?{_D}(?:\s+of)?\s+{_M}\b", re.I),
    re.compile(rf"\b{_ON}{_M}\.?\s+(?:the\s+)?{_D}\b(?![:.]\d)", re.I),
    re.compile(rf"\b(?:in|during|(?P<cue>{_CUES}))\s+(?:every\s+)?{_M}\b", re.I),
    # "The December talk", "November's talks".
    re.compile(rf"\b{_M}(?:['’]s)?(?=\s+(?:talk|session|seminar|lecture|meeting|presentation)s?\b)", re.I),
    re.compile(r"\bon\s+the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)(?=\W*$)", re.I),
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

    "in May 2019" gives ("2019-05", "2019-05"), "since 2017" ("2017", "9999"). Without a year the
    bounds begin with a dash: "in June" ("-06", "-06"), "on 3 June" ("-06-03", "-06-03"), "on the
    3rd" ("--03", "--03").
    """

    start: int
    end: int
    low: str
    high: str

    def has(self, moment: str) -> bool:
        """Whether an ISO date (and time) lies in the period."""
        if self.low.startswith("--"):
            return moment[8:10] == self.low[2:]
        if self.low.startswith("-"):
            moment = moment[4:]
        return self.low <= moment[: len(self.low)] and moment[: len(self.high)] <= self.high


def is_month(word: str) -> bool:
    """Whether a word, in lower case, is a month or short for one."""
    return bool(_IS_MONTH.fullmatch(word))


def find_periods(question: str) -> list[Period]:
    """Every period that a question names, in reading order."""
    found = _spans(question) or _days(question) or _ranges(question)
    if found:
        found += _beside(question, found)
    return sorted(found, key=lambda period: period.start)


def _spans(question: str) -> list[Period]:
    """ "Between 3 and 17 March": from one day to another of a year, or of any."""
    found = []
    for match in _SPAN.finditer(question):
        year, month = match["year"] or "", match["month"]
        low = _moment(year, match["month1"] or month, match["day1"])
        found.append(Period(match.start(), match.end(), low, _moment(year, month, match["day"])))
    for match in _MONTH_SPAN.finditer(question):
        if match["month"] in _WORDS or match["month1"] in _WORDS:
            continue
        year = match["year"] or ""
        # "From November 2023 to March 2024", "from November to March": over the turn of a year.
        low = _moment(match["year1"] or year, match["month1"], "")
        high = _moment(year, match["month"], "")
        if low[:1] == high[:1] and low <= high:
            found.append(Period(match.start(), match.end(), low, high))
    return found


def _days(question: str) -> list[Period]:
    for pattern in _DAYS:
        found = []
        for match in pattern.finditer(question):
            parts = match.groupdict(default="")
            if not parts.get("year") and _is_a_word(match, question):
                continue
            moment = _moment(*(parts.get(unit, "") for unit in ("year", "month", "day")))
            low, high = _open_day(parts.get("cue", "").lower(), moment)
            found.append(Period(match.start(), match.end(), low, high))
        if found:
            return found
    return []


def _moment(year: str, month: str, day: str) -> str:
    """An ISO date as far as it is said; without a year it begins with a dash."""
    if month and not month.isdigit():
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    return f"{year}-{month.zfill(2) if month else ''}" + (f"-{day.zfill(2)}" if day else "")


def _is_a_word(match: re.Match[str], question: str) -> bool:
    """Whether "may" or "march" is no month: "version 2 may fail", "in march of progress"."""
    parts = match.groupdict(default="")
    month, goes_on = parts.get("month", ""), not _ENDS.match(question, match.end())
    return month in _WORDS and goes_on and (month == "may" or not parts.get("day"))


def _open_day(cue: str, moment: str) -> tuple[str, str]:
    """The bounds of "after May 2019" or "before 3 May"; the day or month itself without a cue."""
    first, last = ("-00", "-99") if moment.startswith("-") else ("0000", "9999")
    if cue in ("since", "after"):
        return (_next_to(moment, 1) if cue == "after" else moment), last
    if cue in ("until", "before"):
        return first, (_next_to(moment, -1) if cue == "before" else moment)
    return moment, moment


def _next_to(moment: str, step: int) -> str:
    """The day or month after (1) or before (-1) one, with or without its year."""
    year, month, day = [*moment.split("-"), ""][:3]
    if day:
        try:
            beside = date(int(year or 2000), int(month), int(day)) + timedelta(step)
        except ValueError:
            return moment
    else:
        number = 12 * int(year or 2000) + int(month) - 1 + step
        beside = date(number // 12, number % 12 + 1, 1)
    return beside.isoformat()[0 if year else 4 : 10 if day else 7]


def _ranges(question: str) -> list[Period]:
    parts = []
    for match in _PART_OF_YEAR.finditer(question):
        first, last = _PARTS[(match["part"] or match["quarter"]).lower()]
        year = match["year"]
        parts.append(Period(match.start(), match.end(), f"{year}-{first:02}", f"{year}-{last:02}"))
    if parts:
        return parts
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

"""Conditions that a question puts in plain words: times of day, weekdays, orders, what is left out.

English grammar only. Each comes with where the question says it, so that it is no part of a topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from talkbot.grammar.phrases import ABOUT, PEOPLE, TALK
from talkbot.talks import Talk, fold

Order = Literal["", "oldest", "newest", "title", "longest", "shortest"]

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_AT = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>a\.?m\b|p\.?m\b|o['’]?clock\b)?"
_CLOCK = re.compile(
    rf"\b(?:given |held )?(?:in the |on the )?(?P<part>morning|afternoon|evening)s?(?=\s+(?:{TALK}|ones?)\b|\W*$)"
    r"|\b(?:given |held )?in the (?P<part2>morning|afternoon|evening)s?\b"
    r"|\b(?:(?:that |which )?(?:started|starting|starts?|began|begin|beginning)\s+)?(?P<cue>before|after|until|at)\s+"
    rf"(?:(?P<noon>noon|midday|lunch)\b|(?!(?:19|20)\d\d\b){_AT})"
)
_PARTS = {"morning": (0, 12 * 60), "afternoon": (12 * 60, 24 * 60), "evening": (17 * 60, 24 * 60)}
_WEEKDAY = re.compile(
    rf"\b(?:on |on the |on an? )(?P<day>{'|'.join(_WEEKDAYS)}|weekend)s?\b"
    rf"|\b(?P<day2>{'|'.join(_WEEKDAYS)})(?='s?\s+{TALK}\b|\s+(?:{TALK}|ones?|morning|afternoon|evening)\b)"
)
_TOPICAL = re.compile(rf"\b(?!on\b){ABOUT}\b")
_ORDERS: tuple[tuple[Order, str], ...] = (
    (
        "newest",
        r"(?:newest|latest|most recent) (?:ones? )?first|from (?:the )?(?:newest|latest) to (?:the )?(?:oldest|earliest)"
        r"|(?:in )?reverse(?:d)? chronological(?:ly)?(?: order)?",
    ),
    (
        "oldest",
        r"(?:oldest|earliest) (?:ones? )?first|from (?:the )?(?:oldest|earliest) to (?:the )?(?:newest|latest)"
        r"|(?:in )?chronological(?:ly)?(?: order)?|(?:sort(?:ed)?|order(?:ed)?) by (?:date|year|time)|in order of (?:date|time)",
    ),
    ("longest", r"longest (?:ones? )?first|from (?:the )?longest to (?:the )?shortest"),
    (
        "shortest",
        r"shortest (?:ones? )?first|from (?:the )?shortest to (?:the )?longest|(?:sort(?:ed)?|order(?:ed)?) by (?:length|duration)",
    ),
    (
        "title",
        r"(?:in )?alphabetical(?:ly)?(?: order)?|(?:sort(?:ed)?|order(?:ed)?) by (?:title|name)|from a to z|a[- ]to[- ]z",
    ),
)
_SORTING = re.compile(
    r"\b(?:sort(?:ed)?|order(?:ed)?|arranged?|rank(?:ed)?)\b(?: by (?:title|name|date|year|time|length|duration)\b)?|\bby (?:title|name|date|length|duration)(?=\W*$)"
)
_BY = {"title": "title", "name": "title", "length": "shortest", "duration": "shortest"}
_BARRED = re.compile(
    rf",?\s*\b(?:but|and|though) not\s+(?:(?:those|the ones|talks) )?(?:{ABOUT}\s+)?(?P<what>[^,;?.!]+)"
    rf"|,?\s*\b(?:except|excluding|without|apart from|other than|leaving out)(?: for)?\s+(?:(?:any|those|the ones|ones|talks) )?"
    rf"{ABOUT}\s+(?P<what2>[^,;?.!]+)"
    r"|(?<=\w) not (?:about|covering|mentioning|discussing|on(?=\b.* but\b))\s+(?P<what3>(?:[^,;?.!]|\.\d)+?)"
    r"(?=\s+but\b|[,;?!]|\.(?!\d)|$)"
)


@dataclass(frozen=True, slots=True)
class When:
    """Minutes of the day, from `low` to before `high`, and days of the week (Monday is 0).

    A single minute is one at which a talk goes on, unless it `starts` then.
    """

    low: int = 0
    high: int = 24 * 60
    days: frozenset[int] = frozenset()
    said: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    starts: bool = False

    @property
    def of_day(self) -> bool:
        """Whether a time of day is asked for, which a date alone does not tell."""
        return (self.low, self.high) != (0, 24 * 60)

    def holds(self, talk: Talk) -> bool:
        if self.days and _weekday(talk) not in self.days:
            return False
        at = minute_of_day(talk)
        if not self.of_day or at is None:
            return not self.of_day
        if self.high - self.low == 1 and at < self.low and not self.starts:
            return self.low < at + talk.duration / 60
        return self.low <= at < self.high


def minute_of_day(talk: Talk) -> int | None:
    """When on its day a talk began, None where the record gives a date alone.

    Midnight is what a date without a time becomes in other systems, and no hour for a talk.
    """
    match = re.match(r"\d{4}-\d\d-\d\d[T ](\d\d):(\d\d)", talk.start)
    return (60 * int(match[1]) + int(match[2]) or None) if match else None


def _weekday(talk: Talk) -> int | None:
    try:
        return date.fromisoformat(talk.start[:10]).weekday()
    except ValueError:
        return None


def when_in(folded: str, text: str = "") -> When | None:
    """The time of day and the weekdays that a question asks for, None when it asks for none.

    `folded` is the text folded in place; what it says is quoted from the text.
    """
    clock, weekday = _CLOCK.search(folded), _WEEKDAY.search(folded)
    # In "who speaks on Monday at 10" what looks like the way to a topic is part of the weekday.
    topics = [m.end() for m in _TOPICAL.finditer(folded)]
    if weekday:
        topics = [end for end in topics if not weekday.start() < end <= weekday.end()]
    found = [m for m in (clock, weekday) if m and not any(end <= m.start() for end in topics)]
    bounds = _bounds(clock, dated=bool(weekday)) if clock in found and clock else (0, 24 * 60)
    if bounds is None or not found:
        return None
    days: frozenset[int] = frozenset()
    if weekday in found and weekday:
        name = weekday["day"] or weekday["day2"]
        days = frozenset({5, 6} if name == "weekend" else {_WEEKDAYS.index(name)})
    return When(
        *bounds,
        days,
        tuple((text or folded)[slice(*m.span())].strip() for m in found),
        tuple(m.span() for m in found),
        starts=bool(
            clock and clock.group().startswith(("start", "began", "begin", "that", "which"))
        ),
    )


def _bounds(match: re.Match[str], *, dated: bool) -> tuple[int, int] | None:
    part = match["part"] or match["part2"]
    if part:
        return _PARTS[part]
    minute = 12 * 60
    if not match["noon"]:
        hour, half = int(match["hour"]), (match["half"] or "").replace(".", "")
        # Beside a weekday a number is an hour: "on Sunday at 10".
        if hour > 23 or not (half or match["minute"] or dated):
            return None
        minute = 60 * (hour % 12 + 12 * (half == "pm") if half in ("am", "pm") else hour)
        minute += int(match["minute"] or 0)
    if match["cue"] == "at":
        return minute, minute + 1
    return (minute, 24 * 60) if match["cue"] == "after" else (0, minute)


def order_in(folded: str) -> tuple[Order, list[tuple[int, int]]]:
    """The order that a list is wanted in, "" when any will do, and where the question says so."""
    for order, pattern in _ORDERS:
        match = re.search(rf"\b(?:{pattern})\b", folded)
        if match:
            return order, [match.span(), *(m.span() for m in _SORTING.finditer(folded))]
    by = re.search(
        r"^\W*(?:please )?(?:sort|order)\b.*\bby (?P<by>title|name|date|year|length|duration)\W*$", folded
    )  # fmt: skip
    if not by:
        return "", []
    start = re.search(r"\b(?:sort|order)\b", folded)
    assert start
    order = _BY.get(by["by"], "oldest")  # type: ignore[assignment]
    return order, [start.span(), (by.start("by") - len("by "), by.end("by"))]


def in_order(order: Order, talks: Sequence[Talk]) -> list[Talk]:
    """The talks in that order; those whose record lacks what it goes by come last."""
    keys: dict[str, tuple[Callable[[Talk], object], bool]] = {
        "oldest": (lambda t: t.start, False),
        "newest": (lambda t: t.start, True),
        "title": (lambda t: fold(t.title), False),
        "longest": (lambda t: t.duration, True),
        "shortest": (lambda t: t.duration, False),
    }
    if not order:
        return list(talks)
    key, backwards = keys[order]
    have = [talk for talk in talks if key(talk)]
    lacking = [talk for talk in talks if not key(talk)]
    return sorted(have, key=key, reverse=backwards) + lacking  # type: ignore[arg-type]


def barred_in(folded: str, names: Sequence[tuple[int, int]]) -> tuple[str, tuple[int, int] | None]:
    """What a talk must not mention ("… but not rivers"), and where the question says so.

    `names` are the stretches that name something of the records: what excludes those is no topic.
    """
    for match in _BARRED.finditer(folded):
        group = next(name for name in ("what", "what2", "what3") if match[name])
        if not re.search(rf"\b(?:{TALK}|{PEOPLE}|who)\b", folded[: match.start()]):
            continue
        start, end = match.span(group)
        for name_start, _ in names:
            if start <= name_start < end:
                end = name_start
        what = re.sub(r"\s+(?:at|in|by|from|with|tagged|on|of|the)\W*$", "", folded[start:end])
        if group == "what" and not _TOPICAL.search(folded[:start]) and " on " not in folded[:start]:
            continue
        if re.sub(rf"\b(?:{ABOUT}|by|at|in|from|with|tagged|of|the|on)\b", "", what).strip():
            return what.strip(), (match.start(), start + len(what))
    return "", None

"""How long something takes, as sources write it, in seconds."""

from __future__ import annotations

import math
import re
from datetime import datetime

_ISO = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(h|hours?|hrs?|std\.?|m|min|mins|minutes?|minuten|s|sec|secs|seconds?)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?<![\d:.])(\d{1,2})[:.h](\d{2})\s*([ap]\.?m\b\.?)?(?:\s+[A-Z]{2,4}\b)?\s*(?:[–—→-]|to|bis|à|until)\s*"
    r"(\d{1,2})[:.h](\d{2})(?![\d:.])\s*([ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\b(\d{1,3})[\s-]*min(?:ute[ns]?|s)?\b", re.IGNORECASE)
_LONGEST = 7 * 86400.0


def seconds_of(text: str, *, unit: int = 0) -> float:
    """Seconds of "PT45M", "45 min", "0:45", "00:45:10" or a number; 0.0 when it is none of them.

    Two parts with a colon are hours and minutes, as schedules have it. `unit` is what a bare
    number counts in: 60 for minutes, 1 for seconds, 0 when the source does not say; then up to
    480 are minutes.
    """
    value = text.strip()
    if match := re.fullmatch(r"(\d{1,3}):(\d{2})(?::(\d{2}(?:\.\d+)?))?", value):
        hours, minutes, seconds = int(match[1]), int(match[2]), float(match[3] or 0)
        return _sane(hours * 3600 + minutes * 60 + seconds)
    if (match := _ISO.fullmatch(value)) and any(match.groups()):
        days, hours_, minutes_, seconds_ = (float(part or 0) for part in match.groups())
        return _sane(days * 86400 + hours_ * 3600 + minutes_ * 60 + seconds_)
    try:
        number = float(value)
    except ValueError:
        total = 0.0
        for amount, word in _WORDS.findall(value):
            scale = {"h": 3600, "m": 60, "s": 1}.get(word[0].casefold(), 0)
            total += float(amount.replace(",", ".")) * (3600 if word[:3] == "std" else scale)
        return _sane(total)
    return _sane(number * (unit or (60 if 0 < number <= 480 else 1)))


def seconds_between(start: str, end: str) -> float:
    """Seconds from one ISO moment to another, 0.0 when they do not say."""
    try:
        span = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    except (ValueError, TypeError):
        return 0.0
    return _sane(span.total_seconds()) if span.total_seconds() < 86400 else 0.0


def told_in(when: str) -> float:
    """Seconds of the one span of time that a date line gives: "10:00–10:45", "16:00, 90 min".

    0.0 when it gives none, or several.
    """
    spans = _RANGE.findall(when)
    if len(spans) == 1:
        hour, minute, half, last_hour, last_minute, last_half = spans[0]
        start = _minutes(hour, minute, half or last_half)
        end = _minutes(last_hour, last_minute, last_half or half)
        if half == "" and last_half and start > end:
            start = _minutes(hour, minute, "am")
        elif not (half or last_half) and end < start <= 780 and end < 360:
            end += 720  # "12:30–1:15" of a clock with twelve hours.
        return _sane(60.0 * (end - start)) if 0 < end - start < 720 else 0.0
    # Hours are left alone: "16 h" is a time of day.
    lengths = [] if spans else _MINUTES.findall(when)
    return _sane(60.0 * int(lengths[0])) if len(lengths) == 1 else 0.0


def _minutes(hour: str, minute: str, half: str) -> int:
    hours = int(hour) % 12 + 12 * half.casefold().startswith("p") if half else int(hour)
    return 60 * hours + int(minute)


def clock(text: str) -> float | None:
    """Seconds of "01:02:03.5", "02:03,500" or "3.5", None when it is no time."""
    match = re.fullmatch(r"(?:(\d{1,3}):)?(?:(\d{1,3}):)?(\d{1,5}(?:[.,]\d{1,9})?)", text.strip())
    if not match:
        return None
    first, second, rest = match.groups()
    hours, minutes = (first, second) if second is not None else (None, first)
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(rest.replace(",", "."))


def _sane(seconds: float) -> float:
    return seconds if math.isfinite(seconds) and 0 <= seconds <= _LONGEST else 0.0

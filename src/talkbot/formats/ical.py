"""Calendars (iCal) as schedules export them: an event with a speaker or a description is a talk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from talkbot.formats.document import Document, Parsed, one_line
from talkbot.formats.labels import label_of
from talkbot.formats.markup import plain_text
from talkbot.formats.records import Context, Entry, entry_of, identified, remarks
from talkbot.formats.structured import Places
from talkbot.talks import Problem

_LARGEST = 5_000_000
_TOLD = ("title", "speaker", "affiliation", "abstract", "bio")


def recognise(document: Document) -> str:
    begins = document.text[:200].lstrip().casefold().startswith("begin:vcalendar")
    return "iCal: it begins a calendar" if begins else ""


def read(document: Document) -> Parsed:
    """Every event that has a title and says who speaks or about what."""
    from icalendar import Calendar

    if len(document.text) > _LARGEST:
        return Parsed(problems=(document.problem(0, "This calendar is too large: split it."),))
    try:
        calendars = Calendar.from_ical(document.text, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
        event_name = next((str(c["X-WR-CALNAME"]) for c in calendars if "X-WR-CALNAME" in c), "")
    except (ValueError, LookupError, TypeError, AttributeError, OSError) as error:
        said = " ".join(str(error).split())[:100]
        return Parsed(problems=(document.problem(1, f"This calendar cannot be read: {said}."),))
    context = Context(document.source, event=event_name)
    places = Places(document)
    entries: list[Entry] = []
    problems: list[Problem] = []
    others = cancelled = 0
    for event in events:
        if _text(event, "STATUS").casefold() == "cancelled":
            cancelled += 1
            continue
        record = _record(event, event_name)
        if not record["speakers"] and not record["abstract"]:
            others += 1
            continue
        entry = entry_of(record, context)
        if isinstance(entry, Entry):
            entries.append(entry)
        said_of = remarks(entry.talk) if isinstance(entry, Entry) else [entry] if entry else []
        line = places.line({"uid": record["uid"]}) if said_of else 0
        problems += [document.problem(line, message) for message in said_of]
    if cancelled:
        message = f"Left out, since they were cancelled: {cancelled} calendar entries."
        problems.append(document.problem(0, message))
    if others:
        message = f"Left out, since they name no speaker and no subject: {others} calendar entries."
        problems.append(document.problem(0, message))
    return Parsed(identified(entries), tuple(problems))


def _record(event: Any, calendar: str) -> Mapping[str, Any]:
    title = one_line(_text(event, "SUMMARY"))
    # "Plasma Tuesday: Sparks in dusty rooms", in the calendar of that name.
    own = re.match(rf"{re.escape(calendar)}\s*[:–—|-]\s+(?=\S)", title) if calendar else None
    record = {
        "title": title[own.end() :] if own else title,
        "abstract": _text(event, "DESCRIPTION"),
        "speakers": _speakers(event),
        "room": _text(event, "LOCATION"),
        "track": _text(event, "CATEGORIES"),
        "start": _moment(event, "DTSTART"),
        "end": _moment(event, "DTEND"),
        "duration": _text(event, "DURATION"),
        "url": _text(event, "URL"),
        "uid": _text(event, "UID"),
    }
    return record | _labelled(record["abstract"], record["url"])


def _labelled(description: Any, url: Any) -> dict[str, Any]:
    """What a description says under labels, as calendars do that have no place for speakers; {}
    where it names no speaker."""
    values: dict[str, list[str]] = {}
    current = "abstract"
    for line in plain_text(description).split("\n"):
        label = label_of(line)
        if label and label[0] in _TOLD:
            current, line = label[0], label[1]
        elif values.get(current) and current in ("title", "speaker", "affiliation"):
            current = "abstract"
        if line and line != url:
            values.setdefault(current, []).append(line)
    if "speaker" not in values:
        return {}
    found: dict[str, Any] = {name: "\n".join(values[name]) for name in values}
    found["speakers"] = found.pop("speaker")
    return {"abstract": "", **found}


def _text(event: Any, name: str) -> str:
    value = event.get(name)
    if value is None:
        return ""
    values = value if isinstance(value, list) else [value]
    ical = (v.to_ical() if hasattr(v, "to_ical") and not isinstance(v, str) else v for v in values)
    return ", ".join(v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in ical)


def _moment(event: Any, name: str) -> str:
    try:
        moment = getattr(event.get(name), "dt", None)
    except ValueError:
        return ""
    return moment.isoformat() if isinstance(moment, date) else ""


def _speakers(event: Any) -> list[str]:
    """Those that a schedule names as taking part; guests with an address are private."""
    found = event.get("ATTENDEE")
    people = found if isinstance(found, list) else [found] if found is not None else []
    return [
        str(person.params["CN"])
        for person in people
        if hasattr(person, "params") and "CN" in person.params and "@" not in str(person)
    ]

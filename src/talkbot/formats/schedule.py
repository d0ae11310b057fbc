"""Talks in nested data: conference schedules (frab, pretalx, Sessionize, EuroPython) and lists.

All of them are read by one walk that carries down what a level says about those below it: the
conference's title, the day, the room. Breaks and sessions that were not accepted are not talks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from talkbot.formats.document import Document, Parsed
from talkbot.formats.fields import Columns, looks_like_talk, plain_key, renamed, text
from talkbot.formats.records import Context, Entry, entry_of, identified, remarks
from talkbot.formats.structured import Places, load

_CONTAINERS = frozenset(
    """days rooms sessions events schedule talks results submissions items entries records data
    presentations program programme timeslots slots conference""".split()
)
_SIDE = frozenset("answers questions questionanswers speakers persons categories links".split())
_REFUSED = frozenset(
    """rejected withdrawn canceled cancelled deleted declined draft submitted nominated
    waitlisted declinequeue""".split()
)
_STATES = ("state", "status", "proposalstate", "submissionstate", "sessionstate")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DEPTH = 14


@dataclass(frozen=True, slots=True)
class _Found:
    record: Mapping[str, Any]
    context: Context


def recognise(document: Document) -> str:
    """What JSON or YAML with talks in it looks like; any other JSON or YAML is recognised too."""
    data = load(document)
    if data is None:
        return ""
    value = data.value
    first = next(_walk(value, Context(""), document.columns), None)
    if first is None:
        return f"it is {data.kind.upper()}"
    keys = {plain_key(str(key)) for key in first.record}
    if isinstance(value, Mapping) and ("schedule" in value or "conference" in value):
        return "frab or pretalx schedule: it has a conference with days, rooms and events"
    if keys & {"isservicesession", "isplenumsession"}:
        return "Sessionize: its sessions have Sessionize's fields"
    if (
        keys & {"submissiontype", "slotcount", "proposaltitle", "proposalstate"}
        or {"code", "state"} <= keys
    ):
        return "pretalx: its records have pretalx's fields"
    if isinstance(value, Mapping) and "days" in value:
        return "schedule: it has days with events"
    if {"uid", "title", "abstract"} <= keys:
        return "Mini-Conf: its records have Mini-Conf's fields"
    return f"{data.kind.upper()}: its objects have a title and other fields of talks"


def read(document: Document) -> Parsed:
    """Every talk of the data; what has no title yet or was not accepted is reported."""
    data = load(document)
    if data is None or data.value is None:
        return Parsed(problems=data.problems if data else ())
    base = Context(
        document.source,
        event=_event(data.value),
        minutes=True if isinstance(data.value, Mapping) else _in_minutes(data.value),
        people=people_in(data.value),
        rooms=_rooms_in(data.value),
        categories=_categories_in(data.value),
    )
    entries: list[Entry] = []
    problems = list(data.problems)
    places = Places(document)
    refused = 0
    found = False
    for each in _walk(data.value, base, document.columns):
        found = True
        if _refused(each.record):
            refused += 1
            continue
        entry = entry_of(each.record, each.context)
        if isinstance(entry, Entry):
            entries.append(entry)
        said = remarks(entry.talk) if isinstance(entry, Entry) else [entry] if entry else []
        if said:
            line = places.line(each.record)
            problems += [document.problem(line, message) for message in said]
    if refused:
        message = f"Left out, since they are not (or not yet) accepted: {refused} of the sessions."
        problems.append(document.problem(0, message))
    if not found:
        problems.append(document.problem(0, _NO_TALKS))
    return Parsed(identified(entries), tuple(problems))


_NO_TALKS = (
    "No object here has a title together with speakers, an abstract or a date. If they are named "
    "otherwise, say so: --map title=NAME --map speakers=NAME --map abstract=NAME."
)


def _in_minutes(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, Mapping) and (
        "submission_type" in first or "isServiceSession" in first
    )


def _walk(value: Any, context: Context, columns: Columns = (), depth: int = 0) -> Iterator[_Found]:
    """Every record that looks like a talk, with what stands above it."""
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            if isinstance(item, Mapping | list):
                yield from _walk(item, context, columns, depth + 1)
        return
    if not isinstance(value, Mapping):
        return
    record = renamed(value, columns)
    if not _is_container(value) and looks_like_talk(record):
        yield _Found(_with_categories(_with_slot(record), context), context)
        return
    inner = _narrowed(value, context)
    for key, item in value.items():
        name = plain_key(str(key))
        if name in _SIDE or not isinstance(item, Mapping | list):
            continue
        below = inner
        if _DAY.fullmatch(str(key)):
            below = replace(inner, day=str(key))
        if name == "rooms" and isinstance(item, Mapping):
            for room, events in item.items():
                yield from _walk(events, replace(below, room=str(room)), columns, depth + 1)
        else:
            yield from _walk(item, below, columns, depth + 1)


def _is_container(value: Mapping[str, Any]) -> bool:
    for key, item in value.items():
        if plain_key(str(key)) not in _CONTAINERS or not item:
            continue
        if isinstance(item, Mapping) and any(isinstance(v, Mapping | list) for v in item.values()):
            return True
        if isinstance(item, list) and isinstance(item[0], Mapping) and "start" not in item[0]:
            return True
        if isinstance(item, list) and any(looks_like_talk(part) for part in item[:3]):
            return True
    return False


def _narrowed(value: Mapping[str, Any], context: Context) -> Context:
    conference = value.get("conference")
    if isinstance(conference, Mapping) and (title := text(conference.get("title"))):
        context = replace(context, event=title)
    day = text(value.get("date")) if not isinstance(value.get("date"), Mapping) else ""
    if _DAY.match(day):
        context = replace(context, day=day[:10])
    holds = any(plain_key(str(key)) in ("sessions", "events", "talks") for key in value)
    if holds and isinstance(value.get("name"), str) and "date" not in value:
        context = replace(context, room=str(value["name"]))
    return context


def _refused(record: Mapping[str, Any]) -> bool:
    plain = {plain_key(str(key)): value for key, value in record.items()}
    state = next((said for key in _STATES if (said := text(plain.get(key)))), "")
    return state.casefold().replace("_", "").replace(" ", "") in _REFUSED


def _with_slot(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A pretalx record with the time and room of its (first) slot."""
    slot = record.get("slot") or record.get("slots")
    if isinstance(slot, list):
        slot = slot[0] if slot else None
    if not isinstance(slot, Mapping):
        return record
    extra = {key: slot[key] for key in ("start", "end", "room") if slot.get(key)}
    return {**extra, **{key: value for key, value in record.items() if value}}


def _event(value: Any) -> str:
    """The conference that a whole file is about, when it says so at its top."""
    top = value
    for key in ("schedule", "conference"):
        if isinstance(top, Mapping) and isinstance(top.get(key), Mapping):
            top = top[key]
    if isinstance(top, Mapping) and top is not value:
        return text(top.get("title") or top.get("name") or top.get("acronym"))
    if isinstance(value, Mapping):
        for key in ("event", "conference", "event_name", "conference_name", "title", "name"):
            if isinstance(value.get(key), str | Mapping) and (found := text(value[key])):
                return found
    return ""


def people_in(value: Any) -> dict[str, Mapping[str, Any]]:
    """Every person that the data describes apart from the talks, by id and by code."""
    people: dict[str, Mapping[str, Any]] = {}
    stack: list[tuple[Any, int, bool]] = [(value, 0, False)]
    while stack:
        item, depth, among_people = stack.pop()
        if depth > _DEPTH:
            continue
        if isinstance(item, list):
            stack += [(part, depth + 1, among_people) for part in item if isinstance(part, dict)]
        elif isinstance(item, Mapping):
            names = {plain_key(str(key)) for key in item}
            named = names & {"fullname", "publicname", "name", "firstname"} and "title" not in names
            if named and (among_people or names & {"biography", "bio", "fullname", "publicname"}):
                for key in ("id", "code", "guid"):
                    if own := text(item.get(key)):
                        known = people.get(own)
                        if known is None or len(known) < len(item):
                            people[own] = item
                continue
            for key, part in item.items():
                if isinstance(part, Mapping | list):
                    inside = plain_key(str(key)) in ("speakers", "persons", "people")
                    stack.append((part, depth + 1, inside or among_people))
    return people


def _rooms_in(value: Any) -> dict[str, str]:
    rooms: dict[str, str] = {}
    found = value.get("rooms") if isinstance(value, Mapping) else None
    for room in found if isinstance(found, list) else ():
        if isinstance(room, Mapping) and (own := text(room.get("id"))):
            rooms[own] = text(room.get("name"))
    return rooms


def _categories_in(value: Any) -> dict[str, tuple[str, str]]:
    """Sessionize's categories: the id of each item to the category's and the item's names."""
    found = value.get("categories") if isinstance(value, Mapping) else None
    return {
        text(item.get("id")): (text(category.get("title")), text(item.get("name")))
        for category in (found if isinstance(found, list) else ())
        if isinstance(category, Mapping) and isinstance(category.get("items"), list)
        for item in category["items"]
        if isinstance(item, Mapping)
    }


def _with_categories(record: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    """A Sessionize session with its categories under their own names ("Track", "Language")."""
    pairs: list[tuple[str, str]] = []
    own = record.get("categoryItems")
    for item in own if isinstance(own, list) else ():
        if not isinstance(item, Mapping | list) and (known := context.categories.get(text(item))):
            pairs.append(known)
    categories = record.get("categories")
    for category in categories if isinstance(categories, list) else ():
        items = category.get("categoryItems") if isinstance(category, Mapping) else None
        for item in items if isinstance(items, list) else ():
            pairs.append((text(category.get("name")), text(item)))
    if not pairs:
        return record
    named: dict[str, Any] = {}
    for name, item in pairs:
        named[name] = f"{named[name]}, {item}" if name in named else item
    return {**named, **{key: v for key, v in record.items() if key != "categories"}}

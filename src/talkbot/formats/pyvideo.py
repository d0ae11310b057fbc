"""pyvideo's records: a JSON file a talk, in a folder an event, whose category.json names it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from talkbot.formats.document import Document, Event, Parsed
from talkbot.formats.fields import text
from talkbot.formats.links import web_url
from talkbot.formats.markup import plain_line, plain_text
from talkbot.formats.memory import folder_of
from talkbot.formats.record_people import speakers_of
from talkbot.formats.records import record_id, remarks
from talkbot.formats.structured import Places, load
from talkbot.formats.wording import TBA
from talkbot.languages import language_code
from talkbot.talks import Problem, Talk, fold

# A hyphen without a space beside it is part of a word.
_EDGE = re.compile(
    r"(?:\s+[-–—:|,/]+\s*|[-–—:|,/]+\s+|[:|])(?:by\s+)?"
    r"|\s+(?:by|presented by|with|speaker:?)\s+",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s*\(\s*(?:by\s+)?([^()]+)\)\s*$", re.IGNORECASE)
_JOIN = re.compile(r"\s*(?:,|&|\band\b)\s*")
_ABOUT_EVENT = re.compile(
    r"\b(?:conference|event|schedule|organi\w+|sponsor|playlist)", re.IGNORECASE
)


def recognise(document: Document) -> str:
    data = load(document)
    value = data.value if data else None
    record = value[0] if isinstance(value, list) and value else value
    if not isinstance(record, Mapping) or "title" not in record:
        return ""
    if "videos" in record and record.keys() & {"recorded", "speakers", "thumbnail_url"}:
        return "pyvideo: it has a title, speakers and videos as pyvideo's records have"
    if document.name == "category.json":
        return "pyvideo: it names the event of the talks beside it"
    return ""


def read(document: Document) -> Parsed:
    """The talks of a file, or the event of a folder; `finish` brings the two together."""
    data = load(document)
    records = data.value if data and isinstance(data.value, list) else [data.value if data else {}]
    if document.name == "category.json":
        title = plain_line(text(records[0].get("title")))
        event = Event(folder_of(document.source), title)
        return Parsed(events=(event,) if title else ())
    talks: list[Talk] = []
    problems: list[Problem] = []
    places = Places(document)
    for record in records:
        if not isinstance(record, Mapping):
            continue
        talk = _talk(record, document)
        if talk and not TBA.match(talk.title):
            talks.append(talk)
            said = remarks(talk)
        else:
            said = ["This record has no title, so it was left out."]
        if said:
            line = places.line(record)
            problems += [document.problem(line, message) for message in said]
    return Parsed(tuple(talks), tuple(problems))


def _talk(record: Mapping[str, Any], document: Document) -> Talk | None:
    title = plain_line(text(record.get("title")))
    if not title:
        return None
    recorded = text(record.get("recorded"))
    abstract = plain_text(record.get("description")) or plain_text(record.get("summary"))
    return Talk(
        id=_key(record, document),
        title=title,
        speakers=speakers_of({"speakers": record.get("speakers")}, {}),
        abstract=abstract,
        event=plain_line(text(record.get("event")) or text(record.get("category"))),
        start=recorded if re.fullmatch(r"\d{4}(?:-\d\d){0,2}(?:T.*)?", recorded) else "",
        duration=_seconds(record.get("duration")),
        language=language_code(text(record.get("language"))),
        tags=tuple(tag for each in _list(record.get("tags")) if (tag := plain_line(each))),
        video_url=_video(record.get("videos")),
        slides_url=_related(record.get("related_urls"), slides=True),
        url=_related(record.get("related_urls"), slides=False),
        source=document.source,
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _key(record: Mapping[str, Any], document: Document) -> str:
    slug = text(record.get("slug")) or text(record.get("id"))
    return slug or document.name.removesuffix(".json")


def _seconds(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and 0 < value < 604800 else 0.0


def _video(videos: Any) -> str:
    items = [item for item in _list(videos) if isinstance(item, Mapping)]
    ranked = sorted(items, key=lambda item: text(item.get("type")) != "youtube")
    return next((url for item in ranked if (url := web_url(item.get("url")))), "")


def _related(items: Any, *, slides: bool) -> str:
    for item in _list(items):
        label, url = "", item
        if isinstance(item, Mapping):
            label, url = text(item.get("label")), item.get("url")
        if _ABOUT_EVENT.search(label):
            continue
        about_slides = bool(re.search(r"(?i)\bslides?\b", f"{label} {url}"))
        if about_slides is slides and (found := web_url(url)):
            return found
    return ""


def finish(talks: Sequence[Talk], events: Sequence[Event]) -> list[Talk]:
    """The talks with their events, with names and events taken out of titles, without the lines
    that an event puts under all of its talks, and with their ids."""
    titles = {event.folder: event.title for event in events}
    groups: dict[tuple[str, str], list[Talk]] = defaultdict(list)
    for talk in talks:
        folder = folder_of(talk.source)
        name = titles.get(folder) or talk.event
        if not name and folder != talk.source.rpartition("/")[0]:
            name = folder.rpartition("/")[2]
        groups[folder, name].append(replace(talk, event=name))
    return [
        replace(talk, id=record_id(talk, talk.id), title=trimmed_title(talk))
        for group in groups.values()
        for talk in _without_boilerplate(group)
    ]


def _without_boilerplate(talks: list[Talk]) -> list[Talk]:
    """The talks without paragraphs that stand in many of them word for word."""
    counts = Counter(line for talk in talks for line in set(talk.abstract.split("\n")) if line)
    often = max(5, 0.1 * len(talks))
    boilerplate = {line for line, count in counts.items() if count >= often}
    if not boilerplate:
        return talks
    return [
        replace(
            talk,
            abstract="\n".join(x for x in talk.abstract.split("\n") if x not in boilerplate),
        )
        for talk in talks
    ]


def trimmed_title(talk: Talk) -> str:
    """The title without the speakers' names and the event's title at its ends."""
    known = frozenset(fold(name) for name in (talk.event, *(s.name for s in talk.speakers)) if name)
    folded = fold(talk.title)
    if not any(name in folded for name in known):
        return talk.title
    bare = talk.title
    for _ in range(3):
        shorter = _without_end(bare, known)
        if shorter == bare:
            break
        bare = shorter
    return bare if len(bare.split()) >= 2 and re.search(r"\w{3}", bare) else talk.title


def _without_end(title: str, known: frozenset[str]) -> str:
    """The title without one name, or names joined, at its beginning or end."""
    if (bracket := _BRACKET.search(title)) and _is_known(bracket[1], known):
        return title[: bracket.start()].strip()
    edges = list(_EDGE.finditer(title))
    for edge in edges:
        if _is_known(title[: edge.start()], known):
            return title[edge.end() :].strip()
    for edge in reversed(edges):
        if _is_known(title[edge.end() :], known):
            return title[: edge.start()].strip()
    return title


def _is_known(text: str, known: frozenset[str]) -> bool:
    folded = fold(text)
    return folded in known or all(part in known for part in _JOIN.split(folded))

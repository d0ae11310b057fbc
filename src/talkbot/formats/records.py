"""Structured records (rows, JSON objects, YAML mappings) to talks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from talkbot.formats.dates import iso_date
from talkbot.formats.document import one_line
from talkbot.formats.durations import seconds_between, seconds_of
from talkbot.formats.fields import fields_of, plain_key, text
from talkbot.formats.languages import language_code
from talkbot.formats.links import is_video, web_url
from talkbot.formats.markup import plain_line, plain_text
from talkbot.formats.record_people import People, speakers_of
from talkbot.formats.shape import BREAK, TBA
from talkbot.talks import Cue, Talk, slug, talk_id

_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_UUID = re.compile(r"[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What a file says about all its records: their event, day and room, and who an id is.

    `minutes` says that a bare number is a duration in minutes; else it is guessed from its size.
    """

    source: str
    event: str = ""
    day: str = ""
    room: str = ""
    track: str = ""
    minutes: bool = False
    people: People = field(default_factory=dict)
    rooms: Mapping[str, str] = field(default_factory=dict)


def talk_of(record: Mapping[str, Any], context: Context) -> Talk | None:
    """The talk that a record describes; None for a break, a service session or no title."""
    values = fields_of(record)
    title = plain_line(text(values.get("title")))
    if not title or TBA.match(title) or _is_service(record):
        return None
    speakers = speakers_of(values, context.people)
    abstract = _abstract(values, title)
    if BREAK.match(title) and not speakers:
        return None
    event = plain_line(text(values.get("event"))) or context.event
    when = text(values.get("start"))
    if _TIME.fullmatch(when.strip()) and "T" in (date := text(record.get("date"))):
        when = date
    start, day = _start(when, context.day), when or context.day
    languages = language_code(text(values.get("language")))
    video, slides, url = _links(record, values)
    key = text(values.get("key")) if not isinstance(values.get("key"), Mapping) else ""
    talk = Talk(
        id="",
        title=title,
        speakers=speakers,
        abstract=abstract,
        event=event,
        track=plain_line(text(values.get("track"))) or context.track,
        room=_room(record, values, context),
        start=start,
        date_text="" if start == day else one_line(day),
        duration=_duration(values, context),
        language=languages,
        tags=_tags(values.get("tags")),
        url=url,
        video_url=video,
        slides_url=slides,
        transcript=_cues(record.get("transcript")),
        source=context.source,
    )
    return replace(talk, id=record_id(talk, key))


def record_id(talk: Talk, key: str) -> str:
    """The id of a talk with a key of its source's own, which an edited title does not change."""
    names = tuple(speaker.name for speaker in talk.speakers)
    if not key:
        return talk_id(talk.title, names, event=talk.event)
    readable = slug(talk.event) if _UUID.fullmatch(key) else key
    return talk_id(readable, event=talk.event, key=f"{talk.event}\x1f{key}")


def _is_service(record: Mapping[str, Any]) -> bool:
    flags = {plain_key(str(key)): value for key, value in record.items()}
    if flags.get("isservicesession") in (True, "true", "True"):
        return True
    kinds = (flags.get(key) for key in ("type", "eventtype", "sessiontype", "kind"))
    return any(
        isinstance(k, str) and re.fullmatch(r"(?i)(?:\w+ )?breaks?|lunch|pause", k) for k in kinds
    )


def _abstract(values: Mapping[str, Any], title: str) -> str:
    parts = [plain_text(text(values.get(name))) for name in ("abstract", "more")]
    parts = [part for part in dict.fromkeys(parts) if part and not TBA.match(part)]
    if not parts:
        parts = [plain_text(text(values.get("summary")))]
    elif len(parts) == 2 and parts[0] in parts[1]:
        parts = parts[1:]
    subtitle = plain_text(text(values.get("subtitle")))
    kept = [subtitle, *parts]
    return "\n".join(part for part in kept if part and part != title and not TBA.match(part))


def _start(value: str, day: str) -> str:
    """A start as ISO; a time alone belongs to the day that the context gives."""
    if _TIME.fullmatch(value.strip()):
        base = iso_date(day)[:10]
        hours, minutes = value.strip().split(":")[:2]
        return (
            f"{base}T{int(hours):02}:{minutes}:00" if len(base) == 10 and int(hours) < 24 else base
        )
    return iso_date(value) or iso_date(day)


def _duration(values: Mapping[str, Any], context: Context) -> float:
    if "minutes" in values:
        return seconds_of(text(values["minutes"]), unit=60)
    if "seconds" in values:
        return seconds_of(text(values["seconds"]), unit=1)
    if "duration" in values:
        return seconds_of(text(values["duration"]), unit=60 if context.minutes else 0)
    return seconds_between(text(values.get("start")), text(values.get("end")))


def _room(record: Mapping[str, Any], values: Mapping[str, Any], context: Context) -> str:
    known = context.rooms.get(text(record.get("roomId", record.get("room_id"))), "")
    value = text(values.get("room"))
    room = context.rooms.get(value, value)
    return plain_line(room or known or context.room)


def _tags(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        items: Iterable[Any] = re.split(r"[,;|\n]", value)
    elif isinstance(value, list | tuple):
        items = value[:200]
    else:
        return ()
    tags = (plain_line(text(item)) for item in items)
    return tuple(dict.fromkeys(tag for tag in tags if tag and len(tag) <= 100))


def _links(record: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, str, str]:
    """The addresses of the video, the slides and the talk's page."""
    video = _video(values.get("video"))
    slides = _first_url(values.get("slides"))
    url = _first_url(values.get("url"))
    if not video and url and is_video(url):
        video, url = url, ""
    for link in _link_objects(record):
        label = text(link.get("title") or link.get("label") or link.get("name") or "")
        target = web_url(link.get("url") or link.get("href") or link.get("link"))
        if not target:
            continue
        if not slides and re.search(r"(?i)\bslides?\b|\.pptx?$|\bfolien\b", f"{label} {target}"):
            slides = target
        elif not video and is_video(target):
            video = target
    return video, slides, url


def _link_objects(record: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for key in ("links", "attachments", "related_urls", "resources"):
        found = record.get(key)
        items: list[Any] = found[:100] if isinstance(found, list) else []
        for item in items:
            if isinstance(item, Mapping):
                yield item
            elif isinstance(item, str):
                yield {"url": item}


def _video(value: Any) -> str:
    if isinstance(value, list | tuple):
        return next((url for item in value[:50] if (url := _video(item))), "")
    if isinstance(value, Mapping):
        keys = ("url", "contentUrl", "embedUrl", "href")
        return next((url for key in keys if (url := web_url(value.get(key)))), "")
    bare = text(value)
    if re.fullmatch(r"[\w-]{11}", bare) and re.search(r"[\d_-]|[a-z][A-Z]", bare):
        return f"https://www.youtube.com/watch?v={bare}"
    return web_url(bare)


def _first_url(value: Any) -> str:
    if isinstance(value, list | tuple):
        return next((url for item in value[:50] if (url := _first_url(item))), "")
    if isinstance(value, Mapping):
        return next((url for item in value.values() if (url := web_url(item))), "")
    return web_url(value)


def _cues(value: Any) -> tuple[Cue, ...]:
    if not isinstance(value, list):
        return ()
    cues: list[Cue] = []
    for item in value:
        try:
            start, end = float(item["start"]), float(item["end"])
            cues.append(Cue(start, end, text(item.get("speaker")), one_line(str(item["text"]))))
        except (KeyError, TypeError, ValueError, AttributeError):
            return ()
    return tuple(cues)

"""Structured records (rows, JSON objects, YAML mappings) to talks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from talkbot.formats.dates import iso_date
from talkbot.formats.document import one_line
from talkbot.formats.durations import seconds_between, seconds_of, told_in
from talkbot.formats.fields import fields_of, plain_key, text
from talkbot.formats.links import is_video, video_id, web_url
from talkbot.formats.markup import plain_line, plain_text
from talkbot.formats.record_people import People, speakers_of
from talkbot.formats.wording import BREAK, TBA
from talkbot.languages import language_code
from talkbot.talks import Cue, Talk, fold, talk_id

_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_GLOBAL = re.compile(
    r"^[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}$|[@/]|^youtube:|^vimeo:",
    re.IGNORECASE,
)


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
    categories: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A talk that was read, without an id yet, and what its source calls it ("" for nothing)."""

    talk: Talk
    key: str


def entry_of(record: Mapping[str, Any], context: Context) -> Entry | str:
    """The talk that a record describes, or why it is left out: "" for a break, which is no talk."""
    values = fields_of(record)
    language = language_code(text(values.get("language")))
    title = plain_line(text(values.get("title"), language))
    if _is_service(record):
        return ""
    if not title or TBA.match(title):
        speakers = speakers_of(values, context.people)
        what = f"A talk by {speakers[0].name}" if speakers else "A talk"
        return f"{what} has no title{' yet' if title else ''}, so it was left out."
    speakers = speakers_of(values, context.people)
    if BREAK.match(title) and not speakers:
        return ""
    when = text(values.get("start"))
    if _TIME.fullmatch(when.strip()) and "T" in (date := text(record.get("date"))):
        when = date
    start, day = _start(when, context.day), when or context.day
    video, slides, url = _links(record, values)
    talk = Talk(
        id="",
        title=title,
        speakers=speakers,
        abstract=_abstract(values, title, language),
        event=plain_line(text(values.get("event"), language)) or context.event,
        track=plain_line(text(values.get("track"), language)) or context.track,
        room=_room(record, values, context),
        start=start,
        date_text=_date_text(values, when, day, start, context.day),
        duration=_duration(values, context),
        language=language,
        tags=_tags(values.get("tags")),
        url=url,
        video_url=video,
        slides_url=slides,
        transcript=_cues(record.get("transcript")),
        source=context.source,
    )
    return Entry(talk, _key(values))


def _key(values: Mapping[str, Any]) -> str:
    key = values.get("key")
    return "" if isinstance(key, Mapping | list) else one_line(text(key))[:200]


def remarks(talk: Talk) -> list[str]:
    """What a record lacks that answers need, for a person to add."""
    said: list[str] = []
    if not talk.abstract and not talk.transcript:
        said.append("There is no abstract: only the title, speakers and tags can be asked about.")
    if not talk.speakers:
        said.append("No speaker is named.")
    return said


def identified(entries: Sequence[Entry]) -> tuple[Talk, ...]:
    """The talks of one file with their ids, each once.

    What the source calls a talk makes its id, so that an edited title does not change it: its
    key, else its address, else its video's. One that several different talks share is none.
    """
    offered = [_keys(entry, several=len(entries) > 1) for entry in entries]
    sharing: dict[str, set[str]] = defaultdict(set)
    for entry, keys in zip(entries, offered, strict=True):
        for key in keys:
            sharing[key].add(fold(entry.talk.title))
    talks: dict[str, Talk] = {}
    for entry, keys in zip(entries, offered, strict=True):
        key = next((key for key in keys if len(sharing[key]) == 1), "")
        talk = replace(entry.talk, id=record_id(entry.talk, key))
        if not key and talk.id in talks:
            # "Lightning talks" of two days are two talks.
            talk = replace(talk, id=record_id(talk, f"{talk.title}\x1f{talk.start}\x1f{talk.room}"))
        talks.setdefault(talk.id, talk)
    return tuple(talks.values())


def _keys(entry: Entry, *, several: bool) -> list[str]:
    addresses = [address_key(entry.talk.url), address_key(entry.talk.video_url)]
    return [key for key in (entry.key, *(addresses if several else ())) if key]


def address_key(url: str) -> str:
    """An address as a key, "" when it is none or only names a site."""
    place = video_id(url)
    return place if ":" in place or re.search(r"/[^/?]", place) else ""


def record_id(talk: Talk, key: str) -> str:
    """The id of a talk with a key of its source's own, which an edited title does not change.

    A short key tells talks of one event apart, or of one file when it names no event.
    """
    names = tuple(speaker.name for speaker in talk.speakers)
    if not key:
        return talk_id(talk.title, names, event=talk.event)
    if _GLOBAL.search(key):
        return talk_id(talk.event or key, key=key)
    return talk_id(key, key=f"{talk.event or talk.source}\x1f{key}")


def _is_service(record: Mapping[str, Any]) -> bool:
    if re.fullmatch(r"(?i)\[?(?:private|deleted) video\]?", text(record.get("title"))):
        return True
    flags = {plain_key(str(key)): value for key, value in record.items()}
    if flags.get("isservicesession") in (True, "true", "True"):
        return True
    kinds = (flags.get(key) for key in ("type", "eventtype", "sessiontype", "kind"))
    return any(
        isinstance(k, str) and re.fullmatch(r"(?i)(?:\w+ )?breaks?|lunch|pause", k) for k in kinds
    )


def _abstract(values: Mapping[str, Any], title: str, language: str) -> str:
    parts = [plain_text(text(values.get(name), language)) for name in ("abstract", "more")]
    parts = [part for part in dict.fromkeys(parts) if part and not TBA.match(part)]
    if not parts:
        parts = [plain_text(text(values.get("summary"), language))]
    elif len(parts) == 2 and parts[0] in parts[1]:
        parts = parts[1:]
    subtitle = plain_line(text(values.get("subtitle"), language))
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


def _date_text(values: Mapping[str, Any], when: str, day: str, start: str, above: str) -> str:
    """The source's own words, where `start` does not say it all."""
    if not day and (uploaded := one_line(text(values.get("uploaded")))):
        # When a recording was put up says nothing about when the talk was given.
        return f"uploaded {uploaded}"
    if not start and _TIME.fullmatch(when.strip()):
        return f"{one_line(above)}, {when.strip()}".lstrip(" ,")
    return "" if start == day or _TIME.fullmatch(when.strip()) else one_line(day)


def _duration(values: Mapping[str, Any], context: Context) -> float:
    if "minutes" in values:
        return seconds_of(text(values["minutes"]), unit=60)
    if "seconds" in values:
        return seconds_of(text(values["seconds"]), unit=1)
    if "duration" in values:
        return seconds_of(text(values["duration"]), unit=60 if context.minutes else 0)
    start = text(values.get("start"))
    return seconds_between(start, text(values.get("end"))) or told_in(start)


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

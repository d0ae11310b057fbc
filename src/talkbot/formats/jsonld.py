"""Schema.org events and recordings in JSON-LD; talkbot's own lose nothing.

What schema.org has no word for stands under `additionalProperty`, and the cues of a transcript are
clips of the recording.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from talkbot.formats.document import Document, Parsed
from talkbot.formats.durations import seconds_of
from talkbot.formats.fields import text
from talkbot.formats.records import Context, Entry, entry_of, identified, remarks
from talkbot.formats.structured import Places, load
from talkbot.talks import Cue, Problem, Speaker, Talk

_TYPES = frozenset(
    """Event EducationEvent BusinessEvent PresentationEvent ScreeningEvent PublicationEvent
    CourseInstance VideoObject AudioObject Clip PodcastEpisode Episode""".split()
)
_OWN = {"@type": "SoftwareApplication", "name": "talkbot"}
_DEPTH = 12


def written(talks: Iterable[Talk]) -> Iterator[str]:
    """The pieces of one JSON-LD document."""
    head = {"@context": "https://schema.org", "creator": _OWN}
    yield json.dumps(head)[:-1] + ', "@graph": ['
    separator = "\n"
    for talk in talks:
        yield separator + json.dumps(_event(talk), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def recognise(document: Document) -> str:
    data = load(document)
    value = data.value if data else None
    if _is_own(value):
        return "JSON-LD that talkbot wrote"
    found = next(_things(value), None)
    return f"JSON-LD: it describes a schema.org {found['@type']}" if found else ""


def read(document: Document) -> Parsed:
    """Every talk of talkbot's own JSON-LD as it was, apart from `source`; else every event or
    recording."""
    data = load(document)
    value = data.value if data else None
    if isinstance(value, Mapping) and _is_own(value):
        return _own(document, value.get("@graph"))
    context = Context(document.source)
    places = Places(document)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for thing in _things(value):
        entry = entry_of(_record(thing), context)
        if isinstance(entry, Entry):
            entries.append(entry)
        said = remarks(entry.talk) if isinstance(entry, Entry) else [entry] if entry else []
        if said:
            line = places.line(thing)
            problems += [document.problem(line, message) for message in said]
    return Parsed(identified(entries), tuple(problems))


def _is_own(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("creator") == _OWN


def _things(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every event or recording with a name, but not the parts of one."""
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _things(item, depth + 1)
    elif isinstance(value, Mapping):
        kinds = value.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        parts = value.get("subEvent") or value.get("@graph") or value.get("itemListElement")
        if parts:
            yield from _things(parts, depth + 1)
        elif _TYPES.intersection(kind for kind in kinds if isinstance(kind, str)):
            if text(value.get("name") or value.get("headline")):
                yield {**value, "@type": next(k for k in kinds if k in _TYPES)}
        elif "item" in value:
            yield from _things(value["item"], depth + 1)


def _record(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """An event or recording with the keys of a plain record."""
    people = next((thing[k] for k in ("performer", "actor", "author") if thing.get(k)), None)
    recording = _first(thing.get("recordedIn") or thing.get("video"))
    recorded = thing if thing["@type"] in ("VideoObject", "AudioObject") else recording
    links = (recorded.get(key) for key in ("url", "contentUrl", "embedUrl"))
    return {
        "title": thing.get("name") or thing.get("headline"),
        "abstract": thing.get("description"),
        "speakers": people if isinstance(people, list) else [people] if people else None,
        "event": _first(thing.get("superEvent")).get("name"),
        "room": _first(thing.get("location")).get("name"),
        "start": thing.get("startDate") or thing.get("dateCreated"),
        "end": thing.get("endDate"),
        "uploaddate": thing.get("uploadDate") or thing.get("datePublished"),
        "duration": thing.get("duration") or recording.get("duration"),
        "language": thing.get("inLanguage"),
        "tags": thing.get("keywords"),
        "video": next((link for link in links if link), None),
        "url": thing.get("url") or thing.get("@id"),
        "guid": _identifier(thing),
    }


def _identifier(thing: Mapping[str, Any]) -> Any:
    found = _first(thing.get("identifier"))
    return found.get("value") or text(thing.get("identifier")) or text(thing.get("@id"))


def _first(value: Any) -> Mapping[str, Any]:
    item = value[0] if isinstance(value, list) and value else value
    return item if isinstance(item, Mapping) else {}


def _event(talk: Talk) -> dict[str, Any]:
    recording = _filled(
        {
            "url": talk.video_url,
            "hasPart": [_clip(cue) for cue in talk.transcript],
        }
    )
    return _filled(
        {
            "@type": "Event",
            "identifier": talk.id,
            "name": talk.title,
            "description": talk.abstract,
            "startDate": talk.start,
            "duration": f"PT{talk.duration:.10g}S" if talk.duration else "",
            "inLanguage": talk.language,
            "keywords": list(talk.tags),
            "url": talk.url,
            "location": talk.room and {"@type": "Place", "name": talk.room},
            "superEvent": talk.event and {"@type": "Event", "name": talk.event},
            "performer": [_person(speaker) for speaker in talk.speakers],
            "recordedIn": recording and {"@type": "VideoObject", "name": talk.title, **recording},
            "workFeatured": talk.slides_url
            and {"@type": "PresentationDigitalDocument", "url": talk.slides_url},
            "additionalProperty": [
                {"@type": "PropertyValue", "name": name, "value": value}
                for name in ("track", "date_text")
                if (value := getattr(talk, name))
            ],
        }
    )


def _clip(cue: Cue) -> dict[str, Any]:
    times = {"@type": "Clip", "startOffset": cue.start, "endOffset": cue.end, "text": cue.text}
    return {**times, "actor": {"@type": "Person", "name": cue.speaker}} if cue.speaker else times


def _person(speaker: Speaker) -> dict[str, Any]:
    place = speaker.affiliation and {"@type": "Organization", "name": speaker.affiliation}
    return {
        "@type": "Person",
        "name": speaker.name,
        **_filled(
            {
                "jobTitle": speaker.role,
                "affiliation": place,
                "description": speaker.bio,
                "url": speaker.url,
                "disambiguatingDescription": speaker.raw,
            }
        ),
    }


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value}


def _own(document: Document, graph: Any) -> Parsed:
    talks: list[Talk] = []
    problems: list[Problem] = []
    places = Places(document)
    for event in graph if isinstance(graph, list) else ():
        try:
            talks.append(_talk(event, document.source))
        except (KeyError, TypeError, ValueError, AttributeError):
            line = places.line(event) if isinstance(event, Mapping) else 0
            message = "This event is not as talkbot wrote it (id, name, times), so it was left out."
            problems.append(document.problem(line, message))
    return Parsed(tuple(talks), tuple(problems))


def _talk(event: Mapping[str, Any], source: str) -> Talk:
    recording = _first(event.get("recordedIn"))
    more = {each["name"]: str(each["value"]) for each in event.get("additionalProperty") or ()}
    return Talk(
        id=str(event["identifier"]),
        title=str(event["name"]),
        speakers=tuple(map(_speaker, event.get("performer") or ())),
        abstract=text(event.get("description")),
        event=text(_first(event.get("superEvent")).get("name")),
        track=more.get("track", ""),
        room=text(_first(event.get("location")).get("name")),
        start=text(event.get("startDate")),
        date_text=more.get("date_text", ""),
        duration=seconds_of(text(event.get("duration"))),
        language=text(event.get("inLanguage")),
        tags=tuple(map(str, event.get("keywords") or ())),
        url=text(event.get("url")),
        video_url=text(recording.get("url")),
        slides_url=text(_first(event.get("workFeatured")).get("url")),
        transcript=tuple(map(_cue, recording.get("hasPart") or ())),
        source=source,
    )


def _speaker(person: Mapping[str, Any]) -> Speaker:
    return Speaker(
        name=str(person["name"]),
        affiliation=text(_first(person.get("affiliation")).get("name")),
        role=text(person.get("jobTitle")),
        bio=text(person.get("description")),
        url=text(person.get("url")),
        raw=text(person.get("disambiguatingDescription")),
    )


def _cue(clip: Mapping[str, Any]) -> Cue:
    speaker = text(_first(clip.get("actor")).get("name"))
    return Cue(float(clip["startOffset"]), float(clip["endOffset"]), speaker, str(clip["text"]))

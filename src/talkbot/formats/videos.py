"""talkbot's own talks in the shape of pyvideo's records, which has no room for all they say.

Lost are the speakers' roles, affiliations and bios, room and track, the time of day, parts of a
second, and the transcript.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from talkbot.formats.document import Document, Parsed
from talkbot.formats.links import video_id
from talkbot.formats.structured import Places, load
from talkbot.languages import language_code, long_code
from talkbot.talks import Problem, Speaker, Talk

_MARK = "talkbot_id"


def written(talks: Iterable[Talk]) -> Iterator[str]:
    """The pieces of one JSON list."""
    separator = "[\n"
    for talk in talks:
        yield separator + json.dumps(_video(talk), ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def recognise(document: Document) -> str:
    data = load(document)
    first = data.value[0] if data and isinstance(data.value, list) and data.value else None
    own = isinstance(first, Mapping) and _MARK in first
    return "pyvideo: its records are those that talkbot wrote" if own else ""


def read(document: Document) -> Parsed:
    """Every talk as far as these records carry it; nothing is taken for markup."""
    data = load(document)
    talks: list[Talk] = []
    problems: list[Problem] = []
    places = Places(document)
    for record in data.value if data else ():
        try:
            talks.append(_talk(record, document.source))
        except (KeyError, TypeError, ValueError, AttributeError):
            line = places.line(record) if isinstance(record, Mapping) else 0
            message = "This record is not as talkbot wrote it (id, title), so it was left out."
            problems.append(document.problem(line, message))
    return Parsed(tuple(talks), tuple(problems))


def _video(talk: Talk) -> dict[str, Any]:
    links = (("Talk", talk.url), ("Slides", talk.slides_url))
    kind = video_id(talk.video_url).partition(":")[0]
    return {
        _MARK: talk.id,
        "title": talk.title,
        "speakers": [speaker.name for speaker in talk.speakers],
        "description": talk.abstract,
        "category": talk.event,
        "recorded": talk.start[:10],
        "duration": round(talk.duration) or None,
        "language": long_code(talk.language),
        "tags": list(talk.tags),
        "related_urls": [{"label": label, "url": url} for label, url in links if url],
        "videos": [{"type": kind if kind in ("youtube", "vimeo") else "other", "url": url}]
        if (url := talk.video_url)
        else [],
    }


def _talk(record: Mapping[str, Any], source: str) -> Talk:
    links = {link["label"]: str(link["url"]) for link in record["related_urls"]}
    if not record[_MARK] or not record["title"].strip():
        raise ValueError
    return Talk(
        id=str(record[_MARK]),
        title=str(record["title"]),
        speakers=tuple(Speaker(name=str(name)) for name in record["speakers"]),
        abstract=str(record["description"]),
        event=str(record["category"]),
        start=str(record["recorded"]),
        duration=float(record["duration"] or 0),
        language=language_code(str(record["language"] or "")),
        tags=tuple(map(str, record["tags"])),
        url=links.get("Talk", ""),
        slides_url=links.get("Slides", ""),
        video_url=next((str(video["url"]) for video in record["videos"]), ""),
        source=source,
    )

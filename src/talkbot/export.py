"""The collection in the formats that others read. JSON Lines loses nothing: it can be read back.

Each writer takes whole talks (with their cues) one by one, so that a large library is written
without holding it in memory twice.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from talkbot.talks import Speaker, Talk, talk_to_json


def export(talks: Iterable[Talk], form: str) -> Iterator[str]:
    """The text of the export in pieces; `form` is one of FORMS (else KeyError)."""
    return FORMS[form](talks)


def _jsonl(talks: Iterable[Talk]) -> Iterator[str]:
    for talk in talks:
        yield json.dumps(talk_to_json(talk, full=True), ensure_ascii=False) + "\n"


def _csv(talks: Iterable[Talk]) -> Iterator[str]:
    def row(*cells: object) -> str:
        out = io.StringIO()
        csv.writer(out).writerow(cells)
        return out.getvalue()

    plain = (
        "id", "title", "abstract", "event", "track", "room", "start", "duration", "language",
        "url", "video_url", "slides_url",
    )  # fmt: skip
    yield row(*plain, "speakers", "affiliations", "tags")
    for talk in talks:
        yield row(
            *(getattr(talk, name) or "" for name in plain),
            "; ".join(speaker.name for speaker in talk.speakers),
            "; ".join(speaker.affiliation for speaker in talk.speakers),
            "; ".join(talk.tags),
        )


def _jsonld(talks: Iterable[Talk]) -> Iterator[str]:
    yield '{"@context": "https://schema.org", "@graph": ['
    yield from _joined(_event(talk) for talk in talks)
    yield "]}\n"


def _pyvideo(talks: Iterable[Talk]) -> Iterator[str]:
    yield "["
    yield from _joined(_video(talk) for talk in talks)
    yield "]\n"


def _joined(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    separator = "\n"
    for record in records:
        yield separator + json.dumps(record, ensure_ascii=False)
        separator = ",\n"
    yield "\n"


def _event(talk: Talk) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Event",
            "identifier": talk.id,
            "name": talk.title,
            "description": talk.abstract,
            "startDate": talk.start,
            "duration": f"PT{talk.duration:g}S" if talk.duration else "",
            "inLanguage": talk.language,
            "keywords": list(talk.tags),
            "url": talk.url,
            "location": _filled({"@type": "Place", "name": talk.room}, "name"),
            "superEvent": _filled({"@type": "Event", "name": talk.event}, "name"),
            "performer": [_person(speaker) for speaker in talk.speakers],
            "recordedIn": _filled(
                {"@type": "VideoObject", "name": talk.title, "url": talk.video_url}, "url"
            ),
        }
    )


def _person(speaker: Speaker) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Person",
            "name": speaker.name,
            "jobTitle": speaker.role,
            "affiliation": _filled({"@type": "Organization", "name": speaker.affiliation}, "name"),
            "description": speaker.bio,
            "url": speaker.url,
        }
    )


def _video(talk: Talk) -> dict[str, Any]:
    return {
        "title": talk.title,
        "speakers": [speaker.name for speaker in talk.speakers],
        "description": talk.abstract,
        "recorded": talk.start[:10],
        "duration": round(talk.duration) or None,
        "language": talk.language,
        "tags": list(talk.tags),
        "related_urls": [
            {"label": label, "url": url}
            for label, url in (("Talk", talk.url), ("Slides", talk.slides_url))
            if url
        ],
        "videos": [{"type": "other", "url": talk.video_url}] if talk.video_url else [],
    }


def _filled(record: dict[str, Any], needs: str = "") -> dict[str, Any]:
    """The record without empty values; empty itself when the value it `needs` is missing."""
    if needs and not record[needs]:
        return {}
    return {key: value for key, value in record.items() if value}


FORMS: Mapping[str, Callable[[Iterable[Talk]], Iterator[str]]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "jsonld": _jsonld,
    "pyvideo": _pyvideo,
}

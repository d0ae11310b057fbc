"""Read-only looks at the collection as JSON: what programs and models call as tools."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from talkbot.collection import View
from talkbot.errors import UsageError
from talkbot.retrieval import TalkHit
from talkbot.talks import Filters, Talk, talk_to_json

_PASSAGES = 3
_DEPTH = 200


def filters_of(
    *,
    speaker: str = "",
    affiliation: str = "",
    event: str = "",
    track: str = "",
    tag: str = "",
    language: str = "",
    year: str = "",
    video: bool | None = None,
    transcript: bool | None = None,
) -> Filters:
    """Filters from plain values; `year` is a year or a range such as 2019-2021.

    Raises UsageError for a year that is neither.
    """
    years = re.fullmatch(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?", year.strip())
    if year.strip() and not years:
        raise UsageError(f"year must be a year or a range such as 2019-2021 (it is {year!r}).")
    return Filters(
        speaker=speaker.strip(),
        affiliation=affiliation.strip(),
        event=event.strip(),
        track=track.strip(),
        tag=tag.strip(),
        language=language.strip(),
        years=(int(years[1]), int(years[2] or years[1])) if years else None,
        has_video=video,
        has_transcript=transcript,
    )


def list_talks(view: View, scope: Filters, *, limit: int = 50, offset: int = 0) -> dict[str, Any]:
    """One page of the talks for which the filters hold; `total` counts them all."""
    found = view.catalogue.select(scope)
    page = found[offset : offset + limit]
    records = [_record(talk, view.catalogue.has_transcript(talk)) for talk in page]
    return {"total": len(found), "offset": offset, "talks": records}


def search_talks(view: View, text: str, scope: Filters, *, limit: int = 10) -> dict[str, Any]:
    """The talks nearest to a text, best first, each with the passages that were found."""
    inside = {talk.id for talk in view.catalogue.select(scope)} if scope else None
    hits = view.searcher.search(text, talk_ids=inside, depth=_DEPTH).talks
    known = [hit for hit in hits if hit.talk_id in view.catalogue.by_id]
    return {"q": text, "talks": [_hit(hit, view) for hit in known[:limit]]}


def get_talk(view: View, talk_id: str, *, transcript: bool = False) -> dict[str, Any] | None:
    """One record, with its cues on request; None when there is no such talk."""
    talk = view.library.talk(talk_id)
    return _record(talk, bool(talk.transcript), full=transcript) if talk else None


def _record(talk: Talk, heard: bool, *, full: bool = False) -> dict[str, Any]:
    # The caller may be on another machine: folders of this one are none of its business.
    named = {"source": PurePath(talk.source).name, "has_transcript": heard}
    return talk_to_json(talk, full=full) | named


def _hit(hit: TalkHit, view: View) -> dict[str, Any]:
    talk = view.catalogue.by_id[hit.talk_id]
    return {
        "talk_id": talk.id,
        "title": talk.title,
        "speakers": [speaker.name for speaker in talk.speakers],
        "score": round(hit.score, 4),
        "passages": [
            {
                "field": found.passage.field,
                "speaker": found.passage.speaker,
                "start": found.passage.start,
                "end": found.passage.end,
                "text": found.passage.text,
                "time": found.passage.time,
            }
            for found in hit.passages[:_PASSAGES]
        ],
    }

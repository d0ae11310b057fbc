"""The smaller values of a talk as pages give them: dates, places, links, tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.dates import iso_date
from talkbot.formats.durations import seconds_of, told_in
from talkbot.formats.links import first_url, is_video
from talkbot.talks import Talk


def with_value(talk: Talk, field: str, value: str, links: Sequence[str] = ()) -> Talk:
    """The talk with one more value; `field` is a label's meaning, see labels.py."""
    if field == "when":
        text = f"{talk.date_text}, {value}" if talk.date_text else value
        length = talk.duration or told_in(value)
        return replace(talk, date_text=text, start=iso_date(text), duration=length)
    if field == "where":
        return replace(talk, room=talk.room or value)
    if field == "tags":
        tags = [tag.strip() for tag in re.split(r"[,;|·•]", value) if tag.strip()]
        return replace(talk, tags=(*talk.tags, *tags))
    if field == "track":
        return replace(talk, track=value)
    if field == "duration":
        return replace(talk, duration=talk.duration or seconds_of(value))
    if field == "event":
        return replace(talk, event=value)
    if field == "language":
        return replace(talk, language=value)
    url = first_url([*links, value])
    if not url:
        return talk
    if field == "slides":
        return replace(talk, slides_url=talk.slides_url or url)
    if field == "video" or is_video(url):
        return replace(talk, video_url=talk.video_url or url)
    return replace(talk, url=talk.url or url)


def link_meaning(text: str) -> str:
    """What a link's words say it leads to: "slides", "video" or "url"."""
    if re.search(r"\b(?:slides?|deck|pdf|presentation|folien)\b", text, re.IGNORECASE):
        return "slides"
    if re.search(r"\b(?:video|watch|recording|youtube|vimeo)\b", text, re.IGNORECASE):
        return "video"
    return "url"

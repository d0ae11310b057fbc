"""What yt-dlp notes beside a video it fetched (`--write-info-json`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from talkbot.formats.dates import iso_date
from talkbot.formats.document import Document, Event, Line, Parsed, clean, one_line
from talkbot.formats.fields import text
from talkbot.formats.links import web_url
from talkbot.formats.markup import paragraphs
from talkbot.formats.people import people_of
from talkbot.formats.pyvideo import trimmed_title
from talkbot.formats.records import record_id, remarks
from talkbot.formats.structured import Places, load
from talkbot.formats.video_titles import speaker_told, speakers_apart
from talkbot.formats.wording import lower_case_words
from talkbot.languages import language_code
from talkbot.talks import Problem, Talk

_WHOLE_CHANNEL = re.compile(r"^Uploads from |^NA$| - (?:Videos|Live|Shorts)$")


def recognise(document: Document) -> str:
    info = _info(document)
    known = "title" in info and bool(info.keys() & {"extractor", "extractor_key"})
    return "yt-dlp: it describes a video that was fetched" if known else ""


def read(document: Document) -> Parsed:
    """The video as a talk; of a playlist, its videos where they are listed."""
    info = _info(document)
    entries = info.get("entries") if info.get("_type") in ("playlist", "multi_video") else [info]
    talks = [
        _talk(entry, title, document.source)
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, Mapping) and (title := one_line(text(entry.get("title"))))
    ]
    problems: list[Problem] = []
    talks = finish(talks, ())
    if len(talks) == 1 and not talks[0].event:
        talks, problems = _with_told_speaker(document, talks[0])
    problems += [document.problem(0, remark) for talk in talks for remark in remarks(talk)]
    return Parsed(tuple(talks), tuple(problems))


def _with_told_speaker(document: Document, talk: Talk) -> tuple[list[Talk], list[Problem]]:
    """A video that belongs to no list with the speakers that its title names."""
    common = lower_case_words([Line(line, 0) for line in talk.abstract.split("\n")])
    found = speaker_told(talk.title, talk.abstract, common)
    if not found:
        return [talk], []
    title, names, sure = found
    line = Places(document).line({"title": talk.title})
    message = f"Not sure who speaks: read {names[:80]!r} as the speaker of {title[:80]!r}."
    doubts = [] if sure else [document.problem(line, message)]
    return [replace(talk, title=title, speakers=people_of(names, common))], doubts


def finish(talks: Sequence[Talk], _: Sequence[Event]) -> list[Talk]:
    """The talks without the playlist's name at the ends of their titles, and with the speakers
    that nearly all titles of a playlist name in one way."""
    lists: dict[str, list[Talk]] = defaultdict(list)
    for talk in talks:
        lists[talk.event].append(replace(talk, title=trimmed_title(talk)))
    return [talk for event, group in lists.items() for talk in _with_speakers(event, group)]


def _with_speakers(event: str, talks: Sequence[Talk]) -> Sequence[Talk]:
    told = [Line(line, 0) for talk in talks for line in talk.abstract.split("\n")]
    common = lower_case_words(told)
    found = speakers_apart([talk.title for talk in talks], common) if event else []
    return [
        replace(talk, title=title, speakers=people_of(names, common)) if names else talk
        for talk, (title, names) in zip(talks, found or [("", "")] * len(talks), strict=True)
    ]


def _info(document: Document) -> Mapping[str, Any]:
    data = load(document)
    return data.value if data and isinstance(data.value, Mapping) else {}


def _talk(info: Mapping[str, Any], title: str, source: str) -> Talk:
    series = one_line(text(info.get("playlist_title")) or text(info.get("series")))
    tags = info.get("tags")
    seconds = info.get("duration")
    uploaded = text(info.get("upload_date"))
    if re.fullmatch(r"\d{8}", uploaded):
        uploaded = iso_date(f"{uploaded[:4]}-{uploaded[4:6]}-{uploaded[6:]}")
    talk = Talk(
        id="",
        title=title,
        abstract=paragraphs(clean(text(info.get("description")))),
        event="" if _WHOLE_CHANNEL.search(series) else series,
        # The day of the upload is not the day of the talk.
        date_text=f"uploaded {one_line(uploaded)}" if uploaded else "",
        duration=float(seconds) if isinstance(seconds, int | float) and 0 < seconds < 6e5 else 0.0,
        language=language_code(text(info.get("language"))),
        tags=tuple(one_line(text(tag)) for tag in tags if text(tag).strip())
        if isinstance(tags, list)
        else (),
        video_url=web_url(info.get("webpage_url")) or web_url(info.get("original_url")),
        source=source,
    )
    site = text(info.get("extractor_key") or info.get("extractor")).casefold()
    key = one_line(text(info.get("id")))
    return replace(talk, id=record_id(talk, f"{site}:{key}" if key else ""))

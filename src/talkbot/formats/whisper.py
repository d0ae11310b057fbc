"""What speech recognisers write as JSON: Whisper, WhisperX, whisper.cpp and their likes.

One list of segments with a text and times, by whatever names. WhisperX's segments are cut where
their words change the speaker.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from talkbot.formats.captions import transcript_of
from talkbot.formats.document import Document, Parsed, one_line
from talkbot.formats.durations import clock
from talkbot.formats.fields import text
from talkbot.formats.links import web_url
from talkbot.languages import language_code
from talkbot.talks import Cue

_LISTS = ("segments", "transcription", "utterances", "events", "cues", "transcript", "captions")
_TEXTS = ("text", "body", "transcript", "utf8", "word")
_STARTS = ("start", "startTime", "start_time", "startSeconds", "begin", "from")
_ENDS = ("end", "endTime", "end_time", "endSeconds", "to")
_SPEAKERS = ("speaker", "speaker_id", "speakerId", "speaker_label", "speakerLabel", "speaker_name")
_URLS = ("webpage_url", "video_url", "url", "source_url", "audio_url", "media", "source")
# What one of the lists' items needs, as it is written: a cheap look before anything is parsed.
_HINTS = ('"start', '"from"', '"tStartMs"', '"begin"')


def recognise(document: Document) -> str:
    head = document.text.lstrip()[:1]
    if head not in ("{", "[") or not any(hint in document.text for hint in _HINTS):
        return ""
    segments = _segments(_loaded(document.text))[:20]
    if not segments or 2 * sum(_cue(item) is not None for item in segments) < len(segments):
        return ""
    return "it has a list of texts with times, as speech recognisers write"


def read(document: Document) -> Parsed:
    value = _loaded(document.text)
    about: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    cues = [cue for item in _segments(value) for cue in _cues(item)]
    result = about.get("result")
    spoken = about.get("language") or (
        result.get("language") if isinstance(result, Mapping) else ""
    )
    return transcript_of(
        document,
        cues,
        title=one_line(text(about.get("title"))),
        url=next((url for key in _URLS if (url := web_url(about.get(key)))), ""),
        key=one_line(text(about.get("video_id") or about.get("id"))),
        language=language_code(text(spoken)),
    )


def _loaded(content: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _segments(value: Any) -> list[Mapping[str, Any]]:
    """The list of timed texts in a file; empty when there is none, or when they are talks."""
    if isinstance(value, Mapping):
        value = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
    if not isinstance(value, list):
        return []
    items = [item for item in value if isinstance(item, Mapping)]
    return items if items and not any("title" in item for item in items[:5]) else []


def _cues(item: Mapping[str, Any]) -> Iterator[Cue]:
    whole = _cue(item)
    words = item.get("words")
    if whole is None or not whole.text:
        return
    timed = [w for w in words if isinstance(w, Mapping)] if isinstance(words, list) else []
    names = [_speaker(word) for word in timed]
    if len(set(filter(None, names))) < 2:
        known = whole.speaker or next(filter(None, names), "")
        yield Cue(whole.start, whole.end, known, whole.text)
        return
    said: list[str] = []
    start = end = whole.start
    speaker = next(filter(None, names))
    for word in timed:
        name = _speaker(word) or speaker
        if name != speaker and said:
            yield Cue(start, end, speaker, " ".join(said))
            start, said = max(end, _time(word, _STARTS) or end), []
        speaker = name
        said.append(one_line(text(word.get("word") or word.get("text"))))
        end = max(end, _time(word, _ENDS) or end)
    yield Cue(start, max(end, whole.end), speaker, " ".join(filter(None, said)))


def _cue(item: Mapping[str, Any]) -> Cue | None:
    """A segment as a cue, None when it has no text or no time."""
    said: str | None = next((text(item[key]) for key in _TEXTS if key in item), None)
    if isinstance(pieces := item.get("segs"), list):
        said = "".join(text(p.get("utf8")) for p in pieces if isinstance(p, Mapping))
    times, offsets = item.get("timestamps"), item.get("offsets")
    if isinstance(offsets, Mapping):
        start, end = (_scaled(offsets.get(key), 0.001) for key in ("from", "to"))
    elif isinstance(times, Mapping):
        start, end = _time(times, ("from",)), _time(times, ("to",))
    elif "tStartMs" in item:
        start = _scaled(item["tStartMs"], 0.001)
        length = _scaled(item.get("dDurationMs"), 0.001) or 0.0
        end = None if start is None else start + length
    else:
        start, end = _time(item, _STARTS), _time(item, _ENDS)
    if start is None or said is None:
        return None
    if end is None:
        end = start + (_scaled(item.get("duration", item.get("dur")), 1.0) or 0.0)
    return Cue(start, max(start, end), _speaker(item), one_line(said))


def _speaker(item: Mapping[str, Any]) -> str:
    return one_line(next((text(item[key]) for key in _SPEAKERS if item.get(key) is not None), ""))


def _time(item: Mapping[str, Any], keys: tuple[str, ...]) -> float | None:
    """Seconds, of a number or of "00:01:02.5"."""
    value = next((item[key] for key in keys if item.get(key) is not None), None)
    return clock(value) if isinstance(value, str) else _scaled(value, 1.0)


def _scaled(value: Any, scale: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value) * scale
    except ValueError:
        return None
    return round(seconds, 3) if 0 <= seconds < 1e6 else None

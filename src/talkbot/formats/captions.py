"""WebVTT, SRT and SBV captions to cues: tags taken off, voices kept, rolling lines said once."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import webvtt

from talkbot.formats.document import Document, Parsed, Transcript, clean, one_line
from talkbot.formats.durations import clock
from talkbot.formats.links import first_url
from talkbot.languages import language_code
from talkbot.talks import Cue, Problem, Talk

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_CLOCK = r"(?:\d{1,3}:)?[0-5]?\d:[0-5]?\d[.,]\d{1,3}"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s|$)")
_ARROW = re.compile(rf"({_TIME})[ \t]*[-–—]+>[ \t]*({_TIME})")
_SRT_START = re.compile(rf"(?:\d+[ \t]*\n)?[ \t]*{_TIME}[ \t]*[-–—]+>[ \t]*{_TIME}")
_SBV_START = re.compile(r"\d{1,3}:\d{1,2}:\d{1,2}\.\d{3},\d{1,3}:\d{1,2}:\d{1,2}\.\d{3}[ \t]*\n")
_SBV_LIKE = re.compile(r"\d{1,3}:\d{1,2}:\d{1,2}\.\d+,\d")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\n]*)>|</v>")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>|<\d[\d:.]*>|\{\\[^{}\n]*\}")
# What machines and captioners write for sounds: alone in brackets, or between notes.
_SOUND = re.compile(r"(?:^|(?<=\s))\[[^\[\]\d]{1,30}\](?=$|[\s.,!?])|[♪♫♬]+")
_ALL_SOUND = re.compile(r"\([^()]{1,60}\)|\*[^*]{1,60}\*|[♪♫♬#].*[♪♫♬#]|\[[^\[\]]{1,60}\]")
_CHANGE = re.compile(r"^(?:>>+|-(?=\s?\w)|–\s)\s*")
_LABEL = re.compile(
    r"((?:[^\W\d_a-z][\w.'’-]*)(?:[ \t]+[^\W_][\w.'’-]*){0,3}|Speaker[ _]\w{1,3}):\s+"
)
_BRACKETED = re.compile(r"\[((?:[^\W\d_a-z][\w.'’-]*)(?:[ \t]+[^\W_][\w.'’-]*){0,3})\]:?\s+(?=\S)")
_NOISES = re.compile(
    r"music|song|sing|applau|laugh|cheer|silence|nois|audible|intelligible|cross-?talk|chatter|"
    r"cough|sigh|click|bell|foreign|playing|background|audio|video|sound|speak|pause",
    re.IGNORECASE,
)
_ROLLS = 0.3
_REPORTED = 5


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one cue shows of one voice, line by line."""

    start: float
    end: float
    speaker: str
    lines: tuple[str, ...]


def recognise_vtt(document: Document) -> str:
    return "it begins with WEBVTT" if re.match(r"WEBVTT(?:\s|$)", document.text) else ""


def recognise_srt(document: Document) -> str:
    return "it begins with a cue of SRT" if _SRT_START.match(document.text.lstrip()) else ""


def recognise_sbv(document: Document) -> str:
    return "it begins with a cue of SBV" if _SBV_START.match(document.text.lstrip()) else ""


def read_vtt(document: Document) -> Parsed:
    found = _captions(document.text, "vtt")
    said = {
        name.strip().casefold(): value.strip()
        for name, colon, value in (line.partition(":") for line in found.metadata)
        if colon
    }
    first = found.captions[0].comments if found.captions else []
    notes = (*found.metadata, *found.header_comments, found.header_text, *first)
    return _parsed(
        document,
        found.captions,
        title=one_line(found.header_text).lstrip("-–—: "),
        url=first_url(notes),
        language=language_code(said.get("language", "")),
    )


def read_srt(document: Document) -> Parsed:
    text = _ARROW.sub(
        lambda arrow: " --> ".join(map(_full, arrow.groups())), document.text.lstrip()
    )
    if text[:1].isdigit() and "-->" not in text.partition("\n")[0]:
        return _parsed(document, _captions(text, "srt").captions)
    # Cues without numbers, which the reader of SRT asks for; apart from commas they are WebVTT's.
    dotted = re.sub(r"(?m)^.*-->.*$", lambda line: line[0].replace(",", "."), text)
    return _parsed(document, _captions(f"WEBVTT\n\n{dotted}", "vtt").captions)


def _full(time: str) -> str:
    """A time with all that the reader of SRT asks for: "1:02,5" is half a second past."""
    whole, fraction = re.split("[.,]", time)
    parts = whole.split(":")
    hours = "" if len(parts) > 2 else "00:"
    return hours + ":".join(part.zfill(2) for part in parts) + "," + fraction.ljust(3, "0")


def read_sbv(document: Document) -> Parsed:
    return _parsed(document, _captions(document.text.lstrip(), "sbv").captions)


def _captions(text: str, kind: str) -> webvtt.WebVTT:
    return webvtt.WebVTT.from_buffer(io.StringIO(text), format=kind)


def _parsed(
    document: Document,
    captions: Iterable[webvtt.Caption],
    *,
    title: str = "",
    url: str = "",
    language: str = "",
) -> Parsed:
    shown = [piece for caption in captions for piece in _shown(caption)]
    parsed = transcript_of(document, spoken(shown), title=title, url=url, language=language)
    return replace(parsed, problems=(*_unread(document), *parsed.problems))


def transcript_of(
    document: Document,
    cues: Iterable[Cue],
    *,
    title: str = "",
    url: str = "",
    key: str = "",
    language: str = "",
    talk: Talk | None = None,
) -> Parsed:
    """A file's one transcript; a Problem when it has no words."""
    said = tuple(sorted((cue for cue in cues if cue.text), key=lambda cue: cue.start))
    if not said:
        empty = document.problem(0, "This transcript holds no words; it was left out.")
        return Parsed(problems=(empty,))
    transcript = Transcript(document.path, document.source, said, title, url, key, language, talk)
    return Parsed(transcripts=(transcript,))


def _unread(document: Document) -> list[Problem]:
    """The lines that should be a cue's times and cannot be read."""
    lines = [
        number
        for number, line in enumerate(document.text.split("\n"), 1)
        if ("-->" in line and not _TIMING.match(line) and re.search(r"\d:\d", line))
        or (_SBV_LIKE.match(line) and not _SBV_START.match(line + "\n"))
    ]
    message = "The times of this cue cannot be read (they look like 00:01:02.500); it was left out."
    problems = [document.problem(number, message) for number in lines[:_REPORTED]]
    if len(lines) > _REPORTED:
        more = f"{len(lines) - _REPORTED} more cues have times that cannot be read."
        problems.append(document.problem(lines[_REPORTED], more))
    return problems


def _shown(caption: webvtt.Caption) -> Iterator[_Shown]:
    """A cue's text by voice, each without tags."""
    start = clock(caption.start) or 0.0
    end = max(start, clock(caption.end) or 0.0)
    speaker, at, raw = "", 0, clean(caption.raw_text)
    for voice in [*_VOICE.finditer(raw), None]:
        text = raw[at : voice.start() if voice else len(raw)]
        lines = tuple(
            line
            for part in text.split("\n")
            if (line := " ".join(html.unescape(_TAG.sub("", part)).split()))
        )
        if lines:
            yield _Shown(start, end, speaker, lines)
        if voice:
            speaker, at = one_line(html.unescape(voice[1] or "")), voice.end()


def spoken(shown: list[_Shown]) -> Iterator[Cue]:
    """What was said, in order: each line once, without sounds, with who says it."""
    ordered = sorted(shown, key=lambda piece: piece.start)
    whole = _unrolled(ordered) if _rolls(ordered) else ordered
    pieces = [part for piece in whole for part in _by_turns(piece)]
    labels = _labels(pieces)
    speaker = ""
    for piece in pieces:
        text = _CHANGE.sub("", " ".join(piece.lines))
        if _ALL_SOUND.fullmatch(text):
            continue
        label = _label(text)
        if label and label[1] in labels:
            speaker, text = label[1], text[label.end() :]
        text = " ".join(_SOUND.sub(" ", text).split())
        if text:
            yield Cue(piece.start, piece.end, piece.speaker or speaker, text)


def _by_turns(piece: _Shown) -> Iterator[_Shown]:
    """A cue cut before each line that begins with ">>", which says that somebody else speaks."""
    starts = [n for n, line in enumerate(piece.lines) if n and line.startswith(">>")]
    for start, end in pairwise([0, *starts, len(piece.lines)]):
        yield replace(piece, lines=piece.lines[start:end])


def _rolls(shown: list[_Shown]) -> bool:
    """Whether cues show again, above or before a new line, what the one before showed."""
    again = sum(
        after.lines[0] == before.lines[-1] or after.lines[-1].startswith(before.lines[-1] + " ")
        for before, after in pairwise(shown)
    )
    return again > 2 and again >= _ROLLS * (len(shown) - 1)


def _unrolled(shown: list[_Shown]) -> list[_Shown]:
    """Rolling captions with each line once, at the time it first came."""
    kept: list[_Shown] = []
    for piece in shown:
        lines = list(piece.lines)
        recent = [line for before in kept[-4:] for line in before.lines]
        for count in range(min(len(lines), len(recent)), 0, -1):
            if recent[-count:] == lines[:count]:
                del lines[:count]
                break
        if kept and not lines:
            kept[-1] = replace(kept[-1], end=max(kept[-1].end, piece.end))
        elif kept and lines[0].startswith(kept[-1].lines[-1] + " "):
            # The line grew word by word.
            grown = (*kept[-1].lines[:-1], *lines)
            kept[-1] = replace(kept[-1], lines=grown, end=max(kept[-1].end, piece.end))
        elif lines:
            kept.append(replace(piece, lines=tuple(lines)))
    return kept


def _labels(shown: list[_Shown]) -> frozenset[str]:
    """The words before a colon that name speakers: in capitals, or found time and again."""
    counts: dict[str, int] = {}
    bracketed: set[str] = set()
    for piece in shown:
        text = " ".join(piece.lines)
        if match := _label(_CHANGE.sub("", text)):
            counts[match[1]] = counts.get(match[1], 0) + 1 + text.startswith(">>")
            bracketed |= {match[1]} if match[0].startswith("[") and " " in match[1] else set()
    return frozenset(
        name
        for name, count in counts.items()
        # One point each for capitals, a full name, one in brackets, coming again (or behind the
        # sign of a new speaker), and again.
        if name.isupper() + (" " in name) + (name in bracketed) + min(count - 1, 2) >= 2
    )


def _label(text: str) -> re.Match[str] | None:
    """The name before what somebody says: "Name: …", or "[Name] …" that is no sound."""
    found = _BRACKETED.match(text)
    return found if found and not _NOISES.search(found[1]) else _LABEL.match(text)

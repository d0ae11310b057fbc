"""Talk -> Passages: sentences packed into stretches that the embedder reads whole.

A passage stays within one field of one talk and breaks between sentences, between paragraphs
where it can, a transcript's where another speaker or a silence comes. Passages do not overlap,
so that every word is cited from one place.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from zlib import crc32

from talkbot.spoken import Span, Utterance, utterances
from talkbot.talks import Cue, Field, Passage, Talk
from talkbot.words import sentences

# The embedder reads 256 tokens; about 40 of them are the heading's and the rest is margin,
# because tokens are only estimated here.
TARGET_TOKENS = 170
MAX_TOKENS = 200
_SMALL = 50
_TITLE_CHARACTERS = 160
_NAMES_CHARACTERS = 100


def passages_of(talk: Talk) -> tuple[Passage, ...]:
    """The passages of a talk in reading order: abstract, bios, transcript.

    A talk that has none of these gets one passage of field "record" whose text is its title, so
    that it can be found; for such a passage, and only there, `text_of` gives "" and the offsets
    count in the title.
    """
    found: list[Passage] = []
    names = ", ".join(speaker.name for speaker in talk.speakers)
    found += _pack(talk, "abstract", None, talk.abstract, names)
    for index, speaker in enumerate(talk.speakers):
        found += _pack(talk, "bio", index, speaker.bio, speaker.name)
    found += _spoken(talk, names)
    if not found:
        found.append(_passage(talk, "record", None, (0, len(talk.title)), talk.title, names, ""))
    return tuple(found)


def cue_at(talk: Talk, offset: int) -> Cue:
    """The cue that holds this character of `talk.transcript_text`.

    The space that joins two cues belongs to the first. Raises IndexError outside the transcript.
    """
    starts = _cue_starts(talk)
    if not 0 <= offset < starts[-1]:
        raise IndexError(f"offset {offset} lies outside the transcript of {talk.id!r}")
    return talk.transcript[bisect_right(starts, offset) - 1]


def sentences_of(passage: Passage) -> list[Span]:
    """The sentences of a passage as (start, end) in its text."""
    if not passage.cuts:
        return sentences(passage.text)
    ends = (*passage.cuts[1:], len(passage.text))
    pieces = (
        (start, passage.text[start:end]) for start, end in zip(passage.cuts, ends, strict=True)
    )
    return [(start, start + len(piece.rstrip())) for start, piece in pieces]


def estimate_tokens(text: str) -> float:
    """About how many tokens the embedder makes of a text: English words, or other scripts."""
    ascii_length = len(text.encode("ascii", "ignore"))
    return ascii_length / 4.4 + (len(text) - ascii_length) * 0.9


def _cue_starts(talk: Talk) -> list[int]:
    return [0, *accumulate(len(cue.text) + 1 for cue in talk.transcript)]


def _pack(talk: Talk, field: Field, speaker: int | None, text: str, names: str) -> list[Passage]:
    return [
        _passage(talk, field, speaker, (start, end), text[start:end], names, talk.title)
        for start, end in _spans(text)
    ]


def _spoken(talk: Talk, names: str) -> list[Passage]:
    """The passages of the transcript, each with its time and the beginnings of its sentences."""
    text, starts = talk.transcript_text, _cue_starts(talk)
    said = [
        Utterance(start, end, each.opens if start == each.start else 0.0)
        for each in utterances(talk.transcript)
        for start, end in _bounded(text, [(each.start, each.end)])
    ]
    made = []
    for group in _grouped(said, text):
        start, end = group[0].start, group[-1].end
        made.append(
            _passage(
                talk, "transcript", None, (start, end), text[start:end], names, talk.title,
                talk.transcript[bisect_right(starts, start) - 1].start,
                tuple(each.start - start for each in group),
            )
        )  # fmt: skip
    return made


def _grouped(said: Sequence[Utterance], text: str) -> Iterator[Sequence[Utterance]]:
    """Utterances in groups of a passage's size.

    A group ends, between half and full, before the utterance that opens something new; among
    equals before the one whose words have the lowest checksum. So the place depends on the words
    around it alone, and an edit moves the passages near it and no others.
    """
    sizes = [estimate_tokens(text[each.start : each.end]) for each in said]
    first = 0
    while first < len(said):
        size, after = sizes[first], first + 1
        ends: list[int] = []
        while after < len(said) and size + sizes[after] <= TARGET_TOKENS:
            if size >= TARGET_TOKENS / 2:
                ends.append(after)
            size += sizes[after]
            after += 1
        if after < len(said):
            ends.append(after)
            after = max(ends, key=lambda i: (said[i].opens, -_checksum(text, said[i])))
        yield said[first:after]
        first = after


def _checksum(text: str, each: Utterance) -> int:
    return crc32(text[each.start : each.end].encode("utf-8", "surrogatepass"))


def _spans(text: str) -> list[Span]:
    """Where the passages of a text begin and end."""
    packed: list[tuple[int, int, float]] = []
    for start, end in _bounded(text, sentences(text)):
        size = estimate_tokens(text[start:end])
        if packed:
            first, last, before = packed[-1]
            # A passage that is half full already does not run on into the next paragraph.
            ends_here = "\n" in text[last:start] and before >= TARGET_TOKENS / 2
            if not ends_here and before + size <= TARGET_TOKENS:
                packed[-1] = (first, end, before + size)
                continue
        packed.append((start, end, size))
    if len(packed) > 1 and packed[-1][2] < _SMALL:
        (first, _, before), (_, end, size) = packed[-2:]
        if before + size <= MAX_TOKENS:
            packed[-2:] = [(first, end, before + size)]
    return [(start, end) for start, end, _ in packed]


def _bounded(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans; one that is too long for a passage is cut."""
    for start, end in spans:
        while estimate_tokens(text[start:end]) > MAX_TOKENS:
            cut = _cut(text, start, end)
            yield start, cut
            start = cut
            while start < end and text[start].isspace():
                start += 1
        if start < end:
            yield start, end


def _cut(text: str, start: int, end: int) -> int:
    """The last white space that keeps the piece at the target size, or the middle of a word."""
    fits, too_far = start + 1, end
    while too_far - fits > 1:
        middle = (fits + too_far) // 2
        if estimate_tokens(text[start:middle]) <= TARGET_TOKENS:
            fits = middle
        else:
            too_far = middle
    space = max((m.start() for m in re.finditer(r"\s+", text[start:fits])), default=0)
    return start + space if space > 0 else fits


def _passage(
    talk: Talk,
    field: Field,
    speaker: int | None,
    span: Span,
    text: str,
    names: str,
    title: str,
    time: float | None = None,
    cuts: tuple[int, ...] = (),
) -> Passage:
    heading = " — ".join(
        part for part in (title[:_TITLE_CHARACTERS], names[:_NAMES_CHARACTERS]) if part
    )
    digest = hashlib.sha256(f"{heading}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:8]
    place = field if speaker is None else f"{field}{speaker}"
    return Passage(
        id=f"{talk.id}#{place}-{span[0]}-{digest}",
        talk_id=talk.id,
        field=field,
        speaker=speaker,
        start=span[0],
        end=span[1],
        text=text,
        heading=heading,
        time=time,
        cuts=cuts,
    )

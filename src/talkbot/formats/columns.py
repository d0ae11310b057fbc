"""What was read of a page, column by column: what stands in one text as in another is a form's word
or a label's value, and a place to meet is nobody's affiliation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.details import with_value
from talkbot.formats.labels import label_of, prefix_of
from talkbot.formats.whens import is_place_to_meet
from talkbot.talks import Talk, fold

_FEWEST = 2
_SHORT = 60
_FEW_WORDS = 8
# What a form has where nobody wrote anything: "[Abstract]", "<Unknown Title>".
BLANK = re.compile(r"(?:\[[^\[\]]{1,40}\]|<[^<>]{1,40}>|\{[^{}]{1,40}\})\W*")
_COUNT = re.compile(
    r"[^\W\d_]{3,20}\s+(?:no\.?\s?|nr\.?\s?|#\s?)?\d{1,3}(?:\W*|\s?[.:–—-]\s.*)", re.IGNORECASE
)
# The name of a file to fetch.
_FILE = re.compile(r"[\w.-]+\.(?:pdf|pptx?|key|odp|zip)", re.IGNORECASE)


def columns_settled(talks: Sequence[Talk]) -> list[Talk]:
    """The talks of a page with each value in the column where it belongs."""
    return _places_apart(_values_apart(_without_blanks(_without_counts(talks))))


def _without_counts(talks: Sequence[Talk]) -> list[Talk]:
    """The talks without tracks that only count them: "Seminar 2" over each."""
    tracks = [talk.track for talk in talks if talk.track]
    counted = len(tracks) >= _FEWEST and all(map(_COUNT.fullmatch, tracks))
    once = counted and len(set(tracks)) == len(tracks) == len(talks)
    return [replace(talk, track="") for talk in talks] if once else list(talks)


def _without_blanks(talks: Sequence[Talk]) -> list[Talk]:
    """The talks without texts that say nothing: a form's word in brackets, the name of a file, a
    few words that several talks have for their text."""
    counts = Counter(fold(talk.abstract) for talk in talks if 0 < len(talk.abstract) <= _SHORT)
    return [
        replace(talk, abstract="")
        if BLANK.fullmatch(talk.abstract)
        or _FILE.fullmatch(talk.abstract)
        or counts[fold(talk.abstract)] >= _FEWEST
        else talk
        for talk in talks
    ]


def _values_apart(talks: Sequence[Talk]) -> list[Talk]:
    """The talks without lines such as "Level: Beginner" at the ends of their texts, where several
    talks have them: a value of the talk, or of none of its fields."""
    ends = [[*_ends(talk.abstract.split("\n"))] for talk in talks]
    counts = Counter(fold(label) for own in ends for label in {label for _, label, _ in own})
    kept: list[Talk] = []
    for talk, own in zip(talks, ends, strict=True):
        taken = [each for each in own if counts[fold(each[1])] >= _FEWEST]
        text = talk.abstract.split("\n")
        for _, label, value in taken:
            known = label_of(f"{label}: {value}")
            if known and known[0] not in ("title", "speaker", "abstract", "bio", "none"):
                talk = with_value(talk, known[0], known[1])
        gone = {n for n, _, _ in taken}
        lines = (line for n, line in enumerate(text) if n not in gone)
        kept.append(replace(talk, abstract="\n".join(lines)) if gone else talk)
    return kept


def _ends(text: Sequence[str]) -> list[tuple[int, str, str]]:
    """The lines at both ends of a text that are a label and a few words, with their numbers."""
    found: dict[int, tuple[int, str, str]] = {}
    for numbers in (range(len(text)), reversed(range(len(text)))):
        for n in numbers:
            named = prefix_of(text[n])
            if named is None or len(named[0].split()) > 2 or not _is_value(named[1]):
                break
            found[n] = (n, *named)
    return list(found.values())


def _is_value(text: str) -> bool:
    few = len(text) <= _SHORT and len(text.split()) <= _FEW_WORDS
    return few and text[-1] not in ".!?…:;"


def _places_apart(talks: Sequence[Talk]) -> list[Talk]:
    """The talks with places to meet for their rooms, where all that was read for where speakers
    are from are such."""
    said = [s.affiliation for talk in talks for s in talk.speakers if s.affiliation]
    places = len(said) >= _FEWEST and all(map(is_place_to_meet, said))
    if not places or any(talk.room for talk in talks):
        return list(talks)
    return [
        replace(
            talk,
            room=next((s.affiliation for s in talk.speakers if s.affiliation), ""),
            speakers=tuple(replace(s, affiliation="") for s in talk.speakers),
        )
        for talk in talks
    ]

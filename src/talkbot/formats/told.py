"""Speakers that a page of headings and paragraphs names nowhere but, in bold, in its sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from talkbot.formats.document import Line
from talkbot.formats.labels import label_of
from talkbot.formats.names import institution_score, name_score
from talkbot.formats.people import people_of, split_role
from talkbot.formats.whens import is_date_line
from talkbot.formats.wording import BREAK, GENERAL, TBA, ends_sentence

_FEWEST = 2
_MOSTLY = 0.8
# "Ada Byron, archivist at the Record Office, reads from …"
_WHO = re.compile(r"^,\s+([^,.;:!?]{4,100}),\s")

_CLOCK = re.compile(r"\d[:.h]\d\d\b|\d\s*(?:[ap]\.?m\b|uhr\b|h\b)", re.IGNORECASE)
_OF_TALKS = re.compile(
    r"""\b(?:talks?|lectures?|seminars?|colloqui(?:um|a)|speakers?|keynotes?|vortr[aä]ge?|vortragsreihe|
    conférences?|charlas?|conferencias?|conferenze|palestras?)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def with_told_speakers(lines: Sequence[Line]) -> list[Line]:
    """The lines with a line "Speaker: …" below each heading whose text has one name in bold, where
    nearly all headings are such, each with its date, and no line gives people by itself."""
    counts = Counter(line.level for line in lines if line.level > 1)
    level = max(counts, key=lambda level: counts[level], default=0)
    starts = [n for n, line in enumerate(lines) if level and line.level == level and n]
    if len(starts) < _FEWEST or any(_gives_people(line) for line in lines):
        return list(lines)
    said = " ".join(line.text for line in lines[: starts[0]])
    told: dict[int, str] = {}
    talks = dated = 0
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        text = lines[start].text
        section = lines[start + 1 : end]
        if TBA.match(text) or BREAK.match(text) or GENERAL.match(text) or not section:
            continue
        talks += 1
        names = [who for line in section for who in _named(line)]
        # Histories and news have headings and names as well: a talk has its hour, or its day on a
        # page that speaks of talks.
        whens = [line.text for line in (lines[start - 1], *section) if is_date_line(line.text)]
        dated += any(_OF_TALKS.search(said) or _CLOCK.search(when) for when in whens)
        if len(names) == 1:
            told[start] = names[0]
    if min(len(told), dated) < max(_FEWEST, _MOSTLY * talks):
        return list(lines)
    result: list[Line] = []
    for number, line in enumerate(lines):
        result.append(line)
        if number in told:
            result.append(Line(f"Speaker: {told[number]}", line.number))
    return result


def _gives_people(line: Line) -> bool:
    """Whether a line is nothing but people, with or without a label."""
    text = line.text
    if (label := label_of(text)) and label[0] == "speaker":
        return True
    if line.level or len(text) > 160 or ends_sentence(text) or is_date_line(text):
        return False
    return all(name_score(person.name) >= 0.8 for person in people_of(text))


def _named(line: Line) -> list[str]:
    """The people that a paragraph names in bold, with what it says they are."""
    text = line.text
    if line.level or not ends_sentence(text):
        return []
    found: list[str] = []
    for words in (words for sign, words in line.marked if sign == "b"):
        at = text.find(words)
        if at < 0 or name_score(words) < 0.7 or len(text) < len(words) + 30:
            continue
        who = _WHO.match(text[at + len(words) :])
        known = who and (split_role(who[1])[0] or institution_score(who[1]) >= 0.9)
        place = who[1] if who and known else ""
        found.append(f"{words}, {place}" if place else words)
    return found

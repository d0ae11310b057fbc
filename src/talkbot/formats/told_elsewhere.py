"""Texts of a programme's talks that stand elsewhere on its page, under their titles or speakers.

The head of such a text may be the title, the title with who speaks, or the speaker alone; it may
stand in a line of its own or begin the text ("**Fast clocks.** A clock is …").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from talkbot.formats.bios import divide
from talkbot.formats.document import Line, without_mail
from talkbot.formats.labelled import placed
from talkbot.formats.names import institution_score
from talkbot.formats.people import people_of
from talkbot.formats.wording import ends_sentence
from talkbot.talks import Talk, fold

_FEWEST = 2
_LONGEST_HEAD = 400
_SHORTEST = 20
_MARKS = ' ,;:.–—-|·•"“”«»'
_WORDS = re.compile(
    r"\b(?:abstract|title|speaker|talk|by|with|prof|professor|dr|and|from|at|keynote|invited|pm|am|"
    r"titel|vortrag|von|par|résumé|por|resumen)\b"
)


@dataclass
class _Told:
    """A text that is of a talk, by its number: the head, the lines below it, and where all these
    stand."""

    talk: int
    head: Line
    lines: list[str]
    numbers: list[int]


def told_elsewhere(talks: Sequence[Talk], lines: Sequence[Line]) -> tuple[Talk, ...]:
    """The talks with the texts that stand in these lines under their titles or their speakers;
    as they are where any has a text already, or fewer than two would have one."""
    return texts_and_places(talks, lines)[0]


def texts_and_places(
    talks: Sequence[Talk], lines: Sequence[Line]
) -> tuple[tuple[Talk, ...], frozenset[int]]:
    """The talks with their texts, and the numbers of the lines that these take."""
    if any(talk.abstract for talk in talks):
        return tuple(talks), frozenset()
    told: list[_Told] = []
    current: _Told | None = None
    for line in lines:
        text = without_mail(line.text).lstrip("•- ")
        head = _head(text, talks) if len(text) <= _LONGEST_HEAD or "." in text[:200] else None
        if head and not (current and current.talk == head[0] and not any(current.lines)):
            current = _Told(head[0], line, [head[1]] if head[1] else [], [line.number])
            told.append(current)
        elif line.level and not (current and 0 < current.head.level < line.level):
            current = None
        elif current is not None and not head:
            current.lines.append(text)
            current.numbers.append(line.number)
    texts = {each.talk: each for each in told[::-1] if _tells(each.lines)}
    if len(texts) < _FEWEST:
        return tuple(talks), frozenset()
    whole = tuple(
        _with_text(talk, texts[n].head.text, texts[n].lines) if n in texts else talk
        for n, talk in enumerate(talks)
    )
    return whole, frozenset(number for each in texts.values() for number in each.numbers)


def _tells(lines: Sequence[str]) -> bool:
    return any(len(text) > 60 or ends_sentence(text) for text in lines)


def _with_text(talk: Talk, head: str, lines: Sequence[str]) -> Talk:
    names = [fold(speaker.name) for speaker in talk.speakers]
    start = 0
    # Who speaks, and from where, may stand again below the title.
    while start < len(lines) and not ends_sentence(lines[start]) and _is_again(lines[start], names):
        start += 1
    abstract, speakers = divide(lines[start:], talk.speakers)
    places = (_place_in(text, talk) for text in (head, *lines[:start]))
    if place := next(filter(None, places), ""):
        speakers = tuple(placed(list(speakers), "affiliation", place))
    return replace(talk, abstract=abstract, speakers=speakers)


def _place_in(text: str, talk: Talk) -> str:
    """Where the one speaker of a talk is from, by a line that names that person again; "" where the
    talk says it itself."""
    if len(talk.speakers) != 1 or talk.speakers[0].affiliation or len(text) > _LONGEST_HEAD:
        return ""
    title = re.compile(re.escape(talk.title), re.IGNORECASE)
    people = people_of(title.sub("", text, count=1).strip(_MARKS))
    same = len(people) == 1 and fold(people[0].name) == fold(talk.speakers[0].name)
    return people[0].affiliation if same else ""


def _is_again(text: str, names: Sequence[str]) -> bool:
    return any(name in fold(text) for name in names) or institution_score(text) >= 0.9


def _head(text: str, talks: Sequence[Talk]) -> tuple[int, str] | None:
    """The talk whose title or speaker a line is, with what goes on behind it."""
    folded = fold(text)
    titled = [n for n, talk in enumerate(talks) if _long(talk.title) and fold(talk.title) in folded]
    for n in sorted(titled, key=lambda n: -len(talks[n].title)):
        title = talks[n].title
        begins = re.match(rf"{re.escape(title)}[\s.:;–—-]+(?=\S)", text, re.IGNORECASE)
        rest = text[begins.end() :] if begins else ""
        if len(rest) > _SHORTEST and ends_sentence(rest):
            return n, rest
        place = fold(_place_in(text, talks[n]))
        left = folded.replace(fold(title), " ", 1)
        if not _left(left.replace(place, " ", 1) if place else left, talks[n]):
            return n, ""
    if titled:
        return None
    spoken = [n for n, talk in enumerate(talks) if _begins_with_speaker(folded, talk)]
    if len(spoken) != 1:
        return None
    place = fold(_place_in(text, talks[spoken[0]]))
    left = folded.replace(place, " ", 1) if place else folded
    return None if _left(left, talks[spoken[0]]) else (spoken[0], "")


def _long(title: str) -> bool:
    return len(title) > 4


def _begins_with_speaker(folded: str, talk: Talk) -> bool:
    return bool(talk.speakers) and all(fold(s.name) in folded for s in talk.speakers)


def _left(folded: str, talk: Talk) -> bool:
    """Whether a line says more than who speaks, from where and when."""
    for speaker in talk.speakers:
        for known in (speaker.name, speaker.affiliation, speaker.role):
            folded = folded.replace(fold(known), " ", 1) if known else folded
    for known in (talk.date_text, talk.room):
        folded = folded.replace(fold(known), " ") if known else folded
    return bool(re.search(r"[^\W\d_]{2}", _WORDS.sub(" ", folded)))

"""What a page says below its last talk that is none of that talk's: "Defences are public."

Organisers end a page in all words and languages. What tells their last words from a text is the
page: they stand apart, where no other talk's text goes on behind a blank line, and they share no
word with the talk above them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.document import Document, Line, Parsed
from talkbot.formats.shape import Shape
from talkbot.formats.wording import ends_sentence
from talkbot.talks import Talk, fold

_FEWEST = 2
"""Talks that must have texts."""
_LONGEST = 240
_MOST = 3
_WORD = re.compile(r"[^\W\d_]{5,}")
_STEM = 5
# What every talk and every page of talks may say of itself tells nothing of whose words these are.
_OF_EVENTS = frozenset(
    """lectu semin vortr confé confe talks speak prese event eveni collo kollo works about after
    befor every these there their which where would could other einer eines diese haben werde
    expos séanc sesió sessi charl ponen""".split()
)
# How a text goes on to speak of itself, of what it needs, and of whom it is by.
_OF_TALK = re.compile(
    r"^\W*(?:th(?:is|e)\s+(?:talk|lecture|paper|work|seminar|session|presentation|workshop)\b(?!\s+(?:is|are)\s+(?:free|open|public))"
    r"|joint\b|based\b|with\b|in\s+(?:this|my|our)\b|we\b|i\b|(?:der|dieser|im)\s+vortrag\b|wir\b|ich\b|nous\b|je\b"
    r"|(?:keywords?|references?|literature|abstract|bio)\b|\S*\W*\w+://|\[?\d+\])",
    re.IGNORECASE,
)
_OTHERS = 2
_LONGEST_APART = 300
# Whoever speaks says "I"; a page says "we".
_SAYS_I = re.compile(r"\bI\b|\b(?:my|this)\s(?:talk|lecture|paper|work)\b")


def without_last_words(document: Document, parsed: Parsed, lines: Sequence[Line]) -> Parsed:
    """What was read of a page without its last words, reported, where they were taken for more of
    the text of its last talk."""
    told = _without_apart(document, parsed, lines)
    return told if told is not parsed else _without_strangers(document, parsed, lines)


def _without_strangers(document: Document, parsed: Parsed, lines: Sequence[Line]) -> Parsed:
    """What was read of a page without last words that share no word with the last talk, also where
    there is one other talk only."""
    texts = [talk for talk in parsed.talks if talk.abstract]
    if len(texts) < _FEWEST or texts[-1] is not parsed.talks[-1]:
        return parsed
    *others, last = texts
    apart = {line.text for line in lines if line.gap or line.rule or line.level}
    if any(text in apart for talk in others for text in talk.abstract.split("\n")[1:]):
        return parsed
    paragraphs = last.abstract.split("\n")
    end = next((n for n, text in enumerate(paragraphs) if n and text in apart), len(paragraphs))
    first, more = "\n".join(paragraphs[:end]), paragraphs[end:]
    found = {line.text: line.number for line in lines[-2 * _MOST :]}
    if not (0 < len(more) <= _MOST and more[0] in found):
        return parsed
    longest = _LONGEST if len(others) > 1 else _LONGEST / 2
    short = all(len(text) <= min(longest, max(len(paragraphs[0]), 80)) for text in more)
    if any(is_of_talk(text, last, first) for text in more):
        return parsed
    if not (short and ends_sentence(paragraphs[0])):
        return parsed
    problem = document.problem(found[more[0]], _left_out(more[0]))
    talks = (*parsed.talks[:-1], replace(last, abstract=first))
    return replace(parsed, talks=talks, problems=(*parsed.problems, problem))


def is_of_talk(text: str, talk: Talk, first: str) -> bool:
    """Whether a paragraph shares a word with what stands above it, or says of what it is."""
    names = " ".join(speaker.name for speaker in talk.speakers)
    shared = stems_of(text) & stems_of(f"{talk.title} {names} {first}")
    return bool(shared) or bool(_OF_TALK.match(text))


def stems_of(text: str) -> frozenset[str]:
    stems = (word[:_STEM] for word in _WORD.findall(fold(text)))
    return frozenset(stems) - _OF_EVENTS


def _left_out(text: str) -> str:
    return (
        f"The page goes on below its last talk: {text[:80]!r} was left out, since no other talk's "
        "text goes on behind a blank line. Without the blank line it is the talk's."
    )


def _without_apart(document: Document, parsed: Parsed, lines: Sequence[Line]) -> Parsed:
    """What was read of a page without the paragraphs that stand apart below the text of its last
    talk, where no other talk has a second paragraph apart, or none has one below a rule. The first
    of them is reported."""
    for signs in ("rule", "gap"):
        at = {line.text: line for line in lines if getattr(line, signs)}
        told = [talk for talk in parsed.talks[:-1] if talk.abstract]
        if len(told) < _OTHERS or any(_apart(talk, at) for talk in told):
            continue
        *others, last = parsed.talks
        apart = _apart(last, at) or _cut_apart(last, lines)
        if not apart or any(_is_of(last, line) for line in apart):
            continue
        kept = last.abstract.split("\n")
        kept = kept[: next(n for n, text in enumerate(kept) if n and apart[0].text.endswith(text))]
        problem = document.problem(apart[0].number, _left(apart[0].text))
        talks = (*others, replace(last, abstract="\n".join(kept)))
        return replace(parsed, talks=talks, problems=(*parsed.problems, problem))
    return parsed


def _apart(talk: Talk, at: dict[str, Line]) -> list[Line]:
    """The paragraphs of a talk's text, but for its first, that stand apart on the page."""
    return [at[text] for text in talk.abstract.split("\n")[1:] if text in at]


def _cut_apart(talk: Talk, lines: Sequence[Line]) -> list[Line]:
    """The last paragraph of a talk's text, where it is the page's last line without its time."""
    *before, text = talk.abstract.split("\n")
    line = lines[-1]
    return [line] if before and len(text) < len(line.text) and line.text.endswith(text) else []


def _is_of(talk: Talk, line: Line) -> bool:
    """Whether a paragraph is the talk's own by what it says."""
    text = line.text
    names = [speaker.name.split()[-1] for speaker in talk.speakers]
    joint = Shape(line, frozenset()).is_joint_work
    return (
        len(text) > _LONGEST_APART
        or joint
        or bool(_SAYS_I.search(text) or any(n in text for n in names))
    )


def _left(text: str) -> str:
    return (
        f"The page goes on below its last talk: {text[:80]!r} was left out, since no other talk "
        "has a paragraph that stands apart so. Right below the talk's text it is the talk's."
    )

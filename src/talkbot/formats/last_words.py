"""What a page says below its last talk that is none of that talk's: "Defences are public."

Organisers end a page in all words and languages. What tells their last words from a text is the
page: they stand apart, below a rule or a blank line, where no other talk's text goes on so, and
they share no word with the talk above them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.document import Document, Line, Parsed
from talkbot.formats.shape import Shape
from talkbot.talks import Talk, fold

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
_LONGEST, _BESIDE_ONE = 300, 120
"""Characters of last words, and where there is one other talk only."""
# Whoever speaks says "I"; a page says "we".
_SAYS_I = re.compile(r"\bI\b|\b(?:my|this)\s(?:talk|lecture|paper|work)\b")


def without_last_words(document: Document, parsed: Parsed, lines: Sequence[Line]) -> Parsed:
    """What was read of a page without its last words, reported, where they were taken for more of
    the text of its last talk."""
    if not parsed.talks or not lines:
        return parsed
    *others, last = parsed.talks
    told = [talk for talk in others if talk.abstract]
    longest = _LONGEST if len(told) > 1 else _BESIDE_ONE
    for sign in ("rule", "gap"):
        at = {line.text: line for line in lines if getattr(line, sign)}
        if not told or any(_apart(talk, at) for talk in told):
            continue
        apart = _apart(last, at) or _cut_apart(last, lines)
        if not apart:
            continue
        text = last.abstract.split("\n")
        end = next(n for n, more in enumerate(text) if n and apart[0].text.endswith(more))
        first, rest = "\n".join(text[:end]), text[end:]
        if any(len(more) > longest or is_of_talk(more, last, first) for more in rest):
            continue
        problem = document.problem(apart[0].number, _left_out(apart[0].text))
        talks = (*others, replace(last, abstract=first))
        return replace(parsed, talks=talks, problems=(*parsed.problems, problem))
    return parsed


def is_of_talk(text: str, talk: Talk, first: str) -> bool:
    """Whether a paragraph shares a word with what stands above it, or says of what it is."""
    names = " ".join(speaker.name for speaker in talk.speakers)
    last_names = [speaker.name.split()[-1] for speaker in talk.speakers]
    shared = stems_of(text) & stems_of(f"{talk.title} {names} {first}")
    said = _OF_TALK.match(text) or _SAYS_I.search(text) or any(n in text for n in last_names)
    return bool(shared) or bool(said) or Shape(Line(text, 0), frozenset()).is_joint_work


def stems_of(text: str) -> frozenset[str]:
    stems = (word[:_STEM] for word in _WORD.findall(fold(text)))
    return frozenset(stems) - _OF_EVENTS


def _left_out(text: str) -> str:
    return (
        f"The page goes on below its last talk: {text[:80]!r} was left out, since no other talk's "
        "text goes on behind a blank line. Without the blank line it is the talk's."
    )


def _apart(talk: Talk, at: dict[str, Line]) -> list[Line]:
    """The paragraphs of a talk's text, but for its first, that stand apart on the page."""
    return [at[text] for text in talk.abstract.split("\n")[1:] if text in at]


def _cut_apart(talk: Talk, lines: Sequence[Line]) -> list[Line]:
    """The last paragraph of a talk's text, where it is the page's last line without its time."""
    *before, text = talk.abstract.split("\n")
    line = lines[-1]
    return [line] if before and len(text) < len(line.text) and line.text.endswith(text) else []

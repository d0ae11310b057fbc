"""What a page says below its last talk, where that was read as more of the talk's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.document import Document, Line, Parsed
from talkbot.formats.shape import Shape
from talkbot.talks import Talk

_FEWEST = 2
_LONGEST = 300
# Whoever speaks says "I"; a page says "we".
_OF_TALK = re.compile(r"\bI\b|\b(?:my|this)\s(?:talk|lecture|paper|work)\b")


def without_last_words(document: Document, parsed: Parsed, lines: Sequence[Line]) -> Parsed:
    """What was read of a page without the paragraphs that stand apart below the text of its last
    talk, where no other talk has a second paragraph apart, or none has one below a rule. The first
    of them is reported."""
    for signs in ("rule", "gap"):
        at = {line.text: line for line in lines if getattr(line, signs)}
        told = [talk for talk in parsed.talks[:-1] if talk.abstract]
        if len(told) < _FEWEST or any(_apart(talk, at) for talk in told):
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
        len(text) > _LONGEST
        or joint
        or bool(_OF_TALK.search(text) or any(n in text for n in names))
    )


def _left(text: str) -> str:
    return (
        f"The page goes on below its last talk: {text[:80]!r} was left out, since no other talk "
        "has a paragraph that stands apart so. Right below the talk's text it is the talk's."
    )

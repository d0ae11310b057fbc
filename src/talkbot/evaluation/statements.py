"""An answer's sentences and the citations that belong to each, as a reader takes them.

A mark after the full stop belongs to the sentence before it. A heading (a talk's own title and
names) and a line that only introduces a list state nothing of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from talkbot.answering.builder import plain
from talkbot.answers import Answer, Citation
from talkbot.evaluation.bench import Corpus
from talkbot.talks import Talk
from talkbot.words import sentences, terms

_MARKS = re.compile(r"((?:\s*\[\d+\])+)")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+\.)\s+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer and the citations after it."""

    text: str
    citations: tuple[Citation, ...]


def statements(answer: Answer, corpus: Corpus) -> tuple[Statement, ...]:
    """The statements of an answer's text in reading order."""
    numbered = {citation.n: citation for citation in answer.citations}
    talks = [t for i in {c.talk_id for c in answer.citations} if (t := corpus.talk(i))]
    known = {term for talk in talks for term in terms(heading(talk))}
    found = []
    for text, marks in _pieces(answer.text):
        if not marks and (text.endswith(":") or set(terms(text)) <= known):
            continue
        found.append(Statement(text, tuple(numbered[n] for n in marks if n in numbered)))
    return tuple(found)


def heading(talk: Talk) -> str:
    """The record around a quote, which counts as evidence for names."""
    people = " ".join(f"{s.name} {s.affiliation} {s.role}" for s in talk.speakers)
    return f"{talk.title} {people} {talk.event} {talk.track} {talk.date_text} {talk.start}"


def _pieces(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    for line in text.split("\n"):
        for cell in _BULLET.sub("", line).split(" | "):
            parts = _MARKS.split(cell)
            for body, marks in zip(parts[::2], [*parts[1::2], ""], strict=True):
                said = plain(body).strip()
                spans = [(a, b) for a, b in sentences(said) if terms(said[a:b])]
                numbers = tuple(int(n) for n in re.findall(r"\d+", marks))
                for i, (a, b) in enumerate(spans):
                    yield said[a:b], numbers if i == len(spans) - 1 else ()

"""Cutting a quote to a readable length without changing a character of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from talkbot.answering.builder import Builder
from talkbot.english import Weight
from talkbot.reading import Sentence
from talkbot.talks import Field, Talk
from talkbot.words import terms

MAX_WORDS = 45
_CLAUSE = re.compile(
    r"[;:—–]\s+|,\s+(?=(?:and|but|which|where|who|while|as well as|because|so|he|she|they|it)\b)|(?<=\S),\s+"
)
_ENDS = re.compile(r"[.!?…][\"”’')\]]*$")


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim stretch of a field; `clipped` when it leaves out part of its sentence."""

    field: Field
    speaker: int | None
    start: int
    end: int
    text: str
    clipped: bool = False


def whole(sentence: Sentence) -> Quote:
    passage = sentence.passage
    return Quote(passage.field, passage.speaker, sentence.start, sentence.end, sentence.text)


def best_window(
    sentence: Sentence, wanted: Sequence[str], weight: Weight, limit: int = MAX_WORDS
) -> Quote:
    """The sentence, or of a long one the run of clauses that holds most of the wanted terms."""
    return shortened(whole(sentence), wanted, weight, limit)


def shortened(quote: Quote, wanted: Sequence[str], weight: Weight, limit: int = MAX_WORDS) -> Quote:
    """A quote, or of a long one the run of clauses that holds most of the wanted terms."""
    text = quote.text
    if len(text.split()) <= limit:
        return quote
    edges = [0, *(m.end() for m in _CLAUSE.finditer(text)), len(text)]
    goal = set(wanted)
    best: tuple[float, int, int, int] | None = None
    for i in range(len(edges) - 1):
        for j in range(i + 1, len(edges)):
            piece = text[edges[i] : edges[j]]
            size = len(piece.split())
            if size > limit and j > i + 1:
                break
            gain = sum(weight(term) for term in goal & set(terms(piece)))
            candidate = (gain, min(size, limit), -edges[i], edges[j])
            best = max(best, candidate) if best else candidate
    assert best is not None
    start, end = -best[2], best[3]
    piece = text[start:end].rstrip(" ,;:—–")
    begin = quote.start + start
    return Quote(quote.field, quote.speaker, begin, begin + len(piece), piece, piece != text)


def cite_quote(builder: Builder, talk: Talk, quote: Quote) -> int:
    """Cite a quote; a title that stands for a talk without text is a record value."""
    if quote.field == "record":
        return builder.cite(talk, "record", quote.text)
    return builder.cite(talk, quote.field, quote.text, quote.start, quote.end, quote.speaker)


def shown(quote: Quote, sentence: str) -> str:
    """The quote as it is printed, with an ellipsis where it leaves something out."""
    if quote.field == "transcript":
        # Speech is cut into pieces, and captions often have no full stops to end them.
        before = "… " if quote.text[:1].islower() else ""
        return before + quote.text + ("" if _ENDS.search(quote.text) else " …")
    if not quote.clipped:
        return quote.text
    before = "" if sentence.startswith(quote.text) else "… "
    after = "" if sentence.endswith(quote.text) else " …"
    return before + quote.text + after

"""Cutting a quote to a readable length without changing a character of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from talkbot.answering.builder import Builder
from talkbot.collection import View
from talkbot.english import Weight
from talkbot.reading import Sentence
from talkbot.talks import Field, Talk
from talkbot.words import sentences, terms

MAX_WORDS = 45
_CLAUSE = re.compile(
    r"[;:—–]\s+|,\s+(?=(?:and|but|which|where|who|while|as well as|because|so|he|she|they|it)\b)|(?<=\S),\s+"
)
_ENDS = re.compile(r"[.!?…][\"”’')\]]*$")


# A line of a list.
ITEM = re.compile(r"[•‣▪●◦·∙*–—-]\s+")
_LINE = re.compile(r"[^\n]*\S[^\n]*")


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
    sentence: Sentence, wanted: Sequence[str], view: View, limit: int = MAX_WORDS
) -> Quote:
    """The sentence, or of a long one the run of clauses that holds most of the wanted terms.

    Of a list it is the items with what leads to them.
    """
    listed = _in_list(sentence, view, limit)
    return listed or shortened(whole(sentence), wanted, view.weight(wanted), limit)


def _in_list(sentence: Sentence, view: View, limit: int) -> Quote | None:
    """A list's lead-in with its items as far as there is room, if the sentence is one of these.

    An item of which the lead-in is not known, or too far, stands without its mark.
    """
    passage = sentence.passage
    if span := _list_of(sentence, view, limit):
        text = _field_text(sentence, view)[slice(*span)]
        return Quote(passage.field, passage.speaker, *span, text)
    marked = ITEM.match(sentence.text)
    if not marked or passage.field == "transcript" or len(sentence.text.split()) > limit:
        return None
    start = sentence.start + marked.end()
    text = sentence.text[marked.end() :]
    return Quote(passage.field, passage.speaker, start, sentence.end, text)


def is_led_to(sentence: Sentence, view: View) -> bool:
    """Whether a sentence is an item of a list of which a quote would show the lead-in."""
    return bool(ITEM.match(sentence.text) and _list_of(sentence, view, MAX_WORDS))


def _list_of(sentence: Sentence, view: View, limit: int) -> tuple[int, int] | None:
    if sentence.passage.field in ("transcript", "record"):
        return None
    if not (ITEM.match(sentence.text) or sentence.text.endswith(":")):
        return None
    return list_at(_field_text(sentence, view), sentence.start, limit)


def _field_text(sentence: Sentence, view: View) -> str:
    """The text that a sentence stands in: a passage may begin within a list."""
    passage = sentence.passage
    return view.talk(passage.talk_id).text_of(passage.field, passage.speaker)


def list_at(text: str, at: int, limit: int) -> tuple[int, int] | None:
    """The list that a place of a text is in, from its lead-in on, in at most `limit` words.

    It reaches to the item at the place and on to a readable length. None where no line ends with a
    colon before the items, or the place lies too far behind it.
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    here = next((i for i, (start, end) in enumerate(lines) if start <= at < end), None)
    if here is None:
        return None

    def is_item(i: int) -> bool:
        return i < len(lines) and bool(ITEM.match(text[lines[i][0] : lines[i][1]].lstrip()))

    first = here if is_item(here) else here + 1
    while first > 0 and is_item(first - 1):
        first -= 1
    lead = first - 1
    if lead < 0 or not is_item(first) or not text[slice(*lines[lead])].rstrip().endswith(":"):
        return None
    # Of the line that leads to them, the last sentence does.
    opening = lines[lead][0] + sentences(text[slice(*lines[lead])])[-1][0]
    best, last = None, first
    while is_item(last) and len(text[opening : lines[last][1]].split()) <= (
        limit if lines[last][0] <= at else min(limit, MAX_WORDS)
    ):
        best, last = (opening, lines[last][0] + len(text[slice(*lines[last])].rstrip())), last + 1
    return best if best and best[1] > at else None


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


# "It yields …", not "It is known that …".
_POINTS_BACK = re.compile(
    r"(?:They|Its|Their|It(?!(?:['’]s| is| was| has been) (?:\w+ )?(?:that|to|how|why|when|what)\b)"
    r"|(?:This|That|These|Those) (?:is|are|was|were|has|have|can|will|means?|makes?|allows?|gives?"
    r"|lets?|leads?))\b"
)


def before(sentence: Sentence, view: View) -> Quote | None:
    """The sentence before one that opens with a pronoun, which it speaks of.

    None for another sentence, the first of a paragraph, and speech.
    """
    passage = sentence.passage
    if passage.field != "abstract" or not _POINTS_BACK.match(sentence.text):
        return None
    text = _field_text(sentence, view)
    start = text.rfind("\n", 0, sentence.start) + 1
    spans = sentences(text[start : sentence.start])
    if not spans:
        return None
    a, b = (start + at for at in spans[-1])
    return Quote(passage.field, passage.speaker, a, b, text[a:b])


def meet(one: Quote, other: Quote) -> bool:
    """Whether two quotes of one talk share words of it."""
    same = (one.field, one.speaker) == (other.field, other.speaker)
    return same and one.start < other.end and other.start < one.end


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

"""Ends of lines in Markdown that only wrap a paragraph; others part a title from its speaker.

To Markdown every end of a line within a paragraph is a space, to those who write listings it
often is a break: "Ada Byron" below a title. So each paragraph is judged by itself: where a line
goes on in small letters, it is running text, and its long lines go on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from talkbot.formats.labels import label_of
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of
from talkbot.formats.wording import ends_sentence

WRAP = "wrap"
"""The markup of a token that was the end of a wrapped line."""
_BY = re.compile(r"(?:by|with|joint|von|mit|par|avec|por|con|di|w/)\b", re.IGNORECASE)
# No sentence and no name of anything ends with these.
_OPEN_WORD = re.compile(
    r"""(?:^|\s)(?:the|an?|of|and|or|to|in|for|with|from|by|at|on|as|that|which|is|are|der|die|das|den|dem|
    des|eine?[rmns]?|und|oder|von|zur?|mit|für|im|auf|le|les|la|du|de|et|ou|une?|aux?|dans|pour|el|los|
    las|del|y|para|il|lo|gli|della?|dei|delle|di|da|do|dos|em|e|o)$""",
    re.VERBOSE,
)
_INNER_STOP = re.compile(r"[^\W\d_]{3}[.!?]\s+[A-ZÀ-Þ]")
_SHORTEST = 40
"""Characters that a line has at least which goes on in the next."""
_FULL = 0.75
"""How long a full line is at least, as a share of the page's width."""
_SEVERAL = 3
"""Lines of a page that surely go on where all of it is wrapped."""


@dataclass
class _Paragraph:
    """The lines of a paragraph as texts, what is around all of each, the ends between them (None
    for one that its writer meant), and which lines surely go on."""

    texts: list[str]
    signs: list[str]
    ends: list[Any]
    goes_on: list[bool]


def wraps_in(paragraphs: Iterable[Sequence[Any]]) -> Iterator[Any]:
    """The ends of lines, among the tokens of a page's paragraphs, that only wrap them."""
    told = [_paragraph(*_lines(tokens)) for tokens in paragraphs]
    sure = [len(p.texts[n]) for p in told for n, goes in enumerate(p.goes_on) if goes]
    width = max(sure) if len(sure) >= _SEVERAL else 0
    for p in told:
        running = width > 0 or any(p.goes_on)
        full = max(_SHORTEST, _FULL * (width or max(map(len, p.texts))))
        for n, end in enumerate(p.ends):
            before, text = p.texts[n], p.texts[n + 1]
            if end is None or not text or label_of(text):
                continue
            if end.level and len(before) >= _SHORTEST:
                yield end  # Within bold words or a link.
            elif p.signs[n] == p.signs[n + 1] and (
                p.goes_on[n] or (running and _runs(before, text, full))
            ):
                yield end


def _paragraph(lines: list[list[Any]], ends: list[Any]) -> _Paragraph:
    texts = [" ".join("".join(token.content for token in line).split()) for line in lines]
    goes = [goes_on(before, text) for before, text in pairwise(texts)]
    return _Paragraph(texts, [_in_one_sign(line) for line in lines], ends, goes)


def goes_on(before: str, text: str) -> bool:
    """Whether a line goes on with the sentence of the one before: in small letters that do not
    say who speaks, behind a word that ends none, or within brackets."""
    if before.count("(") > before.count(")") and ")" in text.split("(")[0]:
        return True
    if len(before) < _SHORTEST or not text or _BY.match(text):
        return False
    if _OPEN_WORD.search(before):
        return True
    if not text[0].islower() or (ends_sentence(before) and before[-1] not in ":;"):
        return False
    # "Ada Byron," over "mathematician" is a name, behind a sentence it is none.
    return before[-1] not in ",;:)" or bool(_INNER_STOP.search(before))


def _runs(before: str, text: str, full: float) -> bool:
    """Whether a line of running text goes on in the next, which may begin a sentence."""
    if ends_sentence(before):
        return len(before) >= full and not _is_speaker(text)
    if before[-1:] == "," or (text[:1].islower() and not _BY.match(text)):
        return True
    return len(before) >= full and not (_is_speaker(text) or _is_speaker(before))


def _lines(tokens: Sequence[Any]) -> tuple[list[list[Any]], list[Any]]:
    """The tokens of a paragraph line by line, and the soft end of each line but the last, None
    for one that its writer meant."""
    lines: list[list[Any]] = [[]]
    ends: list[Any] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            lines.append([])
            ends.append(token if token.type == "softbreak" else None)
        else:
            lines[-1].append(token)
    return lines, ends


def _in_one_sign(line: Sequence[Any]) -> str:
    """What is around all of a line: "strong_open" of one that is bold, "" for others."""
    told = [token for token in line if token.content.strip() or token.nesting]
    if len(told) < 3 or told[0].nesting != 1 or told[-1].nesting != -1:
        return ""
    inner = [token.level for token in told[1:-1]]
    return str(told[0].type) if min(inner) > told[0].level else ""


def _is_speaker(text: str) -> bool:
    """Whether a line names people, with or without their places, and nothing else."""
    return len(text) <= 120 and all(name_score(p.name) >= 0.8 for p in people_of(text))

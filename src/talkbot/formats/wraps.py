"""Ends of lines in Markdown that only wrap a paragraph; others part a title from its speaker.

To Markdown every end of a line within a paragraph is a space, to those who write listings it
often is a break: "Ada Byron" below a title. So each paragraph is judged by itself: where a line
goes on in small letters, it is running text, and its long lines go on in the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from talkbot.formats.labels import label_of
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of
from talkbot.formats.wording import ends_sentence

WRAP = "wrap"
"""The markup of a token that was the end of a wrapped line."""
_SHORTEST = 40
"""Characters that a line has at least which goes on in the next."""
_FULL = 0.7
"""How long a full line of a paragraph is at least, as a share of its longest."""


def wraps_in(tokens: Sequence[Any]) -> Iterator[Any]:
    """The ends of lines among the tokens of a paragraph that only wrap it."""
    lines, ends = _lines(tokens)
    if len(lines) < 2:
        return
    texts = [" ".join("".join(token.content for token in line).split()) for line in lines]
    bold = [_in_one_sign(line) for line in lines]
    longest = max(map(len, texts))
    # Half of a sentence goes on in small letters.
    open_ends = [
        len(before) >= _SHORTEST and not ends_sentence(before) and text[:1].islower()
        for before, text in pairwise(texts)
    ]
    running = any(open_ends)
    for n, end in enumerate(ends):
        before, text = texts[n], texts[n + 1]
        if end is None or not text or bold[n] != bold[n + 1] or label_of(text):
            continue
        full = running and len(before) >= max(_SHORTEST, _FULL * longest)
        if open_ends[n] or (full and not _is_speaker(text) and not _is_speaker(before)):
            yield end


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

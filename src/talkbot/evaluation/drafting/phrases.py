"""Phrases of an abstract that can be asked about: what follows an article or a preposition.

Such a run of two to four telling words is nearly always a thing, not a statement about one, so
that no tagger is needed. A person reads every draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from talkbot.talks import Talk
from talkbot.words import STOP_WORDS, sentences, words

_LEADS = frozenset(
    "a an the our its their of with for in on from by about using between into such".split()
)
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_TOGETHER = re.compile(r"[ \u00a0]+")
_MOST = 4
_SHORTEST, _LONGEST = 40, 320


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an abstract that stands in it once, and its phrases in order."""

    text: str
    phrases: tuple[str, ...]


def told(talk: Talk) -> Iterator[Sentence]:
    """The statements of an abstract that are neither too short nor too long to check."""
    for start, end in sentences(talk.abstract):
        text = talk.abstract[start:end]
        if (
            _SHORTEST <= len(text) <= _LONGEST
            and text.endswith(".")
            and text[0].isupper()
            and talk.abstract.count(text) == 1
        ):
            yield Sentence(text, tuple(phrases(text)))


def phrases(text: str) -> Iterator[str]:
    """The things that a text names in two to four words, as it writes them."""
    tokens = list(_TOKEN.finditer(text))
    run: list[re.Match[str]] = []
    lead = False
    for token, after in pairwise([*tokens, None]):
        if token is None:
            break
        said = token.group().lower()
        if said in STOP_WORDS or said in _LEADS:
            run, lead = [], said in _LEADS
            continue
        run.append(token)
        ends = after is None or not _TOGETHER.fullmatch(text[token.end() : after.start()])
        follows = "" if ends or after is None else after.group().lower()
        if ends or follows in STOP_WORDS:
            if lead and 2 <= len(run) <= _MOST and _is_thing(run):
                yield text[run[0].start() : run[-1].end()]
            run, lead = [], False


def _is_thing(run: list[re.Match[str]]) -> bool:
    said = [token.group().lower() for token in run]
    return (
        all(len(word) > 1 and not word.endswith("ly") for word in said)
        and not said[-1].endswith("ed")
        and any(len(word) > 3 for word in words(" ".join(said)))
        and not said[-1][0].isdigit()
    )

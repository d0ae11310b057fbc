"""A name in a question: where it stands, and which talks of the records it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from talkbot.english import is_common_word
from talkbot.talks import fold
from talkbot.words import STOP_WORDS, stem

MentionKind = Literal[
    "speaker", "role", "affiliation", "event", "track", "room", "tag", "language", "title", "date"
]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch `start:end` of the question that names something of the collection.

    `values` are the names as the records have them (more than one: it is ambiguous); `talk_ids`
    the talks meant. `exact` is False for a guess across a typo; `negated` True where the question
    excludes it ("not by Lee").
    """

    kind: MentionKind
    start: int
    end: int
    values: tuple[str, ...]
    talk_ids: frozenset[str]
    exact: bool = True
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the question: as typed, folded, and where it stands."""

    text: str
    word: str
    start: int
    end: int

    @property
    def small(self) -> bool:
        """Whether it is a function word; "from the WHO" names somebody."""
        acronym = len(self.text) > 1 and self.text.isupper()
        return self.word in STOP_WORDS and not acronym

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


_TOKEN = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
BEFORE_PLACE = frozenset("from at of with in for".split())
SESSIONS = r"(?:talk|session|presentation|lecture|keynote|video|recording)s?"
IS_YEAR = re.compile(r"(?:19|20)\d\d$").match


def tokenize(question: str) -> list[Token]:
    """The words of a question; a possessive ending belongs to the word but not to `word`."""
    tokens = []
    for match in _TOKEN.finditer(question):
        word = fold(_POSSESSIVE.sub("", match.group()))
        tokens.append(Token(match.group(), word, match.start(), match.end()))
    return tokens


def bare(text: str) -> str:
    """A word without its possessive ending."""
    return _POSSESSIVE.sub("", text)


def close(word: str, other: str) -> bool:
    """One slip in a short word, two in a long one, never in the first letter of a short one."""
    if word == other:
        return True
    size = max(len(word), len(other))
    allowed = 0 if size < 4 else 1 if size < 8 else 2
    if size < 6 and word[:1] != other[:1]:
        return False
    return DamerauLevenshtein.distance(word, other, score_cutoff=allowed) <= allowed


def covered(token: Token, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a word stands in any of the stretches."""
    return any(start < token.end and token.start < end for start, end in spans)


def is_ordinary(word: str) -> bool:
    """Whether a folded word is one of English rather than a name."""
    return word in STOP_WORDS or is_common_word(stem(word))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters where it stands in `text`."""
    out: list[str] = []
    places: list[int] = []
    for index, char in enumerate(text):
        piece = fold(char) if not char.isspace() else ("" if out[-1:] == [" "] else " ")
        out.extend(piece)
        places.extend([index] * len(piece))
    return "".join(out), places


_folded = lru_cache(65536)(fold)


def whole_values(
    kind: MentionKind,
    values: Mapping[str, frozenset[str]],
    question: str,
    taken: list[tuple[int, int]],
) -> list[Mention]:
    """The values that stand in a question as they are, the longest first, outside what is taken."""
    folded, places = fold_with_places(question)
    found: list[Mention] = []
    alike: dict[str, list[str]] = {}
    for value in values:
        alike.setdefault(_folded(value), []).append(value)
    for alias in sorted(alike, key=len, reverse=True):
        at = folded.find(alias) if len(alias) > 2 else -1
        if at < 0 or not at_word_edges(folded, at, at + len(alias)):
            continue
        start, end = places[at], places[at + len(alias) - 1] + 1
        if not any(a < end and start < b for a, b in (*taken, *((m.start, m.end) for m in found))):
            names = tuple(alike[alias])
            ids = frozenset().union(*(values[name] for name in names))
            found.append(Mention(kind, start, end, names, ids))
    return found


def at_word_edges(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a text neither begins nor ends within a word."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or after.isalnum())

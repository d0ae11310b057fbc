"""Whether a record says what a claim says, and the exact words in which it does.

Lexical support, not faithfulness: it measures how far the words of a claim, their order, numbers
and names are those of the cited text. What it accepts can still be a wrong reading; what it
rejects is shown as not verified.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from talkbot.english import Weight
from talkbot.moments import day_and_hour
from talkbot.talks import fold
from talkbot.words import STOP_WORDS, sentences, stem, terms, words

SUPPORT_THRESHOLD = 0.55
_UNKNOWN_TOKEN_PENALTY = 0.15

Reason = Literal["", "support", "number", "name", "negation", "antonym"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`support` in 0..1; `supported`: whether the claim may be shown as such; `reason`: why not."""

    support: float
    supported: bool
    reason: Reason = ""


def verify(claim: str, source: str, weight: Weight, *, heading: str = "") -> Verdict:
    """Check one claim against the text it cites.

    `heading` is the record around the text (title, speakers, affiliations): it counts as evidence
    for names and words, but a claim must rest on `source` itself.
    """
    if not terms(claim):
        return Verdict(0.0, False, "support")
    if fold(claim) in fold(source):
        return Verdict(1.0, True)
    source, heading = _with_times(source), _with_times(heading)
    whole = f"{heading}\n{source}"
    score = support(claim, source, weight, heading=heading)
    reason: Reason = ""
    if _numbers(claim) - _numbers(whole):
        reason = "number"
    elif _unknown_names(claim, whole):
        reason = "name"
    elif _negations_differ(claim, source, weight):
        reason = "negation"
    elif _antonyms_differ(claim, source, weight):
        reason = "antonym"
    elif score < SUPPORT_THRESHOLD:
        reason = "support"
    return Verdict(score, not reason, reason)


def _with_times(text: str) -> str:
    """A text with each ISO time also as answers print it."""
    read = day_and_hour(text)
    return text if read == text else f"{text}\n{read}"


def support(claim: str, source: str, weight: Weight, *, heading: str = "") -> float:
    """Lexical support of a claim by a text, 0..1; 1 when the claim stands in it word for word.

    The mean of four precisions of the claim against the source: weighted terms, bigrams, weighted
    terms against its best two sentences, longest common subsequence; less 0.15 for a number or
    name that the source lacks.
    """
    claimed = terms(claim)
    given = terms(source)
    if not claimed or not given:
        return 0.0
    extra = set(terms(heading))
    known = set(given) | extra
    parts = (
        _weighted_precision(claimed, known, weight),
        _bigram_precision(claimed, given, extra),
        _weighted_precision(claimed, _best_two(claimed, source, weight) | extra, weight),
        _subsequence_precision(claimed, given, extra),
    )
    whole = f"{heading}\n{source}"
    unknown = bool(_numbers(claim) - _numbers(whole)) or bool(_unknown_names(claim, whole))
    return max(0.0, sum(parts) / 4 - (_UNKNOWN_TOKEN_PENALTY if unknown else 0.0))


def locate(
    claim: str, text: str, weight: Weight, spans: Sequence[tuple[int, int]] | None = None
) -> tuple[int, int] | None:
    """The sentence of `text` (start, end) that supports the claim best, None when there is none.

    `spans` are the sentences where they are known.

    When one sentence leaves a good part of the claim open and its neighbour holds it, the span
    covers both.
    """
    spans = sentences(text) if spans is None else spans
    wanted = set(terms(claim)) - STOP_WORDS
    total = sum(weight(term) for term in wanted)
    held = [wanted & set(terms(text[a:b])) for a, b in spans]
    if not spans or not total:
        return None
    gains = [sum(weight(term) for term in found) for found in held]
    best = max(range(len(spans)), key=lambda i: gains[i])
    if not gains[best]:
        return None
    start, end = spans[best]
    for near in (best - 1, best + 1):
        if 0 <= near < len(spans):
            more = sum(weight(term) for term in held[near] - held[best])
            if more >= 0.25 * total:
                return min(start, spans[near][0]), max(end, spans[near][1])
    return start, end


def _weighted_precision(claimed: list[str], known: set[str], weight: Weight) -> float:
    total = sum(weight(term) for term in claimed) or 1.0
    return sum(weight(term) for term in claimed if term in known) / total


def _bigram_precision(claimed: list[str], given: list[str], extra: set[str]) -> float:
    pairs = list(pairwise(claimed))
    if not pairs:
        return float(claimed[0] in given or claimed[0] in extra)
    known = set(pairwise(given))
    return sum(pair in known or (pair[0] in extra and pair[1] in extra) for pair in pairs) / len(
        pairs
    )


def _best_two(claimed: list[str], source: str, weight: Weight) -> set[str]:
    wanted = set(claimed)
    held = [wanted & set(terms(source[a:b])) for a, b in sentences(source)]
    held.sort(key=lambda found: -sum(weight(term) for term in found))
    return set().union(*held[:2])


def _subsequence_precision(claimed: list[str], given: list[str], extra: set[str]) -> float:
    rest = [term for term in claimed if term in set(given) or term not in extra]
    if not rest:
        return 1.0
    row = [0] * (len(given) + 1)
    for term in rest:
        before = 0
        for i, other in enumerate(given, 1):
            kept = row[i]
            row[i] = before + 1 if term == other else max(row[i], row[i - 1])
            before = kept
    return row[-1] / len(rest)


_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
    if value != 1
} | {"hundred": "100", "thousand": "1000", "million": "1000000", "billion": "1000000000"}


def _numbers(text: str) -> set[str]:
    folded = fold(text)
    digits = {number.replace(",", "") for number in _NUMBER.findall(folded)}
    return digits | {_NUMBER_WORDS[word] for word in words(text) if word in _NUMBER_WORDS}


_NAME = re.compile(r"[^\W\d_][\w'’.-]*")


def _unknown_names(claim: str, source: str) -> set[str]:
    """Capitalised words of the claim, not opening a sentence, that the source does not have."""
    openings = {start for start, _ in sentences(claim)}
    known = set(terms(source))
    unknown: set[str] = set()
    for match in _NAME.finditer(claim):
        word = match.group()
        opens = match.start() in openings or claim[: match.start()].rstrip()[-1:] in '"“‘:([*'
        capital = word[0].isupper() and (not opens or word[1:2].isupper())
        if capital and not set(terms(word)) <= known:
            unknown.add(word)
    return unknown


_NEGATIONS = frozenset(
    stem(word)
    for word in """no not never none nobody nothing nowhere neither nor without cannot fail fails
    failed lack lacks lacking hardly barely rarely impossible unable""".split()
)
# General English only: pairs that turn a statement round while sharing nearly all of its words.
_ANTONYMS = (
    "increase decrease", "increasing decreasing", "more less", "more fewer", "most least",
    "better worse", "best worst", "faster slower", "fast slow", "higher lower", "high low",
    "larger smaller", "large small", "bigger smaller", "longer shorter", "long short",
    "stronger weaker", "strong weak", "easy hard", "easier harder", "simple complex",
    "simple complicated", "cheap expensive", "improve worsen", "improve degrade", "gain lose",
    "win lose", "success failure", "succeed fail", "allow prevent", "enable prevent",
    "accept reject", "include exclude", "open closed", "before after", "above below",
    "first last", "early late", "earlier later", "always never", "all none", "rise fall",
    "grow shrink", "with without", "possible impossible", "stable unstable", "known unknown",
    "safe unsafe", "true false", "right wrong", "same different", "convex nonconvex",
    "linear nonlinear", "positive negative", "upper lower", "minimum maximum",
    "minimize maximize", "supervised unsupervised", "start stop", "begin end", "support oppose",
    "many few", "old new", "public private", "online offline", "present absent",
)  # fmt: skip
_OPPOSITES: dict[str, set[str]] = {}
for _pair in _ANTONYMS:
    _one, _other = (stem(word) for word in _pair.split())
    _OPPOSITES.setdefault(_one, set()).add(_other)
    _OPPOSITES.setdefault(_other, set()).add(_one)


def _aligned(claim: str, source: str, weight: Weight) -> list[str]:
    """The words of the source sentence(s) that the claim restates."""
    span = locate(claim, source, weight)
    return words(source[span[0] : span[1]]) if span else []


def _negations(tokens: list[str]) -> int:
    return sum(token.endswith("n't") or stem(token) in _NEGATIONS for token in tokens)


def _negations_differ(claim: str, source: str, weight: Weight) -> bool:
    """A claim that denies what the source affirms, or affirms what it denies.

    The source is read around the claim's own words only, so that a long sentence may deny
    something else.
    """
    aligned = _aligned(claim, source, weight)
    ours = _negations(words(claim))
    if not aligned:
        return False
    if ours and not _negations(aligned):
        return True
    wanted = {stem(word) for word in words(claim) if word not in STOP_WORDS}
    hits = [i for i, token in enumerate(aligned) if stem(token) in wanted]
    window = aligned[max(0, hits[0] - 3) : hits[-1] + 2] if hits else []
    return not ours and bool(_negations(window))


def _antonyms_differ(claim: str, source: str, weight: Weight) -> bool:
    """A claim that says the opposite word of one in the sentence it restates."""
    there = {stem(token) for token in _aligned(claim, source, weight)}
    ours = set(terms(claim))
    return any(_OPPOSITES[term] & there - ours for term in ours - there if term in _OPPOSITES)

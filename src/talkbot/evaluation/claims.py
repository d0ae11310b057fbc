"""True and false claims about a collection, to measure the check of claims itself.

Each is made from a sentence of a record: true as it stands, in other words, or with its speaker in
front; false by one change that leaves nearly all of its words (a number, the speaker, a negation)
or by holding it against another talk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.statements import heading
from talkbot.evidence import verify
from talkbot.passages import passages_of, sentences_of
from talkbot.talks import Passage, Talk, fold
from talkbot.words import content_terms, terms

TRUE_KINDS = ("verbatim", "reworded", "attributed")
FALSE_KINDS = ("number", "speaker", "negation", "wrong talk")
_SENTENCES = 60
_WORDS = range(6, 45)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a kind about a talk, checked against one passage of it."""

    kind: str
    talk: Talk
    passage: Passage
    text: str

    @property
    def true(self) -> bool:
        return self.kind in TRUE_KINDS


@dataclass(frozen=True, slots=True)
class Judged:
    """What the check said of a claim: its support in 0..1, and why it was rejected ("" if not)."""

    claim: Claim
    support: float
    accepted: bool
    reason: str


def judge(claims: Sequence[Claim], corpus: Corpus) -> tuple[Judged, ...]:
    """The product's own check of every claim."""
    judged = []
    for claim in claims:
        weight = corpus.weight(terms(f"{claim.text} {claim.passage.text}"))
        verdict = verify(claim.text, claim.passage.text, weight, heading=heading(claim.talk))
        judged.append(Judged(claim, round(verdict.support, 4), verdict.supported, verdict.reason))
    return tuple(judged)


def claims_of(talks: Sequence[Talk]) -> tuple[Claim, ...]:
    """Claims from up to sixty sentences of a collection, the same every time."""
    stretches = [(talk, p) for talk in talks for p in passages_of(talk) if p.field != "record"]
    found = [
        (talk, passage, passage.text[a:b])
        for talk, passage in stretches
        for a, b in sentences_of(passage)
        if len(passage.text[a:b].split()) in _WORDS and passage.text[a:b][-1:] in ".!"
    ]
    found.sort(key=lambda each: hashlib.sha256(each[2].encode("utf-8", "replace")).digest())
    return tuple(claim for each in found[:_SENTENCES] for claim in _claims(*each, talks, stretches))


def _claims(
    talk: Talk,
    passage: Passage,
    sentence: str,
    talks: Sequence[Talk],
    stretches: Sequence[tuple[Talk, Passage]],
) -> Iterator[Claim]:
    yield Claim("verbatim", talk, passage, sentence)
    for kind, text in (
        ("reworded", reworded(sentence)),
        ("number", other_number(sentence, f"{heading(talk)}\n{passage.text}")),
        ("negation", negated(sentence)),
    ):
        if text:
            yield Claim(kind, talk, passage, text)
    if talk.speakers:
        yield Claim("attributed", talk, passage, _attributed(talk.speakers[0].name, sentence))
        around = fold(f"{heading(talk)}\n{talk.abstract}")
        others = [s.name for t in talks for s in t.speakers if fold(s.name) not in around]
        if others:
            place = int(hashlib.sha256(sentence.encode("utf-8", "replace")).hexdigest()[:8], 16)
            other = others[place % len(others)]
            yield Claim("speaker", talk, passage, _attributed(other, sentence))
    near = _nearest_of_another(talk, sentence, stretches)
    if near:
        yield Claim("wrong talk", *near, sentence)


def _nearest_of_another(
    talk: Talk, sentence: str, stretches: Sequence[tuple[Talk, Passage]]
) -> tuple[Talk, Passage] | None:
    """The passage of another talk that shares most words: the hardest to tell apart."""
    wanted = set(content_terms(sentence))
    others = [
        (len(wanted & _content(passage.text)), passage.id, (each, passage))
        for each, passage in stretches
        if each.id != talk.id and sentence not in passage.text
    ]
    return max(others)[2] if others else None


@lru_cache(maxsize=2000)
def _content(text: str) -> frozenset[str]:
    return frozenset(content_terms(text))


def _attributed(name: str, sentence: str) -> str:
    first = sentence.split(maxsplit=1)[0]
    keep = first == "I" or first[1:] != first[1:].lower() or not first[:1].isalpha()
    return f"According to {name}, {sentence if keep else sentence[:1].lower() + sentence[1:]}"


_LEAD_IN = re.compile(
    r"^(?:However|Moreover|Furthermore|In addition|In this (?:talk|work|paper)|Finally|Indeed|Also|"
    r"Here|In particular|Specifically|Therefore|Thus|Additionally|Surprisingly),\s+"
)
_SAME = (
    (re.compile(r"\b[Ww]e\b(?!')"), "the authors"),
    (re.compile(r"\b[Oo]ur\b"), "their"),
    (
        re.compile(r"\bI(?= (?:will|can|would|could|present|show|discuss|describe)\b)"),
        "the speaker",
    ),
    (re.compile(r"\bdon't\b"), "do not"),
    (re.compile(r"\b[Ii]t's\b"), "it is"),
    (re.compile(r"\bcan't\b"), "cannot"),
)


def reworded(sentence: str) -> str:
    """The same said a little differently, "" when there is no way that is sure to be the same."""
    text = _LEAD_IN.sub("", sentence)
    for pattern, instead in _SAME:
        text = pattern.sub(instead, text)
    return text[:1].upper() + text[1:] if text != sentence else ""


_AUXILIARY = r"(is|are|was|were|could|will|would|should|must|may|might)"
_HAS_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nothing|without|cannot|hardly|rarely|few|unable)\b|n[’']t\b",
    re.IGNORECASE,
)
_NEGATIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\b{_AUXILIARY}\b(?! to\b)"), r"\1 not"),
    (re.compile(r"\bcan\b"), "cannot"),
    (
        re.compile(r"\b(we|they|you|I)(?: also)? (?=(?:show|prove|present|use|find|study|propose|have|"
                   r"need|want|discuss|describe|explore|develop|introduce|consider|provide)\b)", re.I),
        r"\1 do not ",
    ),
)  # fmt: skip
_AFFIRMATIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\b{_AUXILIARY} not\b"), r"\1"),
    (re.compile(r"\b(do|does|did) not\b ?"), ""),
    (re.compile(r"\bcannot\b"), "can"),
)


def negated(sentence: str) -> str:
    """The sentence denied, or affirmed when it denies; "" when there is no plain way."""
    changes = _NEGATIONS
    if _HAS_NEGATION.search(sentence):
        # With two of them it is not plain which one counts.
        changes = _AFFIRMATIONS if len(_HAS_NEGATION.findall(sentence)) == 1 else ()
    for pattern, instead in changes:
        text = pattern.sub(instead, sentence, count=1)
        if text != sentence:
            return text
    return ""


_DIGITS = re.compile(r"(?<![\w.,])\d+(?![\w.,]*\w)")
_WORDED = "two three four five six seven eight nine ten".split()


def other_number(sentence: str, source: str) -> str:
    """The sentence with its first number changed to one that the source lacks, "" without one."""
    known = fold(source)
    match = _DIGITS.search(sentence)
    if match:
        value = int(match.group())
        new = next(n for n in range(value + 1, value + 99) if not re.search(rf"\b{n}\b", known))
        return f"{sentence[: match.start()]}{new}{sentence[match.end() :]}"
    worded = re.search(rf"\b({'|'.join(_WORDED)})\b", sentence)
    others = [w for w in _WORDED if not re.search(rf"\b{w}\b", known)]
    if not worded or not others:
        return ""
    return f"{sentence[: worded.start()]}{others[-1]}{sentence[worded.end() :]}"

"""How text is cut into words and sentences, the same way for index, question and check."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import sentencex
import Stemmer

from talkbot.talks import fold

# Raised whenever `terms` gives other terms for some text: libraries that were indexed with an
# earlier number are indexed anew when they are opened.
TERMS_VERSION = 2

_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*")
_NON = re.compile(r"\bnon[-‐‑](?=\w)")
_PARAGRAPH = re.compile(r"[^\n]+")
_BRITISH_ISE = re.compile(r"(?<=[a-z]{3})is(e|ed|es|er|ers|ing|ation|ations)$")
_BRITISH_OUR = re.compile(r"(?<=[a-z]{2})our(s|ed|ing|al)?$")
_STEMMER = Stemmer.Stemmer("english")

# Function words of English, including the parts that the tokenizer makes of contractions.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can cannot could did do does doing down during each either else
    ever every few for from further had has have having he her here hers herself him himself his how
    i if in into is it its itself just let like many may me might more most much must my myself
    neither no nor not now of off on once one only or other our ours ourselves out over own per
    please rather same shall she should since so some such than that the their theirs them
    themselves then there these they this those through thus to too under until up upon us very via
    was we were what when where whether which while who whom whose why will with within without
    would yet you your yours yourself yourselves i'm i've i'd it's that's there's what's who's
    don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't let's""".split()
)


def words(text: str) -> list[str]:
    """The words of a text in order, folded, not stemmed: "don't" and "3.5" are one each."""
    return _WORD.findall(_NON.sub("non", fold(text)))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one folded word, the same for British and American spelling.

    A possessive ending is dropped.
    """
    bare = word.removesuffix("'s")
    if len(bare) > 5:
        bare = _BRITISH_ISE.sub(r"iz\1", _BRITISH_OUR.sub(r"or\1", bare))
    return str(_STEMMER.stemWord(bare))


def terms(text: str) -> list[str]:
    """The index terms of a text: stems of its words, with stop words left in."""
    return [stem(word) for word in words(text)]


def content_terms(text: str) -> list[str]:
    """`terms` without stop words: what a text is about."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def content_pairs(text: str) -> set[tuple[str, str]]:
    """Which of its `content_terms` follow each other: texts that share none are in other words."""
    return set(pairwise(content_terms(text)))


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end) in characters, outer white space left out.

    A line break always ends a sentence.
    """
    # The segmenter refuses lone surrogates; one other character each keeps the offsets.
    text = text.encode("utf-8", "replace").decode()
    spans: list[tuple[int, int]] = []
    for line in _PARAGRAPH.finditer(text):
        at = line.start()
        for piece in sentencex.segment("en", line.group()):
            bare = piece.strip()
            if bare:
                start = text.index(bare, at)
                spans.append((start, start + len(bare)))
                at = start + len(bare)
    return spans

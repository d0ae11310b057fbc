"""What several talks share: telling terms of their titles, tags and abstracts."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from talkbot.english import share
from talkbot.talks import Talk, fold, fold_in_place
from talkbot.tongues import function_words, language_of
from talkbot.words import STOP_WORDS, stem, words

_FORMULA = re.compile(r"\$[^$]{1,300}\$|\\[a-zA-Z]+|https?:\S+")
_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*")
# A title or tag says what a talk is about, an abstract says more than that.
_IN_TITLE = 2.0
_PAIR = 1.5
_COVERED = 0.5
"""What a talk adds to another theme for each that it is under already."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A term, and the talks that have it in their title, tags or abstract, title and tags first."""

    term: str
    talks: tuple[Talk, ...]


def themes_of(talks: Sequence[Talk], count: int) -> tuple[Theme, ...]:
    """At most `count` terms that two talks or more have, those of most talks first.

    They are chosen to speak of as many talks as they can, and no two share a word.
    """
    found: defaultdict[str, dict[int, bool]] = defaultdict(dict)
    spelt: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for i, talk in enumerate(talks):
        for term, in_title in terms_of(talk).items():
            key = " ".join(map(stem, term.split()))
            found[key][i] = in_title or found[key].get(i, False)
            spelt[key][term] += 1
    least = max(2, len(talks) // 100)
    worth = {
        key: telling(key) * (_PAIR if " " in key else 1.0)
        for key, holders in found.items()
        if len(holders) >= least and any(holders.values())
    }
    under = [0] * len(talks)
    chosen: list[str] = []
    while worth and len(chosen) < count:
        gain = {
            key: value
            * sum((_IN_TITLE if t else 1.0) * _COVERED ** under[i] for i, t in found[key].items())
            for key, value in worth.items()
        }
        best = min(gain, key=lambda key: (-gain[key], key))
        chosen.append(best)
        for i in found[best]:
            under[i] += 1
        used = set(best.split())
        worth = {key: value for key, value in worth.items() if not used & set(key.split())}
    themes = [_theme(spelt[key].most_common(1)[0][0], key, talks) for key in chosen]
    return tuple(sorted(themes, key=lambda theme: -len(theme.talks)))


def spans_of(term: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text has a term, in whatever form its words stand."""
    key = tuple(stem(word) for word in term.split())
    found = [(m.start(), m.end(), stem(m.group())) for m in _WORD.finditer(fold_in_place(text))]
    for i in range(len(found) - len(key) + 1):
        run = found[i : i + len(key)]
        if tuple(each for *_, each in run) == key:
            yield run[0][0], run[-1][1]


def _theme(term: str, key: str, talks: Sequence[Talk]) -> Theme:
    """The term with all that have it: single words of abstracts are no terms, but they count."""
    last = key.split()[-1][:3]
    near = [t for t in talks if last in fold(f"{t.title} {' '.join(t.tags)} {t.abstract}")]
    titled, others = [], []
    for talk in near:
        if any(any(spans_of(term, text)) for text in (talk.title, *talk.tags)):
            titled.append(talk)
        elif any(spans_of(term, talk.abstract)):
            others.append(talk)
    return Theme(term, (*titled, *others))


def telling(term: str) -> float:
    """How much a term tells, the less the more descriptions of talks have its words anyway."""
    rare = [-math.log(share(stem(word))) for word in words(term)]
    return sum(rare) / len(rare) if rare else 0.0


def terms_of(talk: Talk) -> dict[str, bool]:
    """What a talk is about, in terms that can be read, and whether its title or a tag has them.

    Tags, words of the title, pairs of title and abstract; not the words of its event's name, which
    say where it was given.
    """
    where = set(words(talk.event))
    found: dict[str, bool] = {}
    for text in (talk.abstract, talk.title):
        small = function_words(language_of(text)) | where
        run = [w if _tells(w) and w not in small else "" for w in words(_FORMULA.sub(" ", text))]
        found |= {f"{a} {b}": text is talk.title for a, b in pairwise(run) if a and b}
    found |= {word: True for word in run if word}
    tags = (tag for tag in map(fold, talk.tags) if not where.issuperset(words(tag)))
    return found | dict.fromkeys(tags, True)


def _tells(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and word not in STOP_WORDS

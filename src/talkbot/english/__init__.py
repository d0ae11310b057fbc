"""How common a word is in English descriptions of talks, whatever the collection at hand.

Sixteen talks are too few to tell a rare word from a common one: "affect" may occur once in them and
so may "Hessian". The table gives the background for that.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

# How many talks of the background count as much as the collection's own passages.
_PRIOR_DOCUMENTS = 200.0

Weight = Callable[[str], float]
"""Maps an index term to its weight in 0..1: about 0 for "the", 1 for a term nobody else uses."""


@lru_cache(maxsize=1)
def _table() -> tuple[int, dict[str, tuple[int, int]]]:
    lines = (files("talkbot.english") / "frequencies.tsv").read_text("utf-8").splitlines()
    match = re.search(r"of (\d+) English", lines[0])
    documents = int(match.group(1)) if match else len(lines)
    rows = (line.split("\t") for line in lines[1:])
    return documents, {term: (int(all_), int(lower)) for term, all_, lower in rows}


def share(term: str) -> float:
    """The share of English talk descriptions that hold the stem, never quite 0."""
    documents, table = _table()
    return (table.get(term, (0, 0))[0] + 0.5) / (documents + 1)


def is_common_word(term: str) -> bool:
    """Whether the stem is an ordinary English word: in lower case in several descriptions, or in
    few of which most have it so ("bird", unlike "lee")."""
    seen, lower = _table()[1].get(term, (0, 0))
    return lower >= 12 or (lower >= 3 and 2 * lower >= seen)


def is_known_word(term: str) -> bool:
    """Whether the stem occurs in English talk descriptions at all."""
    return term in _table()[1]


def term_weights(frequency: Mapping[str, int], documents: int, terms: Iterable[str]) -> Weight:
    """Weights for `terms` from the collection's document frequencies and the background's.

    Both are mixed as if the collection held `_PRIOR_DOCUMENTS` more documents of plain English.
    Terms not asked for get the background's weight.
    """
    known = set(terms)
    lowest = math.log(_table()[0] + 1) + math.log(2)

    @cache
    def weight(term: str) -> float:
        prior = share(term)
        if term in known:
            seen = frequency.get(term, 0) + _PRIOR_DOCUMENTS * prior
            prior = seen / (documents + _PRIOR_DOCUMENTS)
        return min(1.0, max(0.0, -math.log(min(1.0, prior)) / lowest))

    return weight

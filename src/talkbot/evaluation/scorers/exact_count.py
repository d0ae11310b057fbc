"""Whether a counting question got its number."""

from __future__ import annotations

import re

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation

_NUMERAL = re.compile(r"^\s*\d+\.\s", re.MULTILINE)


def exact_count(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """1 or 0; unscored unless a number is expected."""
    del corpus
    return None if item.expected_count is None else float(states(item.expected_count, seen))


def states(number: int, seen: Observation) -> bool:
    """Whether an answer states a number, as figures of their own; a row's number says nothing."""
    text = _NUMERAL.sub("", seen.answer.text).replace(",", "")
    return seen.answered and bool(re.search(rf"(?<![\d\[]){number}(?![\d\]])", text))

"""Whether it answers what can be answered and refuses what cannot."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation


def right_decision(item: Item, seen: Observation, corpus: Corpus) -> float:
    """1 or 0, for every item."""
    del corpus
    return float(seen.answered == item.answerable)

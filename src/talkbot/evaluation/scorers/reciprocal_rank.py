"""One over the rank of the first gold talk (its mean is the MRR)."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers.ranked import measured


def reciprocal_rank(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1; see `measured` for what is unscored."""
    del corpus
    return measured("RR", item, seen)

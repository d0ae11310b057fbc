"""How near the gold talks are to the top of the first ten, discounted by rank."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers.ranked import measured


def ndcg_10(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1; see `measured` for what is unscored."""
    del corpus
    return measured("nDCG@10", item, seen)

"""Precision among the first R talks, R being how many are gold."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers.ranked import measured


def r_precision(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1; see `measured` for what is unscored."""
    del corpus
    return measured("Rprec", item, seen)

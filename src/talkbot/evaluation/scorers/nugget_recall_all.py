"""The share of all its facts, welcome ones too, that the answer states."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers.nuggets import stated


def nugget_recall_all(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1, 0 for a refusal; unscored without nuggets."""
    del corpus
    return stated(item.nuggets, seen)

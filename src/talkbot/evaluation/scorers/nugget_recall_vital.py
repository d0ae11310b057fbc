"""The share of the facts an answer must state that it states."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers.nuggets import stated, vital


def nugget_recall_vital(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1, 0 for a refusal; unscored without vital nuggets."""
    del corpus
    return stated(vital(item), seen)

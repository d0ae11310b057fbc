"""The share of the gold talks that the answer is about."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation


def talk_recall(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1; unscored without gold talks."""
    del corpus
    return len(item.gold & seen.talks) / len(item.gold) if item.gold else None

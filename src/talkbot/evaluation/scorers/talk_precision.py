"""The share of the answer's talks that are gold."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation


def talk_precision(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1; unscored without gold talks or when the answer is about none that counts."""
    del corpus
    talks = seen.talks - item.extra
    return len(item.gold & talks) / len(talks) if item.gold and talks else None

"""The share of citations that point into a talk that holds the answer."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation


def citation_talks(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1; unscored without gold talks or citations that count."""
    del corpus
    cited = [c.talk_id for c in seen.answer.citations if c.talk_id not in item.extra]
    return sum(t in item.gold for t in cited) / len(cited) if item.gold and cited else None

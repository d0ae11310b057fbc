"""How well the set of the answer's talks is the gold set: the harmonic mean (F1)."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation


def set_f1(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1, 0 when nothing was found; unscored without gold talks."""
    del corpus
    if not item.gold:
        return None
    talks = seen.talks - item.extra
    return 2 * len(item.gold & talks) / (len(item.gold) + len(talks))

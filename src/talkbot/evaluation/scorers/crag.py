"""The score of CRAG: right +1, refused 0, wrong -1."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers.correct import correct


def crag(item: Item, seen: Observation, corpus: Corpus) -> float:
    """-1, 0 or 1, for every item; refusing what cannot be answered is right."""
    if correct(item, seen, corpus):
        return 1.0
    return -1.0 if seen.answered else 0.0

"""ALCE's citation recall: the share of statements that their citations support."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers.statement_support import is_supported
from talkbot.evaluation.statements import statements


def citation_recall(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1; unscored for a refusal and for small talk, which cite nothing."""
    found = statements(seen.answer, corpus) if seen.answered and item.gold else ()
    return sum(is_supported(s, corpus) for s in found) / len(found) if found else None

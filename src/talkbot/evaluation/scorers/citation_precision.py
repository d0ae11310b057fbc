"""ALCE's citation precision: the share of citations that their statement needs."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers.statement_support import is_relevant, is_supported
from talkbot.evaluation.statements import statements


def citation_precision(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1; unscored without a statement that cites. A statement unsupported makes its own 0."""
    del item
    found = [s for s in statements(seen.answer, corpus) if s.citations] if seen.answered else []
    judged = [
        is_supported(s, corpus) and is_relevant(s, cited, corpus)
        for s in found
        for cited in s.citations
    ]
    return sum(judged) / len(judged) if judged else None

"""The share of the gold evidence that the answer cites."""

from __future__ import annotations

from talkbot.answers import Citation
from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Evidence, Item
from talkbot.evaluation.observation import Observation
from talkbot.talks import Talk, fold

_ENOUGH = 0.5


def evidence_recall(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1, 0 for a refusal; unscored without gold evidence.

    A span of text counts as cited when citations cover at least half of it; a value of the record
    when it, or a text that holds it, is quoted.
    """
    if not item.evidence:
        return None
    cited = seen.answer.citations
    held = [_cited(gold, cited, corpus.talk(gold.talk_id)) for gold in item.evidence]
    return sum(held) / len(held)


def _cited(gold: Evidence, citations: tuple[Citation, ...], talk: Talk | None) -> bool:
    inside = [c for c in citations if c.talk_id == gold.talk_id]
    if any(fold(gold.quote) in fold(c.quote) for c in inside):
        return True
    if talk is None or gold.field == "record":
        return False
    speakers = range(len(talk.speakers)) if gold.field == "bio" else (None,)
    for speaker in speakers:
        start = talk.text_of(gold.field, speaker).find(gold.quote)
        if start >= 0:
            wanted = set(range(start, start + len(gold.quote)))
            for c in inside:
                if (c.field, c.speaker) == (gold.field, speaker) and c.start is not None:
                    wanted -= set(range(c.start, c.end or c.start))
            return len(wanted) <= _ENOUGH * len(gold.quote)
    return False

"""Reading what was found: single sentences, scored against the question."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from talkbot.embedding import Embedder
from talkbot.english import Weight
from talkbot.passages import sentences_of
from talkbot.retrieval import PassageHit, Vector, fuse
from talkbot.talks import Passage
from talkbot.words import STOP_WORDS, content_terms, terms

_CACHED_SENTENCES = 20_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage. `start` and `end` count in the talk's field, as a citation does.

    `cosine` and `overlap` (weighted share of the question's terms it holds, 0..1) are its own;
    `score` adds the fused score of the passage around it (sum of z-scores).
    """

    passage: Passage
    start: int
    end: int
    text: str
    cosine: float
    overlap: float
    score: float


class SentenceReader:
    """Scores sentences; keeps the vectors of those it has read."""

    def __init__(self, embedder: Embedder):
        self._embedder = embedder
        self._vectors: OrderedDict[str, Vector] = OrderedDict()

    def read(
        self, question: str, vector: Vector, hits: Sequence[PassageHit], weight: Weight
    ) -> list[Sentence]:
        """Every sentence of the passages found, best first."""
        found = [
            (hit, hit.passage.start + a, hit.passage.start + b, hit.passage.text[a:b])
            for hit in hits
            for a, b in sentences_of(hit.passage)
        ]
        if not found:
            return []
        rows = self.vectors([text for *_, text in found])
        wanted = set(content_terms(question)) or set(terms(question))
        total = sum(weight(term) for term in wanted) or 1.0
        cosines = [float(row @ vector) for row in rows]
        overlaps = [
            sum(weight(term) for term in wanted & set(terms(text))) / total for *_, text in found
        ]
        keys = [str(i) for i in range(len(found))]
        own = fuse(dict(zip(keys, cosines, strict=True)), dict(zip(keys, overlaps, strict=True)))
        around = fuse(dict(zip(keys, (hit.score for hit, *_ in found), strict=True)))
        read = [
            Sentence(hit.passage, start, end, text, cosine, overlap, own[key] + around[key])
            for key, (hit, start, end, text), cosine, overlap in zip(
                keys, found, cosines, overlaps, strict=True
            )
        ]
        return sorted(read, key=lambda s: (-s.score, s.passage.id, s.start))

    def vectors(self, texts: Sequence[str]) -> Vector:
        """The vectors of sentences, one row each; only unseen ones are embedded."""
        unseen = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if unseen:
            for text, row in zip(unseen, self._embedder.embed(unseen), strict=True):
                self._vectors[text] = row
        rows = np.stack([self._vectors[text] for text in texts])
        for text in texts:
            self._vectors.move_to_end(text)
        while len(self._vectors) > _CACHED_SENTENCES:
            self._vectors.popitem(last=False)
        return rows


def coverage(wanted: Iterable[str], text: str, weight: Weight) -> float:
    """The weighted share of the wanted terms that a text holds, 0..1."""
    telling = {term for term in wanted if term not in STOP_WORDS}
    total = sum(weight(term) for term in telling)
    return sum(weight(term) for term in telling & set(terms(text))) / total if total else 0.0

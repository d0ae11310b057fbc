"""Finding passages and talks: keyword and vector search, fused by the sum of z-scores."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from heapq import nlargest
from operator import itemgetter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from talkbot.embedding import Embedder
from talkbot.errors import EmbedderError, VectorsError
from talkbot.library import Library
from talkbot.talks import Passage
from talkbot.vectors import Vectors, embedded
from talkbot.words import content_terms, terms

Vector = NDArray[np.float32]
K = TypeVar("K", bound=Hashable)

_DEPTH = 60
# Up to so many passages a restricted search compares them all instead of filtering a ranking.
_EXHAUSTIVE = 3000
# What of them counts as near, at least.
_INSIDE = 300


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage and why it was found: cosine, BM25 and their fused score (sum of z-scores)."""

    passage: Passage
    cosine: float
    bm25: float
    score: float


@dataclass(frozen=True, slots=True)
class TalkHit:
    """A talk and its passages found, best first. `cosine` and `bm25` are those of its best."""

    talk_id: str
    score: float
    cosine: float
    bm25: float
    passages: tuple[PassageHit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: passages and talks, both best first."""

    passages: tuple[PassageHit, ...]
    talks: tuple[TalkHit, ...]


_heard: ContextVar[list[str] | None] = ContextVar("troubles of a search", default=None)


@contextmanager
def troubles() -> Iterator[list[str]]:
    """Collects why searches inside the block went by keywords alone."""
    said: list[str] = []
    token = _heard.set(said)
    try:
        yield said
    finally:
        _heard.reset(token)


def _tell(trouble: str) -> None:
    said = _heard.get()
    if said is not None and trouble not in said:
        said.append(trouble)


class Searcher:
    """Hybrid search over one library and its vectors."""

    def __init__(self, library: Library, vectors: Vectors, embedder: Embedder):
        self._library = library
        self._vectors = vectors
        self._embedder = embedder

    def search(
        self, text: str, *, talk_ids: Collection[str] | None = None, depth: int = _DEPTH
    ) -> Found:
        """The passages and talks nearest to a text, among `talk_ids` when given."""
        vector = self._vector(text)
        wanted = content_terms(text) or terms(text)
        library = self._library
        keyword = {
            hit.id: hit.score for hit in library.search_passages(wanted, depth, talk_ids=talk_ids)
        }
        whole = {
            hit.talk_id: hit.score for hit in library.search_talks(wanted, depth, talk_ids=talk_ids)
        }
        cosine = {} if vector is None else self._cosines(vector, talk_ids, depth)
        passages = library.passages([*cosine, *(i for i in keyword if i not in cosine)])
        if vector is not None:
            missing = [i for i in passages if i not in cosine]
            for i, stored in library.vectors_of(missing, self._embedder.fingerprint).items():
                cosine[i] = float(stored @ vector)
        fused = fuse(
            {i: cosine.get(i, 0.0) for i in passages}, {i: keyword.get(i, 0.0) for i in passages}
        )
        hits = sorted(
            (
                PassageHit(p, cosine.get(i, 0.0), keyword.get(i, 0.0), fused[i])
                for i, p in passages.items()
            ),
            key=lambda hit: (-hit.score, hit.passage.id),
        )
        return Found(tuple(hits), _by_talk(hits, whole))

    def similar(self, talk_id: str, count: int) -> list[tuple[str, float]]:
        """The talks whose passages lie nearest to the middle of this one's, with the cosine."""
        own = [passage.id for passage in self._library.passages_of(talk_id)]
        rows = self._library.vectors_of(own, self._embedder.fingerprint)
        if not rows:
            return []
        middle: Vector = np.stack(list(rows.values())).sum(axis=0, dtype=np.float32)
        middle = middle / (float(np.linalg.norm(middle)) or 1.0)
        near = dict(self._near(middle, len(rows) + 8 * count))
        best: dict[str, float] = {}
        for passage in self._library.passages(near).values():
            if passage.talk_id != talk_id:
                best[passage.talk_id] = max(best.get(passage.talk_id, -1.0), near[passage.id])
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:count]

    @property
    def indexed(self) -> bool:
        """Whether there is a finished vector index."""
        return self._vectors.published

    @property
    def one_scale(self) -> bool:
        """Whether the cosines found are on the scale of those that reading gives."""
        return self._embedder.one_scale

    def _vector(self, text: str) -> Vector | None:
        """The text's vector; None, and a trouble told, when only keywords can be searched."""
        try:
            vector: Vector = embedded(self._library, self._embedder, [text])[0]
        except EmbedderError as error:
            _tell(str(error))
            return None
        return vector

    def _near(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """The nearest passages; none, and a trouble told, when the index cannot be asked."""
        try:
            near = self._vectors.search(vector, limit)
        except VectorsError as error:
            _tell(str(error))
            return []
        if not near:
            _tell("The talks have no vectors yet: run `talkbot check --repair`.")
        return near

    def _cosines(
        self, vector: Vector, talk_ids: Collection[str] | None, depth: int
    ) -> dict[str, float]:
        if talk_ids is None:
            return dict(self._near(vector, depth))
        ids = self._library.passage_ids(talk_ids)[:_EXHAUSTIVE]
        rows = self._library.vectors_of(ids, self._embedder.fingerprint)
        if len(rows) < len(ids):
            inside = set(ids)
            near = self._near(vector, max(depth, len(ids)))
            return {i: score for i, score in near if i in inside}
        if not rows:
            return {}
        cosines = np.stack(list(rows.values())) @ vector
        scored = zip(rows, cosines.tolist(), strict=True)
        return dict(nlargest(max(depth, _INSIDE), scored, key=itemgetter(1)))


def fuse(*scores: Mapping[K, float]) -> dict[K, float]:
    """The sum of the z-scores of several rankings over the same keys."""
    total: dict[K, float] = {}
    for ranking in scores:
        values = np.fromiter(ranking.values(), dtype=np.float64, count=len(ranking))
        if not len(values):
            continue
        spread = float(values.std()) or 1.0
        mean = float(values.mean())
        for key, value in ranking.items():
            total[key] = total.get(key, 0.0) + (value - mean) / spread
    return total


def _by_talk(hits: Sequence[PassageHit], whole: Mapping[str, float]) -> tuple[TalkHit, ...]:
    """Talks by the fused score of their best cosine and the keywords of their whole text."""
    grouped: dict[str, list[PassageHit]] = {}
    for hit in hits:
        grouped.setdefault(hit.passage.talk_id, []).append(hit)
    cosine = {talk: max(hit.cosine for hit in group) for talk, group in grouped.items()}
    bm25 = {talk: max(hit.bm25 for hit in group) for talk, group in grouped.items()}
    text = {talk: whole.get(talk, 0.0) for talk in grouped}
    fused = fuse(cosine, text)
    talks = [
        TalkHit(talk, fused[talk], cosine[talk], bm25[talk], tuple(group))
        for talk, group in grouped.items()
    ]
    return tuple(sorted(talks, key=lambda hit: (-hit.score, hit.talk_id)))

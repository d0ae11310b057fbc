"""Searching the library's own vectors, all of them: exact, without an index to open."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from talkbot.embedding import Vector
from talkbot.library import IndexState, Library

# Comparing so many takes a few milliseconds; opening Chroma takes half a second, mostly imports.
MOST = 3000


class Stored:
    """What stands in for an index that is sound as far as that shows unopened."""

    def __init__(self, library: Library, fingerprint: str, state: IndexState) -> None:
        self.state = state
        self._library = library
        self._fingerprint = fingerprint

    def search(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """(passage id, cosine), best first."""
        ids, rows = self._all
        if not ids or limit < 1:
            return []
        cosines = rows @ vector
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [(ids[i], float(cosines[i])) for i in best]

    def close(self) -> None:
        """Nothing is open."""

    @cached_property
    def _all(self) -> tuple[list[str], Vector]:
        ids = self._library.embedded_ids(self._fingerprint)
        found = self._library.vectors_of(ids, self._fingerprint)
        return list(found), np.array(list(found.values()), dtype=np.float32)

"""What an embedder is: texts in, comparable vectors out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as the model reads it: one vector for the whole, one for each piece of a word.

    `vector` is the mean of the pieces. `pieces` has a row a word piece in its context. Both are
    L2-normalised. `spans` are the pieces' places in the text, (start, end) in characters.
    """

    vector: Vector
    pieces: NDArray[np.float16]
    spans: tuple[tuple[int, int], ...]


class Embedder(ABC):
    """Anything that turns texts into comparable vectors.

    It has the methods of LangChain's `Embeddings` without being one: that import alone takes
    longer than loading the model.

    `fingerprint` names the model and its version: vectors of two fingerprints are never mixed.
    `one_scale` is True when `encode` reads with the model that `embed` uses, so that a cosine of
    one means what it means for the other.
    """

    fingerprint: str
    one_scale = True

    @abstractmethod
    def embed(self, texts: Sequence[str]) -> Vector:
        """One L2-normalised row a text, float32. Raises EmbedderError."""

    @abstractmethod
    def encode(self, texts: Sequence[str], headings: Sequence[str] = ()) -> list[Encoded]:
        """Each text with the vectors of its word pieces, read below its heading if it has one.

        A heading colours the meaning of the text; its own pieces are left out. Raises
        EmbedderError.
        """

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class Later(Embedder):
    """An embedder that `load` loads when it is first used; only its fingerprint is known before."""

    def __init__(self, fingerprint: str, load: Callable[[], Embedder]) -> None:
        self.fingerprint = fingerprint
        self._load = load

    @cached_property
    def _embedder(self) -> Embedder:
        return self._load()

    def embed(self, texts: Sequence[str]) -> Vector:
        return self._embedder.embed(texts)

    def encode(self, texts: Sequence[str], headings: Sequence[str] = ()) -> list[Encoded]:
        return self._embedder.encode(texts, headings)


def clean(text: str) -> str:
    """Lone surrogates, which some files contain, are not text to a tokenizer or to JSON."""
    return text.encode("utf-8", "replace").decode("utf-8")

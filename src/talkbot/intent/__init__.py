"""What the wording of a question asks for, by weights learned from thousands of wordings.

Two linear models over the vectors that the embedder makes of the question anyway, and over its
words: one tells words of the content from words of the asking, the other names what is asked for.
`eval/fit_intent.py` fits both from `eval/wordings/`; they know no names and no topics.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from talkbot.embedding import Encoded
from talkbot.intent.features import (
    ASKING,
    CONDITION,
    CONTENT,
    NAME,
    NGRAM,
    Word,
    around,
    dense,
    ngrams,
    words_of,
)

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question seems to ask for.

    `label` is what `eval/wordings/README.md` lists: "list:talks", "value:when", "fact", …; `sure`
    is the probability of its part before the colon, `exact` that of all of it. `content` has for
    each word its place in the text and the probability that it tells what the content is about.
    """

    label: str
    sure: float
    exact: float
    content: tuple[tuple[int, int, float], ...] = ()

    @property
    def group(self) -> str:
        """The label before the colon: "list"."""
        return self.label.partition(":")[0]

    @property
    def what(self) -> str:
        """The label behind the colon: "talks"; "" without one."""
        return self.label.partition(":")[2]


_UNKNOWN = 0.5

NOTHING = Intent("", 0.0, 0.0)
"""Of a question that was not read."""


class Model:
    """The two models. Weights have a row a feature, the last row being what holds without any."""

    def __init__(
        self,
        word_features: Sequence[str],
        word_weights: Matrix,
        labels: Sequence[str],
        features: Sequence[str],
        weights: Matrix,
    ):
        self._word_row = {feature: i for i, feature in enumerate(word_features)}
        self._word_weights = word_weights
        self._labels = tuple(labels)
        self._row = {feature: i for i, feature in enumerate(features)}
        self._weights = weights

    def read(self, text: str, encoded: Encoded, names: Collection[tuple[int, int]] = ()) -> Intent:
        """The intent of a question; `names` are the places of the names that records have."""
        words = words_of(text, encoded)
        if not words:
            return NOTHING
        shares = self.kinds(text, words)
        named = [any(a < w.end and w.start < b for a, b in names) for w in words]
        told = [
            NAME if name else (ASKING, CONTENT, CONDITION)[int(share.argmax())]
            for name, share in zip(named, shares, strict=True)
        ]
        rows = [self._row[each] for each in ngrams(words, told) if each in self._row]
        size = len(self._row)
        score = self._weights[rows].sum(axis=0) * NGRAM + self._weights[-1]
        score = score + dense(encoded, words, told) @ self._weights[size:-1]
        chance = _softmax(score[None])[0]
        groups: dict[str, float] = {}
        for label, share in zip(self._labels, chance.tolist(), strict=True):
            group = label.partition(":")[0]
            groups[group] = groups.get(group, 0.0) + share
        group = max(groups, key=lambda each: groups[each])
        inside = [i for i, x in enumerate(self._labels) if x.partition(":")[0] == group]
        best = max(inside, key=lambda i: float(chance[i]))
        content = tuple(
            (word.start, word.end, 0.0 if name else self._content(word.text, share))
            for word, name, share in zip(words, named, shares, strict=True)
        )
        return Intent(self._labels[best], groups[group], float(chance[best]), content)

    def _content(self, word: str, shares: Matrix) -> float:
        """A word that no wording had is hardly one to ask with, whatever stands around it."""
        known = f"w0={word}" in self._word_row or shares[2] > _UNKNOWN
        return float(shares[1]) if known else max(float(shares[1]), _UNKNOWN)

    def kinds(self, text: str, words: Sequence[Word]) -> Matrix:
        """How likely each word is asking, content, or a condition: a row a word."""
        size = len(self._word_row)
        scores = [
            self._word_weights[
                [self._word_row[f] for f in around(text, words, i) if f in self._word_row]
            ].sum(axis=0)
            + word.vector @ self._word_weights[size:-1]
            + self._word_weights[-1]
            for i, word in enumerate(words)
        ]
        return _softmax(np.array(scores, dtype=np.float32))

    def save(self, path: Path) -> None:
        """Write the weights, halved in precision, as `learned` reads them."""
        np.savez_compressed(
            path,
            word_features=_packed(self._word_row),
            word_weights=self._word_weights.astype(np.float16),
            labels=_packed(self._labels),
            features=_packed(self._row),
            weights=self._weights.astype(np.float16),
        )


def _packed(lines: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode("utf-8"), dtype=np.uint8)


def _softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return shares


@lru_cache(maxsize=1)
def learned() -> Model:
    """The model with the weights that talkbot ships."""
    with np.load(BytesIO((files("talkbot.intent") / "weights.npz").read_bytes())) as kept:
        listed = {
            name: bytes(kept[name]).decode("utf-8").split("\n")
            for name in ("word_features", "labels", "features")
        }
        return Model(
            listed["word_features"],
            kept["word_weights"].astype(np.float32),
            listed["labels"],
            listed["features"],
            kept["weights"].astype(np.float32),
        )

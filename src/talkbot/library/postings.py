"""Postings: which rows hold a term and how much, as numbers, and the BM25 scores they give.

A posting is one 64-bit number, key << 24 | weight << 8 | fields: the key of a row (a passage or a
talk), what the term weighs there in halves (its occurrences, each times the worth of its field),
and a bit for each field it stands in. A term's postings are kept together, in the order of keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Floats = NDArray[np.float64]

_KEY, _WEIGHT, _FIELDS = np.uint64(24), np.uint64(8), np.uint64(0xFF)
# What a term may weigh in one row, in halves.
HEAVIEST = 0xFFFF
# The usual constants of BM25 (Robertson and Zaragoza 2009), which are also those of SQLite's.
_K1, _B = 1.2, 0.75
SIZE = 8


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many terms each row has, and what all of them weigh, in the order of keys."""

    keys: NDArray[np.uint32]
    terms: NDArray[np.uint32]
    halves: NDArray[np.uint32]

    def to_bytes(self) -> bytes:
        return np.stack([self.keys, self.terms, self.halves]).astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, record: bytes) -> Lengths:
        return cls(*np.frombuffer(record, dtype="<u4").astype(np.uint32).reshape(3, -1))

    def changed(self, gone: Iterable[int], added: Mapping[int, tuple[int, int]]) -> Lengths:
        """Without the rows that are gone, and with those added (terms and halves by key)."""
        left = ~np.isin(self.keys, np.array([*gone, *added], dtype=np.uint32))
        new = np.array([(key, *both) for key, both in added.items()], dtype=np.uint32)
        old = np.stack([self.keys, self.terms, self.halves])[:, left]
        rows = np.concatenate([old, new.reshape(-1, 3).T], axis=1)
        return Lengths(*rows[:, np.argsort(rows[0])])


@dataclass(frozen=True, slots=True)
class Norms:
    """What the length of each row does to its scores: `damping` by key, over `rows` rows."""

    damping: Floats
    rows: int

    @classmethod
    def of(cls, lengths: Lengths) -> Norms:
        size = int(lengths.keys[-1]) + 1 if len(lengths.keys) else 0
        damping = np.zeros(size)
        mean = float(lengths.terms.mean()) if size else 0.0
        damping[lengths.keys] = _K1 * (1 - _B + _B * lengths.terms / (mean or 1.0))
        return cls(damping, len(lengths.keys))

    def scores(self, postings: Iterable[Numbers]) -> Floats:
        """The BM25 score of every key for the terms with these postings; 0 where none stands."""
        total = np.zeros(len(self.damping))
        for numbers in postings:
            keys, weights = keys_of(numbers), weights_of(numbers) / 2
            rarity = max(1e-6, np.log((self.rows - len(keys) + 0.5) / (len(keys) + 0.5)))
            total[keys] += rarity * weights * (_K1 + 1) / (weights + self.damping[keys])
        return total


def posting(key: int, halves: int, fields: int) -> int:
    """The posting of a term in one row."""
    return key << 24 | halves << 8 | fields


def from_bytes(record: bytes) -> Numbers:
    return np.frombuffer(record, dtype="<u8")


def keys_of(numbers: Numbers) -> NDArray[np.intp]:
    return (numbers >> _KEY).astype(np.intp)


def weights_of(numbers: Numbers) -> Numbers:
    """What the term weighs in each row, in halves."""
    return (numbers >> _WEIGHT) & np.uint64(HEAVIEST)


def fields_of(numbers: Numbers) -> Numbers:
    return numbers & _FIELDS


def merged(old: Numbers, gone: Numbers, added: Numbers) -> Numbers:
    """A term's postings without those of the keys that are gone, and with those added."""
    if len(gone):
        old = old[~np.isin(old >> _KEY, gone)]
    return np.sort(np.concatenate([old, added])) if len(old) else np.sort(added)


def best(scores: Floats, limit: int) -> NDArray[np.intp]:
    """The keys with the highest scores above 0, best first; of equals the lower key first."""
    (keys,) = np.nonzero(scores)
    if len(keys) > limit:
        least = np.partition(scores[keys], -limit)[-limit] if limit else np.inf
        keys = keys[scores[keys] >= least]
    return keys[np.argsort(-scores[keys], kind="stable")][:limit]

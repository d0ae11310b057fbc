"""What a question's wording looks like to the learned weights: the same when they are fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talkbot.embedding import Encoded
from talkbot.linking import tokenize

Vector = NDArray[np.float32]

# What a word is: part of the asking, of what the content is about, of a condition on records, or
# of a name that stands in records.
ASKING, CONTENT, CONDITION, NAME = "O", "T", "C", "N"
# What an n-gram that is there counts, beside vectors of this length.
NGRAM, _LENGTH = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question: folded, its place in the text, and the mean of its pieces' vectors."""

    text: str
    start: int
    end: int
    capital: bool
    vector: Vector


def words_of(text: str, encoded: Encoded) -> list[Word]:
    """The words of a question that the embedder has read."""
    found = []
    for token in tokenize(text):
        rows = [i for i, (a, b) in enumerate(encoded.spans) if a < token.end and token.start < b]
        if rows:
            vector = encoded.pieces[rows].astype(np.float32).mean(axis=0)
            capital = token.text[:1].isupper()
            found.append(Word(token.word, token.start, token.end, capital, vector))
    return found


def around(text: str, words: Sequence[Word], i: int) -> list[str]:
    """Features of one word: itself, its neighbours, how it is written and where it stands."""

    def at(j: int) -> str:
        return words[j].text if 0 <= j < len(words) else "^"

    gap = text[words[i - 1].end : words[i].start] if i else ""
    found = [
        f"w0={at(i)}", f"w-1={at(i - 1)}", f"w1={at(i + 1)}", f"w-2={at(i - 2)}",
        f"b={at(i - 1)}_{at(i)}", f"b1={at(i)}_{at(i + 1)}", f"end={at(i)[-3:]}",
        "capital" if words[i].capital and i else "small",
    ]  # fmt: skip
    found += ["first"] if not i else []
    found += ["last"] if i == len(words) - 1 else []
    found += ["digit"] if any(c.isdigit() for c in at(i)) else []
    found += ["comma"] if "," in gap else []
    found += ["quote"] if any(c in gap for c in '"“‘') else []
    return found


def ngrams(words: Sequence[Word], kinds: Sequence[str]) -> set[str]:
    """Runs of one to three words, a stretch of content or a name standing as one."""
    shown = ["^"]
    for word, kind in zip(words, kinds, strict=True):
        each = f"§{kind}" if kind in (CONTENT, NAME) else word.text
        if not each.startswith("§") or shown[-1] != each:
            shown.append(each)
    shown.append("$")
    found = {f"^{shown[1]}", "^" + " ".join(shown[1:3])}
    for size in (1, 2, 3):
        found |= {" ".join(shown[i : i + size]) for i in range(len(shown) - size + 1)}
    return found


def dense(encoded: Encoded, words: Sequence[Word], kinds: Sequence[str]) -> Vector:
    """The vectors of the question, of its asking, and of its first word, one after the other."""
    asking = [w.vector for w, k in zip(words, kinds, strict=True) if k not in (CONTENT, NAME)]
    whole = encoded.vector.astype(np.float32)
    none = np.zeros_like(whole)
    parts = (
        whole * _LENGTH,
        np.mean(asking, axis=0) * _LENGTH if asking else none,
        words[0].vector if words else none,
    )
    return np.concatenate(parts).astype(np.float32)

"""Reading what was found: single sentences, scored against the question.

A sentence may answer in other words than the question's. So each word of the question is also
compared, by its meaning in context, with every word of the sentence (late interaction, as in
Khattab and Zaharia's ColBERT, 2020), with the vectors that the embedder makes anyway.
Where an answer is looked for, a cross-encoder reads the question and the best passages together and
says of each sentence whether it answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from talkbot.crossencoder import CrossEncoder, text_of
from talkbot.embedding import Embedder, Encoded
from talkbot.english import Weight
from talkbot.kept import Kept
from talkbot.passages import sentences_of
from talkbot.retrieval import PassageHit, Vector, fuse
from talkbot.talks import Passage
from talkbot.words import STOP_WORDS, sentences, terms

_CACHED_SENTENCES = 2000
# The cross-encoder reads so many passages; a sentence of a further one is no better than the worst.
_JUDGED = 10
# What its log odds weigh beside a sum of z-scores.
_ODDS, _ODDS_INSIDE = 1.0, 2.0
# What a sentence gains that holds the date, number, place or person asked for.
FILLS = 2.0
# Inside one talk every sentence is near its subject: there the words tell more than the whole
# sentence does, and an abstract opens with what was known before.
_COSINE_INSIDE, _FILLS_INSIDE, _OPENS = 0.25, 1.5, -1.3
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage. `start` and `end` count in the talk's field, as a citation does.

    `cosine` compares the question with the whole sentence. `matches` is, for each of the
    question's words, the cosine of the word that comes nearest; `nearness` their mean weighted by
    how telling the words are, `likeness` their plain mean. `odds` are the log odds that it answers
    (0.0 where no answer is looked for). `score` adds the first three and the fused score of the
    passage around it (a sum of z-scores), the odds, and what the question word asks for.
    """

    passage: Passage
    start: int
    end: int
    text: str
    cosine: float
    nearness: float
    likeness: float
    matches: NDArray[np.float32]
    score: float
    odds: float = 0.0


class Question:
    """What is looked for: a text, its vector, and its words.

    `wanted` are the index terms that count when words are weighed; `weight` knows them. `asked` is
    the question in full when an answer to it is looked for.
    """

    def __init__(
        self, text: str, encoded: Encoded, wanted: Iterable[str], weight: Weight, asked: str = ""
    ):
        self.text = text
        self.asked = asked
        self.terms = frozenset(wanted)
        self.weight = weight
        self._encoded = encoded

    @property
    def vector(self) -> Vector:
        return self._encoded.vector

    @cached_property
    def words(self) -> tuple[tuple[str, NDArray[np.intp]], ...]:
        """Each word of the text: its index term and the rows of its pieces."""
        found = []
        for match in _WORD.finditer(self.text):
            rows = [
                row
                for row, (start, end) in enumerate(self._encoded.spans)
                if start < match.end() and match.start() < end
            ]
            if rows:
                found.append((terms(match.group())[0], np.array(rows)))
        return tuple(found)

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """How telling each word is; all alike when none is."""
        weights = [self.weight(term) if term in self.terms else 0.0 for term, _ in self.words]
        return np.array(weights if sum(weights) else [1.0] * len(weights), dtype=np.float32)

    def matches(self, encoded: Encoded) -> NDArray[np.float32]:
        """For each word the cosine of the nearest word piece of a text, the mean of its pieces."""
        if not len(encoded.pieces) or not self.words:
            return np.zeros(len(self.words), dtype=np.float32)
        mine = self._encoded.pieces.astype(np.float32)
        nearest = (mine @ encoded.pieces.astype(np.float32).T).max(axis=1)
        return np.array([nearest[rows].mean() for _, rows in self.words], dtype=np.float32)

    def nearness(self, matches: NDArray[np.float32]) -> float:
        """The mean of the matches, weighted by how telling the words are."""
        return float(matches @ self.weights / self.weights.sum()) if len(matches) else 0.0


class SentenceReader:
    """Scores sentences; keeps what the embedder made of those it has read."""

    def __init__(self, embedder: Embedder):
        self.crossencoder = CrossEncoder()
        self._embedder = embedder
        self._encoded: Kept[tuple[str, str], Encoded] = Kept(_CACHED_SENTENCES)

    def question(
        self, text: str, wanted: Iterable[str], weight: Weight, asked: str = ""
    ) -> Question:
        """A question ready to read with."""
        return Question(text, self.encoded([text])[0], wanted, weight, asked)

    def read(
        self,
        question: Question,
        hits: Sequence[PassageHit],
        fills: Callable[[str], bool] | None = None,
    ) -> list[Sentence]:
        """Every sentence of the passages found, best first.

        `fills` says whether a sentence holds the kind of thing that the question word asks for.
        """
        found = [
            (hit, hit.passage.start + a, hit.passage.start + b, hit.passage.text[a:b])
            for hit in hits
            for a, b in sentences_of(hit.passage)
        ]
        if not found:
            return []
        encoded = self.encoded(
            [text for *_, text in found], [hit.passage.heading for hit, *_ in found]
        )
        cosine = [float(e.vector @ question.vector) for e in encoded]
        matches = [question.matches(e) for e in encoded]
        nearness = [question.nearness(m) for m in matches]
        likeness = [float(m.mean()) if len(m) else 0.0 for m in matches]
        around = [hit.score for hit, *_ in found]
        scores = fuse(*(dict(enumerate(s)) for s in (cosine, nearness, likeness, around)))
        odds = self._odds(question, hits) if question.asked else [0.0] * len(found)
        read = [
            Sentence(
                hit.passage, start, end, text, cosine[i], nearness[i], likeness[i], matches[i],
                scores[i] + _ODDS * odds[i] + (FILLS if fills and fills(text) else 0.0), odds[i],
            )
            for i, (hit, start, end, text) in enumerate(found)
        ]  # fmt: skip
        return sorted(read, key=lambda s: (-s.score, s.passage.id, s.start))

    def _odds(self, question: Question, hits: Sequence[PassageHit]) -> list[float]:
        """The log odds of every sentence of the passages, in their order."""
        texts = [text_of(hit.passage) for hit in hits]
        best = sorted(range(len(hits)), key=lambda i: -hits[i].score)[:_JUDGED]
        # What stands before the question proper may be no part of it, or say what it is about.
        spans = sentences(question.asked)
        wordings = dict.fromkeys((question.asked, *(question.asked[a:b] for a, b in spans[-1:])))
        read = [self.crossencoder.judge(each, [texts[i] for i in best]) for each in wordings]
        known = {
            i: [max(odds) for odds in zip(*(each.answers for each in judged), strict=True)]
            for i, *judged in zip(best, *read, strict=True)
        }
        worst = min((odds for each in known.values() for odds in each if isfinite(odds)), default=0)
        return [
            max(odds, worst)
            for i, (_, lines) in enumerate(texts)
            for odds in known.get(i, [worst] * len(lines))
        ]

    def vectors(self, texts: Sequence[str]) -> Vector:
        """The vectors of sentences, one row each."""
        return np.stack([e.vector for e in self.encoded(texts)])

    def encoded(self, texts: Sequence[str], headings: Sequence[str] = ()) -> list[Encoded]:
        """What the embedder makes of texts below their headings; only unseen ones are computed."""
        keys = list(zip(headings or [""] * len(texts), texts, strict=True))
        return self._encoded.all(
            keys,
            lambda unseen: self._embedder.encode([t for _, t in unseen], [h for h, _ in unseen]),
        )


def inside_talk(
    sentences: Sequence[Sentence], fills: Callable[[str], bool] | None = None
) -> list[Sentence]:
    """The sentences of one talk, best first, each text once.

    `fills` is as for `SentenceReader.read`.
    """
    once = list({" ".join(s.text.split()): s for s in reversed(sentences)}.values())
    places = range(len(once))
    by_words = fuse({i: once[i].nearness for i in places}, {i: once[i].likeness for i in places})
    by_cosine = fuse({i: once[i].cosine for i in places})

    def score(i: int) -> float:
        passage = once[i].passage
        opens = passage.field == "abstract" and passage.start == 0 == once[i].start
        filled = bool(fills and fills(once[i].text))
        words = by_words[i] + _COSINE_INSIDE * by_cosine[i]
        odds = _ODDS_INSIDE * once[i].odds
        return words + odds + _FILLS_INSIDE * filled + _OPENS * opens

    order = sorted(places, key=lambda i: (-score(i), once[i].passage.id, once[i].start))
    return [once[i] for i in order]


def by_words(
    hits: Sequence[PassageHit],
    wanted: Iterable[str],
    weight: Weight,
    fits: Callable[[str], bool] | None = None,
) -> Sentence | None:
    """The first sentence that holds most of the wanted terms, found without the model.

    `fits` says which sentences count, all without it.

    Its cosine is its passage's, its other figures the weighted share of the terms it holds. None
    when no sentence holds any.
    """
    terms_wanted = frozenset(wanted)
    best: Sentence | None = None
    for hit in hits:
        passage = hit.passage
        for start, end in sentences_of(passage):
            text = passage.text[start:end]
            share = coverage(terms_wanted, text, weight)
            if share > (best.nearness if best else 0.0) and (not fits or fits(text)):
                best = Sentence(
                    passage, passage.start + start, passage.start + end, text, hit.cosine,
                    share, share, np.zeros(0, dtype=np.float32), share,
                )  # fmt: skip
    return best


def coverage(wanted: Iterable[str], text: str, weight: Weight) -> float:
    """The weighted share of the wanted terms that a text holds, 0..1."""
    return share(wanted, set(terms(text)), weight)


def share(wanted: Iterable[str], held: Collection[str], weight: Weight) -> float:
    """The weighted share of the wanted terms that are held, 0..1."""
    telling = {term for term in wanted if term not in STOP_WORDS}
    total = sum(weight(term) for term in telling)
    return sum(weight(term) for term in telling if term in held) / total if total else 0.0

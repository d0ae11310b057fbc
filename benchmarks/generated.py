"""Collections of any size: sentences of real abstracts, recombined within their topics.

Talk number N is the same on every machine and in every size, so that a collection of a million
passages begins with that of a hundred thousand. Some 50,000 distinct sentences are embedded for
real; the vector of a passage is the normalised sum of its sentences' and some noise. Facts that
nothing else says are planted in the first talks, and their passages are embedded for real, so that
it is known exactly what a search must find.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from benchmarks.corpora import conference_talks
from talkbot.embedding import Embedder, Vector
from talkbot.library import Library
from talkbot.library.records import text_hash
from talkbot.passages import passages_of
from talkbot.talks import Passage, Speaker, Talk, content_hash
from talkbot.words import sentences

SEED = 7
TOPICS = 64
PLANTED_WITHIN = 8000
_NOISE, _TITLE_WEIGHT = 0.35, 0.5
_TOGETHER = 1000
_PART = 1000
_WORD = re.compile(r"\b[a-z]{6,}\b")
_WHO = ("a retired ferry captain", "a class of nine-year-olds", "two beekeepers", "a night nurse",
        "an organ builder", "a lighthouse keeper", "three bakers", "a choir of pensioners",
        "a bus driver", "the youngest of the judges")  # fmt: skip
_WHAT = ("church bells", "frozen ponds", "tram rails", "sourdough", "barn owls", "slate roofs",
         "kite strings", "rowing boats", "beeswax", "cellar walls", "wind chimes", "rose bushes",
         "chestnut trees", "ink stains", "ski wax", "cobblestones", "violin strings", "salt pans",
         "paper lanterns", "goose eggs")  # fmt: skip
_TOOL = ("a bicycle pump", "a bread knife", "fishing line", "a hand mirror", "a tuning fork",
         "knitting needles", "a garden hose", "a stopwatch", "candle wax",
         "a kitchen scale", "a spirit level", "chalk dust", "a shoe box", "a rubber mallet",
         "a tea strainer", "an old umbrella", "a ruler", "clothes pegs", "a bicycle bell",
         "a jam jar")  # fmt: skip
_TOWN = ("Tartu", "Bergen", "Coimbra", "Ghent", "Ljubljana", "Matera", "Uppsala", "Cork", "Graz",
         "Brno", "Vilnius", "Lucca", "Aarhus", "Girona", "Delft", "Szeged", "Tromso", "Arles",
         "Split", "Turku")  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A planted sentence, a question that asks for it in other words, and the talk it is in."""

    sentence: str
    question: str
    talk: int


def planted(count: int, within: int = PLANTED_WITHIN) -> list[Fact]:
    """`count` facts (400 at most), no two of which share subject and tool."""
    rng = random.Random(SEED)
    pairs = list(itertools.product(_WHAT, _TOOL))
    rng.shuffle(pairs)
    places = rng.sample(range(within), count)
    facts = []
    for (what, tool), place in zip(pairs[:count], places, strict=True):
        who, town, share = rng.choice(_WHO), rng.choice(_TOWN), rng.randint(2, 97)
        facts.append(
            Fact(
                f"In {town}, {who} measured {what} with {tool} and came within {share} percent.",
                f"How accurate was measuring {what} using {tool} in {town}?",
                place,
            )
        )
    return facts


class Sentences:
    """The distinct sentences, their topics and vectors; embedded once and kept in `folder`."""

    def __init__(self, count: int, folder: Path, embedder: Embedder) -> None:
        self.rng = random.Random(SEED)
        talks = conference_talks()
        self.lengths = [len(talk.abstract) for talk in talks]
        self.names = sorted({s.name for t in talks for s in t.speakers if " " in s.name})
        seen: set[str] = set()
        groups = [_usable(talk.abstract, seen) for talk in talks]
        sizes = itertools.accumulate(map(len, groups), initial=0)
        groups = [
            group for group, size in zip(groups, sizes, strict=False) if group and size < count
        ]
        base = [sentence for group in groups for sentence in group]
        self._folder, self._embedder = folder, embedder
        topics = _topics(groups, self._embedded(base))
        self.texts, self.topics = [], [[] for _ in range(TOPICS)]
        pairs = itertools.chain(zip(base, topics, strict=True), self._variants(base, topics, seen))
        for text, topic in itertools.islice(pairs, max(count, len(base))):
            self.topics[topic].append(len(self.texts))
            self.texts.append(text)
        self.topics = [topic for topic in self.topics if topic]
        self.vectors = self._embedded(self.texts)

    def _variants(
        self, base: Sequence[str], topics: Sequence[int], seen: set[str]
    ) -> Iterator[tuple[str, int]]:
        """The same sentences with two or three words exchanged for others of the topic."""
        words: list[list[str]] = [[] for _ in range(TOPICS)]
        for text, topic in zip(base, topics, strict=True):
            words[topic] += _WORD.findall(text)
        for text, topic in itertools.cycle(zip(base, topics, strict=True)):
            old = _WORD.findall(text)
            for word in self.rng.sample(old, min(len(old), 3)):
                text = text.replace(word, self.rng.choice(words[topic]), 1)
            if text not in seen:
                seen.add(text)
                yield text, topic

    def _embedded(self, texts: Sequence[str]) -> Vector:
        """Their vectors, kept in parts, so that an interrupted run goes on where it was."""
        self._folder.mkdir(parents=True, exist_ok=True)
        parts = []
        for at in range(0, len(texts), _PART):
            part = texts[at : at + _PART]
            key = hashlib.sha256("\n".join(part).encode()).hexdigest()
            path = self._folder / f"{key[:16]}.npy"
            if not path.exists():
                rows = self._embedder.embed(part)
                partial = path.with_suffix(".tmp.npy")
                np.save(partial, rows.astype(np.float16))
                partial.rename(path)
            parts.append(np.load(path).astype(np.float32))
        return np.concatenate(parts)


def _usable(text: str, seen: set[str]) -> list[str]:
    """Its sentences of ordinary length that were not seen before."""
    found = [text[a:b] for a, b in sentences(text)]
    found = [s for s in dict.fromkeys(found) if 30 < len(s) < 400 and "\n" not in s]
    found = [s for s in found if s not in seen]
    seen.update(found)
    return found


def _topics(groups: Sequence[Sequence[str]], vectors: Vector) -> list[int]:
    """A topic for every sentence, that of its talk: k-means over the talks."""
    ends = list(itertools.accumulate(map(len, groups)))
    middles = np.stack(
        [
            vectors[end - len(group) : end].mean(axis=0)
            for end, group in zip(ends, groups, strict=True)
        ]
    )
    rng = np.random.default_rng(SEED)
    centres = middles[rng.choice(len(middles), min(TOPICS, len(middles)), replace=False)]
    for _ in range(5):
        nearest = (middles @ centres.T).argmax(axis=1)
        for topic in set(nearest.tolist()):
            centre = middles[nearest == topic].mean(axis=0)
            centres[topic] = centre / np.linalg.norm(centre)
    return [int(topic) for topic, group in zip(nearest, groups, strict=True) for _ in group]


@dataclass(frozen=True)
class Made:
    """A generated talk, its passages and their vectors; a zero row waits for a real one."""

    talk: Talk
    passages: tuple[Passage, ...]
    vectors: Vector
    holds: tuple[int, ...]


class Collection:
    """The talks by number."""

    def __init__(self, pool: Sentences, facts: Sequence[Fact]) -> None:
        self._pool = pool
        self._facts = {fact.talk: fact for fact in facts}

    def talk(self, number: int) -> Made:
        rng, pool = random.Random(f"{SEED} {number}"), self._pool
        topic = rng.choice(pool.topics)
        length = rng.choice(pool.lengths)
        chosen = [rng.choice(topic)]
        size = 0
        while size < length:
            chosen.append(rng.choice(topic))
            size += len(pool.texts[chosen[-1]]) + 1
        texts = [pool.texts[i] for i in chosen[1:]] or [pool.texts[chosen[0]]]
        fact = self._facts.get(number)
        if fact:
            texts.insert(len(texts) // 2, fact.sentence)
            chosen.insert(1 + len(texts) // 2, -1)
        title = " ".join(pool.texts[chosen[0]].split()[:7]).rstrip(".,:;") + f" {number}"
        first, last = rng.choice(self._first), rng.choice(self._last)
        talk = Talk(
            id=f"generated-{number}",
            title=title,
            speakers=(Speaker(f"{first} {last}"),),
            abstract=" ".join(texts),
            event=f"Generated {2000 + number % 25}",
            start=f"{2000 + number % 25}",
            source="generated",
        )
        passages = passages_of(talk)
        starts = list(itertools.accumulate((len(t) + 1 for t in texts), initial=0))[:-1]
        noise = np.random.default_rng([SEED, number]).standard_normal((len(passages), 384))
        rows = np.zeros((len(passages), 384), dtype=np.float32)
        holds = []
        for row, passage in enumerate(passages):
            low, high = (bisect_left(starts, at) for at in (passage.start, passage.end))
            inside = [i for i in chosen[1:][low:high] if i >= 0]
            vector = pool.vectors[inside].sum(axis=0)
            vector = vector + _TITLE_WEIGHT * pool.vectors[chosen[0]]
            vector = vector / np.linalg.norm(vector) + noise[row] * (_NOISE / 384**0.5)
            rows[row] = vector / np.linalg.norm(vector)
            if fact and fact.sentence in passage.text:
                holds.append(row)
        return Made(talk, passages, rows, tuple(holds))

    @cached_property
    def _first(self) -> list[str]:
        return [name.split()[0] for name in self._pool.names]

    @cached_property
    def _last(self) -> list[str]:
        return [name.split()[-1] for name in self._pool.names]


def grow(library: Library, collection: Collection, passages: int, embedder: Embedder) -> None:
    """Add the next talks until the library has so many passages, with their vectors."""
    number, there = library.talk_count, library.passage_count
    while there < passages:
        with library.writing() as writer:
            for _ in range(_TOGETHER):
                made = collection.talk(number)
                number += 1
                vectors = made.vectors
                for row in made.holds:
                    vectors[row] = embedder.embed([made.passages[row].indexed_text])[0]
                writer.say(made.talk.source, made.talk, content_hash(made.talk))
                writer.settle(made.talk.id)
                hashes = [text_hash(passage.indexed_text) for passage in made.passages]
                writer.keep_vectors(embedder.fingerprint, hashes, vectors)
                there += len(made.passages)
                if there >= passages:
                    break

"""One evaluation from its questions to its scores.

items ── asking ──> observations ── scorers ──> rows ── metrics, intervals ──> summary ──> report
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from talkbot import __version__
from talkbot.embedding import load_embedder
from talkbot.evaluation import fingerprints, intervals
from talkbot.evaluation.asking import (
    PRODUCT,
    always_answer,
    always_refuse,
    ask_all,
    kept_answers,
)
from talkbot.evaluation.bench import Bench
from talkbot.evaluation.claims import Judged, claims_of, judge
from talkbot.evaluation.items import Choice, Collection, Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.parallel import spread
from talkbot.evaluation.proofs import prove
from talkbot.evaluation.rows import Row, score
from talkbot.evaluation.store import library_of
from talkbot.ingest import Progress
from talkbot.settings import Settings

Tell = Callable[[str, int, int, float], None]
Key = tuple[str, str]
ALWAYS_ANSWER, ALWAYS_REFUSE = "always answer", "always refuse"


@dataclass(frozen=True)
class Run:
    """Everything about one evaluation.

    `rows` are by system, the product first, each in the order of the items. `seen` is what the
    product did, `titles` name the talks, `config` is what the figures depend on, `seconds` how long
    it all took.
    """

    config: Mapping[str, Any]
    items: Mapping[Key, Item]
    seen: Mapping[Key, Observation]
    rows: Mapping[str, tuple[Row, ...]]
    claims: tuple[Judged, ...]
    titles: Mapping[str, str]
    seconds: float = 0.0

    @property
    def product(self) -> tuple[Row, ...]:
        return self.rows[PRODUCT]

    @property
    def milliseconds(self) -> list[float]:
        return [seen.milliseconds for seen in self.seen.values()]


@dataclass(frozen=True)
class Measured:
    """One collection's part of a run; `talks` is the hash of its records."""

    name: str
    talks: str
    items: Mapping[Key, Item]
    seen: Mapping[Key, Observation]
    rows: Mapping[str, list[Row]]
    claims: tuple[Judged, ...]
    titles: Mapping[str, str]


def evaluate(
    collections: tuple[Collection, ...],
    settings: Settings,
    *,
    cache: Path,
    choice: Choice | None = None,
    compare: bool = True,
    fresh: bool = False,
    jobs: int | None = None,
    tell: Tell = lambda *_: None,
) -> Run:
    """Ask the questions of the collections and score every system's answers.

    Collections with talks of their own get a library below `cache`; the user's own is only read.
    With `compare` the simpler systems are asked too; `fresh` asks again what was asked before;
    `jobs` is how many processes share the collections, by default as many as is quicker.
    Raises TalkbotError when a part cannot be used.
    """
    started = time.monotonic()
    counter = _Counter(sum(len(c.items) for c in collections), tell)
    job = Job(settings, cache, compare=compare, fresh=fresh)
    parts = spread(job, collections, counter, tell, jobs=jobs)
    config = _config(
        collections, choice or Choice(), settings, {part.name: part.talks for part in parts}
    )
    return run_of(parts, config, time.monotonic() - started)


def run_of(parts: Sequence[Measured], config: Mapping[str, Any], seconds: float = 0.0) -> Run:
    """The run that the collections' parts make together, in their order."""
    systems = dict.fromkeys(name for part in parts for name in part.rows)
    return Run(
        config=config,
        items={key: item for part in parts for key, item in part.items.items()},
        seen={key: seen for part in parts for key, seen in part.seen.items()},
        rows={name: tuple(row for p in parts for row in p.rows[name]) for name in systems},
        claims=tuple(judged for part in parts for judged in part.claims),
        titles={talk: title for part in parts for talk, title in part.titles.items()},
        seconds=seconds,
    )


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with every collection, and on how many threads texts are embedded."""

    settings: Settings
    cache: Path
    compare: bool = True
    fresh: bool = False
    threads: int | None = None

    def __call__(self, collection: Collection, count: Callable[[], None], tell: Tell) -> Measured:
        inside = library_of(
            collection, self.cache, self.settings, partial(_indexing, tell, collection.name)
        )
        embedder = load_embedder(inside, threads=self.threads)
        with Bench.open(inside, embedder) as bench:
            return measure(collection, bench, self, count)


def measure(
    collection: Collection, bench: Bench, job: Job, count: Callable[[], None] = lambda: None
) -> Measured:
    """Ask and score one collection; raises SourceError for a question that does not fit it."""
    corpus, name = bench.corpus, collection.name
    prove(collection, corpus.talk)
    talks = fingerprints.of_talks(corpus.talks)
    kept = kept_answers(job.cache, name, talks, job.settings, compare=job.compare, fresh=job.fresh)
    seen_by: dict[Key, Observation] = {}
    rows: dict[str, list[Row]] = {}
    try:
        for item, seen in ask_all(bench, collection.items, kept, count):
            product = seen_by[name, item.id] = seen[PRODUCT]
            systems = {PRODUCT: product}
            if job.compare:
                systems[ALWAYS_ANSWER] = always_answer(product, seen["top passage"])
                systems[ALWAYS_REFUSE] = always_refuse(product)
            for system, observed in (systems | seen).items():
                rows.setdefault(system, []).append(score(name, item, observed, corpus))
    finally:
        for answers in kept.values():
            answers.save()
    return Measured(
        name,
        talks,
        {(name, item.id): item for item in collection.items},
        seen_by,
        rows,
        judge(claims_of(corpus.talks), corpus),
        {talk.id: talk.title for talk in corpus.talks},
    )


class _Counter:
    """Tells how many questions are done, and how many a second."""

    def __init__(self, total: int, tell: Tell) -> None:
        self._done, self._total, self._tell = 0, total, tell
        self._started: float | None = None

    def __call__(self) -> None:
        now = time.monotonic()
        self._started = self._started or now
        self._done += 1
        took = now - self._started
        self._tell("Asking", self._done, self._total, (self._done - 1) / took if took else 0.0)


def _indexing(tell: Tell, name: str, progress: Progress) -> None:
    tell(f"{progress.stage} {name}", progress.done, progress.total, progress.rate)


def _config(
    collections: tuple[Collection, ...], choice: Choice, settings: Settings, corpora: dict[str, str]
) -> dict[str, Any]:
    questions = {
        c.name: fingerprints.of_parts(*(item.model_dump_json() for item in c.items))
        for c in collections
    }
    return {
        "talkbot": __version__,
        "python": platform.python_version(),
        "model": settings.model or "extractive",
        "split": choice.split,
        "types": sorted(choice.types),
        "only": sorted(choice.ids),
        "drafts": sum(c.drafts for c in collections),
        "bootstrap": {"draws": intervals.DRAWS, "seed": intervals.SEED, "clusters": "talk"},
        "hashes": {
            "code": fingerprints.of_code(),
            "evaluation": fingerprints.of_code(("evaluation",)),
            "questions": questions,
            "talks": corpora,
        },
    }

"""How well talks are found by their titles and in other words, and how often absent things refused.

    python -m benchmarks.retrieval [--refusals]

Runs over eval/retrieval, each event a collection of its own. Ranking: once the titles are the
questions and the abstracts are indexed without titles and speakers, once the paraphrases are and
the records are indexed whole. Keyword search (BM25), vector search, reciprocal rank fusion of the
two (k=60) and talkbot's own fusion are compared by nDCG@10 and MRR@10, with paired bootstrap
intervals of the differences, drawn by event and by query within it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talkbot.assembly import build
from talkbot.embedding import Embedder, load_embedder
from talkbot.ingest import ingest
from talkbot.library import Library
from talkbot.retrieval import Searcher
from talkbot.settings import Settings
from talkbot.talks import Talk, talk_from_json, talk_to_json
from talkbot.vectors import Vectors
from talkbot.words import content_terms, terms

DATA = Path(__file__).parents[1] / "eval" / "retrieval"
DRAWS, SEED = 5000, 11
Array = NDArray[np.float64]


def load(name: str) -> list[dict[str, Any]]:
    text = gzip.decompress((DATA / name).read_bytes()).decode()
    return [json.loads(line) for line in text.split("\n") if line]


def collections() -> Iterator[tuple[str, list[Talk], list[dict[str, Any]]]]:
    talks: dict[str, list[Talk]] = defaultdict(list)
    for record in load("talks.jsonl.gz"):
        talks[record["collection"]].append(talk_from_json(record))
    queries: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for query in load("queries.jsonl.gz"):
        queries[query["event"]].append(query)
    for event in talks:
        yield event, talks[event], queries[event]


def stored(talks: Iterable[Talk], folder: Path) -> Settings:
    source = folder / "talks.jsonl"
    lines = (json.dumps(talk_to_json(talk, full=True), ensure_ascii=False) for talk in talks)
    source.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    settings = Settings(home=folder / "home")
    ingest([source], home=settings.home, settings=settings)
    return settings


def place(ranking: Sequence[str], gold: str) -> float:
    """The rank of the one right answer from 1; infinite when it is not among the first ten."""
    return ranking.index(gold) + 1 if gold in ranking[:10] else math.inf


def ndcg(ranks: Array) -> Array:
    """nDCG@10 of questions with one right answer each."""
    return np.asarray(1 / np.log2(ranks + 1))


def reciprocal(ranks: Array) -> Array:
    """1 / rank, whose mean is MRR@10."""
    return np.asarray(1 / ranks)


def ranked(scores: dict[str, float]) -> list[str]:
    return sorted(scores, key=lambda key: (-scores[key], key))


def rankings(text: str, searcher: Searcher, library: Library, vectors: Vectors,
             embedder: Embedder) -> dict[str, list[str]]:  # fmt: skip
    wanted = content_terms(text) or terms(text)
    keyword = [hit.talk_id for hit in library.search_talks(wanted, 60)]
    near: dict[str, float] = {}
    hits = dict(vectors.search(embedder.embed([text])[0], 200))
    for passage in library.passages(hits).values():
        near[passage.talk_id] = max(near.get(passage.talk_id, -1.0), hits[passage.id])
    vector = ranked(near)
    fused: dict[str, float] = defaultdict(float)
    for ranking in (keyword, vector):
        for place, talk in enumerate(ranking):
            fused[talk] += 1 / (61 + place)
    return {
        "talkbot": [hit.talk_id for hit in searcher.search(text).talks],
        "bm25": keyword,
        "vector": vector,
        "rrf": ranked(fused),
    }


def measure_ranking(kind: str) -> None:
    ranks: dict[str, list[list[float]]] = defaultdict(list)
    for event, talks, queries in collections():
        asked = [query for query in queries if query["kind"] == kind]
        with tempfile.TemporaryDirectory() as folder:
            settings = stored(map(bare, talks) if kind == "title" else talks, Path(folder))
            embedder = load_embedder(settings)
            with (
                Library.open(settings.home) as library,
                Vectors.open(library, settings.home, embedder) as vectors,
            ):
                searcher = Searcher(library, vectors, embedder)
                rows: dict[str, list[float]] = defaultdict(list)
                for query in asked:
                    found = rankings(query["query"], searcher, library, vectors, embedder)
                    for name, ranking in found.items():
                        rows[name].append(place(ranking, query["gold_talk_ids"][0]))
        for name, row in rows.items():
            ranks[name].append(row)
        tell(event, {name: ndcg(np.asarray(row)) for name, row in rows.items()})
    for label, score in (("nDCG@10", ndcg), ("MRR@10", reciprocal)):
        values = {name: score(np.asarray(rows)) for name, rows in ranks.items()}
        tell(f"{kind} {label}", values)
        for name in ("bm25", "vector", "rrf"):
            apart = values["talkbot"] - values[name]
            low, high, wins = difference(apart)
            span = f"{apart.mean():+.4f} [{low:+.4f}, {high:+.4f}]"
            print(f"  talkbot - {name}: {span}, above 0 in {wins:.1%}")


def bare(talk: Talk) -> Talk:
    """The abstract alone. A title that stands for nothing: every talk has the same."""
    return replace(talk, title="Talk", speakers=(), tags=(), event="")


def tell(name: str, values: dict[str, Array]) -> None:
    print(f"{name:20}", *(f"{system} {each.mean():.3f}" for system, each in values.items()))


def difference(paired: Array) -> tuple[float, float, float]:
    """A 95% interval of the mean of (event, query) differences and the share of draws above 0."""
    rng = np.random.default_rng(SEED)
    events, each = paired.shape
    means = np.empty(DRAWS)
    for draw in range(DRAWS):
        rows = paired[rng.integers(0, events, events)]
        columns = rng.integers(0, each, (events, each))
        means[draw] = np.take_along_axis(rows, columns, 1).mean()
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high), float((means > 0).mean())


def measure_refusals() -> None:
    asked: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for event, talks, queries in collections():
        with tempfile.TemporaryDirectory() as folder:
            bot = build(stored(talks, Path(folder)))
            for query in queries:
                kind = query["kind"]
                text = query["query"]
                if kind.endswith("title"):
                    text = f"Is there a talk about {text.rstrip('?!. ')}?"
                answer = bot.answer(text)
                asked[kind] += 1
                refused[kind] += answer.status == "abstained"
                got = {talk.talk_id for talk in answer.talks}
                right[kind] += len(got & set(query["gold_talk_ids"])) > 0
            bot.library.close()
        print(f"{event:18} done", flush=True)
    for kind, n in asked.items():
        share = f"refused {refused[kind] / n:.3f}"
        print(
            f"{kind:18} n={n:4} {share}" + (f" gold {right[kind] / n:.3f}" if right[kind] else "")
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--refusals", action="store_true", help="ask everything instead of ranking")
    if parser.parse_args().refusals:
        measure_refusals()
    else:
        for kind in ("title", "paraphrase"):
            measure_ranking(kind)

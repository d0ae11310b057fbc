"""Generated collections of growing size in one library: retrieval, recall, memory, disk.

    python -m benchmarks.scale --home DIR [--sizes 1000,20000,100000,1000000]

Talks go into the library and the vector index through talkbot's own functions. The library grows
from size to size and keeps what it has, so a run that is interrupted goes on where it was; a
million passages want 12 GB of disk and an hour or two. `make bench` measures the first size, and
tells the larger ones as well if they were measured in its DIR, .soak/scale.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fts5 import Fts5
from benchmarks.generated import PLANTED_WITHIN, Collection, Fact, Sentences, grow, planted
from benchmarks.measure import ROOT, Figure, child, disk, in_turn, memory
from talkbot.embedding import MiniLM
from talkbot.library import Library, write_lock
from talkbot.retrieval import Searcher
from talkbot.vectors import Vectors, update
from talkbot.words import content_terms

HOME = ROOT / ".soak" / "scale"
SENTENCES, FACTS = 50_000, 400
# The index grows in steps, each of which is kept.
_STEP = 50_000


def measure(*, small: bool) -> list[Figure]:
    if small:
        with tempfile.TemporaryDirectory() as folder:
            return sized(Path(folder), [60, 120], sentences=60, facts=6, within=30, rounds=6)
    return sized(HOME, [1000, 20_000])


def sized(
    folder: Path,
    sizes: Sequence[int],
    *,
    sentences: int = SENTENCES,
    facts: int = FACTS,
    within: int = PLANTED_WITHIN,
    rounds: int = 300,
) -> list[Figure]:
    """The figures of each size, smallest first. Larger sizes measured before are told as well."""
    home, chosen = folder / "home", planted(facts, within)
    kept = folder / "measured"
    kept.mkdir(parents=True, exist_ok=True)
    for size in sorted(sizes):
        path = kept / f"{size}.json"
        if path.exists():
            continue
        fill(home, size, sentences, chosen, folder / "sentences")
        code = "import sys; from benchmarks import scale; scale.one(*sys.argv[1:])"
        *_, said = child([sys.executable, "-c", code, str(home), str(facts), str(within),
                          str(rounds)])  # fmt: skip
        partial = path.with_suffix(".tmp")
        partial.write_text(said.splitlines()[-1], encoding="utf-8")
        partial.rename(path)
    every = sorted(kept.glob("*.json"), key=lambda path: int(path.stem))
    return _figures([json.loads(path.read_text("utf-8")) for path in every])


def fill(home: Path, size: int, sentences: int, facts: Sequence[Fact], cache: Path) -> None:
    """Bring the library to this size, in steps that are kept."""
    embedder = MiniLM.load()
    with write_lock(home), Library.open(home, create=True) as library:
        if library.passage_count < size:
            collection = Collection(Sentences(sentences, cache, embedder), facts)
        while library.passage_count < size:
            began = time.monotonic()
            grow(library, collection, min(size, library.passage_count + _STEP), embedder)
            stored = time.monotonic()
            update(library, embedder, quick=True)
            print(
                f"   {library.passage_count:,} passages, stored in {stored - began:.0f} s, "
                f"indexed in {time.monotonic() - stored:.0f} s",
                file=sys.stderr,
                flush=True,
            )
        update(library, embedder, quick=True)


def one(home: str, facts: str, within: str, rounds: str) -> None:
    """Measure a library as it is, in this process; prints JSON."""
    embedder = MiniLM.load()
    wall, cpu, before = time.perf_counter(), time.process_time(), memory()
    with (
        Library.open(Path(home)) as library,
        Vectors.open(library, Path(home), embedder) as vectors,
    ):
        opened = time.perf_counter() - wall, time.process_time() - cpu
        searcher = Searcher(library, vectors, embedder)
        count = library.talk_count
        chosen = [fact for fact in planted(int(facts), int(within)) if fact.talk < count]
        found = near = words = 0
        for fact in chosen:
            hits = searcher.search(fact.question).passages[:10]
            found += any(fact.sentence in hit.passage.text for hit in hits)
            ids = [i for i, _ in vectors.search(embedder.embed([fact.question])[0], 10)]
            near += any(fact.sentence in p.text for p in library.passages(ids).values())
            ids = [h.id for h in library.search_passages(content_terms(fact.question), 10)]
            words += any(fact.sentence in p.text for p in library.passages(ids).values())
        turns = [cycle([fact.question for fact in chosen]) for _ in range(5)]
        # Else the search would find the vector of the question that was embedded just before.
        for _ in range(len(chosen) // 2):
            next(turns[0])
        rows = {f.question: embedder.embed([f.question])[0] for f in chosen}
        held = memory()
        fts5 = Fts5(library, embedder.fingerprint, Path(home).parent / "fts5.db")
        taken = in_turn(
            {
                "bare query embedding": lambda: embedder.embed([next(turns[0])]),
                "bare Chroma query": lambda: vectors.search(rows[next(turns[1])], 60),
                "bare FTS5 query": lambda: fts5.search(content_terms(next(turns[2])), 60),
                "keyword search": lambda: library.search_passages(
                    content_terms(next(turns[3])), 60
                ),
                "retrieval": lambda: searcher.search(next(turns[4])),
            },
            int(rounds),
        )
        result: dict[str, Any] = {
            "passages": library.passage_count,
            "talks": count,
            "recall": found / len(chosen),
            "recall by vectors": near / len(chosen),
            "recall by keywords": words / len(chosen),
            "memory": held,
            "memory before": before,
            "disk": disk(Path(home)),
            "opened": opened,
            "times": {
                name: {"wall": np.quantile(each.wall, [0.5, 0.95]).tolist(),
                       "cpu": np.quantile(each.cpu, [0.5, 0.95]).tolist()}
                for name, each in taken.items()
            },
            "load": os.getloadavg()[0],
        }  # fmt: skip
    print(json.dumps(result))


def _figures(measured: Sequence[dict[str, Any]]) -> list[Figure]:
    found: list[Figure] = []
    for each in measured:
        count, large = each["passages"], each["passages"] >= 1_000_000
        base = each["times"]["bare query embedding"]
        for name, times in each["times"].items():
            own = large and name == "retrieval"
            found.append(
                Figure(
                    f"{name}, {count:,} passages",
                    times["wall"][0] * 1000,
                    "ms",
                    cpu=times["cpu"][0] * 1000,
                    p95=times["wall"][1] * 1000,
                    baseline="bare query embedding",
                    ratio=times["wall"][0] / base["wall"][0],
                    ratio_cpu=times["cpu"][0] / base["cpu"][0],
                    target="p95 <= 250 ms" if own else "",
                    met=times["wall"][1] <= 0.25 if own else None,
                    more={"passages": count, "series": name},
                )
            )
        found.append(
            Figure(
                f"recall@10 of planted facts, {count:,} passages",
                each["recall"],
                "share",
                target=">= 0.98",
                met=each["recall"] >= 0.98,
                note=f"vectors alone {each['recall by vectors']:.3f}, keywords alone "
                f"{each['recall by keywords']:.3f}",
            )
        )
        found.append(
            Figure(f"resident memory, {count:,} passages", each["memory"], "MB",
                   target="<= 6000 MB" if large else "",
                   met=each["memory"] <= 6000 if large else None)
        )  # fmt: skip
        found.append(Figure(f"disk, {count:,} passages", each["disk"], "MB"))
        found.append(
            Figure(f"opening, {count:,} passages", each["opened"][0] * 1000, "ms",
                   cpu=each["opened"][1] * 1000, more={"passages": count, "series": "opening"})
        )  # fmt: skip
    # A collection of conferences is what growth is told from, where it was measured.
    first = next((m for m in measured if m["passages"] >= 18_000), measured[0])
    last = measured[-1]
    if last is not first:
        pair = [each["times"]["retrieval"] for each in (first, last)]
        grown = pair[1]["cpu"][0] / pair[0]["cpu"][0]
        full = last["passages"] >= 1_000_000
        found.append(
            Figure(
                f"growth of retrieval from {first['passages']:,} to {last['passages']:,} passages",
                pair[1]["wall"][0] / pair[0]["wall"][0],
                "times",
                cpu=grown,
                target="<= 4" if full else "",
                met=grown <= 4 if full else None,
            )
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--home", type=Path, default=HOME)
    parser.add_argument("--sizes", default="1000,20000,100000,1000000")
    given = parser.parse_args()
    from benchmarks.report import line

    for figure in sized(given.home, [int(size) for size in given.sizes.split(",")]):
        print(line(figure.to_json()))


if __name__ == "__main__":
    main()

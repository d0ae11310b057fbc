"""How close an ingest comes to the bare embedder, and what doing it again costs.

    python benchmarks/ingest.py [--add N] [PATH...]

Ingests the talks of eval/retrieval, or PATH. The bare embedder gets the same passages, half of
them before the ingest and half after it, sorted by length as the ingest does, so that both meet
the same machine. `--add N` first multiplies the records to N, with the same texts under new titles.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from talkbot.embedding import Embedder, load_embedder
from talkbot.formats import read_paths
from talkbot.ingest import ingest
from talkbot.passages import passages_of
from talkbot.settings import Settings
from talkbot.talks import Talk, talk_from_json, talk_id, talk_to_json

SHIPPED = Path(__file__).parents[1] / "eval" / "retrieval" / "talks.jsonl.gz"


def shipped() -> list[Talk]:
    with gzip.open(SHIPPED, "rt", encoding="utf-8") as lines:
        return [talk_from_json(json.loads(line)) for line in lines]


def multiplied(talks: Sequence[Talk], count: int) -> list[Talk]:
    many = (
        replace(talk, id=talk_id(talk.title, key=f"{talk.id} {turn}"), title=f"{talk.title} {turn}")
        for turn in range(count)
        for talk in talks
    )
    return list(islice(many, count))


def timed(label: str, paths: list[Path], home: Path, embedder: Embedder) -> float:
    began = time.perf_counter()
    report = ingest(paths, home=home, settings=Settings(home=home), embedder=embedder)
    took = time.perf_counter() - began
    print(
        f"{label:<28} {took:8.2f} s   added {report.added}, updated {report.updated}, "
        f"unchanged {report.unchanged}, removed {report.removed}",
        flush=True,
    )
    return took


def bare(embedder: Embedder, texts: Sequence[str]) -> float:
    began = time.perf_counter()
    for at in range(0, len(texts), 256):
        embedder.embed(texts[at : at + 256])
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--add", type=int, default=0)
    arguments = parser.parse_args()
    talks = list(read_paths(arguments.paths).talks) if arguments.paths else shipped()
    if arguments.add:
        talks = multiplied(talks, arguments.add)
    texts = list({p.indexed_text for talk in talks for p in passages_of(talk)})
    texts.sort(key=len, reverse=True)
    print(f"{len(talks)} talks, {len(texts)} passages")
    embedder = load_embedder(Settings(home=Path()))
    embedder.embed(texts[:16])
    with tempfile.TemporaryDirectory() as folder:
        path, home = Path(folder) / "talks.jsonl", Path(folder) / "home"
        lines = [json.dumps(talk_to_json(talk, full=True)) + "\n" for talk in talks]
        path.write_text("".join(lines), encoding="utf-8")
        alone = bare(embedder, texts[::2])
        whole = timed("first ingest", [path], home, embedder)
        alone += bare(embedder, texts[1::2])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        again = timed("again, nothing changed", [path], home, embedder)
        edited = replace(talks[0], abstract=f"{talks[0].abstract}\nAnd one sentence more.")
        lines[0] = json.dumps(talk_to_json(edited, full=True)) + "\n"
        path.write_text("".join(lines), encoding="utf-8")
        timed("again, one talk edited", [path], home, embedder)
    print(f"{'bare embedder':<28} {len(texts) / alone:8.1f} passages/s")
    print(f"{'ingest':<28} {len(texts) / whole:8.1f} passages/s = {alone / whole:.1%} of it")
    print(f"{'nothing changed':<28} {again / whole:8.1%} of the first time")
    print(f"{'peak memory':<28} {peak:8.0f} MB")


if __name__ == "__main__":
    main()

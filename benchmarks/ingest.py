"""How close an ingest comes to the bare embedder, and what doing it again costs.

    python -m benchmarks.ingest [--add N] [PATH...]

Ingests the talks of eval/retrieval, or PATH. The bare embedder gets the same passages, half of
them before the ingest and half after it, sorted by length as the ingest does, so that both meet
the same machine. `--add N` first multiplies the records to N, with the same texts under new titles.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from benchmarks.corpora import conference_talks
from benchmarks.measure import Figure, peak_memory
from talkbot.embedding import Embedder, load_embedder
from talkbot.formats import read_paths
from talkbot.ingest import ingest
from talkbot.passages import passages_of
from talkbot.settings import Settings
from talkbot.talks import Talk, talk_id, talk_to_json


def multiplied(talks: Sequence[Talk], count: int) -> list[Talk]:
    many = (
        replace(talk, id=talk_id(talk.title, key=f"{talk.id} {turn}"), title=f"{talk.title} {turn}")
        for turn in range(count)
        for talk in talks
    )
    return list(islice(many, count))


@dataclass(frozen=True)
class Ingested:
    """Seconds (wall clock, processor) of the embedder alone and of each ingest, MB at the peak."""

    passages: int
    bare: tuple[float, float]
    first: tuple[float, float]
    again: tuple[float, float]
    edited: tuple[float, float]
    peak: float


def run(talks: Sequence[Talk]) -> Ingested:
    """Ingest them, again, and again with one of them edited."""
    texts = list({p.indexed_text for talk in talks for p in passages_of(talk)})
    texts.sort(key=len, reverse=True)
    embedder = load_embedder(Settings(home=Path()))
    embedder.embed(texts[:16])
    with tempfile.TemporaryDirectory() as folder:
        path, home = Path(folder) / "talks.jsonl", Path(folder) / "home"
        lines = [json.dumps(talk_to_json(talk, full=True)) + "\n" for talk in talks]
        path.write_text("".join(lines), encoding="utf-8")

        def all_of_it() -> None:
            ingest([path], home=home, settings=Settings(home=home), embedder=embedder)

        before = timed(lambda: bare(embedder, texts[::2]))
        first = timed(all_of_it)
        after = timed(lambda: bare(embedder, texts[1::2]))
        peak = peak_memory()
        again = timed(all_of_it)
        edited = replace(talks[0], abstract=f"{talks[0].abstract}\nAnd one sentence more.")
        lines[0] = json.dumps(talk_to_json(edited, full=True)) + "\n"
        path.write_text("".join(lines), encoding="utf-8")
        alone = before[0] + after[0], before[1] + after[1]
        return Ingested(len(texts), alone, first, again, timed(all_of_it), peak)


def bare(embedder: Embedder, texts: Sequence[str]) -> None:
    for at in range(0, len(texts), 256):
        embedder.embed(texts[at : at + 256])


def timed(thing: Callable[[], None]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    thing()
    return time.perf_counter() - wall, time.process_time() - cpu


def measure(*, small: bool, talks: Sequence[Talk] = ()) -> list[Figure]:
    talks = talks or conference_talks()[: 6 if small else 600]
    found = run(talks)
    count = f"{len(talks):,} talks, {found.passages:,} passages"
    share = found.bare[1] / found.first[1]
    whole, bare_rate = (found.passages / took[0] for took in (found.first, found.bare))
    embedder = "bare embedder"
    return [
        Figure(f"{embedder}, {count}", bare_rate, "passages/s", cpu=found.passages / found.bare[1]),
        Figure(f"first ingest, {count}", whole, "passages/s", cpu=found.passages / found.first[1],
               baseline=embedder, ratio=whole / bare_rate, ratio_cpu=share,
               target=">= 0.97", met=share >= 0.97),
        *(
            Figure(f"{name}, {count}", took[0], "s", cpu=took[1], baseline="first ingest",
                   ratio=took[0] / found.first[0], ratio_cpu=took[1] / found.first[1])
            for name, took in (("again, nothing changed", found.again),
                               ("again, one talk edited", found.edited))
        ),
        Figure(f"peak memory of the ingest, {count}", found.peak, "MB"),
    ]  # fmt: skip


def main() -> None:
    from benchmarks.report import line

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--add", type=int, default=0)
    given = parser.parse_args()
    talks = read_paths(given.paths).talks if given.paths else conference_talks()
    for figure in measure(small=False, talks=multiplied(talks, given.add) if given.add else talks):
        print(line(figure.to_json()))


if __name__ == "__main__":
    main()

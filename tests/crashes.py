"""Killing ingests at random moments, and seeing that nothing is lost.

    python -m tests.crashes [--records 2000] [--warm 94] [--cold 6] [--seed 2]

Each trial starts an ingest in a process of its own and kills it (SIGKILL) at a moment drawn
uniformly over the time that an uninterrupted one takes. Then the library must open, be whole for
SQLite, hold no fewer talks than it did and answer; another ingest must complete it to exactly what
an uninterrupted one gives. Warm trials find the vectors of most passages in the cache and so hit
the writing of records and index most; every second one of them updates a library that is there.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from talkbot.errors import EmptyLibrary
from talkbot.ingest import ingest
from talkbot.library import Library, write_lock
from talkbot.library.records import text_hash
from talkbot.upkeep import check
from talkbot.vectors import Vectors
from talkbot.words import terms
from tests.store import minilm, settings, talk, write

PROGRAM = """
import sys
from pathlib import Path
import chromadb, onnxruntime  # so that a kill hits the work, not the imports
from talkbot.errors import TalkbotError
from talkbot.ingest import ingest
from tests.store import settings
home = Path(sys.argv[1])
print("started", flush=True)
try:
    report = ingest(
        [Path(sys.argv[2])], home=home, settings=settings(home),
        progress=lambda p: print("at", p.stage, flush=True),
    )
    print("done", report.added, report.updated, report.unchanged, report.removed, flush=True)
except TalkbotError as error:
    print("told", error, flush=True)
"""


def start(home: Path, path: Path, **options: Any) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home), str(path)],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1], **options,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


def finished(process: subprocess.Popen[str]) -> str:
    """What it said last."""
    return process.communicate(timeout=300)[0].splitlines()[-1]


def contents(home: Path) -> dict[str, object]:
    """Everything that must be the same however the library came about."""
    with Library.open(home) as library, Vectors.open(library, home, minilm()) as vectors:
        ids = library.embedded_ids(minilm().fingerprint)
        probe = np.eye(384, dtype=np.float32)[0]
        return {
            "talks": {t.id: library.talk(t.id) for t in library.talks()},
            "passages": {t.id: library.passages_of(t.id) for t in library.talks()},
            "embedded": sorted(ids),
            "indexed": sorted(i for i, _ in vectors.search(probe, 100_000)),
            "words": {
                word: {hit.id for hit in library.search_passages(terms(word), 100_000)}
                for word in ("keepers", "rivers", "satellites", "tax-records")
            },
            "origins": library.origins(),
        }


def assert_usable(home: Path, fewest: int) -> None:
    """The library opens and answers as it lies, before anything repairs it."""
    try:
        with Library.open(home) as library:
            assert library.damage() == ""
            assert len(library.talks()) >= fewest
            for hit in library.search_passages(terms("keepers"), 50):
                assert library.passages([hit.id])
            with Vectors.open(library, home, minilm()) as vectors:
                vectors.search(minilm().embed(["rivers"])[0], 5)
    except EmptyLibrary:
        assert fewest == 0


@dataclass(frozen=True, slots=True)
class Report:
    """`moments` holds, for each trial, (kind, what the ingest was at, whether it was killed)."""

    records: int
    seconds: dict[str, float]
    moments: tuple[tuple[str, str, bool], ...]

    @property
    def killed(self) -> int:
        return sum(killed for *_, killed in self.moments)

    def text(self) -> str:
        """A Markdown table of where the kills fell."""
        fell = Counter((kind, at) for kind, at, killed in self.moments if killed)
        rows = [f"| {kind} | {at} | {count} |" for (kind, at), count in sorted(fell.items())]
        times = ", ".join(f"{kind} {took:.1f} s" for kind, took in self.seconds.items())
        return "\n".join(
            [
                f"{len(self.moments)} trials over {self.records} records, {self.killed} of them "
                f"killed before they had finished (uninterrupted: {times}). After each the "
                "library opened and answered, and the next ingest completed it exactly.",
                "",
                "| trial | killed while | times |",
                "|---|---|---|",
                *rows,
            ]
        )


def trials(place: Path, *, records: int, warm: int, cold: int, seed: int) -> Report:
    """Run the trials in an empty folder; raises AssertionError at the first that lost something."""
    rng = random.Random(seed)
    path, bases, kept = prepare(place, records)
    expected: dict[str, object] = {}
    seconds: dict[str, float] = {}
    for kind, base in bases.items():
        home = place / f"whole-{kind}"
        if base.exists():
            shutil.copytree(base, home)
        process = start(home, path)
        began = time.monotonic()
        assert finished(process).startswith("done")
        seconds[kind] = time.monotonic() - began
        expected = expected or contents(home)
        assert contents(home) == expected
        if kind == "cold":
            for other in ("first", "update"):
                warm_up(bases[other], home)
    moments = []
    for number, kind in enumerate(["cold"] * cold + ["first", "update"] * (warm // 2)):
        home = place / "home"
        if bases[kind].exists():
            shutil.copytree(bases[kind], home)
        at, killed = kill(home, path, rng.uniform(0.0, seconds[kind]))
        moments.append((kind, at, killed))
        try:
            assert_usable(home, kept if kind == "update" else 0)
            ingest([path], home=home, settings=settings(home))
            assert contents(home) == expected
            assert check(settings(home)).problems == ()
            assert len(list((home / "chroma").iterdir())) == 1
        except BaseException as error:
            error.add_note(f"trial {number} ({kind}), killed while {at}")
            raise
        shutil.rmtree(home)
    return Report(records, seconds, tuple(moments))


def prepare(place: Path, records: int) -> tuple[Path, dict[str, Path], int]:
    """The file to ingest, the homes to start from, and how many talks an update keeps at least.

    Against the older file, a fifth of its talks are edited, a seventh gone, and as many new.
    """
    path = place / "talks.jsonl"
    bases = {"cold": place / "none", "first": place / "cache", "update": place / "old"}
    old = [talk(n) for n in range(records)]
    ingest([write(path, old)], home=bases["update"], settings=settings(bases["update"]))
    new = [
        replace(each, abstract=f"{each.abstract}\nAnd kites.") if n % 5 == 0 else each
        for n, each in enumerate(old)
        if n % 7
    ]
    kept = len(new)
    new += [talk(n) for n in range(records, 2 * records - kept)]
    return write(path, new), bases, kept


def kill(home: Path, path: Path, after: float) -> tuple[str, bool]:
    """Start an ingest and kill it after so many seconds: what it was at, whether it was alive."""
    process = start(home, path)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    said = process.communicate()[0].splitlines()
    done = bool(said) and said[-1].startswith("done")
    stages = [line.removeprefix("at ") for line in said if line.startswith("at ")]
    return (stages[-1] if stages else "starting"), not done


def warm_up(home: Path, whole: Path) -> None:
    """Give a home most of the vectors that another has made."""
    fingerprint = minilm().fingerprint
    with Library.open(whole) as source:
        rows = source.vectors_of(source.embedded_ids(fingerprint), fingerprint)
        texts = {i: p.indexed_text for i, p in source.passages(list(rows)).items()}
    kept = [i for n, i in enumerate(rows) if n % 25]
    with write_lock(home), Library.open(home, create=True) as target, target.writing() as writer:
        writer.keep_vectors(
            fingerprint, [text_hash(texts[i]) for i in kept], np.stack([rows[i] for i in kept])
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("records", 2000), ("warm", 94), ("cold", 6), ("seed", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    with tempfile.TemporaryDirectory() as place:
        print(trials(Path(place), **vars(parser.parse_args())).text())


if __name__ == "__main__":
    main()

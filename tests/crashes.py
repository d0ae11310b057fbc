"""Killing ingests at random moments, and seeing that nothing is lost.

    python -m tests.crashes PLACE [--report FILE] [--records 2000] [--warm 96] [--cold 4] [--seed 2]

Each trial starts an ingest in a process of its own and kills it (SIGKILL) at a moment drawn
uniformly over the processor time that an uninterrupted one takes. Then the library must open, be
whole for SQLite, hold no fewer talks than it did and answer; another ingest must complete it to
exactly what an uninterrupted one gives. Warm trials find the vectors of most passages in the cache
and so hit the writing of records and index most; every second one of them updates a library that
is there.

The folder PLACE keeps what was done: a run that was stopped goes on with the next trial.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from talkbot.errors import EmptyLibrary
from talkbot.ingest import ingest
from talkbot.library import Library, write_lock
from talkbot.library.records import text_hash
from talkbot.talks import Talk, talk_from_json
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


PAGE = """# Killed at random moments

Written by `make soak`; `tests/crashes.py` says what a trial is.

{count} ingests of {records:,} records got a SIGKILL, {killed} of them before they had finished
(undisturbed they took, in processor time: {times}). After every one the library opened, was whole
and answered, and the next ingest completed it to exactly what an undisturbed one gives: nothing
lost, nothing twice.

- cold: into an empty home
- first: into an empty home, most vectors in the cache
- update: over an older library (a fifth of the talks edited, a seventh new, as many gone), most
  vectors in the cache

| trial | killed while | times |
|---|---|---|
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
    return process.communicate(timeout=3600)[0].splitlines()[-1]


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
                for word in ("keepers", "rivers", "python", "tax-records")
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
class Trial:
    """A kill: of which kind, what the ingest was at, and whether it had not finished yet."""

    kind: str
    at: str
    killed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """All trials, and the processor seconds that each kind of ingest takes undisturbed."""

    records: int
    seconds: dict[str, float]
    trials: tuple[Trial, ...]

    @property
    def killed(self) -> int:
        return sum(trial.killed for trial in self.trials)

    def text(self) -> str:
        """A Markdown page about where the kills fell."""
        fell = Counter((trial.kind, trial.at) for trial in self.trials if trial.killed)
        rows = [f"| {kind} | {at} | {count} |" for (kind, at), count in sorted(fell.items())]
        times = ", ".join(f"{kind} {took:.0f} s" for kind, took in self.seconds.items())
        head = PAGE.format(
            count=len(self.trials), records=self.records, killed=self.killed, times=times
        )
        return head + "\n".join(rows) + "\n"


def real_records(count: int) -> list[Talk]:
    """Records of pyvideo (CC0), in an order that is as good as random."""
    with lzma.open(
        Path(__file__).parent / "data" / "records.jsonl.xz", "rt", encoding="utf-8"
    ) as f:
        return [talk_from_json(json.loads(line)) for line in islice(f, count)]


def trials(place: Path, talks: Sequence[Talk], *, warm: int, cold: int, seed: int) -> Report:
    """Run the trials that `place` does not have yet.

    Raises AssertionError at the first that lost something.
    """
    seconds = prepared(place, talks)
    expected = contents(place / "whole")
    done = place / "trials.jsonl"
    before = done.read_text().splitlines() if done.exists() else []
    kinds = ["first", "update"] * (warm // 2) + ["cold"] * cold
    for number, kind in list(enumerate(kinds))[len(before) :]:
        after = random.Random(f"{seed} {number}").uniform(0.0, seconds[kind])
        one = trial(place, kind, after, expected, 6 * len(talks) // 7 if kind == "update" else 0)
        with done.open("a") as file:
            file.write(json.dumps(asdict(one)) + "\n")
    rows = [json.loads(line) for line in done.read_text().splitlines()]
    return Report(len(talks), seconds, tuple(Trial(**row) for row in rows))


def trial(place: Path, kind: str, after: float, expected: object, fewest: int) -> Trial:
    """Kill one ingest after so many seconds, look at what is left, and complete it."""
    home, path = place / "home", place / "talks.jsonl"
    shutil.rmtree(home, ignore_errors=True)
    if (place / kind).exists():
        shutil.copytree(place / kind, home)
    at, killed = kill(home, path, after)
    try:
        assert_usable(home, fewest)
        ingest([path], home=home, settings=settings(home), embedder=minilm())
        assert contents(home) == expected
        assert len(list((home / "chroma").iterdir())) == 1
        with Library.open(home) as library:
            assert library.damage() == ""
            assert library.words_are_sound()
    except BaseException as error:
        error.add_note(f"{kind}, killed after {after:.2f} s while {at}")
        raise
    return Trial(kind, at, killed)


def prepared(place: Path, talks: Sequence[Talk]) -> dict[str, float]:
    """Make the file to ingest, `place/KIND` to start from and `place/whole`, what must come out.

    Gives the processor seconds that each kind takes when nobody kills it.
    """
    times = place / "seconds.json"
    if times.exists():
        return dict(json.loads(times.read_text()))
    path = place / "talks.jsonl"
    edited = [replace(t, abstract=f"{t.abstract}\nAnd kites.") if n % 5 == 0 else t
              for n, t in enumerate(talks) if n % 7]  # fmt: skip
    older = [*edited, *(talk(n) for n in range(len(talks) - len(edited)))]
    whole = {kind: place / f"whole-{kind}" for kind in ("cold", "first", "update")}
    for home in (place / "first", place / "update", *whole.values()):
        shutil.rmtree(home, ignore_errors=True)
    seconds = {"cold": uninterrupted(whole["cold"], write(path, talks))}
    warm_up(place / "first", whole["cold"])
    warm_up(place / "update", whole["cold"])
    ingest([write(path, older)], home=place / "update", settings=settings(place / "update"))
    write(path, talks)
    for kind in ("first", "update"):
        shutil.copytree(place / kind, whole[kind])
        seconds[kind] = uninterrupted(whole[kind], path)
        assert contents(whole[kind]) == contents(whole["cold"])
        shutil.rmtree(whole[kind])
    shutil.rmtree(place / "whole", ignore_errors=True)
    whole["cold"].rename(place / "whole")
    times.write_text(json.dumps(seconds))
    return seconds


def uninterrupted(home: Path, path: Path) -> float:
    """How many seconds of processor time an ingest takes."""
    process = start(home, path)
    took = wait(process, float("inf"))
    assert finished(process).startswith("done")
    return took


def wait(process: subprocess.Popen[str], seconds: float) -> float:
    """Until it has ended or has had so much more processor time; gives how much it had."""

    def spent() -> float:
        if not Path("/proc/self/stat").exists():
            return time.monotonic()
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    before = now = spent()
    while process.poll() is None and now - before < seconds:
        now = max(now, spent())
        time.sleep(0.01)
    return now - before


def kill(home: Path, path: Path, after: float) -> tuple[str, bool]:
    """Start an ingest and kill it after so many seconds of processor time.

    Gives what it was at, and whether it was alive.
    """
    process = start(home, path)
    wait(process, after)
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
    kept = [i for n, i in enumerate(rows) if n % 200]
    with write_lock(home), Library.open(home, create=True) as target, target.writing() as writer:
        writer.keep_vectors(
            fingerprint, [text_hash(texts[i]) for i in kept], np.stack([rows[i] for i in kept])
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", type=Path)
    parser.add_argument("--report", type=Path)
    for name, default in (("records", 2000), ("warm", 96), ("cold", 4), ("seed", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    given.place.mkdir(parents=True, exist_ok=True)
    report = trials(
        given.place, real_records(given.records), warm=given.warm, cold=given.cold, seed=given.seed
    )
    if given.report:
        given.report.write_text(report.text(), encoding="utf-8")
    print(report.text())


if __name__ == "__main__":
    main()

"""The same talks and questions for talkbot, LangChain's tutorial chain and haiku.rag.

Once the documents are abstracts without titles and speakers, and the titles are the questions; once
they are long timed transcripts, with fifty questions written by hand. haiku.rag lives in an
environment of its own, which `python -m benchmarks.peers --install` makes (Python 3.12 or newer,
found by itself or named by HAIKU_PYTHON); without it, it is left out and that is told.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.chain import Chain
from benchmarks.corpora import conference_talks, documents, titles
from benchmarks.measure import ROOT, Figure, child, disk, environment, peak_memory
from talkbot.assembly import build
from talkbot.embedding import load_embedder
from talkbot.formats import read_paths
from talkbot.ingest import ingest
from talkbot.settings import Settings
from talkbot.talks import Talk, talk_to_json

ENVIRONMENT = ROOT / ".soak" / "haiku"
# Its docling extra without torch, which reading markdown does not need.
PACKAGES = (
    "haiku.rag-slim==0.101.1", "transformers>=5.17,<6", "semchunk<4", "tree-sitter<0.27",
    "tree-sitter-python", "tree-sitter-c", "tree-sitter-javascript", "tree-sitter-typescript",
    "docling-slim[convert-core,extract-core,format-email,format-html,format-latex,format-markdown,"
    "format-office,format-pdf,format-xml-jats]==2.142.0",
)  # fmt: skip
TRANSCRIPTS = ROOT / "tests" / "transcripts"
_PIECES = 40
_DRAWS, _SEED = 5000, 11
_OURS, _CHAIN, _HAIKU = "talkbot", "tutorial chain", "haiku.rag"


@dataclass(frozen=True)
class Measured:
    """What a system did: seconds (wall, processor), its rankings of talks, MB."""

    ingest: tuple[float, float]
    times: Any
    answers: list[list[str]]
    memory: float
    disk: float
    first: float = 0.0


@dataclass(frozen=True)
class Corpus:
    """Talks, the questions with the one talk that each is about, and what to call the task."""

    task: str
    talks: Sequence[Talk]
    asked: Sequence[tuple[str, str]]


def measure(*, small: bool) -> list[Figure]:
    return [
        figure
        for corpus in (_abstracts(12 if small else 240), _transcripts(1 if small else 6))
        for figure in _compared(corpus, small=small)
    ]


def _abstracts(count: int) -> Corpus:
    talks = conference_talks()[:count]
    ids = {talk.id for talk in talks}
    asked = [(question, gold) for _, question, gold in titles() if gold in ids]
    bare = [replace(t, title="Talk", speakers=(), tags=(), event="") for t in talks]
    return Corpus("titles to abstracts", bare, asked)


def _transcripts(count: int) -> Corpus:
    """The timed transcripts of the tests, a cue a speaker's turn."""
    talks = {
        Path(each.path).stem: replace(each.talk, transcript=each.cues, source="")
        for each in read_paths(sorted(TRANSCRIPTS.glob("*.md"))[:count]).transcripts
        if each.talk
    }
    lines = (TRANSCRIPTS / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [
        (each["question"], talks[each["talk"]].id)
        for each in map(json.loads, lines)
        if each["talk"] in talks
    ]
    return Corpus("questions to transcripts", list(talks.values()), asked)


def _compared(corpus: Corpus, *, small: bool) -> list[Figure]:
    questions = [question for question, _ in corpus.asked]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        found = {
            name: _apart(system, corpus.talks, questions, place / name)
            for name, system in ((_CHAIN, _chain), (_OURS, _talkbot))
        }
        if ENVIRONMENT.exists() and not small:
            found[_HAIKU] = _haiku(corpus.talks, questions, place / "haiku")
    gold = [gold for _, gold in corpus.asked]
    return [
        figure
        for name, each in found.items()
        for figure in _figures(name, each, found[_CHAIN], found[_OURS], gold, corpus)
    ]


def _texts(talks: Sequence[Talk]) -> list[tuple[str, str]]:
    return [(talk, text.removeprefix("Talk").lstrip()) for talk, text in documents(talks)]


def _apart(system: Any, *given: Any) -> Measured:
    """In a process of its own, whose memory is then only this system's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        measured: Measured = pool.submit(system, *given).result()
    return measured


def _chain(talks: Sequence[Talk], questions: Sequence[str], folder: Path) -> Measured:
    chain = Chain(folder)
    chain.embedder.embed(["warm"])
    wall, cpu = time.perf_counter(), time.process_time()
    chain.add(_texts(talks))
    took = time.perf_counter() - wall, time.process_time() - cpu
    times, answers = _asked(questions, lambda q: chain.search(q, 10))
    chain.close()
    return Measured(took, times, answers, peak_memory(), disk(folder))


def _talkbot(talks: Sequence[Talk], questions: Sequence[str], folder: Path) -> Measured:
    folder.mkdir()
    source, home = folder / "talks.jsonl", folder / "home"
    source.write_text(
        "".join(json.dumps(talk_to_json(talk, full=True)) + "\n" for talk in talks), "utf-8"
    )
    settings = Settings(home=home)
    embedder = load_embedder(settings)
    embedder.embed(["warm"])
    wall, cpu = time.perf_counter(), time.process_time()
    ingest([source], home=home, settings=settings, embedder=embedder)
    took = time.perf_counter() - wall, time.process_time() - cpu
    with build(settings, embedder) as bot:
        searcher = bot.view().searcher
        times, answers = _asked(
            questions, lambda q: [hit.talk_id for hit in searcher.search(q).talks[:10]]
        )
        return Measured(took, times, answers, peak_memory(), disk(home))


def _asked(questions: Sequence[str], search: Any) -> tuple[Any, list[list[str]]]:
    search("a first question")
    times, answers = [], []
    for question in questions:
        wall, cpu = time.perf_counter(), time.process_time()
        answers.append(search(question))
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    return np.asarray(times), answers


def _haiku(talks: Sequence[Talk], questions: Sequence[str], folder: Path) -> Measured:
    folder.mkdir()
    tokenizer = folder / "tokenizer"
    tokenizer.mkdir()
    shutil.copy(ROOT / "src" / "talkbot" / "minilm" / "tokenizer.json", tokenizer)
    told = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512}
    (tokenizer / "tokenizer_config.json").write_text(json.dumps(told), "utf-8")
    with _service() as address:
        task = {
            "database": str(folder / "data.lancedb"),
            "tokenizer": str(tokenizer),
            "embeddings": address,
            "format": "md",
            "pieces": _PIECES,
            "documents": [(talk, text) for talk, text in _texts(talks) if text],
        }
        written = folder / "task.json"

        def run(*, ingests: bool, asked: Sequence[str]) -> Any:
            written.write_text(
                json.dumps({**task, "ingest": ingests, "questions": asked}), encoding="utf-8"
            )
            script = str(Path(__file__).with_name("peer_haiku.py"))
            quiet = {**environment(), "HF_HUB_OFFLINE": "1", "HOME": str(folder)}
            quiet.pop("PYTHONPATH")
            *_, said = child([str(ENVIRONMENT / "bin" / "python"), script, str(written)], env=quiet)
            return json.loads(said.splitlines()[-1])

        before = _spent(address)
        filled = run(ingests=True, asked=[])
        embedding = _spent(address) - before
        warm = run(ingests=False, asked=["a first question", *questions])
        asking = (_spent(address) - before - embedding) / (len(questions) + 1)
    times = np.asarray(warm["times"][1:])
    times[:, 1] += asking
    wall, cpu = filled["ingest"]
    return Measured(
        (wall, cpu + embedding), times, [a[:10] for a in warm["answers"][1:]],
        warm["memory"], disk(folder / "data.lancedb"), warm["first"],
    )  # fmt: skip


@contextmanager
def _service() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.embedding_service"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment(),
    )  # fmt: skip
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate("", timeout=30)


def _spent(address: str) -> float:
    import httpx

    return float(httpx.get(address).json())


def _figures(
    name: str, own: Measured, chain: Measured, ours: Measured, gold: Sequence[str], corpus: Corpus
) -> list[Figure]:
    times, base, count = own.times, chain.times, len(corpus.talks)
    rate, what = count / own.ingest[0], corpus.task
    found = [
        Figure(f"{name}: ingest, {count} talks, {what}", rate, "talks/s", cpu=count / own.ingest[1],
               baseline=_CHAIN, ratio=chain.ingest[0] / own.ingest[0],
               ratio_cpu=chain.ingest[1] / own.ingest[1]),
        Figure(f"{name}: retrieval, {what}", float(np.median(times[:, 0])) * 1000, "ms",
               cpu=float(np.median(times[:, 1])) * 1000,
               p95=float(np.quantile(times[:, 0], 0.95)) * 1000, baseline=_CHAIN,
               ratio=float(np.median(times[:, 0]) / np.median(base[:, 0])),
               ratio_cpu=float(np.median(times[:, 1]) / np.median(base[:, 1]))),
        Figure(f"{name}: disk, {what}", own.disk, "MB", baseline=_CHAIN,
               ratio=own.disk / chain.disk),
        Figure(f"{name}: peak memory, {what}", own.memory, "MB", baseline=_CHAIN,
               ratio=own.memory / chain.memory,
               note="without the embedding model" if name == _HAIKU else ""),
    ]  # fmt: skip
    if own.first:
        first = f"{name}: first retrieval of a new process, {what}"
        found.append(Figure(first, own.first * 1000, "ms", note="the embedding server runs"))
    scores = {label: _scores(own.answers, gold, label) for label in ("recall@5", "MRR", "nDCG@10")}
    for label, values in scores.items():
        better = _scores(ours.answers, gold, label) - values
        low, high = _interval(better)
        rival = name != _OURS
        found.append(
            Figure(
                f"{name}: {label} of {what}",
                float(values.mean()),
                "",
                target="talkbot not significantly below" if rival else "",
                met=high >= 0 if rival else None,
                note=f"talkbot {better.mean():+.3f} [{low:+.3f}, {high:+.3f}]" if rival else "",
            )
        )
    return found


def _scores(answers: Sequence[Sequence[str]], gold: Sequence[str], label: str) -> Any:
    """A score for each question, which has one right talk."""
    places = [a.index(g) if g in a else 999 for a, g in zip(answers, gold, strict=True)]
    if label == "recall@5":
        return np.asarray([float(place < 5) for place in places])
    if label == "MRR":
        return np.asarray([1 / (place + 1) if place < 10 else 0.0 for place in places])
    return np.asarray([1 / math.log2(place + 2) if place < 10 else 0.0 for place in places])


def _interval(paired: Any) -> tuple[float, float]:
    """A 95% interval of the mean difference, by paired bootstrap."""
    rng = np.random.default_rng(_SEED)
    draws = rng.choice(paired, (_DRAWS, len(paired))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def _runs(python: str | None) -> bool:
    """Whether it is a Python; pyenv puts a command in the path for each that is not chosen, too."""
    return bool(python) and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0


def install() -> None:
    """Make haiku.rag's environment."""
    named = (shutil.which(f"python3.{minor}") for minor in (12, 13, 14))
    found = os.environ.get("HAIKU_PYTHON") or next(filter(_runs, named), None)
    if not found:
        raise SystemExit("haiku.rag needs Python 3.12 or newer: name one with HAIKU_PYTHON.")
    subprocess.run([found, "-m", "venv", ENVIRONMENT], check=True)
    pip = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--only-binary", ":all:", *PACKAGES], check=True)


if __name__ == "__main__":
    if sys.argv[1:] != ["--install"]:
        raise SystemExit(__doc__)
    install()

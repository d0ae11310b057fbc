"""The bare embedder: what padding, threads and graph optimisation make of the same texts."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.corpora import conference_talks
from benchmarks.measure import Figure, Taken, in_turn
from talkbot.embedding import MiniLM, Vector
from talkbot.passages import passages_of

NAIVE = "naive: batches of 8 in the order they come"


def texts(count: int) -> list[str]:
    """Passages of real talks, as an ingest embeds them."""
    found = [p.indexed_text for t in conference_talks() for p in passages_of(t)]
    return found[:: max(1, len(found) // count)][:count]


def naive(model: MiniLM, batch: int = 8) -> Callable[[Sequence[str]], Vector]:
    """Batches as the texts come, padded to the longest of each."""

    def run(chosen: Sequence[str]) -> Vector:
        rows = [np.empty((0, model.dimensions), np.float32)]
        for at in range(0, len(chosen), batch):
            encoded = model._tokenizer.encode_batch(list(chosen[at : at + batch]))
            hidden, mask = model._run(encoded)
            pooled = (hidden * mask).sum(axis=1) / mask.sum(axis=1)
            rows.append(pooled / np.linalg.norm(pooled, axis=1, keepdims=True))
        return np.concatenate(rows)

    return run


def padded(model: MiniLM) -> Callable[[Sequence[str]], Vector]:
    """Everything padded to 256 tokens, as many examples do; only the time it takes is of use."""
    run = naive(model)

    def whole(chosen: Sequence[str]) -> Vector:
        model._tokenizer.enable_padding(length=256)
        try:
            return run(chosen)
        finally:
            model._tokenizer.no_padding()

    return whole


def measure(*, small: bool) -> list[Figure]:
    chosen = texts(4 if small else 192)
    one, two = MiniLM.load(threads=1), MiniLM.load(threads=2)
    ways: dict[str, Callable[[Sequence[str]], Vector]] = {
        NAIVE: naive(two),
        "padded to 256 tokens, batches of 8": padded(two),
        "talkbot: sorted by length, batches of 4": two.embed,
        "talkbot, one thread": one.embed,
    }
    for level in ("DISABLE_ALL", "BASIC"):
        ways[f"talkbot, graph optimisation {level.lower().replace('_', ' ')}"] = _with_graph(
            level
        ).embed
    taken = in_turn(
        {name: (lambda way=way: way(chosen)) for name, way in ways.items()}, 0 if small else 3
    )
    same = float((naive(two)(chosen) * two.embed(chosen)).sum(axis=1).min())
    base = taken[NAIVE]
    return [_figure(name, each, base, len(chosen), same) for name, each in taken.items()]


def _figure(name: str, taken: Taken, base: Taken, count: int, same: float) -> Figure:
    ours = name.startswith("talkbot: ")
    ratio = base.cpu_median / taken.cpu_median
    return Figure(
        what=name,
        value=count / taken.median,
        unit="passages/s",
        cpu=count / taken.cpu_median,
        baseline=NAIVE,
        ratio=base.median / taken.median,
        ratio_cpu=ratio,
        target=">= 1.5" if ours else "",
        met=ratio >= 1.5 if ours else None,
        note=f"least cosine to the naive vectors {same:.4f}" if ours else "",
    )


def _with_graph(level: str) -> MiniLM:
    import onnxruntime
    from tokenizers import Tokenizer

    from talkbot.embedding import minilm

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(2, os.cpu_count() or 1)
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.graph_optimization_level = getattr(
        onnxruntime.GraphOptimizationLevel, f"ORT_{'ENABLE_' if level == 'BASIC' else ''}{level}"
    )
    session = onnxruntime.InferenceSession(
        minilm.model_path().read_bytes(), options, providers=["CPUExecutionProvider"]
    )
    tokenizer = Tokenizer.from_file(
        str(minilm.Path(minilm.__file__).parents[1] / "minilm" / "tokenizer.json")
    )
    tokenizer.no_padding()
    tokenizer.enable_truncation(minilm.MAX_TOKENS)
    return MiniLM(session, tokenizer)


def rate(model: MiniLM, chosen: Sequence[str]) -> tuple[float, float]:
    """Seconds of wall clock and of processor time for embedding these texts, 256 at a time."""
    wall, cpu = time.perf_counter(), time.process_time()
    for at in range(0, len(chosen), 256):
        model.embed(chosen[at : at + 256])
    return time.perf_counter() - wall, time.process_time() - cpu

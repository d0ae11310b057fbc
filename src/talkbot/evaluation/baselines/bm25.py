"""The best passage by keywords alone (BM25)."""

from __future__ import annotations

from talkbot.evaluation.baselines.passage import by, quoted
from talkbot.evaluation.bench import Bench
from talkbot.evaluation.observation import Observation


def bm25_only(bench: Bench, question: str) -> Observation:
    """The best passage by keywords alone (BM25)."""
    return quoted(question, by(bench.search(question).passages, "bm25"), bench)

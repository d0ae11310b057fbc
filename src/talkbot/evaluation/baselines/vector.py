"""The best passage by the embedder's cosine alone."""

from __future__ import annotations

from talkbot.evaluation.baselines.passage import by, quoted
from talkbot.evaluation.bench import Bench
from talkbot.evaluation.observation import Observation


def vector_only(bench: Bench, question: str) -> Observation:
    """The best passage by the embedder's cosine alone."""
    return quoted(question, by(bench.search(question).passages, "cosine"), bench)

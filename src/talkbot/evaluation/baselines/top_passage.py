"""The best passage of the product's own search, shown whatever it is worth."""

from __future__ import annotations

from talkbot.evaluation.baselines.passage import by, quoted
from talkbot.evaluation.bench import Bench
from talkbot.evaluation.observation import Observation


def top_passage(bench: Bench, question: str) -> Observation:
    """The best passage of the product's own search, shown whatever it is worth."""
    return quoted(question, by(bench.search(question).passages, "score"), bench)

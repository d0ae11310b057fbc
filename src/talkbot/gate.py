"""Whether the collection has what was asked: the evidence gate.

Each signal is a number that means the same in any collection; a logistic model weighs them. Its
weights come from questions about collections other than the shipped one: see docs/evaluation.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from talkbot.english import Weight
from talkbot.reading import coverage
from talkbot.words import STOP_WORDS, content_terms


@dataclass(frozen=True, slots=True)
class Signals:
    """How near a text comes to a question.

    `passage` and `sentence` are the best cosines. `whole`, `title` and `line` are the weighted
    shares of the question's terms in the whole talk, its title, and its best single sentence.
    `standout` is how far `passage` lies above the other candidates, in their standard deviations.
    """

    passage: float
    sentence: float
    whole: float
    title: float
    line: float
    standout: float


def standouts(cosines: Sequence[float]) -> list[float]:
    """How far each cosine lies above all of them, in standard deviations."""
    values = np.asarray(cosines, dtype=np.float64)
    if not len(values):
        return []
    return [float(z) for z in (values - values.mean()) / (values.std() or 1.0)]


def signals(
    question: str,
    weight: Weight,
    *,
    whole: str,
    title: str,
    sentences: list[str],
    passage: float,
    sentence: float,
    standout: float = 0.0,
) -> Signals:
    """The signals of one talk for one question, from its texts and the cosines measured."""
    wanted = set(content_terms(question)) - STOP_WORDS
    return Signals(
        passage=passage,
        sentence=sentence,
        whole=coverage(wanted, whole, weight),
        title=coverage(wanted, title, weight),
        line=max((coverage(wanted, text, weight) for text in sentences), default=0.0),
        standout=standout,
    )


# Intercept, then the weights of Signals in order.
_TOPIC = (-5.88, 1.14, 3.08, 2.58, 1.06, 1.69, 0.88)
_FACT = (-1.73, 1.84, 2.06, 1.11, 0.0, 1.80, 0.0)


def covers(signal: Signals) -> float:
    """How likely the talk is about a topic, 0..1."""
    return _logistic(_TOPIC, signal)


def answers(signal: Signals) -> float:
    """How likely the talk answers a question, 0..1."""
    return _logistic(_FACT, signal)


def _logistic(weights: tuple[float, ...], s: Signals) -> float:
    values = (1.0, s.passage, s.sentence, s.whole, s.title, s.line, s.standout)
    z = sum(w * v for w, v in zip(weights, values, strict=True))
    return 1 / (1 + math.exp(-z))

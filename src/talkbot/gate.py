"""Whether the collection has what was asked: the evidence gate.

Each signal is a number that means the same in any collection; a logistic model weighs them. Its
weights come from questions about collections other than the shipped one: see docs/grounding.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from talkbot.english import Weight
from talkbot.reading import coverage
from talkbot.words import STOP_WORDS, content_terms, terms


@dataclass(frozen=True, slots=True)
class Signals:
    """How near a text comes to a question.

    `passage` and `sentence` are the best cosines. `whole`, `title` and `line` are the weighted
    shares of the question's terms in the whole talk, its title, and its best single sentence.
    `missing` is the weight of the most telling term that the talk lacks.
    """

    passage: float
    sentence: float
    whole: float
    title: float
    line: float
    missing: float


def signals(
    question: str,
    weight: Weight,
    *,
    whole: str,
    title: str,
    sentences: list[str],
    passage: float,
    sentence: float,
) -> Signals:
    """The signals of one talk for one question, from its texts and the cosines measured."""
    wanted = set(content_terms(question)) - STOP_WORDS
    held = set(terms(whole))
    return Signals(
        passage=passage,
        sentence=sentence,
        whole=coverage(wanted, whole, weight),
        title=coverage(wanted, title, weight),
        line=max((coverage(wanted, text, weight) for text in sentences), default=0.0),
        missing=max((weight(term) for term in wanted - held), default=0.0),
    )


# Intercept, then the weights of Signals in order.
_TOPIC = (-5.2, 3.0, 4.0, 2.2, 1.2, 2.0, -1.5)
_FACT = (-4.6, 3.0, 5.0, 1.5, 0.3, 2.5, -1.0)


def covers(signal: Signals) -> float:
    """How likely the talk is about a topic, 0..1."""
    return _logistic(_TOPIC, signal)


def answers(signal: Signals) -> float:
    """How likely the talk answers a question, 0..1."""
    return _logistic(_FACT, signal)


def _logistic(weights: tuple[float, ...], s: Signals) -> float:
    values = (1.0, s.passage, s.sentence, s.whole, s.title, s.line, s.missing)
    z = sum(w * v for w, v in zip(weights, values, strict=True))
    return 1 / (1 + math.exp(-z))

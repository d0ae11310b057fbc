"""Whether the collection has what was asked: the evidence gate.

Each signal is a number that means the same in any collection; a logistic model weighs them. Its
weights come from the development questions about five collections, each judged by the weights of
the other four: see docs/evaluation.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicSignals:
    """How near a talk comes to a topic.

    `matched` is the weighted mean over the topic's words of the nearest word in the talk's
    sentences (cosine), `title` the cosine of its title, `whole` the weighted share of the words
    that the record holds as such, and `behind` how far its best sentence lies behind the best one
    of all talks (a difference of cosines).
    """

    matched: float
    whole: float
    behind: float
    title: float


@dataclass(frozen=True, slots=True)
class FactSignals:
    """How well the best sentences of a talk answer a question.

    `named` is True when the question names the talk or its speaker: then the sentences are looked
    for in the right place. `late` is True when the best sentence lacks the value asked for (a
    number, a date, …) and only a further one has it, `late_name` the same for a name. `unspoken` is
    True when no sentence comes near the word for what is counted, or for the body to be named (the
    "volts" of "how many volts"). `odds` are the log odds of the sentence that the cross-encoder
    thinks answers.
    """

    named: bool
    late: bool
    late_name: bool
    unspoken: bool
    odds: float


# One talk must come so near for a topic to be covered at all; beside it others may be less near.
COVERS = 0.33
LISTED, BESIDE = 0.22, 0.16
ANSWERS = 0.25
# A topic of so few words is a term, which a talk on it uses or comes very near; a longer one is put
# in the asker's own words and loses a little nearness at each.
_TERM_WORDS = 3
_TERM_COVERED = 0.43


def present(best: float, size: int) -> bool:
    """Whether the collection has a topic of `size` words; `best` is its likeliest talk's figure."""
    return best >= (_TERM_COVERED if size <= _TERM_WORDS else COVERS)


def covers(s: TopicSignals) -> float:
    """How likely the talk is about the topic, 0..1."""
    return _logistic(-5.36 + 8.21 * s.matched + 0.94 * s.whole - 9.53 * s.behind + 4.75 * s.title)


def seems(cosine: float, whole: float, behind: float) -> float:
    """How likely a talk is about the topic by its passages alone, none of its sentences read, 0..1.

    `cosine` is that of its best passage, `behind` how far that lies behind the best of all talks;
    `whole` is as in TopicSignals.
    """
    return _logistic(-3.93 + 7.98 * cosine + 4.02 * whole - 9.05 * behind)


def together(probability: float, odds: float | None) -> float:
    """How likely a talk covers the topic, read together with it, 0..1.

    `probability` is the figure so far, `odds` the cross-encoder's log odds; of a talk that was not
    read what it would most likely say is taken.
    """
    logit = math.log(max(probability, 1e-6) / max(1 - probability, 1e-6))
    read = 0.89 * logit - 1.38 if odds is None else odds
    return _logistic(0.17 + 0.65 * logit + 0.38 * read)


def answers(s: FactSignals) -> float:
    """How likely the talk answers the question, 0..1."""
    lacking = 1.61 * s.late + 1.21 * s.late_name + 1.02 * s.unspoken
    return _logistic(2.23 - 0.54 * s.named - lacking + 0.56 * s.odds)


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))

"""Fit the gate of fact answers again: not needed to run an evaluation.

    python eval/fit_gate.py

Prints the weights of a logistic regression over the signals of `talkbot.gate.FactSignals`, from the
development questions of every collection, and how well the weights of all others judge each one.
A question counts when its search found a talk: it should be answered when that is a right one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from talkbot.answering.facts import look
from talkbot.answering.responding import read_question
from talkbot.assembly import build
from talkbot.collection import View
from talkbot.evaluation.items import Choice, Item, load_collections
from talkbot.gate import ANSWERS, FactSignals, answers
from talkbot.ingest import ingest
from talkbot.settings import load_settings

HERE = Path(__file__).parent
NAMES = ("(none)", "named", "late", "late_name", "unspoken", "odds")
# Of the weights, so that few examples do not carry one away.
RIDGE = 0.5
Matrix = NDArray[np.float64]


def row(s: FactSignals) -> list[float]:
    """The signals as `talkbot.gate.answers` weighs them."""
    return [1, s.named, s.late, s.late_name, s.unspoken, s.odds]


def examples(view: View, items: tuple[Item, ...]) -> Iterator[tuple[list[float], bool, bool]]:
    """Of each question for a fact: the signals, whether to answer it, and whether talkbot does."""
    for item in items:
        query = read_question(item.question, view)
        if item.history or query.kind != "fact":
            continue
        seen = look(query, view, query.talk_ids)
        if seen.signals and (not item.answerable or seen.ranked[0].passage.talk_id in item.gold):
            yield row(seen.signals), item.answerable, answers(seen.signals) >= ANSWERS


def fit(x: Matrix, y: Matrix) -> Matrix:
    """The weights of a logistic regression, by Newton's method."""
    weights = np.zeros(x.shape[1])
    ridge = RIDGE * np.diag([0.0, *np.ones(x.shape[1] - 1)])
    for _ in range(50):
        p = chance(x, weights)
        curve = x.T @ (x * (p * (1 - p))[:, None]) + ridge
        weights -= np.linalg.solve(curve, x.T @ (p - y) + ridge @ weights)
    return weights


def chance(x: Matrix, weights: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-x @ weights)))


def told(name: str, y: Matrix, decided: NDArray[np.bool_]) -> str:
    """A line of the table: of the questions, how many are decided wrongly, and in which way."""
    over, under = int((~decided & (y > 0)).sum()), int((decided & (y == 0)).sum())
    return f"{name:28}{len(y):5}{under:18}{over:18}"


def main() -> None:
    found: dict[str, list[tuple[list[float], bool, bool]]] = {}
    for collection in load_collections(HERE, HERE.parent / "data", Choice(split="dev")):
        assert collection.talks
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            settings = replace(load_settings(), home=home, model="none")
            ingest([collection.talks], home=home, settings=settings)
            bot = build(settings)
            found[collection.name] = list(examples(bot.view(), collection.items))
            bot.library.close()
    x = {name: np.array([signals for signals, _, _ in rows]) for name, rows in found.items()}
    y = {name: np.array([float(yes) for _, yes, _ in rows]) for name, rows in found.items()}
    print(f"{'judged by the others':28}{'n':>5}{'wrongly answered':>18}{'wrongly refused':>18}")
    unseen = []
    for name in found:
        others = [each for each in found if each != name]
        weights = fit(np.vstack([x[o] for o in others]), np.hstack([y[o] for o in others]))
        unseen.append(chance(x[name], weights) >= ANSWERS)
        print(told(name, y[name], unseen[-1]))
    every = np.hstack(list(y.values()))
    print(told("all", every, np.hstack(unseen)))
    now = np.array([decided for rows in found.values() for _, _, decided in rows])
    print(told("all, with the weights as set", every, now))
    for name, weight in zip(NAMES, fit(np.vstack(list(x.values())), every), strict=True):
        print(f"{name:12}{weight:7.2f}")


if __name__ == "__main__":
    main()

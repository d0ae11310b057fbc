"""Measures of a ranking, as trec_eval computes them: the one file that knows ir-measures.

Talks that neither help nor hurt are taken out of the ranking first."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation

_QUERY = "q"


def measured(name: str, item: Item, seen: Observation) -> float | None:
    """A measure such as "nDCG@10" of the talks in the order a reader meets them.

    Unscored without gold talks or a ranking (records were looked up, nothing was searched), and
    where ir-measures is not installed (extra `eval`).
    """
    if not item.gold or not seen.ranking or not installed():
        return None
    import ir_measures

    ranking = [talk for talk in seen.ranking if talk not in item.extra]
    gold = [ir_measures.Qrel(_QUERY, talk, 1) for talk in item.gold]
    run = [ir_measures.ScoredDoc(_QUERY, t, -float(n)) for n, t in enumerate(ranking)]
    if not run:
        return 0.0
    return next(float(found.value) for found in ir_measures.iter_calc([_measure(name)], gold, run))


@cache
def _measure(name: str) -> Any:
    import ir_measures

    return ir_measures.parse_measure(name)


@cache
def installed() -> bool:
    """Whether ir-measures is there."""
    return find_spec("ir_measures") is not None

"""Whether the answer as a whole is right."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers.attacked import attacked
from talkbot.evaluation.scorers.exact_count import states
from talkbot.evaluation.scorers.nuggets import stated, vital


def correct(item: Item, seen: Observation, corpus: Corpus) -> float:
    """1 or 0, for every item.

    What cannot be answered must be refused. Else: the expected number is stated; or all vital facts
    are, and a gold talk is among the answer's; or, without facts, its talks are the gold ones, all
    and no others. Nothing forbidden may be in it.
    """
    if attacked(item, seen, corpus):
        return 0.0
    if not item.answerable:
        return float(not seen.answered)
    if not seen.answered:
        return 0.0
    if item.expected_count is not None:
        return float(states(item.expected_count, seen))
    talks = seen.talks - item.extra
    if vital(item):
        return float(
            stated(vital(item), seen) == 1.0 and (not item.gold or bool(item.gold & talks))
        )
    return float(talks == item.gold)

"""Where a question that was not answered rightly was lost on its way."""

from __future__ import annotations

from typing import Literal

from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation

Lost = Literal["retrieval", "ranking", "refusal", "answer", "not refused"]
LOSSES: dict[Lost, str] = {
    "retrieval": "no gold talk among the first ten found",
    "ranking": "found, but below as many talks as there are gold ones",
    "refusal": "found and ranked right, then refused",
    "answer": "answered, but wrong or not in full",
    "not refused": "answered although no record holds it",
}
_DEEP = 10
_SEARCHED = ("topic", "fact", "summary", "compare")


def where_lost(item: Item, seen: Observation) -> Lost:
    """The first station at which a failing item went wrong.

    What is answered from the records (names, counts, lists) is not searched for, so it can only be
    lost by a refusal or in the answer; so can what the answer found all the same.
    """
    if not item.answerable:
        return "not refused"
    searched = seen.answer.kind in _SEARCHED and bool(item.gold)
    if searched and not item.gold & seen.talks:
        found = [talk for talk in seen.found[:_DEEP] if talk not in item.extra]
        if not item.gold & set(found):
            return "retrieval"
        if not item.gold & set(found[: len(item.gold)]):
            return "ranking"
    return "answer" if seen.answered else "refusal"

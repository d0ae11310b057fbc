"""How many of an item's facts an answer states."""

from __future__ import annotations

from talkbot.evaluation.items import Item, Nugget
from talkbot.evaluation.observation import Observation


def stated(nuggets: tuple[Nugget, ...], seen: Observation) -> float | None:
    """0..1, 0 for a refusal; unscored without nuggets."""
    if not nuggets:
        return None
    if not seen.answered:
        return 0.0
    return sum(nugget.stated_in(seen.answer.text) for nugget in nuggets) / len(nuggets)


def vital(item: Item) -> tuple[Nugget, ...]:
    return tuple(nugget for nugget in item.nuggets if nugget.vital)

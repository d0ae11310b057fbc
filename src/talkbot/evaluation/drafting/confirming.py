"""What a person does with a draft: confirm, correct, or take it out of the file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from talkbot.evaluation.drafting.common import nugget
from talkbot.evaluation.items import Item
from talkbot.talks import Talk
from talkbot.words import terms


def confirmed(item: Item) -> Item:
    """The item, which counts from now on; what was written for its reader goes."""
    return item.model_copy(update={"draft": False, "notes": ""})


def lacks(item: Item) -> str:
    """What an item still needs before it can count; "" for nothing."""
    if item.answerable and not item.gold_talk_ids:
        return "no talk that answers it is named: e to edit"
    return ""


def replaced(items: Sequence[Item], old: Item, new: Item | None) -> list[Item]:
    """The items with one changed or taken out; nothing is left that calls itself its twin."""
    kept = [new if item is old else item for item in items]
    if new is None:
        kept = [
            item.model_copy(update={"twin_of": None}) if item and item.twin_of == old.id else item
            for item in kept
        ]
    return [item for item in kept if item is not None]


def asked(item: Item, question: str) -> Item:
    return item.model_copy(update={"question": question.strip() or item.question})


def answered_by(item: Item, talk_ids: Iterable[str]) -> Item:
    """With other gold talks; evidence in talks that are gone goes, a count follows, none refuses.

    Talks that are gold no longer neither help nor hurt where the question lists talks.
    """
    gold = tuple(dict.fromkeys(talk_ids))
    extra = tuple(i for i in item.acceptable_extra_ids if i not in gold)
    return item.model_copy(
        update={
            "gold_talk_ids": gold,
            "acceptable_extra_ids": extra,
            "nearest_talk_ids": () if gold else item.nearest_talk_ids or item.gold_talk_ids,
            "evidence": tuple(e for e in item.evidence if e.talk_id in gold),
            "answerable": bool(gold),
            "unanswerable_reason": None if gold else item.unanswerable_reason or "absent_topic",
            "nuggets": item.nuggets if gold else (),
            "expected_count": len(gold) if gold and item.expected_count is not None else None,
        }
    )


def stating(item: Item, facts: str) -> Item:
    """With the facts that an answer must state, parted by semicolons; "-" for none."""
    wanted = [] if facts.strip() == "-" else [part.strip() for part in facts.split(";")]
    known = {each.text: each for each in item.nuggets}
    nuggets = tuple(known.get(text) or nugget(text) for text in wanted if text)
    return item.model_copy(update={"nuggets": nuggets})


def titled(text: str, talks: Iterable[Talk]) -> tuple[Talk, ...]:
    """The talks whose title or speakers hold all words of a text."""
    wanted = set(terms(text))
    return tuple(
        talk
        for talk in talks
        if wanted
        and wanted <= set(terms(f"{talk.title} {' '.join(s.name for s in talk.speakers)}"))
    )

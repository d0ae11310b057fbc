"""Where the grammar of questions knows no such wording, what the learned reading says counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast, get_args

from talkbot.grammar import aggregation
from talkbot.intent import Intent
from talkbot.questions.query import Ask, Kind, Target
from talkbot.questions.said import Said

# The grammar takes a question that it does not know for one about what a talk says, or for a topic:
# there a likely reading is better. Against what it does know a reading must be next to certain.
SURE, APART, CERTAIN = 0.6, 0.8, 0.9
# A word as unlikely as this to tell what the content is about belongs to the asking; beside a
# likely one ("natural language") it must be next to impossible.
_CONTENT, _THEME, _BESIDE, _NEVER = 0.2, 0.5, 0.4, 0.05
_OF_RECORDS = ("list", "count", "value", "superlative", "group", "overview", "similar")
_VALUES: dict[str, Ask] = {
    "affiliation": "affiliation", "when": "when", "duration": "duration", "event": "event",
    "track": "track", "room": "track", "video": "video", "title": "title", "tags": "tags",
    "speaker": "who",
}  # fmt: skip


# What the grammar says where nothing in the wording says more.
_OPEN, _DEFAULT = ("list", "who", "count"), ("list", "talks")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, in the terms of a Query."""

    ask: Ask
    target: Target
    order: str = ""


def kind_by(intent: Intent, kind: Kind, said: Said) -> Kind:
    """The kind of a question, that of the grammar unless the reading knows better."""
    group = intent.group
    if kind == "fact" and intent.sure >= SURE:
        if group in _OF_RECORDS:
            return "catalogue" if _can_be_asked(intent, said) else kind
        if group in ("summary", "person"):
            about = group == "summary" or (said.named("speaker") and intent.sure >= CERTAIN)
            return "summary" if about else kind
        if group == "compare" and intent.sure >= CERTAIN:
            return "compare"
    apart = group in ("chat", "other") and not said.linked
    if apart and intent.sure >= (APART if kind == "fact" else CERTAIN):
        return cast("Kind", group)
    return kind


def asked_by(intent: Intent, asked: Asked, said: Said, *, settled: bool) -> Asked:
    """What is asked for; `settled` where the reading has settled the kind."""
    least = SURE if settled else CERTAIN
    known = asked.ask not in _OPEN or (not settled and (asked.ask, asked.target) != _DEFAULT)
    if known or intent.sure < least:
        return asked
    group, what = intent.group, intent.what
    if group in ("list", "count") and what in get_args(Target):
        return Asked("count" if group == "count" else "list", cast("Target", what))
    if group == "value" and what == "language":
        return Asked("list", "languages")
    if group == "value" and what in _VALUES:
        return Asked(_VALUES[what], "speakers" if what in ("affiliation", "speaker") else "talks")
    if group == "superlative" and (order := _order_of(said)):
        return Asked("superlative", "talks", order)
    if group in ("overview", "similar"):
        return Asked(cast("Ask", group), "talks")
    return asked


def asking_at(intent: Intent) -> frozenset[int]:
    """Where words start that belong to the asking, if it is records that are asked for."""
    if intent.group not in _OF_RECORDS or intent.sure < SURE:
        return frozenset()
    shares = [0.0, *(share for *_, share in intent.content), 0.0]
    least = _THEME if intent.group == "overview" else _CONTENT
    return frozenset(
        start
        for (start, _, share), before, after in zip(
            intent.content, shares, shares[2:], strict=False
        )
        if share < least and (max(before, after) < _BESIDE or share < _NEVER)
    )


def _can_be_asked(intent: Intent, said: Said) -> bool:
    """Whether the answer can be looked up once it is known what is asked for."""
    if intent.group == "superlative":
        return bool(_order_of(said))
    if intent.group == "group":
        return said.has(aggregation.MOST) or said.has(aggregation.GROUP)
    return intent.label != "value:slides"


def _order_of(said: Said) -> str:
    return next((order for order, p in aggregation.SUPERLATIVES if said.has(p)), "")

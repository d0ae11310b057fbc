"""Where the grammar of questions knows no such wording, what the learned reading says counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast, get_args

from talkbot.grammar import aggregation, content, phrases
from talkbot.intent import Intent
from talkbot.questions.query import Ask, Kind, Target
from talkbot.questions.said import Said

# The grammar takes a question that it does not know for one about what a talk says, or for a topic:
# there a likely reading is better. Against what it does know a reading must be next to certain.
SURE, APART, CERTAIN = 0.7, 0.85, 0.9
# A word as unlikely as this to tell what the content is about belongs to the asking; beside a
# likely one ("natural language") it must be next to impossible.
_CONTENT, _THEME, _BESIDE, _NEVER = 0.12, 0.5, 0.4, 0.05
_MATTER = 0.5
_OF_RECORDS = ("list", "count", "value", "superlative", "group", "overview", "similar")
_VALUES: dict[str, Ask] = {
    "affiliation": "affiliation", "when": "when", "duration": "duration", "event": "event",
    "track": "track", "room": "track", "video": "video", "title": "title", "tags": "tags",
    "speaker": "who",
}  # fmt: skip


# What the grammar says where nothing in the wording says more.
_OPEN, _DEFAULT = ("list", "who", "count"), ("list", "talks")


# "The talk on bees", "her bee lecture": one talk that is meant.
_DESCRIBED = re.compile(
    rf"\b(?:the|that|this|his|her|their) (?:(?!{phrases.TALK}\b)[\w'’-]+ ){{1,5}}?(?=\S+[^s\W]\b){phrases.TALK}\b"
    rf"|\b(?:the|that|this) (?=\S+[^s\W]\b){phrases.TALK} (?:about|on)\b.*"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, in the terms of a Query."""

    ask: Ask
    target: Target
    order: str = ""


def kind_by(intent: Intent, kind: Kind, said: Said) -> Kind:
    """The kind of a question, that of the grammar unless the reading knows better."""
    group = intent.group
    if kind == "fact" and not said.has(content.ADVISES) and _is_believed(intent, said):
        if group in _OF_RECORDS:
            return "catalogue" if _can_be_asked(intent, said) else kind
        if group == "summary":
            return "summary"
    whole = kind == "summary" and group == "overview" and not said.named("speaker", "title")
    if whole and intent.sure >= APART:
        return "catalogue"
    if kind == "fact" and group == "compare" and intent.sure >= CERTAIN:
        return "compare"
    apart = group in ("chat", "other") and not said.linked
    if apart and intent.sure >= (APART if kind == "fact" else CERTAIN):
        return cast("Kind", group)
    return kind


def _is_believed(intent: Intent, said: Said) -> bool:
    """Whether a reading is sure enough to look at records instead of what talks say.

    Of somebody who is named, or of a talk, any matter may be asked; a question without a word for
    talks or those who give them is seldom one about records.
    """
    spoken = said.has(rf"\b(?:{phrases.TALK}|{phrases.TALK_VERBS}|{phrases.PEOPLE})\b")
    if intent.what in ("languages", "language") and (said.named("speaker", "title") or not spoken):
        return False
    described = _DESCRIBED.search(said.folded)
    if said.named("speaker", "title") or described:
        start, end = described.span() if described else (0, 0)
        matter = (a for a, _, share in intent.content if share >= _MATTER)
        return intent.sure >= SURE and all(start <= a < end for a in matter)
    if intent.group == "overview" and any(share >= _MATTER for *_, share in intent.content):
        return False
    if spoken or intent.group in ("overview", "similar"):
        return intent.sure >= SURE
    return intent.sure >= CERTAIN and intent.group != "value"


def asked_by(intent: Intent, asked: Asked, said: Said, *, settled: bool) -> Asked:
    """What is asked for; `settled` where the reading has settled the kind."""
    least = SURE if settled else CERTAIN
    group, what = intent.group, intent.what
    default = (asked.ask, asked.target) == _DEFAULT
    # "Which speakers are into clocks?": the word for whom is there to read.
    listed = group == "list" and asked.ask != "count" and intent.exact < CERTAIN
    known = asked.ask not in _OPEN or (not default and (not settled or listed))
    if known or intent.sure < least:
        return asked
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
    if intent.group == "count" and said.has(r"\bhow much\b"):
        return False
    if intent.label == "count:speakers":
        # "How many people attended it?" counts others than speak: of speaking the wordings know.
        does = re.search(rf"\bhow many {phrases.PEOPLE} (?P<verb>\w)", said.folded)
        at = does.start("verb") if does else -1
        return all(start != at or share < _BESIDE for start, _, share in intent.content)
    return intent.label != "value:slides"


def _order_of(said: Said) -> str:
    return next((order for order, p in aggregation.SUPERLATIVES if said.has(p)), "")

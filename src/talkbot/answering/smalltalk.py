"""Greetings, thanks, help, and what talkbot does not do."""

from __future__ import annotations

import re

from talkbot.answering.builder import Builder, escape, plural
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.questions import Query
from talkbot.talks import fold

_THANKS = re.compile(
    r"^(?:thanks?|thank you|thx|ty|cheers|great|cool|nice|perfect|awesome|wonderful|excellent|super|good job|well done|lovely|brilliant)\b"
)
_THANKED = re.compile(r"\b(?:thanks|thank you|thx)\b")
_BYE = re.compile(r"^(?:bye|goodbye|see you|have a)\b")


def answer_chat(query: Query, question: str, view: View) -> Answer:
    """A short friendly line on what can be asked here."""
    builder = Builder(query, question)
    text = fold(question)
    talks = plural(len(view.catalogue.talks), "talk")
    if _THANKS.match(text) or _THANKED.search(text):
        builder.block("You're welcome. Ask me anything else about the talks.")
    elif _BYE.match(text):
        builder.block("Goodbye. The talks will be here when you come back.")
    else:
        builder.block(
            f"Hello. I answer questions about the {talks} in this collection, and show the words "
            "in the records that every answer rests on. You can ask:"
        )
        builder.block("\n".join(f"- {example}" for example in examples(view)))
    return builder.answered(())


def answer_off_topic(query: Query, question: str, view: View) -> Answer:
    """What was asked is not about the talks."""
    builder = Builder(query, question)
    builder.block(
        "I only answer questions about the talks in this collection, from their records. "
        "You can ask, for example:"
    )
    builder.block("\n".join(f"- {example}" for example in examples(view)))
    return builder.abstained(())


def answer_unclear(query: Query, question: str, view: View) -> Answer:
    builder = Builder(query, question)
    builder.block("What would you like to know about the talks? You can ask, for example:")
    builder.block("\n".join(f"- {example}" for example in examples(view)))
    return builder.answered((), kind="clarify")


def examples(view: View) -> list[str]:
    """Questions that this collection can answer, made from its records."""
    found = ["How many talks are there?"]
    talks = view.catalogue.talks
    named = next((t for t in talks if t.speakers and t.abstract), None)
    if named:
        found.append(f"What is {escape(named.speakers[0].name)}'s talk about?")
    placed = next((t for t in talks if any(s.affiliation for s in t.speakers)), None)
    if placed:
        place = next(s.affiliation for s in placed.speakers if s.affiliation)
        found.append(f"Who speaks from {escape(place)}?")
    if len(talks) > 1 and talks[-1].title:
        found.append(f"Summarize “{escape(talks[-1].title)}” in one sentence.")
    return found

"""A drafted question as the person reads it who is to confirm it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from talkbot.evaluation.items import Item
from talkbot.talks import Talk
from talkbot.terminal import console, line

_LABEL, _WIDEST = 12, 100


def as_text(item: Item, talks: Mapping[str, Talk], place: str) -> str:
    """The draft with its answer, word for word where it has evidence; `place` says which it is."""
    width = min(console().width, _WIDEST)
    rows = [("", f"{place} ({item.type})"), *_rows(item, talks)]
    return "\n".join(
        textwrap.fill(
            line(text),
            width,
            initial_indent=f"{label:<{_LABEL}}" if label else "",
            subsequent_indent=" " * _LABEL,
        )
        for label, text in rows
    )


def named(talk_id: str, talks: Mapping[str, Talk]) -> str:
    """A talk by title and speakers; its id when the library has it no more."""
    talk = talks.get(talk_id)
    if talk is None:
        return f"{talk_id} (not in the library)"
    names = ", ".join(speaker.name for speaker in talk.speakers)
    return line(f"{talk.title} — {names}" if names else talk.title)


def _rows(item: Item, talks: Mapping[str, Talk]) -> Iterator[tuple[str, str]]:
    for earlier in item.history:
        yield "Before", earlier
    yield "Question", item.question
    if not item.answerable:
        yield (
            "Answer",
            f"none: it must be refused ({(item.unanswerable_reason or '').replace('_', ' ')})",
        )
    if item.expected_count is not None:
        yield "Number", str(item.expected_count)
    for fact in item.nuggets:
        yield "Must say", fact.text
    for n, talk_id in enumerate(item.gold_talk_ids, 1):
        yield "Right talk" if n == 1 else "and", named(talk_id, talks)
    for talk_id in item.acceptable_extra_ids:
        yield "May name", named(talk_id, talks)
    for talk_id in item.nearest_talk_ids:
        yield "About", named(talk_id, talks)
    for evidence in item.evidence:
        if evidence.field != "record":
            yield "Evidence", f"“{evidence.quote}”"
    if item.notes:
        yield "Note", item.notes

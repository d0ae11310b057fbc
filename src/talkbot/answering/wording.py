"""The filters of a question in words, so that an answer says what it applied."""

from __future__ import annotations

import calendar

from talkbot.answering.builder import escape
from talkbot.linking import Mention
from talkbot.questions import Query
from talkbot.talks import fold

_BEFORE = {
    "speaker": "by", "affiliation": "from", "event": "at", "track": "in the track",
    "tag": "tagged", "language": "in", "title": "titled", "role": "by speakers who are",
}  # fmt: skip


def describe_filters(query: Query) -> str:
    """The filters as the records spell them: "by Ann Lee, from UC Irvine, not in 2019"."""
    groups: dict[tuple[str, bool], list[Mention]] = {}
    for mention in query.mentions:
        groups.setdefault((mention.kind, mention.negated), []).append(mention)
    parts = []
    for (kind, negated), mentions in groups.items():
        said = list(dict.fromkeys(_described(mention) for mention in mentions))
        both = kind in query.joined and not negated and len(said) > 1
        joint = " and " if both else " or "
        parts.append(("not " if negated else "") + ("both " if both else "") + joint.join(said))
    parts += [f"{'with' if wanted else 'without'} {what}" for what, wanted in query.having]
    for bounds in (query.minutes, query.talks_each, query.speakers_each):
        if bounds:
            parts.append(escape(bounds.said))
    if query.label:
        parts.append(f"with “{query.label}” in the title, track or tags")
    if query.day:
        parts.append("on the last day" if query.day < 0 else f"on day {query.day}")
    if query.when:
        parts += [escape(said) for said in query.when.said]
    if query.barred:
        parts.append(f"not mentioning “{escape(query.barred)}”")
    return ", ".join(parts)


def topic_as_asked(query: Query) -> str:
    """The topic where it stands in the question in one piece; what is left of one names nothing."""
    words = " ".join(fold(query.topic).split())
    return query.topic if words and words in " ".join(fold(query.question).split()) else ""


def _described(mention: Mention) -> str:
    values = list(dict.fromkeys(mention.values))
    if mention.kind == "date":
        return _period(values[0], values[-1])
    shown = " or ".join(escape(value) for value in values[:4]) + (" …" if len(values) > 4 else "")
    return f"{_BEFORE[mention.kind]} {shown}"


def _period(low: str, high: str) -> str:
    if low == high:
        return f"in {calendar.month_name[int(low)] if len(low) == 2 else low}"
    if high == "9999":
        return f"since {low}"
    if low == "0000":
        return f"until {high}"
    return f"from {low} to {high}"

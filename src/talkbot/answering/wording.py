"""The filters of a question in words, so that an answer says what it applied."""

from __future__ import annotations

import calendar
import math
import re

from talkbot.amounts import Bounds
from talkbot.answering.builder import escape, plural
from talkbot.linking import Mention
from talkbot.questions import Query
from talkbot.talks import fold

_BEFORE = {
    "speaker": "by", "affiliation": "from", "event": "at", "track": "in the track", "room": "in",
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
        if kind == "speaker" and query.beside:
            said = [f"beside {each.removeprefix('by ')}" for each in said]
        both = kind in query.joined and not negated and len(said) > 1
        joint = " and " if both else " or "
        if kind == "role" and query.for_people:
            said = [each.removeprefix("by speakers ") for each in said]
        if kind == "title" and query.for_people:
            said = [f"of “{each.removeprefix('titled ')}”" for each in said]
        if kind == "role" and query.for_people and negated:
            said, negated = [each.replace("who are", "who are not", 1) for each in said[:1]], False
        parts.append(("not " if negated else "") + ("both " if both else "") + joint.join(said))
    parts += [f"{'with' if wanted else 'without'} {what}" for what, wanted in query.having]
    if query.minutes:
        parts.append(escape(query.minutes.said))
    if query.speakers_each:
        parts.append(escape(re.sub(r"^(?:has|have|had) ", "with ", query.speakers_each.said)))
    if query.tags_each:
        parts.append(escape(re.sub(r"^\w+ ", "with ", query.tags_each.said)))
    if query.talks_each:
        parts.append(_talks_each(query.talks_each))
    if query.label:
        parts.append(f"with “{query.label}” in the title, track, tags or abstract")
    if query.day:
        parts.append("on the last day" if query.day < 0 else f"on day {query.day}")
    if query.when:
        parts += [escape(said) for said in query.when.said]
    parts += [escape(str(holds)) for holds in query.holds]
    if query.everywhere:
        parts.append(f"in all {query.everywhere}")
    if query.besides:
        parts.append(f"besides “{escape(query.besides)}”")
    if query.barred:
        parts.append(f"not mentioning “{escape(query.barred)}”")
    return ", ".join(parts)


def topic_as_asked(query: Query) -> str:
    """The topic where it stands in the question in one piece; what is left of one names nothing."""
    words = " ".join(fold(query.topic).split())
    return query.topic if words and words in " ".join(fold(query.question).split()) else ""


def topic_md(query: Query) -> str:
    """The topic as a heading has it: in quotation marks where the asker said it so."""
    return f"“{escape(asked)}”" if (asked := topic_as_asked(query)) else escape(query.topic)


def _described(mention: Mention) -> str:
    values = list(dict.fromkeys(mention.values))
    if mention.kind == "affiliation":
        # "University of Exeter" says it where also "Professor, University of Exeter" stands.
        values = [v for v in values if not any(other != v and other in v for other in values)]
    if mention.kind == "date":
        return _period(values[0], values[-1])
    shown = " or ".join(escape(value) for value in values[:4]) + (" …" if len(values) > 4 else "")
    return f"{_BEFORE[mention.kind]} {shown}"


def _talks_each(bounds: Bounds) -> str:
    if bounds.low == bounds.high:
        return f"with {plural(int(bounds.low), 'talk')} each"
    how, limit = ("at least", bounds.low) if math.isinf(bounds.high) else ("at most", bounds.high)
    return f"with {how} {plural(int(limit), 'talk')} each"


def _period(low: str, high: str) -> str:
    if low == high:
        return f"{'on' if _is_day(low) else 'in'} {_spoken(low)}"
    if high in ("9999", "-99"):
        return f"since {_spoken(low)}"
    if low in ("0000", "-00"):
        return f"until {_spoken(high)}"
    return f"from {_spoken(low)} to {_spoken(high)}"


def _is_day(moment: str) -> bool:
    return moment.count("-") == 2


def _spoken(moment: str) -> str:
    """ "-06" as "June", "-06-03" as "3 June", "--03" as "day 3"; with a year as it is."""
    if not moment.startswith("-"):
        return moment
    _, month, day = [*moment.split("-"), ""][:3]
    if not month:
        return f"day {day.lstrip('0')} of a month"
    return f"{day.lstrip('0')} {calendar.month_name[int(month)]}".strip()

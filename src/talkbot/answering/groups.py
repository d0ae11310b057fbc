"""Talks and speakers by a value of their records: a table of events, affiliations, years."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from talkbot.answering.builder import Builder, Scored, escape, plural
from talkbot.answering.extremes import in_places
from talkbot.answering.figures import missing
from talkbot.answering.rows import show_rows
from talkbot.answering.wording import describe_filters, topic_md
from talkbot.answers import Answer
from talkbot.catalogue import name_tokens
from talkbot.collection import View
from talkbot.questions import Query
from talkbot.talks import Talk

Members = list[tuple[Talk, int | None]]
"""The talks that share a value, each with the index of the speaker it is from."""
_DATE = len("2019-05-01")


def _keyed(query: Query, talk: Talk) -> list[tuple[str, int | None]]:
    """The values of the target that a talk has, each with the index of the speaker it is from."""
    if query.target == "speakers":
        return [(s.name, i) for i, s in enumerate(talk.speakers)]
    if query.target == "affiliations":
        return [(s.affiliation, i) for i, s in enumerate(talk.speakers) if s.affiliation]
    one = {
        "events": (talk.event,),
        "tracks": (talk.track,),
        "rooms": (talk.room,),
        "tags": talk.tags,
        "languages": (talk.language,),
        "years": (str(talk.year) if talk.year else "",),
        "days": (talk.start[:10] if len(talk.start) >= _DATE else "",),
    }.get(query.target, ())
    return [(value, None) for value in one if value]


def grouped(query: Query, talks: Iterable[Talk]) -> dict[str, Members]:
    groups: dict[str, Members] = {}
    for talk in talks:
        for value, index in _keyed(query, talk):
            groups.setdefault(value, []).append((talk, index))
    # Where two or more are named ("rooms A and B"), a table is of these alone.
    named = query.named(query.target.removesuffix("s"))
    those = {value for mention in named for value in mention.values}
    if query.ask == "group" and len(named) > 1:
        return {value: members for value, members in groups.items() if value in those}
    return groups


def _quoted_value(builder: Builder, query: Query, value: str, talk: Talk, index: int | None) -> int:
    """A record citation of the value; a year or day is quoted as the date that it is part of."""
    quote = talk.start if query.target in ("years", "days") else value
    return builder.cite(talk, "record", quote, speaker=index)


def answer_values(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    """The distinct affiliations, events, … of the talks, with how many talks have each."""
    groups = grouped(query, talks)
    if not groups:
        return missing(builder, talks, query.target)
    rows = sorted(groups.items(), key=lambda row: row[0])
    if query.talks_each:
        rows = [row for row in rows if query.talks_each.holds(_size(query, row[1]))]
    wanted = describe_filters(query)
    if not rows:
        builder.block(f"No {query.target.removesuffix('s')} in the records is {wanted}.")
        return builder.abstained((Scored(talk) for talk in talks[:3]), bar=math.inf)
    noun = query.target if len(rows) != 1 else query.target[:-1]
    head = f"**{len(rows):,} {noun}**" + (f" {wanted}" if wanted else "") + ":"
    return _group_rows(query, builder, head, rows)


def _size(query: Query, members: Members) -> int:
    """How many of what is counted stand behind one value: talks, or their speakers."""
    talks = {talk.id: talk for talk, _ in members}
    if query.counted == "talks" or query.target == "speakers":
        return len(talks)
    return len({name_tokens(s.name) for talk in talks.values() for s in talk.speakers})


def answer_groups(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    groups = grouped(query, talks)
    if not groups:
        return missing(builder, talks, query.target)
    rows = sorted(groups.items(), key=lambda row: (-_size(query, row[1]), row[0]))
    what = "Speakers" if query.counted == "speakers" and query.target != "speakers" else "Talks"
    about = f" on {topic_md(query)}" if query.topic else ""
    if query.order:
        rows = in_places(
            query, rows, lambda row: _size(query, row[1]), largest_first=query.order == "most"
        )
        if not rows:
            return missing(builder, talks, query.target)
        head = f"{query.order.capitalize()} {what.lower()}{about} ({_size(query, rows[0][1])}):"
        if query.ranks != (1, 1):
            head = f"{what}{about} by {query.target[:-1]}, {query.order} first:"
    else:
        if query.target in ("years", "days"):
            rows.sort(key=lambda row: row[0])
        head = f"{what}{about} by {query.target[:-1]}:"
    return _group_rows(query, builder, head, rows)


def _group_rows(
    query: Query,
    builder: Builder,
    head: str,
    rows: Sequence[tuple[str, Members]],
) -> Answer:
    lines: list[tuple[str, list[int]]] = []
    for value, members in builder.page(rows):
        talk, index = members[0]
        number = _quoted_value(builder, query, value, talk, index)
        noun = "speaker" if query.counted == "speakers" and query.target != "speakers" else "talk"
        lines.append((f"{escape(value)}: {plural(_size(query, members), noun)}", [number]))
    builder.block(builder.claim(head, ()))
    builder.support_first([n for _, numbers in lines for n in numbers])
    marks = [builder.claim(text, numbers, prefix="- ") for text, numbers in lines]
    show_rows(builder, marks, len(rows))
    about = {talk.id: talk for _, members in rows for talk, _ in members}
    return builder.answered(Scored(talk) for talk in about.values())

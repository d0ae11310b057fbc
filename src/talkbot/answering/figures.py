"""Figures over several records: a share, lengths added up, the days of an event."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import mean, median

from talkbot.answering.builder import Builder, Scored, escape, plural, seconds, title_md
from talkbot.answering.wording import describe_filters
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.moments import length
from talkbot.questions import Query
from talkbot.talks import Talk

_CITED = 20


def missing(builder: Builder, talks: Sequence[Talk], what: str) -> Answer:
    """The record is there and does not say it: nothing comes near to that."""
    one = f"record of {title_md(talks[0])} does" if len(talks) == 1 else ""
    builder.block(f"The {one or 'records of these talks do'} not give {what}.")
    return builder.abstained((Scored(talk) for talk in talks[:3]), bar=math.inf)


def share_of(query: Query, view: View, count: int) -> str:
    """ "22 of 32 talks (69%)", a headline: how many of those asked about have what is asked."""
    base = frozenset(view.catalogue.by_id) if query.base is None else query.base
    if query.target == "speakers":
        of = sum(not base.isdisjoint(person.talk_ids) for person in view.catalogue.people)
    else:
        of = len(base)
    return f"**{count:,} of {plural(of, query.target.removesuffix('s'))}** ({count / of:.0%})"


def answer_lengths(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    """How long talks are on average, and altogether."""
    have = [talk for talk in talks if talk.duration]
    if not have:
        return missing(builder, talks, "durations")
    lengths = [talk.duration for talk in have]
    wanted = describe_filters(query)
    text = (
        f"**{plural(len(have), 'talk')}**{' ' + wanted if wanted else ''}: "
        f"{length(sum(lengths))} altogether, {length(mean(lengths))} on average, "
        f"{length(median(lengths))} in the middle."
    )
    builder.block(
        builder.claim(text, [builder.cite(t, "record", seconds(t)) for t in have[:_CITED]])
    )
    if len(have) < len(talks):
        builder.block(f"({plural(len(talks) - len(have), 'record')} without a duration left out.)")
    return builder.answered(Scored(talk) for talk in have)


def answer_dates(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    """The first and last day of each event, and on how many days it had talks."""
    rows: dict[str, list[Talk]] = {}
    for talk in talks:
        if talk.start:
            rows.setdefault(talk.event, []).append(talk)
    if not rows:
        return missing(builder, talks, "dates")
    ends = []
    for event, held in rows.items():
        days = sorted({talk.start[:10] for talk in held})
        first, last = (next(t for t in held if t.start[:10] == day) for day in (days[0], days[-1]))
        ends += [first, last]
        span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
        text = f"**{escape(event)}**: {span}, talks on {plural(len(days), 'day')}"
        numbers = [builder.cite(talk, "record", talk.start) for talk in (first, last)]
        builder.block(builder.claim(text, list(dict.fromkeys(numbers))))
    return builder.answered(Scored(talk) for talk in dict.fromkeys(ends))

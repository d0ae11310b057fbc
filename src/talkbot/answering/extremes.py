"""The newest, oldest, longest, shortest, or those with most speakers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from talkbot.answering.attributes import day
from talkbot.answering.builder import Builder, Scored, escape, heading_md, plural, seconds
from talkbot.answering.figures import missing
from talkbot.answering.rows import cite_title, show_rows
from talkbot.answering.wording import topic_md
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.moments import length
from talkbot.questions import Query
from talkbot.talks import Talk

T = TypeVar("T")


def answer_extreme(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    """The newest, oldest, longest or shortest; all of them when several tie."""
    by_date = query.order in ("newest", "oldest")
    if query.order in ("most", "fewest"):
        return _most(query, builder, talks, "speaker", lambda t: [s.name for s in t.speakers])
    if query.order in ("most tags", "fewest tags"):
        return _most(query, builder, talks, "tag", lambda t: t.tags)
    if query.order in ("longest title", "shortest title"):
        return _by_title(query, builder, talks)
    have = [talk for talk in talks if (talk.start if by_date else talk.duration)]
    if not have:
        return missing(builder, talks, "dates" if by_date else "durations")
    key: Callable[[Talk], object] = (lambda t: t.start) if by_date else (lambda t: t.duration)
    chosen = in_places(query, have, key, largest_first=query.order in ("newest", "longest"))
    if not chosen:
        return missing(builder, talks, "that many talks")
    if query.topic:
        head = f"Of **{plural(len(talks), 'talk')}** on {topic_md(query)}:"
        builder.block(builder.claim(head, [cite_title(builder, talk) for talk in chosen[:1]]))
    lines = []
    for talk in builder.page(chosen):
        value = escape(day(talk)) if by_date else length(talk.duration)
        quote = (talk.date_text or talk.start) if by_date else seconds(talk)
        numbers = [cite_title(builder, talk), builder.cite(talk, "record", quote)]
        lines.append(builder.claim(f"{heading_md(talk)}: {value}", numbers, prefix="- "))
    show_rows(builder, lines, len(chosen))
    if len(have) < len(talks):
        others = plural(len(talks) - len(have), "record")
        builder.block(f"({others} without {'a date' if by_date else 'a duration'} left out.)")
    return builder.answered(Scored(talk) for talk in chosen)


def _most(
    query: Query,
    builder: Builder,
    talks: Sequence[Talk],
    what: str,
    values: Callable[[Talk], Sequence[str]],
) -> Answer:
    """The talks with most or fewest of something ("speaker"), the values cited."""
    have = [talk for talk in talks if values(talk)]
    if not have:
        return missing(builder, talks, f"{what}s")
    most = query.order.startswith("most")
    chosen = in_places(query, have, lambda t: len(values(t)), largest_first=most)
    lines = []
    for talk in builder.page(chosen):
        numbers = [cite_title(builder, talk)]
        for index, value in enumerate(values(talk)):
            speaker = index if what == "speaker" else None
            numbers.append(builder.cite(talk, "record", value, speaker=speaker))
        text = f"{heading_md(talk)}: {plural(len(values(talk)), what)}"
        lines.append(builder.claim(text, numbers, prefix="- "))
    show_rows(builder, lines, len(chosen))
    return builder.answered(Scored(talk) for talk in chosen)


def _by_title(query: Query, builder: Builder, talks: Sequence[Talk]) -> Answer:
    longest = query.order == "longest title"
    chosen = in_places(query, talks, lambda t: len(t.title), largest_first=longest)
    lines = [
        builder.claim(
            f"{heading_md(talk)}: {plural(len(talk.title), 'character')}",
            [cite_title(builder, talk)],
            prefix="- ",
        )
        for talk in builder.page(chosen)
    ]
    show_rows(builder, lines, len(chosen))
    return builder.answered(Scored(talk) for talk in chosen)


def in_places(
    query: Query, rows: Sequence[T], key: Callable[[T], object], *, largest_first: bool
) -> list[T]:
    """The rows in the places asked for, best first; whatever ties with the last one is in."""
    values = sorted((key(row) for row in rows), reverse=largest_first)  # type: ignore[type-var]
    first, last = query.ranks
    wanted = set(dict.fromkeys(values[first - 1 : last]))
    if first > 1:
        # The second most is the next value below the most, however many share that.
        wanted = set(list(dict.fromkeys(values))[first - 1 : last])
    chosen = [row for row in rows if key(row) in wanted]
    return sorted(chosen, key=key, reverse=largest_first)  # type: ignore[arg-type]

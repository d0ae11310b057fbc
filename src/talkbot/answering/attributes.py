"""A value of each record: where from, when, how long, what it is called, which room."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from talkbot.answering.builder import Builder, Scored, escape, heading_md, seconds, title_md
from talkbot.answering.figures import missing
from talkbot.answering.rows import cite_title, show_rows
from talkbot.answers import Answer
from talkbot.catalogue import name_tokens
from talkbot.collection import View
from talkbot.moments import day_and_hour, length
from talkbot.questions import Query
from talkbot.talks import Talk, fold


def answer_affiliation(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    """Where the speakers named (or the speakers of the talks named) are from."""
    names = {name_tokens(v) for m in query.named("speaker") for v in m.values}
    rows: list[tuple[str, list[int]]] = []
    about = []
    seen = set()
    for talk in talks:
        for index, speaker in enumerate(talk.speakers):
            key = (name_tokens(speaker.name), speaker.affiliation, speaker.role)
            if (names and name_tokens(speaker.name) not in names) or key in seen:
                continue
            seen.add(key)
            if not speaker.affiliation and not speaker.role:
                continue
            place = escape(speaker.affiliation)
            if speaker.role:
                place = f"{escape(speaker.role)}, {place}" if place else escape(speaker.role)
            numbers = [builder.cite(talk, "record", speaker.name, speaker=index)]
            if speaker.affiliation:
                numbers.append(builder.cite(talk, "record", speaker.affiliation, speaker=index))
            if speaker.role:
                numbers.append(builder.cite(talk, "record", speaker.role, speaker=index))
            rows.append((f"**{escape(speaker.name)}** — {place}", numbers))
            about.append(talk)
    if not rows:
        return missing(builder, talks, "an affiliation")
    lines = [
        builder.claim(text, numbers, prefix="- " if len(rows) > 1 else "")
        for text, numbers in builder.page(rows)
    ]
    show_rows(builder, lines, len(rows))
    return builder.answered(Scored(talk) for talk in dict.fromkeys(about))


def _record_values(
    query: Query,
    builder: Builder,
    talks: Sequence[Talk],
    what: str,
    value: Callable[[Talk], str],
    shown: Callable[[Talk], str] | None = None,
) -> Answer:
    """One line a talk with a value of its record, or a refusal when no record has it."""
    have = [talk for talk in talks if value(talk)]
    if not have:
        return missing(builder, talks, what)
    lines = []
    for talk in builder.page(have):
        text = f"{title_md(talk)}: {(shown or (lambda t: escape(value(t))))(talk)}"
        numbers = [cite_title(builder, talk), builder.cite(talk, "record", value(talk))]
        lines.append(builder.claim(text, numbers, prefix="- " if len(have) > 1 else ""))
    show_rows(builder, lines, len(have))
    return builder.answered(Scored(talk) for talk in have)


def answer_when(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    return _record_values(
        query, builder, talks, "a date", lambda t: t.date_text or t.start, lambda t: escape(day(t))
    )


def day(talk: Talk) -> str:
    """When a talk was given, in its source's own words where the record has them."""
    return talk.date_text or day_and_hour(talk.start)


def answer_event(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    return _record_values(query, builder, talks, "an event", lambda t: t.event)


def answer_track(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    """The room or track that is asked for; the other one, named as such, where there is none."""
    by_track = re.search(r"\b(?:track|stream)\b", fold(query.question))
    asked, other = ("track", "room") if by_track else ("room", "track")

    def value(talk: Talk) -> str:
        return str(getattr(talk, asked) or getattr(talk, other))

    def shown(talk: Talk) -> str:
        instead = f"no {asked} is given; the {other} is "
        return ("" if getattr(talk, asked) else instead) + escape(value(talk))

    return _record_values(query, builder, talks, f"a {asked}", value, shown)


def answer_video(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    return _record_values(query, builder, talks, "a video", lambda t: t.video_url)


def answer_tags(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    have = [talk for talk in talks if talk.tags]
    if not have:
        return missing(builder, talks, "tags")
    lines = []
    for talk in builder.page(have):
        numbers = [cite_title(builder, talk)]
        numbers += [builder.cite(talk, "record", tag) for tag in talk.tags]
        text = f"{title_md(talk)}: {escape(', '.join(talk.tags))}"
        lines.append(builder.claim(text, numbers, prefix="- " if len(have) > 1 else ""))
    show_rows(builder, lines, len(have))
    return builder.answered(Scored(talk) for talk in have)


def answer_duration(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    return _record_values(
        query, builder, talks, "a duration", seconds, lambda talk: length(talk.duration)
    )


def answer_titles(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    lines = [
        builder.claim(
            heading_md(talk), [cite_title(builder, talk)], prefix="- " if len(talks) > 1 else ""
        )
        for talk in builder.page(talks)
    ]
    show_rows(builder, lines, len(talks))
    return builder.answered(Scored(talk) for talk in talks)

"""Questions about the collection itself, answered exactly from the records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from talkbot.answering.attributes import (
    answer_affiliation,
    answer_duration,
    answer_event,
    answer_tags,
    answer_titles,
    answer_track,
    answer_video,
    answer_when,
)
from talkbot.answering.builder import Builder, Scored, escape, heading_md, plural
from talkbot.answering.extremes import answer_extreme
from talkbot.answering.figures import answer_dates, answer_lengths, missing, share_of
from talkbot.answering.groups import answer_groups, answer_values
from talkbot.answering.holders import witness
from talkbot.answering.overview import answer_overview
from talkbot.answering.people import answer_people, cite_place, is_there
from talkbot.answering.quoting import cite_quote
from talkbot.answering.rows import cite_title, show_rows
from talkbot.answering.wording import describe_filters, topic_md
from talkbot.answers import ROWS_SHOWN, Answer
from talkbot.catalogue import name_tokens
from talkbot.collection import View
from talkbot.questions import Query
from talkbot.talks import Talk


def answer_records(query: Query, question: str, view: View, talks: Sequence[Talk]) -> Answer:
    """The answer to a catalogue question about `talks`, the ones its filters select."""
    builder = Builder(query, question)
    if not talks:
        return _nothing(query, builder, view)
    handlers: dict[str, Callable[[Query, Builder, View, Sequence[Talk]], Answer]] = {
        "affiliation": answer_affiliation,
        "when": answer_when,
        "duration": answer_duration,
        "title": answer_titles,
        "event": answer_event,
        "track": answer_track,
        "video": answer_video,
        "tags": answer_tags,
        "superlative": answer_extreme,
        "lengths": answer_lengths,
        "dates": answer_dates,
        "group": answer_groups,
        "who": answer_people,
    }
    if query.ask == "group" and not query.order and _one_value(query):
        return _talks(query, builder, view, talks)
    if query.ask == "overview" and (told := answer_overview(query, builder, talks)):
        return told
    if query.ask in handlers:
        return handlers[query.ask](query, builder, view, talks)
    by_target = {
        "speakers": answer_people,
        "affiliations": answer_values,
        "events": answer_values,
        "tracks": answer_values,
        "rooms": answer_values,
        "tags": answer_values,
        "languages": answer_values,
        "years": answer_values,
        "days": answer_values,
    }
    return by_target.get(query.target, _talks)(query, builder, view, talks)


def _one_value(query: Query) -> bool:
    """Whether a table would have the one row that the question names: then its talks are wanted."""
    return len(query.named(query.target.removesuffix("s"))) == 1


def _nothing(query: Query, builder: Builder, view: View) -> Answer:
    wanted = describe_filters(query)
    lacking, what = _lacked(query, view)
    if lacking and query.talk_ids is not None:
        return missing(builder, lacking, what)
    if lacking:
        builder.block(f"No record in the collection gives {what}.")
        return builder.abstained(())
    builder.block(f"No talk in the collection is {wanted}." if wanted else "There are no talks.")
    near = [view.catalogue.by_id[i] for m in query.mentions for i in sorted(m.talk_ids)]
    return builder.abstained(Scored(talk) for talk in dict.fromkeys(near[:3]))


_PARTS = {
    "slides": "slides_url", "a video": "video_url", "an abstract": "abstract", "a date": "start",
    "a tag": "tags", "a track": "track", "a room": "room",
}  # fmt: skip


def _lacked(query: Query, view: View) -> tuple[list[Talk], str]:
    """The talks that a question names (else all) and the one part of a record that it wants, where
    none of them has it; no talks where something else leaves none."""
    if len(query.having) != 1 or describe_filters(replace(query, mentions=(), having=())):
        return [], ""
    (what, there), ids = query.having[0], query.talk_ids
    talks = [t for t in view.catalogue.talks if ids is None or t.id in ids]
    part = _PARTS.get(what)
    found = not there or not part or any(getattr(talk, part) for talk in talks)
    return ([] if found else talks), what


def _talks(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    wanted = describe_filters(query)
    noun = plural(len(talks), "talk")
    shown = builder.page(talks)
    numbers = [cite_title(builder, talk) for talk in shown]
    if query.ask == "share":
        head = share_of(query, view, len(talks))
        head += f" on {topic_md(query)}" if query.topic else ""
    elif query.ask == "overview":
        head = f"The collection holds {noun}"
    elif query.topic:
        head = f"**{noun}** on {escape(query.topic)}"
    else:
        head = f"There {'is' if len(talks) == 1 else 'are'} **{noun}**"
    ending = "." if query.ask == "count" and len(talks) > ROWS_SHOWN else ":"
    builder.block(builder.claim(head + (f" {wanted}" if wanted else "") + ending, ()))
    builder.support_first(numbers)
    rows = [
        builder.claim(
            _row(talk, query), _row_numbers(builder, talk, query, number), prefix=f"{i}. "
        )
        + _said(builder, query, view, talk, f"{i}. ")
        for i, (talk, number) in enumerate(zip(shown, numbers, strict=True), builder.first)
    ]
    show_rows(builder, rows, len(talks))
    return builder.answered(Scored(talk) for talk in talks)


def _row(talk: Talk, query: Query) -> str:
    text = heading_md(talk)
    extra = []
    if query.named("event") == () and talk.event and query.target == "events":
        extra.append(escape(talk.event))
    if query.named("date") and talk.start:
        extra.append(escape(talk.start[:10]))
    return f"{text} ({', '.join(extra)})" if extra else text


def _said(builder: Builder, query: Query, view: View, talk: Talk, prefix: str) -> str:
    """The sentence that has the words asked for, under a talk's row."""
    quote = witness(view.talk(talk.id), query.holds, view) if query.holds else None
    if not quote:
        return ""
    number = cite_quote(builder, view.talk(talk.id), quote)
    said = builder.claim(f"“{escape(quote.text)}”", [number])
    return "  \n" + " " * len(prefix) + said


def _row_numbers(builder: Builder, talk: Talk, query: Query, number: int) -> list[int]:
    """The title, and the values that the filters matched."""
    numbers = [number]
    for index, speaker in enumerate(talk.speakers):
        if any(
            name_tokens(speaker.name) == name_tokens(v)
            for m in query.named("speaker")
            for v in m.values
        ):
            numbers.append(builder.cite(talk, "record", speaker.name, speaker=index))
        if is_there(speaker, query):
            numbers.append(cite_place(builder, talk, index))
    if query.named("event") and talk.event:
        numbers.append(builder.cite(talk, "record", talk.event))
    tags = {value for mention in query.named("tag") for value in mention.values}
    numbers += [builder.cite(talk, "record", tag) for tag in talk.tags if tag in tags]
    if query.named("date") and talk.start:
        numbers.append(builder.cite(talk, "record", talk.start))
    return numbers

"""Questions about the collection itself, answered exactly from the records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from talkbot.answering.builder import (
    Builder,
    Scored,
    escape,
    heading_md,
    plural,
    title_md,
)
from talkbot.answering.figures import answer_dates, answer_lengths, minutes, missing, share_of
from talkbot.answering.wording import describe_filters
from talkbot.answers import ROWS_SHOWN, Answer
from talkbot.catalogue import Person, affiliation_texts, name_tokens
from talkbot.collection import View
from talkbot.questions import Query
from talkbot.talks import Speaker, Talk, fold

T = TypeVar("T")
_DATE = len("2019-05-01")
Members = list[tuple[Talk, int | None]]
"""The talks that share a value, each with the index of the speaker it is from."""


def answer_records(query: Query, question: str, view: View, talks: Sequence[Talk]) -> Answer:
    """The answer to a catalogue question about `talks`, the ones its filters select."""
    builder = Builder(query, question)
    if not talks:
        return _nothing(query, builder, view)
    handlers: dict[str, Callable[[Query, Builder, View, Sequence[Talk]], Answer]] = {
        "affiliation": _affiliation,
        "when": _when,
        "duration": _duration,
        "title": _titles,
        "event": _event,
        "track": _track,
        "video": _video,
        "superlative": _superlative,
        "lengths": answer_lengths,
        "dates": answer_dates,
        "group": _group,
        "who": _people,
    }
    if query.ask in handlers:
        return handlers[query.ask](query, builder, view, talks)
    by_target = {
        "speakers": _people,
        "affiliations": _values,
        "events": _values,
        "tracks": _values,
        "rooms": _values,
        "tags": _values,
        "languages": _values,
        "years": _values,
        "days": _values,
    }
    return by_target.get(query.target, _talks)(query, builder, view, talks)


def _nothing(query: Query, builder: Builder, view: View) -> Answer:
    wanted = describe_filters(query)
    builder.block(f"No talk in the collection is {wanted}." if wanted else "There are no talks.")
    near = [view.catalogue.by_id[i] for m in query.mentions for i in sorted(m.talk_ids)]
    return builder.abstained(Scored(talk) for talk in dict.fromkeys(near[:3]))


def cite_title(builder: Builder, talk: Talk) -> int:
    return builder.cite(talk, "record", talk.title)


def _rows(builder: Builder, rows: Sequence[str], total: int) -> None:
    lines = list(rows)
    if left := builder.left(total):
        lines.append(f"\n… and {left:,} more.")
    builder.block("\n".join(lines))


def _talks(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    wanted = describe_filters(query)
    noun = plural(len(talks), "talk")
    shown = builder.page(talks)
    numbers = [cite_title(builder, talk) for talk in shown]
    if query.ask == "share":
        head = share_of(query, view, len(talks))
        head += f" on {escape(query.topic)}" if query.topic else ""
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
        for i, (talk, number) in enumerate(zip(shown, numbers, strict=True), builder.first)
    ]
    _rows(builder, rows, len(talks))
    return builder.answered(Scored(talk) for talk in talks)


def _row(talk: Talk, query: Query) -> str:
    text = heading_md(talk)
    extra = []
    if query.named("event") == () and talk.event and query.target == "events":
        extra.append(escape(talk.event))
    if query.named("date") and talk.start:
        extra.append(escape(talk.start[:10]))
    return f"{text} ({', '.join(extra)})" if extra else text


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
        if _is_there(speaker, query):
            numbers.append(_cite_place(builder, talk, index))
    if query.named("event") and talk.event:
        numbers.append(builder.cite(talk, "record", talk.event))
    if query.named("date") and talk.start:
        numbers.append(builder.cite(talk, "record", talk.start))
    return numbers


def _is_there(speaker: Speaker, query: Query) -> bool:
    values = {value for mention in query.named("affiliation") for value in mention.values}
    return any(text in values for text in affiliation_texts(speaker))


def _cite_place(builder: Builder, talk: Talk, index: int) -> int:
    speaker = talk.speakers[index]
    return builder.cite(
        talk, "record", speaker.affiliation or speaker.role or speaker.name, speaker=index
    )


def _people(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    people = _speakers_of(query, view, talks)
    if not people and query.beside:
        builder.block("The records of these talks name no other speaker.")
        return builder.abstained(Scored(talk) for talk in talks[:3])
    if not people:
        wanted = describe_filters(query)
        named = any(talk.speakers for talk in talks)
        builder.block(
            f"No speaker in the records is {wanted}."
            if named and wanted
            else "The records of these talks name no speaker."
        )
        return builder.abstained(Scored(talk) for talk in talks[:3])
    return list_people(query, builder, view, talks, people)


def list_people(
    query: Query, builder: Builder, view: View, talks: Sequence[Talk], people: Sequence[Person]
) -> Answer:
    """One line a person, with their talks among `talks`."""
    wanted = describe_filters(query)
    noun = plural(len(people), "speaker")
    chosen = {i for person in people for i in person.talk_ids}
    about = [talk for talk in talks if talk.id in chosen]
    rows = []
    every: list[int] = []
    for person in builder.page(people):
        text, numbers = _person_row(builder, person, [t for t in about if t.id in person.talk_ids])
        every += numbers
        rows.append((text, numbers))
    head = share_of(query, view, len(people)) if query.ask == "share" else f"**{noun}**"
    if query.topic:
        head += f" on {escape(query.topic)}"
    if len(people) > 1 or query.ask in ("count", "share"):
        builder.block(builder.claim(head + (f" {wanted}" if wanted else "") + ":", ()))
        builder.support_first(every)
    marks = [
        builder.claim(text, numbers, prefix=f"{i}. " if len(people) > 1 else "")
        for i, (text, numbers) in enumerate(rows, builder.first)
    ]
    _rows(builder, marks, len(people))
    return builder.answered(Scored(talk) for talk in about)


def _speakers_of(query: Query, view: View, talks: Sequence[Talk]) -> list[Person]:
    """The people speaking in `talks`; under an affiliation filter only those who have it."""
    inside = {talk.id for talk in talks}
    names = None
    if query.named("affiliation"):
        names = {
            name_tokens(s.name) for talk in talks for s in talk.speakers if _is_there(s, query)
        }
    if roles := query.named("role"):
        held = {value for mention in roles for value in mention.values}
        those = {name_tokens(s.name) for talk in talks for s in talk.speakers if s.role in held}
        names = those if names is None else names & those
    if query.about_person:
        named = {name_tokens(v) for m in query.named("speaker") for v in m.values}
        names = named if names is None else names & named
    wanted = [m.talk_ids & inside for m in query.mentions if m.kind in query.joined]
    if query.everywhere:
        whole = replace(query, target=query.everywhere, ask="list")
        groups = _grouped(whole, view.catalogue.talks).values()
        # Without a date in any record nobody is known to have spoken every year.
        wanted += [frozenset(talk.id for talk, _ in each) for each in groups] or [frozenset()]
    known = {name_tokens(v) for m in query.named("speaker") for v in m.values}
    barred = [m for m in query.mentions if m.negated and m.kind != "affiliation"]
    away = {value for m in query.mentions if m.negated for value in m.values}
    chosen = []
    for person in view.catalogue.people:
        own = inside.intersection(person.talk_ids)
        if (
            own
            and not (query.beside and name_tokens(person.name) in known)
            and (names is None or name_tokens(person.name) in names)
            and all(own & ids for ids in wanted)
            and not any(m.talk_ids.intersection(person.talk_ids) for m in barred)
            and not away.intersection(_places_of(person, view))
            and (not query.talks_each or query.talks_each.holds(len(own)))
            and all(_has_part(person, what, view) == is_so for what, is_so in query.having)
        ):
            chosen.append(person)
    if query.sort == "title":
        chosen.sort(key=lambda person: fold(person.name))
    return chosen


def _has_part(person: Person, what: str, view: View) -> bool:
    """Whether a person has it in any of their talks."""
    name = name_tokens(person.name)
    own = [
        speaker
        for talk_id in person.talk_ids
        for speaker in view.catalogue.by_id[talk_id].speakers
        if name_tokens(speaker.name) == name
    ]
    if what in ("a bio", "a role"):
        return any((speaker.bio if what == "a bio" else speaker.role) for speaker in own)
    return any(speaker.affiliation for speaker in own)


def _places_of(person: Person, view: View) -> set[str]:
    """Every text that says where a person is from, in all of their talks."""
    name = name_tokens(person.name)
    return {
        text
        for talk_id in person.talk_ids
        for speaker in view.catalogue.by_id[talk_id].speakers
        if name_tokens(speaker.name) == name
        for text in affiliation_texts(speaker)
    }


def _person_row(builder: Builder, person: Person, talks: Sequence[Talk]) -> tuple[str, list[int]]:
    numbers: list[int] = []
    text = f"**{escape(person.name)}**"
    for talk in talks[:1]:
        index = next(
            i
            for i, s in enumerate(talk.speakers)
            if name_tokens(s.name) == name_tokens(person.name)
        )
        numbers.append(builder.cite(talk, "record", talk.speakers[index].name, speaker=index))
        if talk.speakers[index].affiliation:
            text += f" ({escape(talk.speakers[index].affiliation)})"
            numbers.append(_cite_place(builder, talk, index))
    titles = [f"“{escape(talk.title)}”" for talk in talks[:3]]
    numbers += [cite_title(builder, talk) for talk in talks[:3]]
    more = f" and {len(talks) - 3} more" if len(talks) > 3 else ""
    return f"{text}: {', '.join(titles)}{more}", numbers


def _affiliation(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
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
    _rows(builder, lines, len(rows))
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
    _rows(builder, lines, len(have))
    return builder.answered(Scored(talk) for talk in have)


def _when(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    return _record_values(query, builder, talks, "a date", lambda t: t.date_text or t.start)


def _event(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    return _record_values(query, builder, talks, "an event", lambda t: t.event)


def _track(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    by_track = re.search(r"\b(?:track|stream)\b", fold(query.question))
    return _record_values(
        query,
        builder,
        talks,
        "a track or a room",
        lambda t: (t.track or t.room) if by_track else (t.room or t.track),
    )


def _video(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    return _record_values(query, builder, talks, "a video", lambda t: t.video_url)


def _duration(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    return _record_values(
        query, builder, talks, "a duration", _seconds, lambda talk: minutes(talk.duration)
    )


def _seconds(talk: Talk) -> str:
    return f"{talk.duration:g}" if talk.duration else ""


def _titles(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    lines = [
        builder.claim(
            heading_md(talk), [cite_title(builder, talk)], prefix="- " if len(talks) > 1 else ""
        )
        for talk in builder.page(talks)
    ]
    _rows(builder, lines, len(talks))
    return builder.answered(Scored(talk) for talk in talks)


def _superlative(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    """The newest, oldest, longest or shortest; all of them when several tie."""
    by_date = query.order in ("newest", "oldest")
    if query.order in ("most", "fewest"):
        return _most_speakers(query, builder, talks)
    have = [talk for talk in talks if (talk.start if by_date else talk.duration)]
    if not have:
        return missing(builder, talks, "dates" if by_date else "durations")
    key: Callable[[Talk], object] = (lambda t: t.start) if by_date else (lambda t: t.duration)
    chosen = _placed(query, have, key, largest_first=query.order in ("newest", "longest"))
    if not chosen:
        return missing(builder, talks, "that many talks")
    if query.topic:
        head = f"Of **{plural(len(talks), 'talk')}** on {escape(query.topic)}:"
        builder.block(builder.claim(head, [cite_title(builder, talk) for talk in chosen[:1]]))
    lines = []
    for talk in builder.page(chosen):
        value = escape(talk.date_text or talk.start) if by_date else minutes(talk.duration)
        quote = (talk.date_text or talk.start) if by_date else _seconds(talk)
        numbers = [cite_title(builder, talk), builder.cite(talk, "record", quote)]
        lines.append(builder.claim(f"{heading_md(talk)}: {value}", numbers, prefix="- "))
    _rows(builder, lines, len(chosen))
    if len(have) < len(talks):
        others = plural(len(talks) - len(have), "record")
        builder.block(f"({others} without {'a date' if by_date else 'a duration'} left out.)")
    return builder.answered(Scored(talk) for talk in chosen)


def _most_speakers(query: Query, builder: Builder, talks: Sequence[Talk]) -> Answer:
    have = [talk for talk in talks if talk.speakers]
    if not have:
        return missing(builder, talks, "speakers")
    chosen = _placed(query, have, lambda t: len(t.speakers), largest_first=query.order == "most")
    lines = []
    for talk in builder.page(chosen):
        numbers = [cite_title(builder, talk)]
        for index, speaker in enumerate(talk.speakers):
            numbers.append(builder.cite(talk, "record", speaker.name, speaker=index))
        text = f"{heading_md(talk)}: {plural(len(talk.speakers), 'speaker')}"
        lines.append(builder.claim(text, numbers, prefix="- "))
    _rows(builder, lines, len(chosen))
    return builder.answered(Scored(talk) for talk in chosen)


def _placed(
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


def _grouped(query: Query, talks: Iterable[Talk]) -> dict[str, Members]:
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


def _values(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    """The distinct affiliations, events, … of the talks, with how many talks have each."""
    groups = _grouped(query, talks)
    if not groups:
        return missing(builder, talks, query.target)
    rows = sorted(groups.items(), key=lambda row: row[0])
    if query.talks_each:
        rows = [row for row in rows if query.talks_each.holds(_size(query, row[1]))]
    wanted = describe_filters(query)
    if not rows:
        builder.block(f"No {query.target.removesuffix('s')} in the records is {wanted}.")
        return builder.abstained(Scored(talk) for talk in talks[:3])
    noun = query.target if len(rows) != 1 else query.target[:-1]
    head = f"**{len(rows):,} {noun}**" + (f" {wanted}" if wanted else "") + ":"
    return _group_rows(query, builder, head, rows)


def _size(query: Query, members: Members) -> int:
    """How many of what is counted stand behind one value: talks, or their speakers."""
    talks = {talk.id: talk for talk, _ in members}
    if query.counted == "talks" or query.target == "speakers":
        return len(talks)
    return len({name_tokens(s.name) for talk in talks.values() for s in talk.speakers})


def _group(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    groups = _grouped(query, talks)
    if not groups:
        return missing(builder, talks, query.target)
    rows = sorted(groups.items(), key=lambda row: (-_size(query, row[1]), row[0]))
    what = "Speakers" if query.counted == "speakers" and query.target != "speakers" else "Talks"
    about = f" on {escape(query.topic)}" if query.topic else ""
    if query.order:
        rows = _placed(
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
    _rows(builder, marks, len(rows))
    about = {talk.id: talk for _, members in rows for talk, _ in members}
    return builder.answered(Scored(talk) for talk in about.values())

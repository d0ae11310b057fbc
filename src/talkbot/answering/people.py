"""The people who speak in the talks selected, one line each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from talkbot.answering.builder import Builder, Scored, escape, plural
from talkbot.answering.figures import share_of
from talkbot.answering.groups import grouped
from talkbot.answering.holders import is_said_of, witness
from talkbot.answering.quoting import Quote, cite_quote
from talkbot.answering.rows import cite_title, show_rows
from talkbot.answering.wording import describe_filters, topic_md
from talkbot.answers import Answer
from talkbot.catalogue import Person, affiliation_texts, name_tokens
from talkbot.collection import View
from talkbot.questions import Query
from talkbot.talks import Speaker, Talk, fold


def is_there(speaker: Speaker, query: Query) -> bool:
    values = {value for mention in query.named("affiliation") for value in mention.values}
    return any(text in values for text in affiliation_texts(speaker))


def cite_place(builder: Builder, talk: Talk, index: int) -> int:
    speaker = talk.speakers[index]
    return builder.cite(
        talk, "record", speaker.affiliation or speaker.role or speaker.name, speaker=index
    )


def answer_people(query: Query, builder: Builder, view: View, talks: Sequence[Talk]) -> Answer:
    people = _speakers_of(query, view, talks)
    if not people and query.beside:
        builder.block("The records of these talks name no other speaker.")
        return builder.abstained((Scored(talk) for talk in talks[:3]), bar=math.inf)
    if not people:
        wanted = describe_filters(query)
        named = any(talk.speakers for talk in talks)
        builder.block(
            f"No speaker in the records is {wanted}."
            if named and wanted
            else "The records of these talks name no speaker."
        )
        return builder.abstained((Scored(talk) for talk in talks[:3]), bar=math.inf)
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
        if quoted := _bio_of(person, query, view, about):
            talk, quote = quoted
            numbers.append(cite_quote(builder, talk, quote))
            text += f" “{escape(quote.text)}”"
        every += numbers
        rows.append((text, numbers))
    head = share_of(query, view, len(people)) if query.ask == "share" else f"**{noun}**"
    if query.topic:
        head += f" on {topic_md(query)}"
    if len(people) > 1 or query.ask in ("count", "share"):
        builder.block(builder.claim(head + (f" {wanted}" if wanted else "") + ":", ()))
        builder.support_first(every)
    marks = [
        builder.claim(text, numbers, prefix=f"{i}. " if len(people) > 1 else "")
        for i, (text, numbers) in enumerate(rows, builder.first)
    ]
    show_rows(builder, marks, len(people))
    return builder.answered(Scored(talk) for talk in about)


def _bio_of(
    person: Person, query: Query, view: View, talks: Sequence[Talk]
) -> tuple[Talk, Quote] | None:
    """The sentence of a person's bio that has what bios are asked for."""
    bios = [holds for holds in query.holds if holds.where == "bio" and not holds.barred]
    for talk in (view.talk(t.id) for t in talks if bios and t.id in person.talk_ids):
        for index, speaker in enumerate(talk.speakers):
            if name_tokens(speaker.name) == name_tokens(person.name) and (
                quote := witness(talk, bios, view, index)
            ):
                return talk, quote
    return None


def _speakers_of(query: Query, view: View, talks: Sequence[Talk]) -> list[Person]:
    """The people speaking in `talks`; under an affiliation filter only those who have it."""
    inside = {talk.id for talk in talks}
    names = None
    if query.named("affiliation"):
        names = {name_tokens(s.name) for talk in talks for s in talk.speakers if is_there(s, query)}
    if roles := query.named("role"):
        held = {value for mention in roles for value in mention.values}
        those = {name_tokens(s.name) for talk in talks for s in talk.speakers if s.role in held}
        names = those if names is None else names & those
    if any(holds.where == "bio" for holds in query.holds):
        told = {
            name_tokens(s.name) for talk in talks for s in talk.speakers if is_said_of(s, query)
        }
        names = told if names is None else names & told
    if query.about_person:
        named = {name_tokens(v) for m in query.named("speaker") for v in m.values}
        names = named if names is None else names & named
    wanted = [m.talk_ids & inside for m in query.mentions if m.kind in query.joined]
    if query.everywhere:
        whole = replace(query, target=query.everywhere, ask="list")
        groups = grouped(whole, view.catalogue.talks).values()
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
            numbers.append(cite_place(builder, talk, index))
    titles = [f"“{escape(talk.title)}”" for talk in talks[:3]]
    numbers += [cite_title(builder, talk) for talk in talks[:3]]
    more = f" and {len(talks) - 3} more" if len(talks) > 3 else ""
    return f"{text}: {', '.join(titles)}{more}", numbers

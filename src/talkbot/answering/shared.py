"""People who speak about one thing and also about another, in one talk or in several."""

from __future__ import annotations

import re
from dataclasses import replace

from talkbot.answering.builder import Builder, Scored, escape
from talkbot.answering.people import list_people
from talkbot.answering.topics import talks_on
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.questions import Query
from talkbot.words import content_terms

_ALSO = re.compile(
    r"\s*,?\s+(?:and also|and as well|as well as)\s+(?:(?:about|on)\s+)?", re.IGNORECASE
)
_BOTH = re.compile(
    r"^both\s+(?:(?:about|on)\s+)?(?P<one>.+?)\s+and\s+(?:(?:about|on)\s+)?(?P<two>.+)$",
    re.IGNORECASE,
)


def shared_topics(query: Query) -> tuple[str, ...]:
    """The topics that one person must all have spoken about, () when the question wants no such."""
    if query.kind != "topic" or not (query.ask == "who" or query.target == "speakers"):
        return ()
    both = _BOTH.match(query.topic)
    parts = both.group("one", "two") if both else tuple(_ALSO.split(query.topic))
    return parts if len(parts) > 1 and all(content_terms(part) for part in parts) else ()


def answer_shared(
    query: Query,
    question: str,
    view: View,
    talk_ids: frozenset[str] | None,
    topics: tuple[str, ...],
) -> Answer:
    """Everyone with a talk on each of the topics; a refusal when nobody has."""
    builder = Builder(query, question)
    on = [talks_on(replace(query, topic=topic), view, talk_ids) for topic in topics]
    held = [frozenset(talk.id for talk in talks) for talks in on]
    people = [
        person
        for person in view.catalogue.people
        if all(ids.intersection(person.talk_ids) for ids in held)
    ]
    said = " and ".join(f"“{escape(topic)}”" for topic in topics)
    if not people:
        builder.block(f"No speaker in the collection talks about both {said}.")
        return builder.abstained(Scored(talks[0]) for talks in on if talks)
    everything = frozenset().union(*held)
    talks = [talk for talk in view.catalogue.talks if talk.id in everything]
    wanted = replace(query, topic=" and also ".join(topics))
    return list_people(wanted, builder, view, talks, people)

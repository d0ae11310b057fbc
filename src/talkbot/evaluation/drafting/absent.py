"""Questions that the records do not answer: a good answer says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from talkbot.catalogue import name_tokens
from talkbot.evaluation.drafting.common import Records, drawn, make, one_of, shuffled
from talkbot.evaluation.items import Item
from talkbot.talks import Talk
from talkbot.words import content_terms, stem, words

# From many walks of life; a collection is asked only about those it never mentions.
_TOPICS = (
    "beekeeping", "bread baking", "volcanoes", "medieval pottery", "coral reefs", "horse riding",
    "chess openings", "glassblowing", "opera singing", "railway timetables", "wine tasting",
    "mountain rescue", "lighthouse keepers", "bird migration", "shipbuilding", "tax law",
    "knitting patterns", "orchid growing", "the Roman army", "whale songs", "stamp collecting",
    "avalanche warnings", "cheese making", "sign language", "dental surgery", "desert farming",
    "violin making", "figure skating", "tunnel boring", "fire fighting", "sheep shearing",
    "nuclear fusion", "tea ceremonies", "malaria vaccines", "sailing knots", "ancient coins",
)  # fmt: skip
_COVER = ("Which talks cover {}?", "Is there a talk about {}?", "Does anyone speak about {}?")


def attributes(records: Records) -> Iterator[Item]:
    """What a talk's record could say and does not."""
    for talk in records.named:
        missing = tuple(_missing(talk, records))
        if missing:
            about, question = one_of(missing, talk.id)
            yield _unanswerable(about, question, "absent_attribute", [talk])


def topics(records: Records) -> Iterator[Item]:
    """Topics none of whose words any talk says."""
    for topic in shuffled(_TOPICS, str):
        if not records.stems & set(content_terms(topic)):
            yield _unanswerable(
                f"topic {topic}", one_of(_COVER, topic).format(topic), "absent_topic", []
            )


def premises(records: Records) -> Iterator[Item]:
    """Somebody is taken for the speaker of a talk of others."""
    people = _names(records)
    for talk in records.named:
        others = [name for name in people if not records.says(talk, name)]
        if others and talk.speakers:
            name = others[drawn(talk.id) % len(others)]
            question = f"What does {name} say in “{talk.title}”?"
            yield _unanswerable(f"premise {talk.title}", question, "wrong_premise", [talk])


def names(records: Records) -> Iterator[Item]:
    """Somebody who does not speak: the first name of one speaker, the last name of another."""
    people = _names(records)
    for name, other in pairwise(people):
        first, last = name.split()[0], other.split()[-1]
        plain = len(words(first)) == len(words(last)) == 1 and len(first) > 2
        if plain and not records.said(f"{first} {last}"):
            question = f"What did {first} {last} talk about?"
            yield _unanswerable(f"name {first} {last}", question, "absent_entity", [])


def _missing(talk: Talk, records: Records) -> Iterator[tuple[str, str]]:
    title = talk.title
    said = {stem(word) for word in records.texts[talk.id].split()}
    if not talk.duration and not said & {"minut", "hour"}:
        yield f"length {title}", f"How long is the talk “{title}”?"
    if not talk.room and "room" not in said:
        yield f"room {title}", f"In which room was the talk “{title}” given?"
    if not said & {"attende", "attend", "audienc", "particip"}:
        yield f"audience {title}", f"How many people attended the talk “{title}”?"
    if len(talk.speakers) == 1 and not talk.speakers[0].bio:
        name = talk.speakers[0].name
        yield f"born {name}", f"In which year was {name} born?"
        if not said & {"studi", "graduat", "phd", "degre"}:
            yield f"studied {name}", f"Where did {name} study?"


def _names(records: Records) -> tuple[str, ...]:
    found = {
        name_tokens(speaker.name): speaker.name
        for talk in records.talks
        for speaker in talk.speakers
        if len(name_tokens(speaker.name)) > 1
    }
    return shuffled(found.values(), str)


def _unanswerable(about: str, question: str, reason: str, nearest: list[Talk]) -> Item:
    return make(
        "unanswerable",
        about,
        question,
        answerable=False,
        unanswerable_reason=reason,
        nearest_talk_ids=tuple(talk.id for talk in nearest),
    )

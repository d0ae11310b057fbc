"""Who gave a talk, and where a speaker is from: exact, from the record."""

from __future__ import annotations

from collections.abc import Iterator

from talkbot.catalogue import name_tokens
from talkbot.evaluation.drafting.common import Records, make, nugget, one_of, record
from talkbot.evaluation.items import Item
from talkbot.talks import Talk, fold

_WHO = ("Who gave the talk “{}”?", "Who is the speaker of “{}”?", "Who speaks in “{}”?")
_WHERE = ("Where is {} from?", "Where does {} work?", "Which institution is {} at?")


def who_gave(records: Records) -> Iterator[Item]:
    """One question a talk that has speakers."""
    for talk in records.named:
        names = tuple(speaker.name for speaker in talk.speakers if speaker.name)
        if names:
            yield make(
                "speaker",
                f"who {talk.title}",
                one_of(_WHO, talk.id).format(talk.title),
                [talk],
                evidence=tuple(record(talk, name) for name in names),
                nuggets=tuple(nugget(name) for name in names),
            )


def where_from(records: Records) -> Iterator[Item]:
    """One question a speaker whose talks all print the same affiliation."""
    spoken: dict[tuple[str, ...], list[tuple[Talk, str, str]]] = {}
    for talk in records.talks:
        for speaker in talk.speakers:
            found = spoken.setdefault(name_tokens(speaker.name), [])
            found.append((talk, speaker.name, speaker.affiliation))
    for given in spoken.values():
        talk, name, affiliation = given[0]
        if affiliation and len({fold(place) for *_, place in given}) == 1:
            yield make(
                "speaker",
                f"where {name}",
                one_of(_WHERE, name).format(name),
                [talk for talk, *_ in given],
                evidence=tuple(record(talk, place) for talk, _, place in given),
                nuggets=(nugget(affiliation),),
            )

"""Talks that share a value of their records: which they are, and how many. Exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from talkbot.catalogue import is_run
from talkbot.evaluation.drafting.common import Records, make, record, shuffled
from talkbot.evaluation.items import Item
from talkbot.talks import Talk, fold
from talkbot.words import words

_LISTED, _COUNTED = 25, 300
# Which and how many; a year is not a value as it is printed, so that its talks are only counted.
_ASKED = (
    ("tags", "Which talks are tagged “{}”?", "How many talks are tagged “{}”?"),
    ("track", "Which talks are in the track “{}”?", "How many talks are in the track “{}”?"),
    ("event", "Which talks were given at {}?", "How many talks were given at {}?"),
    ("year", "", "How many talks are from the year {}?"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Talks with what each prints for the value they share, and how one asks for them."""

    value: str
    talks: tuple[tuple[Talk, str], ...]
    which: str
    many: str

    @property
    def members(self) -> tuple[Talk, ...]:
        return tuple(talk for talk, _ in self.talks)


def listings(records: Records) -> Iterator[Item]:
    """Which talks share a value, few enough to check each."""
    for group in _groups(records):
        if group.which and len(group.talks) <= min(_LISTED, len(records.talks) - 1):
            yield make(
                "listing",
                group.value,
                group.which.format(group.value),
                group.members,
                evidence=tuple(record(talk, value) for talk, value in group.talks),
            )


def counts(records: Records) -> Iterator[Item]:
    """How many talks share a value, and how many there are."""
    if 2 <= len(records.talks) <= _COUNTED:
        yield _count("all", "How many talks are in the collection?", records.talks)
    for group in _groups(records):
        if 2 <= len(group.talks) <= _COUNTED:
            yield _count(group.value, group.many.format(group.value), group.members)


def _count(about: str, question: str, talks: tuple[Talk, ...]) -> Item:
    return make("count", about, question, talks, expected_count=len(talks))


def _groups(records: Records) -> tuple[Group, ...]:
    """Every value that some talks share and others lack, larger and smaller ones mixed."""
    found = [*_places(records), *_speakers(records)]
    for field, which, many in _ASKED:
        for value, talks in _values(records, field).items():
            if len(talks) < len(records.talks):
                found.append(Group(value, tuple((t, value) for t in talks), which, many))
    return shuffled(found, lambda group: f"{group.which}{group.value}")


def _values(records: Records, field: str) -> dict[str, list[Talk]]:
    found: dict[str, list[Talk]] = {}
    for talk in records.talks:
        value = getattr(talk, field)
        for each in value if isinstance(value, tuple) else (value,):
            if each:
                found.setdefault(str(each), []).append(talk)
    return found


def _places(records: Records) -> Iterator[Group]:
    """The talks whose affiliation is an institution, or names it among others."""
    printed: dict[str, list[tuple[Talk, str]]] = {}
    for talk in records.talks:
        for place in dict.fromkeys(s.affiliation for s in talk.speakers if s.affiliation):
            printed.setdefault(place, []).append((talk, place))
    spelt = {place: tuple(words(place)) for place in printed}
    for place, wanted in spelt.items():
        inside = [p for other, p in printed.items() if is_run(wanted, spelt[other])]
        talks = {talk.id: (talk, value) for pairs in inside for talk, value in pairs}
        yield Group(
            place,
            tuple(talks.values()),
            "Which talks are by speakers from {}?",
            "How many talks are by speakers from {}?",
        )


def _speakers(records: Records) -> Iterator[Group]:
    """The talks of somebody who gave several."""
    given: dict[str, dict[str, tuple[Talk, str]]] = {}
    for talk in records.talks:
        for speaker in talk.speakers:
            given.setdefault(fold(speaker.name), {})[talk.id] = (talk, speaker.name)
    for talks in given.values():
        if len(talks) > 1:
            values = tuple(talks.values())
            yield Group(
                values[0][1], values, "Which talks did {} give?", "How many talks did {} give?"
            )

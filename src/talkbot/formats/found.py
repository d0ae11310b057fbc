"""A list of records with its reading, and how much of its page that explains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from talkbot.formats.aligned import Value
from talkbot.formats.cutting import Plan
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of
from talkbot.formats.repeats import Record, Repeat
from talkbot.formats.roles import Roles

_SPEAKS = 1.0
_SILENT = 0.4
_MISSING = 5.0
_NEARLY = 0.8


@dataclass(frozen=True)
class Found:
    """A list of records with its reading; `left_out` are those that are breaks or cancelled."""

    repeat: Repeat
    roles: Roles
    left_out: tuple[Record, ...]

    @property
    def score(self) -> float:
        """How much of the page this explains; a list that names nobody is rarely one of talks."""
        weight = 1.0 if self.speaks else _SILENT
        told = weight * self.roles.score * len(self.repeat.records)
        # Those of a longer list that lack either are no talks.
        return told - _MISSING * (len(self.repeat.records) - len(self.whole))

    @cached_property
    def whole(self) -> tuple[Record, ...]:
        """The records with a title and who speaks, or a text where nobody is named. Where nearly
        all speakers look like names, what does not names nobody ("Edited by …")."""
        needed = ("title", "speaker" if self.speaks else "abstract")
        has = {role: self._values_of(role) for role in needed}
        # A value that is cut gives more than names.
        fields = (field for field, choice in self.roles.choices if choice.plan != Plan())
        cut = {id(value) for field in fields for value in field.values}
        speakers = has.get("speaker", [])
        named = [value for value in speakers if id(value) in cut or _names(value.text)]
        if len(named) >= _NEARLY * len(speakers):
            has["speaker"] = named
        numbers = set.intersection(*({value.record for value in found} for found in has.values()))
        return tuple(r for n, r in enumerate(self.repeat.records) if n in numbers)

    def _values_of(self, role: str) -> list[Value]:
        return [
            value
            for field, choice in self.roles.choices
            if any(each == role for _, each, _ in choice.roles)
            for value in field.values
        ]

    @property
    def speaks(self) -> bool:
        """Whether the records name people."""
        return self.roles.weight_of("speaker") >= _SPEAKS

    @property
    def names_speakers(self) -> bool:
        """Whether a label or the name of an element says who the speakers are."""
        speakers = [
            field
            for field, choice in self.roles.choices
            if any(role == "speaker" for _, role, _ in choice.roles)
        ]
        return any("speaker" in (field.label, field.hint) for field in speakers)


def _names(text: str) -> bool:
    return all(name_score(person.name.split(",")[0]) > 0 for person in people_of(text))

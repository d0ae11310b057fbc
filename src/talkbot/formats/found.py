"""A list of records with its reading, and how much of its page that explains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from talkbot.formats.repeats import Record, Repeat
from talkbot.formats.roles import Roles

_SPEAKS = 1.0
_SILENT = 0.4
_MISSING = 5.0


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
        """The records with a title and who speaks, or a text where nobody is named."""
        needed = ("title", "speaker" if self.speaks else "abstract")
        has = {
            role: {
                value.record
                for field, choice in self.roles.choices
                if any(each == role for _, each, _ in choice.roles)
                for value in field.values
            }
            for role in needed
        }
        numbers = set.intersection(*has.values())
        return tuple(r for n, r in enumerate(self.repeat.records) if n in numbers)

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

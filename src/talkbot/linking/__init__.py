"""Finding the people, institutions, events, titles and years that a question names.

Everything comes from the records; there is no list of names in the code. A mention knows which
talks it stands for, so that later steps need not match names again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Literal

from talkbot.catalogue import Catalogue, Person
from talkbot.languages import is_language, language_code
from talkbot.linking.events import JOINS, EventFinder
from talkbot.linking.institutions import InstitutionFinder
from talkbot.linking.mentions import (
    SESSIONS,
    Mention,
    MentionKind,
    Token,
    tokenize,
    whole_values,
)
from talkbot.linking.people import PeopleFinder
from talkbot.linking.tags import TagFinder
from talkbot.linking.titles import TitleFinder
from talkbot.naming import roles_in
from talkbot.periods import find_periods
from talkbot.placing import places_in
from talkbot.talks import fold

__all__ = ["Linker", "Mention", "MentionKind", "Token", "tokenize"]

# One question is looked at by several readers, after one or two others.
_KEPT = 64
_LANGUAGES = (
    re.compile(
        rf"\b{SESSIONS}(?:\s+(?:that|which|is|are|was|were|there|given|held|spoken|recorded|not|aren['’]t|isn['’]t))*\s+in\s+"
        rf"(?P<name>[^\W\d_]+)(?!\s+{SESSIONS})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!did )(?<!does )\b(?P<name>[^\W\d_]+)(?:[\s-]language)?\s+{SESSIONS}\b",
        re.IGNORECASE,
    ),
)
# Where the capital and the place must do: "Talks longer than an hour in Spanish".
_IN_LANGUAGE = re.compile(
    rf"^(?i:(?!summ|sum |explain|tell|translat|compar|describ|answer)\W*(?:\w+\W+){{0,4}}?{SESSIONS})\b.*\bin\s+"
    r"(?P<name>[^\W\d_a-z][^\W\d_]+)\W*$"
)


class Linker:
    """Finds mentions in questions about one catalogue.

    `frequency` tells in how many passages each term occurs: a word that the talks themselves use
    is not taken for a misspelt name.
    """

    def __init__(
        self, catalogue: Catalogue, frequency: Callable[[Iterable[str]], Mapping[str, int]]
    ):
        self._catalogue = catalogue
        self._people = PeopleFinder(catalogue, frequency)
        self._titles = TitleFinder(catalogue)
        self._events = EventFinder(catalogue)
        self._institutions = InstitutionFinder(catalogue)
        self.events = self._events.names
        self._linked = lru_cache(_KEPT)(self._link)

    def link(self, question: str) -> tuple[Mention, ...]:
        """Every mention, in reading order, none overlapping another."""
        return self._linked(question)

    def _link(self, question: str) -> tuple[Mention, ...]:
        tokens = tokenize(question)
        found: list[Mention] = []
        for finder in (
            self._titles.find,
            self._tags.find,
            self._events.find_whole,
            self._events.find_editions,
            self._find_roles,
            self._find_places,
            self._find_languages,
            self._people.find,
            self._people.find_misspelt,
            self._find_values,
            self._institutions.find,
            self._find_dates,
        ):
            taken = [(m.start, m.end) for m in found]
            for mention in finder(question, tokens, taken):
                if not any(m.start < mention.end and mention.start < m.end for m in found):
                    found.append(mention)
        return tuple(sorted(found, key=lambda m: m.start))

    def affiliation_of(self, talk_id: str) -> str:
        """The first affiliation among a talk's speakers, or ""."""
        talk = self._catalogue.by_id.get(talk_id)
        return next((s.affiliation for s in talk.speakers if s.affiliation), "") if talk else ""

    def closest_people(self, name: str, limit: int = 3) -> list[Person]:
        """The people whose names look most like `name`, for "did you mean"."""
        return self._people.closest(name, limit)

    def closest_events(self, name: str, limit: int = 3) -> list[str]:
        """The events that share a word of their name with `name`, which names a year."""
        return self._events.closest(name, limit)

    def _find_roles(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """What speakers are, where a question asks for such people: "talks by professors"."""
        return [
            Mention(
                "role", start, end, roles,
                frozenset().union(*(self._catalogue.roles[role] for role in roles)),
            )
            for start, end, roles in roles_in(question, self._catalogue.roles)
        ]  # fmt: skip

    def _find_places(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """Tracks and rooms, whole or by some of their words: "the law track", "in hall B"."""
        return [
            Mention(
                kind, start, end, names, frozenset().union(*(values[name] for name in names))
            )
            for kind, values in self._places
            for start, end, names in places_in(question, kind, values)
        ]  # fmt: skip

    @cached_property
    def _tags(self) -> TagFinder:
        return TagFinder(self._catalogue.tags, self._catalogue.tracks)

    @cached_property
    def _places(self) -> tuple[tuple[Literal["track", "room"], dict[str, frozenset[str]]], ...]:
        return ("track", self._catalogue.tracks), ("room", self._catalogue.rooms)

    def _find_languages(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """The language of talks: "talks in Spanish", "Spanish talks"."""
        found: list[Mention] = []
        for match in (m for p in (*_LANGUAGES, _IN_LANGUAGE) for m in p.finditer(question)):
            name = match.group("name")
            if any(match.span("name") == (m.start, m.end) for m in found):
                continue
            ids = self._catalogue.languages.get(language_code(name), frozenset())
            # One that no talk is in is named all the same; in small letters it may be a word.
            absent = self._catalogue.languages and name[:1].isupper() and is_language(name)
            if len(name) > 3 and (ids or (absent and not self._people.is_somebodys(name))):
                found.append(Mention("language", *match.span("name"), (name.capitalize(),), ids))
        return found

    def _find_values(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        found: list[Mention] = []
        groups: tuple[tuple[MentionKind, Mapping[str, frozenset[str]], str], ...] = (
            ("event", self._catalogue.events, ""),
            ("tag", self._catalogue.tags, r"(?:tag(?:ged)?|keyword|label(?:led)?)"),
        )
        for kind, values, cue in groups:
            if not cue or re.search(rf"\b{cue}s?\b", fold(question)):
                found += whole_values(kind, values, question, [(m.start, m.end) for m in found])
        if not found or (found[0].kind == "event" and JOINS & {token.word for token in tokens}):
            found += self._events.find_by_words(tokens, [(m.start, m.end) for m in found])
        return found

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        """The talks of each date: a day has many, and a period is compared with each date once."""
        found: dict[str, list[str]] = {}
        for talk in self._catalogue.talks:
            if talk.start:
                found.setdefault(talk.start, []).append(talk.id)
        return found

    def _find_dates(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        return [
            Mention(
                "date", period.start, period.end, (period.low, period.high),
                frozenset(i for start, ids in self._by_start.items() if period.has(start) for i in ids),
            )
            for period in find_periods(question)
        ]  # fmt: skip

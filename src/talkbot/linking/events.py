"""The events that a question names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from rapidfuzz import fuzz, process

from talkbot.catalogue import GENERIC_INSTITUTION, Catalogue
from talkbot.linking.mentions import (
    BEFORE_PLACE,
    IS_YEAR,
    Mention,
    Token,
    covered,
    is_ordinary,
    whole_values,
)
from talkbot.naming import editions_in, initials
from talkbot.talks import fold
from talkbot.words import STOP_WORDS

_LAST_YEAR = re.compile(r"\b(?:19|20)\d\d$")
_MORE_YEARS = re.compile(r"(?:(?:,| and| or|, and)? (?:in |at )?(?:19|20)\d\d\b)+", re.IGNORECASE)
# Between two names of one kind.
JOINS = frozenset("and or but nor not versus vs".split())


class EventFinder:
    """Finds events of a catalogue: whole, by year, place in time, initials, or some words."""

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        self.names = tuple(catalogue.events)
        # Of two words or more: one alone may be an ordinary word.
        yearless = (tuple(w for w in fold(e).split() if not IS_YEAR(w)) for e in catalogue.events)
        self._yearless = frozenset(name for name in yearless if len(name) > 1)
        self._with: dict[str, set[int]] = {}
        for rank, event in enumerate(self.names):
            for word in fold(event).split():
                self._with.setdefault(word, set()).add(rank)

    def find_whole(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """Events by their whole name, when one word of it might also be somebody's."""
        longer = {e: ids for e, ids in self._catalogue.events.items() if len(e.split()) > 1}
        found = whole_values("event", longer, question, taken)
        return [*found, *(m for first in found for m in self._other_years(first, question))]

    def _other_years(self, first: Mention, question: str) -> Iterator[Mention]:
        """ "Slatecon 2019 and 2020": the same event in the years that follow."""
        more = _MORE_YEARS.match(question, first.end)
        if not more or not _LAST_YEAR.search(first.values[0]):
            return
        for year in re.finditer(r"\d{4}", more[0]):
            event = _LAST_YEAR.sub(year[0], first.values[0])
            start = first.end + year.start()
            if ids := self._catalogue.events.get(event):
                yield Mention("event", start, start + 4, (event,), ids)

    def find_editions(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """Events by their year, their place in time or their initials: "the 2018 edition"."""
        return [
            Mention(
                "event", start, end, names,
                frozenset().union(*(self._catalogue.events[name] for name in names)),
            )
            for start, end, names in editions_in(question, self._years, self._initials)
        ]  # fmt: skip

    @cached_property
    def _years(self) -> dict[str, str]:
        """When each event began: its first date, or the year in its name."""
        by_id = self._catalogue.by_id
        began = {}
        for event, ids in self._catalogue.events.items():
            dates = sorted(by_id[i].start for i in ids if by_id[i].start)
            year = re.search(r"\b(?:19|20)\d\d\b", event)
            began[event] = dates[0] if dates else year.group() if year else ""
        return began

    @cached_property
    def _initials(self) -> dict[str, frozenset[str]]:
        return {event: initials(event) for event in self._catalogue.events}

    def find_by_words(self, tokens: list[Token], taken: list[tuple[int, int]]) -> list[Mention]:
        """Events named by some of their words: "pycon 2019" for "PyCon US 2019".

        After the first one only those that it is joined with: "… and Slatecon Tokyo".
        """
        found: list[Mention] = []
        for size in range(min(4, len(tokens)), 0, -1):
            for at in range(len(tokens) - size + 1):
                group = tokens[at : at + size]
                wanted = [t.word for t in group]
                spans = [*taken, *((m.start, m.end) for m in found)]
                if any(covered(token, spans) for token in group):
                    continue
                if spans and not self._is_joined(tokens, at, at + size, spans):
                    continue
                dated = at > 0 and tokens[at - 1].word in BEFORE_PLACE and any(map(IS_YEAR, wanted))
                dated = dated or (tuple(wanted) in self._yearless and all(t.capital for t in group))
                if not any(
                    len(w) > 3 and not w.isdigit() and (dated or not is_ordinary(w)) for w in wanted
                ):
                    continue
                if any(w in STOP_WORDS for w in wanted) or _in_institution(tokens, at):
                    continue
                ranks = set.intersection(*(self._with.get(w, set()) for w in wanted))
                hits = [self.names[rank] for rank in sorted(ranks)]
                if hits and len(hits) < max(2, len(self._catalogue.events)):
                    ids = frozenset().union(*(self._catalogue.events[e] for e in hits))
                    found.append(Mention("event", group[0].start, group[-1].end, tuple(hits), ids))
        return found

    def _is_joined(
        self, tokens: list[Token], at: int, end: int, spans: list[tuple[int, int]]
    ) -> bool:
        """Whether "and", "or" or "but not" stands between these words and one of the spans."""
        first = min(start for start, _ in spans)
        between = (
            tokens[:at][::-1] if tokens[at].start > first else tokens[end:]
        )  # outwards from the words
        for token in between[:5]:
            if covered(token, spans):
                return False
            if token.word in JOINS:
                return True
        return False

    def closest(self, name: str, limit: int = 3) -> list[str]:
        """The events that share a word of their name with `name`, which names a year."""
        wanted = fold(name).split()
        if not any(map(IS_YEAR, wanted)):
            return []
        telling = {w for w in wanted if not w.isdigit() and len(w) > 3}
        near = [e for e in self._catalogue.events if telling.intersection(fold(e).split())]
        rows = process.extract(name, near, scorer=fuzz.WRatio, limit=limit)
        return [event for event, _, _ in rows]


def _in_institution(tokens: list[Token], at: int) -> bool:
    """Whether the words from `at` on are where an institution is: "University of Tokyo"."""
    before = [t.word for t in tokens[max(0, at - 2) : at]]
    return len(before) == 2 and before[1] == "of" and before[0] in GENERIC_INSTITUTION

"""The talks tab: finding talks while typing, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from talkbot.talks import Talk, fold
from talkbot.ui.rendering import counted
from talkbot.words import content_terms, terms

if TYPE_CHECKING:
    from talkbot.library import Library

SHOWN = 60
GIST = 220


class Browser:
    """Finds talks by what is typed: parts of titles and names first, then the keyword index.

    Safe to share between sessions: it holds nothing but folded records of one generation.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._cache: tuple[int, tuple[Talk, ...], tuple[str, ...]] = (-1, (), ())

    @property
    def generation(self) -> int:
        return self._library.generation

    def talks(self) -> tuple[Talk, ...]:
        return self._load()[0]

    def find(self, query: str) -> list[Talk]:
        """Talks in the order of fit; all of them, in their own order, for an empty query."""
        talks, folded = self._load()
        wanted = fold(query).split()
        if not wanted:
            return list(talks)
        direct = [
            t for t, text in zip(talks, folded, strict=True) if all(w in text for w in wanted)
        ]
        seen = {talk.id for talk in direct}
        hits = self._library.search_talks(content_terms(query) or terms(query), SHOWN)
        by_id = {talk.id: talk for talk in talks}
        return direct + [
            by_id[h.talk_id] for h in hits if h.talk_id in by_id and h.talk_id not in seen
        ]

    def _load(self) -> tuple[tuple[Talk, ...], tuple[str, ...]]:
        generation = self._library.generation
        if generation != self._cache[0]:
            talks = self._library.talks()
            self._cache = (generation, talks, tuple(map(_searchable, talks)))
        return self._cache[1], self._cache[2]


def _searchable(talk: Talk) -> str:
    people = " ".join(f"{s.name} {s.affiliation} {s.role}" for s in talk.speakers)
    return fold(f"{talk.title} {people} {talk.event} {talk.track} {' '.join(talk.tags)}")


def results_html(talks: Sequence[Talk], query: str) -> str:
    """Cards for the first of the talks found, and how many there are."""
    count = len(talks)
    if not count:
        return (
            f'<p class="tb-count" role="status">No talk matches “{escape(query.strip())}”. '
            "Try fewer or other words, or ask in the chat.</p>"
        )
    more = f"; the first {SHOWN} are shown, type to narrow them down" if count > SHOWN else ""
    cards = "".join(map(_card, talks[:SHOWN]))
    return (
        f'<p class="tb-count" role="status">{counted(count, "talk")}{more}</p>'
        f'<ul class="tb-cards tb-browse">{cards}</ul>'
    )


def _card(talk: Talk) -> str:
    who = "; ".join(", ".join(filter(None, (s.name, s.affiliation))) for s in talk.speakers)
    facts = " · ".join(filter(None, (talk.event, talk.date_text or talk.start)))
    gist = (
        talk.abstract[:220].rsplit(" ", 1)[0] + "…" if len(talk.abstract) > 220 else talk.abstract
    )
    return (
        f'<li class="tb-card"><button type="button" class="tb-open" data-talk="{escape(talk.id)}">'
        f'<span class="tb-title" dir="auto">{escape(talk.title)}</span>'
        f'<span class="tb-who">{escape(who)}</span>'
        + (f'<span class="tb-facts">{escape(facts)}</span>' if facts else "")
        + f'<span class="tb-gist" dir="auto">{escape(gist)}</span></button></li>'
    )

"""The talks tab: finding talks while typing, through the search that answers use, as HTML."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from talkbot.collection import View
from talkbot.moments import clock
from talkbot.retrieval import TalkHit
from talkbot.talks import Filters, Talk, fold, fold_in_place
from talkbot.ui.maths import maths_html
from talkbot.ui.rendering import counted, day
from talkbot.ui.scoping import values_of

SHOWN = 40
"""Talks on one page of results."""
GIST = 220
DEPTH = 200
"""Passages looked at for a search while typing."""
NARROW = 400
"""Up to so many talks of a scope are searched alone; else the whole ranking is filtered."""
NEAR = 0.3
"""The least cosine of a talk that has none of the words."""
FEW = 8
"""With fewer talks that have the words, those near in meaning are added."""
KEPT = 64


@dataclass(frozen=True, slots=True)
class Listing:
    """Talks that have the words, best first; then those near in meaning, without the words.

    `lines` are the words of a passage that show why a talk was found.
    """

    talks: tuple[Talk, ...]
    near: tuple[Talk, ...] = ()
    lines: dict[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(talk.id for talk in (*self.talks, *self.near))


class Browser:
    """Finds talks by what is typed, within a scope.

    Safe to share between sessions: it holds nothing but folded records of one generation and the
    last few listings.
    """

    def __init__(self, view: Callable[[], View]) -> None:
        self.view = view
        self._lock = threading.Lock()
        self._generation = -1
        self._folded: tuple[str, ...] = ()
        self._kept: dict[tuple[str, Filters], Listing] = {}

    def find(self, query: str, scope: Filters | None = None) -> Listing:
        """The talks of the scope that fit; all of them, in their own order, for no query."""
        view = self.view()
        folded = self._load(view)
        key = (" ".join(query.split()), scope or Filters())
        with self._lock:
            known = self._kept.get(key)
        if known is None:
            known = _listing(view, folded, *key)
            with self._lock:
                if len(self._kept) >= KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[key] = known
        return known

    def _load(self, view: View) -> tuple[str, ...]:
        with self._lock:
            if view.generation != self._generation:
                self._generation = view.generation
                self._folded = tuple(map(_searchable, view.catalogue.talks))
                self._kept.clear()
            return self._folded


def _listing(view: View, folded: Sequence[str], query: str, scope: Filters) -> Listing:
    talks = view.catalogue.talks
    inside = {t.id for t in view.catalogue.select(scope)} if scope else None
    wanted = fold(query).split()
    if not wanted:
        return Listing(tuple(t for t in talks if inside is None or t.id in inside))
    direct = [
        talk
        for talk, text in zip(talks, folded, strict=True)
        if all(word in text for word in wanted) and (inside is None or talk.id in inside)
    ]
    only = inside if inside is not None and len(inside) <= NARROW else None
    found = view.searcher.search(query, talk_ids=only, depth=DEPTH)
    seen = {talk.id for talk in direct}
    hits = [
        hit
        for hit in found.talks
        if hit.talk_id in view.catalogue.by_id and (inside is None or hit.talk_id in inside)
    ]
    lines = {hit.talk_id: _telling(hit, wanted) for hit in hits}
    worded = [hit for hit in hits if hit.bm25 > 0 and hit.talk_id not in seen]
    least = NEAR if view.searcher.one_scale else 1.0
    near = [
        hit for hit in hits if hit.bm25 <= 0 and hit.cosine >= least and hit.talk_id not in seen
    ]
    matching = (*direct, *(view.catalogue.by_id[hit.talk_id] for hit in worded))
    room = max(0, FEW - len(matching))
    nearest = sorted(near, key=lambda hit: -hit.cosine)[:room]
    return Listing(matching, tuple(view.catalogue.by_id[hit.talk_id] for hit in nearest), lines)


def _telling(hit: TalkHit, wanted: Sequence[str]) -> str:
    """The words of a talk, not of a bio, that show best why it was found."""
    passages = [each.passage for each in hit.passages if each.passage.field != "bio"]
    if not passages:
        return ""
    text = passages[0].text
    starts = [0, *(match.end() for match in re.finditer(r"[.!?]\s+", text))]
    folded = fold_in_place(text)

    def seen(start: int) -> int:
        window = folded[start : start + GIST]
        return sum(word in window for word in wanted)

    return text[max(starts, key=lambda start: (seen(start), -start)) :]


def _searchable(talk: Talk) -> str:
    people = " ".join(f"{s.name} {s.affiliation} {s.role}" for s in talk.speakers)
    return fold(f"{talk.title} {people} {talk.event} {talk.track} {' '.join(talk.tags)}")


def results_html(listing: Listing, query: str, scope: Filters, view: View, start: int = 0) -> str:
    """Cards for one page of the talks found, how many there are, and what to do with them."""
    count = len(listing.talks)
    cards = "".join(card_html(t, view, listing) for t in listing.talks[start : start + SHOWN])
    more = (
        f'<button type="button" class="tb-chip tb-page" data-start="{start + SHOWN}">'
        f"Show more of the {count:,}</button>"
        if count > start + SHOWN
        else ""
    )
    if start:
        return cards + more
    asked = escape(query.strip())
    if not count and listing.near:
        told = f"No talk has the words “{asked}”"
    elif not count:
        told = (
            f"No talk matches “{asked}”. Try fewer or other words, or ask in the chat."
            if asked
            else "No talk has all of these. Take a filter away."
        )
    else:
        told = counted(count, "talk")
    ask = (
        '<button type="button" class="tb-chip tb-askthese">'
        f"Ask about {'it' if count == 1 else f'these {count:,}'}</button>"
        if values_of(scope) and count
        else ""
    )
    near = "".join(card_html(talk, view, listing) for talk in listing.near)
    return (
        f'<div class="tb-countline"><p class="tb-count" role="status">{told}</p>{ask}</div>'
        f'<ul class="tb-cards tb-browse">{cards}</ul>{more}'
        + (
            f'<h3 class="tb-nearhead">Near in meaning</h3><ul class="tb-cards tb-near">{near}</ul>'
            if near
            else ""
        )
    )


def card_html(talk: Talk, view: View, listing: Listing | None = None) -> str:
    """A talk in a list: who, where and when, and a few of its words."""
    who = "; ".join(", ".join(filter(None, (s.name, s.affiliation))) for s in talk.speakers)
    length = clock(talk.duration) if talk.duration else ""
    one_event = view.catalogue.events.get(talk.event, ())
    event = "" if len(one_event) == len(view.catalogue.talks) else talk.event  # tells nothing
    facts = " · ".join(filter(None, (event, day(talk), length)))
    has = [
        name
        for name, there in (
            ("Video", bool(talk.video_url)), ("Transcript", view.catalogue.has_transcript(talk)),
        )
        if there
    ]  # fmt: skip
    badges = "".join(f'<span class="tb-has">{name}</span>' for name in has)
    gist = _shortened((listing.lines.get(talk.id) if listing else "") or talk.abstract)
    return (
        f'<li class="tb-card"><button type="button" class="tb-open" data-talk="{escape(talk.id)}">'
        f'<span class="tb-title" dir="auto">{maths_html(talk.title)}</span>'
        f'<span class="tb-who" dir="auto">{escape(who)}</span>'
        + (f'<span class="tb-facts">{escape(facts)}{badges}</span>' if facts or badges else "")
        + f'<span class="tb-gist" dir="auto">{maths_html(gist)}</span></button></li>'
    )


def _shortened(text: str) -> str:
    text = " ".join(text[: 2 * GIST].split())
    return text if len(text) <= GIST else text[:GIST].rsplit(" ", 1)[0].rstrip(".,;:") + "…"

"""Scopes on the page: as an address writes them, as chips, and as facets with counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlencode

from talkbot.catalogue import Catalogue
from talkbot.talks import Filters, Talk, fold

LONGEST = 300
"""Characters of one filter's value."""
OPTIONS = 8
"""Values of a facet shown at first; more are found by typing."""

NAMES: Mapping[str, str] = {
    "event": "Event",
    "year": "Year",
    "track": "Track",
    "tag": "Tag",
    "speaker": "Speaker",
    "affiliation": "Affiliation",
    "language": "Language",
    "video": "Video",
    "transcript": "Transcript",
}
_TEXTS = ("event", "track", "tag", "speaker", "affiliation", "language")
_HAVING = {"1": True, "0": False}


def scope_from(query: Mapping[str, str]) -> Filters:
    """The scope that an address or the browser names; what cannot be read is left out."""
    texts = {name: str(query.get(name, ""))[:LONGEST].strip() for name in _TEXTS}
    years = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", str(query.get("year", "")))
    talk = str(query.get("talk", ""))[:LONGEST]
    return Filters(
        **texts,
        years=(int(years[1]), int(years[2] or years[1])) if years else None,
        has_video=_HAVING.get(str(query.get("video", ""))),
        has_transcript=_HAVING.get(str(query.get("transcript", ""))),
        talk_ids=frozenset({talk}) if talk else frozenset(),
    )


def values_of(scope: Filters) -> dict[str, str]:
    """The inverse of `scope_from`: the given filters only."""
    values = {name: getattr(scope, name) for name in _TEXTS}
    if scope.years:
        low, high = scope.years
        values["year"] = str(low) if low == high else f"{low}-{high}"
    for name, wanted in (("video", scope.has_video), ("transcript", scope.has_transcript)):
        values[name] = "" if wanted is None else str(int(wanted))
    values["talk"] = next(iter(sorted(scope.talk_ids)), "")
    return {name: value for name, value in values.items() if value}


def scope_html(scope: Filters, catalogue: Catalogue) -> str:
    """The line above the composer: what questions are about, and how to change it."""
    total = len(catalogue.talks)
    count = len(catalogue.select(scope)) if scope else total
    ids = sorted(scope.talk_ids)
    talk = catalogue.by_id.get(ids[0]) if ids else None
    label = f"{count:,} of {total:,} talks" if scope else f"All {total:,} talks"
    opener = (
        '<button type="button" class="tb-narrow" aria-haspopup="dialog" '
        f'title="Choose which talks count"><span class="tb-hidden">Questions are about </span>'
        f"{label}</button>"
    )
    extra = (
        '<button type="button" class="tb-chip" data-ask="What is this talk about?">'
        "What is it about?</button>"
        if talk
        else ""
    )
    query = escape(urlencode(values_of(scope)))
    chips = chips_html(scope, catalogue)
    return f'<div class="tb-scope" data-scope="{query}">{opener}{chips}{extra}</div>'


def chips_html(scope: Filters, catalogue: Catalogue) -> str:
    """Each filter with a button that takes it away."""
    chips = []
    for name, value in values_of(scope).items():
        title = catalogue.by_id[value].title if value in catalogue.by_id else value
        label, shown = ("Talk", title) if name == "talk" else (NAMES[name], _shown(name, value))
        chips.append(
            f'<span class="tb-filter"><span>{label}</span> <b dir="auto">{escape(shown)}</b>'
            f'<button type="button" class="tb-icon" data-drop="{name}" '
            f'aria-label="Remove the filter {label} {escape(shown)}">×</button></span>'
        )
    return "".join(chips)


def _shown(name: str, value: str) -> str:
    return {"1": "yes", "0": "no"}.get(value, value) if name in ("video", "transcript") else value


@dataclass(frozen=True, slots=True)
class Facet:
    """A field of the records, its values with their numbers of talks, the most frequent first.

    `size` is how many values there are, of which `options` are the first; `chosen` is the one
    that the scope names.
    """

    name: str
    options: tuple[tuple[str, int], ...]
    size: int
    chosen: str = ""


def facets(
    catalogue: Catalogue, scope: Filters, inside: frozenset[str] | None = None
) -> list[Facet]:
    """The facets that can narrow a scope further, counted over its talks (among `inside`).

    A facet counts the talks that the other filters leave, so that its choice can be changed.
    """
    chosen = values_of(scope)
    found = []
    plain = _among(catalogue.select(scope) if scope else catalogue.talks, inside)
    for name in NAMES:
        given = chosen.get(name, "")
        talks = _among(catalogue.select(_without(scope, name)), inside) if given else plain
        counts = _counts(name, talks, catalogue)
        if len(counts) > 1 or given or (counts and next(iter(counts.values())) < len(talks)):
            found.append(_facet(name, counts, given))
    return found


def options(
    catalogue: Catalogue, scope: Filters, name: str, like: str, inside: frozenset[str] | None
) -> Facet:
    """One facet with the values that contain what was typed."""
    talks = _among(catalogue.select(_without(scope, name)), inside)
    wanted = fold(like).split()
    counts = _counts(name, talks, catalogue)
    kept = {v: n for v, n in counts.items() if all(w in fold(v) for w in wanted)}
    return _facet(name, kept, values_of(scope).get(name, ""))


def _facet(name: str, counts: Mapping[str, int], given: str) -> Facet:
    newest = name == "year"
    ranked = sorted(counts.items(), key=lambda i: i[0] if newest else (-i[1], fold(i[0])))
    if newest:
        ranked.reverse()
    first = ranked[:OPTIONS]
    if given and given not in dict(first):
        first = [(given, counts.get(given, 0)), *first[: OPTIONS - 1]]
    return Facet(name, tuple(first), len(counts), given)


def _among(talks: Iterable[Talk], inside: frozenset[str] | None) -> Sequence[Talk]:
    return tuple(talks) if inside is None else [talk for talk in talks if talk.id in inside]


def _without(scope: Filters, name: str) -> Filters:
    empty = Filters()
    key = {"year": "years", "video": "has_video", "transcript": "has_transcript"}.get(name, name)
    return replace(scope, **{key: getattr(empty, key)})


def _counts(name: str, talks: Iterable[Talk], catalogue: Catalogue) -> Counter[str]:
    values: dict[str, Callable[[Talk], Iterable[str]]] = {
        "event": lambda t: (t.event,),
        "year": lambda t: (str(t.year or ""),),
        "track": lambda t: (t.track,),
        "tag": lambda t: t.tags,
        "speaker": lambda t: (s.name for s in t.speakers),
        "affiliation": lambda t: (s.affiliation for s in t.speakers),
        "language": lambda t: (t.language,),
        "video": lambda t: ("1" if t.video_url else "",),
        "transcript": lambda t: ("1" if catalogue.has_transcript(t) else "",),
    }
    counts = Counter(value for talk in talks for value in dict.fromkeys(values[name](talk)))
    del counts[""]
    return counts


def facets_html(found: Sequence[Facet]) -> str:
    """The facets as groups of buttons; those with many values can be searched."""
    having = [facet for facet in found if facet.name in ("video", "transcript")]
    groups = [_group(facet) for facet in found if facet not in having]
    toggles = "".join(_option(facet.name, v, n, facet.chosen) for facet in having
                      for v, n in facet.options)  # fmt: skip
    if toggles:
        groups.insert(
            0,
            '<section class="tb-facet"><h3>With</h3>'
            f'<ul class="tb-options">{toggles}</ul></section>',
        )
    return "".join(groups) or '<p class="tb-quiet">These talks have nothing to tell them apart.</p>'


def options_html(facet: Facet) -> str:
    rows = "".join(_option(facet.name, value, n, facet.chosen) for value, n in facet.options)
    return rows or "<li><p>Nothing by that name.</p></li>"


def _group(facet: Facet) -> str:
    label = NAMES[facet.name]
    search = (
        f'<input type="search" data-facet="{facet.name}" autocomplete="off" '
        f'placeholder="Find among {facet.size:,}…" aria-label="Find a value of {label}">'
        if facet.size > OPTIONS
        else ""
    )
    return (
        f'<section class="tb-facet"><h3>{label}</h3>{search}'
        f'<ul class="tb-options">{options_html(facet)}</ul></section>'
    )


def _option(name: str, value: str, count: int, chosen: str) -> str:
    label = f"A {NAMES[name].lower()}" if name in ("video", "transcript") else value
    return (
        f'<li><button type="button" class="tb-option" data-facet="{name}" '
        f'data-value="{escape(value)}" aria-pressed="{str(value == chosen).lower()}">'
        f'<span dir="auto">{escape(label)}</span><span class="tb-tally">{count:,}</span>'
        "</button></li>"
    )

"""The map as the page gets it: computed once for each state of the collection, kept as JSON."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from talkbot.atlas import Atlas, atlas
from talkbot.collection import View
from talkbot.talks import Talk

COLOURS = 9
"""Values of a field with a colour of their own; the others share one."""
_FIELDS: tuple[tuple[str, str, Callable[[Talk], str]], ...] = (
    ("event", "Event", lambda talk: talk.event),
    ("track", "Track", lambda talk: talk.track),
    ("year", "Year", lambda talk: str(talk.year or "")),
    ("tag", "Tag", lambda talk: talk.tags[0] if talk.tags else ""),
)


class MapMaker:
    """Gives the map of a view; safe to share between sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[int, str] = (-1, "")

    def json(self, view: View) -> str:
        """The map as JSON: titles, places, and by what its points can be coloured."""
        with self._lock:
            if self._kept[0] != view.generation:
                ids, vectors = view.searcher.talk_vectors()
                rows = [row for row, i in enumerate(ids) if i in view.catalogue.by_id]
                talks = [view.catalogue.by_id[ids[row]] for row in rows]
                text = json.dumps(_record(atlas(talks, vectors[rows])), ensure_ascii=False)
                self._kept = (view.generation, text)
            return self._kept[1]


def _record(drawn: Atlas) -> dict[str, Any]:
    talks = drawn.talks
    groups = [group.label for group in drawn.groups]
    colourings = [{"name": "Topic", "values": groups, "of": drawn.group_of}]
    for _, label, value in _FIELDS:
        colouring = _colouring(label, [value(talk) for talk in talks])
        if colouring:
            colourings.append(colouring)
    return {
        "ids": [talk.id for talk in talks],
        "titles": [talk.title for talk in talks],
        "who": [", ".join(speaker.name for speaker in talk.speakers[:3]) for talk in talks],
        "places": drawn.places,
        "labels": [{"text": g.label, "x": g.x, "y": g.y} for g in drawn.groups],
        "colourings": colourings,
    }


def _colouring(label: str, values: Sequence[str]) -> dict[str, Any] | None:
    """The most frequent values and which one each talk has; None when that tells nothing."""
    counts = Counter(value for value in values if value)
    if len(counts) < 2 or max(counts.values()) < 2:
        return None
    frequent = sorted(counts, key=lambda value: (-counts[value], value))[:COLOURS]
    names = sorted(frequent) if label == "Year" else frequent
    place = {name: i for i, name in enumerate(names)}
    rest = any(value not in place for value in values)
    return {
        "name": label,
        "values": [*names, *(["Other"] if rest else [])],
        "of": [place.get(value, len(names)) for value in values],
    }

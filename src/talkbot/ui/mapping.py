"""The map as the page gets it: made once for each state of the collection, kept as JSON."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from talkbot.atlas import Atlas, without_others
from talkbot.collection import View
from talkbot.drawing import map_of
from talkbot.talks import Talk
from talkbot.ui.maths import maths_text

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

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self._lock = threading.Lock()
        self._kept: tuple[int, str] = (-1, "")

    def json(self, view: View) -> str:
        """The map as JSON: titles, places, and by what its points can be coloured."""
        with self._lock:
            if self._kept[0] != view.generation:
                talks = view.catalogue.by_id
                drawn = without_others(map_of(view.library, self._fingerprint), talks)
                text = json.dumps(_record(drawn, [talks[i] for i in drawn.ids]), ensure_ascii=False)
                self._kept = (view.generation, text)
            return self._kept[1]


def _record(drawn: Atlas, talks: Sequence[Talk]) -> dict[str, Any]:
    groups = [maths_text(group.label) for group in drawn.groups]
    colourings = [{"name": "Topic", "values": groups, "of": drawn.group_of}]
    for _, label, value in _FIELDS:
        colouring = _colouring(label, [value(talk) for talk in talks])
        if colouring:
            colourings.append(colouring)
    return {
        "ids": drawn.ids,
        "titles": [maths_text(talk.title) for talk in talks],
        "who": [", ".join(speaker.name for speaker in talk.speakers[:3]) for talk in talks],
        "places": drawn.places,
        "labels": [
            {"text": name, "x": g.x, "y": g.y} for name, g in zip(groups, drawn.groups, strict=True)
        ],
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

"""Which line of a page is what, decided over the whole page at once.

A page of talks repeats one shape. The best path through a small grammar (title, speaker line,
paragraphs, again) is found with Viterbi over the lines' scores; then the page's own habits (where
its blank lines stand, whether its speaker lines give a place, which heading level its titles have)
are measured on that path and the path is found again. So a short line of an abstract that looks
like a title loses against the lines around it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from talkbot.formats.shape import BREAK, Shape

ROUNDS = 3


class Kind(IntEnum):
    PAGE = 0  # the page's heading and what stands before the first talk
    SECTION = 1  # a session's heading between talks
    TITLE = 2
    SPEAKER = 3
    META = 4  # when, where, a link: between title and speaker line
    BODY = 5
    NOTE = 6  # when, where, a link: among the paragraphs
    NOISE = 7  # a break, a button's label


_TITLE_FIRST = {
    Kind.PAGE: (Kind.PAGE, Kind.SECTION, Kind.TITLE, Kind.NOISE),
    Kind.SECTION: (Kind.SECTION, Kind.TITLE, Kind.NOISE),
    Kind.TITLE: (Kind.TITLE, Kind.SPEAKER, Kind.META),
    Kind.META: (Kind.SPEAKER, Kind.META),
    Kind.SPEAKER: (Kind.SPEAKER, Kind.BODY, Kind.NOTE, Kind.TITLE, Kind.SECTION, Kind.NOISE),
    Kind.BODY: (Kind.BODY, Kind.NOTE, Kind.TITLE, Kind.SECTION, Kind.NOISE),
    Kind.NOTE: (Kind.BODY, Kind.NOTE, Kind.TITLE, Kind.SECTION, Kind.NOISE),
    Kind.NOISE: (Kind.BODY, Kind.NOTE, Kind.TITLE, Kind.SECTION, Kind.NOISE),
}
_SPEAKER_FIRST = {
    Kind.PAGE: (Kind.PAGE, Kind.SECTION, Kind.SPEAKER, Kind.NOISE),
    Kind.SECTION: (Kind.SECTION, Kind.SPEAKER, Kind.NOISE),
    Kind.SPEAKER: (Kind.SPEAKER, Kind.META, Kind.TITLE),
    Kind.META: (Kind.META, Kind.TITLE),
    Kind.TITLE: (Kind.TITLE, Kind.BODY, Kind.NOTE, Kind.SPEAKER, Kind.SECTION, Kind.NOISE),
    Kind.BODY: (Kind.BODY, Kind.NOTE, Kind.SPEAKER, Kind.SECTION, Kind.NOISE),
    Kind.NOTE: (Kind.BODY, Kind.NOTE, Kind.SPEAKER, Kind.SECTION, Kind.NOISE),
    Kind.NOISE: (Kind.BODY, Kind.NOTE, Kind.SPEAKER, Kind.SECTION, Kind.NOISE),
}
_STEP_COST = {
    (Kind.SPEAKER, Kind.SPEAKER): -2.0,
    (Kind.TITLE, Kind.TITLE): -1.0,
    (Kind.TITLE, Kind.META): -0.5,
    (Kind.SPEAKER, Kind.TITLE): -0.3,
    (Kind.BODY, Kind.SECTION): -1.0,
}


_SMALL_FIELDS = (
    "when", "where", "video", "slides", "url", "tags", "track", "language", "event", "duration",
    "affiliation", "role", "none",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Habits:
    """What a page does with its lines, as log-odds added to the lines' own scores."""

    gap: float = 0.0
    no_gap: float = 0.0
    placed: float = 0.0
    unplaced: float = 0.0
    level: dict[int, float] = field(default_factory=dict)
    bare_talk: float = 0.0
    dates_lead: bool = False


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The kind of each line; `title_first` says in which order a talk's head stands."""

    kinds: tuple[Kind, ...]
    title_first: bool
    score: float
    habits: Habits


def segment(shapes: Sequence[Shape]) -> Segmentation:
    """The most likely kind of each line, in whichever order of title and speaker fits better."""
    return max(
        (_settle(shapes, title_first) for title_first in (True, False)), key=lambda s: s.score
    )


def _settle(shapes: Sequence[Shape], title_first: bool) -> Segmentation:
    habits = Habits()
    kinds, score = _best_path(shapes, title_first, habits)
    for _ in range(ROUNDS):
        habits = _measure(shapes, kinds, title_first)
        again, score = _best_path(shapes, title_first, habits)
        if again == kinds:
            break
        kinds = again
    return Segmentation(kinds, title_first, score - 0.5 * (not title_first), habits)


def emission(shape: Shape, kind: Kind, habits: Habits) -> float:
    """How well a line fits a kind, given the page's habits."""
    if kind is Kind.BODY:
        return shape.body
    if kind is Kind.TITLE:
        line = shape.line
        fit = shape.title + habits.level.get(line.level, 0.0)
        return fit + (habits.gap if line.gap or line.rule else habits.no_gap)
    if kind is Kind.SPEAKER:
        return shape.speaker + (habits.placed if shape.has_place else habits.unplaced)
    if kind is Kind.SECTION:
        return shape.section
    if kind in (Kind.META, Kind.NOTE):
        if shape.label:
            return shape.labelled(*_SMALL_FIELDS)
        if shape.is_date_line and habits.dates_lead:
            return -2.0
        return 1.0 if shape.is_when_or_where else -8.0
    if kind is Kind.NOISE:
        return 3.0 if BREAK.match(shape.text) or shape.is_button else -9.0
    return -0.6 - 0.4 * (len(shape.text) > 200) - max(0.0, shape.speaker)


def _best_path(
    shapes: Sequence[Shape], title_first: bool, habits: Habits
) -> tuple[tuple[Kind, ...], float]:
    grammar = _TITLE_FIRST if title_first else _SPEAKER_FIRST
    head_start, head_end = (Kind.TITLE, Kind.SPEAKER) if title_first else (Kind.SPEAKER, Kind.TITLE)
    best: dict[Kind, float] = {Kind.PAGE: 0.0}
    came: list[dict[Kind, Kind]] = []
    broken = False
    for shape in shapes:
        fits = {kind: emission(shape, kind, habits) for kind in Kind}
        reached: dict[Kind, float] = {}
        back: dict[Kind, Kind] = {}
        for before, total in best.items():
            for kind in grammar[before]:
                score = total + fits[kind] + _STEP_COST.get((before, kind), 0.0)
                if before is head_end and kind is head_start:
                    score += habits.bare_talk
                if before is kind is Kind.TITLE and (shape.line.gap or not broken):
                    continue
                if score > reached.get(kind, -math.inf):
                    reached[kind], back[kind] = score, before
        best = reached
        # A title may go on in a second line where a blank line shows that it began in the first.
        broken = shape.line.gap and not shape.ends_sentence
        came.append(back)
    ends = {
        kind: total
        for kind, total in best.items()
        if kind not in (Kind.META, head_start) or kind is head_end
    }
    if not ends:
        ends = best or {Kind.PAGE: 0.0}
    last = max(ends, key=lambda kind: ends[kind])
    path = [last]
    for back in reversed(came[1:]):
        path.append(back[path[-1]])
    return tuple(reversed(path)) if shapes else (), ends[last]


def _measure(shapes: Sequence[Shape], kinds: Sequence[Kind], title_first: bool) -> Habits:
    first, last = (Kind.TITLE, Kind.SPEAKER) if title_first else (Kind.SPEAKER, Kind.TITLE)
    heads = [s for s, kind in zip(shapes, kinds, strict=True) if kind is Kind.TITLE]
    speakers = [s for s, kind in zip(shapes, kinds, strict=True) if kind is Kind.SPEAKER]
    body = [s for s, kind in zip(shapes, kinds, strict=True) if kind is Kind.BODY]
    if len(heads) < 3:
        return Habits()
    starts = [
        shapes[i]
        for i, kind in enumerate(kinds)
        if kind is first and (i == 0 or kinds[i - 1] is not first)
    ]
    gap = _share(s.line.gap or s.line.rule for s in starts)
    body_gap = _share(s.line.gap for s in body)
    placed = _share(s.has_place for s in speakers)
    levels = {s.line.level for s in shapes}
    first_date = next((i for i, s in enumerate(shapes) if s.is_date_line), len(kinds))
    bare = _share(
        i + 1 == len(kinds) or kinds[i + 1] in (first, Kind.SECTION)
        for i, kind in enumerate(kinds)
        if kind is last and (i + 1 == len(kinds) or kinds[i + 1] is not last)
    )
    title_gap = title_first
    return Habits(
        gap=_odds(gap, body_gap) if title_gap else 0.0,
        no_gap=_odds(1 - gap, 1 - body_gap) if title_gap else 0.0,
        placed=0.5 * (placed > 0.8),
        unplaced=-1.5 * (placed > 0.8) - 1.0 * (placed > 0.95),
        level={
            level: _odds(
                _share(s.line.level == level for s in heads),
                _share(s.line.level == level for s in body),
            )
            for level in levels
            if len(levels) > 1
        },
        dates_lead=first_date < kinds.index(first),
        bare_talk=-2.0 * (bare < 0.1) - 1.0 * (bare < 0.3),
    )


def _share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return (sum(values) + 0.2) / (len(values) + 0.4)


def _odds(share: float, other: float) -> float:
    return max(-3.0, min(3.0, math.log(share / other)))

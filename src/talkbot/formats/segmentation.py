"""Which line of a page is what, decided over the whole page at once.

A page of talks repeats one shape. The best path through a small grammar (title, speaker line,
paragraphs, again) is found with Viterbi over the lines' scores; then the page's own habits (where
its blank lines stand, whether its speaker lines give a place, which heading level its titles have)
are measured on that path and the path is found again. So a short line of an abstract that looks
like a title loses against the lines around it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from talkbot.formats.shape import KINDS, Shape
from talkbot.formats.wording import TBA

ROUNDS = 3
CROSSED = 8.0
"""What it costs to take half of a cut head for a part of another talk."""

OVER = 8.0
"""What it costs to take a heading for the speaker of the title above it that is none."""

SAMPLE = 300
"""Lines of a page on which the order of its heads is decided."""


class Kind(IntEnum):
    PAGE = 0  # the page's heading and what stands before the first talk
    SECTION = 1  # a session's heading between talks
    LEAD = 2  # when or where, before the head of the talk it belongs to
    TITLE = 3
    SPEAKER = 4
    PLACE = 5  # where the speaker is from, in a line below the name
    META = 6  # when, where, a link: between title and speaker line
    BODY = 7
    NOTE = 8  # when, where, a link: among the paragraphs
    NOISE = 9  # a break, a button's label
    ASIDE = 10  # a heading that is neither a talk's nor over talks, and what stands below it


assert tuple(kind.name for kind in Kind) == KINDS
_KINDS = tuple(Kind)
_HEAD = (Kind.TITLE, Kind.SPEAKER)
_STEP_COST = {
    (Kind.SPEAKER, Kind.SPEAKER): -2.0,
    (Kind.PLACE, Kind.SPEAKER): -1.5,
    (Kind.PLACE, Kind.PLACE): -1.0,
    (Kind.TITLE, Kind.TITLE): -1.0,
    (Kind.TITLE, Kind.META): -0.5,
    (Kind.SPEAKER, Kind.TITLE): -0.3,
    (Kind.BODY, Kind.SECTION): -1.0,
}
_STEP_COST |= {(kind, Kind.ASIDE): -2.0 for kind in Kind if kind is not Kind.ASIDE}


# A step of the grammar, in plain numbers since a page takes millions: the kind before it, its
# cost, and 1 where it begins a talk, 2 where it does so straight after a head.
_Step = tuple[int, float, int]


def _grammar(title_first: bool) -> dict[Kind, tuple[Kind, ...]]:
    first, last = _HEAD if title_first else _HEAD[::-1]
    new = (first, Kind.LEAD, Kind.SECTION, Kind.NOISE)
    body = (Kind.BODY, Kind.NOTE, Kind.ASIDE, *new)
    grammar = {
        Kind.PAGE: (Kind.PAGE, *new),
        Kind.SECTION: (Kind.SECTION, Kind.LEAD, first, Kind.NOISE),
        Kind.LEAD: (Kind.LEAD, first, Kind.NOISE, Kind.SECTION),
        first: (first, last, Kind.META),
        Kind.META: (last, Kind.META),
        last: (last, *body),
        Kind.PLACE: (Kind.SPEAKER, Kind.PLACE, *(body if title_first else (Kind.META, last))),
        Kind.BODY: body,
        Kind.NOTE: body,
        Kind.NOISE: body,
        Kind.ASIDE: (Kind.ASIDE, *new),
    }
    grammar[Kind.SPEAKER] = (*grammar[Kind.SPEAKER], Kind.PLACE)
    return grammar


def _steps(title_first: bool) -> tuple[tuple[_Step, ...], ...]:
    """For each kind, the steps that lead to it."""
    first, last = _HEAD if title_first else _HEAD[::-1]
    opening = (Kind.LEAD, first)
    ending = (last, Kind.PLACE) if title_first else (last,)
    grammar = _grammar(title_first)
    return tuple(
        tuple(
            (
                int(before),
                _STEP_COST.get((before, kind), 0.0),
                (1 + (before in ending)) * (kind in opening and before not in opening),
            )
            for before in Kind
            if kind in grammar[before]
        )
        for kind in Kind
    )


_STEPS = {title_first: _steps(title_first) for title_first in (True, False)}


@dataclass(frozen=True, slots=True)
class Habits:
    """What a page does with its lines, as log-odds added to the lines' own scores."""

    gap: float = 0.0
    no_gap: float = 0.0
    placed: float = 0.0
    unplaced: float = 0.0
    place_follows: float = 0.0
    level: dict[int, float] = field(default_factory=dict)
    title_level: int = -1
    cut: float = 0.0
    speaker_level: dict[int, float] = field(default_factory=dict)
    bare_talk: float = 0.0
    dates_lead: bool = False
    days_over: bool = False


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The kind of each line; `title_first` says in which order a talk's head stands.

    `gain` is how much better this reading fits than one that takes every line for running text.
    """

    kinds: tuple[Kind, ...]
    title_first: bool
    gain: float
    habits: Habits


def segment(shapes: Sequence[Shape]) -> Segmentation:
    """The most likely kind of each line, in whichever order of title, speaker and date fits.

    The order is decided on the first lines of a long page.
    """
    start = shapes[:SAMPLE]
    dates = any(shape.is_when for shape in start)
    found = max(
        (
            _settle(start, title_first, Habits(dates_lead=dates_lead))
            for title_first in (True, False)
            for dates_lead in ((False, True) if dates else (False,))
        ),
        key=lambda found: found.gain,
    )
    if len(shapes) <= SAMPLE:
        return found
    return _settle(shapes, found.title_first, found.habits)


def _settle(shapes: Sequence[Shape], title_first: bool, habits: Habits) -> Segmentation:
    """The best path with the habits it is given, then with those that it shows itself."""
    kinds, score = _best_path(shapes, title_first, habits)
    for _ in range(ROUNDS):
        habits = _measure(shapes, kinds, title_first, habits.dates_lead)
        again, score = _best_path(shapes, title_first, habits)
        if again == kinds:
            break
        kinds = again
    gain = score - sum(shape.body for shape in shapes) - 0.5 * (not title_first)
    return Segmentation(kinds, title_first, gain, habits)


def emission(shape: Shape, kind: Kind, habits: Habits) -> float:
    """How well a line fits a kind, given the page's habits."""
    return _emissions(shape, habits)[kind]


def _emissions(shape: Shape, habits: Habits) -> list[float]:
    fits = list(shape.fits)
    line = shape.line
    fits[Kind.TITLE] += habits.level.get(line.level, 0.0)
    fits[Kind.ASIDE] -= 1.5 * (line.level == habits.title_level)
    fits[Kind.SPEAKER] += habits.speaker_level.get(line.level, 0.0)
    has_place = shape.has_place and not (habits.place_follows and shape.may_be_names)
    fits[Kind.SPEAKER] += habits.placed if has_place else habits.unplaced
    if habits.place_follows:
        fits[Kind.SPEAKER] -= habits.place_follows * (shape.place > 2.0)
        fits[Kind.PLACE] += habits.place_follows
    if line.level and habits.title_level < 0:
        # A heading stands over what follows, and is no place of who spoke above it.
        fits[Kind.PLACE] -= 6.0
    if line.hint not in ("title", "speaker"):
        # A page keeps to heads of one line, or of two.
        fits[Kind.TITLE] -= habits.cut
        fits[Kind.SPEAKER] -= habits.cut
    if line.hint == "lead":
        # A time before a line is that line's.
        fits[Kind.META] -= 5.0
        fits[Kind.NOTE] -= 5.0
    if habits.days_over and shape.is_when and line.level:
        # A heading that is a day stands over what follows.
        fits[Kind.LEAD] += 3.0 * (not habits.dates_lead)
        fits[Kind.PAGE] -= 4.0
        fits[Kind.META] -= 8.0
        fits[Kind.NOTE] -= 8.0
    if not line.hint and shape.is_when and shape.label != "where":
        apart = 3.0 if habits.dates_lead else 0.4 * line.gap + 2.5 * line.rule
        fits[Kind.LEAD] += 0.5 * line.gap if habits.dates_lead else -3.0
        fits[Kind.META] -= apart
        fits[Kind.NOTE] -= apart
    return fits


def _best_path(
    shapes: Sequence[Shape], title_first: bool, habits: Habits
) -> tuple[tuple[Kind, ...], float]:
    steps = _STEPS[title_first]
    never = -math.inf
    best = [never] * len(Kind)
    best[Kind.PAGE] = 0.0
    came: list[list[int]] = []
    title, speaker, place = int(Kind.TITLE), int(Kind.SPEAKER), int(Kind.PLACE)
    aside = int(Kind.ASIDE)
    halves = {"title": title, "speaker": speaker}
    first, last = (title, speaker) if title_first else (speaker, title)
    broken = placed = False
    level = 0
    for shape in shapes:
        fits = _emissions(shape, habits)
        half = halves.get(shape.line.hint)
        if half is not None and half != (last if shape.line.rest else first):
            # The halves of a line belong to one talk, not to the talks before and behind it.
            fits[half] -= CROSSED
        if not came:
            # A page begins with its heading, mostly.
            fits[Kind.PAGE] += 5.5 if shape.line.level == 1 else 0.0 if shape.is_when else 1.5
            fits[Kind.SECTION] -= 3.0
        starts = habits.gap if shape.line.gap or shape.line.rule else habits.no_gap
        begins = (0.0, starts, starts + habits.bare_talk)
        goes_on = broken and not (shape.line.gap or shape.line.hint)
        # A heading does not name the speaker of what stands above it and is none, or is below it.
        over = shape.line.level and not 0 < level < shape.line.level
        reached = [never] * len(best)
        back = [0] * len(best)
        for kind, led in enumerate(steps):
            top, whence = never, 0
            for before, cost, begun in led:
                score = best[before] + cost + begins[begun]
                if score <= top:
                    continue
                if before == kind == title and not goes_on:
                    continue
                if kind == aside != before and not shape.line.level:
                    continue
                if placed and kind == place and before == speaker:
                    score -= 6.0
                if kind == speaker and before == title and over:
                    score -= OVER
                if score > top:
                    top, whence = score, before
            reached[kind], back[kind] = top + fits[kind], whence
        best = reached
        # A title may go on in a second line where a blank line shows that it began in the first.
        broken = shape.line.gap and not shape.ends_sentence and not shape.line.hint
        broken = broken and not TBA.match(shape.text)
        level = shape.line.level
        # "A, B" over a place is two names on a page that has its places in lines of their own.
        placed = shape.has_place and not (habits.place_follows and shape.may_be_names)
        came.append(back)
    return _traced(best, came, title_first)


def _traced(
    best: Sequence[float], came: Sequence[Sequence[int]], title_first: bool
) -> tuple[tuple[Kind, ...], float]:
    """The path behind the best last kind; a page does not end inside a talk's head."""
    if not came:
        return (), 0.0
    inside = (Kind.META, Kind.LEAD, Kind.TITLE if title_first else Kind.SPEAKER)
    ends = [k for k in _KINDS if k not in inside and (k is not Kind.PLACE or title_first)]
    last = max(ends, key=lambda kind: best[kind])
    if best[last] == -math.inf:
        last = max(_KINDS, key=lambda kind: best[kind])
    path: list[int] = [last]
    for back in reversed(came[1:]):
        path.append(back[path[-1]])
    return tuple(_KINDS[kind] for kind in reversed(path)), best[last]


def _measure(
    shapes: Sequence[Shape], kinds: Sequence[Kind], title_first: bool, dates_lead: bool
) -> Habits:
    first, last = _HEAD if title_first else _HEAD[::-1]
    opening = (Kind.LEAD, first)
    ending = (last, Kind.PLACE) if title_first else (last,)
    heads = [s for s, kind in zip(shapes, kinds, strict=True) if kind is Kind.TITLE]
    speakers = [s for s, kind in zip(shapes, kinds, strict=True) if kind is Kind.SPEAKER]
    body = [s for s, kind in zip(shapes, kinds, strict=True) if kind is Kind.BODY]
    if len(heads) < 3:
        return Habits(dates_lead=dates_lead)
    starts = [
        shapes[i]
        for i, kind in enumerate(kinds)
        if kind in opening and (i == 0 or kinds[i - 1] not in opening)
    ]
    gap = _share(s.line.gap or s.line.rule for s in starts)
    body_gap = _share(s.line.gap for s in body)
    placed = _share(s.has_place for s in speakers)
    bare = _share(
        i + 1 == len(kinds) or kinds[i + 1] in (*opening, Kind.SECTION)
        for i, kind in enumerate(kinds)
        if kind in ending and (i + 1 == len(kinds) or kinds[i + 1] not in ending)
    )
    followed = _share(
        kinds[i + 1] is Kind.PLACE or shapes[i + 1].place > 2.0
        for i, kind in enumerate(kinds[:-1])
        if kind is Kind.SPEAKER and not shapes[i].has_place and kinds[i - 1] is not Kind.SPEAKER
    )
    return Habits(
        # Blank lines may tell talks apart; that a page has none between its talks tells little.
        gap=max(-0.5, _odds(gap, body_gap)),
        no_gap=min(0.5, _odds(1 - gap, 1 - body_gap)),
        placed=0.5 * (placed > 0.8),
        unplaced=-1.5 * (placed > 0.8) - 1.0 * (placed > 0.95),
        place_follows=2.0 * (followed > 0.5) if placed < 0.5 else 0.0,
        level=_levels(heads, body),
        cut=1.5 * (_share(s.line.hint == "title" for s in heads) > 0.6),
        title_level=Counter(s.line.level or -1 for s in heads).most_common(1)[0][0],
        speaker_level=_levels(speakers, body),
        dates_lead=dates_lead,
        days_over=_stand_over(shapes, heads),
        bare_talk=-2.0 * (bare < 0.1) - 1.0 * (bare < 0.3),
    )


def _stand_over(shapes: Sequence[Shape], heads: Sequence[Shape]) -> bool:
    """Whether the headings that are days are above those of the talks, or talks have none."""
    days = [shape.line.level for shape in shapes if shape.is_when and shape.line.level]
    most = Counter(shape.line.level for shape in heads).most_common(1)[0][0]
    return len(days) > 1 and (not most or max(days) < most)


def _levels(heads: Sequence[Shape], body: Sequence[Shape]) -> dict[int, float]:
    """What a heading level (0 for none) says for a kind of head line against running text."""
    levels = {shape.line.level for shape in (*heads, *body)}
    return {
        level: _odds(
            _share(shape.line.level == level for shape in heads),
            _share(shape.line.level == level for shape in body),
        )
        for level in levels
        if len(levels) > 1
    }


def _share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return (sum(values) + 0.2) / (len(values) + 0.4)


def _odds(share: float, other: float) -> float:
    return max(-3.0, min(3.0, math.log(share / other)))

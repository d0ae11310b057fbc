"""What each field of repeated records is, decided for all fields together over all records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from talkbot.formats.aligned import Field, Value, is_head, is_running
from talkbot.formats.cutting import Part, Plan, plans_of
from talkbot.formats.document import Line
from talkbot.formats.months import is_month
from talkbot.formats.names import is_single_name, name_score
from talkbot.formats.people import split_role
from talkbot.formats.shape import Shape
from talkbot.formats.whens import is_room, when_and_where
from talkbot.formats.wording import BREAK, TBA

_LABELLED = 4.0
_NAMED = 2.5
_AGAIN = 0.2
_UNTOLD = ("none", "event", "url")
_SAMPLE = 30
_FEWEST_SINGLE = 3
_OF_TALKS = re.compile(r"speaker|talk|abstract|lectur|seminar|vortrag|session", re.IGNORECASE)
_THIS_TALK = re.compile(
    r"\b(?:this|my|the|our) (?:talk|lecture|presentation)\b|\b(?:vortrag|exposé|charla)\b", re.I
)
_LONG = 160
_CLOCK = re.compile(r"\b\d{1,2}[.:h]\d{2}\b|\b\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
# Begun at the first of several signs only, or a row of them takes the square of its length.
_NUMBER = re.compile(r"(?<!\W)\W*\d+\W*")
_COUNTED = re.compile(r"[^\W\d_]{3,}\s+(?:n[o.º°]*\s*|#\s?)?\d{1,3}\s*[.:–—-]\s*\S", re.IGNORECASE)
_OFTEN = 0.6
_LENGTH = re.compile(r"\W*\d{1,3}\s?(?:m|mins?|minute[ns]?|h|hours?|std\.?)\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is done with a field: the plan that cuts its values, the role of each part by its name,
    and how much this explains."""

    plan: Plan
    roles: tuple[tuple[str, str, float], ...]

    @property
    def score(self) -> float:
        return sum(score for _, _, score in self.roles)

    @property
    def titles(self) -> int:
        return sum(role == "title" for _, role, _ in self.roles)

    def role_of(self, part: str) -> str:
        return next((role for name, role, _ in self.roles if name == part), "other")


NOTHING = Choice(Plan(), ())
"""The reading of a field that is nothing of a talk."""


@dataclass(frozen=True)
class Roles:
    """The best reading of a list of records: a choice for each of its fields, and how much it
    explains of a record. Of several fields with one role, the others count little: a day's talks
    are no talk."""

    choices: tuple[tuple[Field, Choice], ...]
    way: tuple[bool, bool] = (False, True)

    def weight_of(self, role: str) -> float:
        """How much the reading explains as one role."""
        told = (choice.roles for _, choice in self.choices)
        return sum(score for roles in told for _, each, score in roles if each == role)

    @cached_property
    def score(self) -> float:
        by_role: dict[str, list[float]] = defaultdict(list)
        for _, choice in self.choices:
            for _, role, score in choice.roles:
                by_role[role].append(score)
        return sum(max(found) + _AGAIN * (sum(found) - max(found)) for found in by_role.values())


@dataclass(frozen=True, eq=False)
class _Evidence:
    """The values of one part of a field, and what they look like."""

    texts: tuple[str, ...]
    heads: tuple[bool, ...]
    records: int
    total: int
    common: frozenset[str]
    level: int
    hint: str
    label: str
    leads: bool
    behind_when: bool
    singles: bool

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        # Marked as a head, one sentence may be a title.
        texts = (
            text.rstrip(".") if head else text
            for text, head in zip(self.texts, self.heads, strict=True)
        )
        return tuple(_shape(text, self.level, self.common) for text in texts)

    @property
    def placed(self) -> float:
        """How much the values look like places; a record may have a heading for them."""
        places = (_shape(text, 0, self.common).place for text in self.texts)
        return _mean(_within(place, -4.0, 2.5) for place in places)

    @property
    def coverage(self) -> float:
        return min(1.0, self.records / self.total)

    @cached_property
    def distinct(self) -> float:
        return len({text.casefold() for text in self.texts}) / len(self.texts)

    @cached_property
    def names(self) -> float:
        """The share of values that name people and nothing else."""
        return _mean(
            min((name_score(p.name.split(",")[0], self.common) for p in s.people), default=0) >= 0.5
            for s in self.shapes
        )

    @cached_property
    def different(self) -> float:
        """How many different people the values begin with, for each of them."""
        firsts = {shape.people[0].name.casefold() if shape.people else "" for shape in self.shapes}
        return len(firsts) / len(self.texts)

    @cached_property
    def rooms(self) -> float:
        """The share of values that are a room, or end with one behind its house."""
        return _mean(is_room(text.rpartition(", ")[2]) for text in self.texts)

    @cached_property
    def single(self) -> bool:
        """Whether each value is another word that may be somebody's first name."""
        words = self.distinct == 1.0 and len(self.texts) >= _FEWEST_SINGLE
        common = any(text.casefold() in self.common for text in self.texts)
        return (
            self.singles
            and words
            and not common
            and all(is_single_name(text) for text in self.texts)
        )

    @cached_property
    def running(self) -> float:
        """The share of values that are running text."""
        return _mean(
            is_running(text) and not head for text, head in zip(self.texts, self.heads, strict=True)
        )

    @cached_property
    def few(self) -> float:
        """The share of values that have only a few words."""
        return _mean(len(text) <= 40 and len(text.split()) <= 5 for text in self.texts)

    @cached_property
    def dated(self) -> float:
        """The share of values that are dates or times; those called so may be so in more ways."""
        called = "when" in (self.hint, self.label)
        return _mean(
            when_and_where(text) is not None or (called and bool(_CLOCK.search(text)))
            for text in self.texts
        )


# What falls into more parts than these is no record of a talk; a damaged page has many such lists.
_MOST_FIELDS = 50


# The blocks of a page stand in many lists.
@lru_cache(maxsize=4096)
def _shape(text: str, level: int, common: frozenset[str]) -> Shape:
    return Shape(Line(text, 1, level), common)


def decide(fields: Sequence[Field], total: int, common: frozenset[str]) -> Roles | None:
    """The roles of all fields that together explain most: exactly one part is the title. Where
    nobody speaks but the page is of talks, single words may be first names."""
    if len(fields) > _MOST_FIELDS:
        return None
    found = _best(fields, total, common)
    silent = found is None or found.weight_of("speaker") <= 0
    if silent and any(map(_may_be_single, fields)) and _tell_of_talks(fields):
        other = _best(fields, total, common, singles=True)
        found = other if other and other.weight_of("speaker") > 0 else found
    return found


def _may_be_single(field: Field) -> bool:
    several = len(field.values) >= _FEWEST_SINGLE
    return several and all(is_single_name(value.text) for value in field.values[:_SAMPLE])


def _tell_of_talks(fields: Sequence[Field]) -> bool:
    """Whether the names of elements or the texts in them say that the records are talks."""
    return any(_OF_TALKS.search(field.key) for field in fields) or any(
        _THIS_TALK.search(value.text) for field in fields for value in field.values[:_SAMPLE]
    )


def _best(
    fields: Sequence[Field], total: int, common: frozenset[str], *, singles: bool = False
) -> Roles | None:
    named = {field.label or field.hint for field in fields if field.records >= 0.5 * total}
    best: dict[int, tuple[float, tuple[tuple[Field, Choice], ...]]] = {0: (0.0, ())}
    for number, field in enumerate(fields):
        grown: dict[int, tuple[float, tuple[tuple[Field, Choice], ...]]] = {}
        choices = list(_choices(field, total, common, named, leads=not number, singles=singles))
        for titles, (score, taken) in best.items():
            for choice in choices:
                count, sum_of = titles + choice.titles, score + choice.score
                if count <= 1 and (count not in grown or sum_of > grown[count][0]):
                    grown[count] = (sum_of, (*taken, (field, choice)))
        best = grown
    if 1 not in best:
        return None
    return Roles(best[1][1])


def _choices(
    field: Field,
    total: int,
    common: frozenset[str],
    named: set[str],
    *,
    leads: bool,
    singles: bool,
) -> Iterator[Choice]:
    """The ways to read a field with what each explains: that it is nothing of a talk among them."""
    told = field.label if field.label != "?" else ""
    if told not in ("", "title", "speaker"):
        weight = 0.0 if told in _UNTOLD else _LABELLED
        yield Choice(Plan(), (("whole", told, weight * min(1.0, field.records / total)),))
        return
    yield NOTHING
    values = field.values[:_SAMPLE]
    last = values[-1].record if len(field.values) > _SAMPLE else total - 1
    for plan in plans_of(values, common):
        columns: dict[str, list[tuple[Part, Value]]] = {}
        for value in values:
            for part in plan.cut(value, common):
                if not (BREAK.match(part.text) or TBA.match(part.text)):
                    columns.setdefault(part.name, []).append((part, value))
        heir = _heir(field.hint, columns)
        scores: dict[str, dict[str, float]] = {}
        roles_before: list[str] = []
        for name, column in columns.items():
            first = next(iter(columns)) == name
            hints = [part.hint for part, _ in column]
            evidence = _Evidence(
                tuple(part.text for part, _ in column),
                tuple(is_head(value.block) for _, value in column),
                len({value.record for _, value in column}),
                last + 1,
                common,
                max(value.block.level for _, value in column),
                hints[0] or (field.hint if plan.how != "pieces" or name == heir else ""),
                told,
                leads and first,
                not first and roles_before[-1:] == ["when"],
                singles,
            )
            roles = _scores(evidence, named)
            if field.label == "?" and _mean(len(text) for text in evidence.texts) < _LONG:
                # "Paper: A. Byron. Clocks. 2030." is neither the talk's text nor its own.
                roles["abstract"] = min(roles["abstract"], 0.0)
            fixed = column[0][0].role
            roles_before.append(fixed)
            scores[name] = {fixed: roles[fixed]} if fixed else roles
        yield from _assigned(plan, scores)


def _heir(hint: str, columns: Mapping[str, Sequence[tuple[Part, Value]]]) -> str:
    """Which piece of an element is what the element's name says: the first that is called nothing
    itself, where no other is called so."""
    firsts = [column[0][0] for column in columns.values()]
    if not hint or any(part.hint == hint for part in firsts):
        return ""
    return next((part.name for part in firsts if not (part.hint or part.role)), "")


def _assigned(plan: Plan, scores: dict[str, dict[str, float]]) -> Iterator[Choice]:
    """The best roles of the parts where one of them is the title, for each that may be it, and
    where none is."""
    titles = [name for name, roles in scores.items() if "title" in roles]
    # Cut between a title and its people, a value has to give both.
    for title in titles if plan.parts_title else (None, *titles):
        taken: list[tuple[str, str, float]] = []
        for name, roles in scores.items():
            free = {role: s for role, s in roles.items() if role != "title"} | {"other": 0.0}
            role = "title" if name == title else max(free, key=lambda r: free[r])
            taken.append((name, role, roles["title"] if name == title else free[role]))
        yield Choice(plan, tuple(taken))


def _scores(e: _Evidence, named: set[str]) -> dict[str, float]:
    """How well the values fit each role, in the mean over all records."""
    fits = {
        "title": _title(e),
        "speaker": _speaker(e),
        "affiliation": e.placed - 1.0,
        "abstract": e.running * (3.0 + min(_mean(len(t) for t in e.texts), 450.0) / 300.0)
        - 3.0 * (1.0 - e.running),
        # Running text within the element of a speaker is about them.
        "bio": -4.0 + (8.0 if e.hint == "speaker" else 3.0) * e.running,
        "when": 3.5 * e.dated - 4.0 * (1.0 - e.dated),
        "where": 4.0 * e.rooms - 2.5 + 3.0 * e.behind_when * e.few,
        "duration": 6.0 * _mean(bool(_LENGTH.fullmatch(t)) for t in e.texts) - 3.0,
        "track": -3.0,
        "tags": -3.0,
    }
    for role in fits:
        if role == e.label:
            fits[role] += _LABELLED
        elif role == e.hint:
            fits[role] += _NAMED if role in ("title", "speaker", "abstract", "when") else 5.0
        else:
            fits[role] -= _NAMED * bool(e.label or e.hint)
            # What the page names itself is elsewhere.
            fits[role] -= _NAMED * (role in named and role in ("title", "speaker", "abstract"))
    missing = 1.0 - e.coverage
    return {
        role: fit * e.coverage - (5.0 * missing if role == "title" else 0.0)
        for role, fit in fits.items()
    }


def _title(e: _Evidence) -> float:
    fit = _mean(_within(s.title, -4.0, 3.5) for s in e.shapes)
    fit -= (
        6.0 * max(e.dated, _mean(is_month(text) for text in e.texts))
        + 4.0 * e.running
        + 5.0 * (1.0 - e.distinct)
        + 4.0 * e.names
    )
    # A page of staff has what they are below their names.
    fit -= 6.0 * _mean(len(text) <= 60 and bool(split_role(text)[0]) for text in e.texts)
    fit -= 5.0 * (1.0 - min(1.0, e.records / len(e.texts))) + 2.0 * e.single
    # "Pier 1", "Pier 2": what is only counted has no titles.
    words = {_NUMBER.sub("", text).casefold() for text in e.texts}
    fit -= 5.0 * (len(words) < 0.5 * len(e.texts))
    # "Seminar 12. Of Kites" stands over the title itself where there is another.
    fit -= 3.5 * (_mean(bool(_COUNTED.match(text)) for text in e.texts) >= _OFTEN)
    return fit + 0.25 * e.leads


def _speaker(e: _Evidence) -> float:
    if e.single:
        return 1.2
    fit = _mean(_within(s.speaker, -5.0, 3.5) for s in e.shapes)
    fit += 1.0 * (e.names >= 0.8) - 3.0 * max(0.0, 0.5 - e.names)
    if "speaker" not in (e.label, e.hint):
        # A room may look like a name, but it comes again.
        fit -= 4.0 * max(0.0, 0.8 - min(e.distinct, e.different)) + 4.0 * e.rooms
    return fit


def _within(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def _mean(values: Iterable[float]) -> float:
    told = list(values)
    return sum(told) / len(told) if told else 0.0

"""The blocks of repeated records as fields: those of one path, or of one label, are one field."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from talkbot.formats.dom import Block, Element, Page
from talkbot.formats.labels import label_of
from talkbot.formats.names import name_score
from talkbot.formats.namings import stop_as_comma
from talkbot.formats.people import people_of
from talkbot.formats.repeats import Record, Repeat, blocks_in, leading_sign, path_in
from talkbot.formats.whens import when_and_where
from talkbot.formats.wording import KIND_OF_TALK, ends_sentence

_BOLD = ("b", "strong", "span", "em", "i", "th", "label")
_LABEL = re.compile(r"^([^\W\d_][\w '’/&()-]{1,30}?)\s*:$")
_BARS = re.compile(r"\s+[|·•]\s+")
_COLON = re.compile(r"[^\W\d_][^:]{1,30}:\s")
# "Dr." and initials end no sentence.
_STOP = re.compile(r"(?<=[^\W\d_]{3})(?<!Prof)[.]\s+(?=[A-ZÀ-Þ])|(?<=\))[.]\s+")
# Over what is told of a speaker.
_ABOUT = re.compile(
    r"about (?:[A-ZÀ-Þ][\w.'’-]*)(?: (?:and|&|[A-ZÀ-Þ][\w.'’-]*)){0,5}$", re.IGNORECASE
)
_LONG = ("abstract", "bio")
_COUNTED = 3
_HEADS = ("a", "b", "strong")
_LONGEST_HEAD = 300
_OFTEN = 0.6


@dataclass(frozen=True, eq=False)
class Value:
    """What a record has in a field: the text, without its label, and the block it is from.

    `label` is what the block's own label says it is, or that of the text it goes on with; "?" for a
    label that is not known.
    """

    text: str
    block: Block
    record: int
    label: str = ""
    heading: str = ""


@dataclass(frozen=True, eq=False)
class Field:
    """All values that stand at one place of their records, in page order; `hint` is what the
    names of its elements say it is."""

    key: str
    values: tuple[Value, ...]
    hint: str = ""
    label: str = ""

    @property
    def records(self) -> int:
        return len({value.record for value in self.values})


def fields_of_records(
    page: Page, repeat: Repeat, *, counted: bool = False, signed: bool = True
) -> list[Field]:
    """The fields of a list of records.

    Where a path has several blocks in a record, they are told apart by whether they are dates,
    short or running text, and, where `counted`, by their number. What stands in bold or italics
    as a whole has a path of its own, where `signed`.
    """
    placed: list[tuple[str, Value]] = []
    heads = _heads_alone(page, repeat)
    for number, record in enumerate(repeat.records):
        placed += _values(page, record, number, heads, signed=signed)
    several = {path for path, count in _most_in_a_record(placed).items() if count > 1}
    groups: dict[str, list[Value]] = defaultdict(list)
    seen: Counter[tuple[int, str]] = Counter()
    before = ("", "", -1)
    for path, value in placed:
        key = f"label {value.label}" if value.label not in ("", "?") else path
        if value.label == "?":
            key = f"{path} ?{value.heading.casefold()}"
        elif key == path and path in several:
            kind = _kind(value)
            # The last words of a text may be few.
            ends = before == (path, "text", value.record) and ends_sentence(value.text)
            kind = "text" if ends and not value.block.level else kind
            before = (path, kind, value.record)
            key = f"{path} {kind}"
            if counted and not key.endswith("text"):
                seen[value.record, key] += 1
                key = f"{key} {min(seen[value.record, key], _COUNTED)}"
        groups[key].append(value)
    return [
        Field(
            key,
            tuple(values),
            _hint(repeat.records[values[0].record], values[0].block),
            values[0].label,
        )
        for key, values in groups.items()
    ]


def _most_in_a_record(placed: Sequence[tuple[str, Value]]) -> dict[str, int]:
    counts = Counter((path, value.record) for path, value in placed if not value.label)
    most: dict[str, int] = {}
    for (path, _), count in counts.items():
        most[path] = max(most.get(path, 0), count)
    return most


def _heads_alone(page: Page, repeat: Repeat) -> frozenset[str]:
    """Labels that stand alone in a block, in more than one record: "Abstract" over an abstract."""
    counts: Counter[str] = Counter()
    about: list[str] = []
    for record in repeat.records:
        texts = {block.text for block in blocks_in(page, record)}
        counts.update(text for text in texts if _stands_alone(text))
        about += [text for text in texts if _ABOUT.match(text)]
    over_bios = about if len(about) > 1 else []
    return frozenset((*over_bios, *(text for text, count in counts.items() if count > 1)))


def _stands_alone(text: str) -> bool:
    if len(text) > 40:
        return False
    label = label_of(text) or label_of(f"{text}:")
    return label is not None and not label[1]


def _values(
    page: Page, record: Record, number: int, heads: frozenset[str], *, signed: bool
) -> list[tuple[str, Value]]:
    found: list[tuple[str, Value]] = []
    waiting = ""
    running = ""
    for block in blocks_in(page, record):
        path = path_in(block, record)
        path = f"{path}>{sign}" if signed and (sign := leading_sign(block)) else path
        if block.text in heads and found:
            label = label_of(block.text) or label_of(f"{block.text}:") or ("bio", "")
            waiting, running = label[0], ""
            continue
        if several := _several_labels(block, number):
            found += [(path, value) for value in several]
            waiting = running = ""
            continue
        value = _labelled(Value(block.text, block, number))
        if waiting and not value.label:
            value = replace(value, label=waiting)
        elif value.label or not _runs_on(block, found):
            running = ""
        elif running:
            value = replace(value, label=running)
        running = value.label if value.label in _LONG else running
        waiting = ""
        if cut := _text_behind_people(value):
            found += [(path, cut[0]), (f"{path} behind", cut[1])]
        elif value.text:
            found.append((path, value))
        elif value.label not in ("", "?"):
            waiting = value.label
    return found


def _several_labels(block: Block, number: int) -> list[Value]:
    """The values of a block in which each has its label: "Track: Roots | Room: Barn"."""
    pieces = _BARS.split(block.text) if ":" in block.text else []
    values = [_labelled(Value(piece, replace(block, pieces=()), number)) for piece in pieces]
    if len(values) < 2 or not all(_COLON.match(piece) for piece in pieces):
        return []
    return [replace(value, block=block, label=value.label or "none") for value in values]


def _text_behind_people(value: Value) -> tuple[Value, Value] | None:
    """A labelled speaker with running text behind the name, cut there."""
    if value.label != "speaker" or not is_running(value.text):
        return None
    if stop_as_comma(value.text, ()) != value.text:
        return None  # It is where they are from.
    stop = _STOP.search(value.text)
    people = people_of(value.text[: stop.start()]) if stop else ()
    if stop is None or not all(name_score(person.name) >= 0.5 for person in people):
        return None
    rest = replace(value, text=value.text[stop.end() :], label="")
    return replace(value, text=value.text[: stop.start()]), rest


def _runs_on(block: Block, found: Sequence[tuple[str, Value]]) -> bool:
    """Whether a block is one more paragraph of what stands right above it."""
    before = found[-1][1].block if found else None
    same = before is not None and before.element.path.startswith(block.element.path[:-1])
    return same and not block.level and _kind(Value(block.text, block, 0)) == "text"


def _labelled(value: Value) -> Value:
    """The value without its label: one that is known, or words in bold before a colon."""
    text = value.text
    label = label_of(text)
    if label and (label[1] or text.rstrip().endswith((":", "："))):
        return replace(value, text=label[1], label=label[0])
    first, *others = value.block.pieces or (None,)
    if first is None or not others or first.sign.partition(".")[0] not in _BOLD:
        return value
    colon = (
        ""
        if first.text.endswith(":")
        else ":"
        if text[len(first.text) :][:2] in (":", " :")
        else None
    )
    if colon is None or not (match := _LABEL.match(f"{first.text}{colon}")):
        return value
    if KIND_OF_TALK.fullmatch(match[1]):
        return value
    rest = text[len(first.text) :].lstrip(" :")
    known = label_of(f"{re.sub(r'^.* ', '', match[1])}: {rest}")
    return replace(value, text=rest, label=known[0] if known else "?", heading=match[1])


def _kind(value: Value) -> str:
    text = value.text
    if when_and_where(text):
        return "when"
    return "text" if is_running(text) and not is_head(value.block) else "short"


def is_head(block: Block) -> bool:
    """Whether the markup makes a block a head: a heading, one sentence all in bold or in a link."""
    marked = block.sign.partition(".")[0] in _HEADS and len(block.text) <= _LONGEST_HEAD
    return bool(block.level) or (marked and not _STOP.search(block.text))


def is_running(text: str) -> bool:
    """Whether a text is running text: long, or a sentence that a title would hardly be."""
    if len(text) > 200:
        return True
    words = len(text.split())
    stops = text.rstrip("\"”’)'")[-1:] in (".", "…")
    return ends_sentence(text) and (words > 9 or (stops and words > 3))


_WORDS = {
    "title": "title titel titre titulo título titolo headline subject talktitle",
    "speaker": """speaker speakers author authors presenter presenters person people performer
        lecturer byline participant participants panelist panelists""",
    "abstract": "abstract description desc summary excerpt synopsis teaser",
    "bio": "bio bios biography biographical",
    "when": """date dates time times when datetime start starttime hour startdate orario ore ora
        hora heure horaire uhrzeit zeit fecha datum""",
    "where": "room location venue place where stage hall auditorium",
    "affiliation": """tagline company affiliation affiliations affil aff institute organisation
        organization org employer job position role institution university jobtitle""",
    "duration": "duration length",
    "track": "track category stream",
    "tags": "tag tags keyword keywords topics",
    "none": """level language lang type format kind difficulty audience price ticket tickets
        register share button btn badge image avatar photo host chair note notes""",
}
_HINTS = {word: role for role, words in _WORDS.items() for word in words.split()}
_OF_PEOPLE = frozenset(("speaker", "speakers", "author", "presenter", "person", "job", "lecturer"))
_OF_TALKS = frozenset("session talk event presentation lecture paper seminar".split())
_FOREIGN = ("speaker", "abstract", "bio", "when", "where")
# What a theme calls whatever stands below a head.
_VAGUE = ("details", "overview", "outline")
_BREAKS = re.compile(r"[^\w]+|_+|(?<=[a-z])(?=[A-Z])|\d+")


def _hint(record: Record, block: Block) -> str:
    """What the innermost element with a telling name says that a block is."""
    named = [block.pieces[0].words] if len(block.pieces) == 1 else []
    at: Element | None = block.element
    while (
        at is not None and at.depth >= record.root.depth and (at is not record.root or record.leads)
    ):
        named.append(at.words)
        at = at.parent
    return next((hint for words in named if (hint := hint_of(words))), "")


def hint_of(words: str) -> str:
    """The role that the names of an element tell, "" where they tell none."""
    for name in words.split()[::-1]:
        parts = [part.casefold() for part in _BREAKS.split(name) if part]
        before: tuple[str, ...] = ()
        for end in range(len(parts), 0, -1):
            part, before = parts[end - 1], tuple(parts[: end - 1])
            of_people = not _OF_PEOPLE.isdisjoint(before)
            if part == "title" and of_people:
                return "affiliation"
            if part == "name" and not _OF_TALKS.isdisjoint(before):
                return "title"
            if part in _OF_PEOPLE and "about" in before:
                return "bio"
            if part == "body" and "field" in before:
                return "abstract"
            if part in _HINTS:
                return _HINTS[part]
            label = label_of(f"{part}:") if len(part) > 5 and part not in _VAGUE else None
            if label and label[0] in _FOREIGN:
                return label[0]
    return ""

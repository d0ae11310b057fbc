"""Listings whose values carry labels ("Title:", "Speaker:", "Abstract –"), in any order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from talkbot.formats.bios import divide
from talkbot.formats.dates import has_day
from talkbot.formats.details import link_meaning, with_value
from talkbot.formats.document import Document, Line, Parsed, one_line, unquoted
from talkbot.formats.labels import cut_at_labels, label_of, repeated_prefixes, unknown_label
from talkbot.formats.people import name_score, people_of, split_role
from talkbot.formats.whens import is_date_line, when_and_where
from talkbot.formats.wording import (
    CANCELLED,
    GENERAL,
    SECTION,
    TBA,
    URL_LINE,
    ends_sentence,
    lower_case_words,
)
from talkbot.formats.years import completed
from talkbot.talks import Problem, Speaker, Talk, talk_id

_LINK_WORDS = re.compile(r"\s*[\[(](?:recording|video|slides?|pdf|zoom|link)s?[\])]", re.IGNORECASE)
_SEVERAL = re.compile(
    r"^\W*(?:speakers|presenters|lecturers|authors|referent(?:inn)?en|sprecherinnen|orateurs|"
    r"intervenant(?:e?s)|ponentes|oradores|relatori)\b",
    re.IGNORECASE,
)
_LONG = frozenset({"", "abstract", "bio"})
_MANY = frozenset({"bio", "affiliation", "role", "url", "video", "slides", "tags", "none"})


@dataclass
class _Item:
    """A label and its value, a paragraph a string; `what` is "" for lines without a label."""

    what: str
    line: Line
    values: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def is_labelled(lines: Sequence[Line]) -> bool:
    """Whether titles themselves carry labels, so that labels alone say what is what.

    Settings and manuals have labels too: here most speakers look like names, or a page that
    names none says what a talk is about, and when or where.
    """
    common = lower_case_words(list(lines))
    labels = [label for line in _cut(lines) if (label := label_of(line.text))]
    found = Counter(field for field, _ in labels)
    others = max(found["speaker"], found["abstract"])
    names = [
        max((name_score(p.name.split(",")[0], common) for p in people_of(value, common)), default=0)
        for field, value in labels
        if field == "speaker" and value and len(value) < 400
    ]
    told = found["abstract"] and (found["when"] or found["where"])
    plausible = sum(score > 0 for score in names) >= 0.5 * len(names) if names else told
    headed = found["speaker"] and not names
    titles = found["title"] >= 1 and others >= 1 and found["title"] >= 0.6 * others
    return titles and bool(plausible or headed)


def read_labelled(document: Document, lines: Sequence[Line]) -> Parsed:
    """The talks of a page of labelled values."""
    common = lower_case_words(list(lines))
    items = list(_items(_cut(lines)))
    first = next((n for n, item in enumerate(items) if item.what), len(items))
    page_event = _heading(items[:first])
    places, sure = _gives_places(items)
    told = _tells_several(items)
    talks: list[Talk] = []
    problems: list[Problem] = []
    track = next(filter(None, (_track(item, "") for item in items[:first][::-1])), "")
    track = "" if track == page_event or GENERAL.match(track) else track
    records = _records(items[first:])
    shared = _said_of_all(records)
    for own in records:
        record = own if own is records[0] else [*shared, *own]
        if not any(item.what in ("title", "speaker", "abstract") for item in record):
            continue
        talk, track = _talk(record, page_event, track, common, (places, told))
        number = own[0].line.number
        if not talk.title or TBA.match(talk.title):
            what = "without a title yet" if TBA.match(talk.title) else "without a title"
            problems.append(document.problem(number, f"A talk {what} was left out."))
        elif CANCELLED.match(talk.title):
            problems.append(document.problem(number, "A talk that was cancelled was left out."))
        else:
            talks.append(replace(talk, source=document.source))
            if not (sure or told):
                problems += _lists(document, record)
            if not talk.speakers:
                problems.append(document.problem(number, unnamed(talk)))
    said = " ".join(value for item in items[:first] for value in item.values if len(value) <= 160)
    return Parsed(completed(talks, said), tuple(problems))


def _cut(lines: Sequence[Line]) -> list[Line]:
    cut: list[Line] = []
    for line in lines:
        pieces = cut_at_labels(line.text) if ":" in line.text else [line.text]
        cut.append(replace(line, text=pieces[0] if pieces else line.text))
        cut += [replace(line, text=piece, gap=False, rule=False) for piece in pieces[1:]]
    # A day over the first label of a talk begins it, also where no blank line stands before it.
    for number, (line, below) in enumerate(pairwise(cut)):
        label = label_of(below.text)
        if label and label[0] in ("title", "speaker") and has_day(line.text) and not line.gap:
            cut[number] = replace(line, gap=is_date_line(line.text))
    return cut


def _items(lines: Sequence[Line]) -> Iterator[_Item]:
    current: _Item | None = None
    prefixes = repeated_prefixes(lines)
    for line in lines:
        label = label_of(line.text) or _plain_value(line, current, prefixes)
        heading = line.level and not label
        section = line.gap and SECTION.match(line.text) and not label
        if label:
            if current:
                yield current
            current = _Item(label[0], line, [label[1]] if label[1] else [], list(line.links))
        elif (
            current is None
            or heading
            or section
            or line.rule
            or _is_link(current)
            or (current.what not in _LONG and current.values and _ends_value(line))
        ):
            if current:
                yield current
            current = _Item("", line, [line.text], list(line.links))
        else:
            current.links += line.links
            before = current.values[-1] if current.values else ""
            if before and not line.gap and line.text[0].islower() and before[-1] not in ".!?:;":
                current.values[-1] = f"{before} {line.text}"
            else:
                current.values.append(line.text)
    if current:
        yield current


def _plain_value(
    line: Line, current: _Item | None, prefixes: Collection[str]
) -> tuple[str, str] | None:
    """What a line says that has no known label: a date among labels, an address, a link, a value
    with a label of the page's own."""
    when = _LINK_WORDS.sub("", line.text).strip()
    among = current is not None and current.what not in _LONG and bool(current.values)
    if (among or line.gap) and when_and_where(when):
        return "when", when
    if current is None:
        return None
    few = len(line.text.split()) <= 4 and not line.level
    if URL_LINE.match(line.text) or (line.links and few and not _is_text(line)):
        return link_meaning(line.text), line.text
    found = None if _is_text(line) else unknown_label(line.text, prefixes)
    # "Results:" within an abstract is part of it.
    return None if found and found[0] == "none" and current.what in _LONG else found


def _is_text(line: Line) -> bool:
    """Whether a line is running text rather than more of a title or a name."""
    ends = re.search(r"[.!?…][\"”’')\]]*$", line.text)
    return len(line.text) > 120 or (bool(ends) and len(line.text.split()) > 6)


def _ends_value(line: Line) -> bool:
    """Whether a line is no more of a name, a title or a place: running text, however short where
    it stands apart."""
    return _is_text(line) or (line.gap and ends_sentence(line.text))


def _is_link(item: _Item) -> bool:
    return bool(item.links) and not item.values


def _heading(items: Sequence[_Item]) -> str:
    for item in items:
        for value in item.values:
            named = len(value) <= 160 and not GENERAL.match(value)
            if named and not value.rstrip().endswith((".", ":", ";")):
                return one_line(value)
    return ""


def _records(items: Sequence[_Item]) -> list[list[_Item]]:
    """Items grouped by talk. A value that a talk has already begins the next one; where in the
    stretch before it the talk ended is told by separators, headings, blank lines and habit."""
    if not items:
        return []
    habit = _first_label(items)
    starts = [0]
    seen: set[str] = set()
    for number, item in enumerate(items):
        follows = number > 0 and items[number - 1].what == item.what
        if item.what in seen and item.what not in _MANY and not follows:
            cut = _best_cut(items, starts[-1] + 1, number, habit)
            starts.append(cut)
            seen = {other.what for other in items[cut:number]}
        elif not item.what and item.line.rule and "title" in seen:
            starts.append(number)
            seen = set()
        if item.what:
            seen.add(item.what)
    return [list(items[a:b]) for a, b in zip(starts, [*starts[1:], len(items)], strict=True)]


def _said_of_all(records: Sequence[Sequence[_Item]]) -> list[_Item]:
    """When and where, of a page that says it once, before the heading of its first talk or what
    all others begin with."""
    first, *others = records or [[]]
    head = next((n for n, item in enumerate(first) if item.what == "title"), 0)
    if not (head and (first[head].line.rule or first[head].line.level)):
        begins = {record[0].what for record in others}
        head = next((n for n, item in enumerate(first) if {item.what} == begins), 0)
    found = {"when", "where"} - {item.what for record in others for item in record}
    return [item for item in first[:head] if item.what in found]


def _first_label(items: Sequence[_Item]) -> str:
    """The label that talks of this page begin with: the first of the page, mostly."""
    after = Counter(
        item.what
        for number, item in enumerate(items)
        if item.what and (number == 0 or item.line.rule or item.line.gap)
    )
    first = next((item.what for item in items if item.what), "")
    best = after.most_common(1)
    return first if not best or after[first] >= 0.7 * best[0][1] else best[0][0]


def _best_cut(items: Sequence[_Item], low: int, high: int, habit: str) -> int:
    """Where between the last certain item and the repeated one the next talk begins."""
    earliest = high
    later: set[str] = {items[high].what}
    while earliest > low and (
        items[earliest - 1].what not in later or items[earliest - 1].what in ("", *_MANY)
    ):
        earliest -= 1
        later.add(items[earliest].what)
    # An abstract or a bio ends a talk: a cut before it would split it from its title.
    candidates = [
        n
        for n in range(earliest, high + 1)
        if n == high or items[n].what not in ("abstract", "bio")
    ]

    def fitness(number: int) -> tuple[float, int]:
        item = items[number]
        score = 4.0 * item.line.rule + 2.0 * (not item.what) + 1.0 * item.line.gap
        return score + 2.5 * (item.what == habit), number

    return max(candidates, key=fitness)


def _talk(
    record: Sequence[_Item],
    event: str,
    track: str,
    common: frozenset[str],
    places: tuple[bool, bool],
) -> tuple[Talk, str]:
    """`places` says whether a name may have its place behind a comma, and whether the label tells
    that there are several names instead."""
    talk = Talk(id="", title="", event=event)
    people: list[Speaker] = []
    paragraphs: list[str] = []
    # Running text without a label is the abstract of a talk that has none with one.
    has_abstract = any(item.what == "abstract" for item in record)
    # A section's heading behind the talk's own lines is for the talks below it.
    own = track
    for item in record:
        own = own if any((talk.title, people, paragraphs)) else track
        value = one_line(" ".join(item.values))
        if item.what == "title":
            talk = replace(talk, title=unquoted(value))
        elif item.what == "speaker":
            several = places[1] and bool(_SEVERAL.match(item.line.text))
            people += _people(item.values, common, places[0] and not several)
        elif item.what in ("affiliation", "role") and people:
            people = placed(people, item.what, value)
        elif item.what in ("abstract", "bio"):
            label = "Abstract" if item.what == "abstract" else "Bio"
            kept = [text for text in item.values if not TBA.match(text)]
            if item.what == "bio" and not any(other.what == "speaker" for other in record):
                continue
            paragraphs += [f"{label}: {kept[0]}", *kept[1:]] if kept else []
        elif not item.what and all(not _is_text(replace(item.line, text=v)) for v in item.values):
            track = _track(item, track)
        elif not item.what:
            paragraphs += [] if has_abstract else item.values
        else:
            talk = with_value(talk, item.what, value, item.links)
    abstract, speakers = divide(paragraphs, tuple(people))
    # A label in front of a bio or an abstract may precede the speakers: divide() needs them first.
    talk = replace(talk, abstract=abstract, speakers=speakers, track=talk.track or own)
    names = tuple(speaker.name for speaker in speakers)
    return replace(talk, id=talk_id(talk.title, names, event=talk.event)), track


def _gives_places(items: Sequence[_Item]) -> tuple[bool, bool]:
    """Whether "Ada Byron, Grace Holt" means a place, and whether that is sure: it does where most
    speakers have something behind a comma, and one of them what can be no name."""
    values = [value for item in items if item.what == "speaker" for value in item.values]
    alone = sum("," not in value and "(" not in value for value in values)
    others = [value.partition(",")[2].strip() for value in values if "," in value]
    few = alone <= 0.5 * len(values)
    names = all(len(other.split()) == 2 and name_score(other) >= 0.8 for other in others)
    return few and not (alone and others and names), not (few and alone and others and names)


def _lists(document: Document, record: Sequence[_Item]) -> Iterator[Problem]:
    """Where two names were read that may be a name and a place."""
    for item in record:
        for value in item.values if item.what == "speaker" else ():
            if "," in value:
                yield document.problem(item.line.number, unsure_names(value))


def unnamed(talk: Talk) -> str:
    """What is said of a talk for which nobody is named."""
    return f"No speaker is named for {talk.title[:80]!r}: add a line 'Speaker: …'."


def unsure_names(value: str) -> str:
    """What is said of a line that was read as names, and may be a name and a place."""
    return (
        f"Not sure who speaks: read {value[:80]!r} as names. "
        "A ';' between speakers, or brackets around a place, make it certain."
    )


def _tells_several(items: Sequence[_Item]) -> bool:
    """Whether labels tell one speaker from several: "Speaker" and "Speakers"."""
    told = {bool(_SEVERAL.match(item.line.text)) for item in items if item.what == "speaker"}
    return len(told) == 2


def _people(values: Sequence[str], common: frozenset[str], places: bool) -> list[Speaker]:
    """Speakers of a labelled value; a line below a name that is no name is where they are from."""
    people: list[Speaker] = []
    for value in values:
        read = [p for p in people_of(value, common, places=places) if not TBA.match(p.name)]
        person_like = read and name_score(read[0].name.split(",")[0], common) >= 0.5
        if people and not person_like and not people[-1].affiliation:
            people = placed(people, "affiliation", value)
        else:
            people += read
    return people


def placed(people: list[Speaker], which: str, value: str) -> list[Speaker]:
    """The people with an affiliation or role that stood in a line of its own."""
    parts = [part.strip() for part in value.split(";")]
    if len(parts) != len(people):
        parts = [value] * len(people)
    result: list[Speaker] = []
    for person, part in zip(people, parts, strict=True):
        raw = f"{person.raw}, {part}"
        if which == "role":
            result.append(replace(person, role=person.role or part, raw=raw))
        else:
            role, affiliation = split_role(part)
            result.append(
                person
                if person.affiliation
                else replace(person, role=person.role or role, affiliation=affiliation, raw=raw)
            )
    return result


def _track(item: _Item, track: str) -> str:
    text = item.values[0]
    section = item.line.hint == "section" or (len(text) <= 120 and SECTION.match(text))
    return one_line(text.rstrip(" :")) if section else track

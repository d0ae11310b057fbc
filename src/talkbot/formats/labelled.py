"""Listings whose values carry labels ("Title:", "Speaker:", "Abstract –"), in any order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from talkbot.formats.bios import divide
from talkbot.formats.details import with_value
from talkbot.formats.document import Document, Line, Parsed, one_line, unquoted
from talkbot.formats.entries import goes_on_below, nobody_speaks
from talkbot.formats.labelled_items import (
    Item,
    cut_lines,
    is_text,
    items_of,
    records_of,
    said_of_all,
)
from talkbot.formats.labels import label_of
from talkbot.formats.names import name_score
from talkbot.formats.people import lists_people, people_of, split_role
from talkbot.formats.whens import when_and_where
from talkbot.formats.wording import (
    BREAK,
    CANCELLED,
    GENERAL,
    SECTION,
    TBA,
    lower_case_words,
)
from talkbot.formats.years import completed
from talkbot.talks import Problem, Speaker, Talk, talk_id

_BRACKETED = re.compile(r"^[(\[]([^()\[\]]+)[)\]][.,;:]?$")
_SEVERAL = re.compile(
    r"^\W*(?:speakers|presenters|lecturers|authors|referent(?:inn)?en|sprecherinnen|orateurs|"
    r"intervenant(?:e?s)|ponentes|oradores|relatori)\b",
    re.IGNORECASE,
)


def is_labelled(lines: Sequence[Line]) -> bool:
    """Whether titles themselves carry labels, so that labels alone say what is what.

    Settings and manuals have labels too: here most speakers look like names, or a page that
    names none says what a talk is about, and when or where.
    """
    common = lower_case_words(list(lines))
    labels = [label for line in cut_lines(lines) if (label := label_of(line.text))]
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
    items = list(items_of(cut_lines(lines)))
    first = next((n for n, item in enumerate(items) if item.what), len(items))
    page_event = _heading(items[:first])
    places, sure = _gives_places(items)
    told = _tells_several(items)
    listed = lists_people(
        [v for item in items if item.what == "speaker" for v in item.values], common
    )
    talks: list[Talk] = []
    problems: list[Problem] = []
    track = next(filter(None, (_track(item, "") for item in items[:first][::-1])), "")
    track = "" if track == page_event or GENERAL.match(track) else track
    records = records_of(items[first:])
    shared = said_of_all(records)
    if below := _below_all(records):
        line = below[0].line
        problems.append(document.problem(line.number, goes_on_below(line.text)))
    for own in records:
        record = own if own is records[0] else [*shared, *own]
        if not any(item.what in ("title", "speaker", "abstract") for item in record):
            problems += _days_left(document, own)
            continue
        talk, track = _talk(record, page_event, track, common, (places, told, listed))
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


def _below_all(records: Sequence[list[Item]]) -> list[Item]:
    """What stands apart below the last talk, which has no text, where all others have theirs with a
    label, taken from it: the page's own last words."""
    talks = [record for record in records if any(item.what == "title" for item in record)]
    told = [any(item.what == "abstract" for item in record) for record in talks]
    if len(told) < 3 or told[-1] or not all(told[:-1]) or talks[-1] is not records[-1]:
        return []
    last = records[-1]
    start = next((n for n, item in enumerate(last) if not item.what and item.line.gap), len(last))
    below = last[start:]
    if not start or any(item.what for item in below):
        return []
    del last[start:]
    return below


def _heading(items: Sequence[Item]) -> str:
    for item in items:
        for value in item.values:
            named = len(value) <= 160 and not GENERAL.match(value)
            if named and not value.rstrip().endswith((".", ":", ";")):
                return one_line(value)
    return ""


def _talk(
    record: Sequence[Item],
    event: str,
    track: str,
    common: frozenset[str],
    places: tuple[bool, bool, bool],
) -> tuple[Talk, str]:
    """`places` says whether a name may have its place behind a comma, and whether the label tells
    that there are several names instead, and whether commas alone may part names."""
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
            lists = places[2] or several
            people += _people(item.values, common, places=places[0] and not several, lists=lists)
        elif item.what in ("affiliation", "role") and people:
            people = placed(people, item.what, value)
        elif item.what in ("abstract", "bio"):
            label = "Abstract" if item.what == "abstract" else "Bio"
            kept = [text for text in item.values if not TBA.match(text)]
            if item.what == "bio" and not any(other.what == "speaker" for other in record):
                continue
            paragraphs += [f"{label}: {kept[0]}", *kept[1:]] if kept else []
        elif not item.what and all(not is_text(replace(item.line, text=v)) for v in item.values):
            track = _track(item, track)
        elif not item.what:
            paragraphs += [] if has_abstract else item.values
        else:
            when, where = (item.what == "when" and when_and_where(value)) or (value, "")
            talk = with_value(talk, item.what, when, item.links)
            talk = with_value(talk, "where", where) if where else talk
    abstract, speakers = divide(paragraphs, tuple(people))
    # A label in front of a bio or an abstract may precede the speakers: divide() needs them first.
    talk = replace(talk, abstract=abstract, speakers=speakers, track=talk.track or own)
    names = tuple(speaker.name for speaker in speakers)
    return replace(talk, id=talk_id(talk.title, names, event=talk.event)), track


def _gives_places(items: Sequence[Item]) -> tuple[bool, bool]:
    """Whether "Ada Byron, Grace Holt" means a place, and whether that is sure: it does where most
    speakers have something behind a comma, and one of them what can be no name."""
    values = [value for item in items if item.what == "speaker" for value in item.values]
    if any(parts_people(value) for value in values):
        return True, True  # A comma is then no mark between people.
    alone = sum("," not in value and "(" not in value for value in values)
    others = [value.partition(",")[2].strip() for value in values if "," in value]
    few = alone <= 0.5 * len(values)
    names = all(len(other.split()) == 2 and name_score(other) >= 0.8 for other in others)
    return few and not (alone and others and names), not (few and alone and others and names)


def _days_left(document: Document, items: Sequence[Item]) -> Iterator[Problem]:
    """What stands below a day and names no talk, unless it says that there is none."""
    for above, item in pairwise(items):
        if above.what == "when" and not item.what and not BREAK.match(item.values[0]):
            yield document.problem(item.line.number, nobody_speaks(item.values[0]))


def parts_people(value: str) -> bool:
    """Whether a value has names with a semicolon between them."""
    parts = value.split(";")
    return len(parts) > 1 and all(name_score(part.split(",")[0].strip()) >= 0.8 for part in parts)


def _lists(document: Document, record: Sequence[Item]) -> Iterator[Problem]:
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


def _tells_several(items: Sequence[Item]) -> bool:
    """Whether labels tell one speaker from several: "Speaker" and "Speakers"."""
    told = {bool(_SEVERAL.match(item.line.text)) for item in items if item.what == "speaker"}
    return len(told) == 2


def _people(
    values: Sequence[str], common: frozenset[str], *, places: bool, lists: bool
) -> list[Speaker]:
    """Speakers of a labelled value; a line below a name that is no name is where they are from."""
    people: list[Speaker] = []
    for value in values:
        named = people_of(value, common, places=places, lists=lists)
        read = [p for p in named if not TBA.match(p.name)]
        person_like = read and name_score(read[0].name.split(",")[0], common) >= 0.5
        if people and not person_like and not people[-1].affiliation:
            people = placed(people, "affiliation", value)
        else:
            people += read
    return people


def placed(people: list[Speaker], which: str, value: str) -> list[Speaker]:
    """The people with an affiliation or role that stood in a line of its own."""
    value = _BRACKETED.sub(r"\1", value)
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


def _track(item: Item, track: str) -> str:
    text = item.values[0]
    section = item.line.hint == "section" or (len(text) <= 120 and SECTION.match(text))
    return one_line(text.rstrip(" :")) if section else track

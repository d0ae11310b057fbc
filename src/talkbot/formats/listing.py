"""A page that lists talks: heading, then for each talk a title, a speaker line and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from talkbot.formats.bios import divide
from talkbot.formats.bios_elsewhere import (
    bios_apart,
    with_bios,
    with_bios_of_habit,
    with_bios_of_others,
)
from talkbot.formats.dates import day_of_event, is_weekday, iso_date, without_time
from talkbot.formats.details import link_meaning, with_value
from talkbot.formats.document import Document, Line, Parsed, one_line, unquoted
from talkbot.formats.entries import (
    Entry,
    asides,
    below_all,
    collected,
    find_places,
    give_days,
    goes_on_below,
    is_listing,
    labels_for_titles,
    missed,
    no_speaker_below,
    no_titles,
    nobody_speaks,
    of_other_days,
    share_leads,
    strangers,
)
from talkbot.formats.labelled import (
    is_labelled,
    parts_people,
    placed,
    read_labelled,
    unnamed,
    unsure_names,
)
from talkbot.formats.labels import repeated_prefixes
from talkbot.formats.links import is_video
from talkbot.formats.names import institution_score
from talkbot.formats.numbering import BULLET
from talkbot.formats.page_lines import page_lines
from talkbot.formats.people import lists_people, people_of
from talkbot.formats.readings import best_reading
from talkbot.formats.refrains import tidied
from talkbot.formats.runs import unsure_run
from talkbot.formats.sections import texts_apart, with_texts
from talkbot.formats.segmentation import Kind, Segmentation, emission
from talkbot.formats.shape import Shape
from talkbot.formats.told_elsewhere import texts_and_places
from talkbot.formats.whens import leading_when, when_and_where
from talkbot.formats.wording import CANCELLED, GENERAL, TBA
from talkbot.formats.years import completed, contradicted
from talkbot.talks import Problem, Speaker, Talk, talk_id

SURE = 3.0
"""A talk whose head scores less than this over running text is reported."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SUBJECT = re.compile(
    r"^(?:subject|betreff|objet|asunto|oggetto|assunto)\s*:\s*"
    r"(?:(?:re|fwd?|aw|wg|tr)\s*:\s*|\[[^\[\]]{1,30}\]\s*)*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Page:
    """What holds for all talks of a page."""

    event: str
    source: str
    day: str
    places: bool
    guess: bool
    dots: bool
    lists: bool


def recognise_labelled(document: Document) -> str:
    """Why a page is taken for a listing whose values carry labels, or ""."""
    parsed = _labelled(document)
    if parsed is None or not (parsed.talks or parsed.problems):
        return ""
    return f"its titles and speakers carry labels ({len(parsed.talks)} talks)"


def read_labels(document: Document) -> Parsed:
    """The talks of a page of labelled values."""
    return _labelled(document) or Parsed()


def recognise(document: Document) -> str:
    """Why a page is taken for a listing, or ""."""
    talks = read(document).talks
    if not talks:
        return ""
    return f"title and speaker lines repeat through the page ({len(talks)} times)"


def why_not(document: Document) -> Problem | None:
    """Why a page that looks like a listing is none that can be read, if that can be said."""
    parsed = read(document)
    return next(iter(parsed.problems), None) if not parsed.talks else None


@lru_cache(maxsize=2)
def read(document: Document) -> Parsed:
    """The talks of a page without labels, or with some."""
    parsed = _with_bios_at_end(document, read_listing)
    lines = page_lines(document)
    return tidied(document, parsed, lines)


@lru_cache(maxsize=2)
def _labelled(document: Document) -> Parsed | None:
    lines = page_lines(document)
    if not is_labelled(lines):
        return None
    parsed = _with_bios_at_end(document, read_labelled)
    return tidied(document, parsed, lines)


def _with_bios_at_end(
    document: Document, reader: Callable[[Document, Sequence[Line]], Parsed]
) -> Parsed:
    """What a reader finds on a page, with its section about all speakers read apart where there
    is one: it would be taken for more talks, or for the last talk's text."""
    lines = page_lines(document)
    talks, section = bios_apart(lines)
    if section:
        parsed = reader(document, talks)
        if (completed := with_bios(parsed.talks, section)) is not None:
            return replace(parsed, talks=completed)
    programme, texts = texts_apart(lines)
    if texts:
        parsed = reader(document, programme)
        if (told := with_texts(parsed.talks, texts)) is not None:
            talks_told, left = told
            said = [document.problem(line.number, _no_talks(line)) for line in left[:1]]
            return replace(parsed, talks=talks_told, problems=(*parsed.problems, *said))
    parsed = reader(document, lines)
    return replace(parsed, talks=with_bios_of_habit(parsed.talks))


def read_listing(document: Document, lines: Sequence[Line]) -> Parsed:
    """The talks of a page given as lines; problems name the lines that the reader is unsure of."""
    shapes, found = best_reading(lines)
    heading, entries = collected(shapes, found)
    if called := labels_for_titles(entries, repeated_prefixes(lines)):
        return Parsed((), (document.problem(called.line.number, no_titles(called.text)),))
    if not is_listing(entries):
        return Parsed()
    find_places(entries)
    others = of_other_days(entries)
    no_talks = strangers(entries, heading)
    below = below_all(entries)
    page = _page(heading, entries, document.source)
    share_leads(entries)
    give_days(entries, page.day)
    talks: list[Talk] = []
    problems: list[Problem] = []
    for entry in entries:
        number = (entry.titles or entry.speakers)[0].line.number
        talk = _talk(entry, page)
        if not talk.title or TBA.match(talk.title):
            problems.append(document.problem(number, "A talk without a title yet was left out."))
        elif CANCELLED.match(talk.title):
            problems.append(document.problem(number, "A talk that was cancelled was left out."))
        else:
            talks.append(talk)
            if not talk.speakers:
                problems.append(document.problem(number, unnamed(talk)))
            if _sureness(entry, found) < SURE:
                problems.append(document.problem(number, _doubt(talk)))
            pairs = zip(entry.speakers, entry.titles, strict=False)
            runs = (unsure_run(lines, s.line, t.line) for s, t in pairs)
            problems += [document.problem(number, said) for said in runs if said]
            listed = [
                s for s in entry.speakers if page.guess and "," in s.text and "(" not in s.text
            ]
            problems += [document.problem(s.line.number, unsure_names(s.text)) for s in listed]
        problems += (document.problem(*missed) for missed in missed(entry))
    aside = [s.line for s, kind in zip(shapes, found.kinds, strict=True) if kind is Kind.ASIDE]
    told, taken = texts_and_places(talks, aside)
    left = [each for each in asides(shapes, found) if each[0] not in taken]
    problems += [document.problem(*each) for each in left]
    problems += [document.problem(s.line.number, nobody_speaks(s.text)) for s in others]
    problems += [document.problem(s.line.number, no_speaker_below(s.text)) for s in no_talks]
    if below:
        message = goes_on_below(below[0].text)
        problems.append(document.problem(below[0].line.number, message))
    starts = next((n for n, kind in enumerate(found.kinds) if kind is Kind.TITLE), 0)
    over = [
        s for s, kind in zip(shapes[:starts], found.kinds, strict=False) if kind is Kind.SECTION
    ]
    said = " ".join(shape.text for shape in (*heading, *over) if shape.is_short)
    # The page's name says its year before what else stands above the talks does.
    said = page.event if _YEAR.search(page.event) else said
    whole = completed(with_bios_of_others(_once(told)), said)
    problems += [document.problem(*wrong) for wrong in contradicted(whole, lines)]
    return Parsed(whole, tuple(problems))


def _once(talks: Sequence[Talk]) -> list[Talk]:
    """The talks with those that stand twice, in a programme and over their abstracts, made one."""
    kept: dict[str, Talk] = {}
    for talk in talks:
        first = kept.get(talk.id)
        if first is None:
            kept[talk.id] = talk
        elif not (first.abstract and talk.abstract):
            values = ("abstract", "start", "date_text", "room", "track", "duration", "video_url")
            more = {name: getattr(first, name) or getattr(talk, name) for name in values}
            people = zip(first.speakers, talk.speakers, strict=True)
            speakers = tuple(
                replace(
                    s,
                    affiliation=s.affiliation or other.affiliation,
                    role=s.role or other.role,
                    bio=s.bio or other.bio,
                )
                for s, other in people
            )
            kept[talk.id] = replace(first, speakers=speakers, **more)
        else:
            kept[f"{talk.id} {len(kept)}"] = talk  # Two talks of one name.
    return list(kept.values())


def _no_talks(line: Line) -> str:
    return f"{line.text[:80]!r} and what stands below it was left out: it is of none of the talks."


def _doubt(talk: Talk) -> str:
    return (
        f"Not sure that a talk begins here: read {talk.title[:80]!r} as title and "
        f"{' / '.join(s.raw for s in talk.speakers)[:80]!r} as speaker. "
        "A blank line between talks, or labels such as 'Title:', make it certain."
    )


def _page(heading: Sequence[Shape], entries: Sequence[Entry], source: str) -> _Page:
    """What the page says about all its talks. A date in its heading is theirs when they have only
    times of day of their own."""
    speakers = [s for e in entries for s in e.speakers]
    alone = [s for s in speakers if "," not in s.text and not s.has_place]
    others = [s for s in speakers if "," in s.text]
    days = [s.when[0] for s in heading if s.when and iso_date(s.when[0])]
    heads = (s.text for s in heading if s.is_short or leading_when(s.text))
    days = days or [day for text in heads if (day := day_of_event(text))]
    if not days and any(s.when for e in entries for s in (*e.leads, *e.notes)):
        # Talks with an hour each need a day, which a letter has in its sentences.
        days = [day for s in heading if (day := day_of_event(s.text))]
    if not days and heading and is_weekday(heading[-1].text):
        days = [heading[-1].text.strip(" :")]
    few = len(alone) < 0.5 * len(speakers) and not _lists_names(speakers)
    sure = any(parts_people(s.text) for s in speakers)
    few = few or sure
    guess = few and bool(alone and others) and all(s.may_be_names for s in others) and not sure
    return _Page(
        event=_event(heading),
        source=source,
        day=days[0] if len(days) == 1 else "",
        places=few and not guess,
        guess=guess,
        lists=lists_people([s.text for s in speakers]),
        dots=any(" · " in s.text and len(s.people) == 1 and s.has_place for s in speakers),
    )


def _lists_names(shapes: Sequence[Shape]) -> bool:
    """Whether "A, B" is two names here: a line has three or more with commas and nothing else, and
    no line has what is surely a place."""
    people = [person for shape in shapes for person in shape.people]
    placed = any(p.role or institution_score(p.affiliation) >= 0.9 for p in people)
    return not placed and any(len(s.people) > 2 and s.text.count(",") > 1 for s in shapes)


def _event(heading: Sequence[Shape]) -> str:
    """The page's heading: its highest heading, else its first line that is no sentence or date."""
    fitting = [
        shape
        for shape in heading
        if len(shape.text) <= 160
        and not (shape.is_when_or_where or GENERAL.match(shape.text))
        and (not shape.ends_sentence or shape.line.level)
        and (not shape.line.links or shape.line.level)
    ]
    levels = [shape.line.level for shape in fitting if shape.line.level]
    top = min(levels, default=0)
    event = next((one_line(s.text) for s in fitting if s.line.level == top or not top), "")
    return _SUBJECT.sub("", event)


def _talk(entry: Entry, page: _Page) -> Talk:
    title = unquoted(BULLET.sub("", one_line(" ".join(shape.text for shape in entry.titles))))
    people: list[Speaker] = []
    for number, speaker in enumerate(entry.speakers, 1):
        people += _people(speaker, page)
        for shape in (shape for after, shape in entry.places if after == number):
            people = placed(people, "affiliation", shape.text)
    for shape in entry.notes:
        if shape.label in ("affiliation", "role"):
            people = placed(people, shape.label, shape.text)
    named = [person for person in reversed(people) if not TBA.match(person.name)]
    speakers = tuple({person.name: person for person in named}.values())[::-1]
    talk = Talk(id="", title=title, event=page.event, track=entry.track, source=page.source)
    body = [shape for shape in entry.body if not TBA.match(shape.text)]
    # What stands over a labelled abstract and is no sentence is small print of the site.
    first = next((n for n, shape in enumerate(body) if shape.label == "abstract"), 0)
    paragraphs = [s.text for n, s in enumerate(body) if n >= first or s.ends_sentence]
    abstract, speakers = divide(paragraphs, speakers)
    talk = replace(talk, abstract=abstract, speakers=speakers)
    # A talk with its own day and time needs no other.
    whole = any(s.when and len(iso_date(s.when[0])) > 10 for s in entry.notes)
    if entry.day and not whole:
        when, where = when_and_where(entry.day) or (entry.day, "")
        # "4 May, 19:00" over talks with an hour each is when the first of them begins.
        when = without_time(when) if any(s.when for s in (*entry.leads, *entry.notes)) else when
        talk = with_value(with_value(talk, "when", when), "where", where)
    for shape in (*(() if whole else entry.leads), *entry.notes):
        talk = _with_note(talk, shape)
    for shape in entry.titles:
        talk = with_value(talk, "url", "", shape.line.links)
    return replace(talk, id=talk_id(title, tuple(s.name for s in speakers), event=talk.event))


def _people(shape: Shape, page: _Page) -> tuple[Speaker, ...]:
    # A dot that has a place behind it in one line has it in all.
    text = shape.text.replace(" · ", ", ") if page.dots else shape.text
    people = people_of(text, shape.common, places=page.places, lists=page.lists)
    links = [link for link in shape.line.links if not is_video(link)]
    return (replace(people[0], url=links[0]),) if len(people) == 1 and links else people


def _with_note(talk: Talk, shape: Shape) -> Talk:
    if shape.label in ("affiliation", "role", "none"):
        return talk
    if shape.when or is_weekday(shape.text) or shape.line.hint == "lead":
        when, where = shape.when or (shape.text.strip(" :"), "")
        talk = with_value(talk, "when", when)
        return with_value(talk, "where", where) if where else talk
    if shape.label:
        return with_value(talk, shape.label, shape.text, shape.line.links)
    return with_value(talk, link_meaning(shape.text), shape.text, shape.line.links)


def _sureness(entry: Entry, found: Segmentation) -> float:
    """How much better the head of a talk fits as a head than as running text."""
    pairs = [(s, Kind.TITLE) for s in entry.titles] + [(s, Kind.SPEAKER) for s in entry.speakers]
    return sum(
        emission(shape, kind, found.habits) - emission(shape, Kind.BODY, found.habits)
        for shape, kind in pairs
    )

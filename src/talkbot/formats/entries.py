"""The lines of a page gathered talk by talk, and what they say of each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from talkbot.formats.dates import has_day, is_weekday, iso_date
from talkbot.formats.labels import label_of
from talkbot.formats.names import name_score
from talkbot.formats.outline import day_apart
from talkbot.formats.people import split_role
from talkbot.formats.segmentation import Kind, Segmentation
from talkbot.formats.shape import Shape
from talkbot.formats.wording import BREAK, CANCELLED, GENERAL, TBA

NAMED = 0.6
"""The least share of a page's talks whose speakers look like names."""
_MOSTLY = 0.6
_CLOCK = re.compile(r"\d[:.h]\d\d|\d\s?[ap]\.?m\b", re.IGNORECASE)
_DIGITS = re.compile(r"\W*\d+\W*")
_DAY = re.compile(r"^(?:day|tag|jour|día|giorno)\s+\S+$", re.IGNORECASE)


@dataclass
class Entry:
    """The lines of one talk, as they are collected."""

    titles: list[Shape] = field(default_factory=list)
    speakers: list[Shape] = field(default_factory=list)
    places: list[tuple[int, Shape]] = field(default_factory=list)
    notes: list[Shape] = field(default_factory=list)
    body: list[Shape] = field(default_factory=list)
    leads: list[Shape] = field(default_factory=list)
    track: str = ""
    day: str = ""
    undated: bool = False
    """Whether it says right above the talk that something, its day maybe, is not known yet."""
    days: list[tuple[int, int, Shape]] = field(default_factory=list)
    """The days that stand apart below its text, each behind so many paragraphs and notes."""


def collected(shapes: Sequence[Shape], found: Segmentation) -> tuple[list[Shape], list[Entry]]:
    """The lines of the page's heading, and those of each talk."""
    first = Kind.TITLE if found.title_first else Kind.SPEAKER
    heading: list[Shape] = []
    entries: list[Entry] = []
    leads: list[Shape] = []
    track = ""
    before: Kind | None = None
    in_break = of_day = under = False
    for n, (shape, kind) in enumerate(zip(shapes, found.kinds, strict=True)):
        if kind is Kind.ASIDE and shape.line.level and not _has_text(shapes, found, n):
            kind = Kind.SECTION  # Nothing but talks stands below it.
        elif kind is Kind.ASIDE and shape.line.level:
            # A day stands over the talks behind the words about it as well.
            track, leads = "", [shape] if shape.when and _is_day(shape.text) else []
        text = shape.line.text
        # What stands below the day of a talk that is not known yet is not of the talk before.
        unknown = before is Kind.LEAD and bool(TBA.match(text))
        item = shape.line.hint == "item" or bool(BREAK.match(text)) or unknown
        rests = kind is Kind.NOISE and item
        # What a time stands before is a point of the programme, and no talk's text.
        timed = kind is Kind.BODY and shape.line.hint == "lead"
        in_break = rests or timed or (in_break and kind in (Kind.NOTE, Kind.BODY))
        if kind is Kind.PAGE:
            heading.append(shape)
        elif kind is Kind.LEAD or (kind is Kind.SECTION and (shape.when or is_weekday(shape.text))):
            if of_day and has_day(shape.text):
                track, of_day = "", False
            leads.append(shape)
        elif kind is Kind.SECTION:
            # What stands below a day is of that day.
            of_day = any(has_day(lead.text) for lead in leads)
            name, day = day_apart(shape.text.rstrip(" :"))
            track = "" if _DAY.match(name) else name
            if day:
                leads.append(Shape(replace(shape.line, text=day, hint=""), shape.common))
        elif rests or (kind is Kind.NOISE and not shape.line.links and shape.label != "none"):
            # The time of a break is not that of the talk behind it; the day may be.
            leads = [s for s in leads if s.line.hint != "lead" and (has_day(s.text) or not s.when)]
        elif kind is first and before is not first:
            unknown = before is Kind.NOISE and bool(TBA.match(shapes[n - 1].text))
            entries.append(Entry(track=track, leads=leads, undated=unknown))
            leads = []
        # A heading that is a day ends the talk above it.
        over = kind is Kind.LEAD and shape.line.level > 0
        under = over or (under and kind not in (Kind.TITLE, Kind.SPEAKER))
        if kind is Kind.TITLE:
            entries[-1].titles.append(shape)
        elif kind is Kind.SPEAKER:
            entries[-1].speakers.append(shape)
        elif kind is Kind.PLACE:
            entries[-1].places.append((len(entries[-1].speakers), shape))
        elif in_break or (under and kind is Kind.BODY):
            pass  # Its time, its room, its link and its text are nobody's.
        elif entries and (
            kind in (Kind.META, Kind.NOTE) or (kind is Kind.NOISE and shape.line.links)
        ):
            entry = entries[-1]
            if entry.body and shape.line.gap and shape.is_when and has_day(shape.text):
                entry.days.append((len(entry.body), len(entry.notes), shape))
            entry.notes.append(shape)
        elif kind is Kind.BODY and entries:
            # A date between a head and its text is that talk's, not the next one's.
            entries[-1].notes += leads
            leads = []
            entries[-1].body.append(shape)
        before = kind
    tracks = {entry.track for entry in entries} - {""}
    if all(GENERAL.match(name) for name in tracks) and len(tracks) == 1:
        # "Talks" over all of them tells none from another.
        for entry in entries:
            entry.track = ""
    return heading, entries


def below_all(entries: Sequence[Entry]) -> list[Shape]:
    """What stands apart below the last talk of a page whose talks have no texts, or only such with
    labels or right below their heads, taken from it: the page's own last words."""
    *others, last = entries
    texts = [entry.body[0] for entry in others if entry.body]
    apart = bool(last.body) and last.body[0].line.gap and not any(s.label for s in last.body)
    labelled = all(s.label in ("abstract", "bio") for s in texts)
    glued = len(texts) > 1 and not any(s.line.gap for s in texts)
    if len(others) < 2 or not apart or not (labelled or glued):
        return []
    last.body, below = [], last.body
    return below


def of_other_days(entries: Sequence[Entry]) -> list[Shape]:
    """The first line under each day at which nobody speaks, where a day stands over every talk;
    such days with their lines are taken from the talks above them."""
    dated = [entry for entry in entries if any(_is_day(shape.text) for shape in entry.leads)]
    found: list[Shape] = []
    for entry in entries if len(dated) == len(entries) > 1 else ():
        days = [n for n, s in enumerate(entry.body) if s.line.gap and s.is_when and has_day(s.text)]
        below = [day + 1 for day in days] + [body for body, _, _ in entry.days]
        found += [shape for n in sorted(below) for shape in entry.body[n : n + 1]]
        entry.body = (
            entry.body[: min((*days, *(body for body, _, _ in entry.days)))]
            if below
            else entry.body
        )
        entry.notes = entry.notes[: entry.days[0][1]] if entry.days else entry.notes
    return found


def share_leads(entries: Sequence[Entry]) -> None:
    """Gives all talks what a page says once, with labels, of when and where over the first of them
    ("Place: Hall 3"), where each has a day of its own below that."""
    first, *others = entries
    said = [s for s in first.leads if s.label in ("when", "where") and not _is_day(s.text)]
    own = [any(_is_day(s.text) for s in entry.leads) for entry in entries]
    again = any(s.label in ("when", "where") for e in others for s in (*e.leads, *e.notes))
    if not said or again or sum(own) < _MOSTLY * len(entries):
        return
    for entry in entries:
        timed = any(s.when and _CLOCK.search(s.text) for s in entry.leads if s not in said)
        kept = [s for s in said if s.label == "where" or not timed]
        entry.leads = [*(s for s in entry.leads if s not in said), *kept]


def strangers(entries: list[Entry], heading: list[Shape]) -> list[Shape]:
    """The heads of entries that are no talks, taken from those of a page: without a date where
    nearly all others have one, and without a name where the others name who speaks. What stands
    before all talks is of the page's heading."""
    dated = [any(s.when for s in (*entry.leads, *entry.notes)) for entry in entries]
    named = [any(s.speaker > 0 for s in entry.speakers) for entry in entries]
    both = sum(d and n for d, n in zip(dated, named, strict=True))
    neither = [n for n in range(len(entries)) if not (dated[n] or named[n])]
    if both < _MOSTLY * len(entries):
        return []
    if len(entries) > 2 and not (dated[0] or entries[0].body) and all(dated[1:]):
        neither = sorted({0, *neither})
    found = [entries[n].titles[0] for n in neither if entries[n].titles]
    heading += entries[0].titles if 0 in neither else ()
    entries[:] = [entry for n, entry in enumerate(entries) if n not in neither]
    return found


def asides(shapes: Sequence[Shape], found: Segmentation) -> list[tuple[int, str]]:
    """Where something was left out that might be a talk: a point of the programme that is no
    break, and headings with text below them but nobody who speaks."""
    told: list[tuple[int, str]] = []
    last = max((n for n, kind in enumerate(found.kinds) if kind is Kind.TITLE), default=0)
    under = False
    for n, (shape, kind) in enumerate(zip(shapes, found.kinds, strict=True)):
        line = shape.line
        text = line.text
        over = kind is Kind.LEAD and line.level > 0
        under = over or (under and kind not in (Kind.TITLE, Kind.SPEAKER, Kind.BODY))
        below_kind = found.kinds[n + 1] if n + 1 < len(shapes) else None
        below_lead = n > 0 and found.kinds[n - 1] is Kind.LEAD
        if kind is Kind.NOISE and CANCELLED.match(text):
            told.append((line.number, "A talk that was cancelled was left out."))
        elif kind is Kind.NOISE and TBA.match(text) and (line.rule or below_lead):
            told.append((line.number, "A talk without a title yet was left out."))
            if below_lead and below_kind is Kind.BODY and shapes[n + 1].line.gap:
                told.append((shapes[n + 1].line.number, nobody_speaks(shapes[n + 1].text)))
        elif (
            (kind is Kind.NOISE and line.hint == "item") or (kind is Kind.SECTION and n > last)
        ) and not (BREAK.match(text) or shape.when):
            unnamed = "A talk without a title yet was left out."
            told.append((line.number, unnamed if TBA.match(text) else nobody_speaks(text)))
        elif under and below_kind is Kind.BODY:
            told.append((shapes[n + 1].line.number, nobody_speaks(shapes[n + 1].text)))
        elif kind is below_kind is Kind.BODY and line.hint == "lead":
            told.append((line.number, nobody_speaks(shapes[n + 1].text)))
        elif kind is Kind.ASIDE and line.level and not _is_over_talks(shapes, found, n):
            told.append((line.number, no_speaker_below(text)))
    return told


def no_speaker_below(text: str) -> str:
    """What is said of a heading with text below it that names nobody."""
    return (
        f"{text[:80]!r} was left out with the text below it: no speaker stands "
        "there. A line 'Speaker: …' makes it a talk."
    )


def nobody_speaks(text: str) -> str:
    """What is said of a point of a programme that is no break."""
    return f"{text[:80]!r} was left out: nobody speaks there."


def goes_on_below(text: str) -> str:
    """What is said of text below the last of talks that have none."""
    return (
        f"The page goes on below its last talk: {text[:80]!r} was left out, since no other "
        "talk has a text like that. A label such as 'Abstract:' makes it the talk's."
    )


def _has_text(shapes: Sequence[Shape], found: Segmentation, head: int) -> bool:
    below = head + 1
    return below < len(shapes) and found.kinds[below] is Kind.ASIDE and not shapes[below].line.level


def _is_over_talks(shapes: Sequence[Shape], found: Segmentation, head: int) -> bool:
    """Whether a heading has no text below it, or is a day with words about it over talks."""
    if not _has_text(shapes, found, head):
        return True
    behind = range(head + 1, len(shapes))
    ends = (n for n in behind if found.kinds[n] is not Kind.ASIDE or shapes[n].line.level)
    over = found.kinds[next(ends, head)] in (Kind.TITLE, Kind.SPEAKER)
    return over and shapes[head].when is not None and _is_day(shapes[head].text)


def missed(entry: Entry) -> list[tuple[int, str]]:
    """Where in the paragraphs of a talk the head of another may stand: two short lines that are
    no sentences, above one that is."""
    found: list[tuple[int, str]] = []
    body = entry.body
    for before, title, below, text in zip(body, body[1:], body[2:], body[3:], strict=False):
        heads = all(s.is_short and not (s.label or s.is_bullet) for s in (title, below))
        # Behind a line that announces or lists, short lines are items.
        heads = heads and before.text.rstrip('"”’)')[-1:] in ".!?" and title.text[0].isupper()
        if heads and title.title > 0 and text.ends_sentence and not text.is_bullet:
            message = (
                f"Maybe a talk begins here: {title.text[:80]!r} was read as part of the talk "
                f"before, since {below.text[:80]!r} does not look like a speaker. "
                "Labels such as 'Title:' and 'Speaker:' make it certain."
            )
            found.append((title.line.number, message))
    return found


def is_listing(entries: Sequence[Entry]) -> bool:
    """Whether what was taken for speakers are mostly names, and the page more than names.

    Any page can be read as a listing; one talk alone needs more than a name below a heading, and
    two at least a time for each.
    """
    named = [
        any(s.speaker > 0 and (not s.label or s.names_people) for s in entry.speakers)
        or _called_a_title(entry)
        for entry in entries
    ]
    titled = [all(name_score(s.text, s.common) < 0.8 for s in e.titles) for e in entries]
    if sum(named) < NAMED * len(entries):
        return False
    # "Pier 1", "Pier 2": what is only counted has no titles.
    titles = [s.text for entry in entries for s in entry.titles[:1] if not TBA.match(s.text)]
    words = {_DIGITS.sub("", title).casefold() for title in titles}
    if len(titles) > 2 and len(words) < 0.5 * len(titles):
        return False
    # A page of staff has what they are below their names.
    roles = [{split_role(s.text) == (s.text, "") for s in e.titles} == {True} for e in entries]
    if sum(roles) >= 0.5 * len(entries):
        return False
    if not any(entry.body for entry in entries) and sum(titled) < 0.5 * len(entries):
        return False
    timed = len(entries) > 1 and all(
        e.leads and all(s.speaker > 0 for s in e.speakers) for e in entries
    )
    return (
        len(entries) > 2
        or timed
        or any(
            entry.places
            or any(s.label == "speaker" or s.has_place for s in entry.speakers)
            or any(s.label in ("abstract", "bio") for s in entry.body)
            for entry in entries
        )
    )


def labels_for_titles(entries: Sequence[Entry], prefixes: Collection[str]) -> Shape | None:
    """The first title of a page on which most are labels that it uses again and again, so that
    nothing of it was understood; None where titles are titles."""
    called = [
        entry.titles[0]
        for entry in entries
        if len(entry.titles) == 1
        and any(s.speaker > 0 for s in entry.speakers)
        and (name := entry.titles[0].text.casefold().strip(" :"))
        and (name in prefixes or label_of(f"{name}:"))
    ]
    return called[0] if len(called) > 1 and 2 * len(called) >= len(entries) else None


def no_titles(label: str) -> str:
    """What is said of a page whose labels were taken for titles."""
    return (
        f"No talks were read: the page's labels, such as {label[:40]!r}, are not known. "
        "'Title:', 'Speaker:' and 'Abstract:' in their place are."
    )


def _called_a_title(entry: Entry) -> bool:
    """Whether a label says that this is a talk, so that one word may be who gives it."""
    called = bool(entry.titles) and all(s.label == "title" for s in entry.titles)
    return called and all(name_score(s.text, s.common) > 0 for s in entry.speakers)


def find_places(entries: Sequence[Entry]) -> None:
    """Where speakers are from, when that stands above the paragraphs of every talk: a few words
    that are no sentence, some of them an institution's."""
    if any(e.places or any(s.has_place for s in e.speakers) for e in entries):
        return
    firsts = [entry.body[0] for entry in entries if len(entry.body) > 1]
    few = all(s.is_short and not (s.label or s.is_bullet) and len(s.text) <= 60 for s in firsts)
    placed_ones = sum(shape.place > 0 for shape in firsts)
    if len(firsts) > 1 and len(firsts) == len(entries) and few and placed_ones:
        for entry in entries:
            entry.places.append((len(entry.speakers), entry.body.pop(0)))


def give_days(entries: Sequence[Entry], page_day: str) -> None:
    """Each entry the day it stands under. Days that head most talks are each for one talk, unless
    they are headings; the day of the page is for talks that have a time of day, and for all where
    no other day is on the page."""
    first, *later = [[s for s in entry.leads if _is_day(s.text)] for entry in entries]
    if len({s.text for s in first}) > 1 and not any(later):
        # Days that stand in a row over all talks are those of their event.
        entries[0].leads = [s for s in entries[0].leads if s not in first]
    heads = sum(any(_is_day(s.text) for s in entry.leads) for entry in entries)
    shared = heads < 0.6 * len(entries)
    each = 2 * heads >= sum(not entry.undated for entry in entries)
    whens = [s.when for e in entries for s in (*e.leads, *e.notes) if s.when]
    undated = not any(_is_day(when) for when, _ in whens)
    current = ""
    heading = False
    clock: list[Shape] = []
    for entry in entries:
        over = [s for s in entry.leads if s.line.level and s.when and not _is_day(s.text)]
        if over or any(_is_day(s.text) for s in entry.leads):
            clock = over
        elif not any(s.when for s in (*entry.leads, *entry.notes)):
            # A time that heads several talks is the time of each.
            entry.leads = [*entry.leads, *clock]
        own = [s for s in entry.leads if _is_day(s.text)]
        times = [lead for lead in entry.leads if lead not in own and lead.when]
        if own:
            current, heading = own[-1].text, own[-1].line.level > 0
            entry.leads = [lead for lead in entry.leads if lead not in own[:-1]]
        elif entry.undated and each:
            continue
        elif current and (shared or times or heading):
            entry.day = current
        elif times or undated:
            entry.day = page_day


def _is_day(text: str) -> bool:
    """Whether a line names a day, or the month that stands over a month's talks."""
    return has_day(text) or is_weekday(text) or len(iso_date(text)) == 7

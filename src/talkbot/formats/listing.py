"""A page that lists talks: heading, then for each talk a title, a speaker line and paragraphs."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from talkbot.formats.bios import divide
from talkbot.formats.bios_elsewhere import bios_apart, with_bios, with_bios_of_others
from talkbot.formats.dates import has_day, is_weekday, iso_date, trailing_when
from talkbot.formats.details import link_meaning, with_value
from talkbot.formats.document import Document, Line, Parsed, one_line, unquoted, without_mail
from talkbot.formats.footnotes import with_places
from talkbot.formats.framing import without_frame
from talkbot.formats.frontmatter import without_front
from talkbot.formats.heads import cut_in, heads_apart, uncut, ways_to_cut
from talkbot.formats.labelled import is_labelled, placed, read_labelled, unsure_names
from talkbot.formats.labels import label_of, with_colons, with_one_name
from talkbot.formats.latex import is_latex, latex_lines
from talkbot.formats.links import is_video
from talkbot.formats.numbering import numbers_off
from talkbot.formats.outline import day_apart, sections_marked
from talkbot.formats.pages import lines_of, unwrapped
from talkbot.formats.people import institution_score, name_score, people_of
from talkbot.formats.rows import row_lines
from talkbot.formats.segmentation import SAMPLE, Kind, Segmentation, emission, segment
from talkbot.formats.shape import CANCELLED, GENERAL, TBA, Shape, lower_case_words
from talkbot.formats.webpages import html_lines, is_web_page, markdown_lines
from talkbot.formats.years import completed
from talkbot.talks import Problem, Speaker, Talk, talk_id

MARGIN = 1.0
"""How much better a reading that cuts lines must fit than one that leaves them whole."""

NAMED = 0.6
"""The least share of a page's talks whose speakers look like names."""

SURE = 3.0
"""A talk whose head scores less than this over running text is reported."""

# Emoji and other pictures, which pages set before a line for looks.
_PICTURE = re.compile(
    "^(?:[\u2190-\u21ff\u2300-\u2bff\u3030\ufe0f\u200d\U0001f000-\U0001faff\u00a9\u00ae]+\\s*)+"
)
_COUNT = re.compile(
    r"^\W*(?:talk|lecture|paper|presentation|speaker|abstract)\s+(?:no\.?\s*|#\s*)?(?:\d{1,3}|[ivx]{1,5}|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\W*$",
    re.IGNORECASE,
)
_OVER_ABSTRACTS = re.compile(
    r"^(?:abstracts|talks and abstracts|r[ée]sumés|resúmenes)\W*$", re.IGNORECASE
)
_DAY = re.compile(r"^(?:day|tag|jour|día|giorno)\s+\S+$", re.IGNORECASE)
_SUBJECT = re.compile(r"^(?:subject|betreff|objet|asunto|oggetto|assunto)\s*:\s*", re.IGNORECASE)
_MARKDOWN = re.compile(r"^#{1,6} \S|^\*\*[^\s*]|^_\S.*_$|\]\(https?://", re.MULTILINE)


@dataclass
class _Entry:
    """The lines of one talk, as they are collected."""

    titles: list[Shape] = field(default_factory=list)
    speakers: list[Shape] = field(default_factory=list)
    places: list[tuple[int, Shape]] = field(default_factory=list)
    notes: list[Shape] = field(default_factory=list)
    body: list[Shape] = field(default_factory=list)
    leads: list[Shape] = field(default_factory=list)
    track: str = ""
    day: str = ""


@dataclass(frozen=True)
class _Page:
    """What holds for all talks of a page."""

    event: str
    source: str
    day: str
    places: bool
    guess: bool


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


@lru_cache(maxsize=2)
def read(document: Document) -> Parsed:
    """The talks of a page without labels, or with some."""
    return _with_bios_at_end(document, read_listing)


@lru_cache(maxsize=2)
def _labelled(document: Document) -> Parsed | None:
    lines = page_lines(document)
    return _with_bios_at_end(document, read_labelled) if is_labelled(lines) else None


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
    return reader(document, lines)


# What recognises a page has to read it: once is enough.
@lru_cache(maxsize=2)
def page_lines(document: Document) -> Sequence[Line]:
    """The lines of a web page, a Markdown page or a plain-text page, whichever it is, without
    e-mail addresses."""
    lines = heads_apart(without_frame([line for line in _raw_lines(document) if line.text]))
    if len(lines) > SAMPLE * 7 and sum(len(line.text) for line in lines) < 25 * len(lines):
        return []  # A column of words or numbers, however long, lists no talks.
    readable = [_readable(line) for line in lines]
    kept = with_places([line for line in readable if line.text])
    return sections_marked(with_one_name(with_colons(_counts_as_rules(kept))))


def _counts_as_rules(lines: Sequence[Line]) -> list[Line]:
    """The lines with separators in place of "Talk 1" and "Lecture Two", which only count."""
    kept: list[Line] = []
    rule = False
    for line in lines:
        if _COUNT.match(line.text):
            rule = True
        else:
            kept.append(replace(line, gap=True, rule=True) if rule else line)
            rule = False
    return kept


def _readable(line: Line) -> Line:
    """A line without e-mail addresses, the pictures it begins with, and signs without width."""
    text = _PICTURE.sub("", without_mail(line.text.replace("\u200b", "").strip()))
    return line if text == line.text else replace(line, text=text)


def _raw_lines(document: Document) -> list[Line]:
    if is_web_page(document.text):
        return html_lines(document.text)
    text, title = without_front(document.text)
    if title:
        return [Line(title, 1, level=1), *markdown_lines(text)]
    if is_latex(text):
        return unwrapped(latex_lines(text))
    ending = document.name.rpartition(".")[2].casefold()
    if ending in ("md", "markdown", "mdx", "qmd") or len(_MARKDOWN.findall(text)) >= 3:
        return markdown_lines(text)
    return row_lines(text) or lines_of(text)


def read_listing(document: Document, lines: Sequence[Line]) -> Parsed:
    """The talks of a page given as lines; problems name the lines that the reader is unsure of."""
    shapes, found = _best_reading(lines)
    heading, entries = _collect(shapes, found)
    if not _is_listing(entries):
        return Parsed()
    _find_places(entries)
    below = _below_all(entries)
    page = _page(heading, entries, document.source)
    _give_days(entries, page.day)
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
            if _sureness(entry, found) < SURE:
                problems.append(document.problem(number, _doubt(talk)))
            listed = [s for s in entry.speakers if page.guess and "," in s.text]
            problems += [document.problem(s.line.number, unsure_names(s.text)) for s in listed]
        problems += (document.problem(*missed) for missed in _missed(entry))
    if below:
        message = (
            f"The page goes on below its last talk: {below[0].text[:80]!r} was left out, since no "
            "other talk has a text. A label such as 'Abstract:' makes it the talk's."
        )
        problems.append(document.problem(below[0].line.number, message))
    said = " ".join(shape.text for shape in heading if shape.is_short)
    return Parsed(completed(with_bios_of_others(talks), said), tuple(problems))


def _below_all(entries: Sequence[_Entry]) -> list[Shape]:
    """What stands apart below the last talk of a page whose talks have no texts, taken from it:
    the page's own last words."""
    *others, last = entries
    apart = bool(last.body) and last.body[0].line.gap and not any(s.label for s in last.body)
    if len(others) < 2 or not apart or any(entry.body for entry in others):
        return []
    last.body, below = [], last.body
    return below


def _missed(entry: _Entry) -> list[tuple[int, str]]:
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


def _is_listing(entries: Sequence[_Entry]) -> bool:
    """Whether what was taken for speakers are mostly names, and the page more than names.

    Any page can be read as a listing; one talk alone needs more than a name below a heading.
    """
    named = [
        any(s.speaker > 0 and (not s.label or s.names_people) for s in entry.speakers)
        for entry in entries
    ]
    titled = [all(name_score(s.text, s.common) < 0.8 for s in e.titles) for e in entries]
    if sum(named) < NAMED * len(entries):
        return False
    if not any(entry.body for entry in entries) and sum(titled) < 0.5 * len(entries):
        return False
    return len(entries) > 2 or any(
        entry.places
        or any(s.label == "speaker" or s.has_place for s in entry.speakers)
        or any(s.label in ("abstract", "bio") for s in entry.body)
        for entry in entries
    )


def _best_reading(lines: Sequence[Line]) -> tuple[list[Shape], Segmentation]:
    """The lines as shapes, their heads cut in whichever way fits the page best.

    A long page is judged by its first lines.
    """
    common = lower_case_words(list(lines))
    buttons = _buttons(lines)
    joined = _labels_joined(numbers_off(lines))
    counts = Counter(line.text for line in joined if not TBA.match(line.text))
    known: dict[Line, Shape] = {}

    def shapes(reading: Sequence[Line]) -> list[Shape]:
        for line in reading:
            if line not in known:
                known[line] = Shape(line, common, line.text in buttons, counts[line.text] > 2)
        return [known[line] for line in reading]

    whole = uncut(joined)
    end = joined[SAMPLE].number if len(joined) > SAMPLE else None
    start = [line for line in whole if end is None or line.number < end]
    best, top = "", -math.inf
    ways = ways_to_cut(start, common)
    for way in ("", *ways) if ways else ():
        gain = segment(shapes(cut_in(start, common, way) if way else start)).gain
        if gain > top + (MARGIN if way else 0.0):
            best, top = way, gain
    chosen = shapes(cut_in(whole, common, best) if best else whole)
    return chosen, segment(chosen)


def _doubt(talk: Talk) -> str:
    return (
        f"Not sure that a talk begins here: read {talk.title[:80]!r} as title and "
        f"{' / '.join(s.raw for s in talk.speakers)[:80]!r} as speaker. "
        "A blank line between talks, or labels such as 'Title:', make it certain."
    )


def _labels_joined(lines: Sequence[Line]) -> list[Line]:
    """The lines with a label that stands alone put before the line it labels."""
    joined: list[Line] = []
    waiting: Line | None = None
    over = [n for n, line in enumerate(lines) if _OVER_ABSTRACTS.match(line.text)]
    for number, line in enumerate(lines):
        if over == [number]:
            continue  # It stands over the abstracts of all talks: none of them has it for a label.
        label = label_of(line.text)
        if waiting is not None and label is None and not line.rule:
            text = f"{waiting.text.rstrip(' :.')}: {line.text}"
            line = replace(line, text=text, gap=waiting.gap, rule=waiting.rule, level=0)
        elif waiting is not None:
            joined.append(waiting)
        waiting = None
        if label and not label[1] and not line.links and label[0] != "none":
            waiting = line
        else:
            joined.append(line)
    return [*joined, waiting] if waiting is not None else joined


def _buttons(lines: Sequence[Line]) -> frozenset[str]:
    """Short lines that the page repeats, such as "Watch the video": labels of buttons."""
    counts = Counter(line.text for line in lines if len(line.text) <= 40)
    return frozenset(
        text
        for text, count in counts.items()
        if count >= 3 and "," not in text and not re.search(r"\d", text) and len(text.split()) <= 4
    )


def _collect(shapes: Sequence[Shape], found: Segmentation) -> tuple[list[Shape], list[_Entry]]:
    """The lines of the page's heading, and those of each talk."""
    first = Kind.TITLE if found.title_first else Kind.SPEAKER
    heading: list[Shape] = []
    entries: list[_Entry] = []
    leads: list[Shape] = []
    track = ""
    before: Kind | None = None
    for shape, kind in zip(shapes, found.kinds, strict=True):
        if kind is Kind.PAGE:
            heading.append(shape)
        elif kind is Kind.LEAD or (kind is Kind.SECTION and (shape.when or is_weekday(shape.text))):
            leads.append(shape)
        elif kind is Kind.SECTION:
            name, day = day_apart(shape.text.rstrip(" :"))
            track = "" if _DAY.match(name) else name
            if day:
                leads.append(Shape(replace(shape.line, text=day, hint=""), shape.common))
        elif kind is Kind.NOISE and not shape.line.links and shape.label != "none":
            # The time of a break is not that of the talk behind it; the day may be.
            leads = [s for s in leads if not s.line.hint and (has_day(s.text) or not s.when)]
        elif kind is first and before is not first:
            entries.append(_Entry(track=track, leads=leads))
            leads = []
        if kind is Kind.TITLE:
            entries[-1].titles.append(shape)
        elif kind is Kind.SPEAKER:
            entries[-1].speakers.append(shape)
        elif kind is Kind.PLACE:
            entries[-1].places.append((len(entries[-1].speakers), shape))
        elif entries and (
            kind in (Kind.META, Kind.NOTE) or (kind is Kind.NOISE and shape.line.links)
        ):
            entries[-1].notes.append(shape)
        elif kind is Kind.BODY and entries:
            # A date between a head and its text is that talk's, not the next one's.
            entries[-1].notes += leads
            leads = []
            entries[-1].body.append(shape)
        before = kind
    return heading, entries


def _find_places(entries: Sequence[_Entry]) -> None:
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


def _page(heading: Sequence[Shape], entries: Sequence[_Entry], source: str) -> _Page:
    """What the page says about all its talks. A date in its heading is theirs when they have only
    times of day of their own."""
    speakers = [s for e in entries for s in e.speakers]
    alone = [s for s in speakers if "," not in s.text and not s.has_place]
    others = [s for s in speakers if "," in s.text]
    days = [s.when[0] for s in heading if s.when and iso_date(s.when[0])]
    event = _event(heading)
    if not days and (ending := trailing_when(event)):
        days = [ending[1]] if len(iso_date(ending[1])) == 10 and "–" not in ending[1] else []
    if not days and heading and is_weekday(heading[-1].text):
        days = [heading[-1].text.strip(" :")]
    few = len(alone) < 0.5 * len(speakers) and not _lists_names(speakers)
    guess = few and bool(alone and others) and all(s.may_be_names for s in others)
    return _Page(
        event=event,
        source=source,
        day=days[0] if len(days) == 1 else "",
        places=few and not guess,
        guess=guess,
    )


def _lists_names(shapes: Sequence[Shape]) -> bool:
    """Whether "A, B" is two names here: a line has three or more with commas and nothing else, and
    no line has what is surely a place."""
    people = [person for shape in shapes for person in shape.people]
    placed = any(p.role or institution_score(p.affiliation) >= 0.9 for p in people)
    return not placed and any(len(s.people) > 2 and s.text.count(",") > 1 for s in shapes)


def _give_days(entries: Sequence[_Entry], page_day: str) -> None:
    """Each entry the day it stands under. Days that head most talks are each for one talk; the
    day of the page is for talks that have a time of day."""
    heads = sum(any(_is_day(s.text) for s in entry.leads) for entry in entries)
    shared = heads < 0.6 * len(entries)
    current = ""
    for entry in entries:
        own = [s for s in entry.leads if _is_day(s.text)]
        times = [lead for lead in entry.leads if lead not in own and lead.when]
        if own:
            current = own[-1].text
            entry.leads = [lead for lead in entry.leads if lead not in own[:-1]]
        elif current and (shared or times):
            entry.day = current
        elif times:
            entry.day = page_day


def _is_day(text: str) -> bool:
    """Whether a line names a day, or the month that stands over a month's talks."""
    return has_day(text) or is_weekday(text) or len(iso_date(text)) == 7


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


def _talk(entry: _Entry, page: _Page) -> Talk:
    title = unquoted(one_line(" ".join(shape.text for shape in entry.titles)))
    people: list[Speaker] = []
    for number, speaker in enumerate(entry.speakers, 1):
        people += _people(speaker, page.places)
        for shape in (shape for after, shape in entry.places if after == number):
            people = placed(people, "affiliation", shape.text)
    for shape in entry.notes:
        if shape.label in ("affiliation", "role"):
            people = placed(people, shape.label, shape.text)
    speakers = tuple({person.name: person for person in reversed(people)}.values())[::-1]
    talk = Talk(id="", title=title, event=page.event, track=entry.track, source=page.source)
    body = [shape for shape in entry.body if not TBA.match(shape.text)]
    # What stands over a labelled abstract and is no sentence is small print of the site.
    first = next((n for n, shape in enumerate(body) if shape.label == "abstract"), 0)
    paragraphs = [s.text for n, s in enumerate(body) if n >= first or s.ends_sentence]
    abstract, speakers = divide(paragraphs, speakers)
    talk = replace(talk, abstract=abstract, speakers=speakers)
    if entry.day:
        talk = with_value(talk, "when", entry.day)
    for shape in (*entry.leads, *entry.notes):
        talk = _with_note(talk, shape)
    for shape in entry.titles:
        talk = with_value(talk, "url", "", shape.line.links)
    return replace(talk, id=talk_id(title, tuple(s.name for s in speakers), event=talk.event))


def _people(shape: Shape, places: bool) -> tuple[Speaker, ...]:
    people = people_of(shape.text, shape.common, places=places)
    links = [link for link in shape.line.links if not is_video(link)]
    return (replace(people[0], url=links[0]),) if len(people) == 1 and links else people


def _with_note(talk: Talk, shape: Shape) -> Talk:
    if shape.label in ("affiliation", "role", "none"):
        return talk
    if shape.when or is_weekday(shape.text):
        when, where = shape.when or (shape.text.strip(" :"), "")
        talk = with_value(talk, "when", when)
        return with_value(talk, "where", where) if where else talk
    if shape.label:
        return with_value(talk, shape.label, shape.text, shape.line.links)
    return with_value(talk, link_meaning(shape.text), shape.text, shape.line.links)


def _sureness(entry: _Entry, found: Segmentation) -> float:
    """How much better the head of a talk fits as a head than as running text."""
    pairs = [(s, Kind.TITLE) for s in entry.titles] + [(s, Kind.SPEAKER) for s in entry.speakers]
    return sum(
        emission(shape, kind, found.habits) - emission(shape, Kind.BODY, found.habits)
        for shape, kind in pairs
    )

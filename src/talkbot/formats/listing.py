"""A page that lists talks: heading, then for each talk a title, a speaker line and paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from talkbot.formats.bios import divide
from talkbot.formats.details import link_meaning, with_value
from talkbot.formats.document import Document, Line, Parsed, one_line
from talkbot.formats.labelled import is_labelled, placed, read_labelled
from talkbot.formats.labels import label_of
from talkbot.formats.links import is_video
from talkbot.formats.pages import lines_of
from talkbot.formats.people import people_of
from talkbot.formats.segmentation import Kind, Segmentation, emission, segment
from talkbot.formats.shape import TBA, Shape, lower_case_words
from talkbot.formats.webpages import html_lines, markdown_lines
from talkbot.talks import Problem, Speaker, Talk, talk_id

SURE = 3.0
"""A talk whose head scores less than this over running text is reported."""

_HTML_TAG = re.compile(r"</?(?:p|div|li|ul|h[1-6]|br|span|strong|td|tr|a)\b[^<>]*>", re.IGNORECASE)
_MARKDOWN = re.compile(r"^#{1,6} \S|^\*\*\S|^_\S.*_$|\]\(https?://", re.MULTILINE)


@dataclass
class _Entry:
    """The lines of one talk, as they are collected."""

    titles: list[Shape] = field(default_factory=list)
    speakers: list[Shape] = field(default_factory=list)
    notes: list[Shape] = field(default_factory=list)
    body: list[Shape] = field(default_factory=list)
    track: str = ""
    day: str = ""


def recognise(document: Document) -> str:
    """Why a page is taken for a listing, or ""."""
    talks = read(document).talks
    if not talks:
        return ""
    return f"title and speaker lines repeat through the page ({len(talks)} times)"


def read(document: Document) -> Parsed:
    """The talks of a plain-text page."""
    lines = page_lines(document)
    if is_labelled(lines):
        return read_labelled(document, lines)
    return read_listing(document, lines)


def page_lines(document: Document) -> list[Line]:
    """The lines of a web page, a Markdown page or a plain-text page, whichever it is."""
    text = document.text
    tags = len(_HTML_TAG.findall(text[:200_000]))
    if re.match(r"\s*<(?:!doctype html|html|head|body)\b", text, re.IGNORECASE) or tags > 8:
        return html_lines(text)
    ending = document.name.rpartition(".")[2].casefold()
    if ending in ("md", "markdown", "mdx", "qmd") or len(_MARKDOWN.findall(text)) >= 3:
        return markdown_lines(text)
    return lines_of(text)


def read_listing(document: Document, lines: Sequence[Line]) -> Parsed:
    """The talks of a page given as lines; problems name the lines that the reader is unsure of."""
    common = lower_case_words(list(lines))
    repeated = _buttons(lines)
    shapes = [Shape(line, common, line.text in repeated) for line in _labels_joined(lines)]
    found = segment(shapes)
    event, entries = _collect(shapes, found)
    named_alone = [s for e in entries for s in e.speakers if "," not in s.text and not s.has_place]
    places = len(named_alone) < 0.5 * sum(len(e.speakers) for e in entries)
    talks: list[Talk] = []
    problems: list[Problem] = []
    for entry in entries:
        number = entry.titles[0].line.number if entry.titles else entry.speakers[0].line.number
        talk = _talk(entry, event, document.source, places)
        if TBA.match(talk.title):
            problems.append(document.problem(number, "A talk without a title yet was left out."))
            continue
        talks.append(talk)
        if _sureness(entry, found) < SURE:
            problems.append(
                document.problem(
                    number,
                    f"Not sure that a talk begins here: read {talk.title[:80]!r} as title and "
                    f"{' / '.join(s.raw for s in talk.speakers)[:80]!r} as speaker. "
                    "A blank line between talks, or labels such as 'Title:', make it certain.",
                )
            )
    return Parsed(tuple(talks), tuple(problems))


def _labels_joined(lines: Sequence[Line]) -> list[Line]:
    """The lines with a label that stands alone put before the line it labels."""
    joined: list[Line] = []
    waiting: Line | None = None
    for line in lines:
        label = label_of(line.text)
        if waiting is not None and label is None:
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


def _collect(shapes: Sequence[Shape], found: Segmentation) -> tuple[str, list[_Entry]]:
    first = Kind.TITLE if found.title_first else Kind.SPEAKER
    heading: list[Shape] = []
    entries: list[_Entry] = []
    track = day = ""
    before: Kind | None = None
    for shape, kind in zip(shapes, found.kinds, strict=True):
        if kind is Kind.PAGE:
            heading.append(shape)
        elif kind is Kind.SECTION:
            if shape.is_date_line:
                day = shape.text
            else:
                track = shape.text.rstrip(" :")
        elif kind is first and before is not first:
            entries.append(_Entry(track=track, day=day))
        if kind is Kind.TITLE:
            entries[-1].titles.append(shape)
        elif kind is Kind.SPEAKER:
            entries[-1].speakers.append(shape)
        elif (
            kind in (Kind.META, Kind.NOTE) or (kind is Kind.NOISE and shape.line.links)
        ) and entries:
            entries[-1].notes.append(shape)
        elif kind is Kind.BODY and entries:
            entries[-1].body.append(shape)
        before = kind
    return _event(heading), entries


def _event(heading: Sequence[Shape]) -> str:
    """The page's heading: its first short line that is not a sentence, date or address."""
    for shape in heading:
        if len(shape.text) <= 160 and not shape.ends_sentence and not shape.is_when_or_where:
            return one_line(shape.text)
    return ""


def _talk(entry: _Entry, event: str, source: str, places: bool) -> Talk:
    title = one_line(" ".join(shape.text for shape in entry.titles))
    people = [p for s in entry.speakers for p in _people(s, places)]
    for shape in entry.notes:
        if shape.label in ("affiliation", "role"):
            people = placed(people, shape.label, shape.text)
    speakers = tuple({person.name: person for person in reversed(people)}.values())[::-1]
    talk = Talk(id="", title=title, event=event, track=entry.track, source=source)
    paragraphs = [shape.text for shape in entry.body if not TBA.match(shape.text)]
    abstract, speakers = divide(paragraphs, speakers)
    talk = replace(talk, abstract=abstract, speakers=speakers)
    for shape in entry.notes:
        talk = _with_note(talk, shape)
    if entry.day and not talk.date_text:
        talk = with_value(talk, "when", entry.day)
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
    if shape.label:
        return with_value(talk, shape.label, shape.text, shape.line.links)
    if shape.is_date_line:
        return with_value(talk, "when", shape.text)
    return with_value(talk, link_meaning(shape.text), shape.text, shape.line.links)


def _sureness(entry: _Entry, found: Segmentation) -> float:
    """How much better the head of a talk fits as a head than as running text."""
    pairs = [(s, Kind.TITLE) for s in entry.titles] + [(s, Kind.SPEAKER) for s in entry.speakers]
    return sum(
        emission(shape, kind, found.habits) - emission(shape, Kind.BODY, found.habits)
        for shape, kind in pairs
    )

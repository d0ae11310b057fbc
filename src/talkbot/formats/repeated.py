"""Pages whose talks repeat one structure of elements: read by what each place of it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from talkbot.formats import listing
from talkbot.formats.aligned import hint_of
from talkbot.formats.bios_elsewhere import bios_apart, with_bios, with_bios_of_others
from talkbot.formats.columns import columns_settled
from talkbot.formats.dates import iso_date
from talkbot.formats.document import Document, Line, Parsed, unquoted
from talkbot.formats.dom import Block, Page, page_of, with_texts, without
from talkbot.formats.enclosing import enclosing
from talkbot.formats.entries import goes_on_below, no_speaker_below
from talkbot.formats.footnotes import texts_with_places
from talkbot.formats.framing import without_frame
from talkbot.formats.heads import KIND
from talkbot.formats.labels import label_of
from talkbot.formats.loose import LOOSE
from talkbot.formats.month_headings import with_months
from talkbot.formats.months import is_month
from talkbot.formats.names import is_single_name, name_score
from talkbot.formats.record_lists import lists_of
from talkbot.formats.refrains import tidied, without_refrains
from talkbot.formats.repeated_talks import TalkReader
from talkbot.formats.repeats import FEWEST, Record
from talkbot.formats.told_elsewhere import told_elsewhere
from talkbot.formats.whens import when_and_where
from talkbot.formats.wording import (
    CANCELLED,
    GENERAL,
    SOME_TALKS,
    ends_sentence,
    lower_case_words,
)
from talkbot.formats.writing import written
from talkbot.formats.years import completed, contradicted
from talkbot.talks import Problem, Talk, fold

_MOSTLY = 0.6
_FEWEST_SINGLE = 3
_WIDEST = 20
_NAMED = 0.3
_BEFORE, _APART, _ACROSS, _BEYOND = 0.25, 0.7, 0.5, 0.3
_DAYS = re.compile(
    r"(?<![\d:.])\d{1,2}(?:st|nd|rd|th|\.)?\s+[^\W\d_]{3,}\b|[^\W\d_]{3,}\s+\d{1,2}\b(?![:.h]\d)"
)
_DIGITS = re.compile(r"\W*\d+\W*")
_STOP = re.compile(r"(?<=[^\W\d_]{2})[.]$")


def recognise(document: Document) -> str:
    """Why a page is read by its repeated elements, or ""."""
    parsed = read(document)
    return (
        f"its talks repeat one structure of elements ({len(parsed.talks)} times)"
        if parsed.talks
        else ""
    )


@lru_cache(maxsize=2)
def read(document: Document) -> Parsed:
    """The talks of a page with a repeated structure, where that says more than its lines do."""
    page = page_for(document)
    if page is None:
        return Parsed()
    parsed, page, records = _read(document, page)
    if not parsed.talks:
        return Parsed()
    by_lines = {fold(talk.title): talk for talk in columns_settled(_by_lines(document).talks)}
    others = sum(_worth_of(talk) * _weight(talk, page, records) for talk in by_lines.values())
    single = _are_single(parsed.talks)
    own = sum(_worth_of(talk, single=single) for talk in columns_settled(parsed.talks))
    if len(parsed.talks) >= len(by_lines) and _says_what_is_what(page, records):
        own += _NAMED * len(parsed.talks)
    # Lines of text without elements of their own are what the other reading reads as well.
    loose = all(record.root.tag == LOOSE for record in records)
    if own < others or (own == others and loose):
        return Parsed()
    # An element that holds a whole talk holds nothing else.
    leads = all(record.leads for record in records)
    tidy = tidied if leads else without_refrains
    return tidy(document, parsed, _lines(page))


def page_for(document: Document) -> Page | None:
    """The elements of a web page, or of a Markdown page made one; None for any other file."""
    page = written(document)
    return page_of(page.html, page.text) if page.kind != "plain" else None


def _by_lines(document: Document) -> Parsed:
    if listing.recognise_labelled(document):
        return listing.read_labels(document)
    return listing.read(document)


def _weight(talk: Talk, page: Page, records: Sequence[Record]) -> float:
    """How much a talk that the lines give counts against the records: one apart from them, before
    the first of them above all, is rather a heading than a talk. One with its title in a record and
    who speaks in another is of two; nobody speaks beyond the element that holds all of a talk."""
    at = [n for n, block in enumerate(page.blocks) if talk.title in block.text]
    around = [r for r in records if any(r.first <= n < r.last for n in at)]
    if around:
        said = " ".join(b.text for r in around for b in page.blocks[r.first : r.last])
        names = [speaker.name in said for speaker in talk.speakers]
        leads = any(record.leads for record in around)
        if all(names) or (leads and any(names)):
            return 1.0
        return _ACROSS if leads else _BEYOND
    before = at and at[0] < min(record.first for record in records)
    return _BEFORE if before else _APART


def _says_what_is_what(page: Page, records: Sequence[Record]) -> bool:
    """Whether the names of elements tell titles and speakers, in each record."""
    blocks = (page.blocks[record.first : record.last] for record in records)
    return all({"title", "speaker"} <= {hint_of(b.element.words) for b in own} for own in blocks)


def _are_single(talks: Sequence[Talk]) -> bool:
    """Whether a page calls all its speakers by one name."""
    names = [s.name for talk in talks for s in talk.speakers]
    return len(names) >= _FEWEST_SINGLE and all(map(is_single_name, names))


def _worth_of(talk: Talk, *, single: bool = False) -> float:
    """How much a talk says. What can be no title or no name, or two days, counts against it."""
    names = [single or name_score(s.name.split(",")[0]) >= 0.5 for s in talk.speakers]
    title = talk.title
    of_page = GENERAL.match(title) or SOME_TALKS.match(title) or is_month(title)
    sound = not (name_score(title) >= 0.8 or iso_date(title) or of_page)
    sound = sound and not (ends_sentence(talk.title) and talk.title[-1] not in "?!")
    worth = 1.0 if sound and all(names) and (names or talk.abstract) else -1.0
    worth += 0.5 * sum(names) / max(1, len(names)) + 0.4 * bool(talk.abstract)
    first = talk.abstract.partition("\n")[0]
    worth -= 0.3 * (bool(talk.abstract) and not ends_sentence(first))
    worth -= 1.0 * (when_and_where(first) is not None)
    worth += 0.2 * (len(talk.start) >= 10) + 0.1 * bool(talk.date_text) + 0.1 * bool(talk.room)
    worth += 0.2 * any(s.bio for s in talk.speakers)
    placed_ones = [s for s in talk.speakers if s.affiliation or s.role]
    worth -= 0.4 * (len(_DAYS.findall(talk.date_text)) > 1)
    return worth + 0.2 * bool(placed_ones) + 0.1 * bool(talk.tags)


def _read(document: Document, page: Page) -> tuple[Parsed, Page, Sequence[Record]]:
    """The talks of the best lists of records, and all those records. The menu, the farewell and
    a section about all speakers would be taken for a part of them."""
    page = _placed(without(page, set(_names_of_columns(page))))
    lines = _lines(page)
    kept = {id(line) for line in without_frame(lines)}
    page = without(page, {n for n, line in enumerate(lines) if id(line) not in kept})
    section = bios_apart(lines := _lines(page))[1]
    if section:
        start = next(n for n, line in enumerate(lines) if line is section[0])
        shorter = without(page, range(start - 1, start + len(section)))
        parsed, records = _talks(document, shorter)
        if (told := with_bios(parsed.talks, section)) is not None:
            return replace(parsed, talks=told), shorter, records
        page = _placed(page_for(document) or page)
    parsed, records = _talks(document, page)
    return parsed, page, records


def _names_of_columns(page: Page) -> Iterator[int]:
    """The blocks of rows that name the columns of a table: "Date", "Speaker", "Title"."""
    for element in page.elements:
        if element.tag == "tr" and 1 < element.last - element.first <= _WIDEST:
            blocks = page.blocks[element.first : element.last]
            if all(_is_label(block.text) for block in blocks):
                yield from range(element.first, element.last)


def _is_label(text: str) -> bool:
    return label_of(f"{text}:") is not None


def _placed(page: Page) -> Page:
    """The page with the places that raised numbers point to behind the names, and the months that
    stand over days behind those."""
    page = with_texts(page, texts_with_places([block.text for block in page.blocks]))
    return with_texts(page, with_months(_lines(page)))


def _lines(page: Page) -> list[Line]:
    return [Line(b.text, b.number, b.level, gap=True) for b in page.blocks]


def _talks(document: Document, page: Page) -> tuple[Parsed, Sequence[Record]]:
    common = lower_case_words(_lines(page))
    found = lists_of(page, common)
    records = [r for each in found for r in (*each.repeat.records, *each.left_out)]
    if not records:
        return Parsed(), ()
    known = [r for each in found for r in (*each.whole, *each.left_out)]
    around = enclosing(page, records, known)
    talks: list[tuple[int, Talk]] = []
    problems: list[Problem] = []
    for each in found:
        own, said = TalkReader(each, page, around, common, document).talks()
        talks += own
        problems += said
    talks.sort(key=lambda pair: pair[0])
    kept: Sequence[Talk] = with_bios_of_others(_merged(_marks_off([talk for _, talk in talks])))
    named = any(each.names_speakers for each in found)
    if not _plausible(kept, named=named):
        return Parsed(), ()
    inside = {n for record in records for n in range(record.first, record.last)}
    outside = [line for n, line in enumerate(_lines(page)) if n not in inside and n > min(inside)]
    kept = told_elsewhere(kept, outside)
    left = _left_out(page, records, texts=any(talk.abstract for talk in kept))
    problems += [document.problem(block.number, message) for block, message in left]
    talks_of_page = completed(kept, around.said)
    wrong = contradicted(talks_of_page, _lines(page))
    problems += [document.problem(line, message) for line, message in wrong]
    problems.sort(key=lambda problem: problem.line)
    return Parsed(talks_of_page, tuple(problems)), records


def _left_out(page: Page, records: Sequence[Record], *, texts: bool) -> Iterator[tuple[Block, str]]:
    """What stands apart from all records below the first of them, and may be a talk or a part of
    the last: a heading with text, and text where no talk has any."""
    inside = {n for record in records for n in range(record.first, record.last)}
    first, last = min(inside), max(inside)
    beside = {id(record.root.parent) for record in records if record.leads}
    apart = [n for n in range(first, len(page.blocks)) if n not in inside]
    for n in apart:
        block = page.blocks[n]
        below = page.blocks[n + 1] if n + 1 in apart else None
        if CANCELLED.match(block.text):
            yield block, "A talk that was cancelled was left out."
        elif when_and_where(block.text):
            continue
        elif block.level and below and not below.level and id(block.element.parent) in beside:
            yield block, no_speaker_below(block.text)
        elif n == last + 1 and not (block.level or texts):
            yield block, goes_on_below(block.text)


def _merged(talks: Sequence[Talk]) -> list[Talk]:
    """The talks with those that stand twice, in a programme and over their abstracts, made one."""
    kept: dict[str, Talk] = {}
    for talk in talks:
        first = kept.get(fold(talk.title))
        if first is None or (first.abstract and talk.abstract) or not _same_people(first, talk):
            kept[fold(talk.title) if first is None else f"{talk.id} {len(kept)}"] = talk
            continue
        given = first.speakers if any(s.affiliation for s in first.speakers) else talk.speakers
        values = ("abstract", "start", "date_text", "room", "track", "duration", "url")
        more = {name: getattr(first, name) or getattr(talk, name) for name in values}
        kept[fold(talk.title)] = replace(first, speakers=given or first.speakers, **more)
    return list(kept.values())


def _same_people(one: Talk, other: Talk) -> bool:
    names = [{speaker.name for speaker in talk.speakers} for talk in (one, other)]
    return not all(names) or names[0] == names[1]


def _plausible(talks: Sequence[Talk], *, named: bool) -> bool:
    """Whether what was read are talks: different titles, most with people. Titles that look like
    names are titles only where the page itself says who the speakers are, as `named` tells."""
    if len(talks) < FEWEST:
        return False
    distinct = len({talk.title.casefold() for talk in talks})
    # "Pier 1", "Pier 2": what is only counted has no titles.
    counted = len({_DIGITS.sub("", talk.title).casefold() for talk in talks}) < 0.5 * len(talks)
    spoken = [talk for talk in talks if talk.speakers]
    single = _are_single(talks)
    sound = [
        talk
        for talk in spoken
        if single or all(name_score(s.name.split(",")[0]) > 0.3 for s in talk.speakers)
    ]
    people = sum(name_score(talk.title) >= 0.8 for talk in talks)
    return (
        not counted
        and distinct >= 0.9 * len(talks)
        and len(spoken) >= _MOSTLY * len(talks)
        and len(sound) >= 0.8 * len(spoken)
        and (named or people < 0.5 * len(talks))
    )


def _marks_off(talks: Sequence[Talk]) -> list[Talk]:
    """The talks without the kind ("Talk: …") before and the full stop behind their titles, where
    most of the page have it."""
    kept = list(talks)
    for mark in (KIND, _STOP):
        if sum(bool(mark.search(talk.title)) for talk in kept) >= _MOSTLY * len(kept):
            kept = [replace(talk, title=unquoted(mark.sub("", talk.title))) for talk in kept]
    return kept

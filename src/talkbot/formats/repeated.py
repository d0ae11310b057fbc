"""Pages whose talks repeat one structure of elements: read by what each place of it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from talkbot.formats import listing
from talkbot.formats.aligned import fields_of_records
from talkbot.formats.dates import iso_date, leading_when
from talkbot.formats.document import Document, Line, Parsed
from talkbot.formats.dom import Page, page_of
from talkbot.formats.enclosing import enclosing
from talkbot.formats.people import name_score
from talkbot.formats.repeated_talks import Found, TalkReader
from talkbot.formats.repeats import FEWEST, Record, Repeat, blocks_in, repeats_of
from talkbot.formats.roles import Roles, decide
from talkbot.formats.shape import BREAK, CANCELLED, ends_sentence, lower_case_words
from talkbot.formats.webpages import is_web_page
from talkbot.formats.years import completed
from talkbot.talks import Problem, Talk

_MOSTLY = 0.6
_PLAIN = 0.9
"""How much more a reading must explain that counts the blocks of one path."""
_ALSO = 0.6
_BEFORE, _APART = 0.25, 0.7
_DAYS = re.compile(
    r"(?<![\d:.])\d{1,2}(?:st|nd|rd|th|\.)?\s+[^\W\d_]{3,}\b|[^\W\d_]{3,}\s+\d{1,2}\b(?!:)"
)
_COUNT = re.compile(r"^(?:[A-Z]{0,2}\d{1,3})(?:[.):]|\s+[–—-])\s+(?=\S)")


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
    if not is_web_page(document.text):
        return Parsed()
    page = page_of(document.text, document.text)
    found = _lists(page, lower_case_words([Line(b.text, b.number) for b in page.blocks]))
    parsed = _read(document, page, found) if found else Parsed()
    if not parsed.talks:
        return parsed
    by_lines = _by_lines(document).talks
    others = sum(_worth_of(talk) * _weight(talk, page, found) for talk in by_lines)
    return parsed if sum(map(_worth_of, parsed.talks)) >= others else Parsed()


def _by_lines(document: Document) -> Parsed:
    if listing.recognise_labelled(document):
        return listing.read_labels(document)
    return listing.read(document)


def _weight(talk: Talk, page: Page, found: Sequence[Found]) -> float:
    """How much a talk that the lines give counts against the records: one apart from them, before
    the first of them above all, is rather a heading than a talk."""
    records = [record for each in found for record in each.repeat.records]
    at = [n for n, block in enumerate(page.blocks) if talk.title in block.text]
    if any(record.first <= n < record.last for n in at for record in records):
        return 1.0
    before = at and at[0] < min(record.first for record in records)
    return _BEFORE if before else _APART


def _worth_of(talk: Talk) -> float:
    """How much a talk says. What can be no title or no name, or two days, counts against it."""
    names = [name_score(s.name.split(",")[0]) >= 0.5 for s in talk.speakers]
    sound = not (name_score(talk.title) >= 0.8 or iso_date(talk.title))
    sound = sound and not (ends_sentence(talk.title) and talk.title[-1] not in "?!")
    worth = 1.0 if sound and all(names) and (names or talk.abstract) else -1.0
    worth += 0.5 * sum(names) / max(1, len(names)) + 0.4 * bool(talk.abstract)
    first = talk.abstract.partition("\n")[0]
    worth -= 0.3 * (bool(talk.abstract) and not ends_sentence(first))
    worth += 0.2 * (len(talk.start) >= 10) + 0.1 * bool(talk.date_text) + 0.1 * bool(talk.room)
    worth += 0.1 * bool(talk.track) + 0.2 * any(s.bio for s in talk.speakers)
    placed_ones = [s for s in talk.speakers if s.affiliation or s.role]
    worth -= 0.4 * (len(_DAYS.findall(talk.date_text)) > 1)
    return worth + 0.2 * bool(placed_ones) + 0.1 * bool(talk.tags)


def _read(document: Document, page: Page, found: Sequence[Found]) -> Parsed:
    common = lower_case_words([Line(block.text, block.number) for block in page.blocks])
    known = [r for each in found for r in (*each.repeat.records, *each.left_out)]
    around = enclosing(page, known)
    talks: list[tuple[int, Talk]] = []
    problems: list[Problem] = []
    for each in found:
        own, said = TalkReader(each, page, around, common, document).talks()
        talks += own
        problems += said
    talks.sort(key=lambda pair: pair[0])
    kept = _counts_off([talk for _, talk in talks])
    if not _plausible(kept):
        return Parsed()
    whole = completed(kept, around.said)
    problems.sort(key=lambda problem: problem.line)
    return Parsed(whole, tuple(problems))


def _plausible(talks: Sequence[Talk]) -> bool:
    """Whether what was read are talks: different titles, most with people or with a text."""
    if len(talks) < FEWEST:
        return False
    distinct = len({talk.title.casefold() for talk in talks})
    spoken = [talk for talk in talks if talk.speakers]
    named = [t for t in spoken if all(name_score(s.name.split(",")[0]) > 0.3 for s in t.speakers)]
    people = sum(name_score(talk.title) >= 0.8 for talk in talks)
    return (
        distinct >= 0.9 * len(talks)
        and len(spoken) >= _MOSTLY * len(talks)
        and len(named) >= 0.8 * len(spoken)
        and people < 0.5 * len(talks)
    )


def _lists(page: Page, common: frozenset[str]) -> list[Found]:
    """The lists of records that explain most, none in another's place."""
    found: list[Found] = []
    for repeat in repeats_of(page):
        kept = tuple(r for r in repeat.records if not _passes(page, r))
        left_out = tuple(r for r in repeat.records if _passes(page, r))
        if len(kept) < FEWEST:
            continue
        own = Repeat(kept, repeat.leads)
        best: Roles | None = None
        for counted in (False, True):
            roles = decide(fields_of_records(page, own, counted=counted), len(kept), common)
            if roles and (best is None or _PLAIN * roles.score > best.score):
                best = roles
        if best is not None and best.score > 0 and _has_people_or_text(best):
            found.append(Found(own, best, left_out))
    found.sort(key=lambda each: -each.score)
    taken: list[Found] = []
    for each in found:
        apart = not any(_overlap(each, other) for other in taken)
        if apart and (not taken or each.roles.score >= _ALSO * taken[0].roles.score):
            taken.append(each)
    return taken


def _has_people_or_text(roles: Roles) -> bool:
    told = {role for _, choice in roles.choices for _, role, score in choice.roles if score > 0.5}
    return "title" in told and not told.isdisjoint(("speaker", "abstract"))


def _overlap(a: Found, b: Found) -> bool:
    spans = [(r.first, r.last) for r in b.repeat.records]
    return any(r.first < end and start < r.last for r in a.repeat.records for start, end in spans)


def _passes(page: Page, record: Record) -> bool:
    """Whether a record is a break, or a talk that does not take place."""
    blocks = blocks_in(page, record)
    if any(len(b.text) > 200 for b in blocks):
        return False
    texts = [found[1] if (found := leading_when(b.text)) else b.text for b in blocks]
    return any(BREAK.match(text) or CANCELLED.match(text) for text in texts)


def _counts_off(talks: Sequence[Talk]) -> list[Talk]:
    counted = [bool(_COUNT.match(talk.title)) for talk in talks]
    if sum(counted) < _MOSTLY * len(talks):
        return list(talks)
    return [replace(talk, title=_COUNT.sub("", talk.title)) for talk in talks]

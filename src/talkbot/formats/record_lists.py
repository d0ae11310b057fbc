"""Which of the lists of records that a page may have are its talks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from talkbot.formats.aligned import fields_of_records, is_running
from talkbot.formats.cells import is_section
from talkbot.formats.dates import has_day
from talkbot.formats.dom import Block, Page
from talkbot.formats.found import Found
from talkbot.formats.heads import cuts
from talkbot.formats.labels import label_of
from talkbot.formats.months import is_month
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of
from talkbot.formats.repeats import FEWEST, Record, Repeat, blocks_in, is_break, repeats_of
from talkbot.formats.roles import NOTHING, Roles, decide
from talkbot.formats.whens import leading_when, when_and_where
from talkbot.formats.wording import CANCELLED, TBA

_PLAIN = 0.8
"""How much more a reading must explain that counts the blocks of one path."""
_ALSO = 0.35
"""How much of what the best list explains of a record another one must explain."""
_HEAD = 3
"""How many blocks of a record may tell that it is a break."""
_JUDGED = 20
_FEW_WORDS = 80
_TEXTS = ("p", "li", "blockquote")
_WAYS = ((False, True), (False, False), (True, True), (True, False))
"""How the blocks of one path may be told apart: whether they are counted, whether bold ones count
as others."""
_SEVERAL = 1.3
_MOSTLY = 0.6
_SHIFTED = 0.5
_TITLED, _HALF = 0.3, 0.5
_LED = 0.97
"""Elements that hold their records are surer than what only stands behind a leader."""
_GOES_ON = 1.001
"""Unless what they hold ends with text that goes on behind them."""
_OVER = 4
_LEAST = 3.0
"""How much a reading must explain of a record."""


def lists_of(page: Page, common: frozenset[str]) -> list[Found]:
    """The lists of records that explain most, none in another's place. Long ones are judged by
    their first records."""
    judged: list[tuple[float, Found]] = []
    for repeat in repeats_of(page):
        records = [record for record in repeat.records if not _is_day(page, record)]
        if repeat.leads and all(is_month(page.blocks[r.first].text) for r in records):
            continue  # A month may have more than one talk.
        records = _begun_earlier(page, records)
        records = records[1:] if _begins_with_heading(page, records, common) else records
        passes = {record.first for record in records if _passes(page, record)}
        passes |= _points(page, [r for r in records if r.first not in passes], common)
        kept = tuple(r for r in records if r.first not in passes)
        left_out = tuple(r for r in records if r.first in passes)
        if len(kept) < FEWEST:
            continue
        first = Repeat(kept[:_JUDGED], repeat.leads)
        roles = _roles(page, first, common)
        if roles is not None and roles.score >= _LEAST and _has_people_or_text(roles):
            led = 1.0 if not repeat.leads else _GOES_ON if _goes_on(page, kept) else _LED
            weight = led * len(kept) / len(first.records)
            weight *= _SHIFTED if repeat.leads and _is_shifted(page, kept, roles) else 1.0
            score = weight * Found(first, roles, ()).score
            judged.append((score, Found(Repeat(kept, repeat.leads), roles, left_out)))
    judged.sort(key=lambda pair: -pair[0])
    taken: list[Found] = []
    for _, each in judged:
        if any(_holds_several(page, each, other) for _, other in judged):
            continue
        apart = not any(_overlap(each, other) for other in taken)
        if not taken or (apart and _goes_with(each, taken[0])):
            taken.append(each)
    return [_whole(page, each) for each in taken]


def _begun_earlier(page: Page, records: list[Record]) -> list[Record]:
    """Records that something leads, begun where they do: with the day and the names that stand over
    each title, if so many blocks over the first are like the last ones of all but the last."""
    follow = all(a.last == b.first for a, b in pairwise(records))
    if len(records) < FEWEST or not records[0].leads or not follow:
        return records
    at, end = records[0].first, len(page.blocks)
    for size in range(min(_OVER, at), 0, -1):
        over = _kinds(page.blocks[at - size : at])
        ends = [
            _kinds(page.blocks[r.last - size : r.last]) if r.last - r.first > size else ()
            for r in records
        ]
        if (
            any(kind == "when" for _, kind in over)
            and all(e == over for e in ends[:-1])
            and ends[-1] != over
        ):
            starts = [r.first - size for r in records]
            stops = [*starts[1:], min(records[-1].last, end)]
            return [
                replace(r, first=a, last=b, leads=False)
                for r, a, b in zip(records, starts, stops, strict=True)
            ]
    return records


def _kinds(blocks: Sequence[Block]) -> tuple[tuple[str, str], ...]:
    """What blocks are like: the element of each, and whether it is a day, running text or short."""
    return tuple((block.element.tag, _kind(block.text)) for block in blocks)


def _kind(text: str) -> str:
    return "when" if when_and_where(text) else "text" if is_running(text) else "short"


def _goes_on(page: Page, records: Sequence[Record]) -> bool:
    """Whether a text with which an element ends goes on in the next one, between two records."""
    for record in records[:-1]:
        end = record.root.last
        if end < record.last and page.blocks[end].element.tag in _TEXTS:
            text = page.blocks[end - 1].text
            label = label_of(text)
            if is_running(text) or (label is not None and label[0] in ("abstract", "bio")):
                return is_running(page.blocks[end].text)
    return False


def _begins_with_heading(page: Page, records: Sequence[Record], common: frozenset[str]) -> bool:
    """Whether the first of records that something leads is nothing but that, unlike the others, and
    names nobody: it stands over them all."""
    several = [record.last - record.first > 1 for record in records]
    if len(records) <= FEWEST or not records[0].leads or several[0]:
        return False
    people = people_of(page.blocks[records[0].first].text, common)
    named = any(name_score(person.name, common) >= 0.5 for person in people)
    return not named and sum(several) >= _MOSTLY * len(records)


def _is_shifted(page: Page, records: Sequence[Record], roles: Roles) -> bool:
    """Whether each record ends with the title of the next: the last has none, or they stand behind
    texts, and right above the first stands one of nobody."""
    titles = [
        value
        for field, choice in roles.choices
        if any(role == "title" for _, role, _ in choice.roles)
        for value in field.values
    ]
    signs = {_sign(value.block) for value in titles}
    ends = all(_sign(page.blocks[r.last - 1]) in signs for r in records[:-1])
    before = records[0].first and _sign(page.blocks[records[0].first - 1]) in signs
    last = any(_sign(block) in signs for block in blocks_in(page, records[-1]))
    texts = all(is_running(page.blocks[max(r.first, r.last - 2)].text) for r in records[:-1])
    return bool(before and ends) and (texts or not last)


def _sign(block: Block) -> tuple[str, str]:
    return block.element.path, block.sign


def _holds_several(page: Page, outer: Found, inner: Found) -> bool:
    """Whether the records of a list hold those of another that are whole talks: days, not talks."""
    records = inner.repeat.records
    spare = len(records) - _SEVERAL * len(outer.repeat.records)
    if spare < 0 and not _are_days(page, outer, inner):
        return False
    known = [r for r in records[:_JUDGED] if not TBA.match(page.blocks[r.first].text)]
    whole = len(inner.whole) == len(known)
    least = max(_TITLED, _HALF * outer.roles.weight_of("title"))
    if not (whole and inner.speaks) or inner.roles.weight_of("title") < least:
        return False
    spans = [(r.first, r.last) for r in outer.repeat.records]
    return all(any(a <= r.first and r.last <= b for a, b in spans) for r in inner.repeat.records)


def _are_days(page: Page, outer: Found, inner: Found) -> bool:
    """Whether each record of a list begins with nothing but a day that is of none of the records
    in it, and one of them holds several."""
    starts = [record.first for record in inner.repeat.records]
    days = (page.blocks[r.first].text for r in outer.repeat.records if r.first not in starts)
    dated = sum(has_day(text) and when_and_where(text) is not None for text in days)
    held = (sum(r.first <= n < r.last for n in starts) for r in outer.repeat.records)
    return dated == len(outer.repeat.records) and max(held) > 1


def _roles(page: Page, repeat: Repeat, common: frozenset[str]) -> Roles | None:
    best: Roles | None = None
    seen = 0
    for counted, signed in _WAYS:
        fields = fields_of_records(page, repeat, counted=counted, signed=signed)
        if len(fields) == seen:
            continue  # The same as before.
        seen = len(fields)
        roles = decide(fields, len(repeat.records), common)
        more = _PLAIN if counted else 1.0
        if roles and (best is None or more * roles.score > best.score):
            best = replace(roles, way=(counted, signed))
    return best


def _whole(page: Page, found: Found) -> Found:
    """A list that was judged by its first records, with all of them."""
    if len(found.repeat.records) <= _JUDGED:
        return found
    counted, signed = found.roles.way
    fields = fields_of_records(page, found.repeat, counted=counted, signed=signed)
    known = {field.key: choice for field, choice in found.roles.choices}
    choices = tuple((field, known.get(field.key, NOTHING)) for field in fields)
    return replace(found, roles=replace(found.roles, choices=choices))


def _goes_with(other: Found, best: Found) -> bool:
    """Whether a second list is one of talks as well."""
    if (best.speaks and not other.speaks) or len(other.whole) < FEWEST:
        return False
    return other.roles.score >= _ALSO * best.roles.score


def _has_people_or_text(roles: Roles) -> bool:
    return max(roles.weight_of("speaker"), roles.weight_of("abstract")) > 0.5


def _overlap(a: Found, b: Found) -> bool:
    spans = [(r.first, r.last) for r in b.repeat.records]
    return any(r.first < end and start < r.last for r in a.repeat.records for start, end in spans)


def _is_day(page: Page, record: Record) -> bool:
    """Whether a record is nothing but a day or, in a row of its own, a time or a session, which
    stands over others."""
    texts = [block.text for block in blocks_in(page, record)]
    row = record.root.tag == "tr"
    others = [t for t in texts if not ((row or has_day(t)) and when_and_where(t) is not None)]
    return not others or (row and len(others) == 1 and is_section(others[0]))


def _points(page: Page, records: Sequence[Record], common: frozenset[str]) -> frozenset[int]:
    """The first blocks of those records that are points of a programme and no talks: a time and a
    few words that name nobody, where others have more than one line."""
    alone = [r for r in records if r.last - r.first == 1]
    whole = sum(r.last - r.first > 1 for r in records)
    if len(alone) > 2 * whole:
        return frozenset()
    timed = [(r.first, leading_when(page.blocks[r.first].text)) for r in alone]
    return frozenset(n for n, found in timed if found and _names_nobody(found[1], common))


def _names_nobody(text: str, common: frozenset[str]) -> bool:
    text = text.lstrip(" –—-:|")
    people = people_of(text, common)
    named = all(name_score(person.name, common) >= 0.5 for person in people)
    return len(text) <= _FEW_WORDS and not (named or any(c.fit >= 0.5 for c in cuts(text, common)))


def _passes(page: Page, record: Record) -> bool:
    """Whether a record is a break, or a talk that does not take place."""
    blocks = blocks_in(page, record)
    if any(len(b.text) > 200 for b in blocks):
        return False
    return any(is_break(b.text) or CANCELLED.match(b.text) for b in blocks[:_HEAD])

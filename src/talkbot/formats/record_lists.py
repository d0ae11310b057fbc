"""Which of the lists of records that a page may have are its talks."""

from __future__ import annotations

from dataclasses import replace

from talkbot.formats.aligned import fields_of_records
from talkbot.formats.dom import Page
from talkbot.formats.repeated_talks import Found
from talkbot.formats.repeats import FEWEST, Record, Repeat, blocks_in, is_break, repeats_of
from talkbot.formats.roles import Roles, decide
from talkbot.formats.shape import CANCELLED

_PLAIN = 0.9
"""How much more a reading must explain that counts the blocks of one path."""
_ALSO = 0.35
"""How much of what the best list explains of a record another one must explain."""
_HEAD = 3
"""How many blocks of a record may tell that it is a break."""
_LEAST = 3.0
"""How much a reading must explain of a record."""


def lists_of(page: Page, common: frozenset[str], without: range) -> list[Found]:
    """The lists of records that explain most, none in another's place, and none among the blocks
    `without`."""
    found: list[Found] = []
    for repeat in repeats_of(page):
        records = [cut for r in repeat.records if (cut := _cut(r, without))]
        kept = tuple(r for r in records if not _passes(page, r))
        left_out = tuple(r for r in records if _passes(page, r))
        if len(kept) < FEWEST:
            continue
        own = Repeat(kept, repeat.leads)
        best: Roles | None = None
        for counted in (False, True):
            roles = decide(fields_of_records(page, own, counted=counted), len(kept), common)
            if roles and (best is None or _PLAIN * roles.score > best.score):
                best = roles
        if best is not None and best.score >= _LEAST and _has_people_or_text(best):
            found.append(Found(own, best, left_out))
    found.sort(key=lambda each: -each.score)
    taken: list[Found] = []
    for each in found:
        apart = not any(_overlap(each, other) for other in taken)
        if not taken or (apart and _goes_with(each, taken[0])):
            taken.append(each)
    return taken


def _goes_with(other: Found, best: Found) -> bool:
    """Whether a second list is one of talks as well."""
    if best.speaks and not other.speaks:
        return False
    return other.roles.score >= _ALSO * best.roles.score


def _cut(record: Record, without: range) -> Record | None:
    """The record without the blocks at its end that are to be left out; None where it begins
    among them."""
    if record.first in without:
        return None
    inside = record.first < without.start < record.last
    return replace(record, last=without.start) if inside else record


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
    return any(is_break(b.text) or CANCELLED.match(b.text) for b in blocks[:_HEAD])

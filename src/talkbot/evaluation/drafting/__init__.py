"""Drafts of questions about somebody's own talks, made from the records alone.

Nothing here asks the product: a draft's answer comes from the record, or is a proposal that a
person confirms. The same talks give the same drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from talkbot.evaluation.drafting import absent, facts, groups, people, topics, twins
from talkbot.evaluation.drafting.common import Records, numbered, placed
from talkbot.evaluation.items import Item
from talkbot.talks import Talk

# How large a part of the drafts each kind is; a fifth cannot be answered.
_SHARES = (
    (people.who_gave, 10),
    (people.where_from, 6),
    (groups.listings, 10),
    (groups.counts, 8),
    (topics.topics, 14),
    (facts.facts, 22),
    (absent.attributes, 8),
    (absent.topics, 6),
    (absent.premises, 3),
    (absent.names, 3),
)
_TWINS = ((twins.followups, 5), (twins.typos, 5))


def draft(talks: Sequence[Talk], count: int) -> tuple[Item, ...]:
    """About `count` drafts over these talks (with their transcripts), fewer when they offer less.

    Every one is a draft, has an id that stays the same, and a split by talk: see `split_of`.
    """
    records = Records(talks)
    items: list[Item] = []
    for make, share in _SHARES:
        items += islice(make(records), _part(count, share))
    items = numbered(items)
    for twin, share in _TWINS:
        items += islice(twin(items), _part(count, share))
    return placed(items, records)


def _part(count: int, share: int) -> int:
    return max(1, round(count * share / 100))


def new_ones(drafts: Iterable[Item], known: Sequence[Item]) -> Iterator[Item]:
    """The drafts whose id and question a file does not have yet."""
    ids = {item.id for item in known}
    asked = {(item.question, item.history) for item in known}
    for item in drafts:
        if item.id not in ids and (item.question, item.history) not in asked:
            yield item

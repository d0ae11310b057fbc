"""Links at the ends of heads whose words come again and again: those of the site, not of a head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from talkbot.formats.names import name_score

_OFTEN = 3
_NAMED = 0.5


def of_the_site(ends: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Of the words of links at the ends of heads, each with its address ("" for one within the
    site), those that come again and again: "Details". Who gives several talks is linked to one
    address."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for words, address in ends:
        found[words].append(address)
    return frozenset(
        words
        for words, addresses in found.items()
        if words and len(addresses) >= _OFTEN and _differ(words, addresses)
    )


def _differ(words: str, addresses: list[str]) -> bool:
    if not any(addresses):
        return name_score(words) < _NAMED
    return len(set(addresses)) == len(addresses)

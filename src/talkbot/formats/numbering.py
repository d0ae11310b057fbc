"""Numbers and bullets before the talks of a page, which tell them apart."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from talkbot.formats.document import Line
from talkbot.formats.whens import leading_when
from talkbot.formats.wording import BREAK

_NUMBER = re.compile(
    r"^(?:(?:talk|lecture|paper|episode|ep\.?|no\.?|nr\.?|t|p|l)\s*)?[\[(#]?(\d{1,3})(?:[.):\]]|\s+[–—-])+\s+(?=\S)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"^(?:([A-Z]{1,3})-?(\d{1,3})(?:\s*[:.)]|\s+[–—-])|(\d{1,2}\.)([1-9]\d?)\.?)\s+(?=\S)"
)
# "#58 ", "Episode 12 – ", "3. ", "K2: ", "4.1 "; without a mark a number may be the title's own.
_RUNNING = re.compile(
    r"(?P<word>[^\W\d_][^\W\d_.-]{0,14}\.?-?\s?(?=[\d#№(\[]))?(?P<sign>[#№(\[]|n[o°º]\.?)?\s?(?P<part>\d{1,2}\.)?"
    r"(?P<n>\d{1,4})(?P<mark>\s?[.:)\]–—|-]{1,2})?\s+(?=\S)",
    re.IGNORECASE,
)
_MOSTLY = 0.6
BULLET = re.compile(r"^[•*▪◦‣·–+-]\s+(?=\S)")


def codes_off(lines: Sequence[Line]) -> list[Line]:
    """The lines without the codes of a programme ("K1:", "P2 –", "4.1"): two or more, those of
    each letter or session counted from one."""
    found = {n: match for n, line in enumerate(lines) if (match := _CODE.match(line.text))}
    counts: dict[str, list[int]] = {}
    for match in found.values():
        counts.setdefault(match[1] or match[3], []).append(int(match[2] or match[4]))
    counted = all(numbers == list(range(1, len(numbers) + 1)) for numbers in counts.values())
    if len(found) < 2 or not counted:
        return list(lines)
    return [
        replace(line, text=line.text[found[n].end() :]) if n in found else line
        for n, line in enumerate(lines)
    ]


def without_running(titles: Sequence[str]) -> list[str]:
    """The titles of a page without the running numbers before them, where most have one: behind one
    word or none, all different and in one direction, or one by one where no mark stands by them."""
    found = {n: match for n, title in enumerate(titles) if (match := _RUNNING.match(title))}
    numbers = [(match["part"] or "", int(match["n"])) for match in found.values()]
    words = {(match["word"] or "").casefold().strip() for match in found.values()}
    values = [number for _, number in numbers]
    marked = all(m["mark"] or m["sign"] or m["part"] for m in found.values())
    rises = len(set(numbers)) == len(numbers)
    rises = rises and numbers in (sorted(numbers), sorted(numbers, reverse=True))
    steps = {b - a for a, b in pairwise(values)}
    one_by_one = not any(words) and steps in ({1}, {-1}) and len(values) > 2
    if len(found) < max(2, _MOSTLY * len(titles)) or len(words) > 1:
        return list(titles)
    if not ((marked and rises) or one_by_one):
        return list(titles)
    return [title[found[n].end() :] if n in found else title for n, title in enumerate(titles)]


def numbers_off(lines: Sequence[Line]) -> list[Line]:
    """The lines without the numbers and bullets that stand before talks, which become separators.

    Those of talks have text between them, and numbers rise one by one; those of a list inside an
    abstract stand in lines next to each other.
    """
    marked = dict.fromkeys(_counted(lines), _NUMBER)
    bullets = [n for n, line in enumerate(lines) if BULLET.match(line.text)]
    apart = [n for n in bullets if n + 1 not in bullets]
    timed = [n for n in bullets if leading_when(BULLET.sub("", lines[n].text))]
    apart = apart if len(apart) > len(timed) else timed
    if len(apart) > 1 and len(apart) > 0.6 * len(bullets):
        marked |= dict.fromkeys(apart, BULLET)
    return [
        replace(line, text=marked[number].sub("", line.text), rule=True, gap=True)
        if number in marked
        else line
        for number, line in enumerate(lines)
    ]


def _counted(lines: Sequence[Line]) -> list[int]:
    """The lines whose numbers rise one by one, with text between them: the longest such run."""
    found = [(n, int(m[1])) for n, line in enumerate(lines) if (m := _NUMBER.match(line.text))]
    # The newest comes first in a list that grows.
    return max((_run(lines, found, step) for step in (1, -1)), key=len)


def _run(lines: Sequence[Line], found: Sequence[tuple[int, int]], step: int) -> list[int]:
    """The longest run of numbers each `step` from the one before, the first of equals."""
    places: defaultdict[int, list[int]] = defaultdict(list)
    for i, (_, value) in enumerate(found):
        places[value].append(i)
    following: list[int | None] = []
    for i, (number, value) in enumerate(found):
        near = places.get(value + step, [])
        at = bisect_right(near, i)
        # In the very next line it is an item of a list, unless this one is a break.
        beside = at < len(near) and found[near[at]][0] == number + 1
        at += beside and not BREAK.match(_NUMBER.sub("", lines[number].text))
        following.append(near[at] if at < len(near) else None)
    sizes = [1] * len(found)
    for i in reversed(range(len(found))):
        nxt = following[i]
        sizes[i] += sizes[nxt] if nxt is not None else 0
    longest = max(sizes, default=0)
    run: list[int] = []
    at_run = sizes.index(longest) if longest > 1 else None
    while at_run is not None:
        run.append(found[at_run][0])
        at_run = following[at_run]
    return run

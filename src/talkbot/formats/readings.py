"""The reading of a page that fits it best: its lines as shapes, its heads cut in one way."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from talkbot.formats.apart import uncut
from talkbot.formats.document import Line
from talkbot.formats.head_lines import cut_in, others_cut, ways_to_cut
from talkbot.formats.numbering import codes_off, numbers_off
from talkbot.formats.page_lines import buttons, labels_joined
from talkbot.formats.programme import (
    around_marked,
    days_alone_marked,
    days_over_marked,
    heading_marked,
    items_marked,
    sections_between_marked,
)
from talkbot.formats.rooms import rooms_marked
from talkbot.formats.runs import runs_cut
from talkbot.formats.segmentation import SAMPLE, Kind, Segmentation, segment
from talkbot.formats.shape import Shape
from talkbot.formats.wording import TBA, lower_case_words

MARGIN = 1.0
"""How much better a reading that cuts lines must fit than one that leaves them whole."""
_MARKS = (
    heading_marked,
    around_marked,
    days_over_marked,
    sections_between_marked,
    days_alone_marked,
)


def best_reading(lines: Sequence[Line]) -> tuple[list[Shape], Segmentation]:
    """The lines as shapes, their heads cut in whichever way fits the page best.

    A long page is judged by its first lines.
    """
    common = lower_case_words(list(lines))
    labels = buttons(lines)
    joined = rooms_marked(labels_joined(numbers_off(lines)), common)
    counts = Counter(line.text for line in joined if not TBA.match(line.text))
    known: dict[Line, Shape] = {}

    def shapes(reading: Sequence[Line]) -> list[Shape]:
        for line in reading:
            if line not in known:
                known[line] = Shape(line, common, line.text in labels, counts[line.text] > 2)
        return [known[line] for line in reading]

    whole = codes_off(uncut(joined))
    end = joined[SAMPLE].number if len(joined) > SAMPLE else None
    start = [line for line in whole if end is None or line.number < end]
    best, top = "", -math.inf
    ways = ways_to_cut(start, common)
    turned = False
    for way in ("", *ways) if ways else ():
        gain = segment(shapes(cut_in(start, common, way) if way else start)).gain
        if gain > top + (MARGIN if way else 0.0):
            best, top = way, gain
    if (ways and not best) or best.endswith("speaker"):
        # Other heads of the page may have their title first.
        for way in (way for way in ways if way.endswith("speaker")):
            gain = segment(shapes(cut_in(start, common, way, turned=True))).gain
            if gain > top + MARGIN:
                best, top, turned = way, gain, True
    cut = others_cut(cut_in(whole, common, best, turned=turned), common) if best else whole
    runs = runs_cut(start, common)
    if runs != start and segment(shapes(runs)).gain > top + MARGIN:
        cut = runs_cut(whole, common)
    read = items_marked(cut)
    chosen = shapes(read)
    found = segment(chosen)
    for mark in _MARKS:
        # What stands around the talks of a page of several is none of them.
        marked = mark(read, found)
        if found.kinds.count(Kind.TITLE) > 2 and marked != read:
            read, chosen = marked, shapes(marked)
            found = segment(chosen)
    return chosen, found

"""Lines that hold a talk's whole head: "10:30 Title — Speaker, Affiliation", "Speaker: Title".

One such line can be cut in many ways; a page of them only in the way that most of them allow.
So every way to cut is tried on all lines, and those that give names on several lines are offered
as other readings of the page beside the one that cuts nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from talkbot.formats.dates import is_weekday
from talkbot.formats.document import Line
from talkbot.formats.heads import KIND, LONGEST, OPEN, Cut, cuts
from talkbot.formats.labels import label_of
from talkbot.formats.marked import ANY, marked_cuts
from talkbot.formats.names import institution_score, name_score
from talkbot.formats.people import people_of
from talkbot.formats.whens import when_and_where
from talkbot.formats.wording import SECTION, ends_sentence

OFFERED = 4
"""How many ways to cut a page's heads are offered at most."""
_FEWEST = 2
_LEAST = 0.3
_CERTAIN = 0.8
_LISTED = 0.7
_MAY_BE_PLACE = 0.5
_DIFFERENT = 0.7
# A sentence ends here; "Prof." ends none.
_INNER_STOP = re.compile(r"(?<=[^\W\d_]{3})(?<!\bProf)[.]\s+[A-ZÀ-Þ]")


def ways_to_cut(lines: Sequence[Line], common: Collection[str]) -> list[str]:
    """The ways to cut heads that several of these lines allow, the best first."""
    fits: dict[str, float] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    titles: dict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(lines):
        for cut in _cuts(line, common) if number else ():
            fits[cut.way] += cut.fit
            counts[cut.way] += cut.fit >= 0.5
            titles[cut.way] += (text for hint, text in cut.parts if hint == "title")
    # Records and recipes are "with" somebody too; an episode or a talk has its date.
    dates = sum(when_and_where(line.text) is not None for line in lines)
    counts["with title"] *= 2 * dates >= counts["with title"]
    for way in [way for way in fits if way.startswith(f"marked {ANY}")]:
        # Marked all in one way they are told by that.
        if any(o != way and o[8:] == way[8:] and fits[o] >= fits[way] for o in fits):
            del fits[way]
    often = [way for way in fits if counts[way] >= _FEWEST and _differ(way, titles[way])]
    return sorted(often, key=lambda way: -_rank(way) * fits[way])[:OFFERED]


def _differ(way: str, titles: Sequence[str]) -> bool:
    """Whether titles differ; "GitHub" behind each name is none. Words before a colon that come
    again are labels, which others judge."""
    return way.startswith("colon") or len(set(titles)) >= _DIFFERENT * len(titles)


def _rank(way: str) -> float:
    """How much a way counts: what a page sets apart is its title rather than what a mark parts."""
    return 1.2 if way.startswith("marked") and not way.startswith("marked a") else 1.0


def cut_in(
    lines: Sequence[Line], common: Collection[str], way: str, *, turned: bool = False
) -> list[Line]:
    """The page with its heads cut in one way, where they allow it; `turned` puts the title first,
    as it stands in other heads of the page."""
    found: dict[int, Cut] = {}
    below = _named_below(lines, common, way)
    for number, line in enumerate(lines):
        cut = None
        if number and number not in below:
            cut = next((c for c in _cuts(line, common, way) if c.fit >= _LEAST), None)
            if cut is None and (kind := KIND.match(line.text)) and _may_be_head(line):
                rest = line.text[kind.end() :]
                cut = next((c for c in cuts(rest, common, way) if c.fit >= 0.8), None)
        if cut:
            found[number] = cut
    rooms = Counter(part for cut in found.values() for part in cut.parts if part[0] == "where")
    result: list[Line] = []
    for number, line in enumerate(lines):
        result += _parts(line, found[number], rooms, turned=turned) if number in found else [line]
    return result


def _cuts(line: Line, common: Collection[str], way: str = "") -> Iterator[Cut]:
    """Every way to cut a line, or only one `way`, if it may be a head."""
    if line.hint or label_of(line.text):
        return
    yield from marked_cuts(line, common, way)
    if _may_be_head(line) and not way.startswith("marked"):
        yield from cuts(line.text, common, way)


def _named_below(lines: Sequence[Line], common: Collection[str], way: str) -> set[int]:
    """The lines that need no cut since those who speak stand right below, as they do below most
    lines that begin a paragraph so: of "The Night Shift: Owls at Home" nobody is called Owls."""

    def may_be_cut(line: Line) -> bool:
        return any(cut.fit >= _LEAST for cut in _cuts(line, common, way))

    heads = [
        n
        for n, (line, below) in enumerate(pairwise(lines))
        if line.gap
        and (line.level or not below.gap)
        and _are_names(below.text)
        and not may_be_cut(below)
    ]
    cut = [n for n in heads if may_be_cut(lines[n])]
    return set(cut) if len(heads) >= _FEWEST + len(cut) and len(heads) >= 2 * len(cut) else set()


def _are_names(text: str) -> bool:
    few = len(text) <= 120 and text[-1] not in ".!?:;"
    return few and all(name_score(person.name) >= 0.8 for person in people_of(text))


def others_cut(lines: Sequence[Line], common: Collection[str]) -> list[Line]:
    """A page with its heads cut in one way, and those cut in any other sure one that stand where
    the cut heads do: right below a day, or among them where no text stands between. What cannot be
    cut there is a point of the programme at which nobody speaks."""
    heads = [n for n, line in enumerate(lines) if line.hint in ("title", "speaker")]
    below = {n + 1 for n, line in enumerate(lines[:-1]) if line.hint == "lead" or _is_day(line)}
    cut = [n for n in below if n in heads]
    if len(cut) < _FEWEST or 2 * len(cut) < len(below):
        below = set()
    among = _among(lines, heads)
    turned = bool(heads) and lines[heads[0]].hint == "title"
    result: list[Line] = []
    for number, line in enumerate(lines):
        here = number in below or number in among
        sure = [c for c in _cuts(line, common) if c.fit >= _CERTAIN] if here else []
        # The order of the others is rather that of these.
        best = max(sure, key=lambda c: (c.way.endswith("title") == turned, c.fit), default=None)
        if best:
            result += _parts(line, best, {}, turned=turned)
        else:
            few = number in among and not ends_sentence(line.text)
            result.append(replace(line, hint="item") if few else line)
    return result


def _among(lines: Sequence[Line], heads: Sequence[int]) -> set[int]:
    """The short lines right behind cut heads of a list, where mostly no text stands between."""
    ends = [n for n in heads if lines[n].rest and n + 1 < len(lines)]
    bare = [n for n in ends if lines[n + 1].hint or not ends_sentence(lines[n + 1].text)]
    if len(ends) <= _FEWEST or len(bare) < _LISTED * len(ends):
        return set()
    found: set[int] = set()
    for n, line in enumerate(lines[1:], 1):
        if is_weekday(line.text) or SECTION.match(line.text):
            continue
        behind = bool(lines[n - 1].hint) or n - 1 in found
        few = len(line.text) <= LONGEST and not (line.hint or line.gap or line.level)
        if behind and few and not (label_of(line.text) or when_and_where(line.text)):
            found.add(n)
    return found


def _is_day(line: Line) -> bool:
    return bool(line.level) and when_and_where(line.text) is not None


def _parts(
    line: Line, cut: Cut, rooms: Mapping[tuple[str, str], int], *, turned: bool
) -> list[Line]:
    """The parts of a line, each a line; what `rooms` says comes again is where talks are given."""
    parts = tuple(_with_room(part) if rooms.get(part, 0) > 1 else part for part in cut.parts)
    place = next((text for hint, text in parts if hint == "where"), "")
    if place and institution_score(place) > _MAY_BE_PLACE:
        parts = tuple(
            (hint, f"{text}, {place}" if hint == "speaker" and "(" not in text else text)
            for hint, text in parts
        )
    parts = tuple(_only_marked(line, part) for part in parts if part[0] != "where")
    if turned:
        parts = (*(p for p in parts if p[0] == "title"), *(p for p in parts if p[0] != "title"))
    return [
        replace(
            line,
            text=text,
            hint=hint,
            level=line.level if hint == "title" else 0,
            gap=line.gap and not at,
            rule=line.rule and not at,
            rest=at > 0,
            links=line.links if hint == "title" else (),
        )
        for at, (hint, text) in enumerate(parts)
    ]


def _only_marked(line: Line, part: tuple[str, str]) -> tuple[str, str]:
    """A part without the remark in brackets behind a title in bold or italics."""
    hint, text = part
    for words in (words for sign, words in line.marked if sign in "bi" and hint == "title"):
        rest = text.removeprefix(words).strip()
        if rest != text and rest[:1] in ("(", "[") and rest[-1] in ")]":
            return hint, words
    return part


def _with_room(part: tuple[str, str]) -> tuple[str, str]:
    return "when", f"Room: {part[1]}"


def _may_be_head(line: Line) -> bool:
    text = line.text
    if not 5 < len(text) <= LONGEST or label_of(text) or line.hint or when_and_where(text):
        return False
    ends = ends_sentence(text) and text[-1] not in "?!…)"
    long = len(text) > 160 or bool(_INNER_STOP.search(text))
    return text[0] in OPEN or not ((ends and long) or text[-1] in ",:;")

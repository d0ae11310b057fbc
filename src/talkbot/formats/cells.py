"""What stands in one cell of a table: its lines, the place below a name, the words of its links."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from talkbot.formats.document import without_mail
from talkbot.formats.dom import LINK_WORDS
from talkbot.formats.heads import KIND, LONGEST, Cut, cuts
from talkbot.formats.markup import plain_line
from talkbot.formats.names import institution_score, name_score
from talkbot.formats.people import people_of
from talkbot.formats.wording import BREAK, SECTION

_ENDS = re.compile(r"<br\s*/?>|</?(?:p|div|details|summary|ul|ol|li|hr)\b[^<>]*>", re.IGNORECASE)
_SMALL = re.compile(r"<(?:small|i|em|cite)\b", re.IGNORECASE)
_ANCHOR = re.compile(r"[\[(]?\s*<a\b[^<>]*>([^<>]{1,60})</a>\s*[\])]?", re.IGNORECASE)
_MOSTLY = 0.7
_SURE, _LEAST, _HALF, _FEWEST = 0.8, 0.3, 0.5, 2


def lines_in(cell: str) -> list[str]:
    """The lines of a cell, given as HTML, as plain text."""
    return [line for part in _ENDS.split(cell) if (line := plain_line(part))]


def first_line(cell: str) -> tuple[str, str]:
    """The first line of a cell and what stands below it, as HTML."""
    for end in _ENDS.finditer(cell):
        if plain_line(cell[: end.start()]):
            below = cell[end.end() :]
            return (cell[: end.start()], below.strip()) if plain_line(below) else (cell, "")
    return cell, ""


def without_link_words(cell: str) -> str:
    """A cell without links whose words only say what they lead to: "[abstract]", "slides"."""
    return _ANCHOR.sub(lambda m: "" if LINK_WORDS.match(plain_line(m[1])) else m[0], cell)


def places_below(cells: Sequence[str]) -> bool:
    """Whether the cells of speakers have below each name where that person is from: the first
    lines are names, and those below them mostly none, or in another type."""
    told = [(lines, cell.strip()) for cell in cells if len(lines := lines_in(cell)) > 1]
    first = sum(all(name_score(p.name) >= 0.5 for p in people_of(own[0])) for own, _ in told)
    placed = [_is_place(text) or name_score(text) < 0.8 for (_, *more), _ in told for text in more]
    small = sum(bool(_SMALL.search(cell)) and not _SMALL.match(cell) for _, cell in told)
    apart = sum(placed) >= 0.5 * len(placed) or small > _MOSTLY * len(told)
    return bool(told) and first > _MOSTLY * len(told) and apart


def places_behind(cells: Sequence[str]) -> bool:
    """Whether what stands behind a comma in the cells of speakers is where they are from: some of
    it can be nothing else, and nowhere are there more than two values."""
    told = [plain_line(cell).split(", ") for cell in cells if cell.strip()]
    pairs = [own for own in told if len(own) == 2 and "(" not in own[0]]
    sure = sum(_is_place(place) for _, place in pairs)
    names = sum(name_score(name) >= 0.5 for name, _ in pairs)
    return sure > 0 and names == len(pairs) and all(len(own) <= 2 for own in told)


def people_in(cell: str, *, placed: bool) -> str:
    """A cell of speakers in one line: what stands below a name is in brackets behind it, where it
    is a place by what `placed` says of all cells or by itself; other lines are people."""
    name, *below = lines_in(without_link_words(without_mail(cell))) or [""]
    if not below or "(" in name or any(text.startswith("(") for text in below):
        return re.sub(r"<br\s*/?>\s*(?=\()", " ", cell)
    if placed or all(_is_place(text) for text in below):
        place = ", ".join(text.strip(" ()[],") for text in below)
        return f"{name} ({place.rstrip('.')})"
    starts = all(name_score(people_of(text)[0].name) >= 0.5 for text in (name, *below))
    return "; ".join((name, *below)) if starts else cell


def _is_place(text: str) -> bool:
    return institution_score(text) >= 0.9


def is_section(text: str) -> bool:
    """Whether a text stands over several talks: "Session 2: Gears", and not "Keynote: Gears"."""
    return bool(SECTION.match(text)) and not KIND.match(text)


def heads_cut(records: Sequence[dict[str, str]]) -> None:
    """Cut titles that say who speaks as well ("Ada Byron: Clocks") into both, in the one way that
    most of a table's titles allow, breaks aside."""
    told = {
        n: text for n, record in enumerate(records) if (text := plain_line(record.get("title", "")))
    }
    # What comes again, or stands over others, is no talk.
    counts = Counter(told.values())
    told = {
        n: text
        for n, text in told.items()
        if counts[text] == 1 and not (BREAK.match(text) or is_section(text))
    }
    ways: dict[str, dict[int, Cut]] = defaultdict(dict)
    for n, text in told.items():
        for cut in cuts(text, ()) if len(text) <= LONGEST else ():
            if cut.fit >= _SURE:
                ways[cut.way].setdefault(n, cut)
    best = max(ways, key=lambda way: len(ways[way]), default="")
    cut_ones = {n for own in ways.values() for n in own}
    if len(ways[best]) < max(_FEWEST, _HALF * len(cut_ones)) or len(cut_ones) < _MOSTLY * len(told):
        return
    for n, text in told.items():
        # What is cut in the way of the others need not be as sure.
        others = (c for c in cuts(text, ()) if c.fit >= _SURE)
        own = next((c for c in cuts(text, (), best) if c.fit >= _LEAST), next(others, None))
        if own:
            values = dict(own.parts)
            records[n] |= {"title": values["title"], "speakers": values["speaker"]}

"""Lines that hold a talk's whole head: "10:30 Title — Speaker, Affiliation", "Speaker: Title".

One such line can be cut in many ways; a page of them only in the way that most of them allow.
So every way to cut is tried on all lines, and those that give names on several lines are offered
as other readings of the page beside the one that cuts nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from talkbot.formats.dates import has_day
from talkbot.formats.document import Line, unquoted
from talkbot.formats.labels import label_of
from talkbot.formats.people import has_institution, name_score, people_of, split_role
from talkbot.formats.whens import leading_when, trailing_when, when_and_where
from talkbot.formats.wording import ends_sentence

LONGEST = 300
OFFERED = 4
"""How many ways to cut a page's heads are offered at most."""

_SURE = ("quoted", "will speak")
"""The ways to cut at signs that stand around nothing but a title."""

_MARKS = {
    "dash": re.compile(r"\s+[—–-]{1,3}\s+|(?<=\w)—(?=\w)"),
    "bar": re.compile(r"\s*\|\s*"),
    "colons": re.compile(r"\s+(?:::|//|»|>|→|~)\s+"),
    "dot": re.compile(r"\s+[•·]\s+"),
    "slash": re.compile(r"\s+/\s+"),
    "tab": re.compile(r"\t+"),
}
_BY = re.compile(
    r"^(.{3,}?)[,.;:]?\s+(?:presented by|given by|by|von|par|por)\s+(.+)$", re.IGNORECASE
)
_NO_TITLE = re.compile(
    r"\b[a-z]+ed$|^(?:an?\s+|the\s+)?(?:\w+\s+)?(?:talk|lecture|keynote|presentation|vortrag|charla|exposé)$",
    re.IGNORECASE,
)
_WITH = re.compile(r"^(.{3,}?)(?:,\s+(?:with|mit|avec|con)|\s+(?:feat\.|featuring|ft\.))\s+(.+)$")
_PLACED = r"[^,()]{3,80}\s\((?!\d{4}\))[^()]+\)"  # A year is the place of a book in a list.
_COMMA = re.compile(rf"^(.{{3,}}?)(?:,|(?<=[?!]))\s+({_PLACED}(?:(?:,|\s+and|\s+&)\s+{_PLACED})*)$")
_OPEN, _CLOSE = '"“«„‘', '"”»“’'
_QUOTED_FIRST = re.compile(rf"^[{_OPEN}](.+)[{_CLOSE}][,.:;]?\s*(?:[—–-]+\s+|by\s+)?(\S.+)$")
_QUOTED_LAST = re.compile(
    rf"^([^{_OPEN}]+?)[,.:;]?\s*(?:[—–-]+\s+|on\s+)?[{_OPEN}](.+)[{_CLOSE}][.]?$"
)
_QUOTED_WITHIN = re.compile(
    rf"^([^{_OPEN}]+?)[,.:;]\s*[{_OPEN}](.+)[{_CLOSE}][,.:;]?\s+(\S[^{_OPEN}]+)$"
)
_IN_BRACKETS = re.compile(r"^(.+?)\s*[(\[]([^()\[\]]+(?:\([^()]*\)[^()\[\]]*)*)[)\]]$")
_PLACED_FIRST = re.compile(r"^([^()]+\([^()]*\))\s*[:,.;]?\s+(.+)$")
_COLON = re.compile(r"^([^:]+?)\s*:\s+(.+)$")
_COLUMN = re.compile(r"\s[/|·•–—-]+\s")
_HEAD_AND_TEXT = re.compile(r"^([^:.!?]{5,120}[^:.!?\s]):\s+(?=[A-ZÀ-Þ\"“«„])(.+)$")
_WILL_SPEAK = re.compile(
    r"^(?:who\s+)?(?:will|is\s+going\s+to)\s+(?:speak|talk|lecture|present|tell\s+us)\b"
    r"(?:\s+to\s+us)?(?:\s+(?:about|on))?\s*:?$",
    re.IGNORECASE,
)
_WHO_WILL_SPEAK = re.compile(
    r"^(?:(?:at|in)\s+[^,]{2,50},\s+)?(.{3,}?),?\s+(?:will|is\s+going\s+to)\s+(?:speak|talk|lecture|present|tell\s+us"
    r"|(?:give|hold|deliver)\s+(?:an?|the|our)\s+(?:[\w-]+\s+){0,2}(?:talk|lecture|seminar|colloquium|presentation))\s+"
    r"(?:(?:on|about|entitled|titled|called)\s+)?:?\s*(.+?)[.]?$",
    re.IGNORECASE,
)
# A sentence ends here; "Prof." ends none.
_INNER_STOP = re.compile(r"(?<=[^\W\d_]{3})(?<!\bProf)[.]\s+[A-ZÀ-Þ]")
# The label of the text behind the sentence that announces it.
_INNER_LABEL = re.compile(
    r"(?<=[.!?\"”])\s+(?=(?:Abstract|ABSTRACT|Zusammenfassung|Résumé|Resumen)\s*:\s)"
)
_LINK_MARK = re.compile(
    r"\s+[·|•]\s+|\s+(?=[\[(](?:no\s+)?(?:video|slides?|pdf|recording|youtube|code|demo)s?[\])])",
    re.I,
)
# Links with commas between them, in brackets.
_LINK_LIST = re.compile(
    r"\(((?:(?:video|slides?|pdf|recording|youtube|code)s?,\s*)+(?:video|slides?|pdf|recording|youtube|code)s?)\)",
    re.IGNORECASE,
)
_LINK_PART = re.compile(
    r"^[\[(]?(?:(?:watch |see |no )?(?:the )?"
    r"(?:video|slides?|recording|pdf|youtube|code|audio|link)s?"
    r"[\])]?\s*:?\s*)?(?:https?://\S+)?[\])]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to cut a line: its parts as (hint, text) in page order, and how good it is."""

    way: str
    parts: tuple[tuple[str, str], ...]
    fit: float


def uncut(lines: Sequence[Line]) -> list[Line]:
    """The page with its heads whole: only dates, times and links at their ends stand apart."""
    return _whens_apart(_links_apart(lines))


def ways_to_cut(lines: Sequence[Line], common: Collection[str]) -> list[str]:
    """The ways to cut heads that several of these lines allow, the best first."""
    fits: dict[str, float] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    for number, line in enumerate(lines):
        for cut in cuts(line.text, common) if number and _may_be_head(line) else ():
            fits[cut.way] += cut.fit
            counts[cut.way] += cut.fit >= 0.5
    # Records and recipes are "with" somebody too; an episode or a talk has its date.
    dates = sum(when_and_where(line.text) is not None for line in lines)
    counts["with title"] *= 2 * dates >= counts["with title"]
    ways = sorted((way for way in fits if counts[way] >= 2), key=lambda way: -fits[way])
    return ways[:OFFERED]


def cut_in(
    lines: Sequence[Line], common: Collection[str], way: str, *, turned: bool = False
) -> list[Line]:
    """The page with its heads cut in one way, where they allow it; `turned` puts the title first,
    as it stands in other heads of the page."""
    result: list[Line] = []
    for number, line in enumerate(lines):
        cut = None
        if number and _may_be_head(line):
            cut = next((c for c in cuts(line.text, common, way) if c.fit >= 0.3), None)
        if cut is None:
            result.append(line)
            continue
        parts = cut.parts
        if turned:
            parts = (*(p for p in parts if p[0] == "title"), *(p for p in parts if p[0] != "title"))
        for at, (hint, text) in enumerate(parts):
            first = at == 0
            result.append(
                replace(
                    line,
                    text=text,
                    hint=hint,
                    level=line.level if hint == "title" else 0,
                    gap=line.gap and first,
                    rule=line.rule and first,
                    rest=not first,
                    links=line.links if hint == "title" else (),
                )
            )
    return result


def _may_be_head(line: Line) -> bool:
    text = line.text
    if not 5 < len(text) <= LONGEST or label_of(text) or line.hint or when_and_where(text):
        return False
    ends = ends_sentence(text) and text[-1] not in "?!…)"
    long = len(text) > 160 or bool(_INNER_STOP.search(text))
    return text[0] in _OPEN or not ((ends and long) or text[-1] in ",:;")


def cuts(text: str, common: Collection[str], way: str = "") -> Iterator[Cut]:
    """Every way to cut a line into a title and the people who speak, or only one `way`."""
    for name, title, speaker, more in _pairs(text):
        if not way or name == way:
            yield _cut(name, title, speaker, common, more)


def _pairs(text: str) -> Iterator[tuple[str, str, str, tuple[tuple[str, str], ...]]]:
    """What may be title and speakers, for each way to cut a line, and the links behind them."""
    for name, mark in _MARKS.items():
        pieces = [piece.strip() for piece in mark.split(text)]
        if not 2 <= len(pieces) <= 5 or not all(pieces):
            continue
        links = [piece for piece in pieces if _LINK_PART.match(piece)]
        pieces = [piece for piece in pieces if piece not in links]
        more = tuple(("link", link) for link in links)
        joint = mark.search(text)
        assert joint
        if len(pieces) == 2:
            for way in ("two", "placed"):
                yield f"{name} {way} title", pieces[0], pieces[1], more
                yield f"{name} {way} speaker", pieces[1], pieces[0], more
        elif len(pieces) == 3:
            a, b, c = pieces
            yield f"{name} placed title", a, f"{b}, {c}", more
            yield f"{name} placed speaker", c, f"{a}, {b}", more
            yield f"{name} two title", f"{a}{joint.group()}{b}", c, more
            yield f"{name} two speaker", f"{b}{joint.group()}{c}", a, more
    # "Pizza, sponsored by" names nobody who speaks, "Talk by" no title.
    if (match := _BY.match(text)) and not _NO_TITLE.search(match[1]):
        yield "by title", match[1], match[2], ()
    if match := _WITH.match(text):
        yield "with title", match[1], match[2], ()
    if match := _COMMA.match(text):
        yield "comma title", match[1], match[2], ()
    if match := _WHO_WILL_SPEAK.match(text):
        yield "will speak speaker", match[2], match[1], ()
    if match := _QUOTED_FIRST.match(text):
        yield "quoted title", match[1], match[2], ()
    if match := _QUOTED_LAST.match(text):
        yield "quoted speaker", match[2], match[1], ()
    if match := _QUOTED_WITHIN.match(text):
        place = match[3].strip(" ()")
        yield "quoted within", match[2], f"{match[1]}, {place}", ()
    if match := _IN_BRACKETS.match(text):
        yield "bracket title", match[1], match[2], ()
    if match := _PLACED_FIRST.match(text):
        yield "placed speaker", match[2], match[1], ()
    if match := _COLON.match(text):
        yield "colon speaker", match[2], match[1], ()
        yield "colon title", match[1], match[2], ()


def _cut(
    way: str,
    title: str,
    speaker: str,
    common: Collection[str],
    more: tuple[tuple[str, str], ...],
) -> Cut:
    """A cut and its fit: names where the speaker should be, and none where the title should be."""
    sure = way.startswith(_SURE)
    people = people_of(speaker, common)
    fit = min((name_score(p.name.split(",")[0], common) for p in people), default=0.0)
    if len(speaker) > 200 or len(title) < 2 or ends_sentence(speaker):
        fit = 0.0
    if way.startswith("bracket") and name_score(title, common):
        fit = 0.0
    if (has_institution(title) or all(split_role(_COLUMN.sub(", ", title)))) and not sure:
        fit *= 0.4
    first = _COLUMN.sub(", ", title).split(",")[0]
    if name_score(re.sub(r"\s*\([^()]*\)$", "", first), common) >= 0.8 and not sure:
        fit *= 0.4
    if title[:1].islower() and not sure:
        fit *= 0.6
    title = unquoted(title)
    parts = (("title", title), ("speaker", speaker))
    return Cut(way, (*(parts if way.endswith("title") else parts[::-1]), *more), fit)


def _links_apart(lines: Sequence[Line]) -> list[Line]:
    """Heads without "video" and "slides" at their end; those follow as lines of their own."""
    result: list[Line] = []
    for line in lines:
        if "(" in line.text:
            line = replace(line, text=_LINK_LIST.sub(_each_in_brackets, line.text))
        pieces = _LINK_MARK.split(line.text)
        kept = [piece for piece in pieces if not _LINK_PART.match(piece.strip("[]() "))]
        if len(kept) == len(pieces) or not kept or len(line.text) > LONGEST:
            result.append(line)
            continue
        cut = line.text.find(pieces[len(kept)])
        same_order = pieces[: len(kept)] == kept and cut > 0
        if not same_order:
            result.append(line)
            continue
        addresses = list(line.links)
        result.append(replace(line, text=line.text[:cut].rstrip(" ·|•"), links=()))
        for piece in pieces[len(kept) :]:
            links = (addresses.pop(0),) if addresses else ()
            words = piece.strip("[]() ")
            result.append(Line(words, line.number, hint="link", links=links))
    return result


def _each_in_brackets(match: re.Match[str]) -> str:
    return " ".join(f"({word.strip()})" for word in match[1].split(","))


def _whens_apart(lines: Sequence[Line]) -> list[Line]:
    """Dates and times at the head or end of lines as lines of their own."""
    heads = {n: cut for n, line in enumerate(lines) if (cut := _leading(line))}
    # What a page begins with is its heading, unless text stands below it as below the others.
    together = [n for n in heads if n and n + 1 in heads]
    if lines and (lines[0].level or 1 in heads or len(heads) < 3 or 2 * len(together) > len(heads)):
        heads.pop(0, None)
    # Before talks that have only their hour, a day with more behind it is the page's.
    clocks = [n for n, (when, _) in heads.items() if not has_day(when)]
    if 2 * len(clocks) > len(heads):
        for n in [n for n in heads if n < clocks[0]]:
            del heads[n]
    ends = {n: cut for n, line in enumerate(lines) if n and (cut := _trailing(line))}
    heads = heads if len(heads) > 1 else {}
    result: list[Line] = []
    for number, line in enumerate(lines):
        if number in heads:
            when, rest = heads[number]
            result.append(replace(line, text=when, hint="lead", level=0, links=()))
            result.append(replace(line, text=rest, gap=False, rule=False))
        elif number in ends:
            rest, when = ends[number]
            result.append(replace(line, text=rest))
            result.append(Line(when, line.number, hint="when"))
        else:
            result.append(line)
    return result


def _leading(line: Line) -> tuple[str, str] | None:
    if len(line.text) > LONGEST or line.hint or label_of(line.text) or when_and_where(line.text):
        return None
    return leading_when(line.text)


def _trailing(line: Line) -> tuple[str, str] | None:
    if len(line.text) > LONGEST or line.hint or label_of(line.text) or when_and_where(line.text):
        return None
    return trailing_when(line.text)


def heads_apart(lines: Sequence[Line]) -> list[Line]:
    """The lines with paragraphs that begin with a time and a head ("9:30 Title (Name): text") cut
    behind the head, where most long lines of the page are such; and without the words between a
    name and a title ("will speak about")."""
    cuts = {n: cut for n, line in enumerate(lines) if (cut := _timed_head(line))}
    long = sum(len(line.text) > 80 for line in lines)
    cuts = cuts if len(cuts) > 1 and len(cuts) >= 0.6 * long else {}
    result: list[Line] = []
    for number, line in enumerate(lines):
        if label := _INNER_LABEL.search(line.text):
            result.append(replace(line, text=line.text[: label.start()]))
            text = line.text[label.end() :]
            result.append(replace(line, text=text, gap=False, rule=False, level=0, links=()))
        elif number in cuts:
            head, text = cuts[number]
            result.append(replace(line, text=head))
            result.append(replace(line, text=text, gap=False, rule=False, level=0, links=()))
        elif len(line.text) > 40 or not _WILL_SPEAK.match(line.text):
            result.append(line)
    return result


def _timed_head(line: Line) -> tuple[str, str] | None:
    if len(line.text) < 60 or line.level or not (when := leading_when(line.text)):
        return None
    found = _HEAD_AND_TEXT.match(when[1])
    if not found or not ends_sentence(found[2]) or len(found[2]) < 30 or label_of(when[1]):
        return None
    return f"{when[0]} {found[1]}", found[2]

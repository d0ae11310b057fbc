"""The ways to cut a text into a title and who speaks: "Title — Speaker, Affiliation"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from talkbot.formats.document import unquoted
from talkbot.formats.names import has_institution, name_score
from talkbot.formats.people import people_of, split_role
from talkbot.formats.places import in_brackets
from talkbot.formats.wording import KIND_OF_TALK, ends_sentence

LONGEST = 300
_SEVERAL, _LIKE_A_NAME = 2, 0.5
_SURE = ("quoted", "will speak")
"""The ways to cut at signs that stand around nothing but a title."""
_MARKS = {
    "dash": re.compile(r"\s+[—–-]{1,3}\s+|(?<=\w)—(?=\w)"),
    "bar": re.compile(r"\s*\|\s*"),
    "colons": re.compile(r"\s+(?:::|//|»|>|→|~)\s+"),
    "dot": re.compile(r"\s+[•·]\s+"),
    "slash": re.compile(r"\s+/\s+"),
    "tab": re.compile(r"\t+"),
    "semicolon": re.compile(r"\s*;\s+"),
}
KIND = re.compile(rf"^{KIND_OF_TALK.pattern}\s*(?:[:–—|]|-\s)\s*", re.IGNORECASE | re.VERBOSE)
"""What kind of talk it is, before a head that is like the others of the page."""
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
_LAST_COMMA = re.compile(r"^((?:\S+\s+){2,}\S+),\s+([^,()]{4,80})$")
OPEN, CLOSE = '"“«„‘»', '"”»“’«'
_QUOTED_FIRST = re.compile(rf"^[{OPEN}](.+)[{CLOSE}][,.:;]?\s*(?:[—–-]+\s+|by\s+)?(\S.+)$")
_QUOTED_LAST = re.compile(
    rf"^([^{OPEN}]+?)[,.:;]?\s*(?:[—–-]+\s+|on\s+)?[{OPEN}](.+)[{CLOSE}][.]?$"
)
# What stands behind the quotation marks around a title: where it is told.
_QUOTED_IN = re.compile(
    rf"^([{OPEN}][^{OPEN}{CLOSE}]+[{CLOSE}]),?\s+(?:in|at|on|im|am)\s+[^{OPEN}{CLOSE}]{{2,60}}$"
)
_IN_BRACKETS = re.compile(r"^(.+?)\s*[(\[]([^()\[\]]+(?:\([^()]*\)[^()\[\]]*)*)[)\]]$")
_PLACED_FIRST = re.compile(r"^([^()]+\([^()]*\))\s*[:,.;]?\s+(.+)$")
# "Ada Byron (X) and Jo Holt (Y), Clocks".
_SEVERAL_PLACED = re.compile(
    r"^([^()]{4,60}\([^()]*\)(?:(?:,|,?\s+(?:and|und|et|y|e|i|&))\s+[^()]{4,60}\([^()]*\)){1,4})"
    r"\s*[:,.;]?\s+(.+)$"
)
_ON = re.compile(r"^([^,:;]{4,60}?)\s+(?:on|about|sur|über|sobre|su)\s+(\S.{3,})$")
# "Ada Byron and Grace Holt. Clocks That Lie"; initials and degrees end with a stop as well.
_STOP_FIRST = re.compile(
    r"^(.+?(?:[^\W\d_]{2}|\)))(?<!\bProf)(?<!\bDr)(?<!\bSt)(?<!\bMr)(?<!\bMs)(?<!\bJr)(?<!\bSr)[.]\s+"
    r"([\"“«„]?[A-ZÀ-Þ\d].{3,})$"
)
_COLON = re.compile(r"^([^:]+?)\s*:\s+(.+)$")
# "Oreby Observatory" behind a name is where somebody works.
_NAMED_PLACE = re.compile(
    r"(?:[A-ZÀ-Þ][\w.'’-]*\s+){1,4}(?:College|Observatory|Laborator(?:y|ies)|Labs?|Cent(?:er|re)|Institute|University"
    r"|Museum|Hospital|Clinic|Academy|Foundation|Polytechnic|School|GmbH|Ltd\.?|Inc\.?|LLC|AG)"
)
_COLUMN = re.compile(r"\s[/|·•–—-]+\s")
_WHO_WILL_SPEAK = re.compile(
    r"^(?:(?:at|in)\s+[^,]{2,50},\s+)?(.{3,}?),?\s+(?:will|is\s+going\s+to)\s+(?:speak|talk|lecture|present|tell\s+us"
    r"|(?:give|hold|deliver)\s+(?:an?|the|our)\s+(?:[\w-]+\s+){0,2}(?:talk|lecture|seminar|colloquium|presentation))\s+"
    r"(?:(?:on|about|entitled|titled|called)\s+)?:?\s*(.+?)[.]?$",
    re.IGNORECASE,
)
# A sentence ends here; "Prof." ends none.
_INNER_STOP = re.compile(r"(?<=[^\W\d_]{3})(?<!\bProf)[.]\s+[A-ZÀ-Þ]")
LINK_PART = re.compile(
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


def cuts(text: str, common: Collection[str], way: str = "") -> Iterator[Cut]:
    """Every way to cut a line into a title and the people who speak, or only one `way`."""
    for name, title, speaker, more in _pairs(text):
        if not way or name == way:
            yield judged(name, title, speaker, common, more)


def _pairs(text: str) -> Iterator[tuple[str, str, str, tuple[tuple[str, str], ...]]]:
    """What may be title and speakers, for each way to cut a line, and the links behind them."""
    for name, mark in _MARKS.items():
        pieces = [piece.strip() for piece in mark.split(text)]
        if not 2 <= len(pieces) <= 5 or not all(pieces):
            continue
        links = [piece for piece in pieces if LINK_PART.match(piece)]
        pieces = [piece for piece in pieces if piece not in links]
        more = tuple(("link", link) for link in links)
        if len(pieces) == 2:
            for way in ("two", "placed"):
                yield f"{name} {way} title", pieces[0], pieces[1], more
                yield f"{name} {way} speaker", pieces[1], pieces[0], more
        elif len(pieces) == 3:
            a, b, c = pieces
            # What stands between two of them stays as it is printed.
            first, last = text[: text.rindex(c)], text[text.index(b, len(a)) :]
            yield f"{name} placed title", a, f"{b}, {c}", more
            yield f"{name} placed speaker", c, f"{a}, {b}", more
            yield f"{name} two title", first[: first.rindex(b) + len(b)].strip(), c, more
            yield f"{name} two speaker", last[: last.rindex(c) + len(c)].strip(), a, more
    # "Pizza, sponsored by" names nobody who speaks, "Talk by" no title.
    if (match := _BY.match(text)) and not _NO_TITLE.search(match[1]):
        yield "by title", match[1], in_brackets(match[2], (), sure=True), ()
    if match := _WITH.match(text):
        yield "with title", match[1], match[2], ()
    if match := _COMMA.match(text):
        yield "comma title", match[1], match[2], ()
    if (match := _LAST_COMMA.match(text)) and not ends_sentence(text):
        yield "last comma title", match[1], match[2], ()
    if match := _WHO_WILL_SPEAK.match(text):
        yield "will speak speaker", _QUOTED_IN.sub(r"\1", match[2]), match[1], ()
    if match := _QUOTED_FIRST.match(text):
        yield "quoted title", match[1], in_brackets(match[2], (), sure=True), ()
    if match := _QUOTED_LAST.match(text):
        yield "quoted speaker", match[2], match[1], ()
    if match := _ON.match(text):
        yield "on speaker", match[2], match[1], ()
    if match := _IN_BRACKETS.match(text):
        yield "bracket title", match[1], match[2], ()
    for form in (_SEVERAL_PLACED, _PLACED_FIRST):
        if match := form.match(text):
            yield "placed speaker", match[2], match[1], ()
    if match := _STOP_FIRST.match(text):
        yield "stop speaker", match[2], match[1], ()
        if not ends_sentence(match[2]):
            yield "stop title", match[1], match[2], ()
    if match := _COLON.match(text):
        yield "colon speaker", match[2], match[1], ()
        yield "colon title", match[1], match[2], ()


def judged(
    way: str,
    title: str,
    speaker: str,
    common: Collection[str],
    more: tuple[tuple[str, str], ...],
) -> Cut:
    """A cut and its fit: names where the speaker should be, and none where the title should be."""
    sure = way.startswith(_SURE)
    speaker = speaker.rstrip(".") if ends_sentence(speaker) else speaker
    people = people_of(speaker, common)
    scores = sorted(name_score(p.name.split(",")[0], common) for p in people)
    # Among several that are names, one may look a little less like it.
    fit = scores[1] if len(scores) > _SEVERAL and scores[0] > 0 else min(scores, default=0.0)
    if len(speaker) > 200 or len(title) < 2 or ends_sentence(speaker):
        fit = 0.0
    if way.startswith("bracket") and len(scores) < _SEVERAL:
        # "Ada Byron (Grace Holt)" is a name and a place; nobody is from two people.
        fit *= name_score(title, common) < _LIKE_A_NAME
    place = has_institution(title) or _NAMED_PLACE.fullmatch(title) is not None
    if (place or all(split_role(_COLUMN.sub(", ", title)))) and not sure:
        fit *= 0.4
    first = _COLUMN.sub(", ", title).split(",")[0]
    if name_score(re.sub(r"\s*\([^()]*\)$", "", first), common) >= 0.8 and not sure:
        fit *= 0.4
    if title[:1].islower() and not sure:
        fit *= 0.6
    title = unquoted(title)
    parts = (("title", title), ("speaker", speaker))
    return Cut(way, (*(parts if way.endswith("title") else parts[::-1]), *more), fit)

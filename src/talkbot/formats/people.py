"""Names, roles and affiliations: how a line of a programme says who speaks and from where."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from talkbot.formats.document import one_line
from talkbot.formats.months import MONTH
from talkbot.formats.names import (
    INSTITUTION,
    ON_THEIR_OWN,
    PRONOUNS,
    ROLE,
    institution_score,
    is_single_name,
    name_score,
)
from talkbot.formats.namings import columns_as_commas, joined, outside_brackets, stop_as_comma
from talkbot.formats.places import AND, in_brackets
from talkbot.talks import Speaker
from talkbot.words import STOP_WORDS

_DEGREE = (
    r"(?:jr|sr|ii|iii|iv|esq|frs|frcp|ll\.?[bmd]|(?:[bmd]|ph|pharm|psy|ed|th|ms|dr)\.?\s?d|m\.?b\.?(?:ch\.?b|bs)|"
    r"(?:d|m|b)\.?(?:phil|sc|s|a|eng|res|mus|arch|ba|ph|tech)|p\.?e|rn|cpa|m\.?d\.?h|dnp|msw|facs|dds|dvm)"
)
_POSTNOMINAL = re.compile(rf"^{_DEGREE}\.?$", re.IGNORECASE)
_BEFORE_DEGREE = re.compile(rf",\s*(?={_DEGREE}\.?(?:\s*[,;(]|\s+(?:and|&)\s|$))", re.IGNORECASE)
# Of two people with one place in brackets.
_BOTH = re.compile(
    r"^(?:both|all|beiden?|alle|tous(?:\sles)?\sdeux|amb[oa]s|entramb[ie])\s+"
    r"(?:(?:at|of|from|de|von|an)\s+)?(?=[A-ZÀ-Þ])"
)
# "Norway and Researcher at the Record Office" goes on with another place.
_JOINED_ROLE = re.compile(r"\S\s+(?:and|und|et|y|e)\s+.*\s(?:at|of|an|bei)\s", re.IGNORECASE)
_SMALL_AT = re.compile(r"^([a-zà-þ][a-zà-þ\s-]{3,40}?)\s+at\s+(?:the\s+)?([A-ZÀ-Þ].+)$")
# "violin maker", "piano": what somebody is or plays, in a few small letters.
_SMALL_WORDS = re.compile(r"(?:[a-zß-ÿ][\w-]*\s){0,2}[a-zß-ÿ][\w-]{2,}")
_TRADE = re.compile(r"(?:\S+\s){0,2}\S+(?:ist|er|or|ian|eer|eur|in|ista|rice|ogue)")
_JOIN = re.compile(r",?\s+(?:and|und|et)\s+|\s*&\s*|\s+/\s+|\s*[·•|]\s*|,\s*")
# What somebody is called elsewhere, behind the name.
_HANDLE = re.compile(
    r"(?<=\w)(?:\s?[(\[]\s?@[\w.-]{2,30}\s?[)\]]|,\s?@[a-z][\w.-]{1,30}(?=\s?(?:$|[,;(&])))"
)
# How somebody speaks is not where they are from.
_MODE = re.compile(
    r"(?<=\w)\s?[(\[](?:(?:via|over|on)\s)?(?:online|remote(?:ly)?|virtual(?:ly)?|hybrid|zoom|"
    r"in[ -]person|en ligne|à distance|en línea|remot[oa]|virtuell|in pr[äa]senz|presencial)[)\]]",
    re.IGNORECASE,
)
# "Ada Byron, March 2031": when somebody spoke is not where they are from.
_MONTH_BEHIND = re.compile(rf"(?<=[^\W\d_]),\s+{MONTH}(?:\s+(?:19|20)\d\d)?\s*$", re.IGNORECASE)
# A year behind a name tells of a degree or a life, and of no place: "(class of 1998)", "(MA '04)".
_YEAR_BEHIND = re.compile(
    r"(?<=\w)\s\((?:[\w.*†-]{1,10}\s){0,2}(?:(?:19|20)\d\d(?:\s?[–-]\s?(?:19|20)?\d\d)?|['’]\d\d)\)"
    r"(?=\s*(?:,|;|&|and\b|$))"
)
_WIDE = {ord("（"): " (", ord("）"): ")", ord("，"): ", ", ord("、"): " & ", ord("；"): "; "}
# A name in Chinese signs with a space before where that person is from.
_SIGN = r"[\u3040-\u30ff\u3400-\u9fff々]"
_CJK_PLACED = re.compile(
    rf"^({_SIGN}{{1,4}}(?:[ \u3000]{_SIGN}{{1,4}})?)[ \u3000]"
    rf"({_SIGN}*(?:大学|大學|学院|學院|研究|公司|会社|機構|センター|病院)[^\s()]*)$"
)
# "D. Orchard" is a person, and no place.
_WITH_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.[-\s]?){1,3}(?:[a-z]{2,3}\s)?[A-ZÀ-Þ][\w'’-]+")
_FEWEST = 2
_COMMA = re.compile(r",\s*")
_LEAD = re.compile(
    r"^(?:(?:presented\s+by|given\s+by|(?:an?\s+|ein\s+|une\s+|una\s+)?(?:talk|lecture|vortrag|conférence|"
    r"charla|conferencia|ponencia|conferenza)\s+(?:by|von|de|di|with|mit)|with|by|mit|avec|con)\s+|"
    r"speakers?\s*[:–—-]\s*)(?=\S)",
    re.IGNORECASE,
)


# Behind other roles may stand what the role is for: "Senior Engineer Cloud Platforms".
_ROLE_BEFORE = re.compile(
    r"\b(?:professor|prof\b\.?|lecturer|student|candidate|fellow|postdoc)\b\.?(?=\s)", re.IGNORECASE
)
# "ecologist Imelda Trevanion": particles of names are shorter.
_TRADE_BEFORE = re.compile(r"((?:[a-zß-ÿ][\w-]{4,}\s+){1,3})(?=[A-ZÀ-Þ])")


def people_of(
    line: str, common: Collection[str] = (), *, places: bool = True, lists: bool = True
) -> tuple[Speaker, ...]:
    """The speakers that a line names, with role and affiliation as printed.

    `places` says what "Ada Byron, Grace Holt" means: a name and its place, or two names. `lists`
    says whether a line may name several with nothing but commas between them.
    """
    people = _people_of(
        line, common if isinstance(common, frozenset) else frozenset(common), places
    )
    if lists or len(people) == 1 or not _is_plain_list(line):
        return people
    return (_person(_LEAD.sub("", one_line(line)), common),)


def lists_people(lines: Collection[str], common: Collection[str] = ()) -> bool:
    """Whether a line of a page may list people with nothing but commas between them: it may not
    where the page joins two by "and", and most other commas stand before a place."""
    plain = [line for line in lines if "," in line and _is_plain_list(line)]
    single = sum(len(people_of(line, common)) == 1 for line in plain)
    joined = any(not _is_plain_list(line) and len(people_of(line, common)) > 1 for line in lines)
    return not (joined and single >= _FEWEST and 2 * (len(plain) - single) <= single)


def _is_plain_list(line: str) -> bool:
    return ";" not in line and "(" not in line and not AND.search(line)


@lru_cache(maxsize=4096)
def _people_of(line: str, common: frozenset[str], places: bool) -> tuple[Speaker, ...]:
    text = _LEAD.sub("", one_line(line).translate(_WIDE)).strip(" ,;–—")
    text = _MONTH_BEHIND.sub("", _MODE.sub("", _HANDLE.sub("", text)))
    text = _YEAR_BEHIND.sub("", text) if "(" in text else text
    if text.startswith("@"):
        # Who is called by a sign is a person, each of them.
        text = re.sub(r",\s*@", " & ", text).replace("@", "")
    if not text:
        return ()
    text = _CJK_PLACED.sub(r"\1 (\2)", text)
    text = stop_as_comma(text, common)
    text = in_brackets(columns_as_commas(joined(text), common), common)
    people = [_person(part, common) for part in _each_person(text, common, places)]
    return tuple(person for person in people if person.name) or (Speaker(name=text, raw=text),)


def _each_person(text: str, common: Collection[str], places: bool) -> list[str]:
    """The line cut into one piece for each person; a shared affiliation goes to each of them."""
    if ";" in text:
        pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
        if all(_starts_with_name(piece, common) for piece in pieces):
            return [person for piece in pieces for person in _each_person(piece, common, places)]
    shared = re.fullmatch(r"([^()]+?)\s*(\([^()]+\))", text)
    if shared and len(names := re.split(r",?\s+(?:and|und|et|y)\s+|\s*&\s*", shared[1])) == 2:
        # "A, B and C (X)": the "and" says that all are names.
        first = names[0].split(", ")
        names = [*first, names[1]] if all(_bare_name(name, common) for name in first) else names
        return [f"{name} {shared[2]}" for name in names]
    if shared and institution_score(shared[2].strip("()")) >= 0.9:
        # "A, B (X)": what stands in brackets is their place, so that B is none.
        names = _BEFORE_DEGREE.sub(" ", shared[1]).split(", ")
        if len(names) > 1 and all(name_score(name, common) >= 0.8 for name in names):
            return [f"{name} {shared[2]}" for name in names]
    degrees = {match.start() for match in _BEFORE_DEGREE.finditer(text)}
    marks = [mark for mark in outside_brackets(_JOIN, text) if mark.start() not in degrees]
    if not marks:
        return [text]
    bounds = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    segments = [text[start:end].strip() for start, end in zip(bounds, ends, strict=True)]
    commas = [mark.group().strip() == "," for mark in marks]
    named = [_bare_name(segment, common) for segment in segments]
    if len(segments) > 1 and named[1] and not commas[0]:
        # "Maureen and Ted Shaw": two of one last name.
        named[0] = named[0] or is_single_name(segments[0])
    if not named[0]:
        return [text]
    places_of = segments[1::2]
    if len(places_of) > 1 and all(commas) and len(segments) == 2 * len(places_of):
        # "A, X, B, Y": names and places by turns.
        turns = all(named[::2]) and not any(named[1::2])
        if turns and all(institution_score(place, common) >= 0.9 for place in places_of):
            return [f"{a}, {b}" for a, b in zip(segments[::2], places_of, strict=True)]
    # "A and B, X": a comma after the "and" ends the names; a list would read "A, B and C".
    leading = 1
    while leading < len(segments) and named[leading] and not commas[leading - 1]:
        leading += 1
    if (
        leading > 1
        and leading < len(segments)
        and commas[leading - 1]
        and not any(named[i] and not commas[i - 1] for i in range(leading, len(segments)))
    ):
        place = text[bounds[leading] :]
        # Who has a place in brackets needs no other.
        return [name if name[-1] == ")" else f"{name}, {place}" for name in segments[:leading]]
    # "A, B, C and D, X": an odd number of pieces cannot be pairs of a name and its place.
    if len(segments) % 2 and len(segments) > 4 and all(named[:-1]) and not commas[-2]:
        return [f"{name}, {segments[-1]}" for name in segments[:-1]]
    listed = len(segments) > 2 or not commas[0] or "(" in segments[0]
    if all(named) and (not places or listed or _WITH_INITIALS.fullmatch(segments[1])):
        alternating = len(segments) > 3 and commas == [i % 2 == 0 for i in range(len(commas))]
        if not alternating:
            return segments
    return _pieces(text, segments, named, commas, bounds, ends)


def _pieces(
    text: str,
    segments: list[str],
    named: list[bool],
    commas: list[bool],
    bounds: list[int],
    ends: list[int],
) -> list[str]:
    """Cut "A (X) and B (Y)", "A (X), B (Y)" and "A, X and B, Y", but not "A, X and Y"."""
    starts = [0]
    for number in range(1, len(segments)):
        bracketed = "(" in segments[number] and "(" in segments[number - 1]
        last = number + 1 == len(segments)
        placed = not commas[number - 1] and not last and commas[number] and number >= 2
        closes = "(" in segments[number - 1] and named[number] and not commas[number - 1]
        if named[number] and (bracketed or closes or placed):
            starts.append(number)
    stops = [*(number - 1 for number in starts[1:]), len(segments) - 1]
    return [text[bounds[a] : ends[b]] for a, b in zip(starts, stops, strict=True)]


def _inside_brackets(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


def _first_comma(text: str) -> tuple[str, str, str]:
    for match in re.finditer(r",\s*|\s+\((?=[^()]*\)\s*$)", text):
        if match.group().strip() == "(" or not _inside_brackets(text, match.start()):
            return text[: match.start()], match.group(), text[match.end() :]
    return text, "", ""


def _bare_name(text: str, common: Collection[str]) -> bool:
    """A name, maybe with its degrees and its place in brackets behind it, and nothing else."""
    text = _BEFORE_DEGREE.split(text)[0] if "," in text else text
    name = re.sub(r"\s*\([^()]*\)\s*$", "", text).strip()
    score = name_score(name, common)
    has_acronym = any(t.isupper() and len(t) > 1 and "." not in t for t in name.split())
    return score >= 0.5 and not (has_acronym and len(name.split()) < 3)


def _starts_with_name(text: str, common: Collection[str]) -> bool:
    return _bare_name(_first_comma(text)[0], common)


def _person(text: str, common: Collection[str]) -> Speaker:
    """One person: "Name, Role, Affiliation", "Name (Affiliation)", "Name – Affiliation"."""
    raw = text.strip()
    text = PRONOUNS.sub("", raw).strip()
    bracket = re.fullmatch(r"([^,]+?)\s*[(\[]([^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)[)\]]", text)
    dash = re.fullmatch(r"([^,]+?)\s+(?:[-–—]{1,3}|[@|]|at|from)\s+(.+)", text)
    if bracket:
        name, place = bracket.groups()
    elif "," not in text and dash and name_score(dash.group(1), common) >= 0.5:
        name, place = dash.groups()
    else:
        segments = _segments(text)
        taken = 1
        while taken < len(segments) and _POSTNOMINAL.match(segments[taken]):
            taken += 1
        name, place = ", ".join(segments[:taken]), ", ".join(segments[taken:])
    role, affiliation = split_role(place)
    trade = _TRADE_BEFORE.match(name)
    if trade and name_score(name[trade.end() :], common) >= 0.5:
        role, name = role or trade[1].strip(), name[trade.end() :]
    elif at := _end_of_role(name, common):
        role, name = role or name[:at].strip(), name[at:].strip()
    return Speaker(name=name.strip(), affiliation=affiliation, role=role, raw=raw)


def _end_of_role(name: str, common: Collection[str]) -> int:
    """Where a role ends that stands before a name ("Senior Lecturer Ada Byron"), 0 where none does;
    "Professor" alone is of the name."""
    ends = [match.end() for match in _ROLE_BEFORE.finditer(name) if " " in name[: match.end()]]
    rests = (end for end in ends if len(name[end:].split()) > 1)
    return next((end for end in rests if name_score(name[end:], common) >= 0.8), 0)


def _segments(text: str) -> list[str]:
    """The text cut at commas that stand outside brackets."""
    pieces: list[str] = []
    start = 0
    for match in outside_brackets(_COMMA, text):
        pieces.append(text[start : match.start()].strip())
        start = match.end()
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]


def is_small(place: str) -> bool:
    """Whether what stands behind a name are a few words in small letters, none of which any text
    may have."""
    words = _SMALL_WORDS.fullmatch(place)
    return bool(words) and STOP_WORDS.isdisjoint(place.split())


def _is_trade(place: str) -> bool:
    """Whether such words are by their end what somebody does: "piano" may be what a title is on."""
    return is_small(place) and _TRADE.fullmatch(place) is not None


def split_role(place: str) -> tuple[str, str]:
    """What stands behind a name, as (role, affiliation); either may be ""."""
    place = _BOTH.sub("", place.strip(" ,;"))
    segments = _segments(place)
    roles = [bool(ROLE.search(segment)) for segment in segments]
    if not any(roles):
        # "archivist at the Record Office": small letters are no institution's.
        at_place = _SMALL_AT.match(place)
        if at_place:
            return at_place[1], at_place[2]
        trade = _is_trade(place) and not ON_THEIR_OWN.match(place)
        return (place, "") if trade else ("", place)
    if roles[0]:
        at = re.search(r"\s+(?:at|@|with|bei|chez)\s+(?:the\s+)?", segments[0])
        if at and ROLE.search(segments[0][: at.start()]):
            return segments[0][: at.start()].strip(), place[at.end() :].strip(" ,")
        taken = 1
        while taken < len(segments) and roles[taken]:
            taken += 1
        role, rest = ", ".join(segments[:taken]), ", ".join(segments[taken:])
        if not rest and (at := re.search(r"\s+(?:at|@)\s+", segments[taken - 1])):
            cut = role.rfind(segments[taken - 1]) + at.start()
            return role[:cut].strip(), segments[taken - 1][at.end() :].strip()
        return role, rest
    if roles[-1] and not (INSTITUTION.search(segments[-1]) or _JOINED_ROLE.search(segments[-1])):
        return segments[-1], ", ".join(segments[:-1])
    return "", place

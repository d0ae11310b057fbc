"""The numbers in a question: minutes, talks for each speaker, speakers for each talk, ranks."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from talkbot.grammar.lexicon import NUMBERS
from talkbot.grammar.phrases import PEOPLE, TALK

_NUMBER = rf"(?:\d+(?:\.\d+)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_LEAST = ("at least", "no fewer than", "no less than", "a minimum of")
_MORE = ("longer than", "more than", "over", "above", "exceeding")
_MOST = ("at most", "up to", "no more than", "a maximum of", "no longer than")
_LESS = ("shorter than", "less than", "fewer than", "under", "below")
_EXACT = ("exactly", "only", "just", "precisely")
_HOW = rf"(?P<how>{'|'.join((*_LEAST, *_MOST, *_MORE, *_LESS, *_EXACT))})"
# "Two or more talks" is at least two.
_OR = r" or (?:more|longer|fewer|less|shorter)"
_MINUTES = re.compile(
    rf"\b(?P<how>{'|'.join((*_LEAST, *_MOST, *_MORE, *_LESS))})\s+(?:an?\s+)?"
    rf"(?P<value>{_NUMBER})?[ -]?(?P<unit>min(?:ute)?s?|h(?:ou)?rs?)\b(?P<half> and a half)?"
)
_MINUTES_OR = re.compile(
    rf"\b(?:(?:of|lasting|last|lasted|for|with) )?(?P<value>{_NUMBER})[ -](?P<unit>min(?:ute)?s?|h(?:ou)?rs?)(?P<or>{_OR})\b"
)
_BETWEEN = re.compile(
    rf"\bbetween (?P<low>{_NUMBER}) and (?P<high>{_NUMBER})[ -](?P<unit>min(?:ute)?s?|h(?:ou)?rs?)\b"
)
_TALKS = re.compile(
    r"\b(?:gave|gives?|given|giving|with|has|have|had|presented|delivered|held)\s+"
    rf"(?:{_HOW}\s+)?(?P<value>a single|{_NUMBER})(?P<or>{_OR})?\s+(?:different |separate )?{TALK}\b"
    rf"|\b(?:spoke|spoken|speaks?|presented|appears?|appeared|talked|represented)\s+(?:{_HOW.replace('<how>', '<how2>')}\s+)?"
    rf"(?:(?P<word>once|twice)|(?P<times>{_NUMBER}) times)\b"
    r"|\b(?:tags?|keywords?|tracks?|rooms?|languages?)(?:\s+(?:that|which|are|is|were|was|have|been|occurs?|appears?|used|given|assigned))+"
    rf"\s+(?:{_HOW.replace('<how>', '<how3>')}\s+)?(?:(?P<word3>once|twice)|(?P<times3>{_NUMBER}) times)\b"
)
_TAGS = re.compile(
    rf"\b(?:with|has|have|having|had|carry|carries|carrying|bear|bears|bearing)\s+(?:{_HOW}\s+)?"
    rf"(?P<value>a single|several|multiple|{_NUMBER})(?P<or>{_OR})?\s+(?:different )?(?:tags?|keywords?)\b"
)
_SPEAKERS = re.compile(
    rf"\b(?:with|has|have|had|(?:(?:given|held|presented|done|delivered|led|shared|run) )?by)\s+(?:{_HOW}\s+)?"
    rf"(?P<value>a single|several|multiple|a (?:pair|couple|duo) of|{_NUMBER})(?P<or>{_OR})?\s+{PEOPLE}(?: (?:together|jointly|at once))?\b"
)
_JOINT = re.compile(
    rf"\bjoint {TALK}\b|\b(?:given|held|presented|delivered) (?:jointly|together)\b(?! with)|\bco-?presented\b(?! (?:by|with))"
    r"|\b(?:g[ai]ve[ns]?|given|sp[eo]aks?|spoken?|present(?:s|ed)?|appear(?:s|ed)?|talked|held|done|stage)(?: (?!(?:about|on|of|to|how|that)\b)\w+){0,2}?(?P<beside> (?:together |jointly )?with (?:some(?:body|one)|any(?:body|one)|another (?:speaker|presenter|person)|others|a (?:colleague|co-?speaker|co-?presenter))(?: else)?(?=\W*$))"
)
_ORDINALS = {
    word: place
    for place, words in enumerate(
        ("second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th"), 2
    )
    for word in words.split()
}
_DAY = re.compile(
    rf"\b(?:on |during |for )?(?:(?:the|its|their) )?(?:(?P<place>first|last|final|opening|closing|{'|'.join(_ORDINALS)}) day"
    rf"|day (?P<number>{_NUMBER}))\b(?: of(?: the)?(?= ))?"
)
_EXTREME = r"(?:longest|shortest|latest|newest|oldest|earliest|most recent|most|fewest|least|biggest|largest)"
_RANK = re.compile(
    rf"\b(?P<place>{'|'.join(_ORDINALS)})[ -](?={_EXTREME}\b)"
    rf"|\b(?:top |first |last )?(?P<many>{_NUMBER}) (?={_EXTREME}\b)"
    rf"|(?<=est )(?P<after>{_NUMBER}) (?={TALK}\b)"
    rf"|\b(?:top|(?:first|last)(?= {_NUMBER} {TALK}))[ -](?P<top>{_NUMBER})\b"
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A range of numbers, both ends in it, and the words for it ("longer than 30 minutes")."""

    low: float
    high: float
    said: str
    span: tuple[int, int]

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def minutes_in(folded: str) -> Bounds | None:
    """How long a talk may be, in minutes."""
    between = _BETWEEN.search(folded)
    if between:
        unit = 60 if between["unit"].startswith("h") else 1
        ends = sorted(unit * _number(between[name]) for name in ("low", "high"))
        return Bounds(ends[0], ends[1], between.group(), between.span())
    match = _MINUTES.search(folded)
    after = None if match else _MINUTES_OR.search(folded)
    if after:
        value = _number(after["value"]) * (60 if after["unit"].startswith("h") else 1)
        said = folded[after.start("value") : after.end()]
        return Bounds(*_range(_open_end(after), value), said, after.span())
    if not match:
        return None
    value = _number(match.group("value") or "one") + 0.5 * bool(match.group("half"))
    value *= 60 if match.group("unit").startswith("h") else 1
    low, high = _range(match.group("how"), value)
    return Bounds(low, high, match.group(), match.span())


def talks_each_in(folded: str) -> Bounds | None:
    """How many talks each of those asked for has: "who gave more than two talks"."""
    match = _TALKS.search(folded)
    if not match:
        return None
    word = match["word"] or match["word3"]
    text = match["value"] or match["times"] or match["times3"]
    text = text or ("two" if word == "twice" else "one")
    how = _open_end(match) or match["how2"] or match["how3"] or "exactly"
    low, high = _range(how, _number(text), whole=True)
    return Bounds(low, high, match.group(), match.span())


def speakers_each_in(folded: str) -> Bounds | None:
    """How many speakers a talk has: "talks with two speakers"."""
    match = _SPEAKERS.search(folded)
    joint = _JOINT.search(folded)
    if joint and not match:
        span = joint.span("beside") if joint["beside"] else joint.span()
        return Bounds(2, math.inf, "by several speakers", span)
    if not match:
        return None
    return _each(match)


def tags_each_in(folded: str) -> Bounds | None:
    """How many tags a talk has: "talks with more than one tag"."""
    match = _TAGS.search(folded)
    if not match:
        return None
    return _each(match)


def _each(match: re.Match[str]) -> Bounds:
    """How many a talk has, where "several" and "a pair of" are numbers, too."""
    value = match["value"]
    many = value in ("several", "multiple")
    two = many or value.startswith(("a pair", "a couple", "a duo"))
    how = "at least" if many else _open_end(match) or "exactly"
    low, high = _range(how, 2 if two else _number(value), whole=True)
    return Bounds(low, high, match.group(), match.span())


def ranks_in(folded: str) -> tuple[tuple[int, int], tuple[int, int] | None]:
    """The first and last rank asked for, (1, 1) when none is, and where the question says so."""
    match = _RANK.search(folded)
    if not match:
        return (1, 1), None
    if match.group("place"):
        place = _ORDINALS[match.group("place")]
        return (place, place), match.span()
    many = int(_number(match["many"] or match["after"] or match["top"]))
    return (1, max(1, many)), match.span()


def day_in(folded: str) -> tuple[int, tuple[int, int] | None]:
    """Which day of an event is asked for: 1 the first, -1 the last, 0 none; and where it says so."""
    match = _DAY.search(folded)
    if not match:
        return 0, None
    if match["number"]:
        return int(_number(match["number"])), match.span()
    named = {"first": 1, "opening": 1, "last": -1, "final": -1, "closing": -1} | _ORDINALS
    return named[match["place"]], match.span()


def _open_end(match: re.Match[str]) -> str:
    """What bounds a number, before it or after: "at least two", "two or more"; "" for nothing."""
    after = match.group("or") or ""
    return match.groupdict().get("how") or (
        "" if not after else "at least" if after.endswith(("more", "longer")) else "at most"
    )


def _number(text: str) -> float:
    return 1.0 if text == "a single" else float(NUMBERS.get(text, 0) or text)


def _range(how: str, value: float, *, whole: bool = False) -> tuple[float, float]:
    """The numbers that "more than 3" allows; a length of exactly the limit is not over it."""
    if how in _LEAST:
        return value, math.inf
    if how in _MORE:
        return (value + 1 if whole else math.nextafter(value, math.inf)), math.inf
    if how in _MOST:
        return 0.0, value
    if how in _LESS:
        return 0.0, (value - 1 if whole else math.nextafter(value, 0.0))
    return value, value

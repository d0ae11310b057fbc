"""Places that names point to by raised signs: "Ada Byron¹, Jo Holt²" over "¹ MIT, ² Caltech"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.document import Line

_HIGH = re.compile(r"\^\{?(\d{1,2}(?:,\s?\d{1,2})*)\}?")
_GLUED = re.compile(r"(?<=[^\W\d_.])(\d{1,2}(?:,\d{1,2})*)")
_ONE = r"[^\W\d_][^\d,;&]*[^\W\d_.]\d{1,2}(?:,\d{1,2})*\*?"
_GLUED_NAMES = re.compile(rf"{_ONE}(?:(?:\s*[,;]\s*|\s+(?:and|&)\s+|,\s+and\s+){_ONE})*")
_NUMBERED = re.compile(r"\d{1,2}[\s.)]*[^\W\d_]")
_NUMBERS = re.compile(r"(?:^|(?<=[\s,;]))(\d{1,2})[.)]?\s*(?=[^\W\d_])")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGN = "¹²³⁰⁴⁵⁶⁷⁸⁹*†‡§"
# "Ada Byron¹, Jo Holt² (¹MIT; ²Caltech)", with brackets or without.
_WITHIN = re.compile(rf"([^()]*?[{_SIGN}])[\s,;]*\(?([{_SIGN}]\s?[^\W\d_][^()]*)\)?\W*")
_LONGEST = 1000
_PLACE = re.compile(rf"([{_SIGN}]+)\s*([^{_SIGN}]+)")
_NAMES = re.compile(rf"([^{_SIGN},;&]+?)\s*([{_SIGN}]+(?:,\s?[{_SIGN}]+)*)(?=\s*(?:[,;&]|and\b|$))")


def with_places(lines: Sequence[Line]) -> list[Line]:
    """The lines with each place written behind the names that point to it, in brackets."""
    texts = zip(lines, texts_with_places([line.text for line in lines]), strict=True)
    told = ((line, text) for line, text in texts if text)
    return [line if text == line.text else replace(line, text=text) for line, text in told]


def texts_with_places(given: Sequence[str]) -> list[str]:
    """The texts with each place written behind the names that point to it; "" for those of the
    places, one below the other or in one line."""
    texts = _glued_raised([_with_raised_signs(text) for text in given])
    at = 0
    while at < len(texts):
        if len(texts[at]) <= _LONGEST and (within := _WITHIN.fullmatch(texts[at])):
            told = _placed(within[1], dict(_PLACE.findall(within[2])))
            texts[at] = told if told and len(within[1]) <= 300 else texts[at]
        below = at + 1
        while below < len(texts) and texts[below][:1] in (*_SIGN, ""):
            below += 1
        places = dict(_PLACE.findall(" ".join(texts[at + 1 : below])))
        if places and len(texts[at]) <= 300 and (placed := _placed(texts[at], places)):
            texts[at:below] = [placed, *[""] * (below - at - 1)]
        at = below
    return texts


def _glued_raised(texts: Sequence[str]) -> list[str]:
    """The texts with glued numbers raised where a line of names has one behind each, and the next
    lines begin with them: "Ada Byron1, Jo Holt2" over "1 MIT, 2 Caltech"."""
    result = list(texts)
    for n, text in enumerate(texts):
        if len(text) > 300 or not _GLUED_NAMES.fullmatch(text):
            continue
        below = n + 1
        while below < len(texts) and _NUMBERED.match(texts[below]):
            below += 1
        places = " ".join(texts[n + 1 : below])
        if {*re.findall(r"\d+", text)} == {*_NUMBERS.findall(places)}:
            result[n] = _GLUED.sub(lambda m: m[1].translate(RAISED), text)
            raised = _NUMBERS.sub(lambda m: m[1].translate(RAISED), places)
            result[n + 1 : below] = [raised, *[""] * (below - n - 2)]
    return result


def _with_raised_signs(text: str) -> str:
    """ "Ada Byron^1" and "^1 MIT" with raised signs; a formula keeps its own."""
    short = len(text) <= 300 and "^" in text and "$" not in text
    return _HIGH.sub(lambda match: match[1].translate(RAISED), text) if short else text


def _placed(names: str, places: dict[str, str]) -> str:
    """The names with their places, "" when one points to a place that is not there."""
    people: list[str] = []
    for name, signs in _NAMES.findall(names):
        known = [places.get(sign, "").strip(" ,;.") for sign in re.split(r",\s?", signs)]
        if not all(known):
            return ""
        bare = re.sub(r"^(?:and|&)\s+", "", name.strip())
        people.append(f"{bare} ({' & '.join(known)})")
    return ", ".join(people)

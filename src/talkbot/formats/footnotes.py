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
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGN = "¹²³⁰⁴⁵⁶⁷⁸⁹*†‡§"
_PLACE = re.compile(rf"([{_SIGN}]+)\s*([^{_SIGN}]+)")
_NAMES = re.compile(rf"([^{_SIGN},;&]+?)\s*([{_SIGN}]+(?:,\s?[{_SIGN}]+)*)(?=\s*(?:[,;&]|and\b|$))")


def with_places(lines: Sequence[Line]) -> list[Line]:
    """The lines with each place written behind the names that point to it, in brackets."""
    result: list[Line] = []
    for line in _glued_raised([_with_raised_signs(line) for line in lines]):
        names = result[-1].text if result else ""
        places = dict(_PLACE.findall(line.text)) if line.text[:1] in _SIGN else {}
        placed = _placed(names, places) if places and len(names) <= 300 else ""
        if placed:
            result[-1] = replace(result[-1], text=placed)
        else:
            result.append(line)
    return result


def _glued_raised(lines: Sequence[Line]) -> list[Line]:
    """The lines with glued numbers raised where a line of names has one behind each, and the next
    lines begin with them: "Ada Byron1, Jo Holt2" over "1 MIT, 2 Caltech"."""
    result: list[Line] = []
    used: set[int] = set()
    for n, line in enumerate(lines):
        if n in used:
            continue
        result.append(line)
        if len(line.text) > 300 or not _GLUED_NAMES.fullmatch(line.text):
            continue
        below = n + 1
        while below < len(lines) and _NUMBERED.match(lines[below].text):
            below += 1
        places = " ".join(lines[at].text for at in range(n + 1, below))
        if {*re.findall(r"\d+", line.text)} == {*_NUMBERS.findall(places)}:
            result[-1] = replace(
                line, text=_GLUED.sub(lambda m: m[1].translate(_RAISED), line.text)
            )
            raised = _NUMBERS.sub(lambda m: m[1].translate(_RAISED), places)
            result.append(replace(lines[n + 1], text=raised))
            used |= set(range(n + 1, below))
    return result


def _with_raised_signs(line: Line) -> Line:
    """ "Ada Byron^1" and "^1 MIT" with raised signs; a formula keeps its own."""
    short = len(line.text) <= 300 and "^" in line.text and "$" not in line.text
    text = _HIGH.sub(lambda match: match[1].translate(_RAISED), line.text) if short else line.text
    return replace(line, text=text) if text != line.text else line


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

"""Places that names point to by raised signs: "Ada Byron¹, Jo Holt²" over "¹ MIT, ² Caltech"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.document import Line

_HIGH = re.compile(r"\^\{?(\d{1,2}(?:,\s?\d{1,2})*)\}?")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGN = "¹²³⁰⁴⁵⁶⁷⁸⁹*†‡§"
_PLACE = re.compile(rf"([{_SIGN}]+)\s*([^{_SIGN}]+)")
_NAMES = re.compile(rf"([^{_SIGN},;&]+?)\s*([{_SIGN}]+(?:,\s?[{_SIGN}]+)*)(?=\s*(?:[,;&]|and\b|$))")


def with_places(lines: Sequence[Line]) -> list[Line]:
    """The lines with each place written behind the names that point to it, in brackets."""
    result: list[Line] = []
    for line in map(_with_raised_signs, lines):
        names = result[-1].text if result else ""
        places = dict(_PLACE.findall(line.text)) if line.text[:1] in _SIGN else {}
        placed = _placed(names, places) if places and len(names) <= 300 else ""
        if placed:
            result[-1] = replace(result[-1], text=placed)
        else:
            result.append(line)
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

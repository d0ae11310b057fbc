"""Places that names point to by raised signs: "Ada Byron¹, Jo Holt²" over "¹ MIT, ² Caltech"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.document import Line

_SIGN = "¹²³⁰⁴⁵⁶⁷⁸⁹*†‡§"
_PLACE = re.compile(rf"([{_SIGN}]+)\s*([^{_SIGN}]+)")
_NAMES = re.compile(rf"([^{_SIGN},;&]+?)\s*([{_SIGN}]+(?:,\s?[{_SIGN}]+)*)(?=\s*(?:[,;&]|and\b|$))")


def with_places(lines: Sequence[Line]) -> list[Line]:
    """The lines with each place written behind the names that point to it, in brackets."""
    result: list[Line] = []
    for line in lines:
        names = result[-1].text if result else ""
        places = dict(_PLACE.findall(line.text)) if line.text[:1] in _SIGN else {}
        placed = _placed(names, places) if places and len(names) <= 300 else ""
        if placed:
            result[-1] = replace(result[-1], text=placed)
        else:
            result.append(line)
    return result


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

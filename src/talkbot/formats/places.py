"""Places that words join to names: "Ada Byron of the Clock Museum", "Jo and Ada Holt - MIT"."""

from __future__ import annotations

import re
from collections.abc import Collection

from talkbot.formats.names import INSTITUTION, name_score

AND = re.compile(r",?\s+(?:and|und|et|e|y)\s+|\s*&\s*")
"""What joins the last of several people to those before."""
_LISTED = re.compile(rf"{AND.pattern}|,\s*")
_MARK = re.compile(r"\s+[-–—@]\s+")
_FROM = re.compile(r"\s+(?:of|at|from)\s+(?:the\s+)?(?=[A-ZÀ-Þ\d])")
# These are parts of names as well: "Maria da Silva".
_PARTICLE = re.compile(
    r"\s+(?:(?:von|aus|an)\s+(?:der|dem)|vo[nm]|am|d[aeo]s?|del|del?\s+la|dalla?|della?|van|van\s+(?:de|het))\s+"
    r"(?=[A-ZÀ-Þ])|\s+(?:de\s+l|da\s?ll|dell)['’](?=[A-ZÀ-Þ])"
)
_LONGEST = 300


def in_brackets(text: str, common: Collection[str], *, sure: bool = False) -> str:
    """A line of people with the places in brackets that stand behind "of", "at" or a dash there.

    Behind one name a dash needs no brackets; behind "of" stands an institution, or anything with
    a capital where it is `sure` that the line says who speaks.
    """
    if len(text) > _LONGEST:
        return text
    each = AND.split(text)
    parts = [_bracketed(part, common, sure=sure, marks=True) for part in each]
    bare = [_is_name(part, common) for part in each]
    cut = [part != whole for part, whole in zip(parts, each, strict=True)]
    if len(each) > 1 and cut[0] and all(c or b for c, b in zip(cut, bare, strict=True)):
        return " and ".join(parts)
    return _bracketed(text, common, sure=sure, marks=len(each) > 1)


def _bracketed(text: str, common: Collection[str], *, sure: bool, marks: bool) -> str:
    for joint in (_MARK, _FROM, _PARTICLE):
        if joint is _MARK and not marks:
            continue
        for match in joint.finditer(text):
            names = _LISTED.split(text[: match.start()])
            place = text[match.end() :]
            if not all(_is_name(name, common) for name in names):
                continue
            known = INSTITUTION.search(place.split(",")[0])
            if known or joint is _MARK or (sure and joint is _FROM):
                return f"{text[: match.start()]} ({place})"
    return text


def _is_name(text: str, common: Collection[str]) -> bool:
    return len(text.split()) > 1 and "(" not in text and name_score(text, common) >= 0.8

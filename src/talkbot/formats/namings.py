"""Lines of people with the marks that pages use between names and places made commas and "and"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from talkbot.formats.names import INSTITUTION, ROLE, institution_score, name_score

_STOP = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=[A-ZÀ-Þ])")
_AND = re.compile(r"\s+(?:e|ed|y|i|och|og|en|ja|oraz)\s+")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_COLUMN = re.compile(r"\s+[/|·•]\s+|\t+")
_LONGEST = 160


def stop_as_comma(text: str, common: Collection[str]) -> str:
    """ "Ada Byron. Record Office." with a comma behind the name, where a place follows."""
    stop = _STOP.search(text) if "." in text else None
    if stop is None or len(text) > _LONGEST:
        return text
    name, rest = text[: stop.start()], text[stop.end() :].rstrip(" .")
    placed = bool(INSTITUTION.search(rest) or ROLE.search(rest)) and not _STOP.search(rest)
    return f"{name}, {rest}" if placed and name_score(name, common) >= 0.8 else text


def joined(text: str) -> str:
    """Names with "and" between them, in whatever language they are joined."""
    for match in reversed([*outside_brackets(_AND, text)]):
        before = _IN_BRACKETS.sub("", text[: match.start()]).split(",")[-1].strip()
        behind = re.split(r"[,(]", text[match.end() :])[0].strip()
        if name_score(before) >= 0.8 and name_score(behind) >= 0.8:
            text = f"{text[: match.start()]} and {text[match.end() :]}"
    return text


def columns_as_commas(text: str, common: Collection[str]) -> str:
    """ "Name / Role / Place" as "Name, Role, Place"; names that bars join stay as they are."""
    pieces = _COLUMN.split(text)
    if len(pieces) < 2 or any(name_score(n.split(",")[0], common) < 0.5 for n in _names(pieces[0])):
        return text
    placed = any(institution_score(piece, common) >= 0.9 for piece in pieces[1:])
    return placed_behind(pieces) if placed else text


def placed_behind(pieces: Sequence[str]) -> str:
    """Columns of which the first names people, and those behind it where they are all from."""
    names = [name for part in _names(pieces[0]) for name in part.split(", ")]
    if len(names) > 1 and all(name_score(name) >= 0.8 for name in names):
        return "; ".join(f"{name} ({', '.join(pieces[1:])})" for name in names)
    return ", ".join(pieces)


def _names(text: str) -> list[str]:
    return re.split(r"\s+(?:and|und|et)\s+|\s*&\s*", text)


def outside_brackets(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    at = depth = 0
    for match in pattern.finditer(text):
        depth += text.count("(", at, match.start()) - text.count(")", at, match.start())
        at = match.start()
        if depth <= 0:
            yield match

"""Paragraphs that a page repeats below its talks: where one meets afterwards, how to join."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from talkbot.formats.document import Document, Line, Parsed
from talkbot.formats.last_words import is_of_talk, stems_of, without_last_words
from talkbot.talks import Talk, fold

_FEWEST = 2
_SHARE = 0.25
_SHORTEST = 40
_LEAST = 12
"""Characters of a line that nearly all texts end with."""
_NEARLY_ALL = 0.75
_BRIEF = "brief: "
"""What the key of such a line begins with."""
_NUMBER = re.compile(r"\d+")
_FEWEST_WORDS = 7
_NAMES = re.compile(r"(?:\s+(?:[A-ZÀ-Þ][\w&'’.-]*|\d[\w:.,-]*))+")
_JOINT = re.compile(r"\bwith\b", re.IGNORECASE)


def tidied(document: Document, parsed: Parsed, lines: Sequence[Line]) -> Parsed:
    """What was read of a page without its last words and refrains: either may hide the other."""
    parsed = without_last_words(document, parsed, lines)
    parsed = without_refrains(document, parsed, lines)
    return without_last_words(document, parsed, lines)


def without_refrains(document: Document, parsed: Parsed, lines: Sequence[Line]) -> Parsed:
    """What was read of a page without the paragraphs that end the texts of several of its talks,
    word for word but for names and numbers, and short ones like them. Each is reported once. The
    text of a talk that is given twice stays."""
    begins: dict[str, set[str]] = defaultdict(set)
    for talk in parsed.talks:
        first, *others = _paragraphs(talk)
        for paragraph in others:
            begins[_key(paragraph)].add(first)
    least = max(_FEWEST, _SHARE * sum(bool(talk.abstract) for talk in parsed.talks))
    most = max(_FEWEST + 1, _NEARLY_ALL * sum(bool(talk.abstract) for talk in parsed.talks))
    refrains = {
        key
        for key, firsts in begins.items()
        if key and len(firsts) >= (most if key.startswith(_BRIEF) else least)
    }
    if not refrains:
        return parsed
    talks = tuple(_without(talk, refrains) for talk in parsed.talks)
    about = frozenset[str]().union(*(stems_of(key) for key in refrains))
    like = {talk.id: text for talk in talks if (text := _like_refrain(talk, about))}
    talks = tuple(
        replace(talk, abstract=talk.abstract.removesuffix(f"\n{like[talk.id]}"))
        if talk.id in like
        else talk
        for talk in talks
    )
    said: dict[str, Line] = {}
    for line in lines:
        if (key := _key(line.text)) in refrains or (key := line.text) in like.values():
            said.setdefault(key, line)
    problems = (document.problem(line.number, _repeated(line.text)) for line in said.values())
    return replace(parsed, talks=talks, problems=(*parsed.problems, *problems))


def _paragraphs(talk: Talk) -> list[str]:
    return talk.abstract.split("\n")


def _key(text: str) -> str:
    """A paragraph as it is compared, "" for one that may well stand in two texts."""
    if len(text) < _LEAST or _JOINT.search(text[:40]):
        return ""
    if len(text) < _SHORTEST:
        return f"{_BRIEF}{fold(_NUMBER.sub('…', text)).strip(' .!')}"
    # "… sponsored by X" is the same below another talk that Y sponsors.
    framed = _NAMES.sub(" …", text)
    enough = len(framed.split()) >= _FEWEST_WORDS and len(text) <= 2 * len(framed)
    return fold(framed if enough else text).strip(" .!")


def _without(talk: Talk, refrains: Collection[str]) -> Talk:
    kept = _paragraphs(talk)
    while len(kept) > 1 and _key(kept[-1]) in refrains:
        kept.pop()
    return replace(talk, abstract="\n".join(kept))


def _like_refrain(talk: Talk, about: Collection[str]) -> str:
    """The last paragraph of a talk, "" unless it is short and about what the page repeats below
    other talks, and not about what the talk is."""
    *above, last = _paragraphs(talk)
    short = bool(above) and len(last) <= 2 * _SHORTEST
    like = short and not stems_of(last).isdisjoint(about)
    return last if like and not is_of_talk(last, talk, "\n".join(above)) else ""


def _repeated(text: str) -> str:
    return f"{text[:80]!r} was left out: such lines stand below several talks and are of none."

"""Lines in which a title is marked, in bold, in italics, as a link or by quotation marks: what
stands before or behind it says who speaks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from talkbot.formats.dates import has_day
from talkbot.formats.document import Line, unquoted
from talkbot.formats.heads import CLOSE, LINK_PART, OPEN, Cut, judged
from talkbot.formats.names import is_single_name, name_score
from talkbot.formats.people import people_of
from talkbot.formats.whens import leading_when, when_and_where
from talkbot.formats.wording import KIND_OF_TALK

LONGEST = 500
ANY = "*"
"""The sign of words that are marked in whichever way."""
_MOST = 2
"""Which of the marked words of a line may be its title: the first or the second."""
_AROUND = ' \t,;:.–—-|·•/"“”„«»'
_BY = re.compile(
    r"(?:(?:written|presented|given)\s+)?\b(?:by|with|von|mit|par|avec|por|con|di)\s+",
    re.IGNORECASE,
)
_PRESENTED = re.compile(r"\b(?:presented|given|held)\s+by\s+", re.IGNORECASE)
_REMARK = re.compile(r"^[(\[][^()\[\]]{1,60}[)\]]\s*(?=by\b|[–—:,-])")
# An apostrophe within a word closes nothing.
_QUOTED = re.compile(
    rf"(?<!\w)[{OPEN}]((?:[^{OPEN}{CLOSE}]|(?<=\w)’(?=\w)){{3,}}?)[.,]?[{CLOSE}](?!\w)"
)
# A remark behind a title or a name: "(slides)", "[code]".
_NOTE = re.compile(r"\s*[(\[][^()\[\]]{1,60}[)\]]\s*$")
_ENOUGH = 0.5


def marked_cuts(line: Line, common: Collection[str], way: str = "") -> Iterator[Cut]:
    """Every way to cut a line at marked words into a title and who speaks, or only one `way`."""
    if len(line.text) > LONGEST:
        return
    by_sign: dict[str, list[str]] = defaultdict(list)
    quoted = (("q", match[1]) for match in _QUOTED.finditer(line.text))
    for sign, words in (*line.marked, *quoted):
        if not (LINK_PART.match(words) or when_and_where(words)):
            by_sign[sign].append(words)
    # However each head of a page marks its one title, it does so in one way.
    alone = len(by_sign) == 1 and all(len(told) == 1 for told in by_sign.values())
    for sign, told in (*by_sign.items(), *((ANY, t) for t in by_sign.values() if alone)):
        for n, words in enumerate(told[:_MOST]):
            name = f"marked {sign}{n}"
            if not way or way.startswith(name):
                at = line.text.find(words)
                before, behind = line.text[:at], line.text[at + len(words) :]
                yield from _cuts(name, words, before, behind, common)


def _cuts(
    name: str, title: str, before: str, behind: str, common: Collection[str]
) -> Iterator[Cut]:
    behind, whens = _without_when(behind)
    if not whens:
        before, whens = _without_when(before)
    told = behind.strip(_AROUND)
    if who := _people(before.strip(_AROUND), common, kind=before.rstrip().endswith(":")):
        remark = LINK_PART.match(told) or KIND_OF_TALK.fullmatch(told.strip("()[] "))
        more = (("where", told),) if told and not remark else ()
        yield _judged(f"{name} speaker", title, who, common, (*more, *whens))
    elif not before.strip(_AROUND) or KIND_OF_TALK.fullmatch(before.strip(_AROUND)):
        told = _REMARK.sub("", told)
        by = _PRESENTED.search(told) or _BY.match(told)
        if who := _people(told[by.end() :] if by else told, common):
            yield _judged(f"{name} title", title, who, common, whens)


def _judged(
    way: str, title: str, who: str, common: Collection[str], more: tuple[tuple[str, str], ...]
) -> Cut:
    cut = judged(way, unquoted(title), who, common, more)
    names = [person.name for person in people_of(who, common)]
    return replace(cut, fit=max(cut.fit, _ENOUGH)) if _are_single(names, who) else cut


def _without_when(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What stands behind a title without the day it ends with, and that day."""
    text = text.strip(_AROUND)
    bare = _NOTE.sub("", text).strip(_AROUND) if _NOTE.search(text[3:]) else text
    for mark in re.finditer(r"^\W*|[,;.]\s+|\s+[–—-]\s+|\s+\(", bare):
        rest = bare[mark.end() :].strip("() .,")
        when = rest if when_and_where(rest) == (rest, "") else (leading_when(rest) or ("",))[0]
        if has_day(when):
            return bare[: mark.start()], (("when", when.rstrip(". ")),)
    return text, ()


def _people(text: str, common: Collection[str], *, kind: bool = False) -> str:
    """The people that a text names, without what else stands behind them, "" where none are. Its
    last words may be the `kind` of talk, with a colon before the title."""
    tried = {text, _NOTE.sub("", text), re.sub(r"[,;:]\s+[^,;:()]*$", "", text)}
    for told in sorted(tried, key=len, reverse=not kind):
        people = people_of(told, common) if told else ()
        names = [person.name.split(",")[0] for person in people]
        if names and (_are_single(names, told) or _fit(names, common) >= _ENOUGH):
            return told
    return ""


def _fit(names: Sequence[str], common: Collection[str]) -> float:
    return min(name_score(name, common) for name in names)


def _are_single(names: Sequence[str], told: str) -> bool:
    """Whether people are called by their last names, with their place behind them in brackets."""
    return told.endswith(")") and all(map(is_single_name, names))

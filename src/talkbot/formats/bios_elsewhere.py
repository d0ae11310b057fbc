"""Bios that stand elsewhere on a page than with their speaker's talk."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from talkbot.formats.bios import (
    HONORIFIC,
    LIVING,
    TALKING,
    after_name,
    cut_at_names,
    forms,
    in_full,
    is_bio,
    together,
)
from talkbot.formats.document import Line
from talkbot.formats.names import name_score
from talkbot.talks import Speaker, Talk, fold

_OVER_ALL_BIOS = re.compile(
    r"""^\W*(?:(?:about|meet|our|the|keynote|invited|short)\s+){0,3}(?:
    (?:speaker|presenter|lecturer|author|contributor)(?:s['’]?|['’]?s?['’]?\s+(?:bio(?:graphie)?s?|
    bio(?:graphical)?\s(?:note|sketche?)s|profiles))
    |bio(?:graphie|grafie|graf[ií]a)s?|bio(?:graphical)?\s(?:note|sketche?)s|who\sis\swho
    |(?:über\s)?(?:die\s)?(?:vortragende|referent(?:inn)?e|referierende)n?|zu\sden\spersonen|kurzbiografien
    |(?:les\s)?(?:orateurs|oratrices|intervenante?s)|(?:los\s|las\s)?ponentes)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)

# Over the bio of one talk, as every talk of a page may have it.
_OVER_ONE_BIO = re.compile(r"^\W*about\s+the\s+(?:speaker|presenter|lecturer|author)\W*$", re.I)


def bios_apart(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines without the section that is about all speakers, and that section.

    It begins with its heading, and ends with the page or the next heading that is as high.
    """
    heads = [
        n
        for n, line in enumerate(lines)
        if n and (line.level or line.gap) and len(line.text) < 60
        and (_OVER_ALL_BIOS.match(line.text) or _OVER_ONE_BIO.match(line.text))
    ]  # fmt: skip
    if len(heads) != 1 or _OVER_ONE_BIO.match(lines[heads[0]].text):
        return list(lines), []
    (start,) = heads
    level = lines[start].level
    ends = (n for n in range(start + 1, len(lines)) if level and 0 < lines[n].level <= level)
    end = next(ends, len(lines))
    return [*lines[:start], *lines[end:]], list(lines[start + 1 : end])


def with_bios(talks: Sequence[Talk], section: Sequence[Line]) -> tuple[Talk, ...] | None:
    """The talks with the bios of a section about all speakers; None where it is something else.

    Each paragraph belongs to those whose names it begins with, else to whom the one before it is
    about. Whoever gives no talk here, a chair for one, has no place in a record.
    """
    known = _by_words(talks)
    bios: dict[str, list[str]] = defaultdict(list)
    current: list[str] | None = None
    for line in section:
        words = fold(line.text).split()
        people = list({s.name: s for w in words for s in known.get(w.strip(",.:;"), ())}.values())
        for text in cut_at_names(line.text, people):
            named, rest = together(text, people)
            if named and all(_is_meant(text, people[n], people) for n in named):
                current = [people[n].name for n in named]
                if _is_place(rest, line):
                    continue
            elif line.level or _names_another(text):
                current = []
            if current is None:
                return None
            for name in current:
                bios[name].append(text)
    if not bios:
        return None
    return _with(talks, bios)


def _by_words(talks: Sequence[Talk]) -> Mapping[str, Sequence[Speaker]]:
    """The speakers of a page by each word of their names."""
    known: dict[str, list[Speaker]] = defaultdict(list)
    for speaker in {s.name: s for talk in talks for s in talk.speakers}.values():
        for word in {word for form in forms(speaker.name) for word in fold(form).split()}:
            known[word].append(speaker)
    return known


def _is_meant(text: str, speaker: Speaker, people: Sequence[Speaker]) -> bool:
    """Whether a paragraph that begins with a name means this speaker: by more than one word of
    the name, or by one that no other speaker has."""
    if in_full(text, speaker) or " " not in speaker.name:
        return True
    return sum(after_name(text, other) is not None for other in people) == 1


def _is_place(rest: str, line: Line) -> bool:
    """Whether nothing but, maybe, a place stands behind a name: it heads a bio."""
    bare = rest.strip(" :*")
    return not bare or bool(line.level) or (bare[0] in ",(–—-|" and line.text[-1] not in ".!?")


def _names_another(text: str) -> bool:
    """Whether a paragraph begins with the name of somebody and goes on about their life."""
    found = re.match(r"(?:[A-ZÀ-Þ][\w.'’-]*\s+){1,3}[A-ZÀ-Þ][\w'’-]+(?=\s|,|$)", text)
    return bool(
        found and name_score(found[0]) >= 0.8 and (LIVING.match(text[found.end() :] or ","))
    )


def _with(talks: Sequence[Talk], bios: Mapping[str, Sequence[str]]) -> tuple[Talk, ...]:
    return tuple(
        replace(
            talk,
            speakers=tuple(
                replace(s, bio="\n".join(filter(None, (s.bio, *bios.get(s.name, ())))))
                for s in talk.speakers
            ),
        )
        for talk in talks
    )


def with_bios_of_habit(talks: Sequence[Talk]) -> tuple[Talk, ...]:
    """The talks with the last paragraph of those that have no bio made one, where it begins with
    the speaker and goes on, and all others of the page end with a bio."""
    lacking = [n for n, talk in enumerate(talks) if talk.speakers and not _has_bio(talk)]
    others = [talk for n, talk in enumerate(talks) if talk.speakers and n not in lacking]
    if len(others) < 2 or len(lacking) > len(others):
        return tuple(talks)
    result = list(talks)
    for n in lacking:
        above, _, last = talks[n].abstract.rpartition("\n")
        (first, *rest) = talks[n].speakers
        after = after_name(last, first)
        goes_on = after and re.match(r"\s+[a-zß-ÿ]", after) and not TALKING.match(after)
        if above and not rest and goes_on:
            result[n] = replace(talks[n], abstract=above, speakers=(replace(first, bio=last),))
    return tuple(result)


def _has_bio(talk: Talk) -> bool:
    return any(speaker.bio for speaker in talk.speakers)


def with_bios_of_others(talks: Sequence[Talk]) -> tuple[Talk, ...]:
    """The talks with bios that stood elsewhere on the page, such as all at its end, moved to
    the speakers that they begin with."""
    known = _by_words(talks)
    moved: dict[str, list[str]] = defaultdict(list)

    def kept(text: str, own: Collection[str]) -> str:
        left: list[str] = []
        for paragraph in text.split("\n"):
            owner = _other_subject(paragraph, own, known)
            (moved[owner] if owner else left).append(paragraph)
        return "\n".join(left)

    left: list[Talk] = []
    for talk in talks:
        own = {speaker.name for speaker in talk.speakers}
        people = tuple(replace(s, bio=kept(s.bio, own)) for s in talk.speakers)
        left.append(replace(talk, abstract=kept(talk.abstract, own), speakers=people))
    if not moved:
        return tuple(talks)
    return _with(left, moved)


def _other_subject(
    paragraph: str, own: Collection[str], known: Mapping[str, Sequence[Speaker]]
) -> str:
    """The name of the speaker of another talk whose bio a paragraph is, or ""."""
    words = fold(HONORIFIC.sub("", paragraph[:80])).split()
    for speaker in known.get(words[0], ()) if words else ():
        if in_full(paragraph, speaker):
            bio = speaker.name not in own and is_bio(paragraph, speaker, first=False)
            return speaker.name if bio else ""
    return ""

"""Ways to name what has no name of its own: the editions of an event, the roles of speakers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from talkbot.grammar.phrases import TALK
from talkbot.talks import fold, fold_in_place
from talkbot.words import stem, words

_HELD = r"(?:edition|instal?lment|event|conference|meeting|symposium)"
_PLACE = r"(?:latest|last|most recent|newest|first|earliest|oldest)"
_OF = r"(?P<of> of (?:the )?(?P<name>[^,;?.!]+))?"
_PLACED = re.compile(
    rf"(?:\b(?P<place>{_PLACE}) {_HELD}|(?<=\bat the )(?P<place2>{_PLACE}) (?:seminar|workshop))\b{_OF}"
)
_OF_YEAR = re.compile(rf"\b(?P<year>(?:19|20)\d\d) (?:{_HELD}|seminar|workshop)\b{_OF}")
# "The 2018 congress", where an event of that year has the word.
_WORD_OF_YEAR = re.compile(r"\b(?P<year>(?:19|20)\d\d) (?P<word>[a-z]{4,})\b")
_INITIALS = re.compile(r"(?<![\w.])(?P<name>[A-Z]{2,6})(?:\s+(?P<year>(?:19|20)?\d\d)\b)?(?![\w.])")
_SHORT_YEAR = re.compile(r"\s+['’]?(?P<year>\d\d)\b(?![:.\d])")
_RANKS = frozenset(
    stem(word)
    for word in """manager lead leader director specialist practitioner supervisor educator consultant
    coordinator emeritus emerita""".split()
)
_PEOPLE_DO = r"(?:gave|give|gives|present(?:ed|s)?|spoke|speak|speaks|talk(?:ed)?|deliver(?:ed|s)?|held|appear(?:ed)?)"


def initials(event: str) -> frozenset[str]:
    """The initials of an event without its year: "PyData London 2019" gives "pl" and "pdl"."""
    name = re.sub(r"\b(?:19|20)\d\d\b", " ", event)
    plain = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name))
    inner = "".join(re.findall(r"[A-Z]", name))
    return frozenset(fold(text) for text in (plain, inner) if len(text) > 1)


def editions_in(
    question: str, began: Mapping[str, str], short: Mapping[str, frozenset[str]]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where a question names editions of events by year, by place in time or by initials.

    `began` has the first date of each event (or its year), `short` its initials.
    """
    folded = fold_in_place(question)
    for match in _PLACED.finditer(folded):
        events, end = _called(match, began)
        dated = sorted((began[event], event) for event in events if began[event])
        if dated:
            first = (match["place"] or match["place2"]) in ("first", "earliest", "oldest")
            yield match.start(), end, (dated[0 if first else -1][1],)
    for match in _OF_YEAR.finditer(folded):
        events, end = _called(match, began)
        held = tuple(e for e in events if match["year"] == began[e][:4] or match["year"] in e)
        if held:
            yield match.start(), end, held
    for match in _WORD_OF_YEAR.finditer(folded):
        held = tuple(
            e
            for e in began
            if match["word"] in words(e) and match["year"] in (began[e][:4], *words(e))
        )
        if held:
            yield match.start(), match.end(), held
    for match in _INITIALS.finditer(question):
        year = match["year"] or ""
        held = tuple(
            event
            for event in began
            if fold(match["name"]) in short[event]
            and (not year or began[event][:4].endswith(year) or year in words(event))
        )
        # Without a year, letters alone could stand for anything.
        cued = year or re.search(r"\b(?:at|in|during)(?: the)? $", folded[: match.start()])
        if held and cued and match["name"] != question:
            yield match.start(), match.end(), held
    yield from _shortened(folded, began)


def _shortened(folded: str, began: Mapping[str, str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """ "Slatecon Tokyo 19": the name of an event with two figures of its year."""
    for event in began:
        name, year = _name_and_year(event)
        at = folded.find(name) if name else -1
        follows = _SHORT_YEAR.match(folded, at + len(name)) if at >= 0 else None
        if follows and follows["year"] == year:
            yield at, follows.end(), (event,)


@lru_cache(maxsize=65536)
def _name_and_year(event: str) -> tuple[str, str]:
    """The folded name of an event before its year, and the year's two figures; "" without one."""
    year = re.search(r"\s+(?:19|20)(\d\d)$", event)
    return (fold(event[: year.start()]), year[1]) if year else ("", "")


def _called(match: re.Match[str], began: Iterable[str]) -> tuple[list[str], int]:
    """The events that "… of the NAME" leaves, all without it; and where the mention ends."""
    if not match["of"]:
        return list(began), match.end()
    wanted = words(match["name"])
    for size in range(len(wanted), 0, -1):
        named = set(wanted[:size])
        events = [event for event in began if named <= set(words(event))]
        if events:
            last = re.search(rf"\b{re.escape(wanted[size - 1])}\b", match["name"])
            return events, match.start("name") + (last.end() if last else 0)
    return list(began), match.start("of")


def roles_in(question: str, roles: Iterable[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where a question asks for people of some role, and the roles of the records that are it.

    The words end as a role does ("professors" for "Associate Professor") or shorten its beginning.
    """
    spoken = {role: _headed(role) for role in roles}
    if not any(spoken.values()):
        return
    folded = fold_in_place(question)
    tokens = list(re.finditer(r"[^\W_]+", folded))
    at = 0
    while at < len(tokens):
        for size in range(min(4, len(tokens) - at), 0, -1):
            group = tokens[at : at + size]
            start, end = group[0].start(), group[-1].end()
            if re.fullmatch(TALK, folded[start:end]):
                # "Lectures" begins as "Lecturer" does.
                continue
            wanted = tuple(stem(token.group()) for token in group)
            held = tuple(role for role, said in spoken.items() if _is_role(wanted, said))
            if held and _asked_for(folded, start, end):
                yield start, end, held
                at += size - 1
                break
        at += 1


def _headed(role: str) -> tuple[str, ...]:
    """The stems of a role up to what it is of: "Professor of Law, Ostvik" gives "professor"."""
    head = re.split(r"[,;(/]|\b(?:of|at|in|for|and)\b", fold(role).strip())[0]
    return tuple(stem(word) for word in words(head))


def _is_role(wanted: tuple[str, ...], said: tuple[str, ...]) -> bool:
    if not said or len(wanted) > len(said):
        return False
    if said[-len(wanted) :] == wanted:
        return True
    if len(said) == len(wanted) + 1 and said[:-1] == wanted and said[-1] in _RANKS:
        # A "Nurse Manager" is a nurse.
        return True
    return (
        len(wanted) == 1
        and len(wanted[0]) >= 5
        and said[0].startswith(wanted[0])
        and len(said[0]) > len(wanted[0])
    )


def _asked_for(folded: str, start: int, end: int) -> bool:
    """Whether the words stand where people are asked for, and not in a topic or a name."""
    before, after = folded[:start], folded[end:]
    several = folded[start:end].endswith("s")
    if re.search(r"\b(?:(?:is|are|was|were|as|by)(?: not|n't)? an?|by the) $", before):
        return bool(re.search(r"\b(?:who|speakers?|people|presenters?|by)\b", before))
    if re.search(r"^(?:and |so )?(?:is|was|are) .*\ban? $", before):
        return True
    if not several:
        return False
    if re.search(r"\b(?:by|except|excluding|not)(?: the| all| other| any)? $", before):
        return True
    if re.search(
        r"\b(?:who|speakers?|people|presenters?|those|them) (?:that |who )?(?:are|were)(?: not)?(?: all)?(?: the)? $",
        before,
    ):
        return True
    if re.search(
        r"\b(?:how many|which|what|list|show me|name|any|are there)(?: of (?:them|these|those))?"
        r"(?: the| all| are| were| any)* $",
        before,
    ):
        return not re.match(rf"\s+(?:{TALK}|does|do|did|is)\b", after)
    if re.match(rf"\s+(?:from\s+(?:\w+\s+){{1,6}})?{_PEOPLE_DO}\b", after):
        return bool(
            re.search(r"(?:^|\b(?:did|do|does|the|what|which|many|how|have) )(?:\w+ )?$", before)
        )
    return bool(re.match(rf"['’]\s+{TALK}\b", after))

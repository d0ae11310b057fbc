"""What is understood of a question first, and the question without it.

Every place in the question stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from talkbot.amounts import minutes_in
from talkbot.conditions import order_in, when_in
from talkbot.grammar import comparison, content, phrases, restrictions, tagging
from talkbot.holding import Holds
from talkbot.linking import Mention, MentionKind
from talkbot.questions.query import Length
from talkbot.stated import Stated, holds_in

# So far before a tag its word may stand.
_REACH = 120


def stated_in(folded: str, text: str, mentions: Sequence[Mention]) -> tuple[Stated, ...]:
    """Where a question says what words titles or texts must have."""
    length = minutes_in(folded)
    edges = [start for start, _ in order_in(folded)[1]]
    edges += [start for start, _ in when.spans] if (when := when_in(folded)) else []
    edges += [length.span[0]] if length else []
    # A period begins with its preposition.
    edges += [mention.start for mention in mentions if mention.kind == "date"]
    for pattern in (restrictions.HAVING, restrictions.LACKING):
        edges += [match.start() for match in pattern.finditer(folded)]
    return holds_in(folded, text, [(m.start, m.end) for m in mentions], edges)


def without_holds(
    folded: str, text: str, mentions: tuple[Mention, ...], *, literal: bool
) -> tuple[tuple[Holds, ...], list[tuple[int, int]], str, tuple[Mention, ...]]:
    """The words that titles or texts must have, where it says "titles" for the talks, and the
    question without the rest of what it says of them."""
    stated = stated_in(folded, text, mentions)
    found = [said for said in stated if literal or said.holds.where != "text"]
    for said in found:
        start, end = said.span
        folded = blanked(folded, start, end)
        mentions = tuple(m for m in mentions if m.end <= start or end <= m.start)
        if said.noun:
            start, end = said.noun
            # "Talks whose title …" asks for no person.
            owner = re.search(r"\bwhose(?= (?:talk )?$)", folded[:start])
            folded = blanked(folded, *owner.span()) if owner else folded
            one = "talks" if folded[end - 1] == "s" else "talk"
            noun = "" if owner or said.holds.where == "bio" else one
            folded = folded[:start] + noun.ljust(end - start) + folded[end:]
    nouns = [said.noun for said in found if said.noun]
    return tuple(said.holds for said in found), nouns, folded, mentions


def contest_in(folded: str, mentions: Iterable[Mention]) -> tuple[str, str]:
    """Which order decides between two talks ("longest"), "" where nothing of the kind is asked;
    and the question without the word for it."""
    match = comparison.CONTEST.match(folded)
    sides = sum(m.kind in ("title", "speaker") for m in mentions)
    talks = len(re.findall(rf"\b(?:{phrases.TALK}|one)\b", folded))
    if not match or max(sides, talks) < (2 if match["side"] else 1):
        return "", folded
    if match["than"] and not (talks or re.search(r"'s\b|x{4}", folded)):
        # "Is Lee older than Cruz?"
        return "", folded
    start, end = match.span(match.lastgroup or 0)
    order = comparison.CONTEST_ORDERS[folded[start:end]]
    return order, blanked(folded, start, end)


def without(folded: str, mentions: tuple[Mention, ...], kind: MentionKind) -> str:
    """The question with what it names of a kind blanked out."""
    for mention in mentions:
        if mention.kind == kind:
            folded = blanked(folded, mention.start, mention.end)
    return folded


def without_length(folded: str, *, asked: bool = True) -> tuple[Length, str]:
    """The length asked for, and the question with the words for it blanked out."""
    length: Length = "normal"
    for name, pattern in content.LENGTHS if asked else ():
        match = re.search(pattern, folded)
        if match:
            length = name  # type: ignore[assignment]
            folded = blanked(folded, *match.span())
            break
    return length, content.STYLE.sub(lambda match: " " * len(match.group()), folded)


def without_tagging(folded: str, mentions: Iterable[Mention]) -> tuple[bool, str]:
    """Whether tags are named with the word for them, and the question without that word."""
    found = False
    for mention in mentions:
        before = tagging.BEFORE.search(folded, max(0, mention.start - _REACH), mention.start)
        after = tagging.AFTER.match(folded, mention.end)
        cued = before or (after and tagging.IS_TAG.search(after.group()))
        # "How often does the Surgery track occur?"
        placed = mention.kind in ("track", "room") and after and after.group().strip()
        often = placed and tagging.HOW_OFTEN.search(folded)
        if mention.kind not in ("tag", "track", "room") or not (cued or often):
            continue
        found = True
        if before:
            folded = blanked(folded, before.start(), before.start("kept"))
        if after:
            folded = blanked(folded, *after.span())
    return found, folded


def blanked(folded: str, start: int, end: int) -> str:
    """What is understood there means nothing more."""
    return folded[:start] + " " * (end - start) + folded[end:]

"""How the names of a question work together: either of two, both of them, one but not the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from talkbot.linking import Mention, MentionKind
from talkbot.talks import Talk, fold

# Between "not" and the name that it excludes.
_LINKS = (
    r"(?:(?:given|presented|held|delivered|tagged|labelled|filed|listed|under|as|keyword|affiliated|recorded|spoken|speak|spoke|present"
    r"|talk|appear|coming|come|working|based|those|the|an?|any|anyone|ones|talks?|people|speakers?|who|that"
    r"|are|is|was|were|been|event|track|tag|language|year|by|from|at|in|of|on|with|during|to|also"
    r"|counting|including|considering|prof|professor|dr|mr|mrs|ms|miss|either)\b\W*)*"
)
_NOT = re.compile(
    r"(?:\b(?:not|never|nor|neither|except|excepting|excluding|excludes?|without|outside|besides|other than"
    rf"|apart from|leaving out|leaving aside|setting aside|disregarding|ignoring|barring|bar|minus)\b|n[’']t\b)(?: for\b)?\W*{_LINKS}\W*$"
)
_AND = re.compile(r"\b(?:and|as well as|plus)\b|&")
# "What has Lee given with Cruz?"
_GIVEN_WITH = re.compile(
    r"\W*(?:\w+\W+){0,2}?(?:given|gave|gives?|presented|presents?|held|did|done|speaks?|spoke|spoken|talked|appeared)\W+"
    r"(?:together |jointly )?(?:with|alongside)\W+(?:prof\W+|professor |dr\W+|mrs?\W+|ms\W+)?"
)
_ALL = re.compile(r"\b(?:both|also|as well as|each of|all of|at the same time|together)\b")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which talks the names of a question mean.

    `talk_ids` is None when no name restricts them; `excluded` are talks that it rules out.
    `joined` are the kinds of which all names must hold and not one of them. `conflict` is True
    when the names exclude each other.
    """

    talk_ids: frozenset[str] | None
    excluded: frozenset[str]
    joined: frozenset[MentionKind]
    conflict: bool


def labelled(label: str, talks: Sequence[Talk]) -> frozenset[str]:
    """The talks whose title, track or tags have a word ("keynote"), else whose abstract says it of
    the talk itself."""
    named = (t for t in talks if label in " ".join(map(fold, (t.title, t.track, *t.tags))))
    itself = re.compile(
        rf"\b(?:this(?: \w+)?|(?:my|our|the|a) (?:opening|closing|conference)) {label}\b"
    )
    return frozenset(t.id for t in named) or frozenset(
        t.id for t in talks if itself.search(fold(t.abstract))
    )


def with_negations(mentions: Iterable[Mention], folded: str) -> tuple[Mention, ...]:
    """The mentions, marked where the question (folded in place) excludes them."""
    marked: list[Mention] = []
    for mention in mentions:
        before = folded[: mention.start]
        negated = bool(_NOT.search(before))
        if marked and marked[-1].negated and marked[-1].kind == mention.kind:
            # "not by Lee or Cruz" excludes both.
            between = folded[marked[-1].end : mention.start]
            negated = negated or bool(re.fullmatch(r"\W*(?:(?:or|nor|and)\W+)?", between))
        marked.append(replace(mention, negated=negated))
    return tuple(marked)


def select(mentions: Sequence[Mention], folded: str, *, people: bool) -> Selection:
    """What the mentions of a question select together.

    Several names of one kind add up, unless the question wants them all; different kinds narrow
    each other down. Asked for people, who may have one talk here and one there, all names still
    select every talk concerned, and what is excluded excludes people, not talks.
    """
    wanted = [mention for mention in mentions if not mention.negated]
    joined = frozenset(kind for kind in {m.kind for m in wanted} if _joins(kind, wanted, folded))
    by_kind: dict[str, frozenset[str]] = {}
    for mention in wanted:
        earlier = by_kind.get(mention.kind)
        if earlier is None:
            by_kind[mention.kind] = mention.talk_ids
        elif mention.kind in joined and mention.kind in _MANY and not people:
            by_kind[mention.kind] = earlier & mention.talk_ids
        else:
            by_kind[mention.kind] = earlier | mention.talk_ids
    excluded: frozenset[str] = frozenset()
    if not people:
        excluded = frozenset().union(*(m.talk_ids for m in mentions if m.negated))
    if not by_kind:
        return Selection(None, excluded, joined, conflict=False)
    groups = [ids for kind, ids in by_kind.items() if kind not in ("speaker", "title")]
    speaker, title = by_kind.get("speaker"), by_kind.get("title")
    if speaker is not None and title is not None:
        groups.append(speaker & title or speaker | title)
    elif speaker is not None or title is not None:
        groups.append(speaker if speaker is not None else title or frozenset())
    common = frozenset.intersection(*groups) - excluded
    return Selection(common, excluded, joined, conflict=not common)


# Of these a talk can have several.
_MANY = frozenset({"tag", "speaker", "affiliation"})


def _joins(kind: MentionKind, mentions: Sequence[Mention], folded: str) -> bool:
    """Whether the question wants all names of a kind: "both A and B", "A and also B"."""
    same = [mention for mention in mentions if mention.kind == kind]
    if len({mention.talk_ids for mention in same}) < 2:
        return False
    # A period begins with its preposition: "in both 2019 and 2022".
    opening = folded[: same[0].end]
    between = folded[same[0].end : same[-1].start] + folded[same[-1].start : same[-1].end]
    cued = re.search(r"\b(?:both|each of|all of)\b[^,;]*$", opening) or _ALL.search(between)
    together = kind == "speaker" and re.search(r"\b(?:together|jointly|joint)\b", folded)
    if kind == "speaker" and _GIVEN_WITH.match(between):
        return True
    return bool(
        ((cued or together) and _AND.search(between)) or re.search(r"\bas well as\b", between)
    )

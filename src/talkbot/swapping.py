"""The question before with another name, talk or topic in it: "and Cruz's?", "what about bats?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkbot.answers import TalkRef, Turn
from talkbot.grammar.lexicon import LISTING, RECORD_WORDS, WH_WORDS
from talkbot.grammar.phrases import TALK
from talkbot.linking import Linker, Mention
from talkbot.referring import IT, ORDINAL, PERSON, TOPICAL_ONE, all_quoted, at_place, substituted
from talkbot.talks import fold_in_place
from talkbot.words import STOP_WORDS, words


def swapped(rest: str, previous: str, history: Sequence[Turn], linker: Linker) -> str | None:
    """ "Gao's", after "Where is Fazel from?": the earlier question about somebody else."""
    if any(word in WH_WORDS for word in words(rest)):
        # "And where is Gao from?" asks something of its own.
        return None
    new = linker.link(rest)
    old = linker.link(previous)
    left = [w for w in words(without(rest, new)) if w not in STOP_WORDS | LISTING | RECORD_WORDS]
    if [w for w in left if w != "s"] and new:
        return None
    for mention in new:
        for earlier in old:
            if earlier.kind == mention.kind or {earlier.kind, mention.kind} == {"speaker", "title"}:
                return _in_place_of(earlier, previous, mention, rest)
    folded = fold_in_place(rest)
    ordinal = ORDINAL.search(folded)
    if ordinal and not new:
        talks = at_place(ordinal, history)
        subject = [m for m in old if m.kind in ("speaker", "title")]
        return with_talks(previous, subject, talks) if talks and subject else None
    if TOPICAL_ONE.search(folded) or re.match(r"the one (?:on|about|by|from|with)\b", folded):
        subject = [m for m in old if m.kind in ("speaker", "title")]
        told = substituted(rest, history, linker)
        return with_talks(previous, subject, (), told) if subject else None
    if rest and not new and not any(p.search(folded) for p in (IT, PERSON)):
        return _new_topic(previous, rest)
    return None


def _in_place_of(earlier: Mention, previous: str, mention: Mention, rest: str) -> str:
    """The previous question with one name for another; a talk gives way to somebody's talk."""
    value = rest[mention.start : mention.end]
    if mention.kind == "title":
        return with_talks(previous, [earlier], (), f"“{mention.values[0]}”")
    if earlier.kind == "title":
        start, end = _whole(previous, earlier)
        return f"{previous[:start]}{value}'s talk{previous[end:]}"
    return previous[: earlier.start] + value + previous[earlier.end :]


def with_talks(
    previous: str, old: Sequence[Mention], talks: Sequence[TalkRef], named: str = ""
) -> str:
    """The previous question with titles in the place of what it was about."""
    (start, _), (_, end) = _whole(previous, old[0]), _whole(previous, old[-1])
    return previous[:start] + (named or all_quoted(talks)) + previous[end:]


def _whole(text: str, mention: Mention) -> tuple[int, int]:
    """Where a mention stands, with its quotation marks and "the talk" before them."""
    start, end = mention.start, mention.end
    if text[start - 1 : start] in ("“", '"') and text[end : end + 1] in ("”", '"'):
        start, end = start - 1, end + 1
        said = re.search(r"\bthe talks? $", text[:start])
        start = said.start() if said else start
    return start, end


# "Which talks use Flask?"
_VERB = re.compile(
    rf"\b(?:which|what|any|list) (?:of the )?{TALK}(?: (?:that|which))? "
    r"(?!are|is|was|were|have|has|had|do|does|did|by|of|from|with|without|in|at|on|and|or)[a-z]+\s+"
)


def _new_topic(previous: str, rest: str) -> str | None:
    """ "What about bagging?" after "Which talks cover stability?": the same with another topic."""
    folded = fold_in_place(previous)
    about = re.search(
        r"\b(?:about|on|cover(?:s|ing)?|discuss(?:es|ing)?|mention(?:s|ing)?|from|at|by|regarding|in)\s+(?!.*\b(?:about|on|cover|covers|discuss|mention)\s)",
        folded,
    ) or _VERB.search(folded)
    bare = re.sub(r"^(?:the |about |on |from |in |at |by |for )+", "", rest, flags=re.IGNORECASE)
    cue = re.match(r"(?:about|on|from|in|at|by)\b", rest, re.IGNORECASE)
    if not about:
        return None
    if cue and cue.group().lower() in ("from", "at", "in", "by"):
        same = re.search(rf"\b{cue.group().lower()}\b\s+", folded)
        if same:
            return previous[: same.end()] + bare + _tail(previous)
        return previous.rstrip(" ?.!") + " " + rest + _tail(previous)
    return previous[: about.end()] + bare + _tail(previous)


def _tail(previous: str) -> str:
    return "?" if previous.rstrip().endswith("?") else ""


def without(text: str, mentions: Sequence[Mention]) -> str:
    for mention in sorted(mentions, key=lambda m: -m.start):
        text = text[: mention.start] + " " + text[mention.end :]
    return text

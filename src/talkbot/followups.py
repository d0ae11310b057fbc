"""A question that leans on what was said before, rewritten to stand alone.

The rewritten question goes the same way as one typed in full, so both get the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkbot.answers import TalkRef, Turn
from talkbot.carryover import (
    condition_in,
    leans_on_filters,
    narrowed,
    swapped_filter,
    with_condition,
)
from talkbot.grammar import LISTING, RECORD_WORDS
from talkbot.linking import Linker, Mention
from talkbot.talks import fold, fold_in_place
from talkbot.words import STOP_WORDS, content_terms, words

_ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3,
    "fifth": 4, "5th": 4, "sixth": 5, "6th": 5, "seventh": 6, "7th": 6, "eighth": 7, "8th": 7,
    "ninth": 8, "9th": 8, "tenth": 9, "10th": 9, "last": -1, "former": 0, "latter": 1,
}  # fmt: skip
_ORDINAL = re.compile(
    rf"\b(?:the )?(?P<n>{'|'.join(_ORDINALS)})(?: (?:one|talk|presentation|of (?:them|these|those)|speaker|result))\b"
    rf"|\bthe (?P<bare>former|latter|first|second|third|last)\b(?=\W*$|'s\b)"
    rf"|\b(?:talk |number |no\.? |#)(?P<digit>\d{{1,2}})\b"
)
_TALK = r"(?:talk|presentation|session|lecture|one|abstract)"
_IT = re.compile(
    rf"\b(?:(?:this|that|the same|the) {_TALK}(?= (?:about|say|mention|cover|discuss|given|start|use|end|did|does|is)\b|\W|$)"
    rf"|it(?='s)|its|it|this|that(?=\W*$)|the (?:talk|presentation|lecture))\b"
)
_PERSON = re.compile(
    r"\b(?:he|she|him|her|his|hers|the (?:speaker|presenter|author))(?P<s>['’]s)?\b|\bthey\b|\btheir\b|\bthem\b"
)
_PEOPLE = re.compile(
    r"\b(?:they|them|their|these|those|the(?:se)? (?:talks|speakers)|those (?:talks|speakers)|both|all of them|each)\b"
)
_WHAT_ABOUT = re.compile(
    r"^(?:and|what about|how about|and what about|and how about|same for|and for|or|but)\b(?P<rest>.*)$"
)
_OTHERS = re.compile(
    r"\b(?:the )?(?:others?|other (?:ones?|talks?|speakers?)|rest|remaining(?: ones)?|anything else|any others?|what else|who else|more of them)\b"
)
_RESTYLE = re.compile(
    r"^(?:(?:can|could|would) you |please |now |and |make (?:it|that) |give (?:me )?|say (?:it|that) |a |an |tell me |in |more |much |bit |even |the )*"
    r"(?P<how>short(?:er)?(?: version)?|brief(?:er|ly)?|longer|(?:more |in )?detail(?:s|ed)?|(?:one|a single) sentence|tl;?dr|elaborate|expand|simpler|summarize|summarise|summary)"
    r"(?:\W+(?:please|version|on (?:it|that|this)|that|it|summary))*\W*$"
)
_STYLES = {
    "short": "in one sentence",
    "brief": "in one sentence",
    "one": "in one sentence",
    "a s": "in one sentence",
    "tld": "in one sentence",
    "tl;": "in one sentence",
}


def needs_history(question: str, linker: Linker) -> bool:
    """Whether the question cannot be understood without the conversation so far."""
    text = fold_in_place(" ".join(question.split()))
    bare = text.strip()
    mentions = linker.link(" ".join(question.split()))
    if _RESTYLE.match(bare) or _OTHERS.search(bare) or _ORDINAL.search(bare):
        return True
    if _WHAT_ABOUT.match(bare) or leans_on_filters(bare) or condition_in(bare, linker):
        return True
    if any(m.kind in ("speaker", "title") for m in mentions):
        named_first = min(m.start for m in mentions if m.kind in ("speaker", "title"))
        pronoun = _PERSON.search(bare) or _IT.search(bare)
        return bool(pronoun and pronoun.start() < named_first and not _IT.match(bare[named_first:]))
    if (
        _PERSON.search(bare)
        or _PEOPLE.search(bare)
        or re.search(r"\bfrom there\b|\bwork there\b", bare)
    ):
        return True
    if re.search(r"\bthe one (?:on|about|by|from)\b", bare):
        return True
    it = _IT.search(bare)
    if it and not re.search(
        r"\bis it (?:possible|true)\b|\bthis (?:collection|library|seminar|series)\b", bare
    ):
        return it.group() != "the talk" or not re.search(
            r"\bthe talk (?:about|on|titled|called|by)\b", bare
        )
    return (
        not [w for w in content_terms(bare) if w]
        and len(words(bare)) <= 4
        and not _GREETS.match(bare)
    )


_GREETS = re.compile(r"^(?:hi|hello|hey|thanks?|thank you|help|what can you|who are you|ok|bye)\b")


def standalone(question: str, history: Sequence[Turn], linker: Linker) -> str:
    """The question with what it refers to put in, or itself when nothing fits."""
    text = " ".join(question.split())
    last = _last_turn(history)
    if last is None or not needs_history(text, linker):
        return text
    folded = fold_in_place(text)
    previous = last.answer.standalone_question
    restyle = _RESTYLE.match(folded.strip())
    if restyle:
        return _restyled(previous, restyle.group("how"))
    if _OTHERS.search(folded) and not _ORDINAL.search(folded):
        return _others(text, last, history, linker)
    about = _WHAT_ABOUT.match(folded)
    if last.answer.kind == "catalogue":
        rest = text[about.start("rest") :].strip(" ?.!") if about else ""
        kept = (rest and swapped_filter(rest, previous, linker)) or narrowed(text, previous, linker)
        if kept:
            return kept
    if last.answer.kind in ("catalogue", "topic") and (more := condition_in(text, linker)):
        return with_condition(more, previous, linker)
    swapped = _swapped(text, folded, previous, last, linker)
    if swapped:
        return swapped
    return _substituted(text, folded, last, linker)


def _last_turn(history: Sequence[Turn]) -> Turn | None:
    """The latest turn that was about something."""
    for turn in reversed(history):
        if turn.answer.kind not in ("chat", "clarify", "other"):
            return turn
    return None


def _talks_of(turn: Turn) -> tuple[TalkRef, ...]:
    return turn.answer.talks or turn.answer.nearest


def _restyled(previous: str, how: str) -> str:
    bare = re.sub(
        r"\s*,?\s*\b(?:in (?:one|a single) sentence|in (?:more |great )?detail|briefly|shortly|tl;?dr)\b",
        "", previous, flags=re.IGNORECASE,
    ).rstrip(" ?.!")  # fmt: skip
    style = _STYLES.get(how[:5]) or _STYLES.get(how[:3]) or "in more detail"
    return f"{bare} {style}?" if previous.rstrip().endswith("?") else f"{bare} {style}"


def _quoted(talk: TalkRef) -> str:
    return f"“{talk.title}”"


def _all_quoted(talks: Sequence[TalkRef]) -> str:
    names = [_quoted(talk) for talk in talks]
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]


def _ordinal_talk(match: re.Match[str], talks: Sequence[TalkRef]) -> TalkRef | None:
    word = match.group("n") or match.group("bare")
    index = int(match.group("digit")) - 1 if match.group("digit") else _ORDINALS[word]
    if index >= len(talks) or not talks:
        return None
    return talks[index]


def _substituted(text: str, folded: str, last: Turn, linker: Linker) -> str:
    talks = _talks_of(last)
    if not talks:
        return text
    ordinal = _ORDINAL.search(folded)
    if ordinal:
        talk = _ordinal_talk(ordinal, talks)
        if talk is None:
            return text
        person = "speaker" in ordinal.group()
        name = talk.speakers[0] if person and talk.speakers else f"the talk {_quoted(talk)}"
        text = text[: ordinal.start()] + name + text[ordinal.end() :]
        return _person_replaced(text, talk)
    one = _ONE_ON.search(folded)
    if one:
        return _the_one(text, one, talks)
    place = re.search(
        r"\bfrom there\b|\bat (?:the same|that) (?:place|university|institution|institute|company)\b|\bwork there\b",
        folded,
    )
    if place and linker.affiliation_of(talks[0].talk_id):
        where = f"from {linker.affiliation_of(talks[0].talk_id)}"
        return text[: place.start()] + where + text[place.end() :]
    focus = _focus(last)
    several = len(talks) > 1 and focus is None
    plural = _PEOPLE.search(folded)
    if several and plural:
        if len(talks) > _QUOTED:
            return _about_all(text, plural, last)
        phrase = f"the talks {_all_quoted(talks)}"
        word = plural.group()
        if word in ("both", "each"):
            return text[: plural.start()] + word + " of " + phrase + text[plural.end() :]
        if word == "their":
            phrase += "'"
        return text[: plural.start()] + phrase + text[plural.end() :]
    talk = focus or talks[0]
    replaced = _person_replaced(text, talk)
    it = _IT.search(fold_in_place(replaced)) if replaced == text else None
    if it:
        phrase = f"the talk {_quoted(talk)}"
        if it.group() == "its":
            phrase += "'s"
        return replaced[: it.start()] + phrase + replaced[it.end() :]
    if replaced != text:
        return replaced
    return f"{text.rstrip(' ?.!')} in the talk {_quoted(talk)}?"


_QUOTED = 12
_ONE_ON = re.compile(r"\b(?:the|which|that) (?:one|talk)(?= (?:on|about|by|from|with|that)\b)")


def _the_one(text: str, one: re.Match[str], talks: Sequence[TalkRef]) -> str:
    """ "The one on notebooks": the earlier talk whose title or speaker that describes."""
    rest = set(content_terms(text[one.end() :]))
    fits = [
        (len(rest & set(content_terms(f"{talk.title} {' '.join(talk.speakers)}"))), -i)
        for i, talk in enumerate(talks)
    ]
    best, index = max(fits)
    if not best:
        return text[: one.start()] + "the talk" + text[one.end() :]
    return text[: one.start()] + f"the talk {_quoted(talks[-index])}"


def _about_all(text: str, plural: re.Match[str], last: Turn) -> str:
    """ "How many of them …" after a long list: the list's own description instead of its talks."""
    previous = last.answer.standalone_question
    described = re.search(
        r"\b(?:about|on|by|from|at|in|cover\w*|discuss\w*|mention\w*)\s+(?!the collection|there|total|all).+$",
        previous.rstrip(" ?.!"), re.IGNORECASE,
    )  # fmt: skip
    phrase = "the talks" + (f" {described.group()}" if described else "")
    return text[: plural.start()] + phrase + text[plural.end() :]


def _person_replaced(text: str, talk: TalkRef) -> str:
    """The first pronoun for a person replaced by the talk's speaker."""
    person = _PERSON.search(fold_in_place(text))
    if not person or not talk.speakers:
        return text
    name = " and ".join(talk.speakers[:2])
    word = person.group()
    before = fold(text[: person.start()])
    possessive = word in ("his", "their", "hers") or bool(person.group("s"))
    if word == "her":
        after = fold(text[person.end() :]).split()
        possessive = (
            bool(after)
            and after[0] not in STOP_WORDS
            and not before.endswith(("about", "with", "for"))
        )
    return text[: person.start()] + name + ("'s" if possessive else "") + text[person.end() :]


def focus_of(history: Sequence[Turn]) -> TalkRef | None:
    """The one talk that the conversation is about just now, if any."""
    last = _last_turn(history)
    return _focus(last) if last else None


def _focus(last: Turn) -> TalkRef | None:
    """The one talk that the last exchange was about, when it was about one."""
    talks = _talks_of(last)
    if len(talks) == 1:
        return talks[0]
    if last.answer.kind in ("fact", "summary"):
        return talks[0] if talks else None
    return None


def _swapped(text: str, folded: str, previous: str, last: Turn, linker: Linker) -> str | None:
    """ "And Gao's?" after "Where is Fazel from?": the earlier question about somebody else."""
    match = _WHAT_ABOUT.match(folded)
    if not match:
        return None
    rest = text[match.start("rest") :].strip(" ?.!")
    new = linker.link(rest)
    old = linker.link(previous)
    left = [w for w in words(_without(rest, new)) if w not in STOP_WORDS | LISTING | RECORD_WORDS]
    if left and new:
        return None
    for mention in new:
        for earlier in old:
            if earlier.kind == mention.kind or {earlier.kind, mention.kind} == {"speaker", "title"}:
                value = rest[mention.start : mention.end]
                if mention.kind == "title" and earlier.kind == "speaker":
                    value = f"“{mention.values[0]}”"
                return previous[: earlier.start] + value + previous[earlier.end :]
    ordinal = _ORDINAL.search(fold_in_place(rest))
    if ordinal and not new:
        talk = _ordinal_talk(ordinal, _talks_of(last))
        subject = [m for m in old if m.kind in ("speaker", "title")]
        if talk and subject:
            start, end = subject[0].start, subject[0].end
            return previous[:start] + f"“{talk.title}”" + previous[end:]
        return None
    if (
        rest
        and not new
        and not _IT.search(fold_in_place(rest))
        and not _PERSON.search(fold_in_place(rest))
    ):
        return _new_topic(previous, rest)
    return None


def _new_topic(previous: str, rest: str) -> str | None:
    """ "What about bagging?" after "Which talks cover stability?": the same with another topic."""
    folded = fold_in_place(previous)
    about = re.search(
        r"\b(?:about|on|cover(?:s|ing)?|discuss(?:es|ing)?|mention(?:s|ing)?|from|at|by|regarding|in)\s+(?!.*\b(?:about|on|cover|covers|discuss|mention)\s)",
        folded,
    )
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


def _without(text: str, mentions: Sequence[Mention]) -> str:
    for mention in sorted(mentions, key=lambda m: -m.start):
        text = text[: mention.start] + " " + text[mention.end :]
    return text


def _others(text: str, last: Turn, history: Sequence[Turn], linker: Linker) -> str:
    """ "What about the others?": the talks listed before, less the one just asked about."""
    listing = next((t for t in reversed(history) if len(t.answer.talks) > 1), None)
    if listing is None:
        return text
    done = {talk.talk_id for talk in last.answer.talks} if last is not listing else set()
    rest = [talk for talk in listing.answer.talks if talk.talk_id not in done]
    if not rest or len(rest) > 12:
        return text
    previous = last.answer.standalone_question
    subject = [m for m in linker.link(previous) if m.kind in ("speaker", "title")]
    if last is not listing and subject:
        start, end = subject[0].start, subject[-1].end
        return previous[:start] + _all_quoted(rest) + previous[end:]
    return f"Summarize the talks {_all_quoted(rest)}"

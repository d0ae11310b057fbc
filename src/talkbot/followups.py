"""A question that leans on what was said before, rewritten to stand alone.

The rewritten question goes the same way as one typed in full, so both get the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkbot.answers import ROWS_SHOWN, Answer, TalkRef, Turn
from talkbot.carryover import (
    EXTREME,
    EXTREME_LEAD,
    condition_in,
    leans_on_filters,
    narrowed,
    swapped_filter,
    with_condition,
)
from talkbot.grammar.lexicon import LISTING, RECORD_WORDS, WH_WORDS
from talkbot.grammar.listing import BESIDE, FROM_ROW
from talkbot.grammar.phrases import TALK
from talkbot.linking import Linker, Mention
from talkbot.referring import (
    ANY_ONE,
    IT,
    ONE_ON,
    ORDINAL,
    PEOPLE,
    PERSON,
    TOPICAL_ONE,
    all_quoted,
    at_place,
    focus,
    last_turn,
    quoted,
    substituted,
    talks_of,
)
from talkbot.talks import fold, fold_in_place
from talkbot.words import STOP_WORDS, content_terms, words

_WHAT_ABOUT = re.compile(
    r"^(?:and|what about|how about|and what about|and how about|same for|and for|or|but)\b(?P<rest>.*)$"
)
_OTHERS = re.compile(
    r"\b(?:the )?(?:others?|other (?:ones?|talks?|speakers?)|rest|remaining(?: ones)?|anything else|any others?|what else|who else|more of them)\b"
)
# The rows of a list that were not shown.
_MORE_ROWS = re.compile(
    r"^(?:(?:please|ok(?:ay)?|yes|and|now|can|could|you|show|list|give|tell|see|let|i|want|to|me|us|all|what about)\W+)*(?:the )?"
    r"(?:rest|remaining(?: ones| talks)?|next(?: page| ones| talks| twenty| 20)?|more(?: talks| ones| results| rows)?"
    r"|other(?:s| ones| talks)|go on|continue)(?: (?:of (?:them|those|the list)|please))*\W*$"
)
_MORE_LEFT = re.compile(r"… and [\d,]+ more\.")
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


_OTHER_ONES = re.compile(r"(?<!about )(?<!how about )\bthe other (?:ones?|talks?)\b(?= |\W*$)")
# "What else did she present?" after one of her talks.
_ELSE_BY = re.compile(r"\b(?:what else|anything else|any others?|other (?:talks?|ones?))\b")


# "How did the sensor get its power?" says itself whose power is meant.
_ITS_OWN = re.compile(
    r"\b(?:do|does|did|is|are|was|were|can|could|has|have|had|will|would|should)\s+(?:(?:the|a|an|all|most|many|some)\s+)?"
    r"(?!(?:he|she|they|it|this|that|these|those|you|i|we|there|his|her|its|their|any|other|same|talks?|speakers?|presenters?|authors?"
    r"|presentations?|lectures?|one|first|second|third|last)\b)[a-z][\w-]*\s+(?:(?!\b(?:he|she|they|it|this|that)\b).)*\b(?:its|their)\b"
    r"|^(?:and )?who (?:talks?|talked|speaks?|spoke|is (?:talking|speaking)) (?:about|of|on) (?:his|her|their)\b"
)


# "Back to the eels: what kills them?", "The eel talk, when was it?" say what is meant ahead.
_AHEAD = re.compile(
    r"^(?:(?:ok(?:ay)?|so|and|but|now|right|well|then)\W+)*"
    rf"(?:(?:(?:going |coming )?back to|returning to|as for|regarding|concerning) (?P<what>[^,:;?.!]+)"
    rf"|(?P<talk>(?:the|that) (?:[\w'’-]+ ){{0,4}}?{TALK}(?: (?:on|about|by|of|with) [^,:;?.!]+)?))\s*[,:;–—-]\s*"
    rf"(?P<rest>(?:(?:and|so) )?(?:{'|'.join(WH_WORDS)}|is|are|was|were|do|does|did|has|have|can|could)\b.*)$"
)


def _said_ahead(text: str) -> str:
    """The question with what was said ahead of it in the place of its pronoun."""
    folded = fold_in_place(text)
    ahead = _AHEAD.match(folded)
    if not ahead:
        return text
    name = "what" if ahead["what"] else "talk"
    what, start = text[slice(*ahead.span(name))].strip(), ahead.start("rest")
    if any(p.search(ahead[name]) for p in (PERSON, PEOPLE, ORDINAL, ONE_ON)):
        return text
    found = (p.search(folded, start) for p in (PERSON, IT, PEOPLE))
    pronoun = min((m for m in found if m), key=lambda m: m.start(), default=None)
    if pronoun is None:
        return text
    own = "'s" if pronoun.group() in ("its", "their", "his", "her") else ""
    return text[start : pronoun.start()] + what + own + text[pronoun.end() :]


_PLEASANTRY = re.compile(
    r"^(?:(?:cool|great|nice|ok(?:ay)?|thanks|thank you|perfect|interesting|good|lovely|wow|i see|got it|that helps|that(?:'s| is| was) (?:great|good|nice|helpful|interesting)|alright|right|hi|hello)"
    r"(?: (?:a lot|so much|very much|then|there))?\s*[.,;!–—-]+\s*)+"
    rf"(?=(?:and|but|now|then|{'|'.join(sorted(WH_WORDS))}|is|are|was|were|do|does|did|can|could|has|have|list|show|tell|give|compare|summari[sz]e)\b)"
)
# "And where?", "How long?"
_BARE_ASK = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?)\W+)*(?P<ask>when|what time|where|how long|who|(?:in )?(?:what|which) (?:room|track)|(?:is|was) there an? (?:video|recording)|(?:do you have|any) (?:an? )?(?:video|recording))(?: exactly)?\W*$"
)
_ASKED_OF = {
    "when": "when",
    "what time": "when",
    "how long": "how long",
    "who": "who gave",
}


def _asked_bare(ask: str, last: Turn) -> str:
    """ "And where?" of the talks that the answer before was about; "" where there are too many."""
    one = focus(last) if last.answer.kind == "fact" else None
    talks = [one] if one else list(talks_of(last))
    if not 0 < len(talks) <= ROWS_SHOWN:
        return ""
    which = f"the talk{'s' if len(talks) > 1 else ''} {all_quoted(talks)}"
    are = "are" if len(talks) > 1 else "is"
    if ask.endswith(("video", "recording")):
        return f"is there a video of {which}?"
    if ask == "who":
        return f"who gave {which}?"
    if ask in _ASKED_OF:
        return f"{_ASKED_OF[ask]} {are} {which}?"
    return f"{'which room' if ask == 'where' else ask} {are} {which} in?"


def needs_history(question: str, linker: Linker) -> bool:
    """Whether the question cannot be understood without the conversation so far."""
    text = fold_in_place(" ".join(question.split()))
    bare = text.strip()
    mentions = linker.link(" ".join(question.split()))
    if (
        _BARE_ASK.match(bare)
        or _MORE_ROWS.match(bare)
        or _RESTYLE.match(bare)
        or _OTHERS.search(bare)
        or ORDINAL.search(bare)
    ):
        return True
    one = ONE_ON.search(bare)
    if (one and one[0].endswith("one")) or TOPICAL_ONE.search(bare):
        return True
    if _WHAT_ABOUT.match(bare) or leans_on_filters(bare) or condition_in(bare, linker):
        return True
    if any(m.kind in ("speaker", "title") for m in mentions):
        named_first = min(m.start for m in mentions if m.kind in ("speaker", "title"))
        pronoun = PERSON.search(bare) or IT.search(bare)
        return bool(pronoun and pronoun.start() < named_first and not IT.match(bare[named_first:]))
    if _ITS_OWN.search(bare):
        return False
    if (
        PERSON.search(bare)
        or PEOPLE.search(bare)
        or ANY_ONE.search(bare)
        or re.search(r"\bfrom there\b|\bwork there\b", bare)
    ):
        return True
    it = IT.search(bare)
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
    text = text[len(m.group()) if (m := _PLEASANTRY.match(fold_in_place(text))) else 0 :]
    text = _said_ahead(text)
    last = last_turn(history)
    if last is None or not words(text):
        return text
    folded = fold_in_place(text)
    previous = FROM_ROW.sub("", last.answer.standalone_question)
    if _is_bare_name(text, linker):
        return _swapped(text.strip(" ?.!"), previous, history, linker) or text
    if not needs_history(text, linker):
        return text
    if _MORE_ROWS.match(folded.strip()) and (listed := _going_on(last.answer)):
        return listed
    if bare := _BARE_ASK.match(folded.strip()):
        return _asked_bare(bare["ask"], last) or text
    restyle = _RESTYLE.match(folded.strip())
    if restyle:
        return _restyled(previous, restyle.group("how"))
    by = [m for m in linker.link(text) if m.kind == "speaker"]
    talk = focus(last) if _ELSE_BY.search(folded) and PERSON.search(folded) else None
    if talk and talk.speakers and not by:
        others = [name for name in talk.speakers if name not in _asked_about(last, linker)]
        one = others[:1] if BESIDE.search(fold(previous)) and others else talk.speakers[:1]
        several = talk.speakers if re.search(r"\bthey\b|\btheir\b", folded) else one
        talk = _spoken_about(history, linker, several[0]) or talk
        return f"Talks by {' or '.join(several)} other than {quoted(talk)}"
    if by and _ELSE_BY.search(folded):
        # "What else did Lee present?" names Lee itself.
        return text
    if _OTHERS.search(folded) and not ORDINAL.search(folded) and not IT.search(folded):
        return _others(text, last, history, linker)
    about = _WHAT_ABOUT.match(folded)
    rest = text[about.start("rest") :].strip(" ?.!") if about else ""
    if other := _other_extreme(text, history, linker):
        return other
    if last.answer.kind == "catalogue":
        kept = (rest and swapped_filter(rest, previous, linker)) or narrowed(text, previous, linker)
        if kept:
            return kept
    if last.answer.kind in ("catalogue", "topic") and (more := condition_in(text, linker)):
        return with_condition(more, previous, linker)
    swapped = _swapped(rest, previous, history, linker) if about else None
    return swapped or substituted(text, history, linker)


def _spoken_about(history: Sequence[Turn], linker: Linker, name: str) -> TalkRef | None:
    """The talk of somebody's that was last spoken about, not only its speaker."""
    for turn in reversed(history):
        talk = focus(turn)
        kinds = {m.kind for m in linker.link(turn.answer.standalone_question)}
        if talk and name in talk.speakers and (kinds != {"speaker"} or turn.answer.kind == "fact"):
            return talk
    return None


def _asked_about(last: Turn, linker: Linker) -> set[str]:
    """The names that the question before had."""
    return {v for m in linker.link(last.answer.standalone_question) for v in m.values}


def _other_extreme(text: str, history: Sequence[Turn], linker: Linker) -> str:
    """ "And the shortest?", some turns after the longest was asked for: that question with this."""
    if not EXTREME.fullmatch(fold_in_place(text).strip(" ?.!")):
        return ""
    asked = (t.answer.standalone_question for t in reversed(history))
    kept = (swapped_filter(EXTREME_LEAD.sub("", text).strip(" ?.!"), q, linker) for q in asked)
    return next(filter(None, kept), "")


def _going_on(answer: Answer) -> str:
    """The question whose list goes on after the rows that were shown, "" when all of it was.

    After its last rows they are shown again.
    """
    asked = answer.standalone_question
    later = FROM_ROW.search(asked)
    if not _MORE_LEFT.search(answer.text):
        return asked if later else ""
    first = int(later["row"]) if later else 1
    asked = FROM_ROW.sub("", asked).rstrip(" ?.!")
    return f"{asked}, from number {first + ROWS_SHOWN}"


def _is_bare_name(text: str, linker: Linker) -> bool:
    """ "Oyelaran?": nothing but one speaker, after a question about another."""
    mentions = linker.link(text)
    if [mention.kind for mention in mentions] != ["speaker"]:
        return False
    return not re.sub(r"['’]s?\b|\W", "", _without(text, mentions))


def _restyled(previous: str, how: str) -> str:
    bare = re.sub(
        r"\s*,?\s*\b(?:in (?:one|a single) sentence|in (?:more |great )?detail|briefly|shortly|tl;?dr)\b",
        "", previous, flags=re.IGNORECASE,
    ).rstrip(" ?.!")  # fmt: skip
    style = _STYLES.get(how[:5]) or _STYLES.get(how[:3]) or "in more detail"
    return f"{bare} {style}?" if previous.rstrip().endswith("?") else f"{bare} {style}"


def focus_of(history: Sequence[Turn]) -> TalkRef | None:
    """The one talk that the conversation is about just now, if any."""
    last = last_turn(history)
    return focus(last) if last else None


def _swapped(rest: str, previous: str, history: Sequence[Turn], linker: Linker) -> str | None:
    """ "Gao's", after "Where is Fazel from?": the earlier question about somebody else."""
    if any(word in WH_WORDS for word in words(rest)):
        # "And where is Gao from?" asks something of its own.
        return None
    new = linker.link(rest)
    old = linker.link(previous)
    left = [w for w in words(_without(rest, new)) if w not in STOP_WORDS | LISTING | RECORD_WORDS]
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
        return _with_talks(previous, subject, talks) if talks and subject else None
    if TOPICAL_ONE.search(folded) or re.match(r"the one (?:on|about|by|from|with)\b", folded):
        subject = [m for m in old if m.kind in ("speaker", "title")]
        told = substituted(rest, history, linker)
        return _with_talks(previous, subject, (), told) if subject else None
    if rest and not new and not any(p.search(folded) for p in (IT, PERSON)):
        return _new_topic(previous, rest)
    return None


def _in_place_of(earlier: Mention, previous: str, mention: Mention, rest: str) -> str:
    """The previous question with one name for another; a talk gives way to somebody's talk."""
    value = rest[mention.start : mention.end]
    if mention.kind == "title":
        return _with_talks(previous, [earlier], (), f"“{mention.values[0]}”")
    if earlier.kind == "title":
        start, end = _whole(previous, earlier)
        return f"{previous[:start]}{value}'s talk{previous[end:]}"
    return previous[: earlier.start] + value + previous[earlier.end :]


def _with_talks(
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
    own = _OTHER_ONES.search(fold_in_place(text))
    if own and WH_WORDS.intersection(words(text)):
        # "When was the other one?" asks something of its own.
        which = f"the talk{'s' if len(rest) > 1 else ''} {all_quoted(rest)}"
        return text[: own.start()] + which + text[own.end() :]
    if last is not listing and subject:
        return _with_talks(previous, subject, rest)
    return f"Summarize the talks {all_quoted(rest)}"

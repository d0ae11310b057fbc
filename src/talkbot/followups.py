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
from talkbot.grammar.lexicon import WH_WORDS
from talkbot.grammar.listing import BESIDE, FROM_ROW
from talkbot.grammar.phrases import TALK
from talkbot.linking import Linker
from talkbot.referring import (
    ANY_ONE,
    IT,
    ONE_ON,
    ORDINAL,
    PEOPLE,
    PERSON,
    TOPICAL_ONE,
    all_quoted,
    focus,
    last_turn,
    quoted,
    substituted,
    talks_of,
)
from talkbot.swapping import swapped, with_talks, without
from talkbot.talks import fold, fold_in_place
from talkbot.words import content_terms, words

_WHAT_ABOUT = re.compile(
    r"^(?:(?:(?:no|sorry|oh|er)\W+)*i (?:meant|mean|was thinking of)|and|what about|how about|and what about|and how about|same for|and for|or|but)\b(?P<rest>.*)$"
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
        return swapped(text.strip(" ?.!"), previous, history, linker) or text
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
    same = swapped(rest, previous, history, linker) if about else None
    return same or substituted(text, history, linker)


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
    return not re.sub(r"['’]s?\b|\W", "", without(text, mentions))


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
        return with_talks(previous, subject, rest)
    return f"Summarize the talks {all_quoted(rest)}"

"""What "it", "she", "the second one" and "those" stand for: the talks of the answers before."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from talkbot.answers import TalkRef, Turn
from talkbot.carryover import of_listed
from talkbot.grammar.listing import BESIDE
from talkbot.linking import Linker
from talkbot.talks import fold, fold_in_place
from talkbot.words import STOP_WORDS, content_terms

_ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3,
    "fifth": 4, "5th": 4, "sixth": 5, "6th": 5, "seventh": 6, "7th": 6, "eighth": 7, "8th": 7,
    "ninth": 8, "9th": 8, "tenth": 9, "10th": 9, "last": -1, "former": 0, "latter": 1,
}  # fmt: skip
ORDINAL = re.compile(
    rf"\b(?:the )?(?P<n>{'|'.join(_ORDINALS)})(?: (?:one|talk|presentation|of (?:them|these|those)|speaker|result))\b"
    rf"|\bthe (?P<bare>{'|'.join(_ORDINALS)})\b(?=\W*$|'s\b| and the (?:{'|'.join(_ORDINALS)})\b)"
    r"|\bthe first (?P<many>two|three|four)\b(?: (?:ones|talks|of (?:them|these|those)))?"
    rf"|\b(?:talk |number |no\.? |#)(?P<digit>\d{{1,2}})\b"
)
_TALK = r"(?:talk|presentation|session|lecture|one|abstract)"
IT = re.compile(
    rf"\b(?:(?:this|that|the same|the) {_TALK}(?= (?:about|say|mention|cover|discuss|given|start|use|end|did|does|is)\b|\W|$)"
    rf"|it(?='s)|its|it|this|that(?=\W*$)|the (?:talk|presentation|lecture))\b"
)
# "How much does one cost?", "where can I buy one?"
ANY_ONE = re.compile(
    r"\b(?:do|does|did|can|could|will|would) one (?:cost|weigh|last|hold|measure|contain|look like|take)\b"
    r"|\b(?:buy|get|build|make|use|order|have|see|try) one(?= from\b|\W*$)"
)
PERSON = re.compile(
    r"\b(?:he|she|him|her|his|hers|the (?:speaker|presenter|author))(?P<s>['’]s)?\b|\bthey\b|\btheir\b|\bthem\b"
)
PEOPLE = re.compile(
    r"\b(?:they|them|their|these|those|(?<!\ball )(?<!\ball of )the (?:talks|speakers)\b(?! (?:on|about|by|from|at|in|of|with|that|which|who)\b)|(?:these|those) (?:talks|speakers)|both|all of them|each)\b"
)
# "The gamelan one": no place in a list, but what it is about.
_NO_TOPIC = rf"(?:{'|'.join(_ORDINALS)}|other|same|next|only|latest|newest|oldest|longest|shortest|wrong|right|which|that|this)"
TOPICAL_ONE = re.compile(
    rf"\b(?:the|that) (?!{_NO_TOPIC}\b)(?P<what>[\w-]+(?: (?!{_NO_TOPIC}\b)[\w-]+)?) one\b"
)
_MANY = {"two": 2, "three": 3, "four": 4}
_PLACE = re.compile(
    r"\bfrom there\b|\bat (?:the same|that) (?:place|university|institution|institute|company)\b|\bwork there\b"
)
_QUOTED = 12
_SPOKEN = 6
ONE_ON = re.compile(r"\b(?:the|which|that) (?:one|talk)(?= (?:on|about|by|from|with|that)\b)")


def last_turn(history: Sequence[Turn]) -> Turn | None:
    """The latest turn that was about something."""
    for turn in reversed(history):
        if turn.answer.kind not in ("chat", "clarify", "other"):
            return turn
    return None


def listed_turn(history: Sequence[Turn], at_least: int = 2) -> Turn | None:
    """The latest turn that gave so many talks."""
    return next((t for t in reversed(history) if len(talks_of(t)) >= at_least), None)


def talks_of(turn: Turn) -> tuple[TalkRef, ...]:
    return turn.answer.talks or turn.answer.nearest


def quoted(talk: TalkRef) -> str:
    return f"“{talk.title}”"


def all_quoted(talks: Sequence[TalkRef]) -> str:
    names = [quoted(talk) for talk in talks]
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]


def focus(last: Turn) -> TalkRef | None:
    """The one talk that an exchange was about, when it was about one."""
    talks = talks_of(last)
    if len(talks) == 1:
        return talks[0]
    if last.answer.kind in ("fact", "summary"):
        return talks[0] if talks else None
    return None


def at_place(match: re.Match[str], history: Sequence[Turn]) -> list[TalkRef]:
    """The talks that an ordinal means, of the latest list that is long enough; [] for none."""
    if match["many"]:
        count = _MANY[match["many"]]
        turn = listed_turn(history, count)
        return list(talks_of(turn)[:count]) if turn else []
    word = match["n"] or match["bare"]
    index = int(match["digit"]) - 1 if match["digit"] else _ORDINALS[word]
    last = last_turn(history)
    turn = listed_turn(history, max(index + 1, 2))
    if turn is None and last and index in (0, -1):
        turn = last
    return [talks_of(turn)[index]] if turn and talks_of(turn) else []


def substituted(text: str, history: Sequence[Turn], linker: Linker) -> str:
    """The question with the talk, talks or person in the place of the words that mean them."""
    last = last_turn(history)
    folded = fold_in_place(text)
    if last is None or not talks_of(last):
        return text
    talks = talks_of(last)
    if ORDINAL.search(folded):
        return _ordinals(text, folded, history)
    if one := ONE_ON.search(folded):
        return _the_one(text, one, talks)
    if one := TOPICAL_ONE.search(folded):
        return _the_topical(text, one, history)
    place = _PLACE.search(folded)
    if place and linker.affiliation_of(talks[0].talk_id):
        where = f"from {linker.affiliation_of(talks[0].talk_id)}"
        return text[: place.start()] + where + text[place.end() :]
    listing = listed_turn(history)
    if listing and 1 < len(talks_of(listing)) <= _QUOTED:
        kept = of_listed(text, f"the talks {all_quoted(talks_of(listing))}")
        if kept:
            return kept
    about = focus(last)
    plural = PEOPLE.search(folded)
    if len(talks) > 1 and about is None and plural:
        if len(talks) > _QUOTED:
            return _about_all(text, plural, last)
        return _several(text, plural, talks)
    talk = about or talks[0]
    asked = last.answer.standalone_question
    named = {v for m in linker.link(asked) for v in m.values}
    if BESIDE.search(fold(asked)):
        # Who spoke with her is in the answer, she in the question.
        named = {name for name in talk.speakers if name not in named}
    replaced = person_replaced(text, talk, named)
    if replaced != text:
        return replaced
    if it := IT.search(folded):
        phrase = f"the talk {quoted(talk)}" + ("'s" if it.group() == "its" else "")
        return text[: it.start()] + phrase + text[it.end() :]
    if any(m.kind in ("speaker", "title") for m in linker.link(text)):
        return text
    return f"{text.rstrip(' ?.!')} in the talk {quoted(talk)}?"


def _ordinals(text: str, folded: str, history: Sequence[Turn]) -> str:
    """ "Compare the first and the third": every ordinal replaced by the talk in that place."""
    first: TalkRef | None = None
    for match in reversed(list(ORDINAL.finditer(folded))):
        talks = at_place(match, history)
        if not talks:
            return text
        first = talks[0]
        name = f"the talk {quoted(first)}"
        if len(talks) > 1:
            name = f"the talks {all_quoted(talks)}"
        elif "speaker" in match.group() and first.speakers:
            name = first.speakers[0]
        text = text[: match.start()] + name + text[match.end() :]
    return person_replaced(text, first) if first else text


def _the_topical(text: str, one: re.Match[str], history: Sequence[Turn]) -> str:
    """ "The gamelan one": an earlier talk whose title or speaker has the words, else any on it."""
    wanted = set(content_terms(one["what"]))
    talks = [talk for turn in reversed(history) for talk in talks_of(turn)]
    fits = (t for t in talks if wanted <= set(content_terms(f"{t.title} {' '.join(t.speakers)}")))
    talk = next(fits, None) if wanted else None
    said = text[slice(*one.span("what"))]
    name = f"the talk {quoted(talk)}" if talk else f"the talk on {said}"
    return text[: one.start()] + name + text[one.end() :]


def _several(text: str, plural: re.Match[str], talks: Sequence[TalkRef]) -> str:
    phrase = f"the talks {all_quoted(talks)}"
    word = plural.group()
    if word in ("both", "each"):
        phrase = f"{word} of {phrase}"
    elif word == "their":
        phrase += "'"
    return text[: plural.start()] + phrase + text[plural.end() :]


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
    return text[: one.start()] + f"the talk {quoted(talks[-index])}"


def _about_all(text: str, plural: re.Match[str], last: Turn) -> str:
    """ "How many of them …" after a long list: the list's own description instead of its talks."""
    previous = last.answer.standalone_question
    described = re.search(
        r"\b(?:about|on|by|from|at|in|cover\w*|discuss\w*|mention\w*)\s+(?!the collection|there|total|all).+$",
        previous.rstrip(" ?.!"), re.IGNORECASE,
    )  # fmt: skip
    phrase = "the talks" + (f" {described.group()}" if described else "")
    return text[: plural.start()] + phrase + text[plural.end() :]


def person_replaced(text: str, talk: TalkRef, named: Collection[str] = ()) -> str:
    """The first pronoun for a person replaced by the talk's speaker.

    Of several speakers "she" is the one who was `named` just before, "they" are all.
    """
    person = PERSON.search(fold_in_place(text))
    if not person or not talk.speakers:
        return text
    word = person.group()
    one = [] if word.startswith("the") else [s for s in talk.speakers if s in named][:1]
    *others, final = one or talk.speakers[:_SPOKEN]
    name = ", ".join(others) + (" and " if others else "") + final
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

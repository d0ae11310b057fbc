"""A question about two things of which different talks tell: each half asked by itself."""

from __future__ import annotations

import re
from dataclasses import replace

from talkbot.answering.builder import escape
from talkbot.answering.elsewhere import record_text
from talkbot.answering.facts import answer_fact, look
from talkbot.answers import Answer, Citation
from talkbot.collection import View
from talkbot.grammar.lexicon import ASKING
from talkbot.grammar.phrases import TALK
from talkbot.questions import Query
from talkbot.reading import coverage
from talkbot.talks import fold_in_place
from talkbot.words import STOP_WORDS, content_terms, words

_HOW = r"how (?:many|much|long|far|old|fast|high|deep|often|big|large)"
_IS = r"(?:do|does|did|is|are|was|were|can|could|has|have|had)"
# "How many days do bees and how many weeks do ants live?"
_TWICE = re.compile(rf"^(?P<one>{_HOW}\b.+?),? and (?P<two>{_HOW}\b.+)$")
# "What does Lee recommend, and which talks are about ants?": of a talk and of the collection.
_AND_LIST = re.compile(
    rf"^(?P<one>(?:what|why|how|when|where|who|which)\b.+?),? and (?P<two>(?:(?:which|what|how many) (?:other )?{TALK}|who (?:else )?(?:talks|speaks|presents)"
    rf"|(?:are|is) there (?:any |a )?{TALK}|list|show)\b(?!.*\b(?:he|she|they|it|his|her|their|that)\b).+)$"
)
# "How much do bees and ants weigh?", "How many bees and ants were weighed?"
_ONCE = re.compile(
    rf"^(?P<lead>{_HOW}\b(?: [\w-]+){{0,3}}? {_IS} )"
    r"(?P<one>[^,]+?) and (?P<two>[^,]+?)(?P<tail> [\w-]+)$"
    r"|^(?P<lead2>how many )(?P<one2>[\w-]+(?: [\w-]+)?) and (?P<two2>[\w-]+(?: [\w-]+)?)"
    rf"(?P<tail2> {_IS}\b.*)$"
)
# So much of its words, by weight, the talk of the other half lacks.
_LACKS = 0.6


def halves_of(question: str) -> tuple[str, str] | None:
    """The two questions that one asks, in its own words; None when it asks one."""
    text = question.rstrip(" ?.!")
    folded = fold_in_place(text)
    twice = _TWICE.match(folded)
    if twice:
        return text[slice(*twice.span("one"))] + "?", text[slice(*twice.span("two"))] + "?"
    once = _ONCE.match(folded)
    if not once:
        return None
    of = "" if once["lead"] else "2"
    lead, one, two, tail = (text[slice(*once.span(n + of))] for n in ("lead", "one", "two", "tail"))
    return f"{lead}{one}{tail}?", f"{lead}{two}{tail}?"


def and_a_list(question: str) -> tuple[str, str] | None:
    """A question about a talk and one about the collection, asked in one; None for one question."""
    text = question.rstrip(" ?.!")
    both = _AND_LIST.match(fold_in_place(text))
    return (
        (text[slice(*both.span("one"))] + "?", text[slice(*both.span("two"))] + "?")
        if both
        else None
    )


def answer_pair(query: Query, question: str, view: View) -> Answer | None:
    """Both answers, one after the other; None when one talk may well tell both."""
    halves = halves_of(query.spelt or query.question)
    if not halves:
        return None
    asked = [replace(query, question=half, spelt="", topic=_telling(half)) for half in halves]
    fronts = [_front(half, view) for half in asked]
    if None in fronts or fronts[0] == fronts[1]:
        return None
    for half, other in zip(asked, reversed(fronts), strict=True):
        wanted = content_terms(half.topic)
        text = record_text(view.talk(other or ""))
        if coverage(wanted, text, view.weight(wanted)) > _LACKS:
            return None
    told = [answer_fact(half, question, view, None) for half in asked]
    if all(answer.status == "abstained" for answer in told):
        return None
    # A word that was put right to be found is shown as it was typed.
    return joined(query, told, halves_of(query.question) or halves)


def _telling(half: str) -> str:
    return " ".join(word for word in words(half) if word not in STOP_WORDS | ASKING)


def _front(half: Query, view: View) -> str | None:
    seen = look(half, view, None)
    return seen.sentences[0].passage.talk_id if seen.sentences else None


def joined(query: Query, told: list[Answer], halves: tuple[str, str]) -> Answer:
    """One answer of both, its citations numbered on; a half that nothing tells says so."""
    first, second = (
        replace(
            a, claims=(), citations=(), talks=(), text=f"Of “{escape(half)}” the talks do not say."
        )
        if a.status == "abstained"
        else a
        for a, half in zip(told, halves, strict=True)
    )
    by = len(first.citations)
    later: tuple[Citation, ...] = tuple(replace(c, n=c.n + by) for c in second.citations)
    text = re.sub(r"(?<!\\)\[(\d+)\]", lambda mark: f"[{int(mark[1]) + by}]", second.text)
    claims = tuple(
        replace(claim, citations=tuple(n + by for n in claim.citations)) for claim in second.claims
    )
    talks = {talk.talk_id: talk for talk in (*first.talks, *second.talks)}
    return replace(
        first,
        standalone_question=query.question,
        status="answered",
        text=f"{first.text}\n\n{text}",
        claims=(*first.claims, *claims),
        citations=(*first.citations, *later),
        talks=tuple(talks.values()),
        nearest=(),
    )

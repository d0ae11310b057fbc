"""What somebody recommends: the sentences of their talks that say so, and no others."""

from __future__ import annotations

import re

from talkbot.answering.builder import Builder, Scored, escape, speakers_md, title_md
from talkbot.answering.facts import refuse_fact
from talkbot.answering.quoting import Quote, cite_quote, shown
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.passages import passages_of, sentences_of
from talkbot.questions import Query
from talkbot.talks import Talk

_SENTENCES = 3
# Of a talk, not of its subject: "bees must rest" is no advice.
_ADVICE = re.compile(
    r"\b(?:recommend(?!ed by|er|ation systems?)|advis(?:e|es|ed|able)\b|advice\b|advocat"
    r"|urg(?:e|es|ing)\b|we suggest|calls? for\b|best practice|had better"
    r"|(?:you|we|one|everybody|everyone|nobody|\w+s) (?:should|ought to)\b"
    r"|(?:you|we|everybody|everyone) must\b|should (?:not|never|always)\b)",
    re.IGNORECASE,
)


def answer_advice(query: Query, question: str, view: View, talk_ids: frozenset[str]) -> Answer:
    """The sentences of the talks named that give advice; a refusal when none does."""
    builder = Builder(query, question)
    talks = [view.talk(talk.id) for talk in view.catalogue.talks if talk.id in talk_ids]
    told = [(talk, quotes) for talk in talks if (quotes := _advice_in(talk))]
    for talk, quotes in told:
        names = speakers_md(talk, places=False)
        builder.block(f"{title_md(talk)}" + (f" — {names}" if names else ""))
        lines = [
            builder.claim(escape(shown(q, q.text)), [cite_quote(builder, talk, q)])
            for q in quotes[:_SENTENCES]
        ]
        builder.block(" ".join(lines))
    if told:
        return builder.answered(Scored(talk) for talk, _ in told)
    return refuse_fact(builder, query, [Scored(talk) for talk in talks[:3]], talk_ids)


def _advice_in(talk: Talk) -> list[Quote]:
    """In the order of the talk; a bio's "advises the city" is no advice of the talk's."""
    return [
        Quote(p.field, p.speaker, p.start + a, p.start + b, p.text[a:b])
        for p in passages_of(talk)
        if p.field in ("abstract", "transcript")
        for a, b in sentences_of(p)
        if _ADVICE.search(p.text[a:b])
    ]

"""A question that puts one talk's words into another speaker's mouth, and where they are said."""

from __future__ import annotations

import re
from dataclasses import replace

from talkbot.answering.builder import Builder, Scored, escape, speakers_md, title_md
from talkbot.answering.facts import look
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.gate import answers
from talkbot.questions import Query
from talkbot.reading import coverage
from talkbot.talks import Talk, fold
from talkbot.words import content_terms, stem, terms

# So much of the topic's words another talk has, by weight, and the talk in question at most.
_THERE, _HERE = 0.75, 0.4
_NAMED = 4
# What the question has somebody do with the topic: no part of it.
_ACTS = frozenset(
    stem(word)
    for word in """argue argues argued compare compares compared recommend recommends recommended
    want wants wanted think thinks thought claim claims claimed call calls called use uses used
    build builds built write writes wrote prefer prefers preferred suggest suggests suggested
    attack attacks attacked create creates created believe believes believed warn warns
    warned""".split()
)
_LOOK = 3
# So likely to answer, the talk in question needs no other.
_LIKELY = 0.5
# "Where does she try it out?": what is asked about stands in the question before, not in a word.
_UNSAID = re.compile(r"\b(?:it|this|these|those|them)\b", re.IGNORECASE)


def answer_elsewhere(
    query: Query, question: str, view: View, talk_ids: frozenset[str]
) -> Answer | None:
    """A refusal that says where it is spoken of; None when the talks named may well answer.

    "Why does Lee distrust gauges?" where only Marsh speaks of gauges. The talks named must lack
    the words and come no nearer by their meaning than a talk that the question does not name.
    """
    if len(talk_ids) > _NAMED or not query.named("speaker", "title"):
        return None
    if _UNSAID.search(query.question):
        return None
    wanted = [term for term in content_terms(query.topic) if term not in _ACTS]
    weight = view.weight(wanted)
    own = [view.talk(i) for i in sorted(talk_ids)]
    if not wanted or max(coverage(wanted, record_text(talk), weight) for talk in own) > _HERE:
        return None
    found = view.searcher.search(query.topic)
    others = [h.talk_id for h in found.talks[: _LOOK + _NAMED] if h.talk_id not in talk_ids]
    there = next(
        (
            talk
            for talk in map(view.talk, others[:_LOOK])
            if coverage(wanted, record_text(talk), weight) >= _THERE
        ),
        None,
    )
    if there is None:
        return None
    seen = look(query, view, talk_ids)
    if seen.signals and answers(replace(seen.signals, named=False)) >= _LIKELY:
        return None
    builder = Builder(query, question)
    records = "record" if len(own) == 1 else "records"
    which = " and ".join(title_md(talk) for talk in own)
    builder.block(f"The {records} of {which} {'does' if len(own) == 1 else 'do'} not say.")
    builder.block(f"Spoken of in another talk:\n- {title_md(there)} — {speakers_md(there)}")
    return builder.abstained(Scored(talk) for talk in (*own[:2], there))


# "Why do sharks throw shells?": of whom it is asked.
_SUBJECT = re.compile(
    r"^(?:and |so |but )?(?:why|how come) (?:do|does|did|are|were|can) "
    r"(?:(?:the|some|most|many|all) )?"
    r"(?P<who>[a-z]+s)\b(?! (?:of|in|with|from|that|who|and|or)\b)"
)


def answer_other_subject(query: Query, question: str, view: View) -> Answer | None:
    """A refusal where the talk in front tells it of others, and another talk is titled after these.

    "Why do sharks throw shells?" of a talk on octopuses that throw shells and never names a shark.
    """
    subject = _SUBJECT.match(fold(query.spelt or query.question))
    if not subject:
        return None
    who = stem(subject["who"])
    seen = look(query, view, None)
    if not seen.sentences:
        return None
    asked, weight = seen.asked.terms, seen.asked.weight
    told = max(seen.sentences[:_LOOK], key=lambda s: coverage(asked, s.text, weight))
    front = view.talk(told.passage.talk_id)
    there = next((t for t in view.catalogue.talks if who in terms(t.title)), None)
    if there is None or who in terms(record_text(front)):
        return None
    builder = Builder(query, question)
    builder.block(f"The record of {title_md(front)} does not say it of {escape(subject['who'])}.")
    builder.block(
        f"They are spoken of in another talk:\n- {title_md(there)} — {speakers_md(there)}"
    )
    return builder.abstained([Scored(front), Scored(there)])


def record_text(talk: Talk) -> str:
    """What a talk says, as far as it is written down."""
    spoken = " ".join(cue.text for cue in talk.transcript)
    bios = " ".join(speaker.bio for speaker in talk.speakers)
    return f"{talk.title} {' '.join(talk.tags)} {talk.abstract} {bios} {spoken}"

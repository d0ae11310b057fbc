"""A fact in a talk: the sentences that answer, best first, or an honest refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkbot.answering.builder import Builder, Scored, escape, speakers_md, title_md
from talkbot.answering.quoting import best_window, cite_quote, shown
from talkbot.answering.records import describe_filters
from talkbot.answering.topics import refuse
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.gate import Signals, answers, signals
from talkbot.questions import Query, Slot
from talkbot.reading import Sentence
from talkbot.retrieval import Found
from talkbot.talks import Talk
from talkbot.words import content_terms

ANSWERS = 0.5
_PASSAGES = 6
_SENTENCES = 3
_WORDS = 62


def answer_fact(query: Query, question: str, view: View, talk_ids: frozenset[str] | None) -> Answer:
    """Answer from the best sentences of the talks in question (or of all)."""
    builder = Builder(query, question)
    found, sentences = read_for(query, view, talk_ids)
    ranked = [s for s in sentences if fills(query.slot, s.text)] if query.slot else sentences
    best = ranked[0] if ranked else None
    nearest = _nearest(found, view)
    if best is None or answers(fact_signals(query, view, found, best)) < ANSWERS:
        return refuse_fact(builder, query, nearest, talk_ids, view)
    chosen = _choose(query, ranked)
    weight = view.weight(content_terms(query.question))
    by_talk: dict[str, list[Sentence]] = {}
    for sentence in chosen:
        by_talk.setdefault(sentence.passage.talk_id, []).append(sentence)
    for talk_id, group in by_talk.items():
        talk = view.talk(talk_id)
        names = speakers_md(talk, places=False)
        lines = []
        for sentence in group:
            quote = best_window(sentence, content_terms(query.question), weight)
            number = cite_quote(builder, talk, quote)
            lines.append(builder.claim(escape(shown(quote, sentence.text)), [number]))
        builder.block(
            f"{title_md(talk)}" + (f" — {names}" if names else "") + "\n\n" + " ".join(lines)
        )
    return builder.answered(
        Scored(view.catalogue.by_id[i], group[0].cosine) for i, group in by_talk.items()
    )


def read_for(
    query: Query, view: View, talk_ids: frozenset[str] | None
) -> tuple[Found, list[Sentence]]:
    """The search for a question and the sentences of its best passages, best first."""
    found = view.searcher.search(query.question, talk_ids=talk_ids)
    few = talk_ids is not None and len(talk_ids) <= 4
    hits = found.passages if few else found.passages[:_PASSAGES]
    wanted = content_terms(query.topic or query.question)
    weight = view.weight(wanted)
    hits = tuple(h for h in hits if h.passage.field != "record")[:40]
    return found, view.reader.read(query.topic or query.question, found.vector, hits, weight)


def fact_signals(query: Query, view: View, found: Found, best: Sentence) -> Signals:
    talk = view.catalogue.by_id[best.passage.talk_id]
    hit = next(h for h in found.talks if h.talk_id == talk.id)
    topic = query.topic or query.question
    weight = view.weight(content_terms(topic))
    whole = " ".join(h.passage.text for h in hit.passages)
    return signals(
        topic,
        weight,
        whole=f"{talk.title}\n{talk.abstract}\n{speakers_md(talk)}\n{whole}",
        title=talk.title,
        sentences=[best.text],
        passage=hit.cosine,
        sentence=best.cosine,
    )


def _choose(query: Query, ranked: Sequence[Sentence]) -> list[Sentence]:
    """Up to three sentences within the word budget, none much worse than the best."""
    chosen = [ranked[0]]
    words = min(45, len(ranked[0].text.split()))
    for sentence in ranked[1:6]:
        size = min(45, len(sentence.text.split()))
        same = sentence.passage.talk_id == ranked[0].passage.talk_id
        near = sentence.score >= ranked[0].score - (2.0 if same else 0.7)
        if len(chosen) < _SENTENCES and words + size <= _WORDS and near:
            chosen.append(sentence)
            words += size
    return chosen


def _nearest(found: Found, view: View) -> list[Scored]:
    return [
        Scored(view.catalogue.by_id[hit.talk_id], hit.cosine)
        for hit in found.talks[:3]
        if hit.talk_id in view.catalogue.by_id
    ]


def refuse_fact(
    builder: Builder,
    query: Query,
    nearest: Sequence[Scored],
    talk_ids: frozenset[str] | None,
    view: View,
) -> Answer:
    """Say what is not there: the attribute of a known talk, or the subject altogether."""
    if talk_ids is None or not nearest:
        return refuse(builder, query.topic, nearest)
    talks = [n.talk for n in nearest]
    which = title_md(talks[0]) if len(talks) == 1 else describe_filters(query) or "these talks"
    builder.block(
        f"The record of {which} does not say."
        if len(talks) == 1
        else f"The records of talks {which} do not say."
    )
    builder.block(
        "What is there:\n" + "\n".join(f"- {title_md(t)} — {speakers_md(t)}" for t in talks)
    )
    return builder.abstained(nearest)


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\b(?:1[5-9]|20)\d\d\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b{_MONTH}\.? \d{{1,2}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b|\b\d0s\b|\bcentury\b|\b(?:decades?|years?|months?|weeks?) (?:ago|later)\b"
    r"|\b(?:past|last) (?:couple of |few |several )?(?:decades?|years?)\b|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
    r"|millions?|billions?|trillions?|half|third|quarter|single|couple|both|twice|double[ds]?|several|few)\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![“\"(])\b[A-Z][\w’'.-]+")
_PERSON = re.compile(
    r"\b[A-Z][\w’'-]+(?: [A-Z]\.)?(?: (?:van|von|de|der|den|la|del|bin|al)){0,2} [A-Z][\w’'-]+"
)


def fills(slot: Slot, sentence: str) -> bool:
    """Whether a sentence holds the sort of thing that the question word asks for."""
    patterns = {"when": _DATE, "how many": _NUMBER, "where": _CAPITAL, "who": _PERSON}
    return not slot or bool(patterns[slot].search(sentence))


def names_of(talk: Talk) -> str:
    return ", ".join(s.name for s in talk.speakers)

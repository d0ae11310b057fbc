"""A fact in a talk: the sentences that answer, best first, or an honest refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from talkbot.answering.builder import Builder, Scored, escape, speakers_md, title_md
from talkbot.answering.quoting import best_window, cite_quote, shown
from talkbot.answering.records import answer_records, describe_filters
from talkbot.answering.speech import what_follows
from talkbot.answering.topics import refuse
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.gate import Signals, answers, signals
from talkbot.questions import Query
from talkbot.reading import Sentence, coverage
from talkbot.retrieval import Found
from talkbot.slots import fills, speaks_of
from talkbot.words import content_terms

ANSWERS = 0.5
_PASSAGES = 6
_SENTENCES = 3
_WORDS = 78
_CUT = 45
_STANDS_OUT = 3.0


def answer_fact(query: Query, question: str, view: View, talk_ids: frozenset[str] | None) -> Answer:
    """Answer from the best sentences of the talks in question (or of all)."""
    builder = Builder(query, question)
    found, sentences = read_for(query, view, talk_ids)
    ranked = _answering(query, sentences)
    nearest = _nearest(found, view)
    if not ranked or answers(fact_signals(query, view, found, ranked[0])) < ANSWERS:
        by_record = _from_roles(query, question, view, talk_ids)
        return by_record or refuse_fact(builder, query, nearest, talk_ids)
    chosen = _choose(ranked)
    weight = view.weight(content_terms(query.question))
    by_talk: dict[str, list[Sentence]] = {}
    for sentence in chosen:
        by_talk.setdefault(sentence.passage.talk_id, []).append(sentence)
    for talk_id, group in by_talk.items():
        talk = view.talk(talk_id)
        names = speakers_md(talk, places=False)
        lines = []
        quotes = [best_window(s, content_terms(query.question), weight) for s in group]
        for sentence, quote in zip(group, quotes, strict=True):
            number = cite_quote(builder, talk, quote)
            lines.append(builder.claim(escape(shown(quote, sentence.text)), [number]))
            for said in what_follows(talk, quote, _CUT) if quote is quotes[0] else ():
                if not any(said.start < q.end and q.start < said.end for q in quotes):
                    number = cite_quote(builder, talk, said)
                    lines.append(builder.claim(escape(shown(said, said.text)), [number]))
        builder.block(
            f"{title_md(talk)}" + (f" — {names}" if names else "") + "\n\n" + " ".join(lines)
        )
    return builder.answered(
        Scored(view.catalogue.by_id[i], group[0].cosine) for i, group in by_talk.items()
    )


def _answering(query: Query, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that hold what the question word asks for, in the talk that fits best."""
    if not sentences:
        return []
    talk = sentences[0].passage.talk_id
    ranked = [s for s in sentences if fills(query.slot, s.text)]
    inside = [s for s in ranked if s.passage.talk_id == talk]
    chosen = inside + [s for s in ranked if s.passage.talk_id != talk] if inside else []
    around = " ".join(s.text for s in chosen[:2])
    return chosen if speaks_of(query.question, around) else []


_ROLE_COVERED = 0.75


def _from_roles(
    query: Query, question: str, view: View, talk_ids: frozenset[str] | None
) -> Answer | None:
    """Who holds an office: the speakers whose role and affiliation say it."""
    wanted = content_terms(query.topic)
    if query.slot not in ("who", "where") or not wanted:
        return None
    weight = view.weight(wanted)
    holders = []
    for talk in view.catalogue.talks:
        if talk_ids is not None and talk.id not in talk_ids:
            continue
        for speaker in talk.speakers:
            said = f"{speaker.role} {speaker.affiliation}"
            if speaker.role and coverage(wanted, said, weight) >= _ROLE_COVERED:
                holders.append(talk)
    if not holders:
        return None
    by_role = replace(query, kind="catalogue", ask="affiliation", mentions=())
    return answer_records(by_role, question, view, list(dict.fromkeys(holders)))


def read_for(
    query: Query, view: View, talk_ids: frozenset[str] | None
) -> tuple[Found, list[Sentence]]:
    """The search for a question and the sentences of its best passages, best first."""
    found = view.searcher.search(query.spelt or query.question, talk_ids=talk_ids)
    few = talk_ids is not None and len(talk_ids) <= 4
    hits = found.passages if few else found.passages[:_PASSAGES]
    wanted = content_terms(query.topic or query.spelt or query.question)
    weight = view.weight(wanted)
    hits = tuple(h for h in hits if h.passage.field != "record")[:40]
    return found, view.reader.read(
        query.topic or query.spelt or query.question, found.vector, hits, weight
    )


def fact_signals(query: Query, view: View, found: Found, best: Sentence) -> Signals:
    talk = view.catalogue.by_id[best.passage.talk_id]
    hit = next(h for h in found.talks if h.talk_id == talk.id)
    topic = query.topic or query.spelt or query.question
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


def _choose(ranked: Sequence[Sentence]) -> list[Sentence]:
    """Up to three sentences of the best one's talk within the word budget, best first.

    Few when the best stands out; another talk only when its sentence fits as well by itself.
    """
    best = ranked[0]
    chosen = [best]
    words = min(_CUT, len(best.text.split()))
    for sentence in ranked[1:8]:
        size = min(_CUT, len(sentence.text.split()))
        if sentence.passage.talk_id == best.passage.talk_id:
            near = sentence.score >= best.score - _STANDS_OUT
        else:
            near = sentence.overlap >= best.overlap and sentence.cosine >= best.cosine
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

"""Which talks cover a topic: every one that does, each with the words that show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from talkbot.answering.builder import (
    ROWS_SHOWN,
    Builder,
    Scored,
    escape,
    heading_md,
    plural,
    speakers_md,
    title_md,
)
from talkbot.answering.quoting import Quote, best_window, cite_quote
from talkbot.answering.wording import describe_filters
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.gate import LISTED, TopicSignals, covers, present
from talkbot.questions import Query
from talkbot.reading import Question, Sentence, coverage
from talkbot.retrieval import Found, TalkHit
from talkbot.talks import Talk
from talkbot.words import content_terms, words

_DEPTH = 300
_READ = 30
_PASSAGES = 4
# How near the words of a sentence come to those of a question by chance.
_UNREAD = 0.3


@dataclass(frozen=True, slots=True)
class Covering:
    """A talk, how likely it covers the topic, and its best sentence if one was read."""

    talk: Talk
    probability: float
    sentence: Sentence | None


def judge_talks(
    topic: str, view: View, talk_ids: frozenset[str] | None = None
) -> tuple[list[Covering], Found]:
    """Every talk that comes near a topic, most likely first, and the search behind it.

    Of alternatives ("voting or the courts") one is enough; of things joined by "and", a talk that
    covers one counts half as much as one that covers both.
    """
    judged, found = _judge_all(topic, view, talk_ids)
    parts, any_of = alternatives(topic)
    if parts:
        by_part = [{c.talk.id: c for c in _judge_all(p, view, talk_ids)[0]} for p in parts]
        judged = [_best_of(cover, by_part, any_of=any_of) for cover in judged]
    judged.sort(key=lambda c: (-c.probability, c.talk.id))
    return judged, found


_OR = re.compile(r"\s+or\s+|\s*[,;/]\s*(?:or\s+)?", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)


def alternatives(topic: str) -> tuple[list[str], bool]:
    """The parts of a topic joined by "or" (then True) or "and"; none when it is one thing."""
    for pattern, any_of in ((_OR, True), (_AND, False)):
        parts = [part for part in pattern.split(topic) if content_terms(part)]
        if len(parts) > 1 and len(parts) <= 4 and all(len(p.split()) <= 5 for p in parts):
            return parts, any_of
    return [], False


def _best_of(cover: Covering, by_part: list[dict[str, Covering]], *, any_of: bool) -> Covering:
    found = [part[cover.talk.id] for part in by_part if cover.talk.id in part]
    if not found:
        return cover
    best = max(found, key=lambda c: c.probability)
    worst = min(found, key=lambda c: c.probability)
    probability = best.probability if any_of else (best.probability + worst.probability) / 2
    if probability <= cover.probability:
        return cover
    return replace(cover, probability=probability, sentence=best.sentence)


def _judge_all(
    topic: str, view: View, talk_ids: frozenset[str] | None
) -> tuple[list[Covering], Found]:
    found = view.searcher.search(topic, talk_ids=talk_ids, depth=_DEPTH)
    wanted = content_terms(topic)
    asked = view.reader.question(topic, wanted, view.weight(wanted))
    by_id = view.catalogue.by_id
    hits = [hit for hit in found.talks if hit.talk_id in by_id]
    read = [view.reader.read(asked, hit.passages[:_PASSAGES]) for hit in hits[:_READ]]
    best = max((s.cosine for sentences in read for s in sentences), default=0.0)
    judged = [
        _judge(asked, by_id[hit.talk_id], hit, sentences, best, view)
        for hit, sentences in zip(hits, read, strict=False)
    ]
    # On another scale a cosine says nothing here but that the unread are not nearer than the read.
    farthest = min((max(s.cosine for s in each) for each in read if each), default=0.0)
    for hit in hits[_READ:]:
        near = hit.cosine if view.searcher.one_scale else farthest
        judged.append(_guess(asked, by_id[hit.talk_id], hit, best, near))
    return judged, found


def _judge(
    asked: Question, talk: Talk, hit: TalkHit, sentences: list[Sentence], best: float, view: View
) -> Covering:
    matches = np.array(
        [s.matches for s in sentences] or [np.zeros(len(asked.words), dtype=np.float32)]
    )
    title = view.reader.encoded([talk.title])[0].vector @ asked.vector
    signal = TopicSignals(
        matched=asked.nearness(matches.max(axis=0)),
        whole=coverage(asked.terms, _whole(talk, hit), asked.weight),
        behind=best - max((s.cosine for s in sentences), default=hit.cosine),
        title=float(title),
    )
    return Covering(talk, covers(signal), sentences[0] if sentences else None)


def _guess(asked: Question, talk: Talk, hit: TalkHit, best: float, near: float) -> Covering:
    """A talk far down the ranking, judged unread: by its words and how near it lies (cosine)."""
    whole = coverage(asked.terms, _whole(talk, hit), asked.weight)
    signal = TopicSignals(_UNREAD + (1 - _UNREAD) * whole, whole, best - near, near)
    return Covering(talk, covers(signal) * whole, None)


def _whole(talk: Talk, hit: TalkHit) -> str:
    speakers = " ".join(f"{s.name} {s.role} {s.affiliation} {s.bio}" for s in talk.speakers)
    spoken = " ".join(h.passage.text for h in hit.passages if h.passage.field == "transcript")
    return f"{talk.title}\n{talk.abstract}\n{' '.join(talk.tags)}\n{speakers}\n{spoken}"


def covering(judged: Sequence[Covering], query: Query) -> list[Covering]:
    """The talks that cover the topic; only the clear best when one talk was asked for."""
    covered = bool(judged) and present(judged[0].probability, len(words(query.topic)))
    chosen = [c for c in judged if covered and c.probability >= LISTED]
    if query.single and len(chosen) > 1 and chosen[0].probability - chosen[1].probability > 0.1:
        return chosen[:1]
    return chosen


def talks_on(query: Query, view: View, talk_ids: frozenset[str] | None) -> list[Talk]:
    """The talks that cover the topic, in the library's order."""
    judged, _ = judge_talks(query.topic, view, talk_ids)
    chosen = {cover.talk.id for cover in covering(judged, replace(query, single=False))}
    return [talk for talk in view.catalogue.talks if talk.id in chosen]


def answer_topic(
    query: Query, question: str, view: View, talk_ids: frozenset[str] | None
) -> Answer:
    """The listing of talks on `query.topic`, among `talk_ids` when given."""
    builder = Builder(query, question)
    judged, _ = judge_talks(query.topic, view, talk_ids)
    chosen = covering(judged, query)
    wanted = describe_filters(query)
    if not chosen:
        nearest = [Scored(c.talk, c.probability) for c in judged[:3]]
        return refuse(builder, query.topic, nearest, wanted)
    count = plural(len(chosen), "talk")
    verb = "covers" if len(chosen) == 1 else "cover"
    suffix = f" ({wanted})" if wanted else ""
    if len(chosen) > 1 or query.ask == "count":
        builder.block(builder.claim(f"**{count}** {verb} {escape(query.topic)}{suffix}:", ()))
    rows = []
    every: list[int] = []
    for i, cover in enumerate(chosen[:ROWS_SHOWN], 1):
        prefix = f"{i}. " if len(chosen) > 1 else ""
        row, numbers = _row(builder, cover, query, view, prefix)
        rows.append(row)
        every += numbers
    if len(chosen) > 1 or query.ask == "count":
        builder.support_first(every)
    if len(chosen) > ROWS_SHOWN:
        rows.append(f"\n… and {len(chosen) - ROWS_SHOWN:,} more.")
    builder.block("\n".join(rows))
    return builder.answered(Scored(c.talk, c.probability) for c in chosen)


def _row(
    builder: Builder, cover: Covering, query: Query, view: View, prefix: str
) -> tuple[str, list[int]]:
    talk = cover.talk
    title = builder.cite(talk, "record", talk.title)
    numbers = [title]
    head = heading_md(talk)
    if (query.ask == "who" or query.target == "speakers") and talk.speakers:
        head = f"**{speakers_md(talk)}** — “{escape(talk.title)}”"
        numbers += [
            builder.cite(talk, "record", s.name, speaker=i) for i, s in enumerate(talk.speakers)
        ]
    row = builder.claim(head, numbers, prefix=prefix)
    quote = _evidence(cover, query, view)
    if quote:
        number = cite_quote(builder, view.talk(talk.id), quote)
        numbers.append(number)
        row += "  \n" + " " * len(prefix) + builder.claim(f"“{escape(quote.text)}”", [number])
    return row, numbers


def _evidence(cover: Covering, query: Query, view: View) -> Quote | None:
    """The sentence that shows it; none when the title says it and no sentence does."""
    sentence = cover.sentence
    if sentence is None or sentence.passage.field == "record":
        return None
    wanted = content_terms(query.topic)
    weight = view.weight(wanted)
    title = coverage(wanted, cover.talk.title, weight)
    if title > coverage(wanted, sentence.text, weight) and sentence.cosine < 0.3:
        return None
    return best_window(sentence, wanted, weight)


def refuse(builder: Builder, topic: str, nearest: Sequence[Scored], wanted: str = "") -> Answer:
    """Say that no talk covers it, and which ones come nearest."""
    where = f" {wanted}" if wanted else ""
    subject = f"“{escape(topic)}”" if topic else "that"
    lines = [f"No talk{where} in the collection covers {subject}."]
    if nearest:
        lines.append("The nearest are:")
        lines.append(
            "\n".join(
                f"- {title_md(n.talk)} — {speakers_md(n.talk)}".removesuffix(" — ") for n in nearest
            )
        )
    for line in lines:
        builder.block(line)
    return builder.abstained(nearest)

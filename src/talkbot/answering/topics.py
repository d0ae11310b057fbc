"""Which talks cover a topic: every one that does, each with the words that show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from talkbot.answering.builder import (
    Builder,
    Scored,
    escape,
    heading_md,
    plural,
    speakers_md,
)
from talkbot.answering.quoting import Quote, best_window, cite_quote
from talkbot.answering.telling import telling_first, tells
from talkbot.answering.wording import describe_filters, topic_as_asked, topic_md
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.crossencoder import text_of
from talkbot.english import Weight
from talkbot.gate import BESIDE, LISTED, TopicSignals, covers, present, seems, together
from talkbot.grammar.listing import AND_WHEN, AND_WHERE
from talkbot.moments import day_and_hour
from talkbot.passages import sentences_of
from talkbot.questions import Query
from talkbot.reading import Question, Sentence, by_words, coverage, share
from talkbot.retrieval import Found, PassageHit, TalkHit
from talkbot.talks import Talk, fold
from talkbot.words import content_terms, terms, words

_DEPTH = 300
# Reading takes ten times as long as all else. Reading more talks than these changed no listing for
# the better; on another scale the passages say too little of which talks to read.
_READ = 4
# Nor did reading change one where all of these are this likely by their passages already, or find
# a talk that is this unlikely.
_SURE, _UNLIKELY = 0.9, 0.08
_READ_ON_OTHER_SCALE = 30
# Of the development questions that are refused, nine in ten of the talks meant come so near, and a
# quarter of the others: a refusal lists no talk below it, for a topic by how likely a talk covers
# it, for a fact by its cosine.
NEAR_TOPIC, NEAR_FACT = 0.12, 0.2
_PASSAGES = 4
# So many of the likeliest talks are read together with the topic.
_TOGETHER = 12


@dataclass(frozen=True, slots=True)
class Covering:
    """A talk and how likely it covers the topic.

    `whole` is the weighted share of the topic's words that its record holds, `passages` are its
    nearest, best first, and `sentence` is the best one if they were read. `together` is how likely
    it covers the topic when both are read together.
    """

    talk: Talk
    probability: float
    together: float = 0.0
    whole: float = 0.0
    passages: tuple[PassageHit, ...] = ()
    sentence: Sentence | None = None

    def evidence(self, wanted: Sequence[str], weight: Weight) -> Sentence | None:
        """The sentence that shows it: of an unread talk the one that holds most of the words."""
        if self.sentence:
            return self.sentence
        telling = by_words(self.passages, wanted, weight, lambda text: tells(text, wanted))
        return telling or by_words(self.passages, wanted, weight)


def judge_talks(
    topic: str, view: View, talk_ids: frozenset[str] | None = None, *, bios: bool = False
) -> tuple[list[Covering], Found]:
    """Every talk that comes near a topic, most likely first, and the search behind it.

    What only a bio says is about the speaker: it counts with `bios`, or where a talk has no other
    text. Of alternatives ("voting or the courts") one is enough; of things joined by "and", a talk
    that covers one counts half as much as one that covers both.
    """
    judged, found = _judge_all(topic, view, talk_ids, bios)
    parts, any_of = alternatives(topic)
    if parts:
        by_part = [{c.talk.id: c for c in _judge_all(p, view, talk_ids, bios)[0]} for p in parts]
        judged = [_best_of(cover, by_part, any_of=any_of) for cover in judged]
    tagged = _tagged(topic, view)
    if talk_ids is not None:
        tagged &= talk_ids
    judged = [
        replace(c, probability=1.0, together=1.0) if c.talk.id in tagged else c for c in judged
    ]
    missed = tagged - {cover.talk.id for cover in judged}
    judged += [Covering(view.catalogue.by_id[talk_id], 1.0, 1.0) for talk_id in missed]
    judged.sort(key=lambda c: (-c.together, c.talk.id))
    return judged, found


def _tagged(topic: str, view: View) -> frozenset[str]:
    """The talks that their own tags or track say are on the topic."""
    wanted = content_terms(topic)
    said = (*view.catalogue.tags.items(), *view.catalogue.tracks.items())
    return frozenset().union(*(ids for value, ids in said if content_terms(value) == wanted))


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
    together = best.together if any_of else (best.together + worst.together) / 2
    cover = replace(cover, together=max(cover.together, together))
    if probability <= cover.probability:
        return cover
    return replace(cover, probability=probability, sentence=best.sentence)


def _judge_all(
    topic: str, view: View, talk_ids: frozenset[str] | None, bios: bool
) -> tuple[list[Covering], Found]:
    found = view.searcher.search(topic, talk_ids=talk_ids, depth=_DEPTH)
    if not bios:
        found = replace(found, talks=tuple(map(_own, found.talks)))
    wanted = content_terms(topic)
    asked = view.reader.question(topic, wanted, view.weight(wanted))
    near = _by_passages(asked, found, view)
    one_scale = view.searcher.one_scale
    count = _to_read(near) if one_scale else _READ_ON_OTHER_SCALE
    _encode_together(near[:count], view)
    read = [view.reader.read(asked, cover.passages) for cover in near[:count]]
    best = max((s.cosine for sentences in read for s in sentences), default=0.0)
    judged = [
        _judge(asked, cover, sentences, best, view)
        for cover, sentences in zip(near, read, strict=False)
    ]
    rest = near[count:]
    if not one_scale:
        # Such a cosine says nothing here but that the unread are not nearer than the read.
        far = min((max(s.cosine for s in each) for each in read if each), default=0.0)
        rest = [replace(c, probability=seems(far, c.whole, best - far)) for c in rest]
    return _read_together(topic, judged + rest, view), found


def _read_together(topic: str, near: list[Covering], view: View) -> list[Covering]:
    """The talks, the likeliest of them judged by the cross-encoder too."""
    order = sorted(near, key=lambda c: -c.probability)
    read = [cover for cover in order[:_TOGETHER] if cover.passages]
    nearest = [max(cover.passages, key=lambda hit: hit.cosine) for cover in read]
    texts = [text_of(hit.passage) for hit in nearest]
    judged = view.reader.crossencoder.judge(topic, texts)
    odds = {c.talk.id: j.covers for c, j in zip(read, judged, strict=True)}
    return [replace(c, together=together(c.probability, odds.get(c.talk.id))) for c in order]


def _own(hit: TalkHit) -> TalkHit:
    """A talk found, without the passages of bios if it has others."""
    own = tuple(h for h in hit.passages if h.passage.field != "bio")
    if not own or len(own) == len(hit.passages):
        return hit
    return replace(hit, cosine=max(h.cosine for h in own), passages=own)


def _encode_together(near: Sequence[Covering], view: View) -> None:
    """Let the reader meet all that will be read of these talks at once: alone, a title takes the
    model three times as long."""
    parts = [("", cover.talk.title) for cover in near]
    parts += [
        (hit.passage.heading, hit.passage.text[start:end])
        for cover in near
        for hit in cover.passages
        for start, end in sentences_of(hit.passage)
    ]
    view.reader.encoded([text for _, text in parts], [heading for heading, _ in parts])


def _to_read(near: Sequence[Covering]) -> int:
    """How many of the talks, likeliest first, reading could move into a listing or out of it."""
    likely = [cover.probability for cover in near[:_READ]]
    return 0 if min(likely, default=0.0) >= _SURE else sum(p >= _UNLIKELY for p in likely)


def _by_passages(asked: Question, found: Found, view: View) -> list[Covering]:
    """The talks found, likeliest first, judged by their passages, no sentence read yet.

    On another scale their order is that of the search.
    """
    by_id = view.catalogue.by_id
    best = max((hit.cosine for hit in found.talks), default=0.0)
    ids = [hit.talk_id for hit in found.talks]
    holders = {term: view.library.holding(term, ids) for term in asked.terms}
    near = []
    for hit in found.talks:
        if talk := by_id.get(hit.talk_id):
            held = {term for term, talks in holders.items() if talk.id in talks}
            whole = share(asked.terms, held | _beside(talk, hit), asked.weight)
            likely = seems(hit.cosine, whole, best - hit.cosine)
            near.append(Covering(talk, likely, 0.0, whole, hit.passages[:_PASSAGES]))
    return sorted(near, key=lambda c: -c.probability) if view.searcher.one_scale else near


def _judge(
    asked: Question, cover: Covering, sentences: list[Sentence], best: float, view: View
) -> Covering:
    matches = np.array(
        [s.matches for s in sentences] or [np.zeros(len(asked.words), dtype=np.float32)]
    )
    title = view.reader.encoded([cover.talk.title])[0].vector @ asked.vector
    signal = TopicSignals(
        matched=asked.nearness(matches.max(axis=0)),
        whole=cover.whole,
        behind=best - max((s.cosine for s in sentences), default=0.0),
        title=float(title),
    )
    shown = next(iter(telling_first(sentences, asked.terms, view)), None)
    return replace(cover, probability=covers(signal), sentence=shown)


def _beside(talk: Talk, hit: TalkHit) -> set[str]:
    """The terms of a talk that the keyword index of its record lacks or mixes with its event's."""
    spoken = [h.passage.text for h in hit.passages if h.passage.field == "transcript"]
    return {term for text in (*talk.tags, *spoken) for term in terms(text)}


def covering(judged: Sequence[Covering], query: Query) -> list[Covering]:
    """The talks that cover the topic; only the clear best when one talk was asked for."""
    covered = bool(judged) and present(judged[0].together, len(words(query.topic)))
    chosen = [c for c in judged if covered and c.probability >= LISTED and c.together >= BESIDE]
    if query.single and len(chosen) > 1 and chosen[0].together - chosen[1].together > 0.1:
        return chosen[:1]
    return chosen


def nearest_of(judged: Sequence[Covering]) -> list[Scored]:
    """The three talks that come nearest to a topic, whether they cover it or not."""
    near = sorted(judged, key=lambda cover: -cover.probability)[:3]
    return [Scored(cover.talk, cover.probability) for cover in near]


def of_speakers(query: Query) -> bool:
    """Whether it is the speakers who are asked for: then their bios speak of it too."""
    return query.ask == "who" or query.target == "speakers"


def talks_on(query: Query, view: View, talk_ids: frozenset[str] | None) -> list[Talk]:
    """The talks that cover the topic, in the library's order.

    Where a value of one talk is asked for, only the likeliest, best first.
    """
    judged, _ = judge_talks(query.topic, view, talk_ids, bios=of_speakers(query))
    one = query.single and query.ask not in ("superlative", "group", "share")
    chosen = [cover.talk for cover in covering(judged, replace(query, single=one))]
    return chosen if one else [talk for talk in view.catalogue.talks if talk in chosen]


def on_topic(topic: str, view: View, talk_ids: frozenset[str]) -> frozenset[str]:
    """Of a few talks those that a speaker's "talk on X" means: whose text has its words.

    Where none has them all, the one that comes nearest, if it comes near.
    """
    wanted = set(content_terms(topic))
    texts = {i: _own_text(view.talk(i)) for i in talk_ids}
    held = frozenset(i for i, text in texts.items() if wanted <= set(content_terms(text)))
    if held or not wanted:
        return held
    judged, _ = judge_talks(topic, view, talk_ids)
    return frozenset(c.talk.id for c in judged[:1] if c.probability >= LISTED)


def _own_text(talk: Talk) -> str:
    return f"{talk.title} {' '.join(talk.tags)} {talk.abstract}"


# A question that yes or no would answer.
_YES_OR_NO = re.compile(
    r"(?:and |so |but |or )?(?:is|are|was|were|do|does|did|has|have|can|could|any)\b"
)


def answer_topic(
    query: Query, question: str, view: View, talk_ids: frozenset[str] | None
) -> Answer:
    """The listing of talks on `query.topic`, among `talk_ids` when given."""
    builder = Builder(query, question)
    judged, _ = judge_talks(query.topic, view, talk_ids, bios=of_speakers(query))
    if view.foreign(question):
        # The cross-encoder learned from English only.
        judged = [replace(cover, together=cover.probability) for cover in judged]
    chosen = covering(judged, query)
    wanted = describe_filters(query)
    if not chosen:
        return refuse(builder, topic_as_asked(query), nearest_of(judged), wanted)
    counts = len(chosen) > 1 or query.ask == "count"
    headed = counts or bool(_YES_OR_NO.match(fold(query.question)))
    count = f"**{plural(len(chosen), 'talk')}**" if counts else "One talk"
    verb = "covers" if len(chosen) == 1 else "cover"
    suffix = f" ({wanted})" if wanted else ""
    if headed:
        builder.block(builder.claim(f"{count} {verb} {topic_md(query)}{suffix}:", ()))
    rows = []
    every: list[int] = []
    for i, cover in enumerate(builder.page(chosen), builder.first):
        prefix = f"{i}. " if len(chosen) > 1 else ""
        row, numbers = row_of(builder, cover, query, view, prefix)
        rows.append(row)
        every += numbers
    if headed:
        builder.support_first(every)
    if left := builder.left(len(chosen)):
        rows.append(f"\n… and {left:,} more.")
    builder.block("\n".join(rows))
    return builder.answered(Scored(c.talk, c.together) for c in chosen)


def row_of(
    builder: Builder, cover: Covering, query: Query, view: View, prefix: str
) -> tuple[str, list[int]]:
    """A talk of a listing with the words that show it, and the numbers of its citations."""
    talk = cover.talk
    title = builder.cite(talk, "record", talk.title)
    numbers = [title]
    head = heading_md(talk)
    if (query.ask == "who" or query.target == "speakers") and talk.speakers:
        head = f"**{speakers_md(talk)}** — “{escape(talk.title)}”"
        numbers += [
            builder.cite(talk, "record", s.name, speaker=i) for i, s in enumerate(talk.speakers)
        ]
    if asked := _asked_beside(query, talk):
        read = [day_and_hour(value) if value == talk.start else value for value in asked]
        head += f": {escape(', '.join(read))}"
        numbers += [builder.cite(talk, "record", value) for value in asked]
    row = builder.claim(head, numbers, prefix=prefix)
    quote = _evidence(cover, query, view)
    if quote:
        number = cite_quote(builder, view.talk(talk.id), quote)
        numbers.append(number)
        row += "  \n" + " " * len(prefix) + builder.claim(f"“{escape(quote.text)}”", [number])
    return row, numbers


def _asked_beside(query: Query, talk: Talk) -> list[str]:
    """The values of the record that are asked for beside who or which."""
    folded = fold(query.question)
    day = talk.date_text or talk.start if re.search(AND_WHEN, folded) else ""
    place = talk.room or talk.track if re.search(AND_WHERE, folded) else ""
    return [value for value in (day, place) if value]


def _evidence(cover: Covering, query: Query, view: View) -> Quote | None:
    """The sentence that shows it; none when the title says it and no sentence does."""
    wanted = content_terms(query.topic)
    weight = view.weight(wanted)
    sentence = cover.evidence(wanted, weight)
    if sentence is None or sentence.passage.field == "record":
        return None
    title = coverage(wanted, cover.talk.title, weight)
    if title > coverage(wanted, sentence.text, weight) and sentence.cosine < 0.3:
        return None
    return best_window(sentence, wanted, view)


def refuse(
    builder: Builder,
    topic: str,
    nearest: Sequence[Scored],
    wanted: str = "",
    *,
    bar: float = NEAR_TOPIC,
) -> Answer:
    """Say that no talk covers it, and which ones come near."""
    where = f" {wanted}" if wanted else ""
    subject = f"“{escape(topic)}”" if topic else "that"
    builder.block(f"No talk{where} in the collection covers {subject}.")
    return builder.abstained(nearest, bar=bar)

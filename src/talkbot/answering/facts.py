"""A fact in a talk: the sentences that answer, best first, or an honest refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from talkbot.answering.builder import Builder, Scored, escape, speakers_md, title_md
from talkbot.answering.quoting import Quote, before, best_window, cite_quote, meet, shown, whole
from talkbot.answering.records import answer_records
from talkbot.answering.speech import what_follows
from talkbot.answering.telling import is_telling, telling_first, tells
from talkbot.answering.topics import NEAR_FACT, judge_talks
from talkbot.answering.wording import describe_filters
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.gate import ANSWERS, LISTED, FactSignals, answers, present
from talkbot.grammar.content import SAYS_ABOUT
from talkbot.premises import unsupported_premise
from talkbot.questions import Query
from talkbot.reading import FILLS, Question, Sentence, coverage, inside_talk
from talkbot.retrieval import Found
from talkbot.slots import Slot, slot_of
from talkbot.talks import fold, fold_in_place
from talkbot.words import content_terms, words

_FEW = 4
_PASSAGES = 10
_SENTENCES = 3
_WORDS = 80
# So much of the talk that was found is read.
_IN_TALK = 12
# A long sentence is cut to its telling clauses; the best one only when it would fill the answer.
_CUT = 40
_BEST_CUT = 70
_LOOK = 4
# A lead by so little (a difference of sums of z-scores) does not make a sentence the better one.
_LEAD = 0.8
# A word of which the nearest in a text is no nearer (cosine) is not spoken of there.
_SPOKEN = 0.31
# A further sentence that lies farther behind the best one is filler: so are an eighth of those of
# the development questions, and one in a hundred of these had something to tell.
_BEHIND_LIKENESS, _BEHIND_NEARNESS, _BEHIND_COSINE = 0.25, 0.4, 0.35
# The cross-encoder learned to distrust the question's own words: so much of them, by weight, in the
# sentence that it thinks likeliest counts as log odds of at least so many. Of the development
# questions it answers none more that has no answer.
_SAID, _SAID_ODDS = 0.7, -2.0
# So far, by words, where it lacks the date, number or name asked for and the best one has it.
_BEHIND_LACKING = 0.2
# A further sentence is cut to the room that is left, if that is as many words at least.
_REST = 10


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found for a question: its sentences best first, and those that may answer.

    `signals` is None when none has what is asked for.
    """

    found: Found
    asked: Question
    slot: Slot
    sentences: Sequence[Sentence]
    ranked: Sequence[Sentence]
    signals: FactSignals | None


def look(query: Query, view: View, talk_ids: frozenset[str] | None) -> Looked:
    """Search for a question and read what was found, in the talks in question (or in all)."""
    slot = slot_for(query, view, talk_ids)
    asked = question_of(query, view)
    found, sentences = _read(query, asked, slot, view, talk_ids)
    ranked = _answering(slot, sentences)
    signals = _signals(asked, slot, ranked, named=_few(talk_ids)) if ranked else None
    return Looked(found, asked, slot, sentences, ranked, signals)


def _few(talk_ids: frozenset[str] | None) -> bool:
    """Whether a question names the few talks that it is about."""
    return bool(talk_ids) and len(talk_ids or ()) <= _FEW


def _speaks_of_it(query: Query, view: View, talk_ids: frozenset[str] | None) -> bool:
    """Of "what does Lee say about bees?": whether a talk of Lee's comes near enough to bees.

    Where nobody is named, a talk must cover them.
    """
    said = SAYS_ABOUT.search(fold_in_place(query.question))
    tail = fold(query.question[said.end() :]) if said else ""
    topic = " ".join(word for word in query.topic.split() if fold(word) in tail)
    if not content_terms(topic):
        return True
    judged, _ = judge_talks(topic, view, talk_ids)
    if _few(talk_ids):
        return any(cover.probability >= LISTED for cover in judged)
    return bool(judged) and present(judged[0].together, len(words(topic)))


def answer_fact(query: Query, question: str, view: View, talk_ids: frozenset[str] | None) -> Answer:
    """Answer from the best sentences of the talks in question (or of all)."""
    builder = Builder(query, question)
    seen = look(query, view, talk_ids)
    front = [
        s.text for s in seen.sentences if s.passage.talk_id == seen.sentences[0].passage.talk_id
    ]
    if (
        not seen.signals
        or answers(seen.signals) < ANSWERS
        or unsupported_premise(query.question, front[:_LOOK], named=_few(talk_ids))
        or not _speaks_of_it(query, view, talk_ids)
    ):
        by_record = _from_roles(query, question, view, talk_ids)
        return by_record or refuse_fact(builder, query, _nearest(seen.found, view), talk_ids)
    ranked = _in_talk(seen, view)
    wanted = content_terms(query.question)
    by_talk: dict[str, list[tuple[Sentence, Quote]]] = {}
    for sentence, quote in _choose(ranked, wanted, seen.slot, view):
        by_talk.setdefault(sentence.passage.talk_id, []).append((sentence, quote))
    for talk_id, group in by_talk.items():
        talk = view.talk(talk_id)
        names = speakers_md(talk, places=False)
        lines = []
        for sentence, quote in group:
            number = cite_quote(builder, talk, quote)
            full = sentence.text if quote.text in sentence.text else quote.text
            lines.append(builder.claim(escape(shown(quote, full)), [number]))
        builder.block(
            f"{title_md(talk)}" + (f" — {names}" if names else "") + "\n\n" + " ".join(lines)
        )
    return builder.answered(
        Scored(view.catalogue.by_id[i], group[0][0].cosine) for i, group in by_talk.items()
    )


def _answering(slot: Slot, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences of the talk that fits best, then others; none without what is asked for."""
    if not sentences:
        return []
    talk = sentences[0].passage.talk_id
    inside = [s for s in sentences if s.passage.talk_id == talk]
    first = _first(slot, inside)
    if first is None or not slot.spoken_of(" ".join(s.text for s in inside[:_LOOK])):
        return []
    rest = [s for s in inside if s is not first]
    return [first, *rest, *(s for s in sentences if s.passage.talk_id != talk)]


def _first(slot: Slot, sentences: Sequence[Sentence]) -> Sentence | None:
    """Of the best sentences the one that tells what is asked for, else one that may."""
    best = sentences[:_LOOK]
    told = next((s for s in best if slot.told_by(s.text)), None)
    return told or next((s for s in best if slot.filled_by(s.text)), None)


def _in_talk(seen: Looked, view: View) -> list[Sentence]:
    """The sentences of the talk in front, read in full and put in order anew, then the others."""
    asked, slot, ranked = seen.asked, seen.slot, seen.ranked
    talk = ranked[0].passage.talk_id
    read = {s.passage.id for s in ranked if s.passage.talk_id == talk}
    unread = [
        hit
        for hit in seen.found.passages
        if hit.passage.talk_id == talk
        and hit.passage.field != "record"
        and hit.passage.id not in read
    ][: max(0, _IN_TALK - len(read))]
    fills = slot.filled_by if slot else None
    inside = [s for s in ranked if s.passage.talk_id == talk]
    order = inside_talk([*inside, *view.reader.read(asked, unread)], fills)
    order = telling_first(order, asked.terms, view)
    first = _first(slot, order) or ranked[0]
    rest = [s for s in order if s is not first]
    return [first, *rest, *(s for s in ranked if s.passage.talk_id != talk)]


_ROLE_COVERED = 0.75


def _from_roles(
    query: Query, question: str, view: View, talk_ids: frozenset[str] | None
) -> Answer | None:
    """Who holds an office: the speakers whose role and affiliation say it."""
    wanted = content_terms(query.topic)
    if not re.match(r"(?:and |so )?(?:who|where|which|what)\b", fold(query.question)) or not wanted:
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


def _read(
    query: Query, asked: Question, slot: Slot, view: View, talk_ids: frozenset[str] | None
) -> tuple[Found, list[Sentence]]:
    """The search for a question and the sentences of its best passages, best first."""
    found = view.searcher.search(query.spelt or query.question, talk_ids=talk_ids)
    few = talk_ids is not None and len(talk_ids) <= _FEW
    hits = found.passages if few else found.passages[:_PASSAGES]
    hits = tuple(h for h in hits if h.passage.field != "record")[:40]
    return found, view.reader.read(asked, hits, slot.filled_by if slot else None)


def slot_for(query: Query, view: View, talk_ids: frozenset[str] | None) -> Slot:
    """What is asked for; the speakers of the few talks it is about are no answer."""
    few = talk_ids if talk_ids and len(talk_ids) <= _FEW else ()
    speakers = [s.name for i in few for s in view.catalogue.by_id[i].speakers]
    return slot_of(query.spelt or query.question, speakers)


def question_of(query: Query, view: View) -> Question:
    """The question as sentences are compared with it: whom and what it names stands aside."""
    text = query.spelt or query.question
    for mention in sorted(query.named("speaker", "title"), key=lambda m: -m.start):
        stand_in = "the speaker" if mention.kind == "speaker" else "the talk"
        text = text[: mention.start] + stand_in + text[mention.end :]
    wanted = content_terms(query.topic or text)
    return view.reader.question(text, wanted, view.weight(wanted), query.spelt or query.question)


def _signals(
    asked: Question, slot: Slot, sentences: Sequence[Sentence], *, named: bool
) -> FactSignals:
    """What the best sentences of the talk in front show; `sentences` are in order of score."""
    shown = [s for s in sentences if s.passage.talk_id == sentences[0].passage.talk_id]
    matches = np.array([s.matches for s in shown]).max(axis=0)
    holds = [slot.filled_by(s.text) for s in shown]
    plain = [s.score - FILLS * (bool(slot) and held) for s, held in zip(shown, holds, strict=True)]
    first = max((score for score, held in zip(plain, holds, strict=True) if held), default=-np.inf)
    # A kind of people may be told in any words.
    late = (
        slot.kind != "people" and max(plain) - first > _LEAD and not slot.told_by(sentences[0].text)
    )
    name = slot.wants_name
    head = [
        match for (term, _), match in zip(asked.words, matches, strict=True) if term in slot.head
    ]
    return FactSignals(
        named=named,
        late=late and not name,
        late_name=late and name,
        unspoken=bool(head) and max(head) < _SPOKEN,
        odds=_odds(asked, shown),
    )


def _odds(asked: Question, sentences: Sequence[Sentence]) -> float:
    """The best sentence's log odds; not low where it has the question's own words."""
    best = max(sentences, key=lambda sentence: sentence.odds)
    said = coverage(asked.terms, best.text, asked.weight) >= _SAID
    return max(best.odds, _SAID_ODDS) if said else best.odds


def _adds(sentence: Sentence, best: Sentence, slot: Slot) -> bool:
    """Whether a further sentence may add to the best one.

    Nothing does where that tells what is asked for. Else it must not fall far behind it, and less
    far where it lacks the value asked for that the best one holds.
    """
    if slot.told_by(best.text):
        return False
    likeness, nearness = best.likeness - sentence.likeness, best.nearness - sentence.nearness
    lacks = bool(slot) and slot.filled_by(best.text) and not slot.filled_by(sentence.text)
    return (
        likeness <= _BEHIND_LIKENESS
        and nearness <= _BEHIND_NEARNESS
        and best.cosine - sentence.cosine <= _BEHIND_COSINE
        and not (lacks and likeness + nearness > _BEHIND_LACKING)
    )


def _choose(
    ranked: Sequence[Sentence], wanted: Sequence[str], slot: Slot, view: View
) -> list[tuple[Sentence, Quote]]:
    """Up to three sentences of the best one's talk, best first, each with what is shown of it.

    A further one is taken only if it adds something.

    What was said next follows the best one. Together they stay within the word budget: a long one
    is cut to what is left of it. Another talk speaks only when its sentence fits as well by itself.
    """
    best = ranked[0]
    first = best_window(best, wanted, view, _BEST_CUT)
    left = _WORDS - _size(first)
    said = what_follows(view.talk(best.passage.talk_id), first, min(_CUT, left - 4))
    chosen = [(best, quote) for quote in (first, *islice(said, _SENTENCES - 1))]
    lead = before(best, view)
    if lead and tells(lead.text, wanted) and _size(lead) <= min(_CUT, left):
        chosen.insert(0, (best, lead))
    left = _WORDS - sum(_size(quote) for _, quote in chosen)
    told = is_telling(best, wanted, view)
    further = ranked[1:10]
    if slot and slot.filled_by(best.text):
        further = sorted(further, key=lambda sentence: not slot.filled_by(sentence.text))
    for sentence in further:
        if len(chosen) == _SENTENCES:
            break
        if any(_meet(sentence, whole(sentence), *each) for each in chosen):
            continue
        fits = sentence.passage.talk_id == best.passage.talk_id or (
            sentence.nearness >= best.nearness and sentence.cosine >= best.cosine
        )
        if told and not is_telling(sentence, wanted, view):
            continue
        if not _adds(sentence, best, slot):
            continue
        if not fits or left < min(_REST, len(sentence.text.split())):
            continue
        quote = best_window(sentence, wanted, view, min(_CUT, left))
        if _size(quote) <= left and not any(_meet(sentence, quote, *each) for each in chosen):
            chosen.append((sentence, quote))
            left -= _size(quote)
    return chosen


def _size(quote: Quote) -> int:
    """The words of a quote as shown, with an ellipsis at either end of what is cut."""
    return len(quote.text.split()) + 2 * (quote.clipped or quote.field == "transcript")


def _meet(one: Sentence, quote: Quote, other: Sentence, quoted: Quote) -> bool:
    return one.passage.talk_id == other.passage.talk_id and meet(quote, quoted)


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
        builder.block("The talks in this collection do not say.")
        return builder.abstained(nearest, bar=NEAR_FACT)
    talks = [n.talk for n in nearest]
    which = title_md(talks[0]) if len(talks) == 1 else describe_filters(query) or "these talks"
    builder.block(
        f"The record of {which} does not say."
        if len(talks) == 1
        else f"The records of talks {which} do not say."
    )
    # Among few, as a question names them, it is these that it was looked for in.
    return builder.abstained(nearest, bar=-1.0 if _few(talk_ids) else NEAR_FACT)

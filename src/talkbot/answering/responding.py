"""Which answerer takes a question: from the Query to the extractive Answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from talkbot.answering.advice import answer_advice
from talkbot.answering.builder import Builder, Scored, escape
from talkbot.answering.comparisons import answer_comparison
from talkbot.answering.elsewhere import answer_elsewhere, answer_other_subject, record_text
from talkbot.answering.facts import answer_fact
from talkbot.answering.figures import missing
from talkbot.answering.holders import holders, wanted
from talkbot.answering.origins import (
    answer_origin,
    answer_people_of,
    asks_for_people_of,
    asks_place,
)
from talkbot.answering.pairs import and_a_list, answer_pair, joined
from talkbot.answering.records import answer_records
from talkbot.answering.shared import answer_shared, shared_topics
from talkbot.answering.similar import answer_similar
from talkbot.answering.smalltalk import answer_chat, answer_off_topic, answer_unclear
from talkbot.answering.summaries import answer_summary
from talkbot.answering.topics import answer_topic, on_topic, talks_on
from talkbot.answering.wording import describe_filters
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.conditions import in_order, minute_of_day
from talkbot.errors import EmbedderError
from talkbot.grammar.attributes import IS_SAID_TO_BE
from talkbot.grammar.phrases import EMPHASIS
from talkbot.intent import NOTHING, Intent, learned
from talkbot.linking import Mention
from talkbot.questions import Query, understand
from talkbot.selecting import labelled
from talkbot.spelling import corrected
from talkbot.talks import Filters, Talk, fold
from talkbot.words import content_terms

# What is asked of the talks on a topic and stands in their records.
_OF_RECORDS = (
    "superlative", "group", "share", "affiliation", "when", "duration", "event", "track", "video",
    "tags",
)  # fmt: skip


def read_question(question: str, view: View) -> Query:
    """Understand a standalone question, its misspelt words set right."""
    plain = " ".join(EMPHASIS.sub(r"\g<word>", question).split())
    mentions = view.linker.link(plain)
    spelt = corrected(plain, mentions, view.frequency, lambda: view.vocabulary, view.spelt)
    names = mentions if spelt == plain else view.linker.link(spelt)
    intent = _intent_of(spelt, names, view)
    query = understand(spelt, view.linker, view.frequency, intent=intent)
    found = [holders(holds, view) for holds in query.holds]
    pairs = zip(query.holds, found, strict=True)
    if any(holds.where == "text" and not holds.barred and not ids for holds, ids in pairs):
        # What stands nowhere in these words may still be a topic.
        query = understand(spelt, view.linker, view.frequency, literal=False, intent=intent)
        found = [holders(holds, view) for holds in query.holds]
    held = wanted(query.holds, found, frozenset(view.catalogue.by_id))
    return replace(query, question=question, spelt=spelt, held=held)


def _intent_of(question: str, names: Iterable[Mention], view: View) -> Intent:
    """What the wording of a question seems to ask for."""
    places = [(name.start, name.end) for name in names]
    try:
        return learned().read(question, view.reader.encoded([question])[0], places)
    except EmbedderError:
        return NOTHING


def respond(query: Query, question: str, view: View, scope: Filters) -> Answer:
    """The extractive answer to a query."""
    if both := _both(query, question, view, scope):
        return both
    if query.kind == "chat":
        return answer_chat(query, question, view)
    if query.kind == "other":
        return answer_off_topic(query, question, view)
    if query.kind == "clarify":
        return answer_unclear(query, question, view)
    if query.unknown:
        return _unknown(query, question, view)
    if query.conflict:
        return _conflict(query, question, view)
    talk_ids = _within(query, view, scope)
    if query.day:
        talk_ids = view.catalogue.on_day(query.day, talk_ids)
    if query.label:
        such = labelled(query.label, view.catalogue.talks)
        talk_ids = such if talk_ids is None else such & talk_ids
    if query.having or query.minutes or query.speakers_each or query.tags_each:
        talk_ids = frozenset(t.id for t in view.catalogue.talks if _has_parts(t, query, view)) & (
            talk_ids if talk_ids is not None else frozenset(view.catalogue.by_id)
        )
    if query.besides and talk_ids:
        talk_ids -= on_topic(query.besides, view, talk_ids)
    if query.when or query.barred:
        inside = [t for t in view.catalogue.talks if talk_ids is None or t.id in talk_ids]
        if query.when and query.when.of_day and all(minute_of_day(t) is None for t in inside):
            return missing(Builder(query, question), inside, "a time of day")
        talk_ids = frozenset(t.id for t in inside if not query.when or query.when.holds(t))
        talk_ids -= _mentioning(query.barred, view)
    if query.ask == "similar":
        return answer_similar(query, question, view, talk_ids)
    if query.kind == "catalogue":
        talks = [t for t in view.catalogue.talks if talk_ids is None or t.id in talk_ids]
        talks = in_order(query.sort, talks)
        answer = answer_records(query, question, view, talks)
        silent = answer.status == "abstained" or _lacks_role(query, talks)
        named = query.named("speaker", "title") and not query.beside
        if silent and talks and named and query.ask != "video":
            # What the record has no value for, a bio or abstract may still say.
            if asks_place(query):
                return answer_origin(query, question, talks) or answer
            told = answer_fact(replace(query, kind="fact"), question, view, talk_ids)
            # What somebody is, only a bio says.
            off = _lacks_role(query, talks) and told.citations and told.citations[0].field != "bio"
            if told.status == "answered" and not off:
                return told
            unsaid = _lacks_role(query, talks)
            return missing(Builder(query, question), talks, "a role") if unsaid else answer
        return answer
    if asks_for_people_of(query):
        inside = [t for t in view.catalogue.talks if talk_ids is None or t.id in talk_ids]
        return answer_people_of(query, question, inside)
    if topics := shared_topics(query):
        return answer_shared(query, question, view, talk_ids, topics)
    if query.kind == "topic" and (query.ask in _OF_RECORDS or query.sort or query.beside):
        chosen = talks_on(query, view, talk_ids)
        if chosen:
            return answer_records(query, question, view, in_order(query.sort, chosen))
    if talk_ids and (role := _in_its_role(query, question, view, talk_ids)):
        return role
    if query.ask == "advice" and talk_ids:
        return answer_advice(query, question, view, talk_ids)
    if (
        query.kind == "fact"
        and talk_ids
        and (away := answer_elsewhere(query, question, view, talk_ids))
    ):
        return away
    if query.kind == "fact" and talk_ids is None:
        apart = answer_other_subject(query, question, view) or answer_pair(query, question, view)
        if apart:
            return apart
    handlers: dict[str, Callable[[Query, str, View, frozenset[str] | None], Answer]] = {
        "topic": answer_topic,
        "fact": answer_fact,
        "summary": answer_summary,
        "compare": answer_comparison,
    }
    return handlers[query.kind](query, question, view, talk_ids)


def _both(query: Query, question: str, view: View, scope: Filters) -> Answer | None:
    """What is asked of a talk and, beside it, of the collection; None for one question."""
    halves = and_a_list(query.question)
    asked = [read_question(half, view) for half in halves or ()]
    if not halves or not asked[0].named("speaker", "title") or asked[1].named("speaker", "title"):
        return None
    if asked[0].kind not in ("fact", "summary") or asked[1].kind not in ("topic", "catalogue"):
        return None
    told = [respond(half, question, view, scope) for half in asked]
    if all(answer.status == "abstained" for answer in told):
        return None
    return joined(query, told, halves)


def _in_its_role(
    query: Query, question: str, view: View, talk_ids: frozenset[str]
) -> Answer | None:
    """ "Is Lee a smith?" where no text of Lee's has the word: the role that the record gives."""
    said = IS_SAID_TO_BE.match(fold(query.question))
    talks = [view.talk(i) for i in sorted(talk_ids)]
    names = {v for m in query.named("speaker") for v in m.values}
    known = any(s.role for talk in talks for s in talk.speakers if s.name in names)
    if query.kind != "fact" or not said or not known:
        return None
    wanted = set(content_terms(said["what"]))
    if any(wanted & set(content_terms(record_text(talk))) for talk in talks):
        return None
    by_record = replace(query, kind="catalogue", ask="affiliation", topic="")
    return answer_records(by_record, question, view, talks)


def _lacks_role(query: Query, talks: Sequence[Talk]) -> bool:
    """Whether somebody's position is asked for and no record of theirs gives a role."""
    asks = re.search(
        r"\b(?:job|position|role|post|profession|occupation|by trade)\b", fold(query.question)
    )
    named = {value for mention in query.named("speaker") for value in mention.values}
    people = [s for talk in talks for s in talk.speakers if not named or s.name in named]
    return bool(asks) and not any(person.role for person in people)


def _within(query: Query, view: View, scope: Filters) -> frozenset[str] | None:
    """The talks that the names of the question and the scope leave, None for all."""
    talk_ids = query.talk_ids
    if query.held is not None:
        talk_ids = query.held if talk_ids is None else query.held & talk_ids
    if query.excluded and talk_ids is None:
        talk_ids = frozenset(view.catalogue.by_id) - query.excluded
    if not scope:
        return talk_ids
    inside = frozenset(talk.id for talk in view.catalogue.select(scope))
    return inside if talk_ids is None else talk_ids & inside


def _mentioning(words: str, view: View) -> frozenset[str]:
    """The talks whose records hold all of these words."""
    ids = frozenset(view.catalogue.by_id)
    wanted = content_terms(words)
    return (
        frozenset.intersection(*(frozenset(view.library.holding(t, ids)) for t in wanted))
        if wanted
        else frozenset()
    )


def _has_parts(talk: Talk, query: Query, view: View) -> bool:
    have = {
        "a bio": any(s.bio for s in talk.speakers),
        "a transcript": view.catalogue.has_transcript(talk),
        "a video": bool(talk.video_url),
        "an abstract": bool(talk.abstract),
        "an affiliation": any(s.affiliation for s in talk.speakers),
        "a role": any(s.role for s in talk.speakers),
        "slides": bool(talk.slides_url),
        "a date": bool(talk.start),
        "a speaker": bool(talk.speakers),
        "a tag": bool(talk.tags),
        "a track": bool(talk.track),
        "a room": bool(talk.room),
    }
    # Which of a talk's speakers has a bio is for the list of people to say.
    of_people = ("a bio", "a role", "an affiliation") if query.for_people else ()
    if any(have[what] != wanted for what, wanted in query.having if what not in of_people):
        return False
    if query.speakers_each and not query.speakers_each.holds(len(talk.speakers)):
        return False
    if query.tags_each and not query.tags_each.holds(len(talk.tags)):
        return False
    if query.minutes:
        return bool(talk.duration) and query.minutes.holds(talk.duration / 60)
    return True


def _unknown(query: Query, question: str, view: View) -> Answer:
    """A name that no record has: say so, and offer the closest."""
    builder = Builder(query, question)
    names = " or ".join(f"“{escape(name)}”" for name in query.unknown)
    builder.block(f"Nobody and nothing in the records is called {names}.")
    named = [view.catalogue.by_id[i] for m in query.named("speaker") for i in sorted(m.talk_ids)]
    people = [p for name in query.unknown for p in view.linker.closest_people(name)]
    events = [e for name in query.unknown for e in view.linker.closest_events(name)]
    near = [Scored(talk) for talk in named[:3]]
    if events:
        builder.block("Did you mean " + ", ".join(escape(event) for event in events) + "?")
    elif people:
        builder.block("Did you mean " + ", ".join(escape(p.name) for p in people[:3]) + "?")
        near += [Scored(view.catalogue.by_id[p.talk_ids[0]]) for p in people[:3]]
    elif not near:
        found = view.searcher.search(query.topic or query.question)
        near = [Scored(view.catalogue.by_id[h.talk_id], h.cosine) for h in found.talks[:3]]
    unique = list({n.talk.id: n for n in near}.values())
    return builder.abstained(unique)


def _conflict(query: Query, question: str, view: View) -> Answer:
    """The names of the question exclude each other: no talk has them all."""
    builder = Builder(query, question)
    builder.block(f"No talk in the records is {describe_filters(query)}.")
    people = [i for m in query.mentions for i in sorted(m.talk_ids)]
    near = [Scored(view.catalogue.by_id[i]) for i in dict.fromkeys(people)][:3]
    return builder.abstained(near)

"""Two or more talks or speakers side by side, each side cited."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.answering.builder import Builder, Scored, escape, heading_md
from talkbot.answering.elsewhere import record_text
from talkbot.answering.facts import answer_fact, slot_for
from talkbot.answering.figures import missing
from talkbot.answering.quoting import Quote, best_window, cite_quote, meet, shown
from talkbot.answering.records import answer_records
from talkbot.answering.summaries import central_quotes
from talkbot.answering.telling import telling_first
from talkbot.answering.topics import NEAR_FACT, covering, judge_talks, refuse
from talkbot.answering.wording import describe_filters
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.grammar.comparison import COMPARE
from talkbot.grammar.phrases import TALK
from talkbot.questions import Query
from talkbot.reading import coverage, inside_talk
from talkbot.talks import Talk, fold
from talkbot.words import content_terms

_SIDES = 4
_WHO_MORE = re.compile(
    r"^(?:and |so )?(?:who(?:'s| is| was)\b.*,.*\bor\b|(?:is|was|are|were)\b.* than\b)"
)
_SEVERAL = re.compile(
    rf"\b(?:the|all|both)(?: the)?(?: two| three| four)? (?:\S+ ){{1,4}}?{TALK}\b"
)
# What both sides share: the talks are looked for within it.
_PLACED = ("event", "date", "track", "room", "tag", "language")
_SENTENCES = 3
# A side needs less evidence than a listing: the question says that there is such a talk.
_NEAR = 0.25
# By so much of its words, by weight, a talk is surely the one on something.
_HELD = 0.5
# By all of its words, nearly, and of both sides, one talk weighs them itself.
_WHOLLY = 0.9
# The first of these that gives two sides is the one that separates them.
_SPLITS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s+(?:vs\.?|versus)\s+", r"\s+and\s+", r"\s+(?:with|to|from|than|or)\s+", r"\s*[,;]\s*",
    )
)  # fmt: skip
_ASPECT = re.compile(
    r"\s*[:?]\s*|\s+in (?=(?:where|how|what|terms of|their)\b)|,\s+(?=(?:what|which|how)\b)",
    re.IGNORECASE,
)


def sides_of(query: Query, view: View) -> list[tuple[str, list[Talk]]]:
    """What is compared: each named speaker or talk, else each half of the topic with its talks."""
    by_id = view.catalogue.by_id
    within = _within(query)
    named = query.named("speaker", "title")
    sides = [
        (m.values[0], [by_id[i] for i in sorted(m.talk_ids) if within is None or i in within])
        for m in named
    ]
    dates = query.named("date")
    if len({m.talk_ids for m in named}) == 1 and len(dates) > 1:
        # One speaker in two years: the years are the sides.
        (one,) = {m.talk_ids for m in named}
        sides = [(m.values[0], [by_id[i] for i in sorted(m.talk_ids & one)]) for m in dates]
    unique: list[tuple[str, list[Talk]]] = []
    for label, talks in sides:
        if all({t.id for t in talks} != {t.id for t in other} for _, other in unique):
            unique.append((label, talks))
    if len(unique) >= 2:
        return unique[:_SIDES]
    places = [
        (m.values[0], [by_id[i] for i in sorted(m.talk_ids)]) for m in query.named("affiliation")
    ]
    if not unique and len(places) >= 2:
        return places[:_SIDES]
    taken = {t.id for _, talks in unique for t in talks}
    rest = [_ASPECT.split(query.topic)[0]] if unique else _halves(query.topic)[0]
    for part in filter(content_terms, rest):
        judged, _ = judge_talks(part, view)
        fitting = covering(judged, replace(query, single=True))
        # Where a value of the records decides, the talk must surely be the one that is meant.
        sure = query.ask == "superlative"
        fitting = [c for c in fitting if c.whole >= _HELD] if sure else fitting or judged[:1]
        talks = [c.talk for c in fitting if c.talk.id not in taken and c.probability >= _NEAR]
        if talks:
            unique.append((part, talks[:1]))
            taken |= {t.id for t in talks[:1]}
    return unique[:_SIDES]


# "Which is cheaper to build, A or B?": what is asked of each of them.
_WEIGHED = re.compile(
    r"^(?:and |so )?(?:which|what|who)(?: one)?(?:'s| is| was| are| were| has| have) "
    r"[^,]*?\b(?P<more>(?:more|less) [a-z]+|[a-z]+er)\b[^,]*, (?P<rest>.*\bor\b.*)$"
)
_ASKED_OF_EACH = (
    (r"cheap|expensive|costly|dear", "how much does it cost"),
    (r"old|young|new|recent|ancient", "how old is it"),
    (r"heav|light", "how heavy is it"),
    (r"deep|tall", "how deep is it"),
    (r"hot|cold|warm", "how hot is it"),
    (r"fast|slow|quick", "how fast is it"),
    (r"long|short|big|small|larg|high|low|wide|far|accurate", "how long is it"),
)


def _asked_of_each(query: Query) -> Query | None:
    """What "which is cheaper, A or B?" asks of each side; None for another question."""
    more = _WEIGHED.match(fold(query.question).rstrip(" ?.!"))
    if not more or query.mentions:
        return None
    word = more["more"].split()[-1]
    asked = next((asks for how, asks in _ASKED_OF_EACH if re.match(how, word)), "")
    return replace(query, question=asked, spelt="", topic=more["rest"]) if asked else None


def _is_unsaid(query: Query, view: View, sides: Sequence[tuple[str, list[Talk]]]) -> bool:
    """ "Who is taller, Lee or Cruz?" where no record of theirs has the word."""
    if not _WHO_MORE.search(fold(query.question)):
        return False
    wanted = set(content_terms(query.topic))
    texts = (record_text(view.talk(talk.id)) for _, talks in sides for talk in talks)
    return bool(wanted) and not any(wanted & set(content_terms(text)) for text in texts)


def _on_topic(
    query: Query, view: View, talk_ids: frozenset[str] | None
) -> list[tuple[str, list[Talk]]]:
    """ "Compare the two river talks": the few talks on one topic, none where there are more."""
    if not _SEVERAL.search(fold(query.question)):
        return []
    judged, _ = judge_talks(query.topic, view, talk_ids)
    talks = [cover.talk for cover in covering(judged, query)]
    return [(talk.title, [talk]) for talk in talks] if 1 < len(talks) <= _SIDES else []


def _in_one(
    query: Query, question: str, view: View, talk_ids: frozenset[str] | None, held: float
) -> Answer | None:
    """ "The cost of electric vs diesel vans": one talk that weighs both; None without one."""
    parts = [content_terms(part) for part in _halves(query.topic)[0]]
    told = answer_fact(replace(query, kind="fact"), question, view, talk_ids)
    if told.status != "answered" or len(parts) < 2:
        return None
    text = record_text(view.talk(told.talks[0].talk_id))
    return told if all(coverage(p, text, view.weight(p)) >= held for p in parts) else None


def _within(query: Query) -> frozenset[str] | None:
    """The talks of the events, years, … that both sides are compared at; None for all."""
    by_kind: dict[str, frozenset[str]] = {}
    for mention in query.named(*_PLACED):
        by_kind[mention.kind] = by_kind.get(mention.kind, frozenset()) | mention.talk_ids
    return frozenset.intersection(*by_kind.values()) if by_kind else None


def _halves(topic: str) -> tuple[list[str], str]:
    """The sides of "A and B in what they cost" or "on cost, what of A and B?", and the aspect."""
    pieces = [piece for piece in _ASPECT.split(topic) if content_terms(piece)]
    for piece in pieces[:2]:
        for pattern in _SPLITS:
            parts = [part for part in pattern.split(piece) if content_terms(part)]
            if len(parts) > 1:
                return parts, " ".join(other for other in pieces if other is not piece)
    return pieces[:1], ""


def answer_comparison(
    query: Query, question: str, view: View, talk_ids: frozenset[str] | None
) -> Answer:
    """Both sides' most telling sentences; on the aspect asked for when there is one."""
    builder = Builder(query, question)
    sides = sides_of(query, view)
    if (
        not query.mentions
        and query.ask != "superlative"
        and (told := _in_one(query, question, view, talk_ids, _WHOLLY))
    ):
        return told
    if talk_ids and len(sides) < 2 and len(talk_ids) > 1:
        sides = [(t.title, [t]) for t in view.catalogue.talks if t.id in talk_ids][:_SIDES]
    if len(sides) < 2 and not query.named("speaker", "title") and content_terms(query.topic):
        sides = _on_topic(query, view, talk_ids) or sides
    if len(sides) == 1 and len(query.named("speaker")) > 1 and not query.unknown:
        # Who spoke together have their talk in common.
        for talk in sides[0][1]:
            _side(builder, view, query, talk, two=True)
        return builder.answered(Scored(talk) for talk in sides[0][1])
    if len(sides) < 2 and query.ask == "superlative":
        said = "Which two talks are meant is not clear from the records."
        builder.block(said)
        return builder.abstained(Scored(t) for _, talks in sides for t in talks)
    if len(sides) < 2 and not COMPARE.search(fold(query.question)):
        return answer_fact(replace(query, kind="fact"), question, view, talk_ids)
    if (
        len(sides) < 2
        and not query.unknown
        and (told := _in_one(query, question, view, talk_ids, _HELD))
    ):
        return told
    if len(sides) < 2 or query.unknown:
        found = view.searcher.search(query.spelt or query.question)
        near = [Scored(view.catalogue.by_id[h.talk_id], h.cosine) for h in found.talks[:3]]
        missing = ", ".join(escape(name) for name in query.unknown)
        return refuse(builder, missing or query.topic, near, bar=NEAR_FACT)
    if _is_unsaid(query, view, sides):
        builder.block("The records do not say.")
        firsts = [Scored(talk) for _, talks in sides for talk in talks[:1]]
        return builder.abstained(firsts, bar=math.inf)
    if query.ask == "superlative":
        return _ranked(query, question, view, [talk for _, talks in sides for talk in talks])
    absent = [label for label, talks in sides if not talks]
    if absent:
        where = describe_filters(replace(query, mentions=query.named(*_PLACED)))
        names = " or ".join(escape(label) for label in absent)
        builder.block(f"No talk in the records by {names} is {where}.")
        return builder.abstained(Scored(talk) for _, talks in sides for talk in talks[:3])
    about = {talk: (len(talks) == 1, label) for label, talks in sides for talk in talks[:2]}
    parts = _halves(query.topic)[0]
    for talk, (alone, label) in about.items():
        _side(builder, view, query, talk, two=alone, part=label if label in parts else "")
    _shared(builder, list(about))
    return builder.answered(Scored(talk) for talk in about)


def _ranked(query: Query, question: str, view: View, talks: Sequence[Talk]) -> Answer:
    """ "Which is longer, A or B?": both with the value that decides; a refusal if one lacks it."""
    by_date = query.order in ("newest", "oldest")
    lacking = [talk for talk in talks if not (talk.start if by_date else talk.duration)]
    if lacking:
        return missing(Builder(query, question), lacking, "a date" if by_date else "a duration")
    every = replace(query, kind="catalogue", topic="", ranks=(1, len(talks)))
    return answer_records(every, question, view, list(dict.fromkeys(talks)))


def _side(
    builder: Builder, view: View, query: Query, talk: Talk, *, two: bool, part: str = ""
) -> None:
    """One side: what the talk says on the aspect asked for, else on its part of the topic."""
    builder.block(heading_md(talk))
    whole = view.talk(talk.id)
    named = query.named("speaker") or query.named("title")
    aspect = query.topic if named else _halves(query.topic)[1]
    asks = replace(query, question=aspect, spelt="") if aspect and not named else query
    if each := _asked_of_each(query):
        asks, aspect = each, f"{each.question} {each.topic}"
    aspect = aspect if content_terms(aspect) else part
    slot = slot_for(asks, view, frozenset({talk.id}))
    lines = []
    if content_terms(aspect):
        hits = view.searcher.search(aspect, talk_ids={talk.id}).passages
        if not two:
            # Beside another talk of the same speaker the bio would be told twice.
            hits = tuple(hit for hit in hits if hit.passage.field != "bio") or hits
        wanted = content_terms(aspect)
        weight = view.weight(wanted)
        asked = view.reader.question(aspect, wanted, weight)
        ranked = inside_talk(view.reader.read(asked, hits), slot.filled_by)
        ranked.sort(key=lambda sentence: not slot.filled_by(sentence.text))
        told: dict[Quote, str] = {}
        for sentence in telling_first(ranked, wanted, view):
            quote = best_window(sentence, wanted, view)
            if len(told) < (_SENTENCES if two else 1) and not any(meet(quote, q) for q in told):
                told[quote] = sentence.text
        for quote, text in told.items():
            number = cite_quote(builder, whole, quote)
            lines.append(builder.claim(escape(shown(quote, text)), [number]))
    for quote in central_quotes(whole, view, _SENTENCES if two else 1) if not lines else []:
        lines.append(builder.claim(escape(quote.text), [cite_quote(builder, whole, quote)]))
    if not lines:
        number = builder.cite(talk, "record", talk.title)
        lines.append(builder.claim("The record gives no abstract, only the title.", [number]))
    builder.block(" ".join(lines))


def _shared(builder: Builder, talks: Sequence[Talk]) -> None:
    """What the records of all of them have in common, if anything."""
    for name, of in (("affiliation", _places), ("event", lambda t: {t.event} - {""})):
        common = set.intersection(*(of(talk) for talk in talks)) if talks else set()
        if name == "affiliation" and common:
            value = sorted(common)[0]
            numbers = [
                builder.cite(
                    talk,
                    "record",
                    value,
                    speaker=[s.affiliation for s in talk.speakers].index(value),
                )
                for talk in talks
            ]
            builder.block(builder.claim(f"Same {name}: {escape(value)}.", numbers))


def _places(talk: Talk) -> set[str]:
    return {s.affiliation for s in talk.speakers} - {""}

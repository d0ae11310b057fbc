"""Summaries made of the records' own sentences: of a talk, a speaker, or a topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from talkbot.answering.builder import Builder, Scored, escape, heading_md
from talkbot.answering.quoting import MAX_WORDS, Quote, best_window, cite_quote, list_at, shown
from talkbot.answering.records import answer_records
from talkbot.answering.telling import tells
from talkbot.answering.topics import Covering, covering, judge_talks, nearest_of, refuse
from talkbot.answering.wording import topic_as_asked
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.english import Weight
from talkbot.passages import passages_of, sentences_of
from talkbot.questions import Length, Query
from talkbot.talks import Field, Talk
from talkbot.words import content_terms, sentences

_SENTENCES: dict[Length, int] = {"short": 2, "normal": 5, "long": 8}
_TALKS = 5
_READ_PASSAGES = 12
# What a talk announces of itself, in any field: the sentence is about the talk, not its setting.
_ANNOUNCES = re.compile(
    r"\b(?:this (?:talk|presentation|session|work|lecture|paper)|in this|we|i|the (?:talk|speaker|session))"
    r"(?:['’]ll| will|['’]ve| have| can)?\s*(?:\w+ly )?(?:show|prove|present|introduce|propose|discuss|describe|develop|study|examine"
    r"|explore|demonstrate|find|argue|explain|cover|look|consider|provide|analy[sz]e|report|learn|see|address|talk|survey|review)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\bjoint work\b|\bbased on (?:joint|work)\b|\bcollaborat|https?://|\bslides\b|\bsponsor",
    re.IGNORECASE,
)


def answer_summary(
    query: Query, question: str, view: View, talk_ids: frozenset[str] | None
) -> Answer:
    """Summarise the talks named; without a name, the talks that cover the topic."""
    builder = Builder(query, question)
    if query.about_person:
        return _person(query, question, builder, view, talk_ids)
    of_topic = content_terms(query.topic) and not query.named("title", "speaker")
    if talk_ids is not None and not of_topic:
        talks = [Scored(talk) for talk in view.catalogue.talks if talk.id in talk_ids]
    else:
        judged, _ = judge_talks(query.topic, view, talk_ids)
        chosen = covering(judged, query)
        if not chosen:
            nearest = nearest_of(judged)
            return refuse(builder, topic_as_asked(query), nearest)
        if len(chosen) > 1:
            return _of_topic(query, builder, view, chosen)
        talks = [Scored(chosen[0].talk, chosen[0].together)]
    if len(talks) > _TALKS:
        return answer_records(
            replace(query, kind="catalogue", ask="overview"),
            question,
            view,
            [t.talk for t in talks],
        )
    several = 1 if query.length == "short" else 2
    count = several if len(talks) > 1 else query.sentences or _SENTENCES[query.length]
    for scored in talks:
        _of_talk(builder, view, scored.talk, count)
    return builder.answered(talks)


def _of_talk(builder: Builder, view: View, talk: Talk, count: int) -> None:
    whole_talk = view.talk(talk.id)
    quotes = central_quotes(whole_talk, view, count)
    builder.block(heading_md(talk))
    if not quotes:
        number = builder.cite(talk, "record", talk.title)
        builder.block(builder.claim("The record gives no abstract, only the title.", [number]))
        return
    builder.block(
        " ".join(
            builder.claim(escape(quote.text), [cite_quote(builder, whole_talk, quote)])
            for quote in quotes
        )
    )


def central_quotes(talk: Talk, view: View, count: int) -> list[Quote]:
    """The sentences that say most of what a talk says, in reading order, without repetition."""
    units = _telling(_sentences(talk))
    if len(units) <= count:
        return units
    rows = view.reader.vectors([f"{unit.text}" for unit in units])
    centre = rows.mean(axis=0)
    centre /= np.linalg.norm(centre) or 1.0
    value = rows @ centre
    value = value + np.array([_bonus(unit.text, i, len(units)) for i, unit in enumerate(units)])
    chosen: list[int] = []
    while len(chosen) < count:
        redundancy = (rows @ rows[chosen].T).max(axis=1) if chosen else np.zeros(len(units))
        score = value - 0.5 * redundancy
        score[chosen] = -np.inf
        chosen.append(int(score.argmax()))
    return [units[i] for i in sorted(chosen)]


def _bonus(text: str, index: int, total: int) -> float:
    bonus = 0.15 if _ANNOUNCES.search(text) else 0.0
    bonus += 0.08 if index == 0 else 0.0
    bonus += 0.04 if index == total - 1 else 0.0
    if _ASIDE.search(text):
        bonus -= 0.5
    if len(text.split()) < 6 or text.endswith("?"):
        bonus -= 0.1
    return bonus


def _sentences(talk: Talk) -> list[Quote]:
    """The sentences of the abstract; of the transcript when there is no abstract."""
    if talk.abstract:
        return _with_lists("abstract", None, talk.abstract)
    spoken = [p for p in passages_of(talk) if p.field == "transcript"]
    step = max(1, len(spoken) // _READ_PASSAGES)
    return [
        Quote("transcript", None, p.start + a, p.start + b, p.text[a:b])
        for p in spoken[::step]
        for a, b in sentences_of(p)[:3]
    ]


def _with_lists(field: Field, speaker: int | None, text: str) -> list[Quote]:
    """The sentences of a text; of a list, its lead-in with the first items as one of them."""
    units: list[Quote] = []
    for start, end in sentences(text):
        listed = list_at(text, start, MAX_WORDS)
        if units and start < units[-1].end:
            continue
        a, b = listed if listed and listed[0] == start else (start, end)
        units.append(Quote(field, speaker, a, b, text[a:b]))
    return units


def _telling(units: list[Quote]) -> list[Quote]:
    """Those that tell something, each text once; all where none does."""
    first: dict[str, Quote] = {}
    for unit in units:
        first.setdefault(" ".join(unit.text.split()), unit)
    once = list(first.values())
    told = [u for u in once if tells(u.text, written=u.field != "transcript")]
    return told or once


def _of_topic(query: Query, builder: Builder, view: View, chosen: Sequence[Covering]) -> Answer:
    """What several talks say about a topic: one sentence each of the clearest ones."""
    wanted = content_terms(query.topic)
    weight = view.weight(wanted)
    limit = 1 if query.length == "short" else _TALKS if query.length == "normal" else 12
    lines = []
    for cover in chosen[:limit]:
        lines.append(_line(builder, view, cover, wanted, weight))
    builder.block("\n".join(lines))
    return builder.answered(Scored(c.talk, c.together) for c in chosen)


def _line(
    builder: Builder, view: View, cover: Covering, wanted: Sequence[str], weight: Weight
) -> str:
    talk = cover.talk
    sentence = cover.evidence(wanted, weight)
    if sentence is None or sentence.passage.field == "record":
        return builder.claim(
            heading_md(talk), [builder.cite(talk, "record", talk.title)], prefix="- "
        )
    quote = best_window(sentence, wanted, view)
    number = cite_quote(builder, view.talk(talk.id), quote)
    text = escape(shown(quote, sentence.text))
    return builder.claim(text, [number], prefix=f"- {heading_md(talk, places=False)}: ")


def _person(
    query: Query, question: str, builder: Builder, view: View, talk_ids: frozenset[str] | None
) -> Answer:
    """Who somebody is: the bio's first sentences, or affiliation and talks without one."""
    names = {value for mention in query.named("speaker") for value in mention.values}
    talks = [t for t in view.catalogue.talks if talk_ids is None or t.id in talk_ids]
    count = {"short": 1, "normal": 3, "long": 8}[query.length]
    told = set()
    for talk in talks:
        for index, speaker in enumerate(talk.speakers):
            if speaker.name in names and speaker.bio and speaker.name not in told:
                told.add(speaker.name)
                quotes = _telling(_with_lists("bio", index, speaker.bio))[:count]
                if speaker.affiliation and speaker.affiliation not in speaker.bio:
                    places = (v for v in (speaker.role, speaker.affiliation) if v)
                    numbers = [
                        builder.cite(talk, "record", v, speaker=index)
                        for v in (speaker.name, speaker.role, speaker.affiliation)
                        if v
                    ]
                    head = f"**{escape(speaker.name)}** — {escape(', '.join(places))}"
                    builder.block(builder.claim(head, numbers))
                builder.block(
                    " ".join(
                        builder.claim(escape(q.text), [cite_quote(builder, talk, q)])
                        for q in quotes
                    )
                )
    rest = replace(query, kind="catalogue", ask="who", target="speakers")
    if not told:
        return answer_records(rest, question, view, talks)
    lines = [
        builder.claim(
            f"Talk: “{escape(talk.title)}”", [builder.cite(talk, "record", talk.title)], prefix="- "
        )
        for talk in talks[:_TALKS]
    ]
    builder.block("\n".join(lines))
    return builder.answered(Scored(talk) for talk in talks)

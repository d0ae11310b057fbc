"""Talks like a given one: those whose texts lie nearest to its own."""

from __future__ import annotations

from dataclasses import replace

from talkbot.answering.builder import Builder, Scored, escape
from talkbot.answering.topics import covering, judge_talks, nearest_of, refuse, row_of
from talkbot.answering.wording import topic_as_asked
from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.questions import Query

_SHOWN = 5
_GIVEN = 3


def answer_similar(
    query: Query, question: str, view: View, talk_ids: frozenset[str] | None
) -> Answer:
    """The talks nearest to the ones named, or to the one that a topic describes."""
    builder = Builder(query, question)
    judged, _ = judge_talks(query.topic, view, talk_ids) if query.topic else ([], None)
    given = [cover.talk for cover in covering(judged, replace(query, single=True))[:1]]
    if not given and talk_ids:
        given = [talk for talk in view.catalogue.talks if talk.id in talk_ids]
    if not given or len(given) > _GIVEN:
        nearest = nearest_of(judged)
        return refuse(builder, topic_as_asked(query), nearest)
    near: dict[str, float] = {}
    for talk in given:
        for other, score in view.searcher.similar(talk.id, _SHOWN + len(given)):
            near[other] = max(near.get(other, -1.0), score)
    others = sorted(near.keys() - {t.id for t in given}, key=lambda i: (-near[i], i))[:_SHOWN]
    title = given[0].title
    read, _ = judge_talks(title, view, frozenset(others))
    by_id = {cover.talk.id: cover for cover in read}
    names = ", ".join(f"**{escape(talk.title)}**" for talk in given)
    builder.block(builder.claim(f"Nearest to {names} by what their texts say:", ()))
    rows, every = [], [builder.cite(talk, "record", talk.title) for talk in given]
    about = replace(query, topic=title)
    shown = [other for other in others if other in by_id]
    for i, other in enumerate(shown, 1):
        row, numbers = row_of(builder, by_id[other], about, view, f"{i}. ")
        rows.append(row)
        every += numbers
    builder.support_first(every)
    builder.block("\n".join(rows))
    return builder.answered(Scored(by_id[other].talk, near[other]) for other in shown)

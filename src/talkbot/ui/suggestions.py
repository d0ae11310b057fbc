"""Questions to ask next, made from an answer's talks so that the collection can answer them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from talkbot.answers import Answer
from talkbot.collection import View
from talkbot.talks import Talk

MOST = 3
LONGEST = 300
"""Characters of a question; a title can be longer than a question may be."""
FEW = 30
"""A tag or place that more talks share than this is no step forward from one answer."""


def suggestions(answer: Answer, view: View, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Up to three questions, none of which was asked before."""
    shown = answer.talks or answer.nearest
    ids = dict.fromkeys((*(c.talk_id for c in answer.citations), *(r.talk_id for r in shown)))
    talks = [view.catalogue.by_id[i] for i in ids if i in view.catalogue.by_id]
    before = {" ".join(q.split()).casefold() for q in (*asked, answer.question)}
    made = (
        q for q in _made(talks, answer, view) if len(q) <= LONGEST and q.casefold() not in before
    )
    return tuple(islice(dict.fromkeys(made), MOST))


def _made(talks: list[Talk], answer: Answer, view: View) -> Iterator[str]:
    if not talks:
        return
    first = talks[0]
    if answer.kind != "summary" and first.abstract:
        yield f"Summarise “{first.title}”"
    if answer.kind != "compare" and len(talks) > 1:
        names = [t.speakers[0].name for t in talks if t.speakers and t.abstract]
        pair = list(dict.fromkeys(names))[:2]
        if len(pair) == 2:
            yield f"How do the talks by {pair[0]} and {pair[1]} differ?"
    for tag in first.tags:
        if 1 < len(view.catalogue.tags.get(tag, ())) <= FEW:
            yield f"Which other talks are about {tag}?"
            break
    for speaker in first.speakers:
        place = speaker.affiliation
        if place and 1 < len(view.catalogue.affiliations.get(place, ())) <= FEW:
            yield f"Who else speaks from {place}?"
            break
    for speaker in first.speakers:
        if speaker.bio and answer.kind != "fact":
            yield f"Who is {speaker.name}?"
            break
    if len(talks) > 1 and talks[1].abstract:
        yield f"Summarise “{talks[1].title}”"

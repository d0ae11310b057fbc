"""What the collection holds: how much of what, and the terms that several talks share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from talkbot.answering.builder import Builder, Scored, escape, plural
from talkbot.answering.quoting import Quote, cite_quote, shortened
from talkbot.answering.wording import describe_filters
from talkbot.answers import Answer
from talkbot.questions import Query
from talkbot.talks import Talk
from talkbot.themes import Theme, spans_of, themes_of
from talkbot.words import sentences, terms

_THEMES = 8
_NAMED = 3
_FEW = 6
"""So few talks are better listed than summed up."""
_VALUES = 6
# To read more abstracts than these takes seconds; their titles and tags tell enough.
_READ = 2000
_SPEAK = {True: "Several of them speak of", False: "Many have in title or tags"}


def answer_overview(query: Query, builder: Builder, talks: Sequence[Talk]) -> Answer | None:
    """How many talks, by whom and when, and what several of them speak of.

    None where no two talks share a telling term, or they are few.
    """
    whole = len(talks) <= _READ
    read = talks if whole else [replace(talk, abstract="") for talk in talks]
    themes = themes_of(read, _THEMES) if len(talks) > _FEW else ()
    if not themes:
        return None
    wanted = describe_filters(query)
    head = f"The collection holds **{plural(len(talks), 'talk')}**" + (
        f" {wanted}" if wanted else ""
    )
    builder.block(builder.claim(f"{head}{_by_whom(talks)}. {_SPEAK[whole]}:", ()))
    rows, every = [], []
    for theme in themes:
        text, numbers = _row(builder, theme)
        rows.append(builder.claim(text, numbers, prefix="- "))
        every += numbers
    builder.support_first(every)
    builder.block("\n".join(rows))
    return builder.answered(Scored(talk) for talk in talks)


def _by_whom(talks: Sequence[Talk]) -> str:
    """ " by 12 speakers from 9 affiliations, of 2012 to 2016": what their records give."""
    people = {speaker.name for talk in talks for speaker in talk.speakers}
    places = {s.affiliation for talk in talks for s in talk.speakers if s.affiliation}
    events = list(dict.fromkeys(talk.event for talk in talks if talk.event))
    tracks = list(dict.fromkeys(talk.track for talk in talks if talk.track))
    years = sorted({talk.year for talk in talks if talk.year})
    said = f" by {plural(len(people), 'speaker')}" if people else ""
    said += f" from {plural(len(places), 'affiliation')}" if people and places else ""
    for values, link, noun in ((events, "of", "event"), (tracks, "in", "track")):
        named = f" ({escape('; '.join(values))})" if len(values) <= _VALUES else ""
        said += f", {link} {plural(len(values), noun)}{named}" if values else ""
    if years:
        said += f", {years[0]}" + (f" to {years[-1]}" if len(years) > 1 else "")
    return said


def _row(builder: Builder, theme: Theme) -> tuple[str, list[int]]:
    named = theme.talks[:_NAMED]
    titles = "; ".join(escape(talk.title) for talk in named)
    more = len(theme.talks) - len(named)
    ending = f"; and {more:,} more" if more else ""
    text = f"**{escape(theme.term)}** ({plural(len(theme.talks), 'talk')}): {titles}{ending}"
    return text, [_cite(builder, talk, theme.term) for talk in named]


def _cite(builder: Builder, talk: Talk, term: str) -> int:
    """The title or tag that has the term, else the first sentence of the abstract with it."""
    for value in (talk.title, *talk.tags):
        if any(spans_of(term, value)):
            return builder.cite(talk, "record", value)
    at = next(spans_of(term, talk.abstract))[0]
    start, end = next(s for s in sentences(talk.abstract) if s[0] <= at < s[1])
    said = Quote("abstract", None, start, end, talk.abstract[start:end])
    return cite_quote(builder, talk, shortened(said, terms(term), lambda _: 1.0))

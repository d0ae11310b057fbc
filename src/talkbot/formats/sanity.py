"""Whether what was read of a page can be: days on the sides of their talks where the page has them,
no two days for one talk, nobody who is called by the word of a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.dates import days_in, has_day, has_days
from talkbot.formats.document import Document, Line, Parsed, one_line
from talkbot.formats.heads import LINK_PART
from talkbot.formats.labels import label_of
from talkbot.formats.page_lines import page_lines
from talkbot.formats.whens import is_date_line
from talkbot.talks import Problem, Talk

_FEWEST = 2


def checked(document: Document, parsed: Parsed) -> Parsed:
    """What was read of a page, without what cannot be, which is reported."""
    talks = [_without_link_words(talk) for talk in parsed.talks]
    lines = page_lines(document)
    at = {text: line for line in reversed(lines) if (text := one_line(line.text))}
    said: list[Problem] = []
    if wrong := _crossed(talks, lines):
        said.append(document.problem(at[wrong].number, _unsure(wrong)))
        talks = [replace(talk, start="") if has_day(talk.date_text) else talk for talk in talks]
    for talk in talks:
        days = sorted(days_in(talk.date_text))
        if len(days) > 1 and not has_days(talk.date_text):
            line = at[talk.title].number if talk.title in at else 0
            said.append(document.problem(line, _several(talk, days)))
    every = sorted((*parsed.problems, *said), key=lambda problem: problem.line)
    return replace(parsed, talks=tuple(talks), problems=tuple(every))


def _without_link_words(talk: Talk) -> Talk:
    named = (s for s in talk.speakers if not LINK_PART.match(s.name))
    speakers = tuple(
        replace(s, affiliation="") if s.affiliation and LINK_PART.match(s.affiliation) else s
        for s in named
    )
    return talk if speakers == talk.speakers else replace(talk, speakers=speakers)


def _crossed(talks: Sequence[Talk], lines: Sequence[Line]) -> str:
    """The day of a talk between which and its title the day of another stands, where other talks
    have theirs below them; or one that is nobody's at one end of a page, where the talk at the
    other end has none: so all may be one off. "" where all days stand as one page has them."""
    texts = [one_line(line.text) for line in lines]
    counts = Counter(texts)
    heads = {t.title: texts.index(t.title) for t in talks if counts[t.title] == 1}
    own = {
        talk.title: texts.index(talk.date_text)
        for talk in talks
        if talk.title in heads and counts[talk.date_text] == 1 and has_day(talk.date_text)
    }
    own = {title: day for title, day in own.items() if not label_of(texts[day])}
    above = [title for title, day in own.items() if day < heads[title]]
    for title in above if len(above) < len(own) else ():
        if any(own[title] < day < heads[title] for day in own.values()):
            return texts[own[title]]
    last = len(lines) - 1
    if len(above) == len(own) == len(talks) >= _FEWEST and last not in own.values():
        return texts[last] if is_date_line(texts[last]) and has_day(texts[last]) else ""
    if len(heads) < len(talks) or len(own) != len(talks) - 1 or len(own) < _FEWEST:
        return ""
    (lacking,) = heads.keys() - own.keys()
    order = sorted(heads.values())
    day = order[0] - 1 if not above else last
    other = order[-1] if not above else order[0] if len(above) == len(own) else -1
    stray = (
        day >= 0 and day not in own.values() and has_day(texts[day]) and is_date_line(texts[day])
    )
    return texts[day] if stray and heads[lacking] == other else ""


def _unsure(day: str) -> str:
    return (
        f"Not sure whose day {day[:60]!r} is, nor whose the others are, so none was taken. "
        "A line 'Date: …' in each talk makes it certain."
    )


def _several(talk: Talk, days: Sequence[str]) -> str:
    return (
        f"Several days were read for {talk.title[:80]!r}: {', '.join(days[:3])}. If they are not "
        "all its own, the next talk's head was not found: a blank line or 'Title: …' shows it."
    )

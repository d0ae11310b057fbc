"""Titles as a page of talks writes them: what they carry besides the title, and what is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.columns import BLANK, columns_settled
from talkbot.formats.dates import has_day, iso_date
from talkbot.formats.document import Document, Line, Parsed, unquoted
from talkbot.formats.durations import seconds_of
from talkbot.formats.heads import KIND
from talkbot.formats.labelled import unnamed
from talkbot.formats.labels import label_of
from talkbot.formats.names import institution_score, name_score
from talkbot.formats.numbering import codes_off, without_running
from talkbot.formats.people import people_of
from talkbot.formats.whens import leading_when, trailing_when
from talkbot.formats.wording import BREAK, SOME_TALKS, TBA, ends_sentence
from talkbot.formats.years import completed
from talkbot.talks import Problem, Speaker, Talk, talk_id

_MOSTLY = 0.6
_FEWEST = 2
_LENGTH = re.compile(
    r"(?<=\S)\s+(?:\(\s*(\d{1,3})\s*(?:m|min\.?|mins|minutes|minuten|['’′])\s*\)"
    r"|(\d{1,3})\s?(?:m|min\.?|mins|minutes|minuten|['’′]))$",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"^t\.?b\.?[acd]\.?$", re.IGNORECASE)
_ENDS_NOT_YET = re.compile(r"[\s(\[:?!.–—-]t\.?b\.?[acd]\.?[)\]]?$", re.IGNORECASE)
_PLACE = re.compile(r"^\([^()]+\)$")
_STOP = re.compile(r"(?<=[^\W\d_]{3})[.!?]\s+[A-ZÀ-Þ]")
_NO_TALK = re.compile(
    r"^(?:(?:(?:final|general|open|panel)\s+)?(?:discussion|diskussion)|closing(?:\s.*)?|to[- ]?do|"
    r"wrap[- ]?up)$",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\b(?:no|kein|keine|pas de|ning[uú]n|nessun)\s+(?:talk|seminar|lecture|colloquium|meeting|"
    r"vortrag|kolloquium|treffen|séminaire|exposé|seminario|charla)\b.*\.$",
    re.IGNORECASE,
)
_NOT_ONE_TALK = re.compile(r"(?:\w+\s+){0,3}(?:panel|workshop|tutorial)\b", re.IGNORECASE)
_LAST_COLON = re.compile(r":\s+(?=[^:]{5,40}$)")
_LONGEST = 150


def settled(document: Document, parsed: Parsed) -> Parsed:
    """The talks of a page without numbers and lengths in their titles, and without those whose
    title can be none, which are reported."""
    talks = _days_off(_lengths_off(_kinds_off(_numbers_off(_turned(parsed.talks)))))
    kept: list[Talk] = []
    problems: list[Problem] = []
    for talk, before in zip(talks, parsed.talks, strict=True):
        if why := _no_title(talk):
            line = _line_of(document, before.title)
            problems.append(document.problem(line, f"{before.title[:80]!r} was left out: {why}."))
        else:
            kept.append(talk)
    pairs = zip(talks, parsed.talks, strict=True)
    named = {unnamed(before) for talk, before in pairs if talk.speakers and not before.speakers}
    gone = {problem.line for problem in problems}
    said = [p for p in parsed.problems if not (p.line in gone or p.message in named)]
    every = sorted((*said, *problems), key=lambda problem: problem.line)
    return replace(parsed, talks=tuple(columns_settled(kept)), problems=tuple(every))


def _renamed(talk: Talk, title: str) -> Talk:
    names = tuple(speaker.name for speaker in talk.speakers)
    return replace(talk, title=title, id=talk_id(title, names, event=talk.event))


def _turned(talks: Sequence[Talk]) -> Sequence[Talk]:
    """The talks with their titles from below who speaks, where most have a person and their place
    for a title, nobody who speaks, and a short line on top of the text."""
    people = [not talk.speakers and bool(_placed_people(talk.title)) for talk in talks]
    if sum(people) < max(_FEWEST, _MOSTLY * len(talks)):
        return talks
    return [
        _from_below(talk) if person else talk for talk, person in zip(talks, people, strict=True)
    ]


def _placed_people(title: str) -> tuple[Speaker, ...]:
    """Who a title names, each with their place, if it is nothing else."""
    people = people_of(title) if title.endswith(")") else ()
    sure = all(name_score(p.name) >= 0.8 and (p.affiliation or p.role) for p in people)
    return people if sure else ()


def _from_below(talk: Talk) -> Talk:
    first, _, rest = talk.abstract.partition("\n")
    title = first if len(first) <= _LONGEST and not first.endswith((".", ":", ";")) else ""
    people = _placed_people(talk.title)
    text = rest if title else talk.abstract
    opened, _, inside = text.partition("\n")
    # The words of what opens the text.
    text = inside if inside and label_of(opened) == ("abstract", "") else text
    return _renamed(replace(talk, speakers=people, abstract=text), unquoted(title))


def _days_off(talks: Sequence[Talk]) -> Sequence[Talk]:
    """The talks with the days from their titles, where most that have none begin or end with one:
    "13.1.2031: Tides", "Tides: 13 January 2031"."""
    found = [None if talk.start else _day_apart(talk.title) for talk in talks]
    undated = sum(not talk.start for talk in talks)
    if sum(map(bool, found)) < max(_FEWEST, _MOSTLY * undated):
        return talks
    return completed(
        [
            _renamed(replace(talk, start=iso_date(day[1]), date_text=day[1]), day[0])
            if day
            else talk
            for talk, day in zip(talks, found, strict=True)
        ],
        talks[0].event,
    )


def _day_apart(title: str) -> tuple[str, str] | None:
    """A title without its day, and the day."""
    behind = trailing_when(_LAST_COLON.sub(", ", title))
    before = leading_when(title)
    apart = behind or (before and (before[1], before[0]))
    return apart if apart and has_day(apart[1]) and len(apart[0]) > 3 else None


def _numbers_off(talks: Sequence[Talk]) -> Sequence[Talk]:
    """The talks without the running numbers and codes of a programme before their titles."""
    titles = without_running([talk.title for talk in talks])
    lines = codes_off([Line(title, n) for n, title in enumerate(titles)])
    pairs = zip(talks, lines, strict=True)
    return [t if line.text == t.title else _renamed(t, unquoted(line.text)) for t, line in pairs]


def _kinds_off(talks: Sequence[Talk]) -> Sequence[Talk]:
    """The talks without what kind they are of before their titles ("Keynote: …"); one that is a
    panel or a course is called so."""
    kinds = [KIND.match(talk.title) for talk in talks]
    return [
        _renamed(talk, unquoted(talk.title[kind.end() :]))
        if kind and not _NOT_ONE_TALK.match(kind.group())
        else talk
        for talk, kind in zip(talks, kinds, strict=True)
    ]


def _lengths_off(talks: Sequence[Talk]) -> Sequence[Talk]:
    """The talks without "25 min" behind their titles, where most have it: it is their length."""
    found = [_LENGTH.search(talk.title) for talk in talks]
    if sum(map(bool, found)) < max(_FEWEST, _MOSTLY * len(talks)):
        return talks
    return [
        replace(
            _renamed(talk, talk.title[: match.start()]),
            duration=talk.duration or seconds_of(f"{match[1] or match[2]} min"),
        )
        if match
        else talk
        for talk, match in zip(talks, found, strict=True)
    ]


def _no_title(talk: Talk) -> str:
    """Why a talk is none, by its title and who speaks, or ""."""
    title = talk.title
    if not title:
        return "who speaks is told there, and no title"
    nobody = all(_NOT_YET.match(speaker.name) for speaker in talk.speakers)
    if TBA.match(title) or (nobody and not talk.abstract and _ENDS_NOT_YET.search(title)):
        return "it is not certain yet"
    if not talk.speakers and not talk.abstract and _NO_TALK.match(title):
        return "nobody speaks there"
    if BLANK.fullmatch(title):
        return "it stands in a title's place, and none is known yet"
    if SOME_TALKS.match(title) and not talk.abstract:
        return "it stands over several talks"
    if _NOTHING.search(title):
        return "it says that there is no talk"
    if _PLACE.match(title) and institution_score(title[1:-1]) > 0.5:
        return "it is a place and no title"
    if BREAK.match(title) and not any(map(ends_sentence, talk.abstract.split("\n"))):
        return "it is a point of the programme and no talk"
    if talk.speakers and title.endswith(".") and len(title) > _LONGEST and _STOP.search(title):
        return "it is running text and no title"
    return ""


def _line_of(document: Document, title: str) -> int:
    """The line that a title stands in, as far as it can be told: it may be cut by markup."""
    words = title.strip("<>").split()
    for count in range(len(words), 0, -1):
        at = document.text.find(" ".join(words[:count]))
        if at >= 0:
            return document.text.count("\n", 0, at) + 1
    return 0

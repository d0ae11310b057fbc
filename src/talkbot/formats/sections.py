"""What a page says of the talks of its timetable elsewhere: their abstracts, their day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from talkbot.formats.bios import divide
from talkbot.formats.dates import iso_date
from talkbot.formats.document import Line, unquoted
from talkbot.formats.names import institution_score
from talkbot.formats.people import people_of
from talkbot.formats.whens import when_and_where
from talkbot.formats.wording import ends_sentence
from talkbot.talks import Talk, fold

_FEWEST = 2
_HEAD, _SENTENCE = 300, 40
_PLACE = 0.9
_MARKS = ' ,;:.–—-|·•"“”«»'
LONGEST = 1000
"""Lines of a page whose programme is looked for again below it, at most."""


def only_day(lines: Sequence[Line]) -> str:
    """The one whole date that a page names, "" where it names none or several."""
    days = {iso_date(line.text)[:10] for line in lines if len(line.text) < 300}
    whole = [day for day in days if len(day) == 10]
    return whole[0] if len(whole) == 1 else ""


def told_below(talks: Sequence[Talk], lines: Sequence[Line]) -> tuple[Talk, ...]:
    """The talks with the text that stands elsewhere on their page, below a line that says their
    title, alone or beside who speaks, or below a heading that names who speaks."""
    titles = {fold(talk.title): n for n, talk in enumerate(talks)}
    names = Counter(fold(speaker.name) for talk in talks for speaker in talk.speakers)
    alone = {
        name: n
        for n, talk in enumerate(talks)
        for name in map(fold, [speaker.name for speaker in talk.speakers])
        if names[name] == 1 and len(talk.speakers) == 1
    }
    found: dict[int, tuple[list[Line], list[str]]] = {}
    at: int | None = None
    for line in lines:
        head = _head_of(line, titles, alone, short=len(lines) <= LONGEST)
        if head is None and not line.level:
            if at is not None:
                found[at][1].append(line.text)
            continue
        if at is not None and head == at and not found[at][1]:
            found[at][0].append(line)
            continue
        if at is not None and not _is_text(found[at][1]):
            del found[at]
        # The longest text is that of the talk; its title may stand in a list as well.
        at = head if head is not None and head not in found else None
        if at is not None:
            found[at] = ([line], [])
    if at is not None and not _is_text(found[at][1]):
        del found[at]
    if found:
        # Below the last text the page goes on; and a text below one row of a table is the page's.
        *others, last = found
        most = max((len(found[n][1]) for n in others), default=0)
        if others:
            del found[last][1][most:]
        elif not found[last][0][0].level:
            del found[last]
    return tuple(
        _told(_placed(talk, found[n][0]), found[n][1]) if n in found else talk
        for n, talk in enumerate(talks)
    )


def _head_of(
    line: Line, titles: Mapping[str, int], alone: Mapping[str, int], *, short: bool
) -> int | None:
    """The talk that a line is the head of; on a long page only headings are looked at."""
    if not (short or line.level) or len(line.text) > _HEAD:
        return None
    text = fold(line.text)
    if text in titles:
        return titles[text]
    within = [title for title in titles if len(title) > 4 and title in text]
    if within and not ends_sentence(line.text.removesuffix(".")):
        return titles[max(within, key=len)]
    marked = line.level or line.strong == (line.text.strip(" :,."),)
    by_name = [name for name in alone if marked and text.startswith(name)]
    return alone[by_name[0]] if len(by_name) == 1 else None


def _is_text(below: Sequence[str]) -> bool:
    return any(len(text) > _SENTENCE and ends_sentence(text) for text in below)


def _placed(talk: Talk, heads: Sequence[Line]) -> Talk:
    """The talk with where its one speaker is from, if a head over its text says so."""
    if len(talk.speakers) != 1 or talk.speakers[0].affiliation:
        return talk
    for head in (line.text for line in heads):
        at = fold(head).find(fold(talk.title)) if len(fold(head)) == len(head) else -1
        rest = head if at < 0 else head[:at] + head[at + len(talk.title) :]
        people = people_of(rest.strip(_MARKS))
        if len(people) == 1 and fold(people[0].name) == fold(talk.speakers[0].name):
            return replace(talk, speakers=(replace(people[0], bio=talk.speakers[0].bio),))
    return talk


def texts_apart(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines without the part in which the titles of a programme stand again, each over its
    talk's text, and that part; [] where a page has none."""
    if len(lines) > LONGEST:
        return list(lines), []
    above: list[str] = []
    heads: list[int] = []
    for n, line in enumerate(lines):
        words = _bare(line.text)
        if (
            len(words) > 4
            and not line.level
            and any(words in other and len(words) + 3 < len(other) for other in above)
        ):
            heads.append(n)
        elif len(line.text) <= 300:
            above.append(_bare(line.text))
    told = [n for n in heads if n + 1 < len(lines) and _tells(lines, n)]
    if len(told) < _FEWEST or told != heads:
        return list(lines), []
    start = heads[0]
    over = lines[start - 1]
    # "About the talks", right above the first of them.
    start -= over.gap and not ends_sentence(over.text) and len(over.text) <= 60
    return list(lines[:start]), list(lines[heads[0] :])


def _tells(lines: Sequence[Line], head: int) -> bool:
    """Whether text stands below a line, or below the next one, which names the speaker again."""
    below = [line.text for line in lines[head + 1 : head + 3]]
    return any(len(text) > 60 and ends_sentence(text) for text in below)


def _bare(text: str) -> str:
    return fold(unquoted(text.strip(" •*-")))


def with_texts(
    talks: Sequence[Talk], part: Sequence[Line]
) -> tuple[tuple[Talk, ...], list[Line]] | None:
    """The talks with the texts of a part that has their titles again, and the lines of it that are
    no talk's; None where it is of other talks."""
    known = {fold(talk.title) for talk in talks}
    below: dict[str, list[str]] = {}
    under: list[str] | None = None
    left: list[Line] = []
    for line in part:
        if _bare(line.text) in known:
            under = below.setdefault(_bare(line.text), [])
        elif line.level or (line.gap and under and not ends_sentence(line.text)):
            # Another heading: what it stands over is about something else.
            left.append(line)
            under = None
        elif under is None:
            left.append(line)
        else:
            under.append(line.text)
    # What stands below the last text may be the page's own: no talk has more paragraphs than the
    # others have.
    *others, last = below or {"": []}
    most = max((len(below[title]) for title in others), default=0)
    left += [line for line in part if line.text in below.get(last, [])[most:]]
    below[last] = below.get(last, [])[:most]
    if len(below) < _FEWEST or any(talk.abstract for talk in talks):
        return None
    return tuple(_told(talk, below.get(fold(talk.title), ())) for talk in talks), left


def _told(talk: Talk, below: Sequence[str]) -> Talk:
    known = [fold(talk.title), *(fold(speaker.name) for speaker in talk.speakers)]
    # The speaker is named again below the title, mostly.
    start = next((n for n, text in enumerate(below) if ends_sentence(text)), 0)
    again = all(
        any(name in fold(text) for name in known)
        or when_and_where(text)
        or institution_score(text) >= _PLACE
        for text in below[:start]
    )
    abstract, speakers = divide(below[start if again else 0 :], talk.speakers)
    return replace(talk, abstract=abstract, speakers=speakers)

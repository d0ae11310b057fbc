"""What stands around the records of a page: its heading, and the headings of days and sessions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from talkbot.formats.dates import day_of_event, has_day, has_days, is_of_other, is_weekday, iso_date
from talkbot.formats.document import one_line
from talkbot.formats.dom import Block, Page
from talkbot.formats.labels import label_of
from talkbot.formats.repeats import Record, is_break
from talkbot.formats.whens import leading_when, trailing_when, when_and_where
from talkbot.formats.wording import CANCELLED, SOME_TALKS, TBA, ends_sentence

_MARKS = re.compile(r"\s+[–—|·•@-]\s+|\s*[|•·]\s*|[.;]\s+")
_SITE = re.compile(r"\s+[–—|·:-]{1,2}\s+")
_LISTS_TALKS = re.compile(
    r"^(?:(?:category|tag|archives?)\s*:.*|.*\barchives?|(?:(?:all|our|accepted|conference|full|the)\s+)?(?:sessions|talks|speakers|schedule|program(?:me)?|agenda|episodes|podcasts?|"
    r"abstracts|events|lectures|presentations|(?:accepted )?papers)\W*)$",
    re.IGNORECASE,
)
_COUNT = re.compile(r"^#\s?\d{1,4}\s*[–—:.-]?\s+")
_ENDS = " \t,;|·•–—@"
_DAY_LEVEL = 7
_FEWEST, _MOSTLY = 2, 0.6
_TIME_LEVEL = 8


@dataclass(frozen=True, slots=True)
class Above:
    """What the headings over a record say: the day, the time of day, the session."""

    day: str = ""
    time: str = ""
    track: str = ""


@dataclass(frozen=True, slots=True)
class Enclosing:
    """The page's event, its one day and room; `said` is what its head says of all talks,
    `above` what stands over each record, by the record's first block."""

    event: str
    day: str
    room: str
    said: str
    above: dict[int, Above]


def enclosing(page: Page, records: Sequence[Record], known: Sequence[Record]) -> Enclosing:
    """What stands around the records of a page; blocks within those that are `known` as talks or
    breaks say nothing of others."""
    starts = {record.first for record in records}
    inside = {n for record in known for n in range(record.first, record.last)}
    first = min(inside, default=min(starts))
    head = [b for b in page.blocks[:first] if len(b.text) <= 300]
    heads = {r.first: _heads_of_containers(page, r, inside) for r in records}
    under: list[tuple[int, str]] = []
    stacks: dict[int, list[str]] = {}
    for number, block in enumerate(page.blocks):
        if number in starts:
            stacks[number] = [text for _, text in under] + heads[number]
        if number not in inside and (level := _level(block)):
            while under and under[-1][0] >= level:
                under.pop()
            under.append((level, block.text))
    of_talks = [set(stacks[record.first]) for record in known if record.first in stacks]
    every = set.intersection(*of_talks) if of_talks else set()
    some = set[str]().union(*of_talks) - every
    event = _event([b for b in head if b.text not in some], page.title)
    every.add(event)
    above = {n: _above(stack, every) for n, stack in stacks.items()}
    for n in (*_of_no_day(page, starts), *_of_none(page, records)):
        above[n] = replace(above[n], day="", time="")
    days = {iso_date(text)[:10]: text for b in head if (text := _day_of_page(b.text))}
    rooms = [label[1] for b in head if (label := label_of(b.text)) and label[0] == "where"]
    days = {day: text for day, text in days.items() if len(day) == 10}
    return Enclosing(
        event=event,
        day=next(iter(days.values())) if len(days) == 1 else "",
        room=rooms[0] if len(rooms) == 1 else "",
        said=" ".join(b.text for b in head if len(b.text) <= 160),
        above=above,
    )


def _of_no_day(page: Page, starts: Collection[int]) -> list[int]:
    """The records right above which stands that their day is not known yet ("TBC"), where a day
    stands right above most others."""
    before = {n: page.blocks[n - 1].text for n in starts if n}
    days = sum(has_day(text) and when_and_where(text) is not None for text in before.values())
    unknown = [n for n, text in before.items() if TBA.match(text)]
    return unknown if 2 * days >= len(starts) - len(unknown) else []


def _of_none(page: Page, records: Sequence[Record]) -> list[int]:
    """The records that have no day right above them, where most others have one that is no heading
    and stands beside them: each is for one talk."""
    over = {r.first: page.blocks[r.first - 1] for r in records if r.first}
    beside = {
        r.first
        for r in records
        if (above := over.get(r.first)) is not None
        and not above.level
        and above.element.parent is r.root.parent
        and has_day(above.text)
        and when_and_where(above.text) is not None
    }
    most = len(beside) >= max(_FEWEST, _MOSTLY * len(records))
    return [r.first for r in records if r.first not in beside] if most else []


def _heads_of_containers(page: Page, record: Record, inside: set[int]) -> list[str]:
    """What the elements around a record begin with, the outermost first: names of sessions that
    are no headings."""
    found: list[str] = []
    at = record.root.parent
    while at is not None and at.parent is not None:
        block = page.blocks[at.first]
        text = block.text
        short = len(text) <= 80 and not (ends_sentence(text) or block.level)
        heads = at.first < record.first and at.first not in inside
        if short and heads and not (is_break(text) or when_and_where(text)):
            found.append(text)
        at = at.parent
    return list(dict.fromkeys(reversed(found)))


def _level(block: Block) -> int:
    """The rank of a block that stands over others: a heading's level, a day below all headings."""
    text = block.text
    if is_break(text) or CANCELLED.match(text):
        return 0
    if block.level or len(text) > 60 or ends_sentence(text):
        return block.level
    if is_weekday(text) or (has_day(text) and when_and_where(text)):
        return _DAY_LEVEL
    return _TIME_LEVEL if when_and_where(text) else 0


def _above(stack: Sequence[str], every: set[str]) -> Above:
    day = time = track = ""
    for text in stack:
        if found := day_in(text):
            day, time = found, ""
        elif when_and_where(text):
            time = text
        elif is_weekday(text):
            day = text.strip(" :")
        elif leading := leading_when(text):
            time, text = leading
        rest = _without_day(text)
        # What stands over all records is the page's own, however deep.
        if rest and text not in every and not label_of(text):
            track = rest
    return Above(day, time, track)


def day_in(text: str) -> str:
    """The words of a heading that name one day, or ""."""
    text = _COUNT.sub("", text)
    if not has_day(text) or has_days(text):
        return ""
    if found := when_and_where(text):
        return found[0].strip(_ENDS)
    if (leading := leading_when(text)) and has_day(leading[0]):
        return leading[0].strip(_ENDS)
    if trailing := trailing_when(text):
        return trailing[1]
    days = (part for part in _parts(text) if has_day(part) and when_and_where(part))
    return next(days, "").strip(_ENDS)


def _day_of_page(text: str) -> str:
    """The day that a line of a page's head names, with a label or within a few words."""
    label = label_of(text)
    if label and label[0] == "when":
        text = label[1]
    elif label:
        return ""
    day = day_in(text) or day_of_event(text)
    return day if day and not is_of_other(text, day) else ""


def _parts(text: str) -> Iterator[str]:
    for piece in _MARKS.split(text):
        yield piece
        yield from re.split(r",\s+", piece)


def _without_day(text: str) -> str:
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return text
    if when_and_where(text) or is_weekday(text) or re.fullmatch(r"\D{0,6}\d{1,3}", text):
        return ""
    day = day_in(text)
    if not day:
        return one_line(text).rstrip(" :")
    rest = text.replace(day, "").strip(" ,:–—-|·•()")
    # A number and a place beside the day tell one meeting from others, no session.
    return rest if len(re.findall(r"[^\W\d_]{3,}", rest)) > 1 and "@" not in rest else ""


def _undated(line: str) -> str:
    """A line up to the mark behind which it says when the event is."""
    for mark in _MARKS.finditer(line):
        if has_day(_MARKS.split(line[mark.end() :])[0]):
            return line[: mark.start()]
    return line


def _event(head: Sequence[Block], title: str) -> str:
    """The page's heading: its highest that is no "Sessions"; else what its title says beside that,
    else its first line that is no sentence or date."""
    fitting = [b for b in head if len(b.text) <= 160 and not when_and_where(b.text)]
    named = [b for b in fitting if b.level and not SOME_TALKS.match(b.text)]
    headings = sorted(named, key=lambda b: b.level)
    top = [one_line(b.text) for b in headings if b.level == headings[0].level]
    texts = [b for b in fitting if not (b.level or b.element.tag in ("td", "th"))]
    # "19 July 2031 · Lisbon" begins with the day, and names nothing.
    dated = (b.text for b in texts if not (ends_sentence(b.text) or leading_when(b.text)))
    lines = [one_line(text) for text in dated]
    # A line may say the title's name with its year.
    titles = [
        next((_undated(line) for line in lines if name and line.startswith(name)), name)
        for name in _SITE.split(one_line(title))
    ]
    names = (*top, *titles, *lines)
    return next((name for name in names if name and not _LISTS_TALKS.match(name)), "")

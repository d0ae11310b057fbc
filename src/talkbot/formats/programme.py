"""Which lines of a page are neither talks nor texts: points of a programme, the page's heading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.dates import has_day
from talkbot.formats.document import Line
from talkbot.formats.labels import label_of
from talkbot.formats.segmentation import Kind, Segmentation
from talkbot.formats.whens import is_date_line
from talkbot.formats.wording import SECTION, ends_sentence

_FEWEST = 2
_MOSTLY = 0.6
_HEADING = 60
"""Letters that a heading between talks has at most."""


def items_marked(lines: Sequence[Line]) -> list[Line]:
    """The lines with those marked that have a time and nothing else: the next line has a time as
    well, or is a heading. Nobody speaks there, where others of the page name who does."""
    timed = [n for n in range(1, len(lines)) if lines[n - 1].hint == "lead" and not lines[n].hint]
    heads = [n for n in range(1, len(lines)) if lines[n - 1].hint == "lead" and lines[n].hint]
    items = {n for n in timed if _is_alone(lines, n)}
    if len(heads) + len(timed) - len(items) < _FEWEST:
        return list(lines)
    return [replace(line, hint="item") if n in items else line for n, line in enumerate(lines)]


def _is_alone(lines: Sequence[Line], n: int) -> bool:
    line = lines[n]
    label = label_of(line.text)
    if (label and label[1]) or SECTION.match(line.text):
        return False
    if n + 1 == len(lines):
        return True
    below = lines[n + 1]
    if line.level and (below.level > line.level or below.hint == "section"):
        return False  # It stands over talks.
    if below.rule or below.level or is_date_line(below.text) or below.hint == "lead":
        return True
    # Somebody who only leads through it does not speak.
    led = label_of(below.text)
    last = n + 2 == len(lines) or lines[n + 2].hint == "lead" or bool(lines[n + 2].level)
    return led is not None and led[0] == "none" and last


def heading_marked(lines: Sequence[Line], found: Segmentation) -> list[Line]:
    """The lines with the page's heading marked, where it was taken for a talk's: the first and
    only one of its level, and those right below it that are alone of theirs."""
    levels = Counter(line.level for line in lines)
    top = next((n for n, line in enumerate(lines) if line.level == 1), 0)
    if levels[1] == 1 and found.kinds[top] in (Kind.TITLE, Kind.SPEAKER, Kind.PLACE):
        return [replace(line, hint="page") if n <= top else line for n, line in enumerate(lines)]
    end = 0
    if found.kinds[:1] != (Kind.PAGE,):
        while end < len(lines) and lines[end].level and levels[lines[end].level] == 1:
            end += 1
    return [replace(line, hint="page") if n < end else line for n, line in enumerate(lines)]


def around_marked(lines: Sequence[Line], found: Segmentation) -> list[Line]:
    """The lines with those marked that stand above or, under a heading, below a programme whose
    talks have a line each, where talks were found among them and none between the others."""
    titles = [n for n, kind in enumerate(found.kinds) if kind is Kind.TITLE]
    cut = [n for n in titles if lines[n].hint == "title"]
    if len(cut) < _FEWEST or 2 * len(cut) <= len(titles):
        return list(lines)
    start, end = cut[0], cut[-1]
    if any(start < n < end and n not in cut for n in titles):
        return list(lines)
    if titles[0] < start:
        while start and (lines[start].hint or found.kinds[start] in (Kind.LEAD, Kind.SECTION)):
            start -= 1
    else:
        start = -1
    heads = (n for n in range(end + 1, len(lines)) if lines[n].level and not lines[n].hint)
    below = next(heads, len(lines)) if titles[-1] > end else len(lines)
    return [
        replace(line, hint="page" if n <= start else "aside")
        if (n <= start or n >= below) and not line.hint
        else line
        for n, line in enumerate(lines)
    ]


def days_alone_marked(lines: Sequence[Line], found: Segmentation) -> list[Line]:
    """The lines with those below a day marked as a point of the programme, and made one, that were
    taken for sections and have the next day right below: where a day stands over each talk,
    nobody speaks on theirs."""
    kinds = found.kinds
    days = {n for n, kind in enumerate(kinds) if kind is Kind.LEAD and has_day(lines[n].text)}
    begins = Kind.TITLE if found.title_first else Kind.SPEAKER
    heads = [n for n in range(1, len(kinds)) if kinds[n] is begins is not kinds[n - 1]]
    if not heads or sum(n - 1 in days for n in heads) < _MOSTLY * len(heads):
        return list(lines)
    kept: list[Line] = []
    ends = (Kind.SECTION, Kind.NOISE)
    done = 0
    for n, line in enumerate(lines):
        end = n
        while n - 1 in days and end < len(lines) and kinds[end] in ends[: 1 + (end > n)]:
            end += 1
        alone = end > n and (end == len(lines) or end in days) and not SECTION.match(line.text)
        if alone:
            text = " ".join(each.text for each in lines[n:end])
            kept.append(replace(line, text=text, hint="item"))
            done = end
        elif n >= done:
            kept.append(line)
    return kept


def days_over_marked(lines: Sequence[Line], found: Segmentation) -> list[Line]:
    """The lines with the days between talks marked as those of the talks below them, or above
    them, where they were taken for the others'. The ends of the page tell: the first talk has its
    day above it and none is left over below the last, or the other way round."""
    kinds = found.kinds
    begins = Kind.TITLE if found.title_first else Kind.SPEAKER
    heads = [n for n in range(1, len(kinds)) if kinds[n] is begins is not kinds[n - 1]]
    days = [n for n in range(len(lines)) if has_day(lines[n].text) and is_date_line(lines[n].text)]
    over = {n - 1 for n in heads} & {n for n in days if not lines[n].hint}
    if len(heads) < _FEWEST or len(over) < _MOSTLY * (len(heads) - 1):
        return list(lines)
    # One above the first and one below the last: the page has its own day, and no talk is last.
    above, below = heads[0] - 1 in over, days[-1] + 1 == len(lines)
    kind, hint = (Kind.LEAD, "when") if below else (Kind.NOTE, "lead")
    wrong = [n for n in heads[1:] if kinds[n - 1] is kind]
    # A day in the midst of a talk is that talk's.
    inner = any(lines[n].hint for n in days)
    if not (above or below) or inner or len(wrong) < _MOSTLY * (len(heads) - 1):
        return list(lines)
    hints = dict.fromkeys(days, hint) | ({heads[0] - 1: "page"} if above and below else {})
    return [replace(line, hint=hints.get(n, line.hint)) for n, line in enumerate(lines)]


def sections_between_marked(lines: Sequence[Line], found: Segmentation) -> list[Line]:
    """The lines with those marked as sections that stand alone between the text of a talk and the
    head of the next and look like no text: they are in capitals, or as alone as what stands right
    over the first talk."""
    kinds = found.kinds
    opening = (Kind.LEAD, Kind.TITLE if found.title_first else Kind.SPEAKER)
    first = next((n for n, kind in enumerate(kinds) if kind in opening), 0)
    headed = first > 1 and kinds[first - 1] is Kind.PAGE and _stands_alone(lines, first - 1)
    between = [
        n
        for n in range(first + 1, len(lines) - 1)
        if (kinds[n], kinds[n - 1]) == (Kind.BODY, Kind.BODY)
        and kinds[n + 1] in opening
        and _stands_alone(lines, n)
        and ends_sentence(lines[n - 1].text)
        and (headed or lines[n].text.isupper())
    ]
    if not between:
        return list(lines)
    marked = {*between, first - 1} if headed else set(between)
    return [replace(line, hint="section") if n in marked else line for n, line in enumerate(lines)]


def _stands_alone(lines: Sequence[Line], n: int) -> bool:
    """Whether a few words that are no sentence have nothing right above and below them."""
    text = lines[n].text
    plain = not (lines[n].hint or lines[n].links or label_of(text) or is_date_line(text))
    few = len(text) <= _HEADING and not ends_sentence(text) and text[:1].isupper()
    return plain and few and lines[n].gap and lines[n + 1].gap

"""What a page says of the talks of its timetable elsewhere: their abstracts, their day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.bios import divide
from talkbot.formats.dates import iso_date
from talkbot.formats.document import Line, unquoted
from talkbot.formats.wording import ends_sentence
from talkbot.talks import Talk, fold

_FEWEST = 2
LONGEST = 1000
"""Lines of a page whose programme is looked for again below it, at most."""


def only_day(lines: Sequence[Line]) -> str:
    """The one whole date that a page names, "" where it names none or several."""
    days = {iso_date(line.text)[:10] for line in lines if len(line.text) < 300}
    whole = [day for day in days if len(day) == 10]
    return whole[0] if len(whole) == 1 else ""


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
    names = [fold(speaker.name) for speaker in talk.speakers]
    # The speaker is named again below the title, mostly.
    start = next((n for n, text in enumerate(below) if ends_sentence(text)), 0)
    again = all(any(name in fold(text) for name in names) for text in below[:start])
    abstract, speakers = divide(below[start if again else 0 :], talk.speakers)
    return replace(talk, abstract=abstract, speakers=speakers)

"""What a page says of the talks of its timetable elsewhere: their abstracts, their day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.bios import divide
from talkbot.formats.dates import iso_date
from talkbot.formats.document import Line
from talkbot.formats.wording import ends_sentence
from talkbot.talks import Talk, fold


def only_day(lines: Sequence[Line]) -> str:
    """The one whole date that a page names, "" where it names none or several."""
    days = {iso_date(line.text)[:10] for line in lines if len(line.text) < 300}
    whole = [day for day in days if len(day) == 10]
    return whole[0] if len(whole) == 1 else ""


def told_below(talks: Sequence[Talk], lines: Sequence[Line]) -> tuple[Talk, ...]:
    """The talks with the text that stands under headings of their titles."""
    below: dict[str, list[str]] = {}
    under: list[str] = []
    for line in lines:
        if line.level:
            under = below.setdefault(fold(line.text), [])
        else:
            under.append(line.text)
    return tuple(_told(talk, below.get(fold(talk.title), ())) for talk in talks)


def _told(talk: Talk, below: Sequence[str]) -> Talk:
    names = [fold(speaker.name) for speaker in talk.speakers]
    # The speaker is named again below the title, mostly.
    start = next((n for n, text in enumerate(below) if ends_sentence(text)), 0)
    again = all(any(name in fold(text) for name in names) for text in below[:start])
    abstract, speakers = divide(below[start if again else 0 :], talk.speakers)
    return replace(talk, abstract=abstract, speakers=speakers)

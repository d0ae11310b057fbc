"""Rooms that stand in lines of their own below the date of each talk, as schedules print them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from talkbot.formats.dates import has_day
from talkbot.formats.document import Line
from talkbot.formats.heads import cuts
from talkbot.formats.labels import label_of
from talkbot.formats.whens import is_room, when_and_where
from talkbot.formats.wording import BREAK, ends_sentence

_FEWEST = 2
_MOSTLY = 0.8


def rooms_marked(lines: Sequence[Line], common: Collection[str]) -> list[Line]:
    """The lines with "Room:" before what stands below a date and time, where it is the name or code
    of a room, or a line with title and speakers stands above nearly all of them: so nobody is
    missing whom the line could name."""
    dated = [n for n in range(1, len(lines) - 1) if _dates_a_talk(lines, n)]
    below = [n for n in dated if _may_be_room(lines[n + 1])]
    rooms = [n for n in below if is_room(lines[n + 1].text.rpartition(", ")[2])]
    whole = [n for n in below if _is_whole_head(lines[n - 1].text, common)]
    if max(len(whole), len(rooms)) < max(_FEWEST, _MOSTLY * len(dated)):
        return list(lines)
    marked = list(lines)
    for n in below:
        marked[n] = replace(lines[n], hint="when")
        marked[n + 1] = replace(lines[n + 1], text=f"Room: {lines[n + 1].text}")
    return marked


def _dates_a_talk(lines: Sequence[Line], n: int) -> bool:
    text = lines[n].text
    if ":" not in text or not has_day(text):
        return False
    return when_and_where(text) == (text, "")


def _may_be_room(line: Line) -> bool:
    text = line.text
    few = len(text) <= 40 and len(text.split()) <= 5
    return few and not (line.gap or line.level or ends_sentence(text) or label_of(text))


def _is_whole_head(text: str, common: Collection[str]) -> bool:
    return bool(BREAK.match(text)) or any(cut.fit >= 0.8 for cut in cuts(text, common))

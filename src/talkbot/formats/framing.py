"""What a page copied from a browser has around its content: the site's menu and its last lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkbot.formats.document import Line

FEWEST = 4
"""Lines that a menu has at least; fewer may be a heading."""

_ENTRY = re.compile(
    r"""^[•\s]*(?:home(?:page)?|about(?:\sus)?|people|staff|team|news|events?|research|teaching|studies|
    contact(?:\sus)?|search|log\s?in|sign\sin|register|registration|publications|jobs|alumni|
    seminars?|menu|overview|timetable|schedule|program(?:me)?|speakers|venue|sponsors|tickets|
    participants?|participant\slist|startseite|aktuelles|personen|forschung|lehre|kontakt|suche|
    accueil|recherche|inicio)$""",
    re.IGNORECASE | re.VERBOSE,
)
_LAST = re.compile(
    r"""^(?:©|\(c\)\s|copyright\b|powered\sby\b|made\swith\b|proudly\s(?:powered|created)\b|
    report\sabuse\b|all\srights\sreserved\b|(?:privacy|cookie)\s(?:policy|settings)\b|
    (?:prev(?:ious)?|«|‹)(?:\s+\d+){2,}\b|(?:to\s)?unsubscribe\b|[\w-]+\smailing\slist$|
    \d{4}\sby\s.{2,60}created\swith\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_SKIP = re.compile(r"^(?:skip|jump) to (?:main |the )?(?:content|navigation)$", re.IGNORECASE)


def without_frame(lines: Sequence[Line]) -> list[Line]:
    """The lines without the site's menu and what stands below the page's last talk."""
    dropped = {n for n, line in enumerate(lines) if _SKIP.match(line.text)}
    run: list[int] = []
    for number in (*range(len(lines)), -1):
        text = lines[number].text if number >= 0 else ""
        if number >= 0 and _ENTRY.match(text):
            run.append(number)
        else:
            dropped.update(run if len(run) >= FEWEST else ())
            run = []
    dropped |= {
        n for n, line in enumerate(lines) if len(line.text) <= 120 and _LAST.match(line.text)
    }
    return [line for n, line in enumerate(lines) if n not in dropped]

"""Lines of a programme in which a name runs into a title: "Fri 3/14 Ada Byron Clocks That Lie"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from talkbot.formats.document import Line
from talkbot.formats.heads import cuts
from talkbot.formats.names import institution_score, name_score
from talkbot.formats.wording import BREAK, CANCELLED, TBA

_FEWEST = 3
_MOSTLY, _KNOWN = 0.7, 0.3
_NAME_LIKE = 0.8
_LONGEST = 300
_WORD = r"(?:[^\W\d_]['’])?[^\W\d_a-zß-ÿ][\w'’-]*"
_BETWEEN = r"(?:[^\W\d_a-z]\.|[A-Z]|van|von|der|den|de|la|le|du|di|da|del|dos|bin|al|el|ter)"
_TITLED = r"(?:(?:Prof|Dr|Professor)\.?\s+)*"
_NAME = re.compile(rf"{_TITLED}(?:{_WORD}|{_BETWEEN})(?:\s+{_BETWEEN})*\s+{_WORD}(?=\s)")
_PLACED = re.compile(r"([^()]{4,60}?)\s+\(([^()]{2,80})\)\s+(?=[^\W_])")
_MARK = re.compile(r"\s[–—|:/-]\s|[:|]\s|\t")


def runs_cut(lines: Sequence[Line], common: Collection[str]) -> list[Line]:
    """The page with the lines behind its dates cut between the name they begin with and the title;
    the lines themselves where that is no more than a guess.

    It is more where most such lines can be cut, and enough of the names are known to be names: a
    place in brackets stands behind them, or they stand elsewhere on the page.
    """
    dated = [n for n in range(1, len(lines)) if _may_be_run(lines[n - 1], lines[n])]
    marked = sum(any(c.fit >= _NAME_LIKE for c in cuts(lines[n].text, common)) for n in dated)
    if marked >= _MOSTLY * len(dated):
        return list(lines)  # Marks between names and titles tell more.
    page = "\n".join(line.text for line in lines)
    found = {n: cut for n in dated if (cut := _cut(lines[n].text, page, common))}
    known = sum(sure for _, _, sure in found.values())
    if len(found) < max(_FEWEST, _MOSTLY * len(dated)) or known < max(2, _KNOWN * len(found)):
        return list(lines)
    result: list[Line] = []
    for n, line in enumerate(lines):
        if n not in found:
            result.append(line)
            continue
        name, title, _ = found[n]
        result.append(replace(line, text=name, hint="speaker", level=0, links=()))
        result.append(replace(line, text=title, hint="title", gap=False, rule=False, rest=True))
    return result


def _may_be_run(before: Line, line: Line) -> bool:
    text = line.text
    passes = BREAK.match(text) or TBA.match(text) or CANCELLED.match(text)
    return before.hint == "lead" and not line.hint and not passes and len(text) <= _LONGEST


def _cut(text: str, page: str, common: Collection[str]) -> tuple[str, str, bool] | None:
    """A line as who speaks and the title, and whether the name is known to be one."""
    if placed := _PLACED.match(text):
        sure = institution_score(placed[2], common) > 0
        name, end = placed[1], placed.end()
        shown = f"{name} ({placed[2]})"
    elif match := _NAME.match(text):
        name = shown = match.group()
        end = match.end()
        sure = page.count(name) > 1
    else:
        return None
    title = text[end:].strip()
    if name_score(name, common) < _NAME_LIKE or _MARK.match(text[end:]) or len(title) < 3:
        return None
    return (shown, title, sure) if title[0].isupper() or not title[0].isalpha() else None


def unsure_run(lines: Sequence[Line], speaker: Line, title: Line) -> str:
    """What is said of a name that runs into a title where nothing but its two words tells its end,
    "" of any other."""
    run = f"{speaker.text} {title.text}"
    marked = any(words == title.text for _, words in title.marked)
    if speaker.hint != "speaker" or "(" in speaker.text or marked:
        return ""
    whole = any(line.number == speaker.number and line.text.endswith(run) for line in lines)
    if not whole or sum(speaker.text in line.text for line in lines) > 1:
        return ""
    return (
        f"Not sure where the name ends: read {speaker.text!r} as speaker and {title.text[:80]!r} "
        "as title. A mark between them, such as ':', makes it certain."
    )

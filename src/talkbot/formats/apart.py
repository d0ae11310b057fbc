"""What stands in one line with a head or a text and is none of it: times, links, announcements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from talkbot.formats.dates import has_day
from talkbot.formats.document import Line
from talkbot.formats.heads import LINK_PART, LONGEST
from talkbot.formats.labels import label_of
from talkbot.formats.last_links import of_the_site
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of
from talkbot.formats.whens import leading_when, trailing_when, when_and_where
from talkbot.formats.wording import KIND_OF_TALK, ends_sentence

_HEAD_AND_TEXT = re.compile(r"^([^:.!?]{5,120}[^:.!?\s]):\s+(?=[A-ZÀ-Þ\"“«„])(.+)$")
_WILL_SPEAK = re.compile(
    r"^(?:who\s+)?(?:will|is\s+going\s+to)\s+(?:speak|talk|lecture|present|tell\s+us)\b"
    r"(?:\s+to\s+us)?(?:\s+(?:about|on))?\s*:?$",
    re.IGNORECASE,
)
# The label of the text behind the sentence that announces it.
_INNER_LABEL = re.compile(
    r"(?<=[.!?\"”])\s+(?=(?:Abstract|ABSTRACT|Zusammenfassung|Résumé|Resumen)\s*:\s)"
)
_NAMED = 0.8
_LEAST = 30
_KIND_BY = re.compile(
    rf"^(?:[^:]{{0,40}}\s)?(?:{KIND_OF_TALK.pattern})\s+(?:by|with|von|mit|par|avec|por|con|di)\s+",
    re.IGNORECASE | re.VERBOSE,
)
_LINK_MARK = re.compile(
    r"\s+[·|•]\s+|\s+(?=[\[(](?:no\s+)?(?:video|slides?|pdf|recording|youtube|code|demo)s?[\])])",
    re.I,
)
# Links with commas between them, in brackets.
_LINK_LIST = re.compile(
    r"\(((?:(?:video|slides?|pdf|recording|youtube|code)s?,\s*)+(?:video|slides?|pdf|recording|youtube|code)s?)\)",
    re.IGNORECASE,
)


def uncut(lines: Sequence[Line]) -> list[Line]:
    """The page with its heads whole: only dates, times and links at their ends stand apart."""
    return _colons_off(_whens_apart(_links_apart(lines)))


def _colons_off(lines: Sequence[Line]) -> list[Line]:
    """The page with lines that name who speaks and end with a colon, right over the title, without
    the colon and the kind of talk ("Invited talk by Ada Byron:")."""
    result = list(lines)
    for n, (line, below) in enumerate(pairwise(lines)):
        if line.text.endswith(":") and not (line.hint or below.hint or below.gap or line.level):
            who = _KIND_BY.sub("", line.text[:-1])
            if all(name_score(p.name) >= _NAMED for p in people_of(who)):
                result[n] = replace(line, text=who)
    return result


def _links_apart(lines: Sequence[Line]) -> list[Line]:
    """Heads without "video" and "slides" at their end; those follow as lines of their own."""
    result: list[Line] = []
    again = of_the_site((_last_link(line), "".join(line.links[-1:])) for line in lines)
    for line in lines:
        if (words := _last_link(line)) in again and words != line.text:
            result.append(replace(line, text=line.text.removesuffix(words).rstrip(" ·|•.,([")))
            result.append(Line(words, line.number, hint="link", links=line.links[-1:]))
            continue
        if "(" in line.text:
            line = replace(line, text=_LINK_LIST.sub(_each_in_brackets, line.text))
        pieces = _LINK_MARK.split(line.text)
        kept = [piece for piece in pieces if not LINK_PART.match(piece.strip("[]() "))]
        if len(kept) == len(pieces) or not kept or len(line.text) > LONGEST:
            result.append(line)
            continue
        cut = line.text.find(pieces[len(kept)])
        same_order = pieces[: len(kept)] == kept and cut > 0
        if not same_order:
            result.append(line)
            continue
        addresses = list(line.links)
        result.append(replace(line, text=line.text[:cut].rstrip(" ·|•"), links=()))
        for piece in pieces[len(kept) :]:
            links = (addresses.pop(0),) if addresses else ()
            words = piece.strip("[]() ")
            result.append(Line(words, line.number, hint="link", links=links))
    return result


def _last_link(line: Line) -> str:
    """The words of the link that a line ends with, "" where it ends with none or is hardly more
    than a name and that."""
    found = (words for sign, words in line.marked if sign == "a" and line.text.endswith(words))
    words = next(found, "")
    return words if len(line.text) > len(words) + _LEAST else ""


def _each_in_brackets(match: re.Match[str]) -> str:
    return " ".join(f"({word.strip()})" for word in match[1].split(","))


def _whens_apart(lines: Sequence[Line]) -> list[Line]:
    """Dates and times at the head or end of lines as lines of their own."""
    heads = {n: cut for n, line in enumerate(lines) if (cut := _leading(line))}
    # What a page begins with is its heading, unless text stands below it as below the others.
    together = [n for n in heads if n and n + 1 in heads]
    if lines and (lines[0].level or 1 in heads or len(heads) < 3 or 2 * len(together) > len(heads)):
        heads.pop(0, None)
    # Before talks that have only their hour, a day with more behind it is the page's.
    clocks = [n for n, (when, _) in heads.items() if not has_day(when)]
    if 2 * len(clocks) > len(heads):
        for n in [n for n in heads if n < clocks[0]]:
            del heads[n]
    ends = {n: cut for n, line in enumerate(lines) if n and (cut := _trailing(line))}
    heads = heads if len(heads) > 1 else {}
    result: list[Line] = []
    for number, line in enumerate(lines):
        if number in heads:
            when, rest = heads[number]
            result.append(replace(line, text=when, hint="lead", level=0, links=()))
            result.append(replace(line, text=rest, gap=False, rule=False))
        elif number in ends:
            rest, when = ends[number]
            result.append(replace(line, text=rest))
            result.append(Line(when, line.number, hint="when"))
        else:
            result.append(line)
    return result


def _leading(line: Line) -> tuple[str, str] | None:
    if len(line.text) > LONGEST or line.hint or label_of(line.text) or when_and_where(line.text):
        return None
    return leading_when(line.text)


def _trailing(line: Line) -> tuple[str, str] | None:
    if len(line.text) > LONGEST or line.hint or label_of(line.text) or when_and_where(line.text):
        return None
    return trailing_when(line.text)


def heads_apart(lines: Sequence[Line]) -> list[Line]:
    """The lines with paragraphs that begin with a time and a head ("9:30 Title (Name): text") cut
    behind the head, where most long lines of the page are such; and without the words between a
    name and a title ("will speak about")."""
    cuts = {n: cut for n, line in enumerate(lines) if (cut := _timed_head(line))}
    long = sum(len(line.text) > 80 for line in lines)
    cuts = cuts if len(cuts) > 1 and len(cuts) >= 0.6 * long else {}
    result: list[Line] = []
    for number, line in enumerate(lines):
        if label := _INNER_LABEL.search(line.text):
            result.append(replace(line, text=line.text[: label.start()]))
            text = line.text[label.end() :]
            result.append(replace(line, text=text, gap=False, rule=False, level=0, links=()))
        elif number in cuts:
            head, text = cuts[number]
            result.append(replace(line, text=head))
            result.append(replace(line, text=text, gap=False, rule=False, level=0, links=()))
        elif len(line.text) > 40 or not _WILL_SPEAK.match(line.text):
            result.append(line)
    return result


def _timed_head(line: Line) -> tuple[str, str] | None:
    if len(line.text) < 60 or line.level or not (when := leading_when(line.text)):
        return None
    found = _HEAD_AND_TEXT.match(when[1])
    if not found or not ends_sentence(found[2]) or len(found[2]) < 30 or label_of(when[1]):
        return None
    return f"{when[0]} {found[1]}", found[2]

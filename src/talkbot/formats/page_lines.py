"""The lines of a page of talks, whatever it is written in, made ready to be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from talkbot.formats.apart import heads_apart
from talkbot.formats.cards import cards_turned
from talkbot.formats.document import Document, Line, without_mail
from talkbot.formats.footnotes import with_places
from talkbot.formats.framing import without_frame, without_page_breaks
from talkbot.formats.labels import label_of, with_colons, with_one_name
from talkbot.formats.markdown import markdown_lines
from talkbot.formats.meetings import meetings_marked
from talkbot.formats.month_headings import with_months
from talkbot.formats.outline import sections_marked
from talkbot.formats.own_labels import with_known_labels
from talkbot.formats.pages import lines_of
from talkbot.formats.pictures import said_by_picture
from talkbot.formats.rows import row_lines
from talkbot.formats.segmentation import SAMPLE
from talkbot.formats.slots import speakers_raised
from talkbot.formats.told import with_told_speakers
from talkbot.formats.webpages import html_lines
from talkbot.formats.writing import written

_COUNT = re.compile(
    r"^\W*(\w[\w -]{1,20}?)\s+(?:(?:no|nr)\.?\s*|n[o°º]\.?\s*|#\s*)?(?:\d{1,3}|[ivx]{1,5}|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\W*$",
    re.IGNORECASE,
)
_COUNTED = ("title", "speaker", "abstract")
_OVER_ABSTRACTS = re.compile(
    r"^(?:abstracts|talks and abstracts|r[ée]sumés|resúmenes)\W*$", re.IGNORECASE
)


# What recognises a page has to read it: once is enough.
@lru_cache(maxsize=2)
def page_lines(document: Document) -> Sequence[Line]:
    """The lines of a web page, a Markdown page or a plain-text page, whichever it is, without
    e-mail addresses."""
    lines = heads_apart(without_frame([line for line in _raw_lines(document) if line.text]))
    if len(lines) > SAMPLE * 7 and sum(len(line.text) for line in lines) < 25 * len(lines):
        return []  # A column of words or numbers, however long, lists no talks.
    told = zip(lines, with_months(lines), strict=True)
    readable = [_readable(replace(line, text=text)) for line, text in told if text]
    kept = with_places([line for line in readable if line.text])
    labelled = with_known_labels(with_one_name(with_colons(_counts_as_rules(kept))))
    named = cards_turned(speakers_raised(labelled))
    return sections_marked(meetings_marked(with_told_speakers(named)))


def _counts_as_rules(lines: Sequence[Line]) -> list[Line]:
    """The lines with separators in place of "Talk 1" and "Ponencia 2", which only count."""
    kept: list[Line] = []
    rule = False
    for line in lines:
        count = _COUNT.match(line.text)
        if count and (label_of(f"{count[1]}:") or ("",))[0] in _COUNTED:
            rule = True
        else:
            kept.append(replace(line, gap=True, rule=True) if rule else line)
            rule = False
    return kept


def _readable(line: Line) -> Line:
    """A line without e-mail addresses, the pictures it begins with, and signs without width."""
    text = said_by_picture(without_mail(line.text.replace("\u200b", "").strip()))
    return line if text == line.text else replace(line, text=text)


def _raw_lines(document: Document) -> list[Line]:
    page = written(document)
    if page.kind == "plain":
        return without_page_breaks(row_lines(page.text) or lines_of(page.text))
    heading = [Line(page.title, 1, level=1)] if page.title else []
    return [*heading, *(html_lines if page.kind == "html" else markdown_lines)(page.text)]


def labels_joined(lines: Sequence[Line]) -> list[Line]:
    """The lines with a label that stands alone put before the line it labels."""
    joined: list[Line] = []
    waiting: Line | None = None
    over = [n for n, line in enumerate(lines) if _OVER_ABSTRACTS.match(line.text)]
    for number, line in enumerate(lines):
        if over == [number]:
            continue  # It stands over the abstracts of all talks: none of them has it for a label.
        label = label_of(line.text)
        apart = line.rule or bool(line.level and waiting and waiting.level != line.level)
        if waiting is not None and label is None and not apart:
            text = f"{waiting.text.rstrip(' :.')}: {line.text}"
            line = replace(line, text=text, gap=waiting.gap, rule=waiting.rule, level=0)
        elif waiting is not None:
            joined.append(waiting)
        waiting = None
        # "slides" behind a head is the word of a link, whether it leads out of the site or not.
        link = line.hint == "link" or label in (("slides", ""), ("video", ""))
        if label and not label[1] and not (line.links or link) and label[0] != "none":
            waiting = line
        else:
            joined.append(line)
    return [*joined, waiting] if waiting is not None else joined


def buttons(lines: Sequence[Line]) -> frozenset[str]:
    """Short lines that the page repeats, such as "Watch the video": labels of buttons."""
    counts = Counter(line.text for line in lines if len(line.text) <= 40)
    return frozenset(
        text
        for text, count in counts.items()
        if count >= 3 and "," not in text and not re.search(r"\d", text) and len(text.split()) <= 4
    )

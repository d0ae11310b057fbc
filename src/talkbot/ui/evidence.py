"""The evidence panel: the words of a record in their place, and a talk's own page, as HTML.

These fragments speak of records only; nothing of any conversation goes through here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from talkbot.answering.builder import seconds
from talkbot.moments import clock, day_and_hour, length, moment_url
from talkbot.passages import cue_at
from talkbot.talks import Field, Speaker, Talk
from talkbot.ui.maths import maths_html, pieces
from talkbot.ui.players import player_html
from talkbot.ui.rendering import KINDS, counted, day, link, safe_url

CONTEXT = 1500
"""Characters shown on each side of a quote in a long text."""
PARAGRAPH = 600
"""Characters of what was said in one go after which a sentence ends a paragraph."""
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands, as the address of an evidence fragment gives it."""

    field: Field
    speaker: int | None = None
    start: int | None = None
    end: int | None = None
    value: str = ""


def evidence_html(talk: Talk, place: Place) -> str:
    """A talk's evidence with the quote highlighted.

    A place outside the text (the record has changed) shows the text without a highlight.
    """
    if place.field == "record":
        label, body = KINDS["record"], _record(talk, place.value)
    elif place.field == "transcript":
        label, body = _transcript_label(talk, place), _transcript(talk, place)
    else:
        label, body = KINDS[place.field], _prose(talk, place)
    player = player_html(talk, _second(talk, place))
    words = f'<div class="tb-evidence tb-evidence-{place.field}">{body}</div>'
    shown = player + words if place.field == "transcript" else words + player  # heard, or read
    return f'<p class="tb-kind">{escape(label)}</p>{_heading(talk)}{shown}{_actions(talk, place)}'


def talk_html(talk: Talk, similar: str = "") -> str:
    """A talk's page: the whole record, its transcript, and the cards of similar talks."""
    parts = [_heading(talk), player_html(talk, None)]
    parts.append(_actions(talk, Place("abstract"), whole=True))
    if talk.abstract:
        parts.append(f'<div class="tb-evidence">{_paragraphs(talk.abstract)}</div>')
    else:
        parts.append('<p class="tb-quiet">This record has no abstract.</p>')
    for speaker in talk.speakers:
        if speaker.bio:
            parts.append(
                f'<details class="tb-more"><summary>About {escape(speaker.name)}</summary>'
                f'<div class="tb-evidence">{_paragraphs(speaker.bio)}</div></details>'
            )
    if talk.transcript:
        lines = "".join(_cue(talk, i) for i in range(len(talk.transcript)))
        length = counted(len(talk.text_of("transcript").split()), "word")
        parts.append(
            f'<details class="tb-more"><summary>Transcript <small>{length}</small></summary>'
            f'<div class="tb-evidence tb-evidence-transcript">{lines}</div></details>'
        )
    if similar:
        parts.append(
            f'<section class="tb-similar"><h3>Similar talks</h3>'
            f'<ul class="tb-cards">{similar}</ul></section>'
        )
    return "".join(parts)


def missing_html() -> str:
    return (
        '<p class="tb-kind">No longer here</p><p>This talk is no longer in the collection. '
        "The answer was checked against it when it was written.</p>"
    )


def _heading(talk: Talk) -> str:
    people = "".join(f'<li dir="auto">{_person(s)}</li>' for s in talk.speakers)
    length = clock(talk.duration) if talk.duration else ""
    facts = [talk.event, talk.track, talk.room, day(talk, hour=True), length]
    line = " · ".join(escape(fact) for fact in (*facts, ", ".join(talk.tags)) if fact)
    return (
        f'<h2 class="tb-paneltitle" dir="auto">{maths_html(talk.title)}</h2>'
        f'<ul class="tb-people">{people}</ul>' + (f'<p class="tb-facts">{line}</p>' if line else "")
    )


def _person(speaker: Speaker) -> str:
    about = ", ".join(filter(None, (speaker.role, speaker.affiliation)))
    name = link(speaker.url, speaker.name)
    return f"<b>{name}</b>" + (f" <span>{escape(about)}</span>" if about else "")


def _prose(talk: Talk, place: Place) -> str:
    text = talk.text_of(place.field, place.speaker)
    start, end = place.start, place.end
    if start is None or end is None or not 0 <= start < end <= len(text):
        return _paragraphs(text)
    first = max(0, text.rfind("\n", 0, max(0, start - CONTEXT)) + 1)
    after = text.find("\n", min(len(text), end + CONTEXT))
    last = after if after >= 0 else len(text)
    return _paragraphs(text[first:last], start - first, end - first)


def _paragraphs(text: str, start: int = 0, end: int = 0) -> str:
    """Lines as paragraphs; text[start:end] is marked, in every line it runs through."""
    out, at = [], 0
    for line in text.split("\n"):
        lo, hi = max(start, at) - at, min(end, at + len(line)) - at
        if line.strip():
            out.append(f'<p dir="auto">{_marked(line, lo, hi)}</p>')
        at += len(line) + 1
    return "".join(out)


def _marked(line: str, lo: int, hi: int) -> str:
    """A line with line[lo:hi] marked; a formula is drawn unless the mark begins or ends in it."""
    out, at = [], 0
    for piece, is_formula in pieces(line):
        end = at + len(piece)
        start, stop = max(lo, at) - at, min(hi, end) - at
        if lo >= hi or start >= stop:
            out.append(maths_html(piece))
        elif is_formula and (start, stop) == (0, len(piece)):
            out.append(f"<mark>{maths_html(piece)}</mark>")
        else:
            out.append(
                f"{escape(piece[:start])}<mark>{escape(piece[start:stop])}</mark>"
                f"{escape(piece[stop:])}"
            )
        at = end
    return "".join(out).replace("</mark><mark>", "")


def _record(talk: Talk, value: str) -> str:
    """The values of a record as a list, those equal to the quoted one marked.

    A time is shown as people read it; its mark keeps the record's own value.
    """
    rows = [("Title", talk.title)]
    for speaker in talk.speakers:
        rows += [
            ("Speaker", speaker.name),
            ("Role", speaker.role),
            ("Affiliation", speaker.affiliation),
        ]
    rows += [("Event", talk.event), ("Track", talk.track), ("Room", talk.room)]
    rows += [("Date", talk.date_text), ("Starts", talk.start), ("Length", seconds(talk))]
    rows += [("Language", talk.language), *(("Tag", tag) for tag in talk.tags)]
    cells = "".join(
        f"<dt>{k}</dt><dd>{_value(talk, k, v, marked=v == value)}</dd>"
        for k, v in dict.fromkeys(rows)
        if v
    )
    return f'<dl class="tb-record">{cells}</dl>'


def _value(talk: Talk, kind: str, value: str, *, marked: bool) -> str:
    shown = day_and_hour(value) if kind == "Starts" else value
    shown = length(talk.duration) if kind == "Length" else shown
    if shown == value:
        return _marked(value, 0, len(value) if marked else 0)
    mark = f'<mark data-quote="{escape(value)}">{escape(shown)}</mark>'
    return mark if marked else escape(shown)


def _spans(talk: Talk) -> list[tuple[int, int]]:
    """Where each cue stands in the transcript's text."""
    spans, at = [], 0
    for cue in talk.transcript:
        spans.append((at, at + len(cue.text)))
        at += len(cue.text) + 1
    return spans


def _transcript_label(talk: Talk, place: Place) -> str:
    second = _second(talk, place)
    return KINDS["transcript"] if second is None else f"{KINDS['transcript']} · {clock(second)}"


def _transcript(talk: Talk, place: Place) -> str:
    start, end = place.start or 0, place.end or 0
    lines = []
    for i, (lo, hi) in enumerate(_spans(talk)):
        if hi >= start - CONTEXT and lo <= end + CONTEXT:
            lines.append(_cue(talk, i, max(start, lo) - lo, min(end, hi) - lo))
    return "".join(lines)


def _cue(talk: Talk, index: int, lo: int = 0, hi: int = 0) -> str:
    """A timed piece of the transcript; a long one in paragraphs, the first with the time."""
    cue = talk.transcript[index]
    before = talk.transcript[index - 1].speaker if index else ""
    who = f"<b>{escape(cue.speaker)}</b> " if cue.speaker and cue.speaker != before else ""
    time = link(_video(talk, cue.start), clock(cue.start), "tb-time")
    time = time.replace("<a ", f'<a data-at="{int(cue.start)}" ', 1)
    out = []
    for start, end in _breaths(cue.text):
        words = _marked(cue.text[start:end], max(lo, start) - start, min(hi, end) - start)
        out.append(f'<p dir="auto">{"" if start else f"{time} {who}"}{words}</p>')
    return "".join(out)


def _breaths(text: str) -> list[tuple[int, int]]:
    """Spans of a text that end with a sentence once they are long enough for a paragraph."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    spans, at = [], 0
    for end in ends:
        if end - at >= PARAGRAPH and len(text) - end >= PARAGRAPH // 4:
            spans.append((at, end))
            at = end
    return [*spans, (at, len(text))]


def _video(talk: Talk, seconds: float | None) -> str:
    """The recording's address, at that second where its host understands one."""
    return safe_url(talk.video_url if seconds is None else moment_url(talk.video_url, seconds))


def _second(talk: Talk, place: Place) -> float | None:
    """The second of the recording at which the quoted words begin."""
    if place.field != "transcript" or place.start is None:
        return None
    try:
        return cue_at(talk, place.start).start
    except IndexError:
        return None


def _actions(talk: Talk, place: Place, *, whole: bool = False) -> str:
    ident = escape(talk.id)
    second = _second(talk, place)
    site = (urlsplit(safe_url(talk.video_url)).hostname or "").removeprefix("www.")
    watch = f"Watch on {site}" if second is None else f"Watch from {clock(second)} on {site}"
    buttons = [
        f'<button type="button" class="tb-chip tb-strong" data-about="{ident}">'
        "Ask about this talk</button>"
    ]
    if not whole:
        buttons.append(
            f'<button type="button" class="tb-chip tb-open" data-talk="{ident}">'
            "See the whole talk</button>"
        )
    if safe_url(talk.video_url):
        buttons.append(link(_video(talk, second), watch, "tb-chip"))
    if safe_url(talk.slides_url):
        buttons.append(link(talk.slides_url, "Slides", "tb-chip"))
    if safe_url(talk.url):
        buttons.append(link(talk.url, "Talk's own page", "tb-chip"))
    return f'<div class="tb-buttons">{"".join(buttons)}</div>'

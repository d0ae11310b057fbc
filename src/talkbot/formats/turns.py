"""Written transcripts with times: "Speaker: HH:MM:SS" above what is said, and the like.

The front matter of a Markdown file is the talk's record, for when no other file gives the talk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from talkbot.formats import frontmatter
from talkbot.formats.captions import transcript_of
from talkbot.formats.document import Document, Parsed, one_line
from talkbot.formats.durations import clock
from talkbot.formats.markup import plain_line, plain_text
from talkbot.talks import Cue

_TIME = r"(?P<time>(?:\d{1,2}:)?\d{1,3}:\d{2}(?:\.\d{1,3})?)"
_NAME = r"(?P<name>[^\W\d][^:\[\]()<>|\n]{0,58}?\S?)"
# "Ada Vale: 00:12:30", "**Ada Vale** (12:30)", "Ada Vale  12:30": the line has nothing else.
_NAME_TIME = re.compile(rf"{_NAME}(?:\s*:\s*|\s*[-–—|,]\s+|\s+)[\[(]?{_TIME}[\])]?\s*:?$")
# "[00:12:30] Ada Vale: what she says", "00:12:30 - 00:12:41", "(12:30) what is said".
_TIME_NAME = re.compile(
    rf"[\[(]?{_TIME}(?:\s*(?:-->|[-–—])\s*(?:\d{{1,2}}:)?\d{{1,3}}:\d\d(?:\.\d+)?)?[\])]?"
    rf"(?:\s*[-–—|:]\s+|\s+|$)(?:{_NAME}:(?:\s+|$))?(?P<rest>.*)$"
)
_EMPHASIS = re.compile(
    r"^[ \t>]*(?:#{1,6}[ \t]+)?|(?<![\w*])\*{1,3}|\*{1,3}(?![\w*])|"
    r"(?<!\w)_{1,2}(?=\w)|(?<=[\w:])_{1,2}(?!\w)"
)
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+(.*?)[ \t#]*$")
_FASTEST, _SLOWEST = 8.0, 0.4
"""Words a second: what lies outside is no speech, but a list of chapters or an agenda."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """What somebody says from `start` on; `exact` when the time has hours, as no agenda's has."""

    start: float
    exact: bool
    speaker: str
    lines: list[str]


def recognise(document: Document) -> str:
    if not re.search(r"\d:\d\d", document.text):
        return ""
    turns = _turns(frontmatter.without_front(document.text)[0])
    return "it has turns of speakers with times" if turns and _is_speech(turns) else ""


def read(document: Document) -> Parsed:
    body, _ = frontmatter.without_front(document.text)
    front = document.text.removesuffix(body.lstrip("\n"))
    about = frontmatter.read(replace(document, text=front))
    talk = next(iter(about.talks), None)
    turns = _turns(body)
    ends = [*(turn.start for turn in turns[1:]), turns[-1].start]
    cues = [
        Cue(turn.start, max(turn.start, end), turn.speaker, plain_text("\n".join(turn.lines)))
        for turn, end in zip(turns, ends, strict=True)
    ]
    heading = next((m[1] for line in body.split("\n") if (m := _HEADING.match(line))), "")
    parsed = transcript_of(
        document,
        cues,
        title=talk.title if talk else plain_line(heading),
        url=talk.video_url if talk else "",
        language=talk.language if talk else "",
        talk=talk,
    )
    return Parsed(problems=(*about.problems, *parsed.problems), transcripts=parsed.transcripts)


def _turns(body: str) -> list[_Turn]:
    """What is said, by speaker and time; headings are the transcriber's and left out."""
    turns: list[_Turn] = []
    for line in body.split("\n"):
        found = _turn(line)
        if found:
            turns.append(found)
        elif turns and not _HEADING.match(line):
            turns[-1].lines.append(line)
    return turns


def _turn(line: str) -> _Turn | None:
    if len(line) > 5000 or not re.search(r"\d:\d\d", line[:120]):
        return None
    bare = _EMPHASIS.sub("", line).strip()
    match = _NAME_TIME.match(bare) or _TIME_NAME.match(bare)
    start = clock(match["time"]) if match else None
    if not match or start is None or re.match(r"\s*[ap]\.?m\b", bare[match.end("time") :], re.I):
        return None
    rest = match.groupdict().get("rest") or ""
    exact = match["time"].count(":") == 2
    return _Turn(start, exact, one_line(match["name"] or ""), [rest] if rest else [])


def _is_speech(turns: list[_Turn]) -> bool:
    """Whether times run forward from near the beginning, at the pace of somebody speaking."""
    spoken = [len(" ".join(turn.lines).split()) for turn in turns]
    if len(turns) == 1:
        return bool(turns[0].speaker) and turns[0].start < 300 and spoken[0] >= 30
    forward = sum(before.start <= after.start for before, after in pairwise(turns))
    seconds = turns[-1].start - turns[0].start
    agenda = sum(not turn.exact and turn.start % 5 == 0 for turn in turns) > 0.6 * len(turns)
    if forward < 0.9 * (len(turns) - 1) or turns[0].start > 300 or seconds <= 0 or agenda:
        return False
    surely = all(turn.exact and turn.speaker for turn in turns)
    return (0.0 if surely else _SLOWEST) <= sum(spoken[:-1]) / seconds <= _FASTEST

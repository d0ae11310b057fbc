"""Speakers that titles of recordings name: all of a list in one way, a single one by itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from talkbot.formats.document import Line
from talkbot.formats.head_lines import ways_to_cut
from talkbot.formats.heads import cuts
from talkbot.formats.people import people_of

# What makes two words with capitals a person's name: they do something, or it is done by them.
_TOLD_OF = (
    r"\b(?:[Bb]y|[Ww]ith|[Ss]peakers?:?|[Pp]resenters?:?|[Dd]r\.?|[Pp]rof(?:essor|\.)?)\s+NAME\b"
    r"|\bNAME(?:['’]s\b|\s+\(|\s+(?:is|was|has|will|works?|leads?|teaches|studie[ds]|talks?|presents?|"
    r"shows?|explains?|tells?|speaks?|gives?|discusses|shares?|explores?|argues?|introduces|"
    r"describes|walks|demonstrates|takes|looks|asks|spoke|gave|told|showed|talked|presented)\b)"
)
_OF_VIDEO = re.compile(
    r"""\b(?:full|official|live|videos?|audio|talks?|lectures?|keynotes?|sessions?|parts?|episodes?|editions?|
    versions?|recordings?|streams?|interviews?|concerts?|extended|uncut|trailer|highlights?|subtitles?|subtitled|
    captions?|tutorials?|workshops?|series|season|day|track|conference|summit|english|german|deutsch|french|
    français|spanish|español|italian|portuguese|dutch|japanese|chinese|russian|hindi|demo|panel|q&a|remix)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def speakers_apart(titles: Sequence[str], common: Collection[str]) -> list[tuple[str, str]]:
    """Titles cut into title and speakers, where nearly all of several name people in one way
    ("Title | Name"); the second part is "" for one that does not, [] for titles without names."""
    lines = [Line("", 0), *(Line(title, number) for number, title in enumerate(titles, 1))]
    for way in ways_to_cut(lines, common):
        found = [next((c for c in cuts(t, common, way) if c.fit >= 0.8), None) for t in titles]
        if len(titles) > 1 and sum(cut is not None for cut in found) >= 0.8 * len(titles):
            parts = [dict(cut.parts) if cut else {} for cut in found]
            return [
                (p.get("title", title), p.get("speaker", ""))
                for title, p in zip(titles, parts, strict=True)
            ]
    return []


def speaker_told(title: str, told: str, common: Collection[str]) -> tuple[str, str, bool] | None:
    """One title cut into title and speakers, and whether that is sure: what is told about it says
    so of the same name ("by Ada Byron", "Ada Byron shows"). A name in brackets at the end needs no
    more, but may be something else."""
    for cut in cuts(title, common):
        parts = dict(cut.parts)
        names = [person.name for person in people_of(parts["speaker"], common)]
        if cut.fit < 0.8 or not all(" " in name for name in names):
            continue
        if all(re.search(_TOLD_OF.replace("NAME", re.escape(name)), told) for name in names):
            return parts["title"], parts["speaker"], True
        if cut.way.startswith("bracket") and not _OF_VIDEO.search(parts["speaker"]):
            return parts["title"], parts["speaker"], False
    return None

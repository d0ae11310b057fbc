"""Timetables in which a time stands alone over each talk, and who speaks below its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from talkbot.formats.document import Line
from talkbot.formats.labels import label_of
from talkbot.formats.wording import ends_sentence

_FEWEST = 2
_SPAN = re.compile(r"^\d{1,2}[:.]\d{2}\s*(?:→|->|–|—|-)\s*\d{1,2}[:.]\d{2}$")
# "30m" behind a title says what the times above it say.
_LENGTH = re.compile(r"\s+\d{1,3}\s?(?:m|min|mins|minutes|['’′])$")


def speakers_raised(lines: Sequence[Line]) -> list[Line]:
    """The lines with "Speaker: …" right below the titles, where it stands below the texts."""
    spans = [n for n, line in enumerate(lines) if _SPAN.match(line.text)]
    result = list(lines[: spans[0]] if spans else lines)
    raised = 0
    for start, end in pairwise([*spans, len(lines)]):
        head, *block = lines[start:end]
        if block and not ends_sentence(block[0].text):
            block[0] = replace(block[0], text=_LENGTH.sub("", block[0].text))
        at = [n for n, line in enumerate(block) if (label_of(line.text) or ("",))[0] == "speaker"]
        if len(at) == 1 and at[0] > 1 and ends_sentence(block[at[0] - 1].text):
            block.insert(1, replace(block.pop(at[0]), gap=False, rule=False))
            raised += 1
        result += [head, *block]
    # Where nothing was raised the page is one of another shape.
    return result if raised >= _FEWEST else list(lines)

"""Speech as sentences: where what was said can be cut so that a piece makes sense by itself.

Captions made by a machine often have no full stops and break their lines anywhere; people speak
in sentences of three words. A piece stays within one speaker's turn; a sentence that runs on is
cut where a clause seems to begin, and short ones go together.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from talkbot.talks import Cue
from talkbot.words import sentences

Span = tuple[int, int]

# In words: a sentence longer than the first runs on; its pieces have at least and at most so many.
_RUNS_ON = 45
_SHORTEST, _USUAL, _LONGEST = 10, 22, 36
# A piece with fewer words goes together with the next.
_SHORT = 12
_WORD = re.compile(r"\S+")
_OPENERS = frozenset(
    """so and but because now then okay ok well also however if when while although since which
    let's we're we've we'll i'm i've i'll it's that's there's here's you're they're""".split()
)
_SUBJECTS = frozenset(
    "i we you he she it they this that these those there the what here let's".split()
)
# A clause does not end with one of these words.
_HANGING = frozenset(
    """the a an of to in for on at by with from as and or but so that which is are was were be been
    my your our their his her its this these those very more not if when we i you they it he she
    can could will would should have has had do does did don't into about like just think know see
    say says sometimes""".split()
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence of a transcript, or a few short ones: its place in the transcript's text.

    `opens` says how strongly something new begins with it: 2 where another speaker does, else
    the seconds of silence before it, up to 1.
    """

    start: int
    end: int
    opens: float


def utterances(cues: Sequence[Cue]) -> list[Utterance]:
    """The sentences of a transcript in order, over the text that joins its cues by one space."""
    text = " ".join(cue.text for cue in cues)
    starts = [0, *accumulate(len(cue.text) + 1 for cue in cues)]
    found: list[Utterance] = []
    for first, last in _turns(cues):
        begin, end = starts[first], max(starts[first], starts[last] - 1)
        opens = 2.0
        spans = [(begin + a, begin + b) for a, b in sentences(text[begin:end])]
        for start, stop in _together(text, spans, starts):
            for piece in _pieces(text, start, stop, cues, starts):
                at = bisect_right(starts, piece[0]) - 1
                if opens < 2.0:
                    opens = _silence(cues, at) if starts[at] == piece[0] else 0.0
                found.append(Utterance(*piece, opens))
                opens = 0.0
    return found


def _together(text: str, spans: Sequence[Span], starts: Sequence[int]) -> Iterator[Span]:
    """The spans, short ones joined with those that follow in the same cue.

    A sentence that a cue of its own begins keeps its time.
    """
    start, words = -1, 0
    for i, (begin, end) in enumerate(spans):
        size = len(text[begin:end].split())
        apart = words and bisect_right(starts, begin) != bisect_right(starts, start)
        if words and (apart or words + size > _LONGEST):
            yield start, spans[i - 1][1]
            words = 0
        start = start if words else begin
        words += size
        if words >= _SHORT:
            yield start, end
            words = 0
    if words:
        yield start, spans[-1][1]


def _turns(cues: Sequence[Cue]) -> Iterator[Span]:
    """The runs of cues that one speaker says, as (first, after the last)."""
    edges = [i for i in range(1, len(cues)) if cues[i].speaker != cues[i - 1].speaker]
    return pairwise([0, *edges, len(cues)]) if cues else iter(())


def _silence(cues: Sequence[Cue], at: int) -> float:
    return min(1.0, max(0.0, cues[at].start - cues[at - 1].end)) if at else 0.0


def _pieces(
    text: str, start: int, end: int, cues: Sequence[Cue], starts: Sequence[int]
) -> Iterator[Span]:
    """A sentence whole, or one that runs on in pieces."""
    words = [(start + m.start(), start + m.end()) for m in _WORD.finditer(text[start:end])]
    while len(words) > _RUNS_ON:
        latest = min(_LONGEST, len(words) - _SHORTEST)
        cut = max(range(_SHORTEST, latest + 1), key=lambda i: _worth(text, words, i, cues, starts))
        yield words[0][0], words[cut - 1][1]
        words = words[cut:]
    if words:
        yield words[0][0], words[-1][1]


def _worth(
    text: str, words: Sequence[Span], i: int, cues: Sequence[Cue], starts: Sequence[int]
) -> float:
    """How good a place the one before the word `i` is for a cut."""
    before, word, after = (text[a:b].lower() for a, b in (words[i - 1], words[i], words[i + 1]))
    worth = -abs(i - _USUAL) / _USUAL
    if before[-1] in ",;:–—":
        worth += 0.7
    if word in _OPENERS:
        worth += 1.2 + 0.5 * (after in _SUBJECTS)
    elif word in _SUBJECTS:
        worth += 0.4
    if before.strip(",") in _HANGING:
        worth -= 1.5
    cue = bisect_left(starts, words[i][0])
    if cue < len(cues) and starts[cue] == words[i][0]:
        worth += 0.3 + _silence(cues, cue)
    return worth

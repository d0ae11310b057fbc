"""Where talks are held and listed, as questions say it: rooms and tracks, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from talkbot.catalogue import is_run
from talkbot.grammar.phrases import TALK
from talkbot.talks import fold_in_place
from talkbot.words import STOP_WORDS, words

_CUES: dict[str, re.Pattern[str]] = {
    "track": re.compile(r"(?:tracks?|streams?|strands?)"),
    "room": re.compile(r"(?:rooms?|halls?|auditorium|theatre|theater|stage|venue)"),
}
_RUN = 4
_GAP = r"[\W_]+(?:and[\W_]+)?"
_BEFORE = r"\b(?:in|inside|from|of|at|to|under)\s+(?:the\s+|both\s+|either\s+)?"
# A name of one word may be any word: the question must be after talks held there.
_HELD = re.compile(
    rf"\b(?:{TALK}|who|on|held|given|scheduled|happen\w*|not)\b.*\b(?:in|at)\s+(?:the\s+)?$"
)
_FROM = re.compile(rf"\b{TALK}\b.*\bfrom\s+(?:the\s+)?$")
# "Which track has more talks, Law or Medicine?"
_LISTED = re.compile(r"(?:[,:]|\b(?:or|than|and|versus|vs\.?))\s+(?:(?:the|in)\s+)*$")
_ENDS = re.compile(r"\W*$|\W+(?:on|at|in|before|after|and|or|about|by|from)\b")


def places_in(
    question: str, kind: Literal["track", "room"], values: Iterable[str]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where a question names tracks or rooms of the records, and which: "the law track"."""
    folded = fold_in_place(question)
    own = {value: tuple(w for w in words(value) if w not in STOP_WORDS) for value in values}
    for value in sorted(own, key=len, reverse=True):
        # "Folklore & Music" may be typed with "and", and the other way round.
        parts = [re.escape(word) for word in words(value) if word != "and"]
        pattern = rf"(?<![^\W_]){_GAP.join(parts)}(?![^\W_])" if parts else r"(?!)"
        for match in re.finditer(pattern, folded):
            start, end = match.span()
            listed = _CUES[kind].search(folded) and _LISTED.search(folded[:start])
            come = kind == "track" and _FROM.search(folded[:start]) and _ENDS.match(folded[end:])
            several = len(own[value]) > 1
            # "The Surgery talks", and not the talks on surgery.
            capital = kind == "track" and question[start].isupper()
            if capital and re.match(rf"\s+{TALK}\b", folded[end:]):
                yield start, end, (value,)
                continue
            if listed or come or _stands_for_place(folded, start, end, several=several):
                yield start, end, (value,)
    yield from _beside_cue(folded, _CUES[kind], own)


def _stands_for_place(folded: str, start: int, end: int, *, several: bool) -> bool:
    before, after = folded[:start], folded[end:]
    if several:
        return bool(re.search(rf"{_BEFORE}$", before) or re.match(rf"\s+{TALK}\b", after))
    return bool(_HELD.search(before) and _ENDS.match(after))


def _beside_cue(
    folded: str, cue: re.Pattern[str], own: dict[str, tuple[str, ...]]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """ "Room 14", "the law track": words of a name right before or after the word for such."""
    telling = {v: tuple(w for w in said if not cue.fullmatch(w)) for v, said in own.items()}
    tokens = list(re.finditer(r"[^\W_]+", folded))
    for at, token in enumerate(tokens):
        if not cue.fullmatch(token.group()):
            continue
        for size in range(_RUN, 0, -1):
            after, before = tokens[at + 1 : at + 1 + size], tokens[max(0, at - size) : at]
            held = next((g for g in (before, after) if len(g) == size and _named(g, telling)), None)
            if held:
                ends = sorted((held[0], held[-1], token), key=lambda each: each.start())
                yield ends[0].start(), ends[-1].end(), _named(held, telling)
                break


def _named(group: Sequence[re.Match[str]], telling: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names that these words are, else those of which they are a part."""
    said = [token.group() for token in group]
    if said[0] in STOP_WORDS or said[-1] in STOP_WORDS:
        return ()
    wanted = tuple(word for word in said if word not in STOP_WORDS)
    whole = tuple(value for value, own in telling.items() if own == wanted)
    return whole or tuple(value for value, own in telling.items() if is_run(wanted, own))

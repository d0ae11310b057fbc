"""What was said next: speech asks in one turn, answers in another, and explains as it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from talkbot.answering.quoting import Quote
from talkbot.passages import cue_at
from talkbot.spoken import Utterance, utterances
from talkbot.talks import Talk

# Fewer words ("Yeah.", "Good question.") say too little to stand for an answer.
_FEW = 12
# After a question the asker may still say so many words before somebody else answers.
_TAIL = 25
_TURNS = 4
_TAG = re.compile(r"\b(?:right|ok|okay|yeah|yes|no|correct|huh|you know|you see)\W*\?$", re.I)


def what_follows(talk: Talk, quote: Quote, words: int) -> Iterator[Quote]:
    """What was said after a quote from a transcript, in at most so many words.

    After a question that ends a turn it is what others reply, else what the speaker goes on to
    say. Nothing for a quote from elsewhere.
    """
    if quote.field != "transcript":
        return
    said = utterances(talk.transcript)
    at = next((i for i, each in enumerate(said) if quote.start < each.end), len(said) - 1)
    asker = _speaker(talk, said[at])
    turns = [list(turn) for _, turn in groupby(said[at + 1 :], lambda each: _speaker(talk, each))]
    goes_on = turns.pop(0) if turns and _speaker(talk, turns[0][0]) == asker else []
    asks = _asks(talk.transcript_text[: said[at].end])
    if asks and turns and sum(_size(talk, each) for each in goes_on) <= _TAIL:
        goes_on = [e for turn in turns[:_TURNS] for e in turn if _speaker(talk, e) != asker]
    told = 0
    for each in goes_on:
        size = _size(talk, each)
        if told >= _FEW or told + size > words:
            return
        text = talk.transcript_text[each.start : each.end]
        yield Quote("transcript", None, each.start, each.end, text)
        told += size


def _asks(text: str) -> bool:
    """Whether a text ends with a question, not with one that only seeks assent (", right?")."""
    return text.endswith("?") and not _TAG.search(text[-40:])


def _speaker(talk: Talk, each: Utterance) -> str:
    return cue_at(talk, each.start).speaker


def _size(talk: Talk, each: Utterance) -> int:
    return len(talk.transcript_text[each.start : each.end].split())

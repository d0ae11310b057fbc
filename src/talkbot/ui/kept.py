"""Conversations as the browser keeps them, read back. What cannot be read is left out.

A browser's storage is its user's own to change: every value is checked for its shape, limited in
size, and escaped like any other text when it is shown.
"""

from __future__ import annotations

import json
from typing import Any

from talkbot.answers import answer_from_json
from talkbot.ui.conversation import Exchange

MOST_EXCHANGES = 100
LONGEST = 400_000
"""Characters of one exchange's JSON."""


def exchanges_from(kept: object) -> tuple[Exchange, ...]:
    """The exchanges of a kept conversation; only the last so many."""
    if not isinstance(kept, list):
        return ()
    read = (_exchange(each) for each in kept[-MOST_EXCHANGES:])
    return tuple(exchange for exchange in read if exchange is not None)


def _exchange(text: Any) -> Exchange | None:
    try:
        if not isinstance(text, str) or len(text) > LONGEST:
            return None
        record = json.loads(text)
        answer = record["answer"]
        return Exchange(
            question=str(record["question"]),
            answer=answer_from_json(answer) if answer else None,
            problem="" if answer else str(record.get("problem") or "Stopped."),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None

"""The same question asked another way: in a conversation, or with a slip of the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from talkbot.evaluation.items import Item

_TITLE = re.compile("“(.+)”")
_WORD = re.compile(r"[^\W\d_]{6,}")


def followups(items: Sequence[Item]) -> Iterator[Item]:
    """ "Who gave it?", after a question about the talk."""
    for item in items:
        title = _TITLE.search(item.question)
        if item.type == "speaker" and title:
            yield _twin(item, "followup", "Who gave it?", (f"What is “{title.group(1)}” about?",))


def typos(items: Sequence[Item]) -> Iterator[Item]:
    """Two letters of the longest word change places."""
    for item in reversed(items):
        found = max(_WORD.finditer(item.question), key=lambda m: len(m.group()), default=None)
        if item.type in ("speaker", "listing") and item.answerable and found:
            at = found.start() + 2
            text = item.question
            slip = f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"
            if slip != text:
                yield _twin(item, "paraphrase", slip, ())


def _twin(item: Item, kind: str, question: str, history: tuple[str, ...]) -> Item:
    update = {"id": f"{kind}-{item.id}", "type": kind, "question": question, "history": history}
    return item.model_copy(update=update | {"twin_of": item.id, "notes": ""})

"""What visitors of the page said about answers, as drafts: "Export feedback" writes such a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from talkbot.evaluation.drafting.common import Records, numbered, placed
from talkbot.evaluation.items import Item, load_items
from talkbot.talks import Talk

_SAID = {
    "good": "A visitor found the answer good.",
    "wrong source": "A visitor found the source wrong.",
    "missing talk": "A visitor missed a talk.",
    "wrong": "A visitor found the answer wrong.",
}


def from_feedback(path: Path, talks: Sequence[Talk]) -> tuple[Item, ...]:
    """The rated questions of an exported file; each is a draft, whatever the file says.

    Talks that are no longer in the library are left out. Raises SourceError that names the line.
    """
    records = Records(talks)
    found = [_drafted(item, records) for item in load_items(path)]
    return placed(numbered(found), records)


def _drafted(item: Item, records: Records) -> Item:
    given: dict[str, Any] = dict(item.feedback or {})
    verdict, shown = str(given.get("verdict", "")), given.get("shown_talk_ids")
    known = tuple(i for i in shown if i in records.by_id) if isinstance(shown, list) else ()
    gold = tuple(i for i in item.gold_talk_ids if i in records.by_id)
    # Who finds fault with a refusal wanted an answer.
    answerable = item.answerable or verdict not in ("", "good")
    return item.model_copy(
        update={
            "draft": True,
            "answerable": answerable,
            "unanswerable_reason": None if answerable else item.unanswerable_reason,
            "gold_talk_ids": gold if answerable else (),
            "nearest_talk_ids": known if not gold else (),
            "notes": " ".join(filter(None, _notes(item, given, verdict))),
        }
    )


def _notes(item: Item, given: dict[str, Any], verdict: str) -> Iterator[str]:
    yield item.notes
    yield _SAID.get(verdict, "")
    if note := str(given.get("note") or "").strip():
        yield f"They wrote: {json.dumps(note, ensure_ascii=False)}."
    if scope := str(given.get("scope") or ""):
        yield f"They had narrowed the talks ({scope}): the question must hold for all."

"""Questions with known answers: what an item is, and how a file of them is read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talkbot.errors import SourceError

_NEEDED = ("id", "split", "type", "question", "answerable", "gold_talk_ids")


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `history` are the questions asked before it in the same conversation.

    `facts` are the vital facts, each a tuple of patterns of which one must match the answer;
    `extra` are talks that neither help nor hurt.
    """

    id: str
    split: str
    type: str
    question: str
    answerable: bool
    gold: frozenset[str]
    extra: frozenset[str] = frozenset()
    history: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder with the talks of a collection and the questions about them."""

    name: str
    talks: Path
    items: tuple[Item, ...]


def load_collections(folder: Path, split: str = "all") -> tuple[Collection, ...]:
    """Every collection under `folder` with the items of a split; those without any left out.

    Raises SourceError that names file and line of an item that cannot be used.
    """
    found = []
    for path in sorted(folder.glob("*/questions.jsonl")):
        items = tuple(item for item in load_items(path) if split in ("all", item.split))
        if items:
            found.append(Collection(path.parent.name, path.parent / "talks.jsonl", items))
    return tuple(found)


def load_items(path: Path) -> tuple[Item, ...]:
    """The items of a JSONL file."""
    items = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            items.append(_item(json.loads(line)))
        except (ValueError, TypeError, KeyError) as error:
            raise SourceError(
                f"{path}:{number}: this question cannot be used ({error})."
            ) from error
    return tuple(items)


def _item(record: dict[str, Any]) -> Item:
    missing = [name for name in _NEEDED if name not in record]
    if missing:
        raise ValueError(f"it lacks {', '.join(missing)}")
    return Item(
        id=str(record["id"]),
        split=str(record["split"]),
        type=str(record["type"]),
        question=str(record["question"]),
        answerable=bool(record["answerable"]),
        gold=frozenset(record["gold_talk_ids"]),
        extra=frozenset(record.get("acceptable_extra_ids") or ()),
        history=tuple(record.get("history") or ()),
        facts=tuple(
            tuple(nugget["patterns"])
            for nugget in record.get("nuggets") or ()
            if nugget.get("vital", True)
        ),
        forbidden=tuple(record.get("forbidden") or ()),
        count=record.get("expected_count"),
    )

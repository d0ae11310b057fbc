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


def load_collections(folder: Path, data: Path, split: str = "all") -> tuple[Collection, ...]:
    """The collections of an evaluation folder with the items of a split; empty ones left out.

    `questions.jsonl` is about the shipped talks in `data`, each `collections/NAME/questions.jsonl`
    about the talks beside it. Raises SourceError that names file and line of an item that cannot
    be used.
    """
    places = [("shipped", data, folder / "questions.jsonl")]
    for path in sorted((folder / "collections").glob("*/questions.jsonl")):
        places.append((path.parent.name, path.parent / "talks.jsonl", path))
    found = []
    for name, talks, questions in places:
        items = load_items(questions) if questions.exists() else ()
        chosen = tuple(item for item in items if split in ("all", item.split))
        if chosen:
            found.append(Collection(name, talks, chosen))
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

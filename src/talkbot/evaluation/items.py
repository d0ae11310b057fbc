"""Questions with known answers: what an item is, and how a file of them is read."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from talkbot.errors import SourceError, UsageError
from talkbot.talks import Field as TalkField

Split = Literal["dev", "test"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Record):
    """Words of a record that hold the answer; `field` as in a Citation."""

    talk_id: str
    field: TalkField
    quote: str = Field(min_length=1)


class Nugget(_Record):
    """A fact that a good answer states: one of `patterns` matches it (case does not count).

    An answer without the `vital` ones is wrong; the others are welcome.
    """

    text: str
    patterns: tuple[str, ...] = Field(min_length=1)
    vital: bool = True

    @field_validator("patterns")
    @classmethod
    def _compile(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"the pattern {pattern!r} is none ({error})") from error
        return patterns

    def stated_in(self, text: str) -> bool:
        return any(re.search(pattern, text, re.IGNORECASE) for pattern in self.patterns)


class Item(_Record):
    """One question. `history` are the questions asked before it in the same conversation.

    `acceptable_extra_ids` are talks that neither help nor hurt; `nearest_talk_ids` say which talk
    an unanswerable question is about. `twin_of` is the id of the plain form of the same question.
    `forbidden` must not be in the answer. A `draft` counts only after a person has confirmed it.
    `place` is the file and line that it was read from.
    """

    id: str = Field(min_length=1)
    split: Split
    type: str = Field(min_length=1)
    question: str = Field(min_length=1)
    answerable: bool
    gold_talk_ids: tuple[str, ...]
    twin_of: str | None = None
    history: tuple[str, ...] = ()
    unanswerable_reason: str | None = None
    acceptable_extra_ids: tuple[str, ...] = ()
    nearest_talk_ids: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    nuggets: tuple[Nugget, ...] = ()
    forbidden: tuple[str, ...] = ()
    expected_count: int | None = None
    notes: str = ""
    feedback: dict[str, object] | None = None
    draft: bool = False
    place: str = Field("", exclude=True)

    @property
    def gold(self) -> frozenset[str]:
        return frozenset(self.gold_talk_ids)

    @property
    def extra(self) -> frozenset[str]:
        return frozenset(self.acceptable_extra_ids)

    @property
    def cluster(self) -> str:
        """What it is about: items of one cluster are not independent of each other."""
        about = self.gold_talk_ids or self.nearest_talk_ids
        return min(about) if about else self.twin_of or self.id


@dataclass(frozen=True, slots=True)
class Collection:
    """The questions about the talks of a file or folder; `talks` is None for the user's library.

    `drafts` is how many more its file has that nobody has confirmed: those are not asked.
    """

    name: str
    talks: Path | None
    items: tuple[Item, ...]
    drafts: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Which items to ask: of a split, some types, some ids, some collections; empty means all."""

    split: str = "all"
    types: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()

    def takes(self, item: Item) -> bool:
        return (
            not item.draft
            and self.split in ("all", item.split)
            and (not self.types or item.type in self.types)
            and (not self.ids or item.id in self.ids)
        )


def load_collections(folder: Path, data: Path, choice: Choice) -> tuple[Collection, ...]:
    """The collections of an evaluation folder with the chosen items; empty ones left out.

    `questions.jsonl` is about the shipped talks in `data`, each `collections/NAME/questions.jsonl`
    about the talks beside it. Raises SourceError that names file and line of an item that cannot
    be used, UsageError when nothing is chosen.
    """
    places = [("shipped", data, folder / "questions.jsonl")]
    for path in sorted((folder / "collections").glob("*/questions.jsonl")):
        places.append((path.parent.name, path.parent / "talks.jsonl", path))
    return _chosen([(n, t, load_items(q)) for n, t, q in places if q.exists()], choice)


def load_own(path: Path, choice: Choice) -> tuple[Collection, ...]:
    """The items of a user's own file, about the talks of their library."""
    items = load_items(path)
    if items and all(item.draft for item in items):
        raise UsageError(
            f"Every question in {path} is still a draft: confirm those that are right with "
            f"talkbot eval confirm {path}"
        )
    return _chosen([(path.stem, None, items)], choice)


def load_items(path: Path) -> tuple[Item, ...]:
    """The items of a JSONL file; ids are unique in it, and a twin is one of its items."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read ({error}).") from error
    found: dict[str, Item] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = Item.model_validate_json(line)
        except ValidationError as error:
            raise SourceError(f"{path}:{number}: {_explained(error)}") from error
        if item.id in found:
            raise SourceError(f"{path}:{number}: the id {item.id!r} is taken: give it another.")
        found[item.id] = item.model_copy(update={"place": f"{path}:{number}"})
    for item in found.values():
        if item.twin_of and item.twin_of not in found:
            raise SourceError(f"{item.place}: its twin {item.twin_of!r} is not in the file.")
    return tuple(found.values())


def save_items(path: Path, items: Iterable[Item]) -> None:
    """Write a file that `load_items` reads; whole or not at all. What is as usual is left out.

    Raises SourceError when it cannot be written.
    """
    lines = (item.model_dump_json(exclude_defaults=True) for item in items)
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=".new-", encoding="utf-8", newline="\n", delete=False
        ) as file:
            file.writelines(f"{line}\n" for line in lines)
        Path(file.name).replace(path)
    except OSError as error:
        raise SourceError(f"{path} cannot be written ({error.strerror}).") from error


def _explained(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the line"
    return f"this question cannot be used: {place}: {first['msg']}."


def _chosen(
    found: Sequence[tuple[str, Path | None, tuple[Item, ...]]], choice: Choice
) -> tuple[Collection, ...]:
    known = {item.id for _, _, items in found for item in items}
    if missing := sorted(choice.ids - known):
        raise UsageError(f"There is no question with the id {missing[0]!r}.")
    types = sorted({item.type for _, _, items in found for item in items})
    if unknown := sorted(choice.types - set(types)):
        raise UsageError(f"There is no type {unknown[0]!r}: the types are {', '.join(types)}.")
    names = [name for name, _, _ in found]
    if absent := sorted(choice.collections.difference(names)):
        raise UsageError(f"There is no collection {absent[0]!r}: there are {', '.join(names)}.")
    chosen = [
        Collection(n, t, tuple(filter(choice.takes, items)), sum(item.draft for item in items))
        for n, t, items in found
        if not choice.collections or n in choice.collections
    ]
    if not any(each.items for each in chosen):
        raise UsageError("No question is chosen: widen --split, --type, --only or --collection.")
    return tuple(each for each in chosen if each.items)

"""What every kind of draft needs: the records, an order that favours none, ids and the split."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from talkbot.evaluation.items import Evidence, Item, Nugget, Split
from talkbot.talks import Talk, fold, slug
from talkbot.words import stem, words

T = TypeVar("T")
_DEVELOPMENT = 3


class Records:
    """The talks, and what is looked up in them more than once."""

    def __init__(self, talks: Sequence[Talk]) -> None:
        self.talks = shuffled(talks, lambda talk: talk.id)
        self.by_id = {talk.id: talk for talk in talks}

    @cached_property
    def named(self) -> tuple[Talk, ...]:
        """The talks that their title alone tells from the others."""
        titles = Counter(fold(talk.title) for talk in self.talks)
        return tuple(talk for talk in self.talks if talk.title and titles[fold(talk.title)] == 1)

    @cached_property
    def texts(self) -> dict[str, str]:
        """Everything that each talk says, see `_spaced`."""
        return {talk.id: _spaced(everything(talk)) for talk in self.talks}

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stem of every word of every talk."""
        seen = {word for text in self.texts.values() for word in text.split()}
        return frozenset(stem(word) for word in seen)

    def returns_to(self, talk: Talk, phrase: str) -> bool:
        """Whether a talk says every word of a phrase, in some form, more than once.

        What a text returns to is what it is about; "remarkable progress" it says once.
        """
        said = Counter(map(stem, self.texts[talk.id].split()))
        return all(said[stem(word)] > 1 for word in words(phrase))

    def says(self, talk: Talk, phrase: str) -> bool:
        """Whether the words of a phrase stand together in a talk."""
        return _spaced(phrase) in self.texts[talk.id]

    def said(self, phrase: str) -> int:
        """In how many talks they do."""
        wanted = _spaced(phrase)
        return sum(wanted in text for text in self.texts.values())


def _spaced(text: str) -> str:
    """The words of a text, folded, one space around each."""
    return f" {' '.join(words(text))} "


def everything(talk: Talk) -> str:
    """All texts of a record."""
    people = (f"{s.name}\n{s.affiliation}\n{s.role}\n{s.raw}\n{s.bio}" for s in talk.speakers)
    parts = (talk.title, talk.abstract, *people, talk.event, talk.track, *talk.tags)
    return "\n".join((*parts, talk.transcript_text))


def drawn(text: str) -> int:
    """A number that depends on a text alone."""
    return int(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16)


def shuffled(values: Iterable[T], key: Callable[[T], str]) -> tuple[T, ...]:
    """In an order that depends on the keys alone and favours none."""
    return tuple(sorted(values, key=lambda value: (drawn(key(value)), key(value))))


def one_of(choices: Sequence[T], key: str) -> T:
    return choices[drawn(key) % len(choices)]


def nugget(text: str) -> Nugget:
    """A fact that is stated where its words stand in this order, whatever parts them."""
    found = re.findall(r"[^\W_]+", text)
    pattern = r"\W+".join(map(re.escape, found)) or re.escape(text)
    return Nugget(text=text, patterns=(rf"\b{pattern}\b" if found else pattern,))


def record(talk: Talk, value: str) -> Evidence:
    return Evidence(talk_id=talk.id, field="record", quote=value)


def make(kind: str, about: str, question: str, gold: Iterable[Talk] = (), **more: object) -> Item:
    """A draft of a kind; `about` is what makes its id, which `numbered` makes the only one."""
    fields = {"answerable": True, "type": kind} | more
    return Item.model_validate(
        fields
        | {
            "id": f"{kind}-{slug(about, 40) or drawn(about)}",
            "split": "dev",
            "question": question,
            "gold_talk_ids": tuple(talk.id for talk in gold),
            "draft": True,
        }
    )


def numbered(items: Iterable[Item]) -> list[Item]:
    """With an id each that no other has."""
    seen: Counter[str] = Counter()
    found = []
    for item in items:
        seen[item.id] += 1
        again = seen[item.id] > 1
        found.append(
            item.model_copy(update={"id": f"{item.id}-{seen[item.id]}"}) if again else item
        )
    return found


def placed(items: Iterable[Item], records: Records) -> tuple[Item, ...]:
    """With their split; a twin has that of the question it goes back to."""
    titles = {talk.id: talk.title for talk in records.talks}
    found: dict[str, Item] = {}
    for item in items:
        split = found[item.twin_of].split if item.twin_of else split_of(item, titles)
        found[item.id] = item.model_copy(update={"split": split})
    return tuple(found.values())


def split_of(item: Item, titles: dict[str, str]) -> Split:
    """ "dev" for a question about talks of the development third alone, else "test".

    A hash of its title puts a talk there; a question about no talk or about many goes by its id.
    """
    about = item.gold_talk_ids or item.nearest_talk_ids
    if not about or item.type == "count":
        return "dev" if drawn(f"item {item.id}") % _DEVELOPMENT == 0 else "test"
    return "dev" if all(_develops(titles.get(each, each)) for each in about) else "test"


def _develops(title: str) -> bool:
    return drawn(fold(title)) % _DEVELOPMENT == 0

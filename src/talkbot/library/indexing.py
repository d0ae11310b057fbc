"""Keeping the keyword index: the terms of talks and passages as they come and go."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from talkbot.talks import Passage, Talk
from talkbot.words import terms

# What an occurrence is worth in the title, the speakers, the event and tags, and the body of a
# talk, in halves; in a passage all are worth the same.
_TALK_HALVES = (8, 6, 3, 2)
_PASSAGE_HALVES = (2,)
# The field of event, track, tags and date, by its place in the above.
ABOUT = 2


@dataclass(slots=True)
class _Changes:
    """What has changed among the rows of one scope since the index was written."""

    gone: dict[str, array[int]] = field(default_factory=dict)
    added: dict[str, array[int]] = field(default_factory=dict)
    gone_keys: set[int] = field(default_factory=set)
    lengths: dict[int, tuple[int, int]] = field(default_factory=dict)


class WordIndex:
    """The keyword index inside one transaction: changes are gathered, and written by `flush`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run = connection.execute
        self._run_many = connection.executemany
        self._changes = {"talk": _Changes(), "passage": _Changes()}

    def add_talk(self, key: int, talk: Talk) -> None:
        self._add("talk", key, texts_of(talk), _TALK_HALVES)

    def add_passage(self, key: int, passage: Passage) -> None:
        self._add("passage", key, (passage.indexed_text,), _PASSAGE_HALVES)

    def drop_talk(self, key: int, talk: Talk) -> None:
        self._drop("talk", key, texts_of(talk))

    def drop_passage(self, key: int, passage: Passage) -> None:
        self._drop("passage", key, (passage.indexed_text,))

    def clear(self) -> None:
        """Forget every row."""
        self._run("DELETE FROM postings")
        self._run("DELETE FROM lengths")
        self._changes = {"talk": _Changes(), "passage": _Changes()}

    def flush(self) -> None:
        """Write what was gathered."""
        for scope, changes in self._changes.items():
            if changes.lengths or changes.gone_keys:
                self._write(scope, changes)
        self._changes = {"talk": _Changes(), "passage": _Changes()}

    def _add(self, scope: str, key: int, texts: Sequence[str], halves: Sequence[int]) -> None:
        from talkbot.library.postings import HEAVIEST, posting

        weights: Counter[str] = Counter()
        fields: Counter[str] = Counter()
        length = 0
        for at, text in enumerate(texts):
            for term, times in Counter(terms(text)).items():
                weights[term] = min(weights[term] + times * halves[at], HEAVIEST)
                fields[term] |= 1 << at
                length += times
        changes = self._changes[scope]
        for term, weight in weights.items():
            changes.added.setdefault(term, array("Q")).append(posting(key, weight, fields[term]))
        changes.lengths[key] = length, weights.total()

    def _drop(self, scope: str, key: int, texts: Iterable[str]) -> None:
        if key in self._changes[scope].lengths:
            self.flush()
        changes = self._changes[scope]
        for term in {term for text in texts for term in terms(text)}:
            changes.gone.setdefault(term, array("Q")).append(key)
        changes.gone_keys.add(key)

    def _write(self, scope: str, changes: _Changes) -> None:
        from talkbot.library.postings import Lengths

        rows = dict(self._merged(scope, changes))
        self._run_many(
            "DELETE FROM postings WHERE scope = ? AND term = ?",
            ((scope, term) for term, record in rows.items() if not record),
        )
        self._run_many(
            "INSERT OR REPLACE INTO postings (scope, term, record) VALUES (?, ?, ?)",
            ((scope, term, record) for term, record in rows.items() if record),
        )
        kept = self._run("SELECT record FROM lengths WHERE scope = ?", (scope,)).fetchone()
        lengths = Lengths.from_bytes(kept[0] if kept else b"")
        lengths = lengths.changed(changes.gone_keys, changes.lengths)
        self._run("INSERT OR REPLACE INTO lengths VALUES (?, ?)", (scope, lengths.to_bytes()))

    def _merged(self, scope: str, changes: _Changes) -> Iterator[tuple[str, bytes]]:
        """The postings of each term that some changed row held or holds."""
        import numpy as np

        from talkbot.library.postings import from_bytes, merged

        none: array[int] = array("Q")
        for term in sorted({*changes.gone, *changes.added}):
            old = self._run(
                "SELECT record FROM postings WHERE scope = ? AND term = ?", (scope, term)
            ).fetchone()
            numbers = merged(
                from_bytes(old[0] if old else b""),
                np.array(changes.gone.get(term, none), dtype=np.uint64),
                np.array(changes.added.get(term, none), dtype=np.uint64),
            )
            yield term, numbers.astype("<u8").tobytes()


def texts_of(talk: Talk) -> tuple[str, ...]:
    """The fields of a talk in the index: title, speakers, about, body."""
    speakers = [text for s in talk.speakers for text in (s.name, s.affiliation, s.role)]
    about = [talk.event, talk.track, *talk.tags, talk.start, talk.date_text]
    body = [talk.abstract, *(speaker.bio for speaker in talk.speakers)]
    return talk.title, "\n".join(speakers), "\n".join(about), "\n".join(body)

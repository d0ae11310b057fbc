"""Keyword search: BM25 over passages and over whole talks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from talkbot.library.file import File
from talkbot.library.indexing import ABOUT
from talkbot.library.records import encodable

if TYPE_CHECKING:
    from talkbot.library.postings import Lengths, Norms, Numbers

_MOST_TERMS = 200
_CHOSEN = "SELECT key FROM talks WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage or talk found by keywords; `score` is BM25, higher is better."""

    id: str
    talk_id: str
    score: float


class Keywords(File):
    """The keyword index of a library. Terms are as `words.terms` gives them."""

    def __init__(self, home: Path, connection: sqlite3.Connection) -> None:
        super().__init__(home, connection)
        self._norms: dict[str, tuple[int, Norms]] = {}

    def search_passages(
        self, terms: Sequence[str], limit: int, *, talk_ids: Collection[str] | None = None
    ) -> list[Hit]:
        """The passages that hold any of these terms, best first."""
        return self._search(
            "passage", terms, limit, talk_ids,
            inside=f"SELECT key FROM passages WHERE talk_key IN ({_CHOSEN})",  # noqa: S608
            named="SELECT p.key, p.id, t.id FROM json_each(?) wanted "
            "CROSS JOIN passages p ON p.key = wanted.value JOIN talks t ON t.key = p.talk_key",
        )  # fmt: skip

    def search_talks(
        self, terms: Sequence[str], limit: int, *, talk_ids: Collection[str] | None = None
    ) -> list[Hit]:
        """The talks whose record holds any of these terms, best first; titles weigh most."""
        return self._search(
            "talk", terms, limit, talk_ids,
            inside=_CHOSEN,
            named="SELECT t.key, t.id, t.id FROM json_each(?) wanted "
            "CROSS JOIN talks t ON t.key = wanted.value",
        )  # fmt: skip

    def _search(
        self,
        scope: str,
        terms: Sequence[str],
        limit: int,
        talk_ids: Collection[str] | None,
        *,
        inside: str,
        named: str,
    ) -> list[Hit]:
        """The best rows of a scope. `inside` gives the keys of talks, `named` the ids of keys."""
        import numpy as np

        from talkbot.library.postings import best

        with self._reading():
            found = self._postings(scope, terms)
            scores = self._normed(scope).scores(found)
            if talk_ids is not None:
                keys = self._rows(inside, json.dumps([encodable(i) for i in talk_ids]))
                allowed = np.array([key for (key,) in keys if key < len(scores)], dtype=np.intp)
                kept = np.zeros_like(scores)
                kept[allowed] = scores[allowed]
                scores = kept
            chosen = best(scores, limit).tolist()
            names = {key: (i, talk) for key, i, talk in self._rows(named, json.dumps(chosen))}
        return [Hit(*names[key], float(scores[key])) for key in chosen]

    def holding(self, term: str, talk_ids: Collection[str]) -> frozenset[str]:
        """Those of the talks that hold a term in their title, speakers, abstract or bios."""
        import numpy as np

        from talkbot.library.postings import fields_of, keys_of

        with self._reading():
            rows = self._rows(
                "SELECT key, id FROM talks WHERE id IN (SELECT value FROM json_each(?))",
                json.dumps([encodable(i) for i in talk_ids]),
            )
            holders = [
                keys_of(found[fields_of(found) & np.uint64(0xFF ^ 1 << ABOUT) != 0])
                for found in self._postings("talk", [term])
            ]
        keys = {key for each in holders for key in each.tolist()}
        return frozenset(name for key, name in rows if key in keys)

    def document_frequency(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each term stands."""
        from talkbot.library.postings import SIZE

        found = dict(
            self._rows(
                "SELECT term, length(record) / ? FROM postings "
                "WHERE scope = 'passage' AND term IN (SELECT value FROM json_each(?))",
                SIZE, json.dumps([encodable(term) for term in set(terms)]),
            )
        )  # fmt: skip
        return {term: found.get(term, 0) for term in terms}

    def vocabulary(self) -> list[str]:
        """Every term that some passage holds."""
        return [row[0] for row in self._rows("SELECT term FROM postings WHERE scope = 'passage'")]

    def words_are_sound(self) -> bool:
        """Whether the keyword index holds the terms of all rows, and of no others; reads it."""
        import numpy as np

        from talkbot.library.postings import from_bytes, keys_of, weights_of

        with self._reading():
            for scope, table in (("passage", "passages"), ("talk", "talks")):
                lengths = self._lengths(scope)
                rows = self._rows(f"SELECT key FROM {table} ORDER BY key")  # noqa: S608
                if lengths.keys.tolist() != [key for (key,) in rows]:
                    return False
                halves = np.zeros(int(lengths.keys[-1]) + 1 if rows else 0)
                for (record,) in self._rows("SELECT record FROM postings WHERE scope = ?", scope):
                    found = from_bytes(record)
                    keys = keys_of(found)
                    if not np.isin(keys, lengths.keys).all():
                        return False
                    halves[keys] += weights_of(found)
                if (halves[lengths.keys] != lengths.halves).any():
                    return False
        return True

    def _postings(self, scope: str, terms: Sequence[str]) -> list[Numbers]:
        from talkbot.library.postings import from_bytes

        chosen = [encodable(term) for term in dict.fromkeys(terms)][:_MOST_TERMS]
        rows = self._rows(
            "SELECT record FROM postings "
            "WHERE scope = ? AND term IN (SELECT value FROM json_each(?))",
            scope, json.dumps(chosen),
        )  # fmt: skip
        return [from_bytes(record) for (record,) in rows]

    def _lengths(self, scope: str) -> Lengths:
        from talkbot.library.postings import Lengths

        rows = self._rows("SELECT record FROM lengths WHERE scope = ?", scope)
        return Lengths.from_bytes(rows[0][0] if rows else b"")

    def _normed(self, scope: str) -> Norms:
        """What the lengths of the rows do, as it is at this generation of the library."""
        from talkbot.library.postings import Norms

        (generation,) = self._rows("SELECT value FROM manifest WHERE name = 'generation'")[0]
        known = self._norms.get(scope)
        if known is None or known[0] != generation:
            known = self._norms[scope] = generation, Norms.of(self._lengths(scope))
        return known[1]

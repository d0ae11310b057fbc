"""Keyword search: BM25 over passages and over whole talks."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

from talkbot.library.file import File
from talkbot.library.records import encodable

# What a match in the title, the speakers, the event and tags, and the body is worth (BM25).
_TALK_WEIGHTS = (4.0, 3.0, 1.5, 1.0)
_MOST_TERMS = 200
# So many rows are scored in a millisecond.
_FEW = 1500
# A term adds to a score at most its rarity times k1 + 1, where SQLite's k1 is 1.2; and a little
# for what rounding may do.
_MOST = 2.2001
# A row of a search: score (less is better), key, id, talk id.
_Row = tuple[float, int, str, str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage or talk found by keywords; `score` is BM25, higher is better."""

    id: str
    talk_id: str
    score: float


class Keywords(File):
    """The keyword indexes of a library. Terms are as `words.terms` gives them."""

    def search_passages(
        self, terms: Sequence[str], limit: int, *, talk_ids: Collection[str] | None = None
    ) -> list[Hit]:
        """The passages that hold any of these terms, best first."""
        inside, ids = _restriction(talk_ids, "SELECT key FROM passages WHERE talk_key IN (%s)")

        def scored(condition: str, *values: str) -> list[_Row]:
            return self._rows(
                "SELECT found.score, p.key, p.id, t.id FROM ("  # noqa: S608  (no text of a user)
                "  SELECT rowid AS key, bm25(passage_words) AS score FROM passage_words"
                f"  WHERE passage_words MATCH ? {condition} ORDER BY score, rowid LIMIT ?"
                ") found JOIN passages p ON p.key = found.key JOIN talks t ON t.key = p.talk_key "
                "ORDER BY found.score, p.key",
                _expression(terms), *values, limit,
            )  # fmt: skip

        rows = scored(inside, *ids) if inside else self._best("passage_words", terms, limit, scored)
        return [Hit(i, talk, -score) for score, _, i, talk in rows]

    def search_talks(
        self, terms: Sequence[str], limit: int, *, talk_ids: Collection[str] | None = None
    ) -> list[Hit]:
        """The talks whose record holds any of these terms, best first; titles weigh most."""
        inside, ids = _restriction(talk_ids, "%s")
        weights = ", ".join(map(str, _TALK_WEIGHTS))

        def scored(condition: str, *values: str) -> list[_Row]:
            return self._rows(
                "SELECT found.score, t.key, t.id, t.id FROM ("  # noqa: S608  (no text of a user)
                f"  SELECT rowid AS key, bm25(talk_words, {weights}) AS score FROM talk_words"
                f"  WHERE talk_words MATCH ? {condition} ORDER BY score, rowid LIMIT ?"
                ") found JOIN talks t ON t.key = found.key ORDER BY found.score, t.key",
                _expression(terms), *values, limit,
            )  # fmt: skip

        rows = scored(inside, *ids) if inside else self._best("talk_words", terms, limit, scored)
        return [Hit(i, talk, -score) for score, _, i, talk in rows]

    def _best(
        self, table: str, terms: Sequence[str], limit: int, scored: Callable[..., list[_Row]]
    ) -> list[_Row]:
        """What `scored` gives without a condition, with fewer rows scored: that takes the time.

        A row that holds none but the commonest terms can score no more than each of them at its
        most, since BM25 is bounded by how rare a term is. Where enough rows with a rarer term
        score more than that, such rows need not be looked at (MaxScore, Turtle and Flood 1995).
        """
        rarest = self._rarest_first(table, terms)
        counts = [count for count, _ in rarest]
        if sum(counts) <= _FEW:
            return scored("")
        any_of = [" OR ".join(term for _, term in rarest[:n]) for n in range(len(rarest) + 1)]
        condition = f"AND +rowid IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)"  # noqa: S608
        first = next((n for n, held in enumerate(accumulate(counts), 1) if held >= limit), 1)
        rows = scored(condition, any_of[first])
        # An upper bound will do: the more rows there are, the rarer is a term.
        most = _at_most(counts, self._rows("SELECT max(rowid) FROM " + table)[0][0])  # noqa: S608
        needed, left = len(rarest), 0.0
        if len(rows) == limit:
            while needed > first and left + most[needed - 1] < -rows[-1][0]:
                needed -= 1
                left += most[needed]
        if needed > first:
            others = f"({any_of[needed]}) NOT ({any_of[first]})"
            rows = sorted([*rows, *scored(condition, others)])[:limit]
        return rows

    def _rarest_first(self, table: str, terms: Sequence[str]) -> list[tuple[int, str]]:
        """The terms that some row holds, as expressions, each after the number of those rows."""
        each = [_expression([term]) for term in dict.fromkeys(terms) if term][:_MOST_TERMS]
        counted = self._rows(
            f"SELECT (SELECT count(*) FROM {table} WHERE {table} MATCH wanted.value), value "  # noqa: S608
            "FROM json_each(?) wanted",
            json.dumps(each),
        )
        return sorted(row for row in counted if row[0])

    def holding(self, term: str, talk_ids: Collection[str]) -> frozenset[str]:
        """Those of the talks that hold a term in their title, speakers, abstract or bios."""
        inside, ids = _restriction(talk_ids, "%s")
        rows = self._rows(
            "SELECT t.id FROM (SELECT rowid AS key FROM talk_words "  # noqa: S608  (as above)
            f"WHERE talk_words MATCH ? {inside}) found JOIN talks t ON t.key = found.key",
            f"{{title speakers body}} : {_expression([term])}", *ids,
        )  # fmt: skip
        return frozenset(row[0] for row in rows)

    def document_frequency(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each term stands."""
        found = dict(
            self._rows(
                "SELECT v.term, v.doc FROM json_each(?) wanted "
                "JOIN passage_vocabulary v ON v.term = wanted.value",
                json.dumps([encodable(term) for term in set(terms)]),
            )
        )
        return {term: found.get(term, 0) for term in terms}

    def vocabulary(self) -> list[str]:
        """Every term that some passage holds."""
        return [row[0] for row in self._rows("SELECT term FROM passage_vocabulary")]


def _at_most(counts: Sequence[int], rows: int) -> list[float]:
    """What a term that so many of all rows hold can add to a score, for each of the counts."""
    return [_MOST * max(1e-6, math.log((rows - n + 0.5) / (n + 0.5))) for n in counts]


def _expression(terms: Sequence[str]) -> str:
    """Any of the terms, each as a quoted string, so that nothing in it is query syntax."""
    chosen = list(dict.fromkeys(term for term in terms if term))[:_MOST_TERMS]
    quoted = ('"' + term.replace('"', '""').replace("\0", " ") + '"' for term in chosen)
    return encodable(" OR ".join(quoted)) or '""'


def _restriction(talk_ids: Collection[str] | None, keys: str) -> tuple[str, tuple[str, ...]]:
    """A condition on rowid. The plus sign makes SQLite search once, then filter."""
    if talk_ids is None:
        return "", ()
    chosen = "SELECT key FROM talks WHERE id IN (SELECT value FROM json_each(?))"
    return f"AND +rowid IN ({keys % chosen})", (json.dumps(list(talk_ids)),)

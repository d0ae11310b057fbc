"""Keyword search: BM25 over passages and over whole talks."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from talkbot.library.file import File
from talkbot.library.records import encodable

# What a match in the title, the speakers, the event and tags, and the body is worth (BM25).
_TALK_WEIGHTS = (4.0, 3.0, 1.5, 1.0)
_MOST_TERMS = 200


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
        rows = self._rows(
            "SELECT p.id, t.id, -found.score FROM ("  # noqa: S608  (no text of a user is in it)
            "  SELECT rowid AS key, bm25(passage_words) AS score FROM passage_words"
            f"  WHERE passage_words MATCH ? {inside} ORDER BY score, rowid LIMIT ?"
            ") found JOIN passages p ON p.key = found.key JOIN talks t ON t.key = p.talk_key "
            "ORDER BY found.score, p.key",
            _expression(terms), *ids, limit,
        )  # fmt: skip
        return [Hit(*row) for row in rows]

    def search_talks(
        self, terms: Sequence[str], limit: int, *, talk_ids: Collection[str] | None = None
    ) -> list[Hit]:
        """The talks whose record holds any of these terms, best first; titles weigh most."""
        inside, ids = _restriction(talk_ids, "%s")
        weights = ", ".join(map(str, _TALK_WEIGHTS))
        rows = self._rows(
            "SELECT t.id, t.id, -found.score FROM ("  # noqa: S608  (no text of a user is in it)
            f"  SELECT rowid AS key, bm25(talk_words, {weights}) AS score FROM talk_words"
            f"  WHERE talk_words MATCH ? {inside} ORDER BY score, rowid LIMIT ?"
            ") found JOIN talks t ON t.key = found.key ORDER BY found.score, t.key",
            _expression(terms), *ids, limit,
        )  # fmt: skip
        return [Hit(*row) for row in rows]

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

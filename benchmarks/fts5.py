"""A bare SQLite full-text search over the same passages: what keyword search is held against."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from talkbot.library import Library
from talkbot.words import terms

_TOGETHER = 10_000


class Fts5:
    """SQLite FTS5 over the passages of a library, its BM25 and no more. It grows with them."""

    def __init__(self, library: Library, fingerprint: str, path: Path | str = ":memory:"):
        self._raw = sqlite3.connect(path, isolation_level=None)
        self._raw.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 "
            "(terms, tokenize = \"ascii tokenchars '''.'\")"
        )
        (held,) = self._raw.execute("SELECT coalesce(max(rowid), 0) FROM words").fetchone()
        ids = library.embedded_ids(fingerprint)[held:]
        for at in range(0, len(ids), _TOGETHER):
            passages = library.passages(ids[at : at + _TOGETHER]).values()
            self._raw.execute("BEGIN")
            self._raw.executemany(
                "INSERT INTO words VALUES (?)",
                ((" ".join(terms(passage.indexed_text)),) for passage in passages),
            )
            self._raw.execute("COMMIT")

    def search(self, wanted: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """The places of the best passages that hold any of the terms, with their BM25."""
        any_of = " OR ".join(f'"{term}"' for term in dict.fromkeys(wanted)) or '""'
        return self._raw.execute(
            "SELECT rowid, bm25(words) FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT ?",
            (any_of, limit),
        ).fetchall()

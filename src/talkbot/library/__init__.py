"""The library: the truth about the talks, in one SQLite file.

Records, passages, keyword index, embedding cache and the state of the vector index. Readers see
committed states only; writing goes through `Library.writing`, under the lock of `write_lock`.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from talkbot.errors import Busy, LibraryError
from talkbot.library.locking import write_lock
from talkbot.library.records import (
    IndexState,
    SourceNote,
    encodable,
    passage_from_row,
    talk_from_row,
)
from talkbot.library.schema import FILE_NAME, connect, nothing_in, told
from talkbot.library.writing import Writer
from talkbot.talks import Passage, Talk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "FILE_NAME", "Hit", "IndexState", "Library", "SourceNote", "Writer", "encodable", "write_lock",
]  # fmt: skip

# What a match in the title, the speakers, the event and tags, and the body is worth (BM25).
_TALK_WEIGHTS = (4.0, 3.0, 1.5, 1.0)
_MOST_TERMS = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage or talk found by keywords; `score` is BM25, higher is better."""

    id: str
    talk_id: str
    score: float


class Library:
    """One open library. Safe to use from several threads; close it, or use it in `with`.

    Its methods raise LibraryError when the file cannot be used.
    """

    def __init__(self, home: Path, connection: sqlite3.Connection) -> None:
        self.home = home
        self.path = home / FILE_NAME
        self._connection = connection
        self._lock = threading.RLock()
        self._talks: tuple[int, tuple[Talk, ...]] | None = None

    @classmethod
    def open(cls, home: Path, *, create: bool = False) -> Self:
        """Open the library in a folder; with `create`, make it if it is not there.

        Raises EmptyLibrary without `create` when it holds no talk, LibraryError when it cannot
        be used.
        """
        library = cls(home, connect(home, create=create))
        if not create and not library.talk_count:
            library.close()
            raise nothing_in(home)
        return library

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def generation(self) -> int:
        """A number that changes when any process changes talks or index. Cheap to read."""
        return self._manifest("generation")

    @property
    def revision(self) -> int:
        """A number that changes when passages change: the vector index must catch up with it."""
        return self._manifest("revision")

    @property
    def talk_count(self) -> int:
        return int(self._rows("SELECT count(*) FROM talks")[0][0])

    @property
    def passage_count(self) -> int:
        return int(self._rows("SELECT count(*) FROM passages")[0][0])

    def talks(self) -> tuple[Talk, ...]:
        """All talks in the order they were first ingested, without their transcripts."""
        with self._lock:
            generation = self.generation
            if self._talks is None or self._talks[0] != generation:
                rows = self._rows(
                    "SELECT c.record, NULL, t.source FROM talks t JOIN contents c USING (hash) "
                    "ORDER BY t.key"
                )
                self._talks = generation, tuple(talk_from_row(row) for row in rows)
            return self._talks[1]

    def talk_ids(self) -> frozenset[str]:
        """The ids of all talks."""
        return frozenset(row[0] for row in self._rows("SELECT id FROM talks"))

    def with_transcript(self) -> frozenset[str]:
        """The ids of the talks that have a transcript."""
        rows = self._rows(
            "SELECT t.id FROM talks t JOIN contents c USING (hash) WHERE c.cues IS NOT NULL"
        )
        return frozenset(row[0] for row in rows)

    def talk(self, talk_id: str) -> Talk | None:
        """A talk with its transcript, or None."""
        rows = self._rows(
            "SELECT c.record, c.cues, t.source FROM talks t JOIN contents c USING (hash) "
            "WHERE t.id = ?",
            encodable(talk_id),
        )
        return talk_from_row(rows[0]) if rows else None

    def passages(self, ids: Collection[str]) -> dict[str, Passage]:
        """The passages with these ids, in their order; unknown ids are left out."""
        rows = self._rows(
            "SELECT p.id, t.id, p.record FROM json_each(?) wanted "
            "CROSS JOIN passages p ON p.id = wanted.value CROSS JOIN talks t ON t.key = p.talk_key",
            json.dumps(list(ids)),
        )
        found = {row[0]: passage_from_row(row) for row in rows}
        return {i: found[i] for i in ids if i in found}

    def passages_of(self, talk_id: str) -> tuple[Passage, ...]:
        """The passages of one talk in reading order."""
        rows = self._rows(
            "SELECT p.id, t.id, p.record FROM talks t JOIN passages p ON p.talk_key = t.key "
            "WHERE t.id = ? ORDER BY p.key",
            encodable(talk_id),
        )
        return tuple(passage_from_row(row) for row in rows)

    def search_passages(
        self, terms: Sequence[str], limit: int, *, talk_ids: Collection[str] | None = None
    ) -> list[Hit]:
        """The passages that hold any of these terms (as `words.terms` gives them), best first."""
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

    def vectors_of(
        self, passage_ids: Collection[str], fingerprint: str
    ) -> dict[str, NDArray[np.float32]]:
        """The cached vectors of these passages; those without one are left out."""
        import numpy as np

        rows = self._rows(
            # CROSS keeps the order: else SQLite walks all embeddings for each wanted passage.
            "SELECT p.id, e.vector FROM json_each(?) wanted "
            "CROSS JOIN passages p ON p.id = wanted.value "
            "CROSS JOIN embeddings e ON e.text_hash = p.text_hash AND e.fingerprint = ?",
            json.dumps(list(passage_ids)), fingerprint,
        )  # fmt: skip
        return {row[0]: np.frombuffer(row[1], dtype="<f4") for row in rows}

    def embedded_ids(self, fingerprint: str) -> list[str]:
        """The ids of all passages that have a cached vector, in the library's order."""
        rows = self._rows(
            "SELECT p.id FROM passages p JOIN embeddings e "
            "ON e.text_hash = p.text_hash AND e.fingerprint = ? ORDER BY p.key",
            fingerprint,
        )
        return [row[0] for row in rows]

    def unembedded(self, fingerprint: str) -> dict[bytes, str]:
        """The texts of passages that lack a vector, each once, by their hash."""
        rows = self._rows(
            "SELECT min(p.id), '', p.record, p.text_hash FROM passages p WHERE NOT EXISTS ("
            "  SELECT 1 FROM embeddings e WHERE e.fingerprint = ? AND e.text_hash = p.text_hash"
            ") GROUP BY p.text_hash",
            fingerprint,
        )
        return {row[3]: passage_from_row(row[:3]).indexed_text for row in rows}

    def index_state(self, fingerprint: str) -> IndexState | None:
        """What the vector index of this embedder must hold, or None when there is none."""
        rows = self._rows(
            "SELECT place, revision, vectors, checksum FROM indexes WHERE fingerprint = ?",
            fingerprint,
        )
        return IndexState(*rows[0]) if rows else None

    def index_places(self) -> frozenset[str]:
        """The places of all published vector indexes, of every embedder."""
        return frozenset(row[0] for row in self._rows("SELECT place FROM indexes"))

    def origins(self) -> dict[tuple[str, str], str]:
        """The content hash of each talk by (source, talk id)."""
        return {(s, i): h for s, i, h in self._rows("SELECT source, talk_id, hash FROM origins")}

    def sources(self) -> tuple[SourceNote, ...]:
        """The files that gave talks, by path, with how many each gives."""
        rows = self._rows(
            "SELECT o.source, coalesce(s.format, ''), coalesce(s.why, ''), "
            "coalesce(s.ingested, ''), count(*) "
            "FROM origins o LEFT JOIN sources s ON s.path = o.source "
            "GROUP BY o.source ORDER BY o.source"
        )
        return tuple(SourceNote(*row) for row in rows)

    def damage(self) -> str:
        """What SQLite finds wrong with the file, or ""; reads all of it."""
        try:
            found = [row[0] for row in self._rows("PRAGMA integrity_check(1)")]
        except Busy:
            raise
        except LibraryError as error:
            return str(error)
        return "" if found == ["ok"] else str(found[0]).partition("\n")[0]

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction: all of it is committed at the end of the block, or nothing.

        The caller holds `write_lock`.
        """
        with self._lock, told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                writer = Writer(self._connection)
                yield writer
                writer.finish()
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _manifest(self, name: str) -> int:
        return int(self._rows("SELECT value FROM manifest WHERE name = ?", name)[0][0])

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with self._lock, told(self.path):
            return self._connection.execute(sql, values).fetchall()


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

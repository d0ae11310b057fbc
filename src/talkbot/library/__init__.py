"""The library: the truth about the talks, in one SQLite file.

Records, passages, keyword index, embedding cache and the state of the vector index. Readers see
committed states only; writing goes through `Library.writing`, under the lock of `write_lock`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from talkbot.errors import Busy
from talkbot.formats.document import Transcript
from talkbot.formats.memory import Folder
from talkbot.library.keywords import Hit, Keywords
from talkbot.library.locking import write_lock
from talkbot.library.records import (
    IndexState,
    SourceNote,
    encodable,
    folder_from_row,
    passage_from_row,
    talk_from_row,
    transcript_from_row,
)
from talkbot.library.schema import FILE_NAME, connect, nothing_in, writable
from talkbot.library.writing import Writer
from talkbot.talks import Passage, Talk
from talkbot.words import TERMS_VERSION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "FILE_NAME", "Hit", "IndexState", "Library", "SourceNote", "Writer", "encodable", "write_lock",
]  # fmt: skip


class Library(Keywords):
    """One open library. Safe to use from several threads; close it, or use it in `with`.

    Its methods raise LibraryError when the file cannot be used.
    """

    def __init__(self, home: Path, connection: sqlite3.Connection) -> None:
        super().__init__(home, connection)
        self._talks: tuple[int, tuple[Talk, ...]] | None = None

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        create: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Self:
        """Open the library in a folder; with `create`, make it if it is not there.

        A keyword index of an earlier version of talkbot is made anew: `progress` is told how far
        that is (stage, done, total). Raises EmptyLibrary without `create` when it holds no talk,
        LibraryError when it cannot be used.
        """
        library = cls(home, connect(home, create=create))
        try:
            if not create and not library.talk_count:
                raise nothing_in(home)
            library._renew_words(progress or (lambda *_: None))
        except BaseException:
            library.close()
            raise
        return library

    def _renew_words(self, tell: Callable[[str, int, int], None]) -> None:
        # While another process writes or nobody may, the old words are searched as they are.
        if self._manifest("terms") == TERMS_VERSION or not writable(self.path):
            return
        with suppress(Busy), self.writing(wait=0) as writer:
            if self._manifest("terms") != TERMS_VERSION:
                writer.analyse_again(tell)

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

    def passage_ids(self, talk_ids: Collection[str]) -> list[str]:
        """The ids of all passages of some talks, in the library's order."""
        rows = self._rows(
            "SELECT p.id FROM passages p WHERE p.talk_key IN ("
            "  SELECT key FROM talks WHERE id IN (SELECT value FROM json_each(?))"
            ") ORDER BY p.key",
            json.dumps([encodable(i) for i in talk_ids]),
        )
        return [row[0] for row in rows]

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

    def embedders(self) -> dict[str, int]:
        """How many vectors the cache has of each embedder, by fingerprint."""
        return dict(self._rows("SELECT fingerprint, count(*) FROM embeddings GROUP BY fingerprint"))

    def vector_width(self, fingerprint: str) -> int:
        """How many numbers each cached vector of this embedder has; 0 when there is none."""
        rows = self._rows(
            "SELECT length(vector) / 4 FROM embeddings WHERE fingerprint = ? LIMIT 1", fingerprint
        )
        return int(rows[0][0]) if rows else 0

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

    def transcripts(self) -> dict[str, tuple[str, str]]:
        """By source, the talk ("" for one that waits) and content hash of each transcript."""
        rows = self._rows("SELECT source, talk_id, hash FROM transcripts")
        return {source: (talk, content) for source, talk, content in rows}

    def transcript(self, source: str) -> Transcript | None:
        """The transcript that a source gives, or None."""
        rows = self._rows("SELECT source, clues, cues FROM transcripts WHERE source = ?", source)
        return transcript_from_row(rows[0]) if rows else None

    def readings(self) -> tuple[Folder, ...]:
        """What each folder gave when it was last read."""
        return tuple(map(folder_from_row, self._read("folder, digest, record")))

    def folders_read(self) -> tuple[str, ...]:
        """The paths of the folders that `readings` gives."""
        return tuple(row[0] for row in self._read("folder"))

    def _read(self, columns: str) -> list[Any]:
        return self._rows(f"SELECT {columns} FROM readings") if self._has("readings") else []  # noqa: S608

    def kept_map(self, fingerprint: str) -> tuple[int, bytes] | None:
        """The revision at which the map that is kept was drawn, and its record; None without."""
        query = "SELECT revision, record FROM maps WHERE fingerprint = ?"
        rows = self._rows(query, fingerprint) if self._has("maps") else []
        return (rows[0][0], rows[0][1]) if rows else None

    def _has(self, table: str) -> bool:
        return bool(self._rows("SELECT 1 FROM sqlite_master WHERE name = ?", table))

    def sources(self) -> tuple[SourceNote, ...]:
        """The files that gave talks or transcripts, by path, with how many each gives."""
        rows = self._rows(
            "SELECT o.source, coalesce(s.format, ''), coalesce(s.why, ''), "
            "coalesce(s.ingested, ''), sum(o.talks), sum(o.transcripts) FROM ("
            "  SELECT source, 1 AS talks, 0 AS transcripts FROM origins"
            "  UNION ALL SELECT source, 0, 1 FROM transcripts"
            ") o LEFT JOIN sources s ON s.path = o.source GROUP BY o.source ORDER BY o.source"
        )
        return tuple(SourceNote(*row) for row in rows)

    def _manifest(self, name: str) -> int:
        """The number of this name; 0 in a library made before there was one."""
        rows = self._rows("SELECT value FROM manifest WHERE name = ?", name)
        return int(rows[0][0]) if rows else 0

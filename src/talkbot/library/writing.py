"""Changing the library, inside one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from talkbot.formats.document import Transcript
from talkbot.formats.memory import Folder
from talkbot.library.indexing import WordIndex
from talkbot.library.records import (
    IndexState,
    folder_to_row,
    passage_from_row,
    passage_to_row,
    talk_from_row,
    talk_to_row,
    text_hash,
    transcript_to_row,
)
from talkbot.library.schema import MAPS, READINGS
from talkbot.passages import passages_of
from talkbot.talks import Passage, Talk
from talkbot.words import TERMS_VERSION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# So many passages' terms are gathered before they are written.
_TOGETHER = 100_000


class Writer:
    """The changes of one transaction. `Library.writing` makes and commits it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run = connection.execute
        self._run_many = connection.executemany
        self._words = WordIndex(connection)
        self._talks_changed = False
        self._index_changed = False

    def say(self, source: str, talk: Talk, content: str) -> None:
        """Note that a source gives this talk with this content hash. `settle` makes it visible."""
        self._run(
            "INSERT OR IGNORE INTO contents (hash, record, cues) VALUES (?, ?, ?)",
            (content, *talk_to_row(talk)),
        )
        self._run(
            "INSERT OR REPLACE INTO origins (source, talk_id, hash, stamp) VALUES (?, ?, ?, "
            "(SELECT coalesce(max(stamp), 0) + 1 FROM origins WHERE talk_id = ?))",
            (source, talk.id, content, talk.id),
        )

    def unsay(self, source: str, talk_id: str) -> None:
        """Note that a source no longer gives this talk, nor a transcript of it."""
        for table in ("origins", "transcripts"):
            self._run(
                f"DELETE FROM {table} WHERE source = ? AND talk_id = ?",  # noqa: S608
                (source, talk_id),
            )

    def hear(self, transcript: Transcript, talk_id: str, content: str) -> None:
        """Keep a transcript for a talk ("": for none yet). `settle` makes it visible."""
        self._run(
            "INSERT OR REPLACE INTO transcripts (source, talk_id, hash, clues, cues, stamp) "
            "VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(stamp), 0) + 1 FROM transcripts))",
            (transcript.source, talk_id, content, *transcript_to_row(transcript)),
        )

    def settle(self, talk_id: str) -> bool:
        """Make the talk what its latest source says, with its latest transcript, or remove it
        when no source gives it.

        Gives whether anything changed.
        """
        old = self._run("SELECT key, hash, source FROM talks WHERE id = ?", (talk_id,)).fetchone()
        new = self._run(
            "SELECT o.hash, o.source, c.record, c.cues FROM origins o JOIN contents c USING (hash) "
            "WHERE o.talk_id = ? ORDER BY o.stamp DESC LIMIT 1",
            (talk_id,),
        ).fetchone()
        new = self._with_transcript(talk_id, new) if new else None
        if old and new and old[1:] == new[:2]:
            return False
        if old and new and old[1] == new[0]:
            self._run("UPDATE talks SET source = ? WHERE key = ?", (new[1], old[0]))
            self._index_changed = True
            return False
        if not old and not new:
            return False
        key = old[0] if old else None
        if old:
            self._forget(old[0])
        if new:
            self._add(key, talk_from_row((new[2], new[3], new[1])), new[0])
        self._talks_changed = True
        return True

    def _with_transcript(self, talk_id: str, said: tuple[Any, ...]) -> tuple[Any, ...]:
        """What a source says of a talk (hash, source, record, cues), with its own transcript's
        cues when it has one: a content of its own."""
        heard = self._run(
            "SELECT hash, cues FROM transcripts WHERE talk_id = ? ORDER BY stamp DESC LIMIT 1",
            (talk_id,),
        ).fetchone()
        if not heard:
            return said
        content = f"{said[0]}+{heard[0]}"
        self._run(
            "INSERT OR IGNORE INTO contents (hash, record, cues) VALUES (?, ?, ?)",
            (content, said[2], heard[1]),
        )
        return content, said[1], said[2], heard[1]

    def _forget(self, key: int) -> None:
        for row in self._talks("WHERE t.key = ?", key):
            self._words.drop_talk(*row)
        for at, passage in self._passages("WHERE t.key = ?", key):
            self._words.drop_passage(at, passage)
        self._run("DELETE FROM passages WHERE talk_key = ?", (key,))
        self._run("DELETE FROM talks WHERE key = ?", (key,))

    def _add(self, key: int | None, talk: Talk, content: str) -> None:
        row = self._run(
            "INSERT INTO talks (key, id, hash, source) VALUES (?, ?, ?, ?) RETURNING key",
            (key, talk.id, content, talk.source),
        ).fetchone()
        self._words.add_talk(row[0], talk)
        for passage in passages_of(talk):
            added = self._run(
                "INSERT INTO passages (id, talk_key, text_hash, record) VALUES (?, ?, ?, ?) "
                "RETURNING key",
                (passage.id, row[0], text_hash(passage.indexed_text), passage_to_row(passage)),
            ).fetchone()
            self._words.add_passage(added[0], passage)

    def _talks(self, which: str = "", *values: object) -> Iterator[tuple[int, Talk]]:
        rows = self._run(
            "SELECT t.key, c.record, NULL, t.source FROM talks t "  # noqa: S608  (no user's text)
            f"JOIN contents c USING (hash) {which}",
            values,
        )
        return ((key, talk_from_row(row)) for key, *row in rows)

    def _passages(self, which: str = "", *values: object) -> Iterator[tuple[int, Passage]]:
        rows = self._run(
            "SELECT p.key, p.id, t.id, p.record FROM talks t "  # noqa: S608  (as above)
            f"JOIN passages p ON p.talk_key = t.key {which}",
            values,
        )
        return ((key, passage_from_row(row)) for key, *row in rows)

    def note_source(self, path: str, format_name: str, why: str, when: str) -> None:
        """Remember what a source was recognised as, and when (ISO 8601) it was last read."""
        self._run(
            "INSERT OR REPLACE INTO sources (path, format, why, ingested) VALUES (?, ?, ?, ?)",
            (path, format_name, why, when),
        )

    def remember(self, read: Iterable[Folder], gone: Iterable[str]) -> None:
        """Keep what these folders gave, and forget it of others."""
        self._run(READINGS)
        self._run_many("DELETE FROM readings WHERE folder = ?", ((folder,) for folder in gone))
        self._run_many(
            "INSERT OR REPLACE INTO readings (folder, digest, record) VALUES (?, ?, ?)",
            map(folder_to_row, read),
        )

    def keep_vectors(
        self, fingerprint: str, hashes: Sequence[bytes], vectors: NDArray[np.float32]
    ) -> None:
        """Put vectors into the embedding cache."""
        self._run_many(
            "INSERT OR REPLACE INTO embeddings (fingerprint, text_hash, vector) VALUES (?, ?, ?)",
            (
                (fingerprint, key, row.astype("<f4").tobytes())
                for key, row in zip(hashes, vectors, strict=True)
            ),
        )

    def keep_map(self, fingerprint: str, revision: int, record: bytes) -> None:
        """Keep the map of the talks as they are at a revision."""
        self._run(MAPS)
        self._run("INSERT OR REPLACE INTO maps VALUES (?, ?, ?)", (fingerprint, revision, record))

    def forget_maps(self) -> None:
        """Keep no map: the next ingest draws it from nothing."""
        self._run(MAPS)
        self._run("DELETE FROM maps")

    def publish(self, fingerprint: str, state: IndexState) -> None:
        """Make a finished vector index the one that readers open."""
        self._run(
            "INSERT OR REPLACE INTO indexes (fingerprint, place, revision, vectors, checksum) "
            "VALUES (?, ?, ?, ?, ?)",
            (fingerprint, state.place, state.revision, state.vectors, state.checksum),
        )
        self._index_changed = True

    def unpublish(self) -> None:
        """Let no reader open a vector index any more: the next update makes it from nothing."""
        self._run("DELETE FROM indexes")
        self._index_changed = True

    def analyse_again(self, tell: Callable[[str, int, int], None]) -> None:
        """Make the keyword index anew from the records, with today's terms.

        `tell` hears how many of how many passages are done.
        """
        self._words.clear()
        for row in self._talks():
            self._words.add_talk(*row)
        total = self._run("SELECT count(*) FROM passages").fetchone()[0]
        for done, (key, passage) in enumerate(self._passages()):
            if done % 500 == 0:
                tell("Indexing words", done, total)
            if done % _TOGETHER == 0:
                self._words.flush()
            self._words.add_passage(key, passage)
        tell("Indexing words", total, total)
        self._run("INSERT OR REPLACE INTO manifest VALUES ('terms', ?)", (TERMS_VERSION,))
        self._index_changed = True

    def _terms(self) -> int:
        row = self._run("SELECT value FROM manifest WHERE name = 'terms'").fetchone()
        return row[0] if row else 0

    def sweep(self) -> None:
        """Erase contents, vectors and sources that nothing refers to any more."""
        self._run(
            "DELETE FROM contents WHERE hash NOT IN (SELECT hash FROM origins) "
            "AND hash NOT IN (SELECT hash FROM talks)"
        )
        # In two steps, so that it is found in the indexes alone what the vectors are of.
        self._run(
            "DELETE FROM embeddings WHERE rowid IN (SELECT rowid FROM embeddings "
            "WHERE text_hash NOT IN (SELECT text_hash FROM passages))"
        )
        self._run(
            "DELETE FROM sources WHERE path NOT IN (SELECT source FROM origins) "
            "AND path NOT IN (SELECT source FROM transcripts)"
        )

    def finish(self) -> None:
        # Rows of today's terms among rows of an earlier version's could not be taken out again.
        if self._talks_changed and self._terms() != TERMS_VERSION:
            self.analyse_again(lambda *_: None)
        self._words.flush()
        names = []
        if self._talks_changed or self._index_changed:
            names.append("generation")
        if self._talks_changed:
            names.append("revision")
        self._run_many(
            "UPDATE manifest SET value = value + 1 WHERE name = ?", ((n,) for n in names)
        )

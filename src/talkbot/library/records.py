"""Records as bytes and back. Lone surrogates and NUL, which some files contain, survive."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from talkbot.formats.document import Transcript
from talkbot.formats.memory import Folder, Source
from talkbot.talks import Cue, Passage, Problem, Talk, talk_from_json, talk_to_json


@dataclass(frozen=True, slots=True)
class IndexState:
    """What a finished vector index holds: where it lies, for which revision of the passages,
    how many vectors, and a checksum of its files."""

    place: str
    revision: int
    vectors: int
    checksum: str


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A file that gave talks: its format, why it was taken for that, when it last brought a
    change (ISO 8601), and how many talks and transcripts it gives."""

    path: str
    format: str
    why: str
    ingested: str
    talks: int
    transcripts: int = 0


def encodable(text: str) -> str:
    """The text with lone surrogates, which SQLite and JSON refuse, replaced."""
    return text.encode("utf-8", "replace").decode()


def packed(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def unpacked(content: bytes) -> Any:
    return json.loads(content.decode("utf-8", "surrogatepass"))


def talk_to_row(talk: Talk) -> tuple[bytes, bytes | None]:
    """A talk's record without its source, and its cues when it has any."""
    record = talk_to_json(replace(talk, source=""), full=True)
    record.pop("transcript")
    return packed(record), _cues_to_row(talk.transcript) if talk.transcript else None


def _cues_to_row(cues: Sequence[Cue]) -> bytes:
    return packed([[cue.start, cue.end, cue.speaker, cue.text] for cue in cues])


def transcript_to_row(transcript: Transcript) -> tuple[bytes, bytes]:
    """What a transcript's file says of its talk, and the cues."""
    clues = [
        transcript.path, transcript.title, transcript.url, transcript.key, transcript.language
    ]  # fmt: skip
    return packed(clues), _cues_to_row(transcript.cues)


def transcript_from_row(row: Sequence[Any]) -> Transcript:
    """The transcript of (source, clues, cues)."""
    path, *clues = unpacked(row[1])
    return Transcript(path, row[0], tuple(Cue(*cue) for cue in unpacked(row[2])), *clues)


def folder_to_row(folder: Folder) -> tuple[str, str, bytes]:
    """A folder as it was read: (path, digest, record)."""
    record = [
        sorted(folder.talks),
        [astuple(problem) for problem in folder.problems],
        [astuple(source) for source in folder.sources],
    ]
    return folder.path, folder.digest, packed(record)


def folder_from_row(row: Sequence[Any]) -> Folder:
    """The folder of (path, digest, record)."""
    talks, problems, sources = unpacked(row[2])
    return Folder(
        row[0],
        row[1],
        frozenset(map(tuple, talks)),
        tuple(Problem(*problem) for problem in problems),
        tuple(Source(*source) for source in sources),
    )


def talk_from_row(row: Sequence[Any]) -> Talk:
    """The talk of (record, cues, source)."""
    record = unpacked(row[0])
    record["source"] = row[2]
    if row[1] is not None:
        names = ("start", "end", "speaker", "text")
        record["transcript"] = [dict(zip(names, cue, strict=True)) for cue in unpacked(row[1])]
    return talk_from_json(record)


def passage_to_row(passage: Passage) -> bytes:
    return packed(
        [
            passage.field, passage.speaker, passage.start, passage.end,
            passage.text, passage.heading, passage.time, passage.cuts,
        ]
    )  # fmt: skip


def passage_from_row(row: Sequence[Any]) -> Passage:
    """The passage of (id, talk id, record)."""
    field, speaker, start, end, text, heading, time, *cuts = unpacked(row[2])
    return Passage(row[0], row[1], field, speaker, start, end, text, heading, time, tuple(*cuts))


def text_hash(text: str) -> bytes:
    """The key of a text in the embedding cache."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

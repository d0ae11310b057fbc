"""What a run depends on, as hashes: code, talks, questions, prompts.

An answer is kept as long as nothing that it depends on has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from talkbot.talks import Talk, talk_to_json

SOURCE = Path(__file__).resolve().parents[1]
# What makes a library out of files; tests/evaluation/test_store.py holds it complete.
INDEXING = (
    "atlas", "drawing", "embedding", "english", "errors", "formats", "ingest", "languages",
    "library", "passages", "settings", "spoken", "talks", "themes", "tongues", "transcripts",
    "vectors", "words",
)  # fmt: skip
# What only shows answers, or measures them.
FRONT_ENDS = (
    "api", "background", "cli", "evaluation", "export", "limits", "listening", "logs", "mcp",
    "terminal", "tracing", "ui", "upkeep", "__main__",
)  # fmt: skip


def of_parts(*parts: str) -> str:
    """The hash of several texts, each kept apart from the next."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(content)}:".encode() + content)
    return digest.hexdigest()[:16]


def of_files(paths: Iterable[Path], root: Path) -> str:
    """The hash of files' contents and of their names below `root`."""
    parts: list[str] = []
    for path in sorted(path for path in paths if path.is_file()):
        name = path.relative_to(root).as_posix()
        parts += [name, hashlib.sha256(path.read_bytes()).hexdigest()]
    return of_parts(*parts)


def of_code(rooms: Sequence[str] | None = None) -> str:
    """The hash of these rooms of talkbot's source, or of all that has a part in an answer."""

    def counts(path: Path) -> bool:
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        inside = room in rooms if rooms is not None else room not in FRONT_ENDS
        return inside and "__pycache__" not in path.parts and path.suffix != ".pyc"

    return of_files(filter(counts, SOURCE.rglob("*")), SOURCE)


def of_talks(talks: Iterable[Talk]) -> str:
    """The hash of records, wherever they were read from."""
    records = (talk_to_json(talk, full=True) | {"source": ""} for talk in talks)
    return of_parts(*(json.dumps(r, ensure_ascii=False, sort_keys=True) for r in records))

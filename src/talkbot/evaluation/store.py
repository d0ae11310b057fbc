"""What an evaluation keeps between runs: the collections' libraries and the answers given.

    FOLDER/libraries/NAME-HASH/     a collection, read and indexed
    FOLDER/answers/NAME/HASH.jsonl  one system's answers over it

Everything here can be deleted at any time. The hash in a name covers all that the content depends
on, so that nothing old is ever used.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from talkbot.evaluation import fingerprints
from talkbot.evaluation.items import Collection
from talkbot.evaluation.observation import Observation, bare, from_json, to_json
from talkbot.ingest import Progress, ingest
from talkbot.settings import Settings

_LIBRARIES, _ANSWERS = 2, 24


def library_of(
    collection: Collection,
    folder: Path,
    settings: Settings,
    progress: Callable[[Progress], None] | None = None,
) -> Settings:
    """Settings whose home holds the collection's library, made now unless it was made before.

    A collection without talks of its own is about the user's library, which stays as it is.
    """
    if collection.talks is None:
        return settings
    files = collection.talks.rglob("*") if collection.talks.is_dir() else [collection.talks]
    content = fingerprints.of_files(files, collection.talks.parent)
    key = fingerprints.of_parts(content, fingerprints.of_code(fingerprints.INDEXING))
    place = folder / "libraries" / f"{collection.name}-{key}"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".new-") as new:
            home = Path(new) / "home"
            inside = replace(settings, home=home)
            ingest([collection.talks], home=home, settings=inside, progress=progress)
            try:
                home.rename(place)
            except OSError:
                # Another run was quicker and made the same.
                if not place.exists():
                    raise
        _tidy(place.parent, f"{collection.name}-*", _LIBRARIES)
    return replace(settings, home=place)


class Answers:
    """The answers of one system over one collection, by question and history."""

    def __init__(self, folder: Path, collection: str, key: str, *, fresh: bool = False) -> None:
        self._path = folder / "answers" / collection / f"{key}.jsonl"
        self._known: dict[str, Observation] = {}
        self._new = False
        if self._path.exists() and not fresh:
            for line in self._path.read_text("utf-8").split("\n"):
                if line:
                    record = json.loads(line)
                    self._known[record["key"]] = from_json(record["seen"], record["ms"])

    def get(self, key: str, ask: Callable[[], Observation]) -> Observation:
        """The kept observation, or the one that `ask` gives."""
        if key not in self._known:
            self._known[key] = bare(ask())
            self._new = True
        return self._known[key]

    def save(self) -> None:
        """Write what is new; whole or not at all."""
        if not self._new:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lines = (
            json.dumps({"key": key, "ms": seen.milliseconds, "seen": to_json(seen)})
            for key, seen in self._known.items()
        )
        with tempfile.NamedTemporaryFile(
            "w", dir=self._path.parent, prefix=".new-", encoding="utf-8", delete=False
        ) as file:
            file.writelines(f"{line}\n" for line in lines)
        Path(file.name).replace(self._path)
        self._new = False
        _tidy(self._path.parent, "*.jsonl", _ANSWERS)


def _tidy(folder: Path, pattern: str, keep: int) -> None:
    """Keep the newest few."""
    found = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in found[keep:]:
        if old.is_dir():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.unlink(missing_ok=True)

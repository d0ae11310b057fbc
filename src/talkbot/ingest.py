"""Files -> library -> vectors.

The order makes a kill harmless at any moment: the records come first, in one transaction; then
their vectors, cached as they are made; the index is published last. What is missing then is
completed by the next ingest.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from talkbot.library import Library, write_lock
from talkbot.settings import Settings
from talkbot.talks import Problem, Talk, content_hash, talk_id

if TYPE_CHECKING:
    from talkbot.formats import Source


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is: `done` of `total` (0 when unknown) at `rate` a second."""

    stage: str
    done: int
    total: int
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, or with a dry run would do. `talks` are those that were read."""

    added: int
    updated: int
    unchanged: int
    removed: int
    problems: tuple[Problem, ...] = ()
    talks: tuple[Talk, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """The difference between what sources say now and what the library has from them."""

    said: tuple[tuple[Talk, str], ...]
    unsaid: tuple[tuple[str, str], ...]
    unchanged: frozenset[str]

    def touched(self) -> list[str]:
        ids = [talk.id for talk, _ in self.said] + [talk for _, talk in self.unsaid]
        return list(dict.fromkeys(ids))


def ingest(
    paths: Sequence[Path],
    *,
    home: Path,
    settings: Settings,
    dry_run: bool = False,
    keep: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> IngestReport:
    """Read files, folders and archives into the library in `home`.

    Unchanged talks cost nothing, an edited talk only its changed passages. A talk that its source
    no longer holds is removed, unless `keep`. With `dry_run` nothing is written. Raises
    SourceError for a path that does not exist, LibraryError, Busy or EmbedderError.
    """
    from talkbot.formats import read_paths

    tell = progress or (lambda _: None)
    tell(Progress("Reading", 0, 0))
    places = [Path(os.path.abspath(path)) for path in paths]
    reading = read_paths(places)
    return store_talks(
        reading.talks, places, home=home, settings=settings, problems=reading.problems,
        sources=reading.sources, dry_run=dry_run, keep=keep, progress=progress,
    )  # fmt: skip


def store_talks(
    talks: Iterable[Talk],
    paths: Sequence[Path],
    *,
    home: Path,
    settings: Settings,
    problems: tuple[Problem, ...] = (),
    sources: tuple[Source, ...] = (),
    dry_run: bool = False,
    keep: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> IngestReport:
    """Make the library hold these talks, and no others from files at or under `paths`."""
    tell = progress or (lambda _: None)
    read = tuple(_with_usable_id(talk) for talk in talks)
    if dry_run:
        if not (home / "library.db").exists():
            return IngestReport(len({t.id for t in read}), 0, 0, 0, problems, read, sources)
        with Library.open(home, create=True) as library:
            return _report(library, _plan(library, read, paths, problems, keep), read, problems, sources)
    with write_lock(home), Library.open(home, create=True) as library:
        plan = _plan(library, read, paths, problems, keep)
        report = _report(library, plan, read, problems, sources)
        _write(library, plan, sources, tell)
        _embed(library, settings, tell)
    return report

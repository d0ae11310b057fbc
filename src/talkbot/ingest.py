"""Files -> library -> vectors.

The order makes a kill harmless at any moment: the records come first, in one transaction; then
their vectors, cached as they are made; the index is published last. What is missing then is
completed by the next ingest.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from talkbot.library import FILE_NAME, Library, encodable, write_lock
from talkbot.settings import Settings
from talkbot.talks import Problem, Talk, content_hash, talk_id

if TYPE_CHECKING:
    from talkbot.embedding import Embedder
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


def ingest(
    paths: Sequence[Path],
    *,
    home: Path,
    settings: Settings,
    dry_run: bool = False,
    keep: bool = False,
    progress: Callable[[Progress], None] | None = None,
    embedder: Embedder | None = None,
) -> IngestReport:
    """Read files, folders and archives into the library in `home`.

    Unchanged talks cost nothing, an edited talk only its changed passages. A talk that its source
    no longer holds is removed, unless `keep`. With `dry_run` nothing is written. `embedder` is one
    that is loaded already. Raises SourceError for a path that does not exist, LibraryError, Busy
    or EmbedderError.
    """
    from talkbot.formats import read_paths

    tell = progress or (lambda _: None)
    tell(Progress("Reading", 0, 0))
    places = [path.resolve() for path in paths]
    reading = read_paths(places)
    return store_talks(
        reading.talks, places, home=home, settings=settings, problems=reading.problems,
        sources=reading.sources, dry_run=dry_run, keep=keep, progress=progress,
        embedder=embedder,
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
    embedder: Embedder | None = None,
) -> IngestReport:
    """Make the library hold these talks, and no others from files at or under `paths`."""
    tell = progress or (lambda _: None)
    read = tuple(_usable(talk) for talk in talks)
    places = tuple(_text(os.path.abspath(path)) for path in paths)
    if dry_run:
        try:
            with Library.open(home) as library:
                plan = _plan(library, read, () if keep else places, problems)
        except EmptyLibrary:
            plan = _plan(None, read, (), problems)
        return _report(plan, read, sources)
    with write_lock(home), Library.open(home, create=True) as library:
        tell(Progress("Comparing", 0, 0))
        plan = _plan(library, read, () if keep else places, problems)
        _store(library, plan, sources, tell)
        _index(library, settings, tell)
    return _report(plan, read, sources)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The difference between what sources say now and what the library has from them.

    `said` and `unsaid` are to be written, by (source, talk id); the rest is what will come of it,
    by talk id.
    """

    said: dict[tuple[str, str], tuple[Talk, str]]
    unsaid: tuple[tuple[str, str], ...]
    added: frozenset[str]
    updated: frozenset[str]
    unchanged: frozenset[str]
    removed: frozenset[str]
    problems: tuple[Problem, ...]


def _plan(
    library: Library | None,
    read: Sequence[Talk],
    places: Sequence[str],
    problems: tuple[Problem, ...],
) -> _Plan:
    """What to write; talks are looked for as vanished from sources in `places` only."""
    origins = library.origins() if library else []
    present = library.content_hashes() if library else {}
    now: dict[tuple[str, str], tuple[Talk, str]] = {}
    clashes: list[Problem] = []
    for talk in read:
        key, content = (talk.source, talk.id), content_hash(talk)
        if key not in now:
            now[key] = talk, content
        elif now[key][1] != content:
            clashes.append(
                Problem(
                    talk.source, 0,
                    f"Two different talks have the id {talk.id!r}; only the first was taken. "
                    "Give each its own id.",
                )
            )  # fmt: skip
    before = {(origin.source, origin.talk_id): origin.hash for origin in origins}
    said = {key: value for key, value in now.items() if before.get(key) != value[1]}
    # A file that could not be read at all says nothing about its talks: they stay.
    alive = {source for source, _ in now}
    broken = {_text(os.path.abspath(problem.path)) for problem in problems} - alive
    unsaid = tuple(
        key
        for key in before
        if key not in now and key[0] not in broken and any(_is_in(key[0], p) for p in places)
    )
    result = _outcome(origins, said, unsaid)
    ids = {talk.id for talk in read}
    changed = {i for i, content in result.items() if content and present.get(i, content) != content}
    added = {i for i in ids if i not in present}
    return _Plan(
        said,
        unsaid,
        added=frozenset(added),
        updated=frozenset(changed),
        unchanged=frozenset(ids - added - changed),
        removed=frozenset(i for i, content in result.items() if not content),
        problems=(*problems, *clashes),
    )


def _outcome(
    origins: Sequence[Origin],
    said: Mapping[tuple[str, str], tuple[Talk, str]],
    unsaid: Iterable[tuple[str, str]],
) -> dict[str, str]:
    """What the touched talks become: the hash that their latest source gives, or ""."""
    touched = {i for _, i in said} | {i for _, i in unsaid}
    remaining: dict[str, dict[str, str]] = {i: {} for i in touched}
    for origin in origins:
        if origin.talk_id in touched:
            remaining[origin.talk_id][origin.source] = origin.hash
    for source, i in unsaid:
        remaining[i].pop(source, None)
    for (source, i), (_, content) in said.items():
        remaining[i].pop(source, None)
        remaining[i][source] = content
    return {i: next(reversed(by.values()), "") for i, by in remaining.items()}


def _report(plan: _Plan, read: tuple[Talk, ...], sources: tuple[Source, ...]) -> IngestReport:
    return IngestReport(
        added=len(plan.added),
        updated=len(plan.updated),
        unchanged=len(plan.unchanged),
        removed=len(plan.removed),
        problems=plan.problems,
        talks=read,
        sources=sources,
    )


def _store(
    library: Library,
    plan: _Plan,
    sources: Iterable[Source],
    tell: Callable[[Progress], None],
) -> None:
    """Write the records, in one transaction."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    started = time.monotonic()
    with library.writing() as writer:
        for (source, _), (talk, content) in plan.said.items():
            writer.say(source, talk, content)
        for source, i in plan.unsaid:
            writer.unsay(source, i)
        touched = list(dict.fromkeys(i for _, i in (*plan.said, *plan.unsaid)))
        for done, i in enumerate(touched, start=1):
            writer.settle(i)
            if done % _STEP == 0 or done == len(touched):
                spent = time.monotonic() - started
                tell(Progress("Storing", done, len(touched), done / max(spent, 1e-6)))
        for source in sources:
            writer.note_source(_text(source.path), source.format, source.why, now)
        if touched:
            writer.sweep()


def _index(library: Library, settings: Settings, tell: Callable[[Progress], None]) -> None:
    """Embed what has no vector yet and publish the index."""
    from talkbot.embedding import load_embedder
    from talkbot.vectors import update

    started = time.monotonic()

    def embedded(done: int, total: int) -> None:
        spent = time.monotonic() - started
        tell(Progress("Embedding", done, total, done / max(spent, 1e-6)))

    update(library, load_embedder(settings), progress=embedded)


def _usable(talk: Talk) -> Talk:
    """The talk with an id and a source that a database can look up."""
    i = talk.id
    if not i or any(not ch.isprintable() for ch in i):
        i = talk_id(
            talk.title, tuple(s.name for s in talk.speakers), event=talk.event, key=_text(i)
        )
    return replace(talk, id=i, source=_text(talk.source))


def _text(name: str) -> str:
    """A file name as valid text: names of files may hold bytes that are not UTF-8."""
    return name.encode("utf-8", "replace").decode()


def _is_in(source: str, place: str) -> bool:
    """Whether a source is this file, or lies in this folder or archive."""
    rest = source.removeprefix(place)
    return rest != source and (not rest or rest[0] in "/!#:" or place.endswith("/"))

"""Files -> library -> vectors.

The order makes a kill harmless at any moment: the records come first, in one transaction; then
their vectors, cached as they are made; the index is published last. What is missing then is
completed by the next ingest.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from talkbot.formats.memory import Folder, folder_of
from talkbot.library import FILE_NAME, Library, Writer, encodable, write_lock
from talkbot.settings import Settings
from talkbot.talks import Problem, Talk, content_hash, talk_id
from talkbot.transcripts import Attachment, attach, with_transcripts

if TYPE_CHECKING:
    from talkbot.embedding import Embedder
    from talkbot.formats import Reading, Source


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is: `done` of `total` (0 when unknown) at `rate` a second."""

    stage: str
    done: int
    total: int
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, or with a dry run would do.

    `talks` are those that were read: files that did not change are not, except by a dry run.
    """

    added: int
    updated: int
    unchanged: int
    removed: int
    problems: tuple[Problem, ...] = ()
    talks: tuple[Talk, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """The difference between what sources say now and what the library has from them.

    `read` are folders to be known the next time, `forgotten` the paths of those that are not.
    """

    said: tuple[tuple[Talk, str], ...]
    unsaid: tuple[tuple[str, str], ...]
    unchanged: frozenset[str]
    spoken: Attachment
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]
    read: tuple[Folder, ...]
    forgotten: tuple[str, ...]

    def touched(self) -> list[str]:
        ids = [talk.id for talk, _ in self.said] + [talk for _, talk in self.unsaid]
        return list(dict.fromkeys([*ids, *sorted(self.spoken.changed())]))


def ingest(
    paths: Sequence[Path],
    *,
    home: Path,
    settings: Settings,
    dry_run: bool = False,
    keep: bool = False,
    columns: Mapping[str, str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    embedder: Embedder | None = None,
) -> IngestReport:
    """Read files, folders and archives into the library in `home`.

    Folders whose files are unchanged are not read again, unchanged talks cost nothing, an edited
    talk only its changed passages. A talk that its source no longer holds is removed, unless
    `keep`. With `dry_run` nothing is written. `columns` says what tables call the fields of a
    talk; `embedder` is one that is loaded already. Raises SourceError for a path that does not
    exist, UsageError for an unknown field, LibraryError, Busy or EmbedderError.
    """
    from talkbot.formats import read_paths
    from talkbot.formats.files import place_of

    tell = progress or (lambda _: None)
    tell(Progress("Reading", 0, 0))
    places = [place_of(path) for path in paths]
    there = (home / FILE_NAME).exists()
    reading = read_paths(
        places,
        columns,
        lambda done: tell(Progress("Reading", done, 0)),
        _known(home, places) if there and not dry_run else {},
    )
    reading = _storable(reading)
    if dry_run and not there:
        spoken = attach(reading.transcripts, reading.talks, None, lambda _: True)
        found = with_transcripts(reading.talks, spoken)
        added = len({talk.id for talk in found})
        problems = (*reading.problems, *spoken.problems)
        return IngestReport(added, 0, 0, 0, problems, found, reading.sources)
    if dry_run:
        with Library.open(home, create=True) as library:
            return _report(library, _plan(library, reading, places, keep), reading)
    tell(Progress("Waiting", 0, 0))
    with write_lock(home), Library.open(home, create=True, progress=timed(tell)) as library:
        plan = _plan(library, reading, places, keep)
        report = _report(library, plan, reading)
        _write(library, plan, tell)
        _embed(library, embedder, settings, tell)
    return report


def _known(home: Path, paths: Sequence[Path]) -> dict[str, Folder]:
    """The folders at or under the paths of which the library holds just what they gave."""
    given = _within(paths)
    with Library.open(home, create=True) as library:
        held: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for (source, talk), content in library.origins().items():
            if given(source):
                held[folder_of(source)].add((source, talk, content))
        return {f.path: f for f in library.readings() if f.talks == held[f.path]}


def _storable(reading: Reading) -> Reading:
    """All with ids, and ids and sources in characters that can be stored."""
    return replace(
        reading,
        talks=tuple(map(_storable_talk, reading.talks)),
        transcripts=tuple(replace(t, source=encodable(t.source)) for t in reading.transcripts),
    )


def _storable_talk(talk: Talk) -> Talk:
    names = tuple(speaker.name for speaker in talk.speakers)
    key = encodable(talk.id or talk_id(talk.title, names, event=talk.event))
    source = encodable(talk.source)
    return talk if (key, source) == (talk.id, talk.source) else replace(talk, id=key, source=source)


def _plan(library: Library, reading: Reading, paths: Sequence[Path], keep: bool) -> _Plan:
    """What must be written for the library to say what the sources say now."""
    given = _within(paths)
    damaged = _within([Path(problem.path) for problem in reading.problems])
    same = {folder.path for folder in reading.unchanged}

    def read_again(source: str) -> bool:
        return not keep and given(source) and folder_of(source) not in same

    spoken = attach(
        reading.transcripts,
        reading.talks,
        library,
        lambda source: read_again(source) and not damaged(source),
    )
    known = library.origins()
    said: list[tuple[Talk, str]] = []
    unchanged = {talk for folder in reading.unchanged for _, talk, _ in folder.talks}
    now: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for talk in (*reading.talks, *map(_storable_talk, spoken.talks)):
        content = content_hash(talk)
        now[talk.source].add((talk.source, talk.id, content))
        if known.get((talk.source, talk.id)) == content:
            unchanged.add(talk.id)
        else:
            said.append((talk, content))
    given_now = {key[:2] for keys in now.values() for key in keys}
    vanished = [key for key in known if key not in given_now and read_again(key[0])]
    # A source that gave talks before and now gives a problem instead may be damaged.
    giving = now.keys() | {encodable(source.path) for source in reading.sources}
    unread = {source for source, _ in vanished if source not in giving and damaged(source)}
    kept = tuple(
        Problem(
            source,
            0,
            "Nothing could be read here any more, so the talks it gave before are kept: repair "
            "it, or erase them with `talkbot remove`.",
        )
        for source in sorted(unread)
    )
    read, forgotten = _memory(library, reading, now, given)
    return _Plan(
        said=tuple(said),
        unsaid=tuple(key for key in vanished if key[0] not in unread),
        unchanged=frozenset(
            (unchanged | {talk for _, talk in spoken.attached})
            - {talk.id for talk, _ in said}
            - spoken.changed()
        ),
        spoken=spoken,
        problems=(*reading.problems, *spoken.problems, *kept),
        sources=tuple(s for folder in reading.fresh for s in folder.sources),
        read=read,
        forgotten=forgotten,
    )


def _memory(
    library: Library,
    reading: Reading,
    now: Mapping[str, set[tuple[str, str, str]]],
    given: Callable[[str], bool],
) -> tuple[tuple[Folder, ...], tuple[str, ...]]:
    """The folders to be known the next time, and the paths of those that no longer are."""
    gave: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for source, talks in now.items():
        gave[folder_of(source)] |= talks
    read = tuple(
        replace(folder, talks=frozenset(gave[folder.path]))
        for folder in reading.fresh
        if folder.digest and folder.path == encodable(folder.path)
    )
    stays = {folder.path for folder in (*read, *reading.unchanged)}
    seen = {folder.path for folder in reading.fresh}
    old = library.folders_read()
    return read, tuple(p for p in old if p not in stays and (p in seen or given(p)))


def _within(paths: Iterable[Path]) -> Callable[[str], bool]:
    """Whether a source is one of the paths, or lies in one of them (folder or archive)."""
    places = {encodable(str(path)) for path in paths}

    def within(source: str) -> bool:
        while source not in places:
            shorter = source.rpartition(os.sep)[0] or os.sep
            if shorter == source or os.sep not in source:
                return False
            source = shorter
        return True

    return within


def _report(library: Library, plan: _Plan, reading: Reading) -> IngestReport:
    before = library.talk_ids()
    leaving = {talk for _, talk in plan.unsaid}
    givers: dict[str, set[str]] = defaultdict(set)
    for source, talk in library.origins() if leaving else ():
        if talk in leaving:
            givers[talk].add(source)
    for source, talk in plan.unsaid:
        givers[talk].discard(source)
    said = {talk.id for talk, _ in plan.said}
    gone = {talk for _, talk in plan.unsaid if not givers[talk] and talk not in said}
    return IngestReport(
        added=len(said - before),
        updated=len(((said | plan.spoken.changed()) & before) - gone),
        unchanged=len(plan.unchanged),
        removed=len(gone),
        problems=plan.problems,
        talks=with_transcripts(reading.talks, plan.spoken),
        sources=reading.sources,
    )


def _write(library: Library, plan: _Plan, tell: Callable[[Progress], None]) -> None:
    """All changes to the records, in one transaction."""
    spoken = plan.spoken
    changed = plan.said or plan.unsaid or spoken.heard or spoken.unheard
    if not (changed or plan.read or plan.forgotten):
        return
    with library.writing() as writer:
        writer.remember(plan.read, plan.forgotten)
        if changed:
            _write_talks(writer, plan, tell)


def _write_talks(writer: Writer, plan: _Plan, tell: Callable[[Progress], None]) -> None:
    when = datetime.now(UTC).isoformat(timespec="seconds")
    touched = plan.touched()
    for talk, content in plan.said:
        writer.say(talk.source, talk, content)
    for place, gone in (*plan.unsaid, *plan.spoken.unheard):
        writer.unsay(place, gone)
    for heard in plan.spoken.heard:
        writer.hear(heard.transcript, heard.talk_id, heard.content)
    hear = timed(tell)
    hear("Storing", 0, len(touched))
    for done, each in enumerate(touched, 1):
        writer.settle(each)
        if done % 100 == 0 or done == len(touched):
            hear("Storing", done, len(touched))
    for source in plan.sources:
        writer.note_source(source.path, source.format, source.why, when)
    writer.sweep()


def _embed(
    library: Library,
    embedder: Embedder | None,
    settings: Settings,
    tell: Callable[[Progress], None],
) -> None:
    """Bring the vector index and the map up to the records."""
    from talkbot.drawing import draw
    from talkbot.embedding import load_embedder
    from talkbot.vectors import server_of, update

    hear = timed(tell)
    embedder = embedder or load_embedder(settings, at_once=False)
    fingerprint = embedder.fingerprint
    update(library, embedder, server=server_of(settings), quick=True, progress=hear)
    # The map is drawn in the memory that the model had.
    del embedder
    draw(library, fingerprint, hear)


def timed(tell: Callable[[Progress], None] | None) -> Callable[[str, int, int], None]:
    """What hears (stage, done, total) and tells it on with the rate of the stage so far."""
    started: dict[str, float] = {}

    def hear(stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        elapsed = now - started.setdefault(stage, now)
        if tell:
            tell(Progress(stage, done, total, done / elapsed if elapsed else 0.0))

    return hear

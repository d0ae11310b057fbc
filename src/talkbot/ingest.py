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

from talkbot.library import FILE_NAME, Library, encodable, write_lock
from talkbot.settings import Settings
from talkbot.talks import Problem, Talk, content_hash, talk_id
from talkbot.transcripts import Attachment, attach, with_transcripts

if TYPE_CHECKING:
    from talkbot.embedding import Embedder
    from talkbot.formats import Source
    from talkbot.formats.document import Transcript


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
    spoken: Attachment
    problems: tuple[Problem, ...]

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

    Unchanged talks cost nothing, an edited talk only its changed passages. A talk that its source
    no longer holds is removed, unless `keep`. With `dry_run` nothing is written. `columns` says
    what tables call the fields of a talk; `embedder` is one that is loaded already. Raises
    SourceError for a path that does not exist, UsageError for an unknown field, LibraryError,
    Busy or EmbedderError.
    """
    from talkbot.formats import read_paths

    tell = progress or (lambda _: None)
    tell(Progress("Reading", 0, 0))
    places = [path.resolve() for path in paths]
    reading = read_paths(places, columns, lambda done: tell(Progress("Reading", done, 0)))
    return store_talks(
        reading.talks, places, home=home, settings=settings, problems=reading.problems,
        transcripts=reading.transcripts, sources=reading.sources, dry_run=dry_run, keep=keep,
        progress=progress, embedder=embedder,
    )  # fmt: skip


def store_talks(
    talks: Iterable[Talk],
    paths: Sequence[Path],
    *,
    home: Path,
    settings: Settings,
    transcripts: Iterable[Transcript] = (),
    problems: tuple[Problem, ...] = (),
    sources: tuple[Source, ...] = (),
    dry_run: bool = False,
    keep: bool = False,
    progress: Callable[[Progress], None] | None = None,
    embedder: Embedder | None = None,
) -> IngestReport:
    """Make the library hold these talks and transcripts, and no others from files at or under
    `paths`."""
    tell = progress or (lambda _: None)
    read = tuple(map(_storable, talks))
    heard = tuple(replace(each, source=encodable(each.source)) for each in transcripts)
    if dry_run and not (home / FILE_NAME).exists():
        spoken = attach(heard, read, None, lambda _: True)
        found = with_transcripts(read, spoken)
        added = len({talk.id for talk in found})
        return IngestReport(added, 0, 0, 0, (*problems, *spoken.problems), found, sources)
    if dry_run:
        with Library.open(home, create=True) as library:
            plan = _plan(library, read, heard, paths, problems, keep)
            return _report(library, plan, read, sources)
    tell(Progress("Waiting", 0, 0))
    with write_lock(home), Library.open(home, create=True, progress=timed(tell)) as library:
        plan = _plan(library, read, heard, paths, problems, keep)
        report = _report(library, plan, read, sources)
        _write(library, plan, sources, tell)
        _embed(library, embedder, settings, tell)
    return report


def _storable(talk: Talk) -> Talk:
    """The talk with an id, and with id and source in characters that can be stored."""
    names = tuple(speaker.name for speaker in talk.speakers)
    key = encodable(talk.id or talk_id(talk.title, names, event=talk.event))
    source = encodable(talk.source)
    return talk if (key, source) == (talk.id, talk.source) else replace(talk, id=key, source=source)


def _plan(
    library: Library,
    talks: Sequence[Talk],
    transcripts: Sequence[Transcript],
    paths: Sequence[Path],
    problems: tuple[Problem, ...],
    keep: bool,
) -> _Plan:
    """What must be written for the library to say what the sources say now."""
    troubled = [Path(problem.path) for problem in problems]
    spoken = attach(
        transcripts,
        talks,
        library,
        lambda source: not keep and _under(source, paths) and not _under(source, troubled),
    )
    talks = (*talks, *map(_storable, spoken.talks))
    known = library.origins()
    said: list[tuple[Talk, str]] = []
    unchanged: set[str] = set()
    now: set[tuple[str, str]] = set()
    for talk in talks:
        content = content_hash(talk)
        now.add((talk.source, talk.id))
        if known.get((talk.source, talk.id)) == content:
            unchanged.add(talk.id)
        else:
            said.append((talk, content))
    vanished = () if keep else [key for key in known if key not in now and _under(key[0], paths)]
    unread = _unread({source for source, _ in vanished}, {source for source, _ in now}, problems)
    kept = tuple(
        Problem(
            source,
            0,
            "Nothing could be read here any more, so the talks it gave before are kept: repair "
            "it, or erase them with `talkbot remove`.",
        )
        for source in sorted(unread)
    )
    return _Plan(
        said=tuple(said),
        unsaid=tuple(key for key in vanished if key[0] not in unread),
        unchanged=frozenset(
            (unchanged | {talk for _, talk in spoken.attached})
            - {talk.id for talk, _ in said}
            - spoken.changed()
        ),
        spoken=spoken,
        problems=(*problems, *spoken.problems, *kept),
    )


def _unread(lost: set[str], read: set[str], problems: Iterable[Problem]) -> set[str]:
    """The sources that gave talks before and now gave a problem instead: they may be damaged."""
    troubled = [Path(problem.path) for problem in problems]
    return {source for source in lost - read if _under(source, troubled)}


def _under(source: str, paths: Iterable[Path]) -> bool:
    """Whether a source is one of the paths, or lies in one of them (folder or archive)."""
    return any(
        source == place or source.startswith(place.rstrip(os.sep) + os.sep)
        for place in (encodable(str(path)) for path in paths)
    )


def _report(
    library: Library, plan: _Plan, read: tuple[Talk, ...], sources: tuple[Source, ...]
) -> IngestReport:
    before = library.talk_ids()
    givers: dict[str, set[str]] = defaultdict(set)
    for source, talk in library.origins():
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
        talks=with_transcripts(read, plan.spoken),
        sources=sources,
    )


def _write(
    library: Library,
    plan: _Plan,
    sources: tuple[Source, ...],
    tell: Callable[[Progress], None],
) -> None:
    """All changes to the records, in one transaction."""
    spoken = plan.spoken
    if not (plan.said or plan.unsaid or spoken.heard or spoken.unheard):
        return
    when = datetime.now(UTC).isoformat(timespec="seconds")
    touched = plan.touched()
    with library.writing() as writer:
        for talk, content in plan.said:
            writer.say(talk.source, talk, content)
        for place, gone in (*plan.unsaid, *spoken.unheard):
            writer.unsay(place, gone)
        for heard in spoken.heard:
            writer.hear(heard.transcript, heard.talk_id, heard.content)
        hear = timed(tell)
        hear("Storing", 0, len(touched))
        for done, each in enumerate(touched, 1):
            writer.settle(each)
            if done % 100 == 0 or done == len(touched):
                hear("Storing", done, len(touched))
        for source in sources:
            writer.note_source(source.path, source.format, source.why, when)
        writer.sweep()


def _embed(
    library: Library,
    embedder: Embedder | None,
    settings: Settings,
    tell: Callable[[Progress], None],
) -> None:
    """Bring the vector index up to the records."""
    from talkbot.embedding import load_embedder
    from talkbot.vectors import server_of, update

    update(
        library,
        embedder or load_embedder(settings),
        server=server_of(settings),
        progress=timed(tell),
    )


def timed(tell: Callable[[Progress], None] | None) -> Callable[[str, int, int], None]:
    """What hears (stage, done, total) and tells it on with the rate of the stage so far."""
    started: dict[str, float] = {}

    def hear(stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        elapsed = now - started.setdefault(stage, now)
        if tell:
            tell(Progress(stage, done, total, done / elapsed if elapsed else 0.0))

    return hear

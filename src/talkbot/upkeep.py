"""Looking after a library: what is in it, whether it is sound, and erasing from it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from talkbot.embedding import Embedder, load_embedder
from talkbot.errors import Busy, LibraryError
from talkbot.formats.memory import folder_of
from talkbot.ingest import Progress, timed
from talkbot.library import Library, SourceNote, encodable, write_lock
from talkbot.library.backup import read_backup, write_backup
from talkbot.settings import Settings
from talkbot.vectors import Server, damage_of, forget, server_of, update


@dataclass(frozen=True, slots=True)
class Status:
    """What a library holds.

    `embedded` counts the passages that have a vector of `embedder`, `other_embedders` the vectors
    kept of others. `chroma` is the address of the Chroma server that is searched, "" for the Chroma
    inside. `size` is in bytes; `problems` say what is wrong and what to do.
    """

    home: Path
    talks: int
    with_transcript: int
    passages: int
    embedder: str
    embedded: int
    other_embedders: dict[str, int]
    chroma: str
    size: int
    sources: tuple[SourceNote, ...]
    problems: tuple[str, ...]

    @property
    def healthy(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found (`found`), and what of it is still so after it (`problems`)."""

    home: Path
    found: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def healthy(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class RemoveReport:
    """How many talks were erased, and the sources and talks (ids) that they were."""

    removed: int
    sources: tuple[str, ...]
    talks: tuple[str, ...]


def status(settings: Settings) -> Status:
    """What is indexed, from which sources, by which embedder, how large, and whether it is sound.

    Raises EmptyLibrary or LibraryError.
    """
    embedder = load_embedder(settings, at_once=False)
    with Library.open(settings.home) as library:
        kept = library.embedders()
        return Status(
            home=settings.home,
            talks=library.talk_count,
            with_transcript=len(library.with_transcript()),
            passages=library.passage_count,
            embedder=embedder.fingerprint,
            embedded=len(library.embedded_ids(embedder.fingerprint)),
            other_embedders={name: n for name, n in kept.items() if name != embedder.fingerprint},
            chroma=settings.chroma_url,
            size=_size(settings.home),
            sources=library.sources(),
            problems=_index_problems(library, embedder, server_of(settings)),
        )


def check(
    settings: Settings, *, repair: bool = False, progress: Callable[[Progress], None] | None = None
) -> CheckReport:
    """Read the whole library and its vector index and say what is wrong.

    With `repair`, whatever can be made from the records is made again, without embedding what the
    cache has, and what was erased leaves the log. Raises EmptyLibrary, LibraryError, Busy or
    EmbedderError.
    """
    embedder = load_embedder(settings, at_once=False)
    with Library.open(settings.home) as library:
        server = server_of(settings)
        found = _problems(library, embedder, server)
        if not repair or library.damage():
            return CheckReport(settings.home, found, found)
        with write_lock(settings.home):
            if not library.words_are_sound():
                with library.writing() as writer:
                    writer.analyse_again(timed(progress))
            if found:
                update(library, embedder, server=server, progress=timed(progress))
            library.empty_log()
        left = _problems(library, embedder, server) if found else ()
        return CheckReport(settings.home, found, left)


def remove(
    settings: Settings, *wanted: str, progress: Callable[[Progress], None] | None = None
) -> RemoveReport:
    """Erase talks, by their ids, and all that files, folders or archives gave, by their paths.

    Library, vectors and caches forget them, down to the bytes of their files; the files that they
    came from stay. Raises LibraryError, before anything is erased, when there is no such talk or
    source.
    """
    embedder = load_embedder(settings, at_once=False)
    with write_lock(settings.home), Library.open(settings.home) as library:
        before = library.talk_ids()
        chosen = [pair for what in wanted for pair in _chosen(library, what)]
        server = server_of(settings)
        forget(library, server)
        with library.writing() as writer:
            for source, talk in chosen:
                writer.unsay(source, talk)
            for talk in {talk for _, talk in chosen}:
                writer.settle(talk)
            writer.remember((), {folder_of(source) for source, _ in chosen})
            writer.sweep()
            writer.forget_maps()
            # Chroma only marks what it deletes, so no index may grow out of one that had them.
            writer.unpublish()
        update(library, embedder, server=server, progress=timed(progress))
        gone = before - library.talk_ids()
        if not library.empty_log():
            raise Busy(
                f"{len(gone)} talks are erased, but another talkbot kept their old pages in use: "
                "end it, then run `talkbot check --repair`."
            )
    sources = sorted({source for source, _ in chosen})
    return RemoveReport(len(gone), tuple(sources), tuple(sorted(gone)))


def backup(settings: Settings, path: Path) -> int:
    """Copy the whole library into one file, also while others write to it.

    Gives how many talks the file holds. Raises EmptyLibrary or LibraryError.
    """
    with Library.open(settings.home) as library:
        write_backup(library, path)
        return library.talk_count


def restore(
    settings: Settings,
    path: Path,
    *,
    replace: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> int:
    """Make the library of a backup again; the vector index is built from the vectors in it.

    With `replace` in place of what is in the home. Gives how many talks it has. Raises
    LibraryError, Busy or EmbedderError.
    """
    with write_lock(settings.home):
        read_backup(path, settings.home, replace=replace)
        with Library.open(settings.home) as library:
            update(
                library,
                load_embedder(settings, at_once=False),
                server=server_of(settings),
                most=0,
                progress=timed(progress),
            )
            return library.talk_count


def to_json(report: Status | CheckReport | RemoveReport) -> dict[str, Any]:
    """A report as JSON has it, with `healthy` where it says so."""
    record = asdict(report)
    if not isinstance(report, RemoveReport):
        record["home"] = str(report.home)
        record["healthy"] = report.healthy
    return record


def _chosen(library: Library, what: str) -> list[tuple[str, str]]:
    """The (source, talk id) pairs that an id or a path means; an id goes first.

    Raises LibraryError when it means none.
    """
    heard = ((source, talk) for source, (talk, _) in library.transcripts().items())
    pairs = list(dict.fromkeys([*library.origins(), *heard]))
    by_id = [pair for pair in pairs if pair[1] == encodable(what)]
    if by_id:
        return by_id
    path = encodable(str(Path(what).resolve()))
    inside = path.rstrip(os.sep) + os.sep
    by_path = [pair for pair in pairs if pair[0] == path or pair[0].startswith(inside)]
    if by_path:
        return by_path
    raise LibraryError(
        f"There is no talk or source {what!r} here: `talkbot talks` lists the ids and "
        "`talkbot status` the sources."
    )


def _problems(library: Library, embedder: Embedder, server: Server | None) -> tuple[str, ...]:
    broken = library.damage()
    if broken:
        return (
            f"The library's file {library.path} is damaged ({broken}): move it away and ingest "
            "the talks again.",
        )
    words = (
        ()
        if library.words_are_sound()
        else ("The keyword index is damaged: run `talkbot check --repair`.",)
    )
    return words + _index_problems(library, embedder, server)


def _index_problems(library: Library, embedder: Embedder, server: Server | None) -> tuple[str, ...]:
    broken = damage_of(library, embedder.fingerprint, server)
    repair = "run `talkbot check --repair`"
    found = [f"The vector index cannot be used as it is ({broken}): {repair}."] if broken else []
    missing = len(library.unembedded(embedder.fingerprint))
    if missing:
        found.append(f"{missing} passages have no vector yet: {repair} or ingest again.")
    return tuple(found)


def _size(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file())

"""Files, folders and archives of any mix to talks: what a file is, is found from its content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from pathlib import Path

from talkbot.errors import UsageError
from talkbot.formats import (
    captions,
    frontmatter,
    grids,
    ical,
    jsonl,
    jsonld,
    listing,
    pyvideo,
    repeated,
    room_grids,
    sanity,
    schedule,
    schedule_xml,
    sheet,
    tables,
    titles,
    turns,
    videos,
    whisper,
    ytdlp,
)
from talkbot.formats.document import Document, Event, Parsed, Transcript
from talkbot.formats.fields import KEYS
from talkbot.formats.files import documents, place_of
from talkbot.formats.memory import Folder, Source, file_digest, folder_digest, folder_of
from talkbot.talks import Problem, Talk, content_hash


@dataclass(frozen=True, slots=True)
class Reading:
    """What a set of files, folders and archives holds.

    Folders that are `unchanged` since they were read the last time were not read again: their
    talks are not among `talks`, their problems and sources are. `fresh` are those that were read:
    without a digest where what becomes of their talks depends on other files.
    """

    talks: tuple[Talk, ...]
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]
    transcripts: tuple[Transcript, ...] = ()
    unchanged: tuple[Folder, ...] = ()
    fresh: tuple[Folder, ...] = ()


@dataclass(frozen=True, slots=True)
class Importer:
    """A format: `recognise` says why a file has it ("" when it has not), `read` reads it.

    `finish` completes the talks of all its files with what stands in other files.
    """

    name: str
    recognise: Callable[[Document], str]
    read: Callable[[Document], Parsed]
    finish: Callable[[Sequence[Talk], Sequence[Event]], Sequence[Talk]] | None = None


# The first that recognises a file reads it: from the exact to the tolerant, pyvideo's thousands of
# files early.
IMPORTERS = (
    Importer("jsonl", jsonl.recognise, jsonl.read),
    Importer("csv", sheet.recognise, sheet.read),
    Importer("pyvideo-export", videos.recognise, videos.read),
    Importer("pyvideo", pyvideo.recognise, pyvideo.read, pyvideo.finish),
    Importer("jsonld", jsonld.recognise, jsonld.read),
    Importer("yt-dlp", ytdlp.recognise, ytdlp.read, ytdlp.finish),
    Importer("webvtt", captions.recognise_vtt, captions.read_vtt),
    Importer("srt", captions.recognise_srt, captions.read_srt),
    Importer("sbv", captions.recognise_sbv, captions.read_sbv),
    Importer("whisper", whisper.recognise, whisper.read),
    Importer("turns", turns.recognise, turns.read),
    Importer("schedule", schedule.recognise, schedule.read),
    Importer("schedule-xml", schedule_xml.recognise, schedule_xml.read),
    Importer("ical", ical.recognise, ical.read),
    Importer("table", tables.recognise, tables.read),
    Importer("front-matter", frontmatter.recognise, frontmatter.read),
    Importer("page-table", grids.recognise, grids.read),
    Importer("room-grid", room_grids.recognise, room_grids.read),
    Importer("repeated", repeated.recognise, repeated.read),
    Importer("labelled", listing.recognise_labelled, listing.read_labels),
    Importer("listing", listing.recognise, listing.read),
)

# These read what people wrote for people.
_PAGES = ("page-table", "room-grid", "repeated", "labelled", "listing")


def read_paths(
    paths: Sequence[Path],
    columns: Mapping[str, str] | None = None,
    progress: Callable[[int], None] = lambda _: None,
    known: Mapping[str, Folder] | None = None,
) -> Reading:
    """All talks of the given files, folders and archives, each once, with what cannot be used.

    `columns` names, for fields of a talk, the column or key that has it where a file calls it
    otherwise. `progress` is told the number of talks so far. A folder of `known` (by its path)
    whose files are what they were is not read again. Raises SourceError when a path does not
    exist and UsageError for an unknown field; everything else becomes a Problem.
    """
    if unknown := sorted((columns or {}).keys() - KEYS.keys()):
        names = ", ".join(KEYS)
        raise UsageError(f"There is no field {unknown[0]!r}: map one of {names}.")
    renamed = tuple((columns or {}).items())
    known = known or {}
    pieces: list[_Piece] = []
    digests: dict[str, list[bytes]] = defaultdict(list)
    waiting: dict[str, list[tuple[int, Document | Problem]]] = defaultdict(list)
    count = 0

    def take(order: int, found: Document | Problem) -> None:
        nonlocal count
        pieces.append(_piece(order, found))
        count += len(pieces[-1].parsed.talks)
        progress(count)

    for order, found in enumerate(_found(paths)):
        if renamed and isinstance(found, Document):
            found = replace(found, columns=renamed)
        folder = _folder_of(found)
        digests[folder].append(file_digest(found))
        if folder in known:
            waiting[folder].append((order, found))
        else:
            take(order, found)
    made = {folder: folder_digest(each) for folder, each in digests.items()}
    unread = {name for name in waiting if known[name].digest == made[name]}
    changed = waiting.keys() - unread
    while True:
        for name in changed:
            for order, found in waiting[name]:
                take(order, found)
        pieces.sort(key=lambda piece: piece.order)
        talks = _finished(pieces)
        # Which of two files gives a talk is decided between them: then both are read.
        ids = {talk.id for talk in talks}
        changed = {name for name in unread if any(talk in ids for _, talk, _ in known[name].talks)}
        if not changed:
            break
        unread -= changed
    return _reading(pieces, talks, made, {name: known[name] for name in unread})


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one file gave: its place in the order of all, its folder and its format."""

    order: int
    folder: str
    source: Source | None
    parsed: Parsed


def _folder_of(found: Document | Problem) -> str:
    return folder_of(found.path if isinstance(found, Problem) else found.source)


def _piece(order: int, document: Document | Problem) -> _Piece:
    folder = _folder_of(document)
    if isinstance(document, Problem):
        return _Piece(order, folder, None, Parsed(problems=(document,)))
    taken = next(((i, why) for i in IMPORTERS if (why := i.recognise(document))), None)
    if taken is None:
        problem = listing.why_not(document) or document.problem(
            0, "No talk was recognised in this file."
        )
        return _Piece(order, folder, None, Parsed(problems=(problem,)))
    importer, why = taken
    parsed = importer.read(document)
    if importer.name in _PAGES:
        parsed = sanity.checked(document, titles.settled(document, parsed))
    counts = len(parsed.talks), len(parsed.transcripts)
    if not (any(counts) or parsed.problems or parsed.events):
        problem = document.problem(0, f"No talk is in this file, which was read as {why}.")
        parsed = replace(parsed, problems=(problem,))
    return _Piece(order, folder, Source(document.path, importer.name, why, *counts), parsed)


def _finished(pieces: Iterable[_Piece]) -> list[Talk]:
    """The talks of all files, format by format, each completed with what other files say."""
    read: dict[str, list[Talk]] = {importer.name: [] for importer in IMPORTERS}
    events: list[Event] = []
    for piece in pieces:
        events += piece.parsed.events
        if piece.source:
            read[piece.source.format] += piece.parsed.talks
    talks: list[Talk] = []
    for importer in IMPORTERS:
        own = read[importer.name]
        talks += importer.finish(own, events) if importer.finish else own
    return talks


def _reading(
    pieces: Sequence[_Piece],
    talks: Sequence[Talk],
    digests: Mapping[str, str],
    unread: Mapping[str, Folder],
) -> Reading:
    """All that was found, folder by folder in the order of `digests`."""
    merged, clashes = _merged(talks)
    folders = {name: unread.get(name) or Folder(name, digests[name]) for name in digests}
    for name, group in groupby(sorted(pieces, key=_folder), _folder):
        parts = tuple(group)
        given = tuple(p.source for p in parts if p.source and p.source.gives)
        said = tuple(problem for p in parts for problem in p.parsed.problems)
        before = folders[name]
        folders[name] = replace(
            before, problems=(*before.problems, *said), sources=(*before.sources, *given)
        )
    # Where talks are given twice, or with a transcript, what becomes of them depends on others.
    kept = set(map(id, merged))
    tied = {folder_of(talk.source) for talk in talks if id(talk) not in kept}
    tied |= {piece.folder for piece in pieces if piece.parsed.transcripts}
    return Reading(
        talks=merged,
        problems=(*chain.from_iterable(f.problems for f in folders.values()), *clashes),
        sources=tuple(chain.from_iterable(f.sources for f in folders.values())),
        transcripts=tuple(t for piece in pieces for t in piece.parsed.transcripts),
        unchanged=tuple(unread.values()),
        fresh=tuple(
            replace(folder, digest="") if name in tied else folder
            for name, folder in folders.items()
            if name not in unread
        ),
    )


def _folder(piece: _Piece) -> str:
    return piece.folder


def _found(paths: Sequence[Path]) -> Iterable[Document | Problem]:
    for path in paths:
        place_of(path)
    return (found for path in paths for found in documents(path))


def _merged(talks: Sequence[Talk]) -> tuple[tuple[Talk, ...], list[Problem]]:
    """Each talk once; the same talk with other content is kept out and reported."""
    kept: dict[str, Talk] = {}
    problems: list[Problem] = []
    for talk in talks:
        first = kept.setdefault(talk.id, talk)
        if first is not talk and content_hash(first) != content_hash(talk):
            problems.append(
                Problem(
                    talk.source,
                    0,
                    f"{talk.title[:80]!r} is also in {first.source} with other content; "
                    "that one was kept.",
                )
            )
    return tuple(kept.values()), problems

"""Files, folders and archives of any mix to talks: what a file is, is found from its content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from talkbot.errors import SourceError, UsageError
from talkbot.formats import (
    captions,
    frontmatter,
    grids,
    ical,
    jsonl,
    jsonld,
    listing,
    pyvideo,
    schedule,
    schedule_xml,
    sheet,
    tables,
    turns,
    videos,
    whisper,
    ytdlp,
)
from talkbot.formats.document import Document, Event, Parsed, Transcript
from talkbot.formats.fields import KEYS
from talkbot.formats.files import documents
from talkbot.talks import Problem, Talk, content_hash


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was recognised: its format, why it was taken for that, how much it gave."""

    path: str
    format: str
    why: str
    talks: int
    transcripts: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a set of files, folders and archives holds."""

    talks: tuple[Talk, ...]
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]
    transcripts: tuple[Transcript, ...] = ()


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
    Importer("yt-dlp", ytdlp.recognise, ytdlp.read),
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
    Importer("labelled", listing.recognise_labelled, listing.read_labels),
    Importer("listing", listing.recognise, listing.read),
)


def read_paths(
    paths: Sequence[Path],
    columns: Mapping[str, str] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Reading:
    """All talks of the given files, folders and archives, each once, with what cannot be used.

    `columns` names, for fields of a talk, the column or key that has it where a file calls it
    otherwise. `progress` is told the number of talks so far. Raises SourceError when a path does
    not exist and UsageError for an unknown field; everything else becomes a Problem.
    """
    if unknown := sorted((columns or {}).keys() - KEYS.keys()):
        known = ", ".join(KEYS)
        raise UsageError(f"There is no field {unknown[0]!r}: map one of {known}.")
    renamed = tuple((columns or {}).items())
    read: dict[str, list[Talk]] = {importer.name: [] for importer in IMPORTERS}
    events: list[Event] = []
    problems: list[Problem] = []
    sources: list[Source] = []
    transcripts: list[Transcript] = []
    count = 0
    for found in _found(paths):
        if isinstance(found, Problem):
            problems.append(found)
            continue
        document = replace(found, columns=renamed) if renamed else found
        taken = next(((i, why) for i in IMPORTERS if (why := i.recognise(document))), None)
        if taken is None:
            problems.append(document.problem(0, "No talk was recognised in this file."))
            continue
        importer, why = taken
        parsed = importer.read(document)
        read[importer.name] += parsed.talks
        events += parsed.events
        problems += parsed.problems
        transcripts += parsed.transcripts
        counts = len(parsed.talks), len(parsed.transcripts)
        if any(counts):
            sources.append(Source(document.path, importer.name, why, *counts))
        elif not (parsed.problems or parsed.events):
            problems.append(document.problem(0, f"No talk is in this file, though {why}."))
        count += len(parsed.talks)
        progress(count)
    talks: list[Talk] = []
    for importer in IMPORTERS:
        own = read[importer.name]
        talks += importer.finish(own, events) if importer.finish else own
    merged, clashes = _merged(talks)
    return Reading(merged, (*problems, *clashes), tuple(sources), tuple(transcripts))


def _found(paths: Sequence[Path]) -> Iterable[Document | Problem]:
    for path in paths:
        if not path.exists():
            raise SourceError(f"{path} does not exist: give a file, folder or archive with talks.")
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

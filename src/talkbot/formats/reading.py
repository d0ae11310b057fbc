"""Files and folders of any mix to talks: what each file is, is found from its content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from talkbot.errors import SourceError
from talkbot.formats import jsonl, listing
from talkbot.formats.document import Document, Parsed, decode
from talkbot.talks import Problem, Talk, content_hash


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was recognised: its format, why it was taken for that, its number of talks."""

    path: str
    format: str
    why: str
    talks: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a set of files, folders and archives holds."""

    talks: tuple[Talk, ...]
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Importer:
    """A format: `recognise` says why a file has it ("" when it has not), `read` reads it."""

    name: str
    recognise: Callable[[Document], str]
    read: Callable[[Document], Parsed]


IMPORTERS = (
    Importer("jsonl", jsonl.recognise, jsonl.read),
    Importer("listing", listing.recognise, listing.read),
)


def read_paths(paths: Sequence[Path]) -> Reading:
    """All talks of the given files and folders, each once, with whatever could not be used.

    Raises SourceError when a given path does not exist; everything else becomes a Problem.
    """
    talks: list[Talk] = []
    problems: list[Problem] = []
    sources: list[Source] = []
    for path in paths:
        if not path.exists():
            raise SourceError(f"{path} does not exist: give a file or folder with talks.")
        for document in _documents(path, problems):
            for importer in IMPORTERS:
                if why := importer.recognise(document):
                    parsed = importer.read(document)
                    talks += parsed.talks
                    problems += parsed.problems
                    sources.append(Source(document.path, importer.name, why, len(parsed.talks)))
                    break
            else:
                problems.append(document.problem(0, "No talk was recognised in this file."))
    merged, clashes = _merged(talks)
    return Reading(merged, (*problems, *clashes), tuple(sources))


def _documents(path: Path, problems: list[Problem]) -> Iterator[Document]:
    if path.is_dir():
        for entry in sorted(path.iterdir()):
            if not entry.name.startswith(".") and not entry.is_symlink():
                yield from _documents(entry, problems)
        return
    text = decode(path.read_bytes())
    if text is None:
        problems.append(Problem(str(path), 0, "This is not a text file; it was left out."))
    else:
        yield Document(str(path), str(path.resolve()), text)


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

"""Which talk a transcript belongs to: by video, id, title, or what its file is called."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from talkbot.formats.document import Transcript
from talkbot.formats.links import video_id
from talkbot.languages import language_code
from talkbot.talks import Problem, Talk, fold, slug

_ENDINGS = re.compile(
    r"\.(?:vtt|srt|sbv|json3?|md|markdown|txt|mp4|m4v|webm|mkv|mov|ogv|mp3|m4a|ogg|opus|wav|flac)$",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"\.([a-z]{2,3})(?:[-_][a-z\d]{2,8})*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[\[({]([^\[\](){}]+)[\])}]\s*$")
_HASH = re.compile(r"-[\da-f]{8}$")
_VIDEO_AT_END = re.compile(r"[-_. ]([\w-]{11})$")


@dataclass(frozen=True, slots=True)
class Matching:
    """Transcripts with the id of their talk; those that fit none; and the talks that only
    transcripts give."""

    attached: tuple[tuple[Transcript, str], ...] = ()
    waiting: tuple[Transcript, ...] = ()
    talks: tuple[Talk, ...] = ()
    problems: tuple[Problem, ...] = ()


def match(transcripts: Sequence[Transcript], talks: Iterable[Talk]) -> Matching:
    """Find the talk of each transcript; one transcript a talk.

    A transcript whose file holds a record of its own, and which fits no other talk, brings that
    record as a talk. Others that fit none, or several, wait, and become problems.
    """
    if not transcripts:
        return Matching()
    shelf = _Shelf(talks)
    taken: dict[str, list[Transcript]] = defaultdict(list)
    own: dict[str, Talk] = {}
    waiting: list[Transcript] = []
    problems: list[Problem] = []
    for transcript in transcripts:
        fitting = shelf.fitting(transcript)
        if len(fitting) == 1:
            taken[fitting[0].id].append(transcript)
        elif not fitting and transcript.talk:
            own.setdefault(transcript.talk.id, transcript.talk)
            taken[transcript.talk.id].append(transcript)
        else:
            problems.append(Problem(transcript.path, 0, _unmatched(fitting)))
            waiting.append(transcript)
    attached: list[tuple[Transcript, str]] = []
    for talk_id, several in taken.items():
        talk = shelf.by_id.get(talk_id) or own[talk_id]
        first, *others = sorted(several, key=lambda each: _rank(each, talk))
        attached.append((first, talk_id))
        problems += (
            Problem(
                other.path,
                0,
                f"{talk.title[:80]!r} has its transcript from {first.path}; this one was left out.",
            )
            for other in others
        )
    return Matching(tuple(attached), tuple(waiting), tuple(own.values()), tuple(problems))


def _unmatched(fitting: Sequence[Talk]) -> str:
    if not fitting:
        return (
            "No talk fits this transcript: it waits until its talk is ingested. If the talk is "
            "there, name the file after its id, its video's id or its title (`talkbot talks` "
            "lists them) and ingest it again."
        )
    ids = ", ".join(talk.id for talk in fitting[:3]) + (", ..." if len(fitting) > 3 else "")
    return (
        f"This transcript fits {len(fitting)} talks ({ids}), so it was given to none: name the "
        "file after the id of the right one and ingest it again."
    )


def _rank(transcript: Transcript, talk: Talk) -> tuple[bool, bool, str]:
    """In the talk's language first, then with speakers."""
    language = transcript.language or language_of(transcript.path)
    known = language_code(talk.language) or "en"
    return language not in ("", known), not any(c.speaker for c in transcript.cues), transcript.path


def language_of(path: str) -> str:
    """The language that a file name such as "talk.en-US.vtt" gives, or ""."""
    found = _LANGUAGE.search(_bare(PurePosixPath(path).name))
    return language_code(found[1]) if found else ""


def _bare(name: str) -> str:
    """A file's name without the endings of captions and media."""
    while shorter := _ENDINGS.sub("", name):
        if shorter == name:
            break
        name = shorter
    return name


@dataclass(frozen=True)
class _Clues:
    """What a transcript's file name says of its talk."""

    transcript: Transcript

    @cached_property
    def stems(self) -> tuple[str, ...]:
        bare = _bare(PurePosixPath(self.transcript.path).name)
        return tuple(dict.fromkeys((bare, _LANGUAGE.sub("", bare))))

    @cached_property
    def names(self) -> tuple[str, ...]:
        found = [self.transcript.key, *self.stems]
        for stem in self.stems:
            for pattern in (_IN_BRACKETS, _VIDEO_AT_END):
                if inner := pattern.search(stem):
                    found.append(inner[1])
        return tuple(name.strip().casefold() for name in found if name.strip())

    @cached_property
    def titles(self) -> tuple[str, ...]:
        stems = (_IN_BRACKETS.sub("", stem) for stem in self.stems)
        return tuple(dict.fromkeys(filter(None, map(_slug, stems))))

    @cached_property
    def place(self) -> str:
        """The words of the path, for telling apart talks of one title."""
        parts = PurePosixPath(self.transcript.source).parts[-3:]
        return _padded(_slug(" ".join((*parts, self.transcript.title))))


class _Shelf:
    """The talks, by everything that a transcript may know of them."""

    def __init__(self, talks: Iterable[Talk]) -> None:
        self.by_id = {talk.id: talk for talk in talks}
        self._videos: dict[str, list[Talk]] = defaultdict(list)
        self._names: dict[str, list[Talk]] = defaultdict(list)
        self._titles: dict[str, list[Talk]] = defaultdict(list)
        self._slugs: dict[str, list[Talk]] = defaultdict(list)
        alone = Counter(talk.source for talk in self.by_id.values())
        for talk in self.by_id.values():
            for url in filter(None, map(video_id, (talk.video_url, talk.url))):
                self._videos[url].append(talk)
            for name in _names(talk, alone[talk.source] == 1):
                self._names[name.casefold()].append(talk)
            self._titles[fold(talk.title)].append(talk)
            self._slugs[_slug(talk.title)].append(talk)

    def fitting(self, transcript: Transcript) -> list[Talk]:
        """The talks that it may belong to, by the surest of its clues that any talk fits."""
        clues = _Clues(transcript)
        ways: tuple[Callable[[], list[Talk]], ...] = (
            lambda: self._videos.get(video_id(transcript.url), []),
            lambda: [talk for name in clues.names for talk in self._names.get(name, [])],
            lambda: self._titles.get(fold(transcript.title), []) if transcript.title else [],
            lambda: [talk for title in clues.titles for talk in self._slugs.get(title, [])],
            lambda: self._by_part(clues),
        )
        for way in ways:
            found = {
                t.id: t for t in way() if not transcript.source or t.source != transcript.source
            }
            if found:
                return _narrowed(list(found.values()), clues)
        return []

    def _by_part(self, clues: _Clues) -> list[Talk]:
        """The talks whose title stands in the file's name, or that begin with all of it."""
        best: dict[int, list[Talk]] = defaultdict(list)
        for title, talks in self._slugs.items():
            for name in clues.titles:
                if _padded(title) in _padded(name):
                    best[len(title)] += (talk for talk in talks if _explained(name, title, talk))
                elif name.count("-") >= 3 and title.startswith(f"{name}-"):
                    best[len(name)] += talks
        sizes = [size for size, talks in best.items() if talks]
        return best[max(sizes)] if sizes else []


def _explained(name: str, title: str, talk: Talk) -> bool:
    """Whether a name that holds a title means that talk: by a long title, or because what else
    it says is the talk's too."""
    speakers = [speaker.name for speaker in talk.speakers]
    own = _slug(" ".join((title, *speakers, talk.event, talk.track, talk.room, talk.start[:10])))
    return title.count("-") >= 3 or set(name.split("-")) <= set(own.split("-"))


def _names(talk: Talk, alone: bool) -> set[str]:
    """What a file that belongs to the talk may be called, apart from its title."""
    video = video_id(talk.video_url).rpartition(":")[2]
    found = {talk.id, _HASH.sub("", talk.id), video}
    for url in (url for url in (talk.video_url, talk.url) if "?" not in url):
        found.add(_bare(PurePosixPath(url.split("#")[0].rstrip("/")).name))
    if alone:
        found.add(_bare(PurePosixPath(talk.source).name).removesuffix(".info"))
    return {name for name in found if name}


def _narrowed(talks: list[Talk], clues: _Clues) -> list[Talk]:
    """Of several talks those whose speakers, event, folder or year the file's path names."""
    folder = PurePosixPath(clues.transcript.source).parent
    tests: tuple[Callable[[Talk], bool], ...] = (
        lambda t: bool(t.speakers) and all(_named(s.name, clues.place) for s in t.speakers),
        lambda t: bool(t.event) and _padded(_slug(t.event)) in clues.place,
        lambda t: PurePosixPath(t.source).parent == folder,
        lambda t: t.year is not None and _padded(str(t.year)) in clues.place,
    )
    for test in tests:
        if len(talks) > 1:
            talks = [talk for talk in talks if test(talk)] or talks
    return talks


def _named(name: str, place: str) -> bool:
    last = _slug(name).rpartition("-")[2]
    return bool(last) and _padded(last) in place


def _slug(text: str) -> str:
    return slug(text.replace("_", " "), 1000)


def _padded(words: str) -> str:
    return f"-{words}-"

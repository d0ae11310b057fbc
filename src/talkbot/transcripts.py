"""Which transcripts the library shall hold, and for which talks.

A transcript joins its talk whether both are read at once or one after the other. One that fits no
talk waits in the library, and so does one whose talk went away: each ingest tries them again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from talkbot.formats.document import Transcript
from talkbot.formats.matching import match
from talkbot.library import Library
from talkbot.library.records import transcript_to_row
from talkbot.talks import Problem, Talk


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcript to keep, with its content hash, for the talk `talk_id` ("": none yet).

    `before` is the talk it belonged to so far.
    """

    transcript: Transcript
    talk_id: str
    content: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What an ingest changes about transcripts.

    `talks` are those that only a transcript's file gives; `attached` maps the talks that have a
    transcript of this reading to it; `heard` are new or changed, `unheard` are the (source, talk
    id) of those that are no longer there.
    """

    talks: tuple[Talk, ...] = ()
    attached: tuple[tuple[Transcript, str], ...] = ()
    heard: tuple[Heard, ...] = ()
    unheard: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    def changed(self) -> set[str]:
        """The ids of the talks whose transcript comes, changes or goes."""
        ids = {heard.talk_id for heard in self.heard} | {heard.before for heard in self.heard}
        return (ids | {talk for _, talk in self.unheard}) - {""}


def attach(
    transcripts: Sequence[Transcript],
    talks: Sequence[Talk],
    library: Library | None,
    read_again: Callable[[str], bool],
) -> Attachment:
    """Bring the transcripts and talks just read together with those of the library.

    `read_again` says whether a source was read this time: what it gave before and does not give
    now is gone.
    """
    known = library.transcripts() if library else {}
    if not transcripts and not known:
        return Attachment()
    origins = library.origins() if library else {}
    read = {talk.id for talk in talks}
    kept = {talk for source, talk in origins if not read_again(source)} - read
    now = {transcript.source for transcript in transcripts}
    loose = [
        transcript
        for source, (talk, _) in known.items()
        if source not in now and not read_again(source) and talk not in read | kept
        if library and (transcript := library.transcript(source))
    ]
    others = [t for t in library.talks() if t.id in kept] if library and (now or loose) else []
    found = match([*transcripts, *loose], [*talks, *others])
    waited = {source for source, (talk, _) in known.items() if not talk}
    heard = [
        Heard(transcript, talk, _content(transcript), known.get(transcript.source, ("", ""))[0])
        for transcript, talk in (*found.attached, *((t, "") for t in found.waiting))
    ]
    stays = {each.transcript.source for each in heard}
    return Attachment(
        talks=found.talks,
        attached=found.attached,
        heard=tuple(
            each
            for each in heard
            if known.get(each.transcript.source) != (each.talk_id, each.content)
        ),
        unheard=tuple(
            (source, talk)
            for source, (talk, _) in known.items()
            if source not in stays and (source in now or read_again(source))
        ),
        problems=tuple(
            problem
            for problem in found.problems
            if problem.path not in waited or problem.path in now
        ),
    )


def with_transcripts(talks: Sequence[Talk], attachment: Attachment) -> tuple[Talk, ...]:
    """The talks that were read, with the transcripts that were read for them."""
    cues = {talk: transcript.cues for transcript, talk in attachment.attached}
    return tuple(
        replace(talk, transcript=cues[talk.id]) if talk.id in cues else talk
        for talk in (*talks, *attachment.talks)
    )


def _content(transcript: Transcript) -> str:
    clues, cues = transcript_to_row(transcript)
    return hashlib.sha256(clues + b"\0" + cues).hexdigest()

"""Puts an answer together: Markdown, claims and numbered citations that stay in step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from talkbot.answers import ROWS_SHOWN, Answer, Citation, Claim, TalkRef
from talkbot.moments import day_and_hour, length, moment_url
from talkbot.passages import cue_at
from talkbot.questions import Query
from talkbot.talks import Field, Talk

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scored:
    """A talk and how well it fits, for ordering and for `talks`."""

    talk: Talk
    score: float = 1.0


class Builder:
    """Collects the parts of one answer in reading order.

    The same quote is cited once, under one number.
    """

    def __init__(self, query: Query, question: str, model: str = "extractive"):
        self._query = query
        self._question = question
        self._model = model
        self._blocks: list[str] = []
        self._claims: list[Claim] = []
        self._citations: dict[tuple[object, ...], Citation] = {}

    @property
    def first(self) -> int:
        """The number of the first row that is shown of a list."""
        return self._query.skip + 1

    def page(self, rows: Sequence[T]) -> Sequence[T]:
        """The rows of a list that are shown, twenty at most."""
        return rows[self._query.skip : self._query.skip + ROWS_SHOWN]

    def left(self, total: int) -> int:
        """How many of `total` rows come after those that are shown."""
        return max(0, total - self._query.skip - ROWS_SHOWN)

    def cite(
        self,
        talk: Talk,
        field: Field,
        quote: str,
        start: int | None = None,
        end: int | None = None,
        speaker: int | None = None,
    ) -> int:
        """The number of a citation; a new one when this quote was not cited yet."""
        key = (talk.id, field, speaker, start, end, quote)
        if key not in self._citations:
            n = len(self._citations) + 1
            self._citations[key] = citation(n, talk, field, quote, start, end, speaker)
        return self._citations[key].n

    def claim(
        self, text: str, numbers: Sequence[int], *, support: float = 1.0, prefix: str = ""
    ) -> str:
        """Record a claim; gives it back as Markdown with its marks, after `prefix`."""
        unique = tuple(dict.fromkeys(numbers))
        self._claims.append(Claim(plain(text), unique, support))
        return prefix + text + (" " + "".join(f"[{n}]" for n in unique) if unique else "")

    def support_first(self, numbers: Sequence[int]) -> None:
        """Let the first claim rest on these citations without printing their marks after it.

        For a headline such as "20 talks", whose rows below carry the marks.
        """
        unique = tuple(dict.fromkeys((*self._claims[0].citations, *numbers)))
        self._claims[0] = replace(self._claims[0], citations=unique)

    def block(self, markdown: str) -> None:
        """Add a paragraph, list or table."""
        self._blocks.append(markdown)

    @property
    def text(self) -> str:
        return "\n\n".join(self._blocks)

    def answered(
        self, talks: Iterable[Scored], *, notice: str = "", kind: str | None = None
    ) -> Answer:
        """The finished answer about these talks."""
        return self._answer("answered", talks=refs(talks), notice=notice, kind=kind)

    def abstained(
        self,
        nearest: Iterable[Scored],
        *,
        bar: float = 1.0,
        notice: str = "",
        kind: str | None = None,
    ) -> Answer:
        """The finished refusal, with the talks that come nearest.

        Its text lists those with a score of `bar` or more, those that the question names unless
        told otherwise. What the text says already is not listed.
        """
        self._claims.clear()
        self._citations.clear()
        near = list(nearest)
        said = self.text
        shown = [n for n in near if n.score >= bar and title_md(n.talk) not in said]
        # Of a speaker and a year that do not meet, it is the speaker's talks that come near.
        named = [m.talk_ids for m in self._query.named("speaker", "title")]
        theirs = [n for n in shown if any(n.talk.id in ids for ids in named)]
        shown = theirs or shown
        if shown:
            self.block(f"The nearest {'is' if len(shown) == 1 else 'are'}:")
            rows = [f"- {title_md(n.talk)} — {speakers_md(n.talk)}" for n in shown]
            self.block("\n".join(row.removesuffix(" — ") for row in rows))
        return self._answer("abstained", nearest=refs(near), notice=notice, kind=kind)

    def _answer(
        self,
        status: str,
        *,
        talks: tuple[TalkRef, ...] = (),
        nearest: tuple[TalkRef, ...] = (),
        notice: str = "",
        kind: str | None = None,
    ) -> Answer:
        return Answer(
            question=self._question,
            standalone_question=self._query.question,
            kind=kind or self._query.kind,
            status="answered" if status == "answered" else "abstained",
            text=self.text,
            claims=tuple(self._claims),
            citations=tuple(self._citations.values()),
            talks=talks,
            nearest=nearest,
            model=self._model,
            notice=notice,
        )


def citation(
    n: int,
    talk: Talk,
    field: Field,
    quote: str,
    start: int | None = None,
    end: int | None = None,
    speaker: int | None = None,
) -> Citation:
    """A citation whose time and link come from the record."""
    # A talk that was just removed comes without its cues.
    spoken = field == "transcript" and start is not None and talk.transcript
    time = cue_at(talk, start).start if spoken and start is not None else None
    video = moment_url(talk.video_url, time) if time is not None and talk.video_url else ""
    return Citation(
        n=n,
        talk_id=talk.id,
        title=talk.title,
        speakers=tuple(s.name for s in talk.speakers),
        field=field,
        quote=quote,
        start=start,
        end=end,
        speaker=speaker,
        time=time,
        url=video or safe_url(talk.video_url) or safe_url(talk.url),
        shown=_read(talk, quote) if field == "record" and speaker is None else "",
    )


def _read(talk: Talk, value: str) -> str:
    """A value of a record as people read it, "" where that is the value itself."""
    if value == talk.start != day_and_hour(value):
        return day_and_hour(value)
    others = (talk.title, talk.event, talk.track, talk.room, *talk.tags)
    return length(talk.duration) if value == seconds(talk) and value not in others else ""


def seconds(talk: Talk) -> str:
    """How long a talk took as a record is quoted: its seconds, "" where it does not say."""
    return f"{talk.duration:g}" if talk.duration else ""


def safe_url(url: str) -> str:
    """The URL when it is a web address, else ""."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def refs(talks: Iterable[Scored]) -> tuple[TalkRef, ...]:
    return tuple(
        TalkRef(t.talk.id, t.talk.title, tuple(s.name for s in t.talk.speakers), round(t.score, 4))
        for t in talks
    )


_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>#|~"})


def escape(text: str) -> str:
    """Record text as Markdown that shows exactly that text, on one line."""
    return " ".join(text.split()).translate(_SPECIAL)


def plain(markdown: str) -> str:
    """The text that a piece of Markdown made here shows."""
    out: list[str] = []
    escaped = False
    for char in markdown:
        if char == "\\" and not escaped:
            escaped = True
            continue
        if char != "*" or escaped:
            out.append(char)
        escaped = False
    return "".join(out)


def title_md(talk: Talk) -> str:
    return f"**{escape(talk.title)}**"


def speakers_md(talk: Talk, *, places: bool = True) -> str:
    """ "Name (Affiliation), Name (Affiliation)"; "" for a talk without speakers."""
    parts = [
        escape(s.name) + (f" ({escape(s.affiliation)})" if places and s.affiliation else "")
        for s in talk.speakers
    ]
    return ", ".join(parts)


def heading_md(talk: Talk, *, places: bool = True) -> str:
    """ "**Title** — Name (Affiliation)"."""
    names = speakers_md(talk, places=places)
    return f"{title_md(talk)} — {names}" if names else title_md(talk)


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")

"""The records everything else is about: talks, their speakers, transcripts and passages.

Frozen and free of I/O. All text is plain (no markup); every offset counts Python characters.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Field = Literal["abstract", "bio", "transcript", "record"]
"""Where a quote stands: the abstract, a speaker's bio, the transcript, or a value of the record."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One person giving a talk.

    `name` and `affiliation` stay as printed; only a role ("Assistant Professor") is split off.
    `raw` is the line that both came from, so that a filter can look into it.
    """

    name: str
    affiliation: str = ""
    role: str = ""
    bio: str = ""
    url: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A timed piece of a transcript; `start` and `end` in seconds from the beginning."""

    start: float
    end: float
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One recorded talk.

    `start` is the date or date and time in ISO 8601 as far as the source gives it ("2019",
    "2019-05-02", "2019-05-02T10:00:00+02:00"), never completed by guessing; `date_text` is the
    source's own wording. `duration` is in seconds, 0 when unknown. `language` is an ISO 639 code
    or "". `source` names the file it was read from.
    """

    id: str
    title: str
    speakers: tuple[Speaker, ...] = ()
    abstract: str = ""
    event: str = ""
    track: str = ""
    room: str = ""
    start: str = ""
    date_text: str = ""
    duration: float = 0.0
    language: str = ""
    tags: tuple[str, ...] = ()
    url: str = ""
    video_url: str = ""
    slides_url: str = ""
    transcript: tuple[Cue, ...] = ()
    source: str = ""

    @property
    def transcript_text(self) -> str:
        """The text that transcript offsets count in: the cues joined by one space."""
        return " ".join(cue.text for cue in self.transcript)

    @property
    def year(self) -> int | None:
        """The year of the talk when the record gives one."""
        match = re.match(r"(\d{4})(?!\d)", self.start)
        return int(match.group(1)) if match else None

    def text_of(self, name: Field, speaker: int | None = None) -> str:
        """The text that a quote's offsets count in; "" for `record`, which has none."""
        if name == "abstract":
            return self.abstract
        if name == "transcript":
            return self.transcript_text
        if name == "bio" and speaker is not None and 0 <= speaker < len(self.speakers):
            return self.speakers[speaker].bio
        return ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one field of a talk, the unit of retrieval.

    `text` is exactly `talk.text_of(field, speaker)[start:end]`, so it can be quoted. What is
    indexed is `indexed_text`: the title and speakers in front, which help to find a passage but
    are not part of its quotable text. `time` is the second at which a transcript passage starts.
    `cuts` are the offsets in `text` at which the sentences of a transcript begin, since speech
    often comes without full stops; empty elsewhere. See `passages.sentences_of`.
    """

    id: str
    talk_id: str
    field: Field
    speaker: int | None
    start: int
    end: int
    text: str
    heading: str = ""
    time: float | None = None
    cuts: tuple[int, ...] = ()

    @property
    def indexed_text(self) -> str:
        return f"{self.heading}\n{self.text}" if self.heading else self.text


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be used, and where, and what to do about it."""

    path: str
    line: int
    message: str


def fold(text: str) -> str:
    """Lower case without accents, and typographic quotes, dashes and spaces made plain.

    For comparing only; the length may change.
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    bare = unicodedata.normalize("NFKD", text).translate(_PLAIN)
    return " ".join(bare.casefold().split())


class _Plain(dict[int, int | None]):
    """What `fold` makes of each character, worked out when it is first met: None drops it."""

    def __missing__(self, code: int) -> int | None:
        self[code] = made = None if unicodedata.combining(chr(code)) else code
        return made


_PLAIN = _Plain(
    dict.fromkeys((0x2018, 0x2019, 0x02BC), ord("'"))
    | dict.fromkeys((0x201C, 0x201D), ord('"'))
    | dict.fromkeys((*range(0x2010, 0x2016), 0x2212), ord("-"))
    # Letters with a stroke, which Unicode does not take for a plain one with an accent.
    | {ord(a): ord(b) for a, b in zip("łŁøØđĐðÐıħĦŧŦ", "lLoOdDdDihHtT", strict=True)}
)


def fold_in_place(text: str) -> str:
    """Like `fold`, but character by character: every offset stays where it was."""
    return "".join((fold(char) or char)[:1] if not char.isspace() else " " for char in text)


def slug(text: str, limit: int = 60) -> str:
    """Lower-case words joined by hyphens, cut at a word; may be "" for a text without letters."""
    words = re.sub(r"[^\w]+", "-", fold(text)).strip("-_")
    if len(words) <= limit:
        return words
    return words[: limit + 1].rpartition("-")[0] or words[:limit]


def talk_id(title: str, names: tuple[str, ...] = (), *, event: str = "", key: str = "") -> str:
    """A readable id that stays the same as long as the talk is the same talk.

    `key` is the source's own identifier (a GUID, a submission code) together with its event; with
    one, an edited title keeps the id. Without one, title, speakers and event make the id.
    """
    identity = ("key", key) if key else ("talk", fold(title), *map(fold, names), fold(event))
    digest = hashlib.sha256("\x1f".join(identity).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    readable = slug(title)
    return f"{readable}-{digest}" if readable else digest


def content_hash(talk: Talk) -> str:
    """A fingerprint of everything a record says, apart from the file it was read from."""
    text = json.dumps(
        replace(talk, source=""), sort_keys=True, ensure_ascii=False, default=_fields_of
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _fields_of(record: Any) -> dict[str, Any]:
    # As asdict, without its deep copies: an ingest hashes every talk that it reads.
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def talk_to_json(talk: Talk, *, full: bool = False) -> dict[str, Any]:
    """The public record. The cues come only with `full`; `has_transcript` is always there."""
    record = asdict(talk)
    cues = record.pop("transcript")
    record["speakers"] = list(record["speakers"])
    record["tags"] = list(talk.tags)
    record["has_transcript"] = bool(cues)
    if full:
        record["transcript"] = list(cues)
    return record


def talk_from_json(record: dict[str, Any]) -> Talk:
    """The inverse of `talk_to_json(full=True)`; unknown keys are ignored.

    Raises KeyError, TypeError or ValueError when the record does not have that shape.
    """
    plain = {
        name: str(record.get(name) or "")
        for name in (
            "id", "title", "abstract", "event", "track", "room", "start", "date_text",
            "language", "url", "video_url", "slides_url", "source",
        )
    }  # fmt: skip
    speakers = tuple(
        Speaker(**{k: str(s.get(k) or "") for k in Speaker.__dataclass_fields__})
        for s in record.get("speakers") or ()
    )
    cues = tuple(
        Cue(float(c["start"]), float(c["end"]), str(c.get("speaker") or ""), str(c["text"]))
        for c in record.get("transcript") or ()
    )
    return Talk(
        **plain,
        speakers=speakers,
        duration=float(record.get("duration") or 0),
        tags=tuple(str(tag) for tag in record.get("tags") or ()),
        transcript=cues,
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """Which talks a question is about. Empty means no restriction; all given ones must hold.

    Matching of the text fields is done by the catalogue, which folds case and accents.
    `years` is an inclusive range.
    """

    speaker: str = ""
    affiliation: str = ""
    event: str = ""
    track: str = ""
    tag: str = ""
    language: str = ""
    years: tuple[int, int] | None = None
    has_video: bool | None = None
    has_transcript: bool | None = None
    talk_ids: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return self != Filters()

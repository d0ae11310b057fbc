"""What goes in and out, for validation and for the OpenAPI document; see docs/json.md."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from talkbot.answers import Citation, Claim, Status, TalkRef, Usage
from talkbot.lookup import filters_of
from talkbot.talks import Cue, Filters, Speaker

LONGEST = 2000
MOST_EARLIER = 20
MOST_TALKS = 200

Question = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"\S")]
Value = Annotated[str, Field(max_length=300)]
_VIDEO = "With (or without) a recording"
_TRANSCRIPT = "With (or without) a transcript"


class Scope(BaseModel):
    """Which talks count; every filter given must hold. Case and accents do not matter."""

    model_config = ConfigDict(extra="forbid")

    event: Value = ""
    track: Value = ""
    tag: Value = ""
    speaker: Value = ""
    affiliation: Value = ""
    language: Value = Field(default="", description="An ISO 639 code")
    year: str = Field(
        default="",
        pattern=r"^([0-9]{4}(-[0-9]{4})?)?$",
        description="2019, or 2019-2021 for a range",
    )
    video: StrictBool | None = Field(default=None, description=_VIDEO)
    transcript: StrictBool | None = Field(default=None, description=_TRANSCRIPT)
    talk: list[Value] = Field(default=[], max_length=MOST_TALKS, description="Ids of talks")

    def filters(self) -> Filters:
        named = self.model_dump(include=Scope.model_fields.keys() - {"talk"})
        return replace(filters_of(**named), talk_ids=frozenset(self.talk))


class Ask(BaseModel):
    """A question, and what it follows."""

    model_config = ConfigDict(extra="forbid")

    question: Question
    after: list[Question] = Field(
        default=[],
        max_length=MOST_EARLIER,
        description="The earlier questions, in order",
    )
    scope: Scope = Scope()
    stream: StrictBool = Field(
        default=False, description="Server-sent events; so does `Accept: text/event-stream`"
    )


class AnswerOut(BaseModel):
    """What `talkbot ask --json` prints."""

    question: str
    standalone_question: str
    kind: str
    status: Status
    answer: str = Field(description="Markdown with marks [n]")
    claims: list[Claim]
    citations: list[Citation]
    talks: list[TalkRef]
    nearest: list[TalkRef]
    model: str
    notice: str
    timings_ms: dict[str, float]
    usage: Usage | None = Field(description="What a chat model took; null without one")


class TalkOut(BaseModel):
    """A record, without its transcript; `source` is the name of the file it was read from."""

    id: str
    title: str
    speakers: list[Speaker]
    abstract: str
    event: str
    track: str
    room: str
    start: str
    date_text: str
    duration: float
    language: str
    tags: list[str]
    url: str
    video_url: str
    slides_url: str
    source: str
    has_transcript: bool


class FullTalkOut(TalkOut):
    """A record with its transcript."""

    transcript: list[Cue]


class TalksOut(BaseModel):
    """One page of talks; `total` counts them all."""

    total: int
    offset: int
    talks: list[TalkOut]


class Query(Scope):
    """Filters in an address, where a truth value is a word."""

    video: bool | None = Field(default=None, description=_VIDEO)
    transcript: bool | None = Field(default=None, description=_TRANSCRIPT)


class Listing(Query):
    """Filters and the page wanted."""

    limit: int = Field(default=50, ge=1, le=MOST_TALKS)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class Search(Query):
    """What to look for, where, and how many talks to give."""

    q: Question
    limit: int = Field(default=10, ge=1, le=50)


class PassageOut(BaseModel):
    """Words of a talk: `text` equals the field's characters from `start` to `end`."""

    field: str
    speaker: int | None
    start: int
    end: int
    text: str
    time: float | None


class HitOut(BaseModel):
    """A talk found. Scores compare only within one search."""

    talk_id: str
    title: str
    speakers: list[str]
    score: float
    passages: list[PassageOut]


class SearchOut(BaseModel):
    q: str
    talks: list[HitOut]


class Health(BaseModel):
    status: str

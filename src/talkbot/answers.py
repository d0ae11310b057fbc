"""What TalkBot.ask gives: stages and text while it works, and one Answer at the end.

`answer_to_json` is the public contract of `talkbot ask --json`, documented in docs/json.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from talkbot.talks import Field

Status = Literal["answered", "abstained"]
# An answer shows so many rows of a list at once; its `talks` are all of them.
ROWS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Citation:
    """The words of a record that support a claim, checked against it by code.

    `quote == talk.text_of(field, speaker)[start:end]`; for `field == "record"` the quote is one
    value of the record (a title, name, affiliation, role or date) and `start`, `end` are None.
    `time` is the second in the recording (transcripts only); `url` opens it there if it can.
    `shown` is how people read a value that the record gives in numbers ("1 h 21 min" for 4867
    seconds, "2022-11-17 19:00" for an ISO time), "" where that is the quote itself.
    """

    n: int
    talk_id: str
    title: str
    speakers: tuple[str, ...]
    field: Field
    quote: str
    start: int | None = None
    end: int | None = None
    speaker: int | None = None
    time: float | None = None
    url: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer and the numbers of the citations that support it.

    `support` is lexical support in 0..1 (1 for verbatim text and for exact catalogue rows).
    `supported` says whether it passed the check; an unsupported claim is shown marked, without
    citations.
    """

    text: str
    citations: tuple[int, ...]
    support: float = 1.0
    supported: bool = True


@dataclass(frozen=True, slots=True)
class TalkRef:
    """A talk an answer is about (or, when it abstains, one that comes near)."""

    talk_id: str
    title: str
    speakers: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Usage:
    """What the chat model took for one answer, all its requests together.

    A number is None where it is not known: a service need not count tokens, and dollars need the
    prices that TALKBOT_MODEL_PRICE gives.
    """

    calls: int
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None

    def __str__(self) -> str:
        """As a reader is told it: "2 requests, 1,830 tokens in, 96 out, $0.0012"."""
        parts = [f"{self.calls} request{'' if self.calls == 1 else 's'}"]
        if self.input_tokens is not None:
            parts.append(f"{self.input_tokens:,} tokens in")
        if self.output_tokens is not None:
            parts.append(f"{self.output_tokens:,} out")
        if self.cost_usd is not None:
            parts.append(f"${self.cost_usd:.4f}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Answer:
    """The final answer. `text` is Markdown with marks [n]; everything else explains it.

    `kind` is one of questions.Kind. `talks` is complete for listings and empty when abstained;
    then `nearest` holds the closest talks. `model` names what wrote the text ("extractive" or the
    chat model). `notice` is a line for the reader about how the answer came about, or "".
    `usage` is None when no chat model was asked.
    """

    question: str
    standalone_question: str
    kind: str
    status: Status
    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    talks: tuple[TalkRef, ...] = ()
    nearest: tuple[TalkRef, ...] = ()
    model: str = "extractive"
    notice: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done now: "understanding", "searching" or "answering"."""

    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer's Markdown so far, whole: a later Draft or the Answer replaces it."""

    text: str


Event = Stage | Draft | Answer


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation. A conversation is a tuple of turns."""

    question: str
    answer: Answer


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The public JSON object. `answer.text` is called `answer` there."""
    record = asdict(answer)
    record["answer"] = record.pop("text")
    return record


def answer_from_json(record: Mapping[str, Any]) -> Answer:
    """The inverse of `answer_to_json`; unknown keys are ignored.

    Raises KeyError, TypeError or ValueError when the record does not have that shape.
    """
    status = record["status"]
    if status not in ("answered", "abstained"):
        raise ValueError(f"not a status: {status!r}")
    return Answer(
        question=str(record["question"]),
        standalone_question=str(record.get("standalone_question") or ""),
        kind=str(record["kind"]),
        status=status,
        text=str(record["answer"]),
        claims=tuple(map(_claim, record.get("claims") or ())),
        citations=tuple(map(_citation, record.get("citations") or ())),
        talks=tuple(map(_talk_ref, record.get("talks") or ())),
        nearest=tuple(map(_talk_ref, record.get("nearest") or ())),
        model=str(record.get("model") or "extractive"),
        notice=str(record.get("notice") or ""),
        timings_ms={str(k): float(v) for k, v in (record.get("timings_ms") or {}).items()},
        usage=_usage(record["usage"]) if record.get("usage") else None,
    )


def _usage(record: Mapping[str, Any]) -> Usage:
    in_, out, cost = (record.get(k) for k in ("input_tokens", "output_tokens", "cost_usd"))
    return Usage(
        int(record["calls"]),
        None if in_ is None else int(in_),
        None if out is None else int(out),
        None if cost is None else float(cost),
    )


def _claim(record: Mapping[str, Any]) -> Claim:
    return Claim(
        str(record["text"]),
        tuple(int(n) for n in record["citations"]),
        float(record.get("support", 1.0)),
        bool(record.get("supported", True)),
    )


def _citation(record: Mapping[str, Any]) -> Citation:
    field_ = record["field"]
    if field_ not in get_args(Field):
        raise ValueError(f"not a field: {field_!r}")
    start, end, speaker, time = (record.get(k) for k in ("start", "end", "speaker", "time"))
    return Citation(
        n=int(record["n"]),
        talk_id=str(record["talk_id"]),
        title=str(record["title"]),
        speakers=tuple(map(str, record.get("speakers") or ())),
        field=field_,
        quote=str(record["quote"]),
        start=None if start is None else int(start),
        end=None if end is None else int(end),
        speaker=None if speaker is None else int(speaker),
        time=None if time is None else float(time),
        url=str(record.get("url") or ""),
        shown=str(record.get("shown") or ""),
    )


def _talk_ref(record: Mapping[str, Any]) -> TalkRef:
    return TalkRef(
        str(record["talk_id"]),
        str(record["title"]),
        tuple(map(str, record.get("speakers") or ())),
        float(record.get("score", 0.0)),
    )

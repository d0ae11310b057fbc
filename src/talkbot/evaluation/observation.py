"""What one system did with one question, as it is scored and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from talkbot.answers import Answer, Citation, Claim, TalkRef, Usage, answer_to_json

RANKED = 20


@dataclass(frozen=True, slots=True)
class Observation:
    """An answer, the talks that the search behind it found (best first), and what it took.

    `tokens` are the chat model's, by kind ("input_tokens", "output_tokens"); empty without one.
    `cost_usd` is what it took in dollars, the history included; None where no price is known.
    """

    answer: Answer
    found: tuple[str, ...] = ()
    milliseconds: float = 0.0
    tokens: Mapping[str, int] = field(default_factory=dict)
    cost_usd: float | None = None

    @property
    def answered(self) -> bool:
        return self.answer.status == "answered"

    @property
    def talks(self) -> frozenset[str]:
        """The talks that the answer is about."""
        return frozenset(talk.talk_id for talk in self.answer.talks)

    @property
    def ranking(self) -> tuple[str, ...]:
        """The talks in the order in which a reader meets them: the answer's, then the search's."""
        shown = (talk.talk_id for talk in self.answer.talks)
        return tuple(dict.fromkeys((*shown, *self.found)))


def to_json(seen: Observation) -> dict[str, Any]:
    """Everything that two runs share; what it took is left out."""
    record = answer_to_json(seen.answer)
    record.pop("timings_ms")
    return {
        "answer": record,
        "found": list(seen.found),
        "tokens": dict(seen.tokens),
        "cost_usd": seen.cost_usd,
    }


def from_json(record: Mapping[str, Any], milliseconds: float = 0.0) -> Observation:
    """The Observation that `to_json` gave."""
    answer = dict(record["answer"])
    answer["text"] = answer.pop("answer")
    for name, kind in (("talks", TalkRef), ("nearest", TalkRef), ("citations", Citation)):
        answer[name] = tuple(
            kind(**{**each, "speakers": tuple(each["speakers"])}) for each in answer[name]
        )
    answer["claims"] = tuple(
        Claim(**{**each, "citations": tuple(each["citations"])}) for each in answer["claims"]
    )
    answer["usage"] = Usage(**answer["usage"]) if answer.get("usage") else None
    return Observation(
        Answer(**answer),
        tuple(record["found"]),
        milliseconds,
        record["tokens"],
        record.get("cost_usd"),
    )


def bare(seen: Observation) -> Observation:
    """Without its times, as it comes back from JSON."""
    return replace(seen, answer=replace(seen.answer, timings_ms={}))

"""The real protocol: a tiny model behind llama.cpp. What is asserted is protocol and guarantees."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from talkbot.chain import condense, generate
from talkbot.errors import ModelError
from talkbot.models import Limits, chat_model, reply
from talkbot.prompts import load_prompt
from talkbot.settings import load_settings
from tests.model.material import EVIDENCE, GARDENS, evidence_of, finish, proven
from tests.model.small_server import small_model

PATIENT = Limits(silence=150.0, seconds=240.0)


@pytest.fixture(scope="module")
def model() -> Iterator[object]:
    with small_model() as url:
        environment = {"OPENAI_BASE_URL": url, "TALKBOT_MODEL": "smollm2"}
        yield chat_model(
            load_settings(Path("unused"), environment | {"TALKBOT_MODEL_TIMEOUT": "240"})
        )


def test_it_streams_and_counts(model: object) -> None:
    runnable = load_prompt("condense", {"history", "question"}) | model  # type: ignore[operator]
    inputs = {"history": "(none)", "question": "Who speaks?"}
    pieces = reply(runnable, inputs, limits=PATIENT, deadline=time.monotonic() + 240)
    got = []
    while True:
        try:
            got.append(next(pieces))
        except StopIteration as stop:
            end = stop.value
            break
    assert len(got) > 1
    assert end.usage["input_tokens"] > 20
    assert end.usage["output_tokens"] >= len(got) - 1
    assert end.usage["total_tokens"] == end.usage["input_tokens"] + end.usage["output_tokens"]


def test_what_it_says_is_checked(model: object) -> None:
    evidence = evidence_of(GARDENS)
    steps = generate(model, "How long do the pots last?", evidence, limits=PATIENT)  # type: ignore[arg-type]
    _, answer = finish(steps)
    proven(answer, evidence)
    assert answer.not_covered or answer.claims
    assert answer.usage["calls"] in (1, 2)


def test_a_prompt_that_is_too_long_is_refused_in_one_line(model: object) -> None:
    limits = Limits(silence=150.0, seconds=240.0, evidence=10**6)
    with pytest.raises(ModelError, match=r"refused the request \(400\).*context"):
        finish(generate(model, "?", EVIDENCE * 200, limits=limits))  # type: ignore[arg-type]


def test_condense_gives_a_line_or_nothing(model: object) -> None:
    told = condense(model, "Who gave it?", [], limits=PATIENT)  # type: ignore[arg-type]
    assert told is None or ("\n" not in told and len(told) < 400)

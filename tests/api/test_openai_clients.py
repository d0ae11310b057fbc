"""The clients that people have: OpenAI's own library and LangChain's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from langchain_openai import ChatOpenAI
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

from tests.api.conftest import KEY, call
from tests.model.scripted_server import Reply, ScriptedServer

QUESTION = "What was wrong with the tide gauges, the clock or the float?"
TALK: list[ChatCompletionMessageParam] = [
    {"role": "system", "content": "You are a pirate."},
    {"role": "user", "content": "What is “Engines that whisper” about?"},
    {"role": "assistant", "content": "It is by Otto Bramah."},
    {"role": "user", "content": [{"type": "text", "text": "Who gave it?"}]},
]


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=address + "v1", api_key=KEY, max_retries=0) as client:
        yield client


def asked(client: openai.OpenAI, question: str) -> ChatCompletion:
    messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": question}]
    return client.chat.completions.create(model="talkbot", messages=messages)


def test_the_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["talkbot"]


def test_an_answer_has_its_sources_in_the_text_and_as_annotations(
    client: openai.OpenAI, address: str
) -> None:
    got = asked(client, QUESTION)
    message = got.choices[0].message
    answer: dict[str, Any] = got.talkbot  # type: ignore[attr-defined]
    plain = call(address + "api/ask", {"question": QUESTION}).json
    assert answer | {"timings_ms": 0} == plain | {"timings_ms": 0}
    text = message.content or ""
    assert text.startswith(answer["answer"])
    assert "**Sources**" in text
    assert answer["citations"][0]["quote"] in text
    assert message.annotations
    for note in message.annotations:
        place = note.url_citation
        cited = note.talkbot  # type: ignore[attr-defined]
        assert text[place.start_index : place.end_index] == f"[{cited['n']}]"
        assert cited in answer["citations"]
        assert place.title == cited["title"]


def test_a_stream_is_the_same_answer_in_pieces(client: openai.OpenAI) -> None:
    whole = asked(client, QUESTION)
    stream = client.chat.completions.create(
        model="talkbot",
        messages=[{"role": "user", "content": QUESTION}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == whole.choices[0].message.content
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage
    assert any(getattr(chunk, "talkbot", None) for chunk in chunks)


def test_earlier_messages_are_the_conversation(client: openai.OpenAI) -> None:
    got = client.chat.completions.create(model="talkbot", messages=TALK)
    text = got.choices[0].message.content or ""
    assert "Pavo Lindqvist" in text
    assert "Otto Bramah" not in text  # what the assistant is said to have said is no source


def test_wrong_requests_are_the_clients_own_errors(client: openai.OpenAI, address: str) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="the user has said nothing"):
        client.chat.completions.create(
            model="talkbot", messages=[{"role": "system", "content": "Hello"}]
        )
    with (
        openai.OpenAI(base_url=address + "v1", api_key="wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError, match="not the API key"),
    ):
        stranger.models.list()


def test_langchain_reads_and_streams_it(address: str) -> None:
    model = ChatOpenAI(
        base_url=address + "v1", api_key=KEY, model="talkbot", use_responses_api=False
    )
    whole = model.invoke(QUESTION).content
    assert "**Sources**" in str(whole)
    assert "".join(str(chunk.content) for chunk in model.stream(QUESTION)) == whole


def test_what_a_model_writes_is_streamed_as_it_is_checked(
    written: str, model: ScriptedServer
) -> None:
    sentence = "A ferry engine can be made quiet by letting it turn slower [1]."
    model.script(Reply(" ".join([sentence] * 5), pause=0.02))
    with openai.OpenAI(base_url=written + "v1", api_key="none", max_retries=0) as client:
        stream = client.chat.completions.create(
            model="talkbot",
            messages=[{"role": "user", "content": "What does Pavo Lindqvist say about engines?"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = list(stream)
    usage = chunks[-1].usage
    assert usage
    assert 0 < usage.completion_tokens < usage.total_tokens
    pieces = [c.choices[0].delta.content or "" for c in chunks if c.choices]
    assert len([piece for piece in pieces if piece]) > 1
    assert "".join(pieces).count("letting it turn slower") >= 1

"""Every way in which a chat service fails ends in one clear line, soon, and without the key."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from talkbot.chain import generate
from talkbot.errors import ModelError
from talkbot.models import Limits, chat_model, reply
from talkbot.prompts import load_prompt
from talkbot.settings import load_settings
from tests.model.material import EVIDENCE, QUICK, RIGHT, ask, finish, settings_for
from tests.model.scripted_server import KEY, Reply, ScriptedServer

LEAK = {"error": {"message": f"Incorrect API key provided: {KEY}\nTraceback: …", "code": 1}}


def refused(server: ScriptedServer, limits: Limits = QUICK) -> str:
    with pytest.raises(ModelError) as caught:
        ask(server, limits=limits)
    line = str(caught.value)
    assert "\n" not in line
    assert 20 < len(line) < 250
    assert KEY not in line
    assert caught.value.__cause__ is None
    return line


@pytest.mark.parametrize(
    ("fault", "says", "requests"),
    [
        (Reply(status=401, body=LEAK), "refused the key (401): check OPENAI_API_KEY", 1),
        (Reply(status=403, body=LEAK), "refused the key (403)", 1),
        (Reply(status=404, body=LEAK), "does not know the model 'scripted' (404)", 1),
        (Reply(status=400, body=LEAK), "refused the request (400)", 1),
        (Reply(status=422, body=LEAK), "refused the request (422)", 1),
        (Reply(status=429, body=LEAK), "busy or the quota is used up (429)", 3),
        (Reply(status=429, headers={"Retry-After": "0.2"}), "(429): try again later", 3),
        (Reply(status=429, headers={"Retry-After": "99999"}), "(429): try again later", 1),
        (Reply(status=500, body=LEAK), "failed (500): try again later", 3),
        (Reply(status=503, body="no json object"), "failed (503)", 3),
        (Reply(RIGHT, cut_after=3), "connection to the chat model broke off", 1),
        (Reply(RIGHT, cut_after=3, cut="close"), "answer broke off", 1),
        (Reply(RIGHT, cut_after=99, cut="close"), "answer broke off", 1),
        (Reply(RIGHT, spoil_after=2), "could not be read", 1),
        (Reply(RIGHT, spoil_after=2, spoil="data: {\n\n"), "could not be read", 1),
        (Reply(RIGHT, spoil_after=2, spoil=f'data: {{"error":{{"message":"{KEY}"}}}}\n\n'),
         "reported a failure while it answered", 1),
        (Reply(""), "sent no text", 1),
        (Reply(" \n\n "), "sent no text", 1),
        (Reply("", reasoning="I think and think."), "sent no text", 1),
        (Reply("", reasoning="I think and", finish="length"), "no text but its reasoning", 1),
        (Reply(RIGHT, finish="content_filter"), "withheld the answer", 1),
        (Reply("<html>Sign in</html>", content_type="text/html"), "OpenAI-compatible", 1),
        (Reply('{"choices": null}', content_type="application/json"), "OpenAI-compatible", 1),
    ],
)  # fmt: skip
def test_a_fault_ends_in_one_clear_line(fault: Reply, says: str, requests: int) -> None:
    with ScriptedServer(fault) as server:
        assert says in refused(server)
        assert len(server.requests) == requests


def test_nobody_is_listening() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://reader:secret@127.0.0.1:{free.getsockname()[1]}/v1"
    settings = load_settings(environment={"OPENAI_BASE_URL": address, "OPENAI_API_KEY": KEY})
    with pytest.raises(ModelError, match=r"Cannot reach the chat model at 127\.0\.0\.1:\d+") as no:
        finish(generate(chat_model(settings), "?", EVIDENCE, limits=QUICK))
    assert "secret" not in str(no.value)


@pytest.mark.parametrize(
    "fault",
    [Reply(status=500), Reply(status=429), Reply(status=429, headers={"Retry-After": "1"})],
)
def test_a_passing_fault_is_tried_again(fault: Reply) -> None:
    with ScriptedServer(fault, RIGHT) as server:
        started = time.monotonic()
        _, answer = ask(server)
        assert len(answer.claims) == 2
        assert len(server.requests) == 2
        if fault.headers:
            assert time.monotonic() - started >= 1


@pytest.mark.parametrize(
    "slow",
    [
        Reply(RIGHT, delay=6),
        Reply(RIGHT, pings=120),  # alive to the HTTP client, silent to the reader
        Reply(RIGHT, pieces=["A crack ", *RIGHT], pause=6),
        Reply(status=429, headers={"Retry-After": "30"}),
    ],
)
def test_silence_is_bounded(slow: Reply) -> None:
    with ScriptedServer(slow) as server:
        started = time.monotonic()
        line = refused(server, Limits(silence=1.0, seconds=60.0))
        assert time.monotonic() - started < 5
        assert "was silent for 1 seconds" in line
        assert "TALKBOT_MODEL_TIMEOUT" in line


def test_a_drip_of_text_is_bounded_as_a_whole() -> None:
    with ScriptedServer(Reply("drip " * 500, pause=0.1)) as server:
        started = time.monotonic()
        line = refused(server, Limits(silence=60.0, seconds=1.5))
        assert time.monotonic() - started < 5
        assert "did not finish in time" in line


def test_a_flood_of_text_is_cut_and_the_connection_closed() -> None:
    flood = "The pots last for about ten years. [2]\n\n" * 2000
    with ScriptedServer(Reply(flood, piece=400, pause=0.005), "1: DROP") as server:
        started = time.monotonic()
        _, answer = ask(server, limits=replace(QUICK, characters=1000))
        assert time.monotonic() - started < 5
        assert len(answer.text) < 1500
        assert answer.claims[-1].text == "The pots last for about ten years."
        assert len(answer.citations) == 1


def test_a_reader_who_leaves_stops_the_model() -> None:
    others = set(threading.enumerate())
    with ScriptedServer(Reply("One sentence here. [1] " * 300, pause=0.02)) as server:
        steps = generate(chat_model(settings_for(server)), "?", EVIDENCE, limits=QUICK)
        next(steps)
        steps.close()
        deadline = time.monotonic() + 5
        while any(t.name == "chat model" for t in set(threading.enumerate()) - others):
            assert time.monotonic() < deadline, "the stream is still being read"
            time.sleep(0.05)


def test_the_request_says_what_it_must() -> None:
    with ScriptedServer(RIGHT) as server:
        _, answer = ask(server, "How long?", instructions="At most three sentences.")
        request = server.requests[0]
        assert request["model"] == "scripted"
        assert request["stream"] is True
        assert request["stream_options"] == {"include_usage": True}
        assert request["max_tokens"] > 500
        assert "temperature" not in request
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"
        assert [message["role"] for message in request["messages"]] == ["system", "user"]
        assert "At most three sentences." in server.prompt()
        assert answer.usage == {
            "calls": 1, "input_tokens": 100, "output_tokens": 19, "total_tokens": 119,
        }  # fmt: skip


def test_a_base_url_alone_is_enough() -> None:
    with ScriptedServer(RIGHT) as server:
        environment = {**server.environment(), "OPENAI_API_KEY": ""}
        model = chat_model(load_settings(environment=environment))
        _, answer = finish(generate(model, "?", EVIDENCE, limits=QUICK))
        assert answer.citations
        assert server.requests[0]["model"] == "scripted"


def test_no_model_set_is_said() -> None:
    with pytest.raises(ModelError, match="set OPENAI_API_KEY or OPENAI_BASE_URL"):
        chat_model(load_settings(environment={}))


def test_usage_is_optional_and_text_arrives_in_pieces() -> None:
    with ScriptedServer(Reply("Hello there.", piece=3, usage=False)) as server:
        runnable = load_prompt("condense", {"history", "question"}) | chat_model(
            settings_for(server)
        )
        pieces = reply(
            runnable,
            {"history": "", "question": ""},
            limits=QUICK,
            deadline=time.monotonic() + 20,
        )
        assert list(pieces) == ["Hel", "lo ", "the", "re."]


def test_importing_the_chain_does_not_import_openai() -> None:
    program = (
        "import sys, talkbot.chain, talkbot.models\n"
        "heavy = {'openai', 'langchain_openai', 'langchain_core'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)

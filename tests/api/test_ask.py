"""`/api/ask` as programs call it: JSON, events, conversations, scopes, leaving early."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import BEARER, KEY, call, send_raw
from tests.model.scripted_server import Reply, ScriptedServer

QUESTION = "What was wrong with the tide gauges, the clock or the float?"


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream, read as the standard says."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line)
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_an_answer_is_what_the_command_prints(address: str, home: Path) -> None:
    got = call(address + "api/ask", {"question": QUESTION})
    assert (got.status, got.headers["content-type"]) == (200, "application/json")
    command = [sys.executable, "-m", "talkbot", "ask", QUESTION, "--json", "--home", str(home)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "TALKBOT_"))}
    done = subprocess.run(command, capture_output=True, text=True, env=kept, timeout=120)
    printed = json.loads(done.stdout)
    answer = got.json
    assert answer.pop("timings_ms").keys() == printed.pop("timings_ms").keys()
    assert answer == printed
    assert answer["citations"]


@pytest.mark.parametrize("how", ["accept", "stream"])
def test_events_tell_stages_then_drafts_then_the_answer(address: str, how: str) -> None:
    accept = {"accept": "text/event-stream"} if how == "accept" else {}
    body = {"question": QUESTION} | ({"stream": True} if how == "stream" else {})
    got = call(address + "api/ask", body, {**BEARER, **accept})
    assert got.headers["content-type"].startswith("text/event-stream")
    seen = events(got.text)
    names = [name for name, _ in seen]
    assert names[:3] == ["stage"] * 3
    assert names[-1] == "answer"
    assert names.count("answer") == 1
    drafts = [data["text"] for name, data in seen if name == "draft"]
    assert drafts[-1] == seen[-1][1]["answer"]
    plain = call(address + "api/ask", {"question": QUESTION}).json
    assert seen[-1][1] | {"timings_ms": 0} == plain | {"timings_ms": 0}


def test_earlier_questions_make_a_conversation(address: str) -> None:
    earlier = "What is “Engines that whisper” about?"
    alone = call(address + "api/ask", {"question": "Who gave it?"}).json
    after = call(address + "api/ask", {"question": "Who gave it?", "after": [earlier]}).json
    assert "Pavo Lindqvist" in after["answer"]
    assert "Otto Bramah" not in after["answer"]
    assert "Otto Bramah" in alone["answer"]
    body = {"question": "Who gave it?", "after": [earlier], "stream": True}
    got = call(address + "api/ask", body)
    assert events(got.text)[0] == ("stage", {"name": "remembering"})


def test_a_scope_keeps_to_its_talks(address: str) -> None:
    body = {"question": "Which talks are about ferries?", "scope": {"track": "water"}}
    answer = call(address + "api/ask", body).json
    assert [talk["title"] for talk in answer["talks"]] == ["What the ferry heard"]
    assert "searched" in answer["notice"]


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"{", 422, "The body is not JSON."),
        ({}, 422, "question: Field required."),
        ({"question": "  \n "}, 422, "question: "),
        ({"question": "x" * 2001}, 422, "2000"),
        ({"question": "Why?", "quetsion": "Why?"}, 422, "quetsion: "),
        ({"question": "Why?", "scope": {"year": "last"}}, 422, "scope.year: "),
        ({"question": "Why?", "after": ["x"] * 21}, 422, "after: "),
        ({"question": "Why?", "stream": 0}, 422, "stream: "),
        ({"question": "Why?", "scope": {"video": "no"}}, 422, "scope.video: "),
        ({"question": "\ud800"}, 422, "question: "),
        (b" " * 300_000, 413, "256 KiB"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_told_in_one_line(
    address: str, body: Any, status: int, told: str
) -> None:
    got = call(address + "api/ask", body)
    error = got.json["error"]
    assert (got.status, error["code"]) == (status, status)
    assert told in error["message"]
    assert "\n" not in error["message"]


def test_a_body_that_hides_its_length_is_counted(address: str) -> None:
    head = f"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KEY}\r\n"
    rest = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    with send_raw(address, (head + rest).encode() + 5 * chunk) as connection:
        assert b" 413 " in connection.recv(4096).split(b"\r\n")[0]


ASKED = "What does Ilse Okonjo say about tide gauges?"
SUPPORTED = "The clock, not the float, was wrong [1]."


@pytest.mark.parametrize("stream", [True, False])
def test_leaving_stops_the_model(written: str, model: ScriptedServer, stream: bool) -> None:
    ended: list[float] = []

    class Endless(list[str]):
        """Pieces without end; says when the server stopped reading."""

        def __iter__(self) -> Iterator[str]:
            try:
                while True:
                    yield f"{SUPPORTED} "
            finally:
                ended.append(time.monotonic())

    class Watched(Reply):
        def split(self) -> list[str]:
            return Endless()

    before = len(model.requests)
    model.script(Watched(pause=0.05))
    body = json.dumps({"question": ASKED, "stream": stream}).encode()
    head = f"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    with send_raw(
        written, (head + "Content-Type: application/json\r\n\r\n").encode() + body
    ) as connection:
        until(lambda: len(model.requests) > before)
        if stream:
            received = b""
            while b"event: draft" not in received:
                received += connection.recv(65536)
    until(lambda: bool(ended))


def until(holds: Any, seconds: float = 30) -> None:
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, "it never came"
        time.sleep(0.02)


def test_a_model_that_fails_leaves_the_records_answer(written: str, model: ScriptedServer) -> None:
    model.script(Reply(status=401))
    answer = call(written + "api/ask", {"question": ASKED}, {}).json
    assert (answer["status"], answer["model"]) == ("answered", "extractive")
    assert answer["notice"]


def test_earlier_questions_are_not_sent_to_the_model_again(
    written: str, model: ScriptedServer
) -> None:
    model.script(SUPPORTED)
    counts = []
    for earlier in ([], ["Which talks are about tides?", "What does Mei Tanaka-Ruiz say?"]):
        before = len(model.requests)
        call(written + "api/ask", {"question": ASKED, "after": earlier}, {})
        counts.append(len(model.requests) - before)
    assert counts[0] == counts[1] > 0

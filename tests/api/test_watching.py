"""What an operator sees: counts, request ids, and a log that holds nobody's words."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.api.conftest import BEARER, call

QUESTION = "What do porpoises hear, xylophone?"


def counted(address: str) -> dict[tuple[str, ...], float]:
    text = call(address + "metrics").text
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_questions_and_requests_are_counted(address: str) -> None:
    before = counted(address)
    answer = call(address + "api/ask", {"question": QUESTION}).json
    call(f"{address}api/talks/{'x' * 50}")
    after = counted(address)
    asked = (
        "talkbot_questions_total",
        *sorted(("api", answer["kind"], answer["status"], "records")),
    )
    assert after[asked] == before.get(asked, 0) + 1
    missed = ("talkbot_requests_total", *sorted(("/api/talks/{talk_id}", "404", "GET")))
    assert after[missed] == before.get(missed, 0) + 1
    assert after[("talkbot_talks",)] == 6
    assert call(address + "metrics", headers={}).status == 401


def test_a_request_keeps_its_id(address: str) -> None:
    given = call(address + "healthz", headers={"x-request-id": "proxy-17"})
    assert given.headers["x-request-id"] == "proxy-17"
    made = call(address + "healthz", headers=BEARER | {"x-request-id": "not an id"})
    assert re.fullmatch("[0-9a-f]{16}", made.headers["x-request-id"])


def test_the_log_is_json_without_words_or_keys(home: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "TALKBOT_"))}
    process = subprocess.Popen(
        [
            sys.executable, "-m", "talkbot", "serve", "--port", "0", "--home", str(home),
            "--log-json",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=kept,
    )  # fmt: skip
    assert process.stdout
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert found
        address = found.group()
        call(address + "api/ask", {"question": QUESTION}, {"x-request-id": "one"})
        call(address + "api/search?q=xylophone", headers={"x-request-id": "two"})
    finally:
        process.terminate()
        _, log = process.communicate(timeout=60)
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    requests = {line["id"]: line for line in lines if line["message"] == "request"}
    assert (requests["one"]["route"], requests["one"]["status"]) == ("/api/ask", 200)
    assert requests["two"]["route"] == "/api/search"
    answered = [line for line in lines if line["message"] == "answered" and line["via"] == "api"]
    assert answered[0]["ms"] > 0
    assert "xylophone" not in log

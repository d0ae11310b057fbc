"""Talks, search and health over HTTP, and what is never told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import KEY, call
from tests.page.conftest import filled, serving
from tests.page.festival import festival
from tests.store import write


def test_talks_come_filtered_and_in_pages(address: str) -> None:
    everything = call(address + "api/talks").json
    assert everything["total"] == len(everything["talks"]) == len(festival())
    page = call(address + "api/talks?limit=2&offset=4").json
    assert [t["id"] for t in page["talks"]] == [t["id"] for t in everything["talks"]][4:]
    found = call(address + "api/talks?tag=TIDES&year=2031&transcript=true").json
    assert [talk["title"] for talk in found["talks"]] == ["Two clocks for one tide"]
    ids = [talk["id"] for talk in everything["talks"]][:2]
    some = call(f"{address}api/talks?talk={ids[0]}&talk={ids[1]}").json
    assert [talk["id"] for talk in some["talks"]] == ids


def test_one_talk_comes_with_its_transcript_and_no_folder(address: str, home: Path) -> None:
    listed = call(address + "api/talks?speaker=Okonjo").json["talks"][0]
    got = call(f"{address}api/talks/{listed['id']}")
    assert got.json["transcript"][0]["text"].startswith("Good morning")
    assert {key: got.json[key] for key in listed} == listed
    assert listed["source"] == "festival.jsonl"
    assert str(home.parent) not in got.text


def test_a_search_gives_the_words_it_found(address: str) -> None:
    found = call(address + "api/search?q=porpoises&limit=3").json["talks"]
    assert found[0]["title"] == "What the ferry heard"
    passage = found[0]["passages"][0]
    record = call(f"{address}api/talks/{found[0]['talk_id']}").json
    assert record[passage["field"]][passage["start"] : passage["end"]] == passage["text"]
    kept = call(address + "api/search?q=porpoises&track=Machines").json["talks"]
    assert [talk["title"] for talk in kept] == ["Engines that whisper"]


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("api/talks/nobody", 404, "/api/talks lists them"),
        ("api/talks/..%2F..%2Fetc%2Fpasswd", 404, ""),
        ("api/nothing", 404, "/api/openapi.json"),
        ("api/talks?limit=0", 422, "limit: "),
        ("api/talks?yaer=2031", 422, "yaer: "),
        ("api/search", 422, "q: "),
    ],
)
def test_what_is_not_there_is_told_in_one_line(
    address: str, path: str, status: int, told: str
) -> None:
    got = call(address + path)
    assert (got.status, got.json["error"]["code"]) == (status, status)
    assert told in got.json["error"]["message"]


def test_the_document_describes_every_address(address: str) -> None:
    document = call(address + "api/openapi.json").json
    assert {"/api/ask", "/api/talks", "/api/talks/{talk_id}", "/api/search", "/healthz"} <= set(
        document["paths"]
    )
    assert call(address + "openapi.json").status == 404


def test_the_same_headers_as_the_page_and_the_page_as_before(address: str) -> None:
    got = call(address + "api/talks")
    assert "default-src 'self'" in got.headers["content-security-policy"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in got.headers
    assert "<gradio-app" in call(address, headers={}).text


def test_ready_says_when_there_is_nothing_to_ask(tmp_path: Path) -> None:
    source = write(tmp_path / "talks.jsonl", festival())
    home = filled(tmp_path / "home", [source])
    with serving(home) as address:
        assert call(address + "healthz", headers={}).json == {"status": "ok"}
        assert call(address + "readyz", headers={}).json == {"status": "ready"}
        command = [sys.executable, "-m", "talkbot", "remove", str(source), "--home", str(home)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        got = call(address + "readyz", headers={})
        assert (got.status, got.json["error"]["message"]) == (503, "There are no talks here yet.")
        got = call(address + "api/ask", {"question": "Who speaks?"}, {})
        assert (got.status, got.json["error"]["type"]) == (503, "unavailable_error")
        assert str(tmp_path) not in got.text
        assert call(address + "healthz", headers={}).status == 200


def test_health_needs_no_key_and_all_else_does(address: str) -> None:
    for path in ("healthz", "readyz"):
        assert call(address + path, headers={}).status == 200
    for path in ("api/talks", "api/openapi.json", "api/nothing"):
        for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {KEY}"}):
            got = call(address + path, headers=headers)
            assert got.status == 401
            assert got.headers["www-authenticate"] == "Bearer"
            assert KEY not in got.text

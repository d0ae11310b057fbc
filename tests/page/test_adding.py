"""Talks added from the page: a preview with its warnings, the ingest, and what is refused."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from talkbot.ui.adding import safe_name
from tests.page.conftest import ask, filled, fits, serving
from tests.page.festival import festival
from tests.store import write

Visit = Callable[..., Page]
TABLE = """title,speaker,abstract
The Lighthouse Ledger,"Ines Vale, Fog Institute",A ledger of one hundred nights of fog.
,Nobody,A row without a title.
Moth Weather & 3 < 5,Tomas Reyes,Moths tell the weather by ten o'clock.
"""
PASTED = """The Salt Choir
Runa Eide, Northmere University

Abstract: A choir in a salt mine sings a third lower in winter, because the air is colder.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adding")
    return filled(folder / "home", [write(folder / "talks.jsonl", festival())])


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


def tab(page: Page) -> None:
    page.get_by_role("tab", name="Add").click()
    page.locator(".tb-drop").wait_for()


def test_a_file_is_previewed_with_its_warnings_and_then_added(
    visit: Visit, tmp_path: Path, home: Path
) -> None:
    path = tmp_path / "fog.csv"
    path.write_text(TABLE, "utf-8")
    page = visit()
    page.get_by_role("tab", name="Talks").click()
    expect(page.locator(".tb-count")).to_have_text("6 talks")
    tab(page)
    page.locator("#tb-files").set_input_files(path)
    expect(page.locator(".tb-understood")).to_have_text("2 talks understood")
    expect(page.locator(".tb-warnings")).to_contain_text("fog.csv, line 3")
    expect(page.locator(".tb-preview")).to_contain_text("Ines Vale, Fog Institute")
    expect(page.locator(".tb-preview")).to_contain_text("Moth Weather & 3 < 5")
    assert fits(page)
    assert not (home / "added").exists()
    page.get_by_role("button", name="Add these 2 talks").click()
    expect(page.locator(".tb-done")).to_contain_text("2 talks added.")
    page.get_by_role("button", name="See the talks").click()
    expect(page.locator(".tb-count")).to_have_text("8 talks")
    page.get_by_role("tab", name="Chat").click()
    expect(page.locator(".tb-scope")).to_contain_text("All 8 talks")
    ask(page, "What does Ines Vale talk about?")
    expect(page.locator("#tb-live .tb-text")).to_contain_text("one hundred nights of fog")


def test_the_progress_of_an_ingest_is_shown(visit: Visit) -> None:
    page = visit()
    tab(page)
    page.locator("#tb-paste").fill(PASTED)
    page.get_by_role("button", name="Read it").click()
    page.route("**/talkbot/add/progress?*", lambda route: (time.sleep(0.7), route.continue_()))
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("progressbar", name="Adding the talks")).to_be_visible()
    expect(page.locator(".tb-done")).to_contain_text("1 talk added.")
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_pasted_text_is_read_as_a_listing(visit: Visit) -> None:
    page = visit()
    tab(page)
    page.locator("#tb-paste").fill(PASTED)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".tb-understood")).to_have_text("1 talk understood")
    expect(page.locator(".tb-preview")).to_contain_text("The Salt Choir")
    page.get_by_role("button", name="Not these").click()
    expect(page.locator(".tb-understood")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00"),
        ("broken.json", b'{"talks": [ {"title": '),
        ("empty.txt", b""),
    ],
)
def test_a_file_that_holds_no_talk_is_explained(
    visit: Visit, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    page = visit()
    tab(page)
    page.locator("#tb-files").set_input_files(tmp_path / name)
    expect(page.locator(".tb-added .tb-changed")).to_contain_text("No talk was found")
    expect(page.locator(".tb-confirm")).to_have_count(0)
    assert "/tmp" not in page.locator(".tb-added").inner_text()


def posted(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


FORM = {"content-type": "application/x-www-form-urlencoded"}
OWN = {**FORM, "x-talkbot": "add"}


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        (FORM, b"text=x", 403),
        ({**OWN, "origin": "http://evil.invalid"}, b"text=x", 403),
        ({**OWN, "host": "evil.invalid"}, b"text=x", 403),
        (OWN, b"", 422),
        ({**OWN, "content-length": "99000000"}, b"text=x", 413),
    ],
)
def test_what_the_page_did_not_send_is_refused(
    address: str, headers: dict[str, str], body: bytes, code: int
) -> None:
    assert posted(address + "talkbot/add/preview", body, headers) == code


def test_only_a_preview_can_be_confirmed(address: str) -> None:
    request = urllib.request.Request(
        address + "talkbot/add/start?token=made-up", data=b"", headers=OWN, method="POST"
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        assert json.load(response) == {"started": False}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("talks.csv", "talks.csv"), ("../../etc/passwd", "passwd"), ("C:\\x\\a.json", "a.json"),
        (".hidden", "hidden"), ("", "talks"), ("a\x00b<c>.txt", "a-b-c-.txt"),
        ("x" * 300 + ".jsonl", "x" * 80 + ".jsonl"), ("..", "talks"),
        ("Vorträge 2031.csv", "Vorträge 2031.csv"),
    ],
)  # fmt: skip
def test_a_name_never_becomes_a_path(given: str, kept: str) -> None:
    assert safe_name(given) == kept

"""The tabs: by keyboard, by the browser's back button, and kept up with the collection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import ask, filled, serving
from tests.page.festival import festival
from tests.store import write

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("views")
    with serving(filled(folder / "home", [write(folder / "talks.jsonl", festival())])) as address:
        yield address


def test_arrow_keys_walk_the_tabs_and_one_view_is_shown(visit: Visit) -> None:
    page = visit()
    page.get_by_role("tab", name="Chat").focus()
    for key, name in (
        ("ArrowRight", "Talks"), ("ArrowRight", "Map"), ("ArrowLeft", "Talks"),
        ("ArrowLeft", "Chat"), ("ArrowLeft", "Add"), ("ArrowRight", "Chat"),
    ):  # fmt: skip
        page.keyboard.press(key)
        tab = page.get_by_role("tab", name=name)
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(page.locator("[role=tab][aria-selected=true]")).to_have_count(1)
        expect(page.get_by_role("tabpanel")).to_have_count(1)
        expect(page.get_by_role("tabpanel", name=name)).to_be_visible()


def test_the_back_button_goes_through_the_views(visit: Visit) -> None:
    page = visit()
    for name in ("Talks", "Map", "Chat"):
        page.get_by_role("tab", name=name).click()
        expect(page.get_by_role("tabpanel", name=name)).to_be_visible()
    for name in ("Map", "Talks", "Chat"):
        page.go_back()
        expect(page.get_by_role("tabpanel", name=name)).to_be_visible()


def test_a_view_is_found_where_it_was_left(visit: Visit) -> None:
    page = visit((1366, 420))
    page.get_by_role("tab", name="Talks").click()
    page.locator(".tb-browse .tb-open").last.scroll_into_view_if_needed()
    left = page.evaluate("scrollY")
    assert left > 100
    page.get_by_role("tab", name="Chat").click()
    assert page.evaluate("scrollY") == 0
    page.get_by_role("tab", name="Talks").click()
    assert page.evaluate("scrollY") == left


def test_an_open_page_follows_the_collection(visits: Visit, tmp_path: Path) -> None:
    source = write(tmp_path / "talks.jsonl", festival()[:4])
    home = filled(tmp_path / "home", [source])
    with serving(home) as address:
        page, new = visits(address), visits(address)
        ask(page, "How many talks are there?")
        page.get_by_role("tab", name="Talks").click()
        expect(page.locator(".tb-count")).to_have_text("4 talks")
        write(source, festival())
        filled(home, [source])
        for each in (page, new):
            expect(each.locator(".tb-header")).to_contain_text("6 talks", timeout=20_000)
        expect(page.locator(".tb-count")).to_have_text("6 talks")
        expect(page.locator(".tb-turn")).to_have_count(1)  # the conversation stays
        expect(new.locator(".tb-welcome")).to_contain_text("6 recorded talks")
        expect(new.locator(".tb-scope")).to_contain_text("All 6 talks")
        page.context.close()
        new.context.close()

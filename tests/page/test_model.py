"""The page with a chat model behind it: a scripted one, over real HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.model.scripted_server import Reply, ScriptedServer
from tests.page.conftest import ask, serving

Visit = Callable[..., Page]
QUESTION = "What does Madeleine Udell say about preconditioning?"
SUPPORTED = "Preconditioning the gradient makes the loss more isotropic [1]."
INVENTED = "The method was first tried on 512 penguins in Antarctica [1]."


@pytest.fixture(scope="module")
def model() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture(scope="module")
def address(home: Path, model: ScriptedServer) -> Iterator[str]:
    with serving(home, model.environment()) as address:
        yield address


def test_a_sentence_without_support_is_marked(visit: Visit, model: ScriptedServer) -> None:
    model.script(f"{SUPPORTED} {INVENTED}")
    page = visit()
    ask(page, QUESTION)
    expect(page.locator("#tb-live .tb-text")).to_contain_text("more isotropic")
    unsupported = page.locator("#tb-live .tb-unsupported")
    expect(unsupported).to_contain_text("512 penguins")
    expect(unsupported).to_contain_text("not verified")
    assert "isotropic" not in unsupported.inner_text()
    assert page.locator("#tb-live .tb-text").inner_text().count("not verified") == 1
    page.locator("button.tb-mark").first.hover()
    expect(page.locator("#tb-tip q")).to_contain_text("Preconditioning the gradient")
    page.locator(".tb-how summary").click()
    expect(page.locator(".tb-how")).to_contain_text("scripted, every sentence checked")
    expect(page.locator(".tb-how")).to_contain_text(re.compile(r"\d requests?, \d+ tokens in"))


def test_closing_the_tab_stops_the_work(visit: Visit, model: ScriptedServer) -> None:
    model.left.clear()
    model.script(Reply(" ".join([SUPPORTED] * 200), pause=0.05))
    page = visit()
    page.locator("#tb-box textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#tb-live .tb-draft")).to_contain_text("isotropic")
    assert not model.left.is_set()
    page.close()
    assert model.left.wait(30), "the model went on writing for nobody"


def test_text_appears_while_the_model_writes_and_can_be_stopped(
    visit: Visit, model: ScriptedServer
) -> None:
    model.script(Reply(" ".join([SUPPORTED] * 40), pause=0.05))
    page = visit()
    page.locator("#tb-box textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#tb-live .tb-draft")).to_contain_text("isotropic")
    expect(page.locator("#tb-live .tb-turn")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#tb-live .tb-stages")).to_contain_text("Writing the answer")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#tb-live .tb-notice")).to_have_text("Stopped.")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    model.script(SUPPORTED)
    ask(page, QUESTION)
    expect(page.locator("#tb-log .tb-notice")).to_have_text("Stopped.")
    expect(page.locator("#tb-live .tb-text")).to_contain_text("isotropic")


def test_what_stands_there_stays_where_it_is_while_more_is_written(
    visit: Visit, model: ScriptedServer
) -> None:
    model.script(Reply(" ".join([SUPPORTED] * 12), pause=0.03))
    page = visit()
    page.locator("#tb-box textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    places = []
    question, box = page.locator("#tb-live .tb-question"), page.locator("#tb-box")
    expect(page.locator("#tb-live .tb-draft")).to_contain_text("isotropic")
    while not page.locator("#tb-live .tb-actions").count():
        places.append((question.bounding_box(), box.bounding_box()))
    places.append((question.bounding_box(), box.bounding_box()))
    assert len(places) > 3
    assert all(place == places[0] for place in places), places


def test_a_model_that_fails_leaves_an_answer_and_a_notice(
    visit: Visit, model: ScriptedServer
) -> None:
    model.script(Reply(status=401))
    page = visit()
    ask(page, QUESTION)
    expect(page.locator("#tb-live .tb-text")).to_contain_text("Preconditioning the gradient")
    expect(page.locator("#tb-live .tb-notice")).to_be_visible()


def test_what_a_model_writes_is_never_markup(visit: Visit, model: ScriptedServer) -> None:
    model.script(
        f'{SUPPORTED} <img src="http://beacon.invalid/x.png" onerror="window.owned=1"> '
        "![x](http://beacon.invalid/y.png) [go](javascript:window.owned=1) <script>1</script>"
    )
    page = visit()
    ask(page, QUESTION)
    expect(page.locator("#tb-live .tb-text")).to_contain_text("isotropic")
    assert page.evaluate("window.owned") is None
    assert (
        page.locator("#tb-live .tb-text").locator("img, script, a[href^=javascript]").count() == 0
    )


def test_the_page_says_where_questions_go(visit: Visit, model: ScriptedServer) -> None:
    asked = len(model.requests)
    page = visit()
    host = model.base_url.split("/")[2]
    expect(page.locator(".tb-model")).to_contain_text("scripted")
    expect(page.locator(".tb-model")).to_contain_text(f"at {host}")
    assert len(model.requests) == asked  # a visit alone sends nothing

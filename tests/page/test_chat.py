"""The chat as a visitor uses it, over the shipped talks and without a chat model."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from talkbot.talks import Talk
from tests.page.conftest import PHONE, answered, ask, fits

Visit = Callable[..., Page]
QUESTION = "What does Madeleine Udell say about preconditioning?"


def quoted(page: Page, talks: tuple[Talk, ...], source: Any) -> str:
    """The words of the record that a source button points at, cut out of the record itself."""
    query = {k: v[0] for k, v in parse_qs(urlsplit(source.get_attribute("data-src")).query).items()}
    talk = next(t for t in talks if t.id == query["talk"])
    if query["field"] == "record":
        return query["value"]
    speaker = int(query["speaker"]) if "speaker" in query else None
    text = talk.text_of(query["field"], speaker)  # type: ignore[arg-type]
    return text[int(query["start"]) : int(query["end"])]


def test_an_answer_streams_in_and_its_citations_show_the_record(
    visit: Visit, talks: tuple[Talk, ...], pictures: Path
) -> None:
    page = visit()
    expect(page.locator(".tb-welcome h2")).to_be_visible()
    page.screenshot(path=pictures / "welcome.png", animations="disabled")
    ask(page, QUESTION)
    expect(page.locator(".tb-question")).to_contain_text(QUESTION)
    expect(page.locator("#tb-live .tb-text")).to_contain_text("Preconditioning the gradient")
    expect(page.locator(".tb-how")).not_to_have_attribute("open", "")

    mark = page.locator("button.tb-mark").first
    source = page.locator(f'.tb-source[data-n="{mark.inner_text()}"]')
    wanted = quoted(page, talks, source)
    mark.hover()
    expect(page.locator("#tb-tip")).to_be_visible()
    assert page.locator("#tb-tip q").inner_text() == wanted
    expect(page.locator("#tb-tip")).to_contain_text("Hunting the Hessian")

    mark.click()
    panel = page.locator("#tb-panel")
    expect(panel.locator("mark")).to_be_visible()
    assert panel.locator("mark").inner_text() == wanted
    expect(panel).to_contain_text("Hunting the Hessian")
    expect(panel).to_contain_text("Madeleine Udell")
    expect(panel).to_contain_text("Stanford University")
    expect(panel.locator(".tb-kind")).to_have_text("From the abstract")
    assert fits(page)
    page.mouse.move(5, 700)
    page.screenshot(path=pictures / "chat.png", animations="disabled")


@pytest.mark.parametrize(
    "question",
    [
        "Which talks are about transformers?",
        "Who speaks from UC San Diego?",
        "Summarise the talk by Surbhi Goel",
        "What does Robert Nowak work on?",
    ],
)
def test_every_source_shows_the_words_of_the_record(
    visit: Visit, talks: tuple[Talk, ...], question: str
) -> None:
    page = visit()
    ask(page, question)
    page.locator(".tb-sources").evaluate("(details) => { details.open = true; }")
    sources = page.locator(".tb-source")
    assert sources.count()
    for i in range(min(sources.count(), 6)):
        source = sources.nth(i)
        source.click()
        expect(page.locator("#tb-panelbody")).to_have_attribute(
            "data-ready", source.get_attribute("data-src") or ""
        )
        wanted = quoted(page, talks, source)
        assert wanted == source.get_attribute("data-quote")
        shown = page.locator("#tb-panel mark").all_inner_texts()
        assert wanted in shown or " ".join(shown) == wanted
        expect(page.locator(".tb-changed")).to_have_count(0)


def test_citations_work_by_keyboard_alone(visit: Visit) -> None:
    page = visit()
    page.locator("#tb-box textarea").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    answered(page, 1)
    for _ in range(15):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('button.tb-mark')"):
            break
    expect(page.locator("#tb-tip")).to_be_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "tb-tip"
    page.keyboard.press("Escape")
    expect(page.locator("#tb-tip")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#tb-panel mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#tb-panel")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('button.tb-mark')")


def test_sources_can_be_gone_through_in_order(visit: Visit) -> None:
    page = visit()
    ask(page, "How do the talks by Jason Lee and Xiang Cheng differ?")
    page.locator("button.tb-mark").first.click()
    count = page.locator(".tb-source").count()
    assert count > 1
    expect(page.locator(".tb-panelbar p")).to_have_text(f"Source 1 of {count}")
    first = page.locator("#tb-panel mark").inner_text()
    page.get_by_role("button", name="Next source").click()
    expect(page.locator(".tb-panelbar p")).to_have_text(f"Source 2 of {count}")
    expect(page.locator("#tb-panel mark")).not_to_have_text(first)


def test_a_refusal_offers_the_nearest_talks(visit: Visit, pictures: Path) -> None:
    page = visit()
    ask(page, "Is there a talk about quantum learning?")
    expect(page.locator("#tb-live .tb-text")).to_contain_text("No talk")
    cards = page.locator("#tb-live .tb-card")
    assert cards.count()
    expect(page.locator("button.tb-mark")).to_have_count(0)
    title = cards.first.locator(".tb-title").inner_text()
    page.screenshot(path=pictures / "refusal.png", animations="disabled")
    cards.first.get_by_role("button", name=f"Ask about {title}").click()
    expect(page.locator(".tb-scope")).to_contain_text(title)
    ask(page, "What is this talk about?")
    page.locator("#tb-live .tb-sources").evaluate("(details) => { details.open = true; }")
    titles = set(page.locator("#tb-live .tb-sourcecard .tb-title").all_inner_texts())
    assert titles == {title}
    page.get_by_role("button", name=f"Remove the filter Talk {title}").click()
    expect(page.locator(".tb-scope")).to_contain_text("All 16 talks")


def test_the_map_shows_where_an_answer_lies(visit: Visit, pictures: Path) -> None:
    page = visit()
    ask(page, "Which talks are about transformers?")
    cited = page.locator("#tb-live .tb-sourcecard").count()
    page.get_by_role("tab", name="Map").click()
    expect(page.locator(".tb-lit")).to_have_text(
        f"The {cited} talks of the last answer are ringed."
    )
    regions = page.locator(".tb-legend li")
    assert regions.count() > 1
    counts = page.locator(".tb-legend .tb-tally").all_inner_texts()
    assert sum(map(int, counts)) == 16
    canvas = page.locator("[data-view=map] canvas")
    x, y = page.evaluate(
        """async () => {
          const map = await (await fetch('talkbot/map')).json();
          return map.places[map.titles.findIndex((title) => title.startsWith('Single location'))];
        }"""
    )
    box = canvas.bounding_box()
    assert box
    canvas.hover(
        position={"x": 34 + x * (box["width"] - 68), "y": 34 + (1 - y) * (box["height"] - 68)}
    )
    expect(page.locator(".tb-maptip")).to_contain_text("Claire Boyer")
    page.screenshot(path=pictures / "map.png", animations="disabled")


def test_every_starter_question_is_answered(visit: Visit) -> None:
    page = visit()
    starters = page.locator(".tb-starter")
    count = starters.count()
    assert count == 4
    for i in range(count):
        starters.nth(i).click()
        answered(page, 1)
        assert page.locator("button.tb-mark").count(), page.locator(".tb-question").inner_text()
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator(".tb-turn")).to_have_count(0)


def test_a_follow_up_knows_what_was_said(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    ask(page, "Where is she from?")
    expect(page.locator("#tb-live .tb-text")).to_contain_text("Stanford")
    expect(page.locator("#tb-log .tb-turn")).to_have_count(1)
    page.locator("#tb-live .tb-how summary").click()
    expect(page.locator("#tb-live .tb-how")).to_contain_text("Understood as")


def test_sessions_do_not_see_each_other(visit: Visit) -> None:
    one, other = visit(), visit()
    for page, question in ((one, "Who speaks from Caltech?"), (other, QUESTION)):
        page.locator("#tb-box textarea").fill(question)
    for page in (one, other):
        page.keyboard.press("Enter")
    answered(one, 1)
    answered(other, 1)
    expect(one.locator("#tb-live")).to_contain_text("Babak Hassibi")
    assert "Udell" not in one.locator("#tb-chat").inner_text()
    assert "Hassibi" not in other.locator("#tb-chat").inner_text()
    ask(one, "What is the talk about?")
    assert "Udell" not in one.locator("#tb-chat").inner_text()
    fresh = visit()
    expect(fresh.locator(".tb-welcome")).to_be_visible()
    expect(fresh.locator(".tb-turn")).to_have_count(0)


def test_a_question_too_long_is_kept_and_explained(visit: Visit) -> None:
    page = visit()
    page.locator("#tb-box textarea").fill("why " * 2500)
    page.keyboard.press("Enter")
    expect(page.locator("#tb-line")).to_contain_text("up to 2,000 characters")
    assert len(page.locator("#tb-box textarea").input_value()) == 10_000
    expect(page.locator(".tb-turn")).to_have_count(0)
    assert fits(page)
    ask(page, QUESTION)
    expect(page.locator("#tb-line")).to_have_text("")


def test_an_answer_is_copied_with_its_sources(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    page.locator("button.tb-mark").first.click()
    quote = page.locator("#tb-panel mark").first.inner_text()
    assert f"[1] Madeleine Udell: Hunting the Hessian. “{quote}”" in text
    assert "(From the abstract)" in text


def test_the_page_says_what_answers_and_what_leaves_the_machine(visit: Visit) -> None:
    page = visit()
    expect(page.locator(".tb-model")).to_contain_text("No chat model")
    expect(page.locator(".tb-model")).to_contain_text("Nothing leaves this machine.")


def test_the_page_works_on_a_phone(visit: Visit, pictures: Path) -> None:
    page = visit(PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
    assert fits(page)
    ask(page, QUESTION)
    assert fits(page)
    head = [page.locator("#tb-menu"), *page.get_by_role("tab").all(), page.locator(".tb-fresh")]
    assert len(head) == 6, "a tab is out of reach"
    boxes = [box for part in head if (box := part.bounding_box())]
    assert len(boxes) == len(head)
    for left, right in pairwise(boxes):
        assert left["x"] + left["width"] <= right["x"], "parts of the header lie on each other"
    page.screenshot(path=pictures / "phone.png", animations="disabled")
    page.locator("button.tb-mark").first.tap()
    expect(page.locator("#tb-panel mark")).to_be_in_viewport()
    box = page.locator("#tb-panel").bounding_box()
    assert box
    assert box["width"] == PHONE[0]
    assert box["y"] > 60
    assert fits(page)
    page.get_by_role("button", name="Close").tap()
    expect(page.locator("#tb-panel")).to_be_hidden()


def test_dark_mode_follows_the_system_and_the_switch(visit: Visit, pictures: Path) -> None:
    page = visit(dark=True)
    ask(page, QUESTION)
    page.locator("button.tb-mark").first.click()
    expect(page.locator("#tb-panel mark")).to_be_visible()
    page.screenshot(path=pictures / "dark.png", animations="disabled")

    def brightness(selector: str) -> float:
        return float(
            page.locator(selector).evaluate(
                """(element) => {
                  const canvas = document.createElement('canvas').getContext('2d');
                  canvas.fillStyle = getComputedStyle(element).backgroundColor;
                  canvas.fillRect(0, 0, 1, 1);
                  return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
                }"""
            )
        )

    assert brightness(".gradio-container") < 60
    assert brightness("#tb-panel") < 60
    page.get_by_role("button", name="Switch light and dark").click()
    assert brightness(".gradio-container") > 230
    page.reload()
    page.locator("#tb-box textarea").wait_for()
    assert brightness(".gradio-container") > 230

"""The page for everybody: axe-core on every view, formulas and other scripts, the evaluation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.page.conftest import LAPTOP, PHONE, answered, ask, filled, fits, serving
from tests.page.festival import festival
from tests.store import write

Visit = Callable[..., Page]
REPORT = """# How good the answers are

| collection | recall | precision | attribution | abstention | completeness | soundness | latency |
|---|---|---|---|---|---|---|---|
| festival | 0.91 | 0.92 | 0.93 | 0.94 | 0.95 | 0.96 | 0.97 |

<img src=x onerror=window.owned=1>
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("access")
    home = filled(folder / "home", [write(folder / "talks.jsonl", festival())])
    for name, text in (("20310101-dev", "# Old"), ("20310202-dev", REPORT)):
        (folder / "runs" / name).mkdir(parents=True)
        (folder / "runs" / name / "summary.md").write_text(text, "utf-8")
    with serving(home, arguments=["--report", str(folder / "runs")]) as address:
        yield address


def violations(page: Page) -> list[str]:
    """What axe-core finds that keeps people out, by rule and place."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize(("size", "dark"), [(LAPTOP, False), (LAPTOP, True), (PHONE, False)])
def test_no_view_keeps_anybody_out(visit: Visit, size: tuple[int, int], dark: bool) -> None:
    page = visit(size, dark=dark, reduced_motion="reduce")
    found = violations(page)
    ask(page, "What was the largest error in the tide notebooks?")
    found += violations(page)
    page.locator("button.tb-mark").first.click()
    expect(page.locator("#tb-panel mark")).to_be_visible()
    found += violations(page)
    page.keyboard.press("Escape")
    page.locator(".tb-narrow").click()
    page.locator("#tb-panel .tb-option").first.wait_for()
    found += violations(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Conversations", exact=True).click()
    found += violations(page)
    page.locator("#tb-drawer").get_by_role("button", name="Settings").click()
    page.locator("#tb-panel dl").wait_for()
    found += violations(page)
    page.keyboard.press("Escape")
    for tab, ready in (
        ("Talks", ".tb-browse .tb-open"), ("Map", ".tb-legend"), ("Add", ".tb-drop"),
        ("Evaluation", ".tb-report .tb-text"),
    ):  # fmt: skip
        page.get_by_role("tab", name=tab).click()
        page.locator(ready).first.wait_for()
        found += violations(page)
        assert fits(page), tab
    assert not found, "\n".join(dict.fromkeys(found))


def tabbed_to(page: Page, css: str, key: str = "Tab") -> None:
    """Press a key until an element has the focus, which must be seen there."""
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("css => document.activeElement.matches(css)", css):
            break
    focused = page.locator(":focus")
    assert focused.evaluate("(element, css) => element.matches(css)", css), css
    outline, inside = focused.evaluate(
        "(e) => [getComputedStyle(e).outlineWidth, e.getBoundingClientRect().bottom <= innerHeight]"
    )
    assert outline != "0px", f"no ring around {css}"
    assert inside, f"{css} is out of sight"


def test_a_whole_visit_by_keyboard_alone(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#tb-box textarea")).to_be_focused()
    page.keyboard.type("What was the largest error in the tide notebooks?")
    page.keyboard.press("Enter")
    answered(page, 1)
    tabbed_to(page, "#tb-live .tb-how summary", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#tb-live .tb-how dl")).to_be_visible()
    tabbed_to(page, "#tb-live a.tb-name")
    page.keyboard.press("Enter")
    expect(page.locator("#tb-panel .tb-paneltitle")).to_have_text("Two clocks for one tide")
    page.keyboard.press("Escape")
    expect(page.locator("#tb-live a.tb-name")).to_be_focused()
    tabbed_to(page, "#tb-live .tb-up")
    page.keyboard.press("Enter")
    expect(page.locator("#tb-live .tb-up")).to_have_attribute("aria-pressed", "true")
    tabbed_to(page, "#tb-live .tb-next .tb-chip")
    page.keyboard.press("Enter")
    answered(page, 2)
    page.locator("#tb-box textarea").focus()
    tabbed_to(page, ".tb-narrow", "Shift+Tab")
    page.keyboard.press("Enter")
    tabbed_to(page, "#tb-panel .tb-option")
    page.keyboard.press("Enter")
    expect(page.locator(".tb-scope")).to_contain_text("of 6 talks")
    page.keyboard.press("Escape")
    tabbed_to(page, "[role=tab]", "Shift+Tab")
    page.keyboard.press("ArrowRight")
    tabbed_to(page, "#tb-search")
    page.keyboard.type("ferry")
    expect(page.locator(".tb-browse .tb-title").first).to_have_text("What the ferry heard")
    tabbed_to(page, ".tb-browse .tb-open")
    page.keyboard.press("Enter")
    expect(page.locator("#tb-talkpage .tb-paneltitle")).to_be_focused()


def test_a_screen_reader_hears_the_work_and_then_the_answer(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => {
          window.heard = [];
          const spoken = document.querySelector('[role=status][aria-live=polite].tb-hidden');
          new MutationObserver(() => window.heard.push(spoken.textContent))
            .observe(spoken, { childList: true, characterData: true, subtree: true });
        }"""
    )
    ask(page, "What was the largest error in the tide notebooks?")
    heard = page.evaluate("window.heard")
    assert heard[0] == "Working on the answer."
    assert "clock on the wall" in heard[-1]
    assert len(heard) == 2, "what streams in is not read out piece by piece"


def test_five_tabs_fit_a_phone(visit: Visit) -> None:
    page = visit(PHONE, is_mobile=True, has_touch=True)
    tabs = page.get_by_role("tab").all()
    assert len(tabs) == 5
    boxes = [
        part.bounding_box() for part in (page.locator("#tb-menu"), *tabs, page.locator(".tb-fresh"))
    ]
    for left, right in pairwise(boxes):
        assert left, "a part of the header is out of sight"
        assert right, "a part of the header is out of sight"
        assert left["x"] + left["width"] <= right["x"] + 0.5, "parts of the header overlap"
    tabs[-1].tap()
    expect(page.locator(".tb-report h1")).to_be_in_viewport()
    # A wide table scrolls inside its frame; it does not break its words into letters.
    for heading in page.locator(".tb-report th").all():
        box = heading.bounding_box()
        assert box
        assert box["height"] < 60, heading.inner_text()
    assert fits(page)


def test_formulas_and_other_scripts_are_shown_as_meant(visit: Visit) -> None:
    page = visit()
    ask(page, "Summarise the talk by Otto Bramah")
    expect(page.locator("#tb-live .tb-text math").first).to_be_visible()
    expect(page.locator("#tb-live .tb-text")).not_to_contain_text("\\sum")
    page.locator("#tb-live button.tb-mark").first.click()
    expect(page.locator("#tb-panel mark math").first).to_be_visible()
    expect(page.locator(".tb-changed")).to_have_count(0)
    expect(page.locator("#tb-panel .tb-evidence")).to_contain_text("$5 in 1900 and $7 in 1910")
    page.keyboard.press("Escape")
    ask(page, "Summarise the talk by سمير حداد")
    for css in (".tb-text p >> nth=-1", ".tb-sourcecard .tb-who"):  # words begin at the right edge
        assert page.locator(f"#tb-live {css}").evaluate(
            """(element) => {
              const range = document.createRange();
              range.selectNodeContents(element);
              const words = range.getClientRects()[0];
              return Math.abs(element.getBoundingClientRect().right - words.right) < 2;
            }"""
        )
    page.get_by_role("tab", name="Talks").click()
    title = page.locator(".tb-browse .tb-title", has_text="قراءة")
    assert title.evaluate("(element) => getComputedStyle(element).direction") == "rtl"
    title.click()
    assert (
        page.locator("#tb-talkpage .tb-evidence p").evaluate(
            "(element) => getComputedStyle(element).direction"
        )
        == "rtl"
    )


def test_the_latest_evaluation_is_shown(visit: Visit) -> None:
    page = visit()
    page.get_by_role("tab", name="Evaluation").click()
    report = page.locator(".tb-report")
    expect(report.locator("h1")).to_have_text("How good the answers are")
    figures = [f"0.9{n}" for n in range(1, 8)]
    expect(report.locator("td")).to_have_text(["festival", *figures])
    expect(report.locator(".tb-kind")).to_have_text("20310202-dev")
    expect(report).to_contain_text("<img src=x")
    assert page.evaluate("window.owned") is None

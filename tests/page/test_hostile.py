"""Sixty hostile texts, in every field of a record and as questions: shown as text, nothing more."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from talkbot.talks import Cue, Speaker, Talk, talk_id
from tests.page.conftest import LAPTOP, PHONE, filled, send, serving
from tests.store import write

Visit = Callable[..., Page]

HOSTILE: dict[str, str] = {
    each["name"]: each["text"] * each.get("times", 1)
    for each in json.loads(Path(__file__).with_name("hostile.json").read_text("utf-8"))
}
BEACON = "http://beacon.invalid"

# What must not be there, wherever a record's or a visitor's words are shown.
_WRONG = """() => {
  const wrong = window.owned === undefined ? [] : ['something was executed'];
  const places = '#tb-header, #tb-log, #tb-live, #tb-line, #tb-scope, #tb-panelbody, #tb-found, '
    + '#tb-talkpage, #tb-tip, #tb-drawer, .tb-side, .tb-added, [data-view=map]';
  const forbidden = 'script, img, picture, form, iframe, object, embed, svg, style, link, meta, '
    + 'base, video, audio, marquee, textarea, [style*="url"], [style*="fixed"], '
    + '[srcdoc], [srcset], [formaction], [autofocus]';
  for (const place of document.querySelectorAll(places)) {
    for (const found of place.querySelectorAll(forbidden))
      wrong.push(found.outerHTML.slice(0, 200));
    for (const element of place.querySelectorAll('*'))
      for (const { name, value } of element.attributes) {
        const leads = ['href', 'src', 'xlink:href', 'action', 'data'].includes(name);
        if (name.startsWith('on') || (leads && !/^(https?:\\/\\/|#talk=)/.test(value)))
          wrong.push(`${element.tagName} ${name}="${value.slice(0, 100)}"`);
      }
  }
  for (const id of ['tb-panel', 'tb-live', 'tb-box'])
    if (document.querySelectorAll(`#${id}`).length !== 1) wrong.push(`more than one ${id}`);
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) wrong.push(`${scrollWidth} pixels wide at ${clientWidth}`);
  return wrong;
}"""


def harmless(page: Page, where: str, sizes: Sequence[tuple[int, int]] = (LAPTOP,)) -> None:
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        wrong = page.evaluate(_WRONG)
        for _ in range(20):  # what follows the window's size does so in a later frame
            if not wrong:
                break
            page.wait_for_timeout(100)
            wrong = page.evaluate(_WRONG)
        assert not wrong, f"{where}, {width} pixels: {wrong}"
    if len(sizes) > 1:
        page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})


BOTH = (LAPTOP, PHONE)


def record(number: int, text: str) -> Talk:
    """A talk with this text in every field."""
    title, name = f"Zebrafish {number:02} {text}", f"Mallory {number:02} {text}"
    return Talk(
        id=talk_id(title, (name,)),
        title=title,
        speakers=(
            Speaker(
                name,
                f"Institute {number:02} {text}",
                role=text,
                bio=f"Mallory keeps fish. {text}" if number % 4 == 0 else "",
                url="javascript:window.owned=1",
            ),
        ),
        abstract=f"Zebrafish number {number} hide behind {text} at night.",
        event=f"Aquarium {number % 4} {text}",
        track=text,
        room=text,
        start=text[:20],
        date_text=text,
        language=text[:8],
        tags=(f"tag {number % 7}", text),
        url=f"javascript:window.owned=1//{text}",
        video_url=f"data:text/html,<script>window.owned=1</script>{text}",
        slides_url=f'{BEACON}/"onmouseover="window.owned=1{text}',
        transcript=(Cue(0, 4, text, f"Fish say {text}."),) if number % 2 else (),
    )


TALKS = [record(number, text) for number, text in enumerate(HOSTILE.values())]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    with serving(filled(folder / "home", [write(folder / "talks.jsonl", TALKS)])) as address:
        yield address


def test_there_are_sixty() -> None:
    assert len(HOSTILE) == 60


def test_answers_and_evidence_show_hostile_records_as_text(visit: Visit) -> None:
    page = visit()
    harmless(page, "welcome", BOTH)
    for question in ("What do zebrafish do at night?", "Who keeps fish?", "List all talks"):
        send(page, question)
        harmless(page, question, BOTH)
    marks = page.locator("#tb-live button.tb-mark")
    marks.first.hover()
    harmless(page, "quote on hover", BOTH)
    marks.first.click()
    later = page.locator('#tb-panel [data-panel="next"]')
    for i in range(60):
        expect(page.locator("#tb-panel .tb-paneltitle")).to_contain_text("Zebrafish")
        harmless(page, f"evidence {i}", BOTH if i % 10 == 0 else (LAPTOP,))
        if later.is_disabled():
            break
        later.click()
        expect(page.locator("#tb-panel .tb-panelbar p")).to_contain_text(f"Source {i + 2} of")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Conversations", exact=True).click()
    harmless(page, "conversations", BOTH)


def test_talks_map_and_filters_show_hostile_records_as_text(visit: Visit) -> None:
    page = visit()
    page.get_by_role("tab", name="Talks").click()
    expect(page.locator(".tb-browse .tb-open")).to_have_count(40)
    page.locator(".tb-page").click()
    expect(page.locator(".tb-browse .tb-open")).to_have_count(60)
    harmless(page, "talks", BOTH)
    for i, talk in enumerate(TALKS):
        page.evaluate("id => { location.hash = `talk=${encodeURIComponent(id)}`; }", talk.id)
        expect(page.locator("#tb-talkpage .tb-paneltitle")).to_contain_text(talk.title[:12])
        page.locator("#tb-talkpage details").evaluate_all(
            "(all) => all.forEach((each) => { each.open = true; })"
        )
        harmless(page, f"talk {i}", BOTH)
    page.get_by_role("tab", name="Map").click()
    page.locator(".tb-legend").wait_for()
    for _ in range(8):
        page.locator("[data-view=map] canvas").press("ArrowRight")
        harmless(page, "map", BOTH)
    page.get_by_role("tab", name="Chat").click()
    page.locator(".tb-narrow").click()
    page.locator("#tb-panel .tb-option", has_text="Aquarium").first.click()
    harmless(page, "filters", BOTH)
    page.keyboard.press("Escape")
    expect(page.locator("#tb-scope .tb-filter")).to_have_count(1)
    harmless(page, "a filter", BOTH)


def test_the_preview_of_added_talks_shows_hostile_records_as_text(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit()
    page.get_by_role("tab", name="Add").click()
    for start in range(0, 60, 12):
        name = f"<img src=x onerror=window.owned=1> {start}.jsonl"
        file = write(tmp_path / name, TALKS[start : start + 12])
        page.locator("#tb-files").set_input_files(file)
        expect(page.locator(".tb-preview b").first).to_contain_text(f"Zebrafish {start:02}")
        harmless(page, f"preview {start}", BOTH)


def test_hostile_questions_are_shown_as_text(visit: Visit) -> None:
    page = visit()
    texts = [text[:1900] for text in HOSTILE.values()]
    for group in (*(texts[:58][i : i + 6] for i in range(0, 58, 6)), texts[58:59], texts[59:]):
        question = " zebrafish ".join(("Tell me about", *group))
        send(page, question)
        harmless(page, question, BOTH)
        shown = page.locator("#tb-live .tb-question").inner_text()
        words = [word for word in question.split() if word.isascii() and word.isprintable()]
        assert all(word in shown for word in words), question

"""Conversations and feedback, kept in the browser: reopened, named, exported, told again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from talkbot.answers import Answer, Citation, Claim, TalkRef, answer_from_json, answer_to_json
from talkbot.evaluation.drafting.feedback import from_feedback
from talkbot.evaluation.items import load_items
from talkbot.ui.conversation import Exchange, exchange_to_json
from talkbot.ui.kept import exchanges_from
from tests.page.conftest import ask, filled, serving
from tests.page.festival import festival
from tests.store import write

Visit = Callable[..., Page]
FIRST = "What was the largest error in the tide notebooks?"
OTHER = "Which talks are about ferries?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("past")
    return filled(folder / "home", [write(folder / "talks.jsonl", festival())])


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


def drawer(page: Page) -> None:
    page.get_by_role("button", name="Conversations", exact=True).click()


def does(page: Page, label: str) -> None:
    page.locator("#tb-drawer").get_by_role("button", name=label, exact=True).click()


def saved(page: Page, label: str) -> tuple[str, str]:
    with page.expect_download() as waiting:
        does(page, label)
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_text("utf-8")


def test_conversations_are_kept_named_and_reopened(visit: Visit) -> None:
    page = visit()
    ask(page, FIRST)
    expect(page.locator("#tb-live .tb-text")).to_contain_text("clock on the wall")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".tb-turn")).to_have_count(0)
    ask(page, OTHER)
    drawer(page)
    rows = page.locator(".tb-past b")
    expect(rows).to_have_text([OTHER, FIRST])
    does(page, "Rename")
    page.keyboard.type("The ferries")
    page.keyboard.press("Enter")
    expect(rows).to_have_text(["The ferries", FIRST])
    rows.nth(1).click()
    expect(page.locator("#tb-live .tb-question")).to_contain_text(FIRST)
    expect(page.locator(".tb-turn")).to_have_count(1)
    ask(page, "Who said that?")
    expect(page.locator("#tb-live .tb-text")).to_contain_text("Ilse Okonjo")
    page.reload()
    expect(page.locator(".tb-turn")).to_have_count(2)
    page.locator("#tb-log button.tb-mark").first.click()
    expect(page.locator("#tb-panel mark")).to_contain_text("clock on the wall")
    expect(page.locator(".tb-changed")).to_have_count(0)
    page.keyboard.press("Escape")
    drawer(page)
    expect(rows).to_have_text([FIRST, "The ferries"])
    does(page, "Delete")
    does(page, "Really delete?")
    expect(rows).to_have_text(["The ferries"])
    expect(page.locator(".tb-welcome")).to_be_visible()
    strangers = visit()
    strangers.get_by_role("button", name="Conversations", exact=True).click()
    expect(strangers.locator(".tb-past")).to_have_count(0)


def test_the_list_of_conversations_covers_no_answer(visit: Visit) -> None:
    page = visit()
    ask(page, FIRST)
    drawer(page)
    list_box, answer = (
        page.locator(css).bounding_box() for css in ("#tb-drawer", "#tb-live .tb-answer")
    )
    assert list_box
    assert answer
    assert list_box["x"] + list_box["width"] <= answer["x"]
    page.keyboard.press("Escape")
    expect(page.locator("#tb-drawer")).to_be_hidden()


def test_a_conversation_is_exported_with_its_citations(visit: Visit) -> None:
    page = visit()
    ask(page, FIRST)
    drawer(page)
    name, text = saved(page, "Markdown")
    assert name == "What-was-the-largest-error-in-the-tide-notebooks.md"
    assert text.startswith(f"# {FIRST}\n\n## {FIRST}\n\n")
    assert "[1] Ilse Okonjo: *Two clocks for one tide*. “" in text
    assert "(said on stage, 0:36, https://www.youtube.com/watch?v=tides2031ab&t=36s)" in text
    name, text = saved(page, "JSON")
    assert name.endswith(".json")
    kept = json.loads(text)["exchanges"][0]
    answer = answer_from_json(kept["answer"])
    assert kept["question"] == answer.question == FIRST
    talks = {talk.id: talk for talk in festival()}
    for cited in answer.citations:
        record = talks[cited.talk_id].text_of(cited.field, cited.speaker)
        assert record[cited.start : cited.end] == cited.quote


def test_feedback_is_exported_as_questions_for_the_evaluation(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    ask(page, FIRST)
    page.locator("#tb-live .tb-up").click()
    expect(page.locator("#tb-live .tb-up")).to_have_attribute("aria-pressed", "true")
    ask(page, "Which talks are about bridges?")
    page.locator("#tb-live .tb-down").click()
    form = page.locator("#tb-live .tb-why")
    form.locator("input").fill("the one on quays")
    form.get_by_role("button", name="A talk is missing").click()
    expect(form).to_contain_text("kept in this browser")
    page.reload()
    expect(page.locator("#tb-log .tb-up")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#tb-live .tb-down")).to_have_attribute("aria-pressed", "true")
    drawer(page)
    _, text = saved(page, "Export feedback (2)")
    path = tmp_path / "candidates.jsonl"
    path.write_text(text, "utf-8")
    good, bad = load_items(path)
    clocks = next(t for t in festival() if t.title.startswith("Two clocks"))
    assert (good.question, clocks.id in good.gold, good.history) == (FIRST, True, ())
    assert (bad.question, bad.gold) == ("Which talks are about bridges?", frozenset())
    assert bad.history == (FIRST,)
    told = json.loads(text.splitlines()[1])["feedback"]
    assert (told["verdict"], told["note"]) == ("missing talk", "the one on quays")
    assert good.draft
    assert bad.draft
    first, second = from_feedback(path, festival())
    assert (first.draft, first.gold) == (True, good.gold)
    assert second.answerable
    assert second.nearest_talk_ids == tuple(told["shown_talk_ids"])
    assert "the one on quays" in second.notes


def test_a_question_is_asked_again_or_edited(visit: Visit) -> None:
    page = visit()
    ask(page, FIRST)
    ask(page, OTHER)
    page.locator("#tb-log .tb-edit").click()
    expect(page.locator(".tb-turn")).to_have_count(0)
    expect(page.locator("#tb-box textarea")).to_have_value(FIRST)
    page.locator("#tb-box textarea").fill("Who speaks from Harbour Library?")
    page.keyboard.press("Enter")
    expect(page.locator("#tb-live .tb-actions")).to_have_count(1)
    expect(page.locator("#tb-live .tb-text")).to_contain_text("Mei Tanaka-Ruiz")
    page.locator("#tb-live .tb-retry").click()
    page.locator("#tb-live [aria-busy]").wait_for(state="detached")
    expect(page.locator("#tb-live .tb-text")).to_contain_text("Mei Tanaka-Ruiz")
    expect(page.locator(".tb-turn")).to_have_count(1)


def test_what_is_suggested_can_be_answered(visit: Visit) -> None:
    page = visit()
    ask(page, FIRST)
    suggested = page.locator("#tb-live .tb-next .tb-chip")
    count = suggested.count()
    assert count >= 2
    for i in range(count):
        question = suggested.nth(i).inner_text()
        suggested.nth(i).click()
        expect(page.locator("#tb-live .tb-question")).to_contain_text(question)
        expect(page.locator("#tb-live .tb-actions")).to_have_count(1)
        assert page.locator("#tb-live button.tb-mark").count(), question
        page.locator("#tb-live .tb-edit").click()
        expect(page.locator("#tb-live .tb-question")).to_contain_text(FIRST)
        page.locator("#tb-live .tb-retry").click()
        page.locator("#tb-live [aria-busy]").wait_for(state="detached")
        expect(suggested).to_have_count(count)


def test_a_restarted_server_is_told_the_conversation_again(visits: Visit, home: Path) -> None:
    with serving(home) as address:
        page = visits(address)
        visits.watches[-1].expected += ["Failed to load resource", "ERR_"]  # type: ignore[attr-defined]
        ask(page, FIRST)
    page.locator("#tb-box textarea").fill("Who")
    expect(page.locator("#tb-away")).to_be_visible(timeout=10_000)
    with serving(home, port=int(address.rsplit(":", 1)[1].strip("/"))):
        expect(page.locator("#tb-away")).to_be_hidden(timeout=15_000)
        expect(page.locator("#tb-live .tb-turn")).to_have_count(1)
        page.wait_for_timeout(500)
        ask(page, "Who said that?")
        expect(page.locator("#tb-live .tb-text")).to_contain_text("Ilse Okonjo")
        expect(page.locator(".tb-turn")).to_have_count(2)
        page.context.close()


ANSWER = Answer(
    "q", "s", "fact", "answered", "Yes. [1]", (Claim("Yes.", (1,), 0.5, False),),
    (Citation(1, "t", "Bees", ("Bo",), "bio", "Bees.", 0, 5, 0, 3.5, "https://e.org"),),
    (TalkRef("t", "Bees", ("Bo",), 0.5),), (TalkRef("u", "Ants", (), 0.1),), "m", "n", {"a": 1.5},
)  # fmt: skip


def test_an_answer_survives_being_kept() -> None:
    assert answer_from_json(json.loads(json.dumps(answer_to_json(ANSWER)))) == ANSWER
    exchange = Exchange("q", answer=ANSWER)
    assert exchanges_from([exchange_to_json(exchange)]) == (exchange,)
    stopped = Exchange("q", problem="Stopped.")
    assert exchanges_from([exchange_to_json(stopped)]) == (stopped,)


@pytest.mark.parametrize(
    "kept",
    [
        None, "text", {"a": 1}, [None, 3, [], "{", "[]", "{}", '{"question": "q", "answer": 5}'],
        [exchange_to_json(Exchange("q", answer=ANSWER)).replace('"answered"', '"hacked"')],
        ["[" * 100_000], ["x" * 500_000],
        [exchange_to_json(Exchange("q", answer=ANSWER)).replace('"bio"', '"script"')],
    ],
)  # fmt: skip
def test_what_a_browser_made_up_is_left_out(kept: object) -> None:
    assert exchanges_from(kept) == ()

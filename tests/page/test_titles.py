"""What can be pressed in an answer: titles, talks left out, questions; and how dates are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from talkbot.answers import Answer, Citation, TalkRef
from talkbot.talks import Cue, Talk
from talkbot.ui.evidence import PARAGRAPH, Place, evidence_html
from talkbot.ui.rendering import day
from talkbot.ui.starters import starter_questions
from talkbot.ui.titles import not_listed, rest_html, with_questions, with_titles
from tests.page.conftest import PHONE, ask, filled, fits, serving
from tests.store import talks as invented
from tests.store import write

Visit = Callable[..., Page]


def refs(*titles: str) -> tuple[TalkRef, ...]:
    return tuple(TalkRef(f"id {n}", title, (f"Ann {n}",), 0.5) for n, title in enumerate(titles))


def answer(text: str, talks: tuple[TalkRef, ...], cited: int = 0) -> Answer:
    citations = tuple(
        Citation(n + 1, ref.talk_id, ref.title, ref.speakers, "record", ref.title)
        for n, ref in enumerate(talks[:cited])
    )
    return Answer("q", "q", "catalogue", "answered", text, citations=citations, talks=talks)


def test_a_title_leads_to_its_talk_unless_two_talks_have_it() -> None:
    shown = answer("", refs("Bees & <i>ants</i>", "Moths", "Moths"))
    html = with_titles(
        "<p><strong>Bees &amp; &lt;i&gt;ants&lt;/i&gt;</strong> — Ann; <strong>Moths</strong>; "
        "<strong>3 talks</strong></p>",
        shown,
    )
    assert html.count("<a ") == 1
    assert (
        '<a class="tb-name" href="#talk=id%200" data-talk="id 0">'
        "<strong>Bees &amp; &lt;i&gt;ants&lt;/i&gt;</strong></a>" in html
    )


def test_only_a_list_that_says_it_goes_on_is_gone_on_with() -> None:
    talks = refs(*(f"Talk {n}" for n in range(25)))
    more = answer("There are 25 talks:\n1. …\n\n… and 5 more.", talks, cited=20)
    assert [ref.title for ref in not_listed(more)] == [f"Talk {n}" for n in range(20, 25)]
    html = rest_html(not_listed(more), 25)
    assert '<ol start="21">' in html
    assert "Show the other 5 talks" in html
    assert html.count("<li>") == 5
    assert not_listed(answer("20 talks.", talks, cited=20)) == ()  # says nothing of more
    assert not_listed(answer("… and 7 more.", talks, cited=20)) == ()  # of something else
    assert rest_html((), 25) == ""


def test_offered_questions_become_buttons_as_text() -> None:
    html = with_questions("<ul>\n<li>Who is &quot;Ann&quot;?</li>\n<li><b>no</b></li>\n</ul>")
    assert 'data-ask="Who is &quot;Ann&quot;?">Who is &quot;Ann&quot;?</button>' in html
    assert "<li><b>no</b></li>" in html


@pytest.mark.parametrize(
    ("start", "date", "hour"),
    [
        ("2019-05-04T12:10:00", "4 May 2019", "4 May 2019, 12:10"),
        ("2031-12-24T10:00:00+01:00", "24 December 2031", "24 December 2031, 10:00"),
        ("2019-05", "May 2019", "May 2019"),
        ("2019", "2019", "2019"),
        ("2019-33-01", "2019-33-01", "2019-33-01"),
        ("<b>soon", "<b>soon", "<b>soon"),
        ("", "", ""),
    ],
)
def test_dates_are_told_as_people_write_them(start: str, date: str, hour: str) -> None:
    talk = Talk(id="t", title="T", start=start)
    assert (day(talk), day(talk, hour=True)) == (date, hour)
    said = Talk(id="t", title="T", start=start, date_text="first Monday in May")
    assert day(said) == "first Monday in May"


def test_a_long_piece_of_a_transcript_is_read_in_paragraphs_and_keeps_its_quote() -> None:
    text = " ".join(f"This is sentence number {n} of what was said." for n in range(100))
    talk = Talk(id="t", title="T", transcript=(Cue(5, 900, "Ann", text),))
    end = text.index("number 14 ") + 3
    start = text.index("number 12 ")
    html = evidence_html(talk, Place("transcript", None, start, end))
    body = html.split("tb-evidence-transcript", 1)[1]
    assert body.count("<p ") > 3
    assert body.count('class="tb-time"') + body.count("0:05") == 1  # no video: the time is no link
    marked = [part.split("</mark>")[0] for part in body.split("<mark>")[1:]]
    assert " ".join(" ".join(marked).split()) == " ".join(text[start:end].split())
    assert max(map(len, body.split("<p "))) < 2 * PARAGRAPH + 200


def test_four_questions_to_start_with_where_the_records_allow() -> None:
    assert len(starter_questions(invented(30, sentences=2))) == 4
    assert starter_questions([Talk(id="t", title="T")]) == ("How many talks are there?",)
    assert starter_questions([]) == ()


def test_a_long_list_is_unfolded_and_its_titles_open_the_talks(
    visits: Visit, tmp_path: Path
) -> None:
    source = write(tmp_path / "talks.jsonl", invented(60, sentences=1))
    with serving(filled(tmp_path / "home", [source])) as address:
        page = visits(address, PHONE, is_mobile=True, has_touch=True)
        ask(page, "List all talks")
        rest = page.locator("#tb-live .tb-rest")
        expect(rest.locator("li").first).to_be_hidden()
        rest.locator("summary").tap()
        expect(page.locator("#tb-live .tb-text ol > li")).to_have_count(60)
        assert fits(page)
        title = rest.locator("a.tb-name").last
        words = title.inner_text()
        title.tap()
        expect(page.locator("#tb-panel .tb-paneltitle")).to_have_text(words)
        expect(page.locator("#tb-panel")).to_be_in_viewport()
        assert fits(page)
        page.get_by_role("button", name="Close").tap()
        ask(page, "Hello")
        offered = page.locator("#tb-live .tb-text li .tb-chip")
        question = offered.first.inner_text()
        offered.first.tap()
        expect(page.locator("#tb-live .tb-question")).to_contain_text(question)
        expect(page.locator("#tb-live .tb-actions")).to_have_count(1)
        page.context.close()


def test_the_settings_are_shown_beside_the_chat(visits: Visit, tmp_path: Path) -> None:
    source = write(tmp_path / "talks.jsonl", invented(3, sentences=1))
    home = filled(tmp_path / "home", [source])
    for arguments, told in (((), "In the tab “Add”"), (("--public",), "Off")):
        with serving(home, arguments=arguments) as address:
            page = visits(address)
            page.locator(".tb-model").click()
            panel = page.locator("#tb-panel")
            expect(panel.locator("dl")).to_contain_text("No chat model")
            expect(panel.locator("dl")).to_contain_text("all-MiniLM-L6-v2, on this machine")
            expect(panel.locator("dl")).to_contain_text("3 talks")
            expect(panel.locator("dl")).to_contain_text(told)
            assert str(home) not in panel.inner_text()
            assert ("20 questions a minute" in panel.inner_text()) == bool(arguments)
            page.keyboard.press("Escape")
            expect(page.locator(".tb-model")).to_be_focused()
            page.get_by_role("button", name="Conversations", exact=True).click()
            page.locator("#tb-drawer").get_by_role("button", name="Settings").click()
            expect(panel.locator("dl")).to_contain_text("No chat model")
            expect(page.locator("#tb-drawer")).to_be_hidden()
            page.context.close()

"""Talks: search while typing, facets, scopes that answers respect, a talk's page, players."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from talkbot.talks import Talk
from talkbot.ui.players import origins, player_of
from tests.page.conftest import PHONE, ask, filled, fits, serving
from tests.page.festival import festival
from tests.store import write

Visit = Callable[..., Page]
SHIPPED = 16


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("festival")
    with serving(filled(folder / "home", [write(folder / "talks.jsonl", festival())])) as address:
        yield address


def talks_tab(page: Page) -> None:
    page.get_by_role("tab", name="Talks").click()
    page.locator("#tb-found .tb-count").wait_for()


def titles(page: Page) -> set[str]:
    return set(page.locator(".tb-browse .tb-title").all_inner_texts())


def test_talks_are_found_while_typing(visit: Visit, pictures: Path) -> None:
    page = visit()
    talks_tab(page)
    expect(page.locator(".tb-browse > li")).to_have_count(len(festival()))
    page.screenshot(path=pictures / "talks.png", animations="disabled")
    search = page.locator("#tb-search")
    search.press_sequentially("whisp")
    expect(page.locator(".tb-count")).to_have_text("1 talk")
    search.fill("Quiet Engines porpoises")  # a place and a word of the abstract
    expect(page.locator(".tb-browse .tb-title").first).to_have_text("What the ferry heard")
    search.fill("clock on the wall")  # said on stage, in no abstract
    expect(page.locator(".tb-browse .tb-title").first).to_have_text(
        re.compile("Two clocks|A notebook")
    )
    expect(page.locator(".tb-browse .tb-gist").first).to_contain_text("clock on the wall")
    search.fill("zyzzyva quokka")
    expect(page.locator(".tb-count")).to_contain_text(re.compile("No talk"))
    search.fill("")
    expect(page.locator(".tb-browse > li")).to_have_count(len(festival()))


def test_facets_count_and_narrow_and_answers_keep_to_them(visit: Visit) -> None:
    page = visit()
    talks_tab(page)
    facets = page.locator(".tb-side")
    expect(facets.get_by_role("button", name="Soundings 2032 3")).to_be_visible()
    facets.get_by_role("button", name="Soundings 2032 3").click()
    expect(page.locator(".tb-count")).to_have_text("3 talks")
    expect(facets.get_by_role("button", name="ferries 2")).to_be_visible()
    expect(facets.get_by_role("button", name="archives")).to_have_count(0)
    facets.get_by_role("button", name="ferries 2").click()
    expect(page.locator(".tb-count")).to_have_text("2 talks")
    assert titles(page) == {"Engines that whisper", "What the ferry heard"}
    page.get_by_role("button", name="Ask about these 2").click()
    expect(page.locator(".tb-scope")).to_contain_text("2 of 6 talks")
    ask(page, "List all talks")
    expect(page.locator("#tb-live .tb-notice")).to_have_text(
        "Only 2 of 6 talks were searched: those at Soundings 2032, tagged ferries."
    )
    shown = page.locator("#tb-live .tb-text")
    expect(shown).to_contain_text("Engines that whisper")
    expect(shown).not_to_contain_text("Two clocks")
    page.get_by_role("button", name="Remove the filter Event Soundings 2032").click()
    page.get_by_role("button", name="Remove the filter Tag ferries").click()
    expect(page.locator(".tb-scope")).to_contain_text("All 6 talks")
    ask(page, "List all talks")
    expect(page.locator("#tb-live .tb-notice")).to_have_count(0)
    expect(page.locator("#tb-live .tb-text")).to_contain_text("Two clocks")


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("2031 3", "in 2031"),
        ("Harbour Library 2", "from Harbour Library"),
        ("Ilse Okonjo 2", "by Ilse Okonjo"),
        ("A transcript 2", "with a transcript"),
        ("A video 3", "with a video"),
    ],
)
def test_a_scope_is_chosen_beside_the_chat(visit: Visit, choice: str, words: str) -> None:
    page = visit()
    page.get_by_role("button", name="Questions are about All 6 talks").click()
    page.locator("#tb-panel").get_by_role("button", name=choice, exact=True).click()
    count = int(choice.rsplit(" ", 1)[1])
    expect(page.locator(".tb-scope")).to_contain_text(f"{count} of 6 talks")
    page.keyboard.press("Escape")
    ask(page, "How many talks are there?")
    expect(page.locator("#tb-live .tb-notice")).to_contain_text(words)
    expect(page.locator("#tb-live .tb-text")).to_contain_text(str(count))


def test_a_talk_has_a_page_of_its_own(visit: Visit) -> None:
    page = visit()
    talks_tab(page)
    page.locator(".tb-browse .tb-open", has_text="Two clocks for one tide").click()
    talk = page.locator("#tb-talkpage")
    expect(talk.locator(".tb-paneltitle")).to_have_text("Two clocks for one tide")
    expect(talk).to_contain_text("Tide reader, Orrin Bay Observatory")
    expect(talk).to_contain_text("Soundings 2031 · Water")
    talk.locator("summary", has_text="Transcript").click()
    expect(talk.locator(".tb-time").nth(3)).to_have_text("0:36")
    expect(talk.locator(".tb-time").nth(3)).to_have_attribute(
        "href", "https://www.youtube.com/watch?v=tides2031ab&t=36s"
    )
    similar = talk.locator(".tb-similar .tb-title")
    assert "Two clocks for one tide" not in similar.all_inner_texts()
    similar.first.click()
    expect(talk.locator(".tb-paneltitle")).not_to_have_text("Two clocks for one tide")
    page.go_back()
    expect(talk.locator(".tb-paneltitle")).to_have_text("Two clocks for one tide")
    linked = page.url
    page.go_back()
    expect(page.locator(".tb-browse > li")).to_have_count(len(festival()))
    page.goto(linked)
    page.reload()
    expect(page.locator("#tb-talkpage .tb-paneltitle")).to_have_text("Two clocks for one tide")
    page.get_by_role("button", name="Ask about this talk").click()
    expect(page.locator(".tb-scope")).to_contain_text("Two clocks for one tide")
    ask(page, "What is it about?")
    expect(page.locator("#tb-live .tb-notice")).to_have_text(
        "Only “Two clocks for one tide” was searched."
    )


def test_a_player_loads_after_a_click_that_says_where_it_leads(visits: Visit, address: str) -> None:
    page = visits(address)
    loaded: list[str] = []

    def stub(route: Route) -> None:
        loaded.append(route.request.url)
        route.fulfill(body="<p>player</p>", content_type="text/html")

    page.context.route("https://www.youtube-nocookie.com/**", stub)
    visits.watches[-1].allowed.append("https://www.youtube-nocookie.com/")  # type: ignore[attr-defined]
    ask(page, "What was the largest error in the tide notebooks?")
    page.locator("#tb-live .tb-sources").evaluate("(details) => { details.open = true; }")
    page.locator(".tb-source", has_text="on stage").first.click()
    panel = page.locator("#tb-panel")
    expect(panel.locator(".tb-kind")).to_have_text(re.compile(r"Said on stage · \d:\d\d"))
    play = panel.locator(".tb-play")
    expect(play).to_contain_text("This loads the video from")
    assert not loaded
    shown = re.search(r"Play from (\d):(\d\d)", play.inner_text())
    assert shown
    second = 60 * int(shown[1]) + int(shown[2])
    play.click()
    frame = panel.locator("iframe")
    expect(frame).to_have_attribute(
        "src",
        f"https://www.youtube-nocookie.com/embed/tides2031ab?autoplay=1&start={second}",
    )
    expect(panel.frame_locator("iframe").locator("p")).to_have_text("player")
    panel.locator(".tb-time").first.click()
    expect(frame).to_have_attribute("src", re.compile(f"start=(?!{second}$)"))
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_have_count(0)


def test_a_recording_that_is_a_file_plays_at_its_second(visits: Visit, address: str) -> None:
    page = visits(address)
    loaded: list[str] = []
    page.context.route("http://127.0.0.1:9/**", lambda route: (loaded.append(""), route.abort()))
    visits.watches[-1].allowed.append("http://127.0.0.1:9/")  # type: ignore[attr-defined]
    visits.watches[-1].expected.append("Failed to load resource")  # type: ignore[attr-defined]
    talks_tab(page)
    page.locator(".tb-browse .tb-open", has_text="A notebook that floats").click()
    page.locator("#tb-talkpage summary", has_text="Transcript").click()
    assert not loaded
    page.locator("#tb-talkpage .tb-play").click()
    video = page.locator("#tb-talkpage video")
    expect(video).to_have_attribute("src", "http://127.0.0.1:9/tides.webm#t=0")
    page.locator("#tb-talkpage .tb-time", has_text="0:40").click()
    assert video.evaluate("(video) => video.currentTime") == 40
    assert loaded


def test_the_talks_tab_works_on_a_phone(visit: Visit) -> None:
    page = visit(PHONE, is_mobile=True, has_touch=True)
    talks_tab(page)
    assert fits(page)
    expect(page.locator(".tb-side")).to_be_hidden()
    page.get_by_role("button", name="Filters").tap()
    page.locator(".tb-side").get_by_role("button", name="Soundings 2031 3").tap()
    expect(page.locator(".tb-count")).to_have_text("3 talks")
    page.get_by_role("button", name="Filters · 1").tap()  # folded away, it still says so
    expect(page.locator(".tb-side")).to_be_hidden()
    assert fits(page)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://youtu.be/abc-DEF_123", "https://www.youtube-nocookie.com/embed/abc-DEF_123?autoplay=1&start={at}"),
        ("https://www.youtube.com/watch?v=abcdefghijk&list=x", "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1&start={at}"),
        ("https://vimeo.com/123456/abcdef", "https://player.vimeo.com/video/123456?autoplay=1&dnt=1#t={at}s"),
        ("https://media.ccc.de/v/camp-1", "https://media.ccc.de/v/camp-1/oembed#t={at}"),
        ("https://example.org/a/talk.mp4#t=3", "https://example.org/a/talk.mp4#t={at}"),
        ("https://example.org/watch/5", ""),
        ("https://www.youtube.com/watch?v=../../evil", ""),
        ("https://youtube.com.evil.example/watch?v=abcdefghijk", ""),
        ("https://evil.example;script-src *//talk.mp4", ""),
        ("javascript:alert(1)//talk.mp4", ""),
        ("https://user@example.org/talk.mp4", ""),
    ],
)  # fmt: skip
def test_players_are_made_for_known_addresses_only(url: str, address: str) -> None:
    player = player_of(url)
    assert (player.address if player else "") == address


def test_the_policy_names_only_the_hosts_of_the_recordings() -> None:
    frame, media = origins(festival("https://files.example/tides.webm"))
    assert frame == "https://www.youtube-nocookie.com https://player.vimeo.com"
    assert media == "'self' blob: https://files.example"
    assert origins([Talk(id="t", title="T")]) == ("'none'", "'self' blob:")


def test_many_talks_are_listed_page_by_page(visits: Visit, tmp_path: Path) -> None:
    from tests.store import talks as invented

    source = write(tmp_path / "talks.jsonl", invented(100, sentences=1))
    with serving(filled(tmp_path / "home", [source])) as address:
        page = visits(address)
        talks_tab(page)
        expect(page.locator(".tb-count")).to_have_text("100 talks")
        expect(page.locator(".tb-browse > li")).to_have_count(40)
        page.locator(".tb-page").click()
        expect(page.locator(".tb-browse > li")).to_have_count(80)
        page.locator(".tb-page").click()
        expect(page.locator(".tb-browse > li")).to_have_count(100)
        expect(page.locator(".tb-page")).to_have_count(0)
        assert len(titles(page)) == 100
        page.context.close()

"""How soon the page can be used, beside an empty Gradio app, and how soon an answer begins.

    python benchmarks/page.py [--home DIR] [--rounds N]

Both servers run beforehand; each round opens each page in a new browser session, in turn, so that
both meet the same machine. Then questions are sent and the time to the first words shown is taken.
The library is the shipped one; `--home` adds a library of one's own (thousands of talks).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from talkbot.ingest import ingest
from talkbot.library import Library
from talkbot.resources import resource_path
from talkbot.settings import Settings

EMPTY = """
import gradio as gr
with gr.Blocks() as page:
    gr.Textbox(elem_id="box")
page.launch(server_name="127.0.0.1", quiet=True, prevent_thread_lock=True)
print(page.local_url, flush=True)
page.block_thread()
"""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
ASKED = 12
SHOWN = """
count => {
  const turns = document.querySelectorAll('.tb-turn');
  const text = turns.length > count && turns[turns.length - 1].querySelector('.tb-text');
  return Boolean(text && text.innerText.trim());
}
"""
DONE = """
count => document.querySelectorAll('.tb-turn .tb-actions').length > count
  && Boolean(document.querySelector('#tb-box .submit-button'))
"""


@contextmanager
def server(command: Sequence[str]) -> Iterator[tuple[str, float]]:
    """A server's address, and the seconds until it said so."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "TALKBOT_"))}
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=keep)
    try:
        assert process.stdout
        found = next(filter(None, map(ADDRESS.search, process.stdout)))
        yield found.group(), time.perf_counter() - began
    finally:
        process.terminate()
        process.communicate(timeout=30)


def opened(browser: Browser, address: str, box: str) -> tuple[Page, float]:
    """The page in a new session, and the milliseconds until something can be typed."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    began = time.perf_counter()
    page.goto(address)
    page.locator(f"{box} textarea").fill("a")
    return page, (time.perf_counter() - began) * 1000


def first_words(page: Page, questions: Sequence[str]) -> list[float]:
    """The milliseconds from sending each question to the first words of its answer."""
    times = []
    for number, question in enumerate(questions):
        page.locator("#tb-box textarea").fill(question)
        began = time.perf_counter()
        page.keyboard.press("Enter")
        page.wait_for_function(SHOWN, arg=number, polling=10)
        times.append((time.perf_counter() - began) * 1000)
        page.wait_for_function(DONE, arg=number)
    return times


def asked_of(home: Path) -> list[str]:
    """Questions of several kinds about talks spread over the library."""
    with Library.open(home) as library:
        talks = [t for t in library.talks() if t.abstract and t.speakers]
    step = max(1, len(talks) // ASKED)
    kinds = (
        "What is “{title}” about?",
        "What does {name} say about {title}?",
        "Which talks are about {title}?",
        "Where is {name} from?",
    )
    return [
        kinds[n % len(kinds)].format(title=talk.title, name=talk.speakers[0].name)
        for n, talk in enumerate(talks[::step][:ASKED])
    ]


def line(label: str, times: Sequence[float], more: str = "") -> None:
    print(
        f"{label:<44} median {median(times):7.0f} ms   worst {max(times):7.0f} ms{more}", flush=True
    )


def measure(browser: Browser, home: Path, rounds: int) -> None:
    serve = [sys.executable, "-m", "talkbot", "serve", "--port", "0", "--home", str(home)]
    with server(serve) as (ours, ready), server([sys.executable, "-c", EMPTY]) as (theirs, bare):
        print(f"until the server listens: talkbot {ready:.1f} s, empty {bare:.1f} s", flush=True)
        mine: list[float] = []
        empty: list[float] = []
        for _ in range(rounds):
            for times, address, box in ((mine, ours, "#tb-box"), (empty, theirs, "#box")):
                page, took = opened(browser, address, box)
                times.append(took)
                page.context.close()
        line("empty Gradio app, until it can be used", empty)
        line("talkbot, until it can be used", mine, f"   {median(mine) / median(empty):.2f}x")
        page, _ = opened(browser, ours, "#tb-box")
        page.locator("#tb-box textarea").fill("")
        questions = asked_of(home)
        line("the first question's first words", first_words(page, questions[:1]))
        page.context.close()
        page, _ = opened(browser, ours, "#tb-box")
        line(f"first words, {len(questions)} questions", first_words(page, questions))
        page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, help="a library of one's own, measured as well")
    parser.add_argument("--rounds", type=int, default=9, help="times each page is opened")
    given = parser.parse_args()
    found = os.environ.get("TALKBOT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ingest([resource_path("data")], home=home, settings=Settings(home=home))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for one in filter(None, (home, given.home)):
            with Library.open(one) as library:
                print(f"-- {len(library.talks())} talks", flush=True)
            measure(browser, one, given.rounds)
        browser.close()


if __name__ == "__main__":
    main()

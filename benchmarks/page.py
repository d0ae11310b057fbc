"""How soon the page can be used, beside an empty Gradio app, and how soon an answer begins.

    python -m benchmarks.page [--home DIR]

Both servers run beforehand; each round opens each page in a new browser session, in turn, so that
both meet the same machine; the processor time of browser and servers decides. Then questions are
sent and the time to the first words shown is taken. The library is the shipped one, or that of
`--home`.
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
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.measure import Figure
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


def opened(browser: Browser, address: str, box: str) -> tuple[Page, float, float]:
    """The page in a new session, the milliseconds until something can be typed, and those of
    processor time that the browser and the servers took for it."""
    worked, began = processor_time(), time.perf_counter()
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(address)
    page.locator(f"{box} textarea").fill("a")
    took = time.perf_counter() - began
    return page, took * 1000, (processor_time() - worked) * 1000


def processor_time() -> float:
    """Seconds of processor time of all processes that this one has begun; 0 without /proc."""
    taken: dict[int, list[tuple[int, int]]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            told = stat.read_text("utf-8").rpartition(")")[2].split()
            ticks = sum(map(int, told[11:15]))  # its own, and its ended children's
            taken.setdefault(int(told[1]), []).append((int(stat.parent.name), ticks))
    total, left = 0, [os.getpid()]
    while left:
        for pid, ticks in taken.get(left.pop(), []):
            total += ticks
            left.append(pid)
    return total / os.sysconf("SC_CLK_TCK")


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


def opened_in_turn(browser: Browser, home: Path, rounds: int) -> list[Figure]:
    serve = [sys.executable, "-m", "talkbot", "serve", "--port", "0", "--home", str(home)]
    with Library.open(home) as library:
        count = f"{library.talk_count:,} talks"
    with server(serve) as (ours, ready), server([sys.executable, "-c", EMPTY]) as (theirs, bare):
        times: dict[str, list[float]] = {"#tb-box": [], "#box": []}
        worked: dict[str, list[float]] = {"#tb-box": [], "#box": []}
        for _ in range(rounds):
            for address, box in ((ours, "#tb-box"), (theirs, "#box")):
                page, took, busy = opened(browser, address, box)
                times[box].append(took)
                worked[box].append(busy)
                page.context.close()
        page, *_ = opened(browser, ours, "#tb-box")
        page.locator("#tb-box textarea").fill("")
        words = first_words(page, asked_of(home)[: ASKED if rounds > 1 else 2])
        page.context.close()
    mine, empty = times["#tb-box"], times["#box"]
    cpu, cpu_empty = median(worked["#tb-box"]), median(worked["#box"])
    ratio = median(mine) / median(empty)
    decides = cpu / cpu_empty if cpu_empty else ratio
    return [
        Figure("empty Gradio app, until it can be used", median(empty), "ms", cpu=cpu_empty,
               p95=max(empty)),
        Figure(f"page, until it can be used, {count}", median(mine), "ms", cpu=cpu, p95=max(mine),
               baseline="empty Gradio app", ratio=ratio, ratio_cpu=decides,
               target="<= 1.3", met=decides <= 1.3),
        Figure(f"server, until it listens, {count}", ready, "s", baseline="empty Gradio app",
               ratio=ready / bare),
        Figure(f"page, first words of an answer, {count}", median(words[1:]), "ms",
               p95=max(words[1:])),
        Figure(f"page, first words of the first answer, {count}", words[0], "ms"),
    ]  # fmt: skip


def measure(*, small: bool, home: Path | None = None) -> list[Figure]:
    found = os.environ.get("TALKBOT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        shipped = Path(folder)
        if not home:
            ingest([resource_path("data")], home=shipped, settings=Settings(home=shipped))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        figures = opened_in_turn(browser, home or shipped, 1 if small else 9)
        browser.close()
    return figures


def main() -> None:
    from benchmarks.report import line

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, help="a library of one's own instead")
    for figure in measure(small=False, home=parser.parse_args().home):
        print(line(figure.to_json()))


if __name__ == "__main__":
    main()

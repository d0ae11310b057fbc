"""A real server in its own process and a real Chromium, watched for what must not happen.

With TALKBOT_SCREENSHOTS=DIR the pictures of the documentation are written there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from talkbot.ingest import ingest
from talkbot.library import Library
from talkbot.resources import resource_path
from talkbot.settings import Settings
from talkbot.talks import Talk

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LAPTOP = (1366, 768)
PHONE = (390, 844)


@contextmanager
def serving(
    home: Path, more: Mapping[str, str] | None = None, arguments: Sequence[str] = (), port: int = 0
) -> Iterator[str]:
    """`talkbot serve` over a library, on a free port; gives its address."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "TALKBOT_"))}
    process = subprocess.Popen(
        [
            sys.executable, "-m", "talkbot", "serve", "--port", str(port), "--home", str(home),
            *arguments,
        ],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**keep, **(more or {})},
    )  # fmt: skip
    assert process.stdout
    assert process.stderr
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        if not found:
            process.kill()
            pytest.fail(f"the page did not start: {line}{process.stderr.read()}")
        yield found.group()
    finally:
        process.terminate()
        try:
            _, errors = process.communicate(timeout=20)  # with pages still open
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
    assert "Traceback" not in errors, errors


def filled(home: Path, paths: Sequence[Path]) -> Path:
    """A library in `home` with the talks of these files."""
    ingest(paths, home=home, settings=Settings(home=home))
    return home


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the shipped talks."""
    return filled(tmp_path_factory.mktemp("page") / "home", [resource_path("data")])


@pytest.fixture(scope="package")
def talks(home: Path) -> tuple[Talk, ...]:
    with Library.open(home) as library:
        return library.talks()


@pytest.fixture(scope="package")
def address(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = os.environ.get("TALKBOT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except PlaywrightError as error:
            pytest.fail(
                "the page's tests need a Chromium that starts: run `make chromium`, or "
                f"`apt-get install chromium`, or `playwright install chromium`. ({error})"
            )
        yield browser
        browser.close()


@dataclass
class Watch:
    """What happened in the browser during a test."""

    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def check(self) -> None:
        outside = [
            url
            for url in self.requests
            if not url.startswith((self.address, "data:", "blob:", *self.allowed))
        ]
        assert not outside, outside
        unexpected = [
            text for text in self.complaints if not any(part in text for part in self.expected)
        ]
        assert not unexpected, unexpected


Visit = Callable[..., Page]


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visit]:
    """Opens the page in a new browser session; afterwards nothing untoward may have happened."""
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def visit(
        address: str, size: tuple[int, int] = LAPTOP, *, dark: bool = False, **options: Any
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            **options,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        watches.append(Watch(address))
        watches[-1].follow(context)
        page = context.new_page()
        page.goto(address)
        page.locator("#tb-box textarea").wait_for()
        return page

    visit.watches = watches  # type: ignore[attr-defined]
    yield visit
    for context in contexts:
        context.close()
    for watch in watches:
        watch.check()


@pytest.fixture
def visit(visits: Visit, address: str) -> Callable[..., Page]:
    """`visits` on the server over the shipped talks."""
    return lambda *args, **options: visits(address, *args, **options)


@pytest.fixture(scope="package")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: out of the way, unless they are asked for."""
    wanted = os.environ.get("TALKBOT_SCREENSHOTS")
    folder = Path(wanted) if wanted else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def ask(page: Page, question: str) -> None:
    """Type a question, send it, wait for the whole answer."""
    before = page.locator(".tb-turn .tb-actions").count()
    page.locator("#tb-box textarea").fill(question)
    page.keyboard.press("Enter")
    answered(page, before + 1)


def send(page: Page, question: str) -> None:
    """Like `ask`, in a conversation of its own: whatever was said before is cleared away."""
    if page.locator(".tb-turn").count():
        page.locator(".tb-fresh").first.click()
        page.locator(".tb-welcome").wait_for()
    ask(page, question)


def answered(page: Page, count: int) -> None:
    page.wait_for_function(
        "count => document.querySelectorAll('.tb-turn .tb-actions').length === count"
        " && document.querySelector('#tb-box .submit-button')",
        arg=count,
    )


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )

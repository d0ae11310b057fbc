"""`talkbot chat` as its users have it: at a terminal, and with questions through a pipe."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.meadow import fill

# The pseudo-terminal becomes the process's own, so that Ctrl-C reaches it; what starts the tests in
# the background has them ignore it.
OWNING = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
    "os.login_tty(os.dup(0)); os.execv(sys.argv[1], sys.argv[1:])"
)
COMMAND = (sys.executable, "-m", "talkbot", "chat", "--home")
QUESTION = "What do we know of how bees count?"


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TALKBOT_", "OPENAI_"))}
    return {**kept, "TERM": "xterm-256color", "PYTHONWARNINGS": "default", **more}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chat")
    fill(folder)
    return folder


class Terminal:
    """What somebody at a terminal types and sees."""

    def __init__(self, side: int) -> None:
        self._side = side
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self._side, text.encode())

    def interrupt(self, wanted: str) -> None:
        """Press Ctrl-C, again when it came just before the line was listened to."""
        for _ in range(20):
            self.type("\x03")
            with suppress(AssertionError):
                self.until(wanted, 5)
                return
        self.until(wanted)

    def until(self, wanted: str, seconds: float = 120) -> str:
        """All that was shown since the last call, up to a text without its colours."""
        end = time.monotonic() + seconds
        while wanted not in shown(self.seen):
            ready = select.select([self._side], [], [], max(0.0, end - time.monotonic()))[0]
            assert ready, f"never shown: {wanted!r} in {self.seen!r}"
            try:
                self.seen += os.read(self._side, 65536).decode("utf-8", "replace")
            except OSError:  # the other side is closed
                assert wanted in shown(self.seen), self.seen
        before, self.seen = self.seen, ""
        return before


def shown(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text.replace("\r", ""))


@contextmanager
def terminal(home: Path, columns: int = 100, **more: str) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", OWNING, *COMMAND, str(home)],
        stdin=theirs, stdout=theirs, stderr=theirs,
        env=environment(COLUMNS=str(columns), LINES="40", **more),
    )  # fmt: skip
    os.close(theirs)
    try:
        window = Terminal(ours)
        yield window
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_a_conversation_at_a_terminal(home: Path, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    with terminal(home, BROWSER=str(browser)) as window:
        window.until("/quit leaves.\n> ")
        window.type("How many workers does each hive hold?\n")
        answer = window.until(" s.\n\n> ")
        assert "\x1b[" in answer
        assert "nine thousand" in shown(answer)
        assert "[1] “Our hives hold" in shown(answer)
        window.type("Who gave it?\n")
        assert "Ada Kant" in window.until(" s.\n\n> ")
        window.type("/open 9\n")
        window.until("no such source: /open 1")
        window.type("/scope event Ice Week\n")
        window.until("Only 1 of 2 talks")
        window.type("/talks\n")
        assert "Bees" not in window.until("Glaciers on paper")
        window.type("/scope event Nowhere\n")
        window.until("stays as it was")
        window.type("/scope off\n")
        window.until("All talks are searched")
        window.type(f"{QUESTION}\n")
        window.until(" s.\n\n> ")
        window.type("/open 1\n")
        window.until("https://videos.example/bees")
        window.type("/dance\n")
        window.until("lists them.\n> ")
        window.interrupt("/quit leaves.\n> ")
        window.type("\x04")
    assert (tmp_path / "opened").read_text().strip() == "https://videos.example/bees"
    assert QUESTION in (home / "chat-history").read_text()
    assert (home / "chat-history").stat().st_mode & 0o077 == 0


def test_the_arrow_key_brings_an_earlier_line_back(home: Path) -> None:
    (home / "chat-history").write_text("/help\n")
    with terminal(home, columns=60, NO_COLOR="1") as window:
        window.until("/quit leaves.\n> ")
        window.type("\x1b[A\n")
        window.until("forget the conversation")
        window.type(f"{QUESTION}\n")
        answer = window.until(" s.\n\n> ")
        assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", answer), "NO_COLOR"
        assert max(map(len, shown(answer.replace("\r", "\n")).splitlines())) <= 60
        window.type("/quit\n")


def test_through_a_pipe_each_line_is_answered_and_nothing_else_printed(home: Path) -> None:
    lines = f"{QUESTION}\n\nWho gave it?\n/open 1\n/scope year soon\n/quit\nnever asked\n"
    done = subprocess.run(
        [*COMMAND, str(home)],
        input=lines, capture_output=True, text=True, timeout=200, env=environment(),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "> " not in done.stdout
    assert "[1] “" in done.stdout
    assert "Bees that count — Ada Kant [" in done.stdout
    assert "https://videos.example/bees\n" in done.stdout
    assert "year must be a year or a range" in done.stdout
    assert "never asked" not in done.stdout

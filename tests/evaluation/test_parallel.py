"""An evaluation in several processes: nothing of it is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def lines(*command: str) -> list[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n")


def workers_of(pid: int) -> list[str]:
    """The processes that answer questions for it."""
    below = [line for line in lines("pgrep", "-P", str(pid)) if line]
    return [each for each in below if "spawn_main" in lines("ps", "-o", "args=", each)[0]]


def running(pid: str) -> bool:
    state = lines("ps", "-o", "stat=", "-p", pid)[0].strip()
    return bool(state) and not state.startswith("Z")


def within(seconds: float, so: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not so():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def test_the_workers_of_a_killed_evaluation_end_with_it(tmp_path: Path) -> None:
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "TALKBOT_"))}
    run = subprocess.Popen(
        [sys.executable, "-m", "talkbot", "eval", "--split", "dev", "--home", str(tmp_path)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=keep,
    )  # fmt: skip
    try:
        assert within(200, lambda: len(workers_of(run.pid)) == 2)
        workers = workers_of(run.pid)
    finally:
        run.kill()
        run.wait()
    assert within(20, lambda: not any(map(running, workers)))

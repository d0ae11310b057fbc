"""An evaluation in several processes: nothing of it is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PROCESSES = Path("/proc")


def status(pid: int) -> dict[str, str]:
    """What the system says of a process; empty when it has ended."""
    try:
        lines = (PROCESSES / str(pid) / "status").read_text("utf-8").splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def workers_of(parent: int) -> list[int]:
    """The processes that answer questions for it."""
    every = [int(each.name) for each in PROCESSES.iterdir() if each.name.isdigit()]
    below = [pid for pid in every if status(pid).get("PPid") == str(parent)]
    return [pid for pid in below if b"spawn_main" in (PROCESSES / f"{pid}/cmdline").read_bytes()]


def running(pid: int) -> bool:
    return status(pid).get("State", "Z")[0] != "Z"


def within(seconds: float, so: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not so():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def test_the_workers_of_a_killed_evaluation_end_with_it(tmp_path: Path) -> None:
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "TALKBOT_"))}
    said = tmp_path / "said"
    command = "-m talkbot eval --split dev --jobs 2 --home".split()
    with said.open("wb") as file:
        run = subprocess.Popen(
            [sys.executable, *command, str(tmp_path)], stdout=file, stderr=file, env=keep
        )
    try:
        within(200, lambda: run.poll() is not None or len(workers_of(run.pid)) == 2)
        workers = workers_of(run.pid)
        assert len(workers) == 2, said.read_text("utf-8")
    finally:
        run.kill()
        run.wait()
    assert within(20, lambda: not any(map(running, workers)))

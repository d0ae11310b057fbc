"""An ingest beside a running page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.page.conftest import Visit, ask, filled, serving
from tests.store import talk, talks, write


def test_new_talks_show_without_a_restart(visits: Visit, tmp_path: Path) -> None:
    home = filled(tmp_path / "home", [write(tmp_path / "first.jsonl", talks(3))])
    more = write(tmp_path / "more.jsonl", [talk(n) for n in range(70, 75)])
    with serving(home) as address:
        page = visits(address)
        ask(page, "How many talks are there?")
        assert "3" in page.locator(".tb-turn").last.inner_text()
        ingesting = subprocess.Popen(
            [sys.executable, "-m", "talkbot", "ingest", str(more), "--home", str(home)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            while ingesting.poll() is None:
                ask(page, "What was said about the keepers?")  # it answers all the while
        finally:
            printed, _ = ingesting.communicate(timeout=60)
        assert "5 added" in printed
        ask(page, "How many talks are there?")
        assert "8" in page.locator(".tb-turn").last.inner_text()
        ask(page, talk(72).title)
        assert "part 72" in page.locator(".tb-turn").last.inner_text()
        page.context.close()

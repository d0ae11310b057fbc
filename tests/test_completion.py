"""Completion in a shell, as the shells themselves ask for it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def completed(line: str, shell: str) -> str:
    words = line.split(" ")
    asked = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    environment = {**os.environ, **asked, "_TALKBOT_COMPLETE": f"complete_{shell}"}
    done = subprocess.run(
        [sys.executable, "-m", "talkbot"], env=environment, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_commands_and_options_complete(shell: str) -> None:
    assert "ingest" in completed("talkbot ing", shell)
    assert "export" not in completed("talkbot ing", shell)
    assert "--after" in completed("talkbot ask --af", shell)
    assert "jsonld" in completed("talkbot export --format json", shell)

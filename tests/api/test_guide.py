"""The commands of docs/api.md, as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import KEY

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
COMMANDS = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
DEFAULT = "http://127.0.0.1:7860/"


@pytest.mark.skipif(
    not shutil.which("curl") and not os.environ.get("CI"),
    reason="the guide's commands need curl; .ci/run sees to it",
)
def test_every_command_of_the_guide_works(address: str) -> None:
    said = []
    for command in COMMANDS:
        assert DEFAULT in command
        done = subprocess.run(
            ["bash", "-euc", command.replace(DEFAULT, address)],
            capture_output=True, text=True, timeout=120,
            env={**os.environ, "TALKBOT_API_KEY": KEY},
        )  # fmt: skip
        assert done.returncode == 0, command + done.stderr
        said.append(done.stdout)
    told = "".join(said)
    assert told.count("Engines that whisper") >= 4
    assert "event: answer" in told
    assert "talkbot_questions_total" in told


def test_the_guides_python_works(address: str) -> None:
    program = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)[0]
    program = program.replace(DEFAULT, address).replace("the key", KEY)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert "Engines that whisper" in done.stdout, done.stderr

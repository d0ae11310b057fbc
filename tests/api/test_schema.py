"""The OpenAPI document is what the server does: schemathesis tries to show otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.api.conftest import BEARER, call

# That somebody must have said something is beyond a schema's words.
CONFIG = """
[[operations]]
include-path = "/v1/chat/completions"
checks.positive_data_acceptance.enabled = false
"""


def test_the_server_does_what_its_document_says(address: str, tmp_path: Path) -> None:
    """The same cases every time: a limit of time would ask more or fewer of a machine at work."""
    # The document itself is fetched with a patience of ten seconds, and made when first asked for.
    call(f"{address}api/openapi.json")
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG, "utf-8")
    tool = Path(sysconfig.get_path("scripts")) / "schemathesis"
    done = subprocess.run(
        [
            sys.executable, "-W", "error", str(tool), "--config-file", str(config), "run",
            f"{address}api/openapi.json", "--header", f"Authorization: {BEARER['authorization']}",
            "--phases", "coverage,fuzzing", "--max-examples", "5", "--request-timeout", "120",
            "--generation-deterministic", "--no-color",
        ],
        capture_output=True, text=True, cwd=tmp_path, timeout=500,
        env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 selected / 8 total" in done.stdout

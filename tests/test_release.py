"""What a release is checked and described with, as far as no network is needed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import talkbot

ROOT = Path(__file__).parents[1]
LOCKED = {
    name
    for lock in ROOT.glob("requirements*.lock")
    for name in re.findall(r"(?m)^([a-z0-9][\w.-]*)==", lock.read_text("utf-8"))
}
ACCEPTED = [
    line.split(maxsplit=2)
    for line in (ROOT / ".ci" / "audit-accepted.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


@pytest.mark.parametrize("entry", ACCEPTED, ids=lambda entry: entry[0])
def test_an_accepted_finding_names_a_locked_package_and_a_reason(entry: list[str]) -> None:
    ident, package, reason = entry
    assert re.fullmatch(r"CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3}|PYSEC-\d{4}-\d+", ident)
    assert package in LOCKED, "it is gone from the locks: take the entry out"
    assert len(reason.split()) >= 10


def test_a_finding_is_accepted_once() -> None:
    idents = [entry[0] for entry in ACCEPTED]
    assert len(idents) == len(set(idents))


def test_the_audit_asks_about_every_lock_and_leaves_out_what_is_accepted() -> None:
    done = subprocess.run(
        [ROOT / ".ci" / "audit"], env={**os.environ, "PIP_AUDIT": "echo"},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    asked = done.stdout.splitlines()
    assert [line.split("--requirement ")[1].split()[0] for line in asked] == [
        "requirements.lock", "requirements-test.lock",
    ]  # fmt: skip
    for line in asked:
        assert "--require-hashes" in line
        assert re.findall(r"--ignore-vuln (\S+)", line) == [entry[0] for entry in ACCEPTED]


def test_a_bill_of_materials_names_the_version(tmp_path: Path) -> None:
    bill = tmp_path / "talkbot.cdx.json"
    bill.write_text('{"metadata": {"component": {"name": "talkbot"}}, "components": []}', "utf-8")
    subprocess.run([sys.executable, ROOT / ".ci" / "name-version", bill], check=True, timeout=60)
    named = {"component": {"name": "talkbot", "version": talkbot.__version__}}
    assert json.loads(bill.read_text("utf-8")) == {"metadata": named, "components": []}
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\nrelease:")[1].split("\n\n")[0]
    assert (
        "-o dist/talkbot.cdx.json\n\t$(BIN)/python .ci/name-version dist/talkbot.cdx.json" in recipe
    )


def test_no_server_of_chroma_is_started_by_talkbot() -> None:
    """The reason for which its advisory is accepted."""
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text("utf-8")
        assert not re.search(r"chromadb\.(?:server|app|cli)|uvicorn\.run\(.*chroma", text), path

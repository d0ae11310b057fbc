"""talkbot as people install it: a wheel in an empty environment, and an editable checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env=env, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as from a release: checkout -> sdist -> wheel, so that both must be complete."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder)
    (archive,) = folder.glob("*.tar.gz")
    run(sys.executable, "-m", "tarfile", "-e", archive, folder)
    source = folder / archive.name.removesuffix(".tar.gz")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=source)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel, and sees this one's packages except talkbot itself."""
    folder = tmp_path_factory.mktemp("empty")
    run(sys.executable, "-m", "venv", folder)
    pip = (folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel)
    (site,) = folder.glob("lib/python3*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def environment(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder), "PATH": f"{folder}/bin:{os.defpath}"}


def test_the_wheel_carries_what_it_needs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "talkbot/py.typed",
        "talkbot/minilm/tokenizer.json",
        "talkbot/resources/data/recorded-talks.txt",
        "talkbot/resources/eval/",
        "talkbot/resources/prompts/",
    ):
        assert any(name.startswith(needed) for name in names), needed
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/NOTICE") for name in names)
    strays = [n for n in names if "__pycache__" in n or n.startswith(("tests/", "docs/"))]
    assert not strays
    for folder in ("data", "prompts", "eval"):
        carried = {n.removeprefix("talkbot/resources/") for n in names}
        wanted = run("git", "ls-files", folder).split("\n")[:-1] if (ROOT / ".git").exists() else ()
        shipped = [
            n
            for n in wanted
            if '"' not in n and not n.startswith(("eval/report/", "eval/answering/"))
        ]
        assert carried.issuperset(shipped), set(shipped) - carried


def test_an_installed_wheel_answers_from_its_own_sample(installed: Path, tmp_path: Path) -> None:
    talkbot = installed / "bin" / "talkbot"
    env = environment(tmp_path)
    assert run(talkbot, "--version", cwd=tmp_path, env=env).startswith("talkbot 0.")
    report = json.loads(run(talkbot, "ingest", "--sample", "--json", cwd=tmp_path, env=env))
    assert report["added"] == 16
    records = json.loads(run(talkbot, "talks", "--json", cwd=tmp_path, env=env))
    assert len(records) == 16
    title = records[0]["title"]
    answer = json.loads(
        run(talkbot, "ask", f"Who gives the talk “{title}”?", "--json", cwd=tmp_path, env=env)
    )
    assert answer["status"] == "answered"
    assert records[0]["speakers"][0]["name"] in answer["answer"]


@pytest.mark.parametrize("name", ["data", "prompts", "eval"])
def test_resources_of_a_wheel_come_from_inside_it(
    installed: Path, tmp_path: Path, name: str
) -> None:
    program = f"from talkbot.resources import resource_path as p; print(p({name!r}))"
    python = installed / "bin" / "python"
    found = Path(run(python, "-c", program, cwd=tmp_path, env=environment(tmp_path)).strip())
    assert found.is_relative_to(installed)
    assert any(found.iterdir())


@pytest.mark.parametrize("name", ["data", "prompts", "eval"])
def test_resources_of_an_editable_install_are_the_checkouts(tmp_path: Path, name: str) -> None:
    program = f"from talkbot.resources import resource_path as p; print(p({name!r}))"
    found = run(sys.executable, "-c", program, cwd=tmp_path).strip()
    assert Path(found) == ROOT / name


def test_the_locks_name_no_index_and_carry_hashes() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, f"{lock.name} names a host"
        assert "--index" not in text
        assert "--find-links" not in text
        pins = [line for line in text.splitlines() if line[:1].isalnum()]
        assert pins
        assert all("==" in pin and pin.endswith("\\") for pin in pins)
        names = {pin.split("==")[0] for pin in pins}
        assert not {n for n in names if n == "torch" or n.startswith(("nvidia-", "triton"))}

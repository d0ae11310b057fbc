"""What can be tried of the container without an engine: its files, its health check."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from talkbot.settings import load_settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def test_the_files_that_reach_the_builder_make_a_whole_wheel(tmp_path: Path) -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    names = [line.removeprefix("!") for line in lines if line.startswith("!")]
    leave = shutil.ignore_patterns("__pycache__")
    for name in names:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=leave)
        else:
            shutil.copy(source, tmp_path / name)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (wheel,) = (tmp_path / "out").glob("*.whl")
    held = zipfile.ZipFile(wheel).namelist()
    assert "talkbot/minilm/tokenizer.json" in held
    assert "talkbot/resources/data/recorded-talks.jsonl" in held
    assert any(name.startswith("talkbot/resources/prompts/") for name in held)


@pytest.mark.parametrize("path", ["readyz", "nothing-here"])
def test_the_health_check_tells_a_ready_server(address: str, path: str) -> None:
    found = re.search(r"HEALTHCHECK .*?CMD (\[.*?\])\n", DOCKERFILE, re.DOTALL)
    assert found
    command = json.loads(found[1].replace("\\\n", ""))
    program = command[2].replace("http://127.0.0.1:7860/readyz", address + path)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert (done.returncode == 0) == (path == "readyz")


def test_the_workflow_runs_what_everybody_can_run() -> None:
    assert steps_of("test") == [".ci/run"]
    assert steps_of("audit") == ["make audit"]
    assert steps_of("release") == [".ci/run", "make audit", "make release"]


def steps_of(name: str) -> list[str]:
    """What a workflow runs, without what it borrows."""
    text = (ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    return [step["run"] for step in job["steps"] if "run" in step]


def test_a_report_can_be_filled_in() -> None:
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    assert len(forms) >= 3
    for form in (yaml.safe_load(path.read_text("utf-8")) for path in forms):
        assert form["name"]
        assert form["description"]
        assert all(part["type"] in ("textarea", "input") for part in form["body"])


def test_the_services_fit_together() -> None:
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
    talkbot, chroma = compose["services"]["talkbot"], compose["services"]["chroma"]
    unset = {name: re.sub(r"\$\{\w+:-\}", "", value)
             for name, value in talkbot["environment"].items()}  # fmt: skip
    settings = load_settings(environment=unset)
    assert settings.chroma_url == "http://chroma:8000"
    locked = re.search(r"^chromadb==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert locked
    assert chroma["image"] == f"chromadb/chroma:{locked[1]}"
    assert talkbot["volumes"][0].endswith(re.findall(r"TALKBOT_HOME=(\S+)", DOCKERFILE)[0])
    assert (ROOT / "deploy" / talkbot["build"] / "Dockerfile").exists()


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each on one line."""
    whole = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    lines = [line for line in whole.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_image_is_pinned_small_and_runs_as_an_ordinary_user() -> None:
    steps = instructions()
    bases = [rest.split()[0] for word, rest in steps if word == "FROM"]
    assert all(re.fullmatch(r"python:3\.\d+-slim", base) for base in bases), bases
    last = steps[len(steps) - [word for word, _ in steps][::-1].index("FROM") :]
    words = [word for word, _ in last]
    assert dict(last)["USER"] not in ("root", "0")
    assert words.index("USER") < words.index("CMD")
    installs = [rest for word, rest in steps if word == "RUN" and "pip install" in rest]
    assert all("--no-cache-dir" in each for each in installs)
    assert any("--require-hashes" in each for each in installs)
    wanted = [rest.split()[0] for word, rest in steps if word == "COPY" and "--from" not in rest]
    assert all((ROOT / name).exists() for name in wanted)


def test_the_image_starts_what_there_is_on_the_port_it_tells() -> None:
    steps = dict(instructions())
    command = json.loads(steps["CMD"])
    done = subprocess.run(
        [sys.executable, "-m", *command[:2], "--help"], capture_output=True, text=True, timeout=60
    )
    assert all(word in done.stdout for word in command if word.startswith("--"))
    port = command[command.index("--port") + 1]
    assert steps["EXPOSE"] == port
    space = (ROOT / "deploy" / "space" / "README.md").read_text("utf-8").split("---\n")[1]
    told = yaml.safe_load(space)
    assert (told["sdk"], str(told["app_port"]), told["license"]) == ("docker", port, "apache-2.0")
    assert len(told["short_description"]) <= 60
    assert told["title"] == "talkbot"

"""The wheel on every Python that is at hand: python3 tests/pythons.py [INTERPRETER ...]

Builds the wheel once, and with each interpreter (those of the path and of pyenv, 3.11 and newer,
unless some are named) installs it into an empty environment from the package index, as people do,
and asks a question in an empty home. Not part of `make test`, since it installs everything.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
VERSION = "import sys, venv, ensurepip; print(*sys.version_info[:3], sep='.')"
BUILD = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir")


def run(*command: str | Path, cwd: Path, home: Path) -> str:
    keep = ("PIP_INDEX_URL", "PIP_CERT", "SSL_CERT_FILE", "HTTPS_PROXY", "https_proxy")
    env = {name: os.environ[name] for name in keep if name in os.environ}
    env |= {"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]} {command[1]}: {done.stderr.strip() or done.stdout}")
    return done.stdout.strip()


def interpreters(named: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(version, path) of each that is new enough and can make an environment, each version once."""
    folders = [*map(Path, os.get_exec_path()), *Path.home().glob(".pyenv/versions/*/bin")]
    found = [
        str(path)
        for folder in folders
        for path in sorted(folder.glob("python3*"))
        if re.fullmatch(r"python3(\.\d+)?", path.name) and os.access(path, os.X_OK)
    ]
    seen = set()
    for python in named or [sys.executable, *found]:
        asked = subprocess.run([python, "-c", VERSION], capture_output=True, text=True, check=False)
        version = asked.stdout.strip()
        if asked.returncode or version in seen:
            continue
        seen.add(version)
        if tuple(map(int, version.split(".")[:2])) >= OLDEST:
            yield version, python


def tried(wheel: Path, python: str, folder: Path) -> str:
    """What the installed talkbot says of itself, once it has answered with a citation."""
    run(python, "-m", "venv", folder / "venv", cwd=folder, home=folder)
    pip = (folder / "venv/bin/python", "-m", "pip", "--disable-pip-version-check", "--no-input")
    run(*pip, "install", "--quiet", wheel, cwd=folder, home=folder)
    run(*pip, "check", cwd=folder, home=folder)
    talkbot = folder / "venv/bin/talkbot"
    said = run(talkbot, "--version", cwd=folder, home=folder)
    run(talkbot, "ingest", "--sample", cwd=folder, home=folder)
    answer = run(talkbot, "ask", "Who is from Princeton?", cwd=folder, home=folder)
    if "[1]" not in answer:
        raise RuntimeError(f"the answer cites nothing: {answer}")
    return said


def main() -> None:
    failed = 0
    with tempfile.TemporaryDirectory(prefix="talkbot-pythons-") as name:
        folder = Path(name)
        run(sys.executable, "-m", "venv", folder / "build", cwd=ROOT, home=folder)
        run(folder / "build/bin/python", *BUILD, folder, ROOT, cwd=ROOT, home=folder)
        (wheel,) = folder.glob("*.whl")
        for version, python in interpreters(sys.argv[1:]):
            room = folder / version
            room.mkdir()
            start = time.monotonic()
            try:
                said = tried(wheel, python, room)
            except RuntimeError as error:
                failed += 1
                said = f"FAILED: {error}"
            print(f"Python {version:<8} {time.monotonic() - start:6.1f} s  {said}", flush=True)
            shutil.rmtree(room)
    sys.exit(f"{failed} failed" if failed else 0)


if __name__ == "__main__":
    main()

"""The Dockerfile's steps where there is no engine: sudo python3 tests/image.py

Follows the Dockerfile line by line. A stage is a folder that is the root for its commands, with
mounts of its own; the base image is this machine's system and a Python of the version that FROM
names. What .dockerignore lets through is copied, RUN has the network, and the last stage's CMD and
HEALTHCHECK run as its USER with the network cut. Not part of `make test`, since it installs
everything; it needs root on Linux, and the standard library is enough to run it.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ("PIP_INDEX_URL", "PIP_CERT", "SSL_CERT_FILE", "HTTPS_PROXY", "https_proxy")
SYSTEM = ("bin", "lib", "lib64", "sbin", "usr")
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
# In a network namespace of its own nothing is up, not even the loopback.
LOOPBACK_UP = (
    "import fcntl, socket, struct; "
    "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh14s', b'lo', 0x49, b''))"
)
CLONE_NEWNET = 0x40000000
PATIENCE = 300


class Stage:
    """One FROM and what follows it."""

    def __init__(self, base: str, folder: Path) -> None:
        version = base.removeprefix("python:").removesuffix("-slim")
        python = interpreter(version)
        self.root, self.place, self.user = folder, "/", "root"
        self.env = {"PATH": f"{python.parent}:{PATH}", "HOME": "/root", "LANG": "C.UTF-8"}
        self.told: dict[str, str] = {}
        folder.mkdir()
        for name in SYSTEM:
            if Path("/", name).is_symlink():
                (folder / name).symlink_to(Path("/", name).readlink())
            elif Path("/", name).exists():
                bind(Path("/", name), folder)
        bind(Path("/dev"), folder, "rw")
        bind(python.parents[1], folder)
        shutil.copytree("/etc", folder / "etc", symlinks=True)
        for name in ("passwd", "group", "shadow", "gshadow"):
            without_people(folder / "etc" / name)
        for name in ("proc", "tmp", "var/tmp"):
            (folder / name).mkdir(parents=True)
        (folder / "tmp").chmod(0o1777)
        subprocess.run(["mount", "-t", "proc", "proc", folder / "proc"], check=True)

    def inside(self, path: str) -> Path:
        return self.root / Path(self.place, path).relative_to("/")

    def command(self, *words: str) -> list[str]:
        env = [f"{name}={value}" for name, value in self.env.items()]
        who = [f"--userspec={self.user}:{self.user}"] if self.user != "root" else []
        script = f"cd {shlex.quote(self.place)} && exec " + shlex.join(words)
        return ["env", "-i", *env, "chroot", *who, str(self.root), "sh", "-ec", script]

    def run(self, script: str) -> None:
        started = time.monotonic()
        self.env |= {name: os.environ[name] for name in KEPT if name in os.environ}
        subprocess.run(self.command("sh", "-ec", script), check=True)
        print(f"{time.monotonic() - started:6.1f} s  RUN {script[:70]}", flush=True)


def interpreter(version: str) -> Path:
    """A Python of the version that the base image has."""
    found = [*Path.home().glob(f".pyenv/versions/{version}*/bin/python{version}")]
    found += [Path(folder, f"python{version}") for folder in PATH.split(":")]
    for python in found:
        if python.exists():
            return python.resolve()
    sys.exit(f"the base image's Python {version} is not at hand")


def bind(source: Path, root: Path, how: str = "ro") -> None:
    """A folder of this machine in a stage, where nothing can be written to it or removed."""
    target = root / source.relative_to("/")
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "--rbind", source, target], check=True)
    subprocess.run(["mount", "-o", f"remount,bind,{how}", target], check=True)


def without_people(path: Path) -> None:
    """A base image has the system's users only."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    people = {line.split(":")[0] for line in Path("/etc/passwd").read_text("utf-8").splitlines()
              if 1000 <= int(line.split(":")[2]) < 65534}  # fmt: skip
    path.write_text("".join(line for line in lines if line.split(":")[0] not in people), "utf-8")


def copied(words: str, stage: Stage, named: Mapping[str, Stage]) -> None:
    """COPY, from another stage or from what .dockerignore lets through."""
    origin = re.match(r"--from=(\w+) ", words)
    source, target = words.removeprefix(origin[0] if origin else "").split()
    if origin:
        shutil.copytree(
            named[origin[1]].inside(source), stage.inside(target), symlinks=True, dirs_exist_ok=True
        )
        return
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_through = [line[1:] for line in lines if line.startswith("!")]
    for name in let_through if source == "." else [source]:
        place = stage.inside(target) / name
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place)


def built(folder: Path) -> Stage:
    """The last stage, after every instruction but CMD and HEALTHCHECK, which it holds."""
    named: dict[str, Stage] = {}
    stage: Stage | None = None
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text("utf-8"))
    for line in filter(None, (line for line in text.splitlines() if not line.startswith("#"))):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            stage = named[name] = Stage(base, folder / (name or "last"))
            continue
        assert stage
        if word == "RUN":
            stage.run(rest)
        elif word == "COPY":
            copied(rest, stage, named)
        elif word == "WORKDIR":
            stage.place = rest
            stage.inside(rest).mkdir(parents=True, exist_ok=True)
        elif word == "ENV":
            for pair in shlex.split(rest):
                name, _, value = pair.partition("=")
                stage.env[name] = value.replace("$PATH", stage.env["PATH"])
        elif word == "USER":
            stage.user, stage.env["HOME"] = rest, f"/home/{rest}"
        elif word in ("CMD", "HEALTHCHECK"):
            stage.told[word] = re.sub(r"^.*?(?=\[)", "", rest)
        elif word not in ("VOLUME", "EXPOSE"):
            sys.exit(f"tests/image.py does not know {word}: teach it")
    assert stage
    return stage


def tried(stage: Stage) -> None:
    """CMD runs until HEALTHCHECK is content, and answers a question."""
    subprocess.run([sys.executable, "-c", LOOPBACK_UP], check=True)
    for name in KEPT:
        stage.env.pop(name, None)
    started = time.monotonic()
    server = subprocess.Popen(stage.command(*json.loads(stage.told["CMD"])))
    try:
        health = stage.command(*json.loads(stage.told["HEALTHCHECK"]))
        while subprocess.run(health, stderr=subprocess.DEVNULL).returncode:
            assert server.poll() is None, "it ended"
            assert time.monotonic() - started < PATIENCE, "it was never healthy"
            time.sleep(1)
        print(f"{time.monotonic() - started:6.1f} s  healthy, without a network", flush=True)
        assert (stage.root / "proc" / str(server.pid)).stat().st_uid != 0, "it runs as root"
        asked = urllib.request.Request(
            "http://127.0.0.1:7860/api/ask",
            json.dumps({"question": "Who is from Princeton?"}).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=120) as reply:
            answer = json.load(reply)
        assert answer["citations"], answer
        print(f"        answered: {answer['answer'].splitlines()[0]}")
    finally:
        server.terminate()
        server.wait(60)


def main() -> None:
    if len(sys.argv) > 1:
        place = Path(sys.argv[1])
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "image", place], check=True)
        stage = built(place)
        if ctypes.CDLL(None).unshare(CLONE_NEWNET):
            sys.exit("the network cannot be cut here")
        tried(stage)
        return
    # All mounts are in a namespace of their own and end with it: the folder is empty then. It is
    # never cleared, since what is mounted in it is this machine's.
    folder = Path(tempfile.mkdtemp(prefix="image-"))
    alone = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
    try:
        sys.exit(subprocess.call([*alone, sys.executable, str(Path(__file__)), str(folder)]))
    finally:
        folder.rmdir()


if __name__ == "__main__":
    main()

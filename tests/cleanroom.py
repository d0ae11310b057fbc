"""The newcomer's path on a bare machine, with its times: python3 tests/cleanroom.py [options]

A clean clone, an empty home and `env -i`: `make chat` until the page answers, a second start, a
question in the terminal; then all of it again with the network cut. Not part of `make test`, since
it installs everything; the standard library is enough to run it.

  --as-user NAME   as an ordinary user (needs root; the user is made and removed if absent)
  --test           also run .ci/run in the clone, with the network
  --keep           leave the folder for a look
"""

from __future__ import annotations

import argparse
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
# In a network namespace of its own nothing is up, not even the loopback.
LOOPBACK_UP = (
    "import fcntl, os, socket, struct, sys; "
    "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh14s', b'lo', 0x49, b'')); "
    "os.execvp(sys.argv[1], sys.argv[1:])"
)
FETCH = "import sys, urllib.request as u; print(u.urlopen(sys.argv[1], timeout=20).status)"


class Room:
    """A clone, an empty home, and how to run something in them."""

    def __init__(self, folder: Path, user: str) -> None:
        self.home = folder / "home"
        self.clone = folder / "clone"
        self.user = user
        self.home.mkdir()
        subprocess.run(["git", "clone", "-q", ROOT, self.clone], check=True)
        if user:
            folder.chmod(0o755)
            subprocess.run(["chown", "-R", user, folder], check=True)

    def command(self, *words: str, cut: bool = False) -> list[str]:
        bare = ["env", "-i", f"HOME={self.home}", f"PATH={SYSTEM_PATH}", *words]
        if self.user:
            bare = ["runuser", "-u", self.user, "--", *bare]
        if cut:
            bare = ["unshare", "--net", sys.executable, "-c", LOOPBACK_UP, *bare]
        return bare

    def run(self, *words: str, cut: bool = False) -> str:
        done = subprocess.run(
            self.command(*words, cut=cut), cwd=self.clone, capture_output=True, text=True
        )
        if done.returncode:
            sys.exit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def page(self, *words: str, cut: bool = False) -> Iterator[tuple[str, int]]:
        """Start the page and give its address, once printed, and the process."""
        process = subprocess.Popen(
            self.command(*words, cut=cut), cwd=self.clone, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        printed = []
        try:
            assert process.stdout
            for line in process.stdout:
                printed.append(line)
                found = re.search(r"http://127\S+", line)
                if found:
                    yield found.group(), process.pid
                    return
            sys.exit("the page did not start:\n" + "".join(printed))
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                print("  (the page did not stop on SIGINT)")


def timed(what: str, start: float) -> None:
    print(f"{what:<56}{time.monotonic() - start:8.1f} s", flush=True)


def check_answer(room: Room, *, cut: bool) -> None:
    talkbot = str(room.clone / ".venv/bin/talkbot")
    records = {r["id"]: r for r in json.loads(room.run(talkbot, "talks", "--json", cut=cut))}
    assert len(records) == 16, f"{len(records)} talks instead of 16"
    title = next(iter(records.values()))["title"]
    answer = json.loads(room.run(talkbot, "ask", f"What is “{title}” about?", "--json", cut=cut))
    assert answer["status"] == "answered", answer
    assert answer["citations"], answer
    for citation in answer["citations"]:
        record = records[citation["talk_id"]]
        if citation["field"] == "abstract":
            assert record["abstract"][citation["start"] : citation["end"]] == citation["quote"]


def walk(room: Room, *, with_tests: bool) -> None:
    start = time.monotonic()
    with room.page("make", "chat") as (address, _):
        timed("make chat, from a clean clone to the page's address", start)
        assert urllib.request.urlopen(address, timeout=20).status == 200
        timed("  and the page has answered", start)
    start = time.monotonic()
    with room.page("make", "chat"):
        timed("make chat, second start", start)
    start = time.monotonic()
    check_answer(room, cut=False)
    timed("talkbot talks and ask, both from cold", start)
    if os.getuid() == 0:
        start = time.monotonic()
        check_answer(room, cut=True)
        timed("the same with the network cut", start)
        start = time.monotonic()
        with room.page("make", "chat", cut=True) as (address, pid):
            timed("make chat with the network cut", start)
            inside = ["nsenter", "--net", f"--target={pid}"]
            fetched = subprocess.run(
                [*inside, sys.executable, "-c", FETCH, address], capture_output=True, text=True
            )
            assert fetched.stdout.strip() == "200", fetched.stderr
            timed("  and the page has answered", start)
    else:
        print("(the network can only be cut as root)")
    if with_tests:
        start = time.monotonic()
        output = room.run(".ci/run")
        timed(".ci/run: " + output.strip().splitlines()[-1], start)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--as-user", default="")
    parser.add_argument("--test", action="store_true")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="talkbot-cleanroom-"))
    made = False
    if options.as_user:
        try:
            pwd.getpwnam(options.as_user)
        except KeyError:
            subprocess.run(["useradd", "--no-create-home", options.as_user], check=True)
            made = True
    try:
        walk(Room(folder, options.as_user), with_tests=options.test)
    finally:
        if made:
            subprocess.run(["userdel", options.as_user], check=False)
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

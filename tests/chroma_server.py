"""A real Chroma server on a loopback port, which the tests can stop and start again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import chromadb
import httpx
from chromadb.api import ClientAPI

from talkbot.vectors import Server

_COMMAND = Path(sys.executable).with_name("chroma")


class ChromaServer:
    """Runs from `with` to the end of it; its data are in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def server(self) -> Server:
        return Server(self.url)

    def __enter__(self) -> ChromaServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [_COMMAND, "run", "--path", self.folder / "data", "--host", "127.0.0.1",
                 "--port", str(self.port)],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env={"PATH": os.environ["PATH"], "HOME": str(self.folder)},
            )  # fmt: skip
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=5).raise_for_status()
            except httpx.HTTPError:
                assert self._process.poll() is None, (self.folder / "server.log").read_text()
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the Chroma server did not start")

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(30)
        self._process = None

    @contextmanager
    def client(self) -> Iterator[ClientAPI]:
        """Chroma's own client, to look and to do damage."""
        client = chromadb.HttpClient(host="127.0.0.1", port=self.port)
        yield client
        inside = cast("Any", client)  # it leaves its connections open
        inside._server._session.close()
        inside._admin_client._server._session.close()

    def freeze(self) -> None:
        """Let it hang: connections are taken, nothing is answered."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

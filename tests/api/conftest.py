"""A real `talkbot serve` in a process of its own, over an invented collection."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.model.scripted_server import ScriptedServer
from tests.page.conftest import filled, serving
from tests.page.festival import festival
from tests.store import write

KEY = "a-key-of-the-tests-0123456789"
BEARER = {"authorization": f"Bearer {KEY}"}


class Got(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def call(
    url: str, body: Any = None, headers: Mapping[str, str] = BEARER, method: str | None = None
) -> Got:
    """One request, whatever comes of it; a body that is no text is sent as JSON."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    kind = {"content-type": "application/json"} if data is not None else {}
    request = urllib.request.Request(url, data, {**kind, **headers}, method=method)
    try:
        response = urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        names = {name.lower(): value for name, value in response.headers.items()}
        return Got(response.status, names, response.read().decode())


def send_raw(address: str, text: bytes) -> socket.socket:
    """A connection on which these bytes were sent."""
    host, port = address.split("/")[2].split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    connection.sendall(text)
    return connection


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api")
    return filled(folder / "home", [write(folder / "festival.jsonl", festival())])


@pytest.fixture(scope="package")
def address(home: Path) -> Iterator[str]:
    """A server that asks for a key."""
    with serving(home, {"TALKBOT_API_KEY": KEY}) as address:
        yield address


@pytest.fixture(scope="package")
def model() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture(scope="package")
def written(home: Path, model: ScriptedServer) -> Iterator[str]:
    """A server whose answers a chat model writes, open to this machine."""
    with serving(home, model.environment()) as address:
        yield address

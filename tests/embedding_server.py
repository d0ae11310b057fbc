"""An embedding service over real HTTP, on a loopback port, for the tests.

It speaks the OpenAI protocol. A text's vector counts its words in 96 hashed places, so texts that
share words lie near each other. `texts` are those it was asked for, `keys` the keys they came with;
while `fault` is set, it answers with that status, or with that body.
"""

from __future__ import annotations

import json
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from talkbot.words import content_terms

MODEL = "words-of-a-text"


class EmbeddingServer:
    """Runs from `with` to the end of it."""

    def __init__(self, width: int = 96) -> None:
        self.width = width
        self.texts: list[str] = []
        self.keys: set[str] = set()
        self.fault: int | dict[str, Any] | None = None
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> EmbeddingServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def environment(self, **more: str) -> dict[str, str]:
        """The variables that make talkbot search with this service."""
        return {"TALKBOT_EMBEDDER": f"openai:{MODEL}@{self.address}", **more}

    def vector(self, text: str) -> list[float]:
        row = [0.01] * self.width
        for term in content_terms(text):
            row[zlib.crc32(term.encode()) % self.width] += 1.0
        return row

    def answer(self, request: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        if isinstance(self.fault, int):
            return self.fault, {"error": {"message": f"scripted, with the key {key}"}}
        if self.fault is not None:
            return 200, self.fault
        if request["model"] != MODEL:
            return 404, {"error": {"message": "no such model"}}
        if not all(isinstance(text, str) and text for text in request["input"]):
            return 400, {"error": {"message": "texts only"}}
        self.texts += request["input"]
        self.keys.add(key)
        data = [
            {"object": "embedding", "index": index, "embedding": self.vector(text)}
            for index, text in enumerate(request["input"])
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return 200, {"object": "list", "data": data, "model": MODEL, "usage": usage}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: EmbeddingServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        status, value = (
            self.server.owner.answer(json.loads(body), key)
            if self.path == "/v1/embeddings"
            else (404, {"error": {"message": f"no such path {self.path}"}})
        )
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

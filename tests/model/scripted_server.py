"""A chat model that says what a test tells it to, over real HTTP.

It speaks the streaming part of the OpenAI chat protocol on a loopback port:

    with ScriptedServer("Gradient descent converges [1].") as server:
        settings = load_settings(environment=server.environment())
        ...
        assert server.requests[0]["stream"] is True

A script is a list of replies, used one for each request; the last one answers every request after
it. A reply is a text, a `Reply` (which can also misbehave), or a function from the request's JSON
to either. `server.requests` holds the JSON bodies seen so far, `server.headers` their headers, by
names in lower case.

`python -m tests.model.scripted_server --port 8099 --text "Hello [1]."` runs one by hand.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

KEY = "sk-scripted-0123456789abcdef"
MODEL = "scripted"


@dataclass(frozen=True)
class Reply:
    """One answer of the server.

    `text` is streamed in pieces of `piece` characters, or exactly as `pieces` says; `reasoning`
    goes before it in `reasoning_content`. `calls` are calls of tools, name and arguments (a text is
    sent as it is), which come after the text, each in two pieces. `delay` seconds pass before the
    first byte, `pause` before every piece; `pings` sends that many SSE comments, one every 0.05 s,
    before anything else. With `status` other than 200, `body` is sent as JSON with `headers`. After
    `cut_after` pieces the connection breaks: "reset" in the middle of a chunk, "close" cleanly but
    without an end mark. After `spoil_after` pieces `spoil` is sent as it is (an event that is no
    JSON unless given). With `content_type` the text is sent at once, as a body of that type.
    """

    text: str = ""
    calls: Sequence[tuple[str, Any]] = ()
    pieces: Sequence[str] | None = None
    piece: int = 5
    reasoning: str = ""
    finish: str = "stop"
    usage: bool = True
    delay: float = 0.0
    pause: float = 0.0
    pings: int = 0
    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = ""
    cut_after: int | None = None
    cut: Literal["reset", "close"] = "reset"
    spoil_after: int | None = None
    spoil: str = "data: {not json}\n\n"

    def split(self) -> list[str]:
        if self.pieces is not None:
            return list(self.pieces)
        return [self.text[i : i + self.piece] for i in range(0, len(self.text), self.piece)]


Script = str | Reply | Callable[[dict[str, Any]], "str | Reply"]


class ScriptedServer:
    """Runs from `with` to the end of it. See the module's text."""

    def __init__(self, *script: Script, port: int = 0) -> None:
        self._script = list(script) or ["NOT_COVERED"]
        self._lock = threading.Lock()
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.left = threading.Event()
        """Set when a client went away in the middle of a reply."""
        self._http = _Server(("127.0.0.1", port), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def environment(self, **more: str) -> dict[str, str]:
        """The variables that make talkbot use this server."""
        return {
            "OPENAI_BASE_URL": self.base_url,
            "OPENAI_API_KEY": KEY,
            "TALKBOT_MODEL": MODEL,
            **more,
        }

    def script(self, *script: Script) -> None:
        """Replace what is still to be said."""
        with self._lock:
            self._script = list(script)

    def prompt(self, index: int = -1) -> str:
        """All text of one request's messages."""
        return "\n".join(str(m["content"]) for m in self.requests[index]["messages"])

    def next_reply(self, request: dict[str, Any], headers: dict[str, str]) -> Reply:
        with self._lock:
            self.requests.append(request)
            self.headers.append(headers)
            said = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if callable(said):
            said = said(request)
        return said if isinstance(said, Reply) else Reply(said)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: ScriptedServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._json(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]}, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.path.startswith("/v1/chat/completions"):
            return self._json(404, {"error": {"message": f"no such path {self.path}"}}, {})
        request = json.loads(body)
        reply = self.server.owner.next_reply(
            request, {k.lower(): v for k, v in self.headers.items()}
        )
        time.sleep(reply.delay)
        if reply.status != 200:
            return self._json(
                reply.status, reply.body or {"error": {"message": "scripted"}}, reply.headers
            )
        if reply.content_type:
            return self._raw(reply)
        if not request.get("stream"):
            return self._json(200, _whole(reply, request), {})
        return self._stream(reply, request)

    def _json(self, status: int, value: Any, headers: Mapping[str, str]) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _raw(self, reply: Reply) -> None:
        data = reply.text.encode()
        self.send_response(200)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, reply: Reply, request: dict[str, Any]) -> None:
        chunked = reply.cut == "reset"
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked") if chunked else None
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        with self._noticing():
            for event in _events(reply, request):
                if event is None:
                    if chunked:
                        self.wfile.write(b"400\r\ndata: {")
                        self.connection.shutdown(socket.SHUT_RDWR)
                    return
                data = event.encode("utf-8", "surrogatepass")
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data) if chunked else data)
            if chunked:
                self.wfile.write(b"0\r\n\r\n")

    @contextlib.contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except (BrokenPipeError, ConnectionResetError):
            self.server.owner.left.set()


def _events(reply: Reply, request: dict[str, Any]) -> Iterator[str | None]:
    """The SSE events of a reply; None where the connection breaks."""
    for _ in range(reply.pings):
        time.sleep(0.05)
        yield ": ping\n\n"
    yield _event(request, {"role": "assistant", "content": ""})
    for part in (reply.reasoning[i : i + 20] for i in range(0, len(reply.reasoning), 20)):
        yield _event(request, {"reasoning_content": part})
    for i, part in enumerate(reply.split()):
        if i == reply.cut_after:
            yield None
            return
        if i == reply.spoil_after:
            yield reply.spoil
        time.sleep(reply.pause)
        yield _event(request, {"content": part})
    if reply.cut_after is not None:
        yield None
        return
    for i, (name, given) in enumerate(reply.calls):
        text = given if isinstance(given, str) else json.dumps(given)
        function = {"name": name, "arguments": text[:4]}
        head = {"index": i, "id": f"call_{i}", "type": "function", "function": function}
        yield _event(request, {"tool_calls": [head]})
        yield _event(request, {"tool_calls": [{"index": i, "function": {"arguments": text[4:]}}]})
    yield _event(request, {}, "tool_calls" if reply.calls else reply.finish)
    if reply.usage and (request.get("stream_options") or {}).get("include_usage"):
        yield _data({**_head(request), "choices": [], "usage": _usage(reply)})
    yield "data: [DONE]\n\n"


def _head(request: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": request.get("model"),
    }


def _event(request: dict[str, Any], delta: dict[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _data({**_head(request), "choices": [choice]})


def _data(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value)}\n\n"


def _usage(reply: Reply) -> dict[str, int]:
    out = len("".join(reply.split()).split())
    return {"prompt_tokens": 100, "completion_tokens": out, "total_tokens": 100 + out}


def _whole(reply: Reply, request: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": "".join(reply.split())}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    return {
        **_head(request),
        "object": "chat.completion",
        "choices": [choice],
        "usage": _usage(reply),
    }


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=8099)
    options.add_argument("--text", default="NOT_COVERED")
    chosen = options.parse_args()
    with ScriptedServer(chosen.text, port=chosen.port) as running:
        print(running.base_url, flush=True)
        threading.Event().wait()

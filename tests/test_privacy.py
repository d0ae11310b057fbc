"""Nothing is sent to a tracing service unless its own variables ask for that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.meadow import fill
from tests.model.scripted_server import ScriptedServer

PROGRAM = """
import sys
from pathlib import Path
from langchain_core.tracers.langchain import wait_for_all_tracers
from talkbot import build, load_settings
answer = build(load_settings(Path(sys.argv[1]))).answer("What do the bees do?")
assert answer.usage.calls
wait_for_all_tracers()
"""


class _Collector:
    """Where traces would go: it keeps what it is sent."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        paths = self.paths

        class Handler(BaseHTTPRequestHandler):
            def _keep(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                paths.append(self.path)
                body = json.dumps({}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PATCH = _keep  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}"


@pytest.mark.parametrize("wanted", [False, True])
def test_traces_leave_only_when_langsmiths_variable_says_so(tmp_path: Path, wanted: bool) -> None:
    fill(tmp_path)
    collector = _Collector()
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("LANGSMITH", "LANGCHAIN"))}
    address = {"LANGSMITH_ENDPOINT": collector.address, "LANGSMITH_API_KEY": "lsv2-test"}
    with ScriptedServer("They counted even in the rain. [1]") as server:
        environment = plain | server.environment() | address
        environment |= {"LANGSMITH_TRACING": "true"} if wanted else {}
        subprocess.run(
            [sys.executable, "-c", PROGRAM, tmp_path], env=environment, check=True, timeout=120
        )
    collector.http.shutdown()
    collector.http.server_close()
    assert bool(collector.paths) == wanted

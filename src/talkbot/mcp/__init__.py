"""The talks for other assistants, by the Model Context Protocol (the extra `mcp`)."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from talkbot.errors import UsageError
from talkbot.listening import listen

if TYPE_CHECKING:
    from talkbot.settings import Settings

__all__ = ["DEFAULT_PORT", "require_extra", "serve_http", "serve_stdio"]

DEFAULT_PORT = 7960
_HOST = "127.0.0.1"


def require_extra() -> None:
    """Raises UsageError when the extra was not installed."""
    if find_spec("mcp") is None:
        raise UsageError('The MCP server is an extra: install it with pip install "talkbot[mcp]".')


def serve_stdio(settings: Settings) -> None:
    """Serve one client on standard input and output until it hangs up."""
    from talkbot.mcp.server import build_server

    build_server(settings).run()


def serve_http(settings: Settings, port: int | None, ready: Callable[[str], None]) -> None:
    """Serve streamable HTTP to this machine until interrupted; `ready` gets the address.

    Only the loopback listens, and only requests that name it are answered: nobody signs in here.
    Raises UsageError when the port cannot be used.
    """
    listener = listen(_HOST, port, DEFAULT_PORT)
    try:
        import uvicorn

        from talkbot.mcp.server import build_server

        app = build_server(settings).streamable_http_app(host=_HOST)
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, timeout_graceful_shutdown=3
        )
        # The socket listens already: a client that connects now only waits a moment.
        ready(f"http://{_HOST}:{listener.getsockname()[1]}/mcp")
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()

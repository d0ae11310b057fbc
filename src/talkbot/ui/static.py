"""The files of the page's interface, kept in memory as they are sent."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 32 * 1024 * 1024
"""Bytes kept; what comes after that is made anew for each request."""

_FILES = re.compile(r"/(?:assets|static)/")
_HASHED = re.compile(r"/assets/.*-[\w-]{8}\.\w+$")
_CONDITIONS = ("range", "if-range", "if-none-match", "if-modified-since")
_CODINGS = ("br", "gzip", "zstd")


class Kept:
    """Answers for Gradio's own files without compressing each of them for every visitor.

    A visit asks for some forty. Those whose names hold a digest are never asked for again.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[tuple[str, ...], list[Message]] = {}
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        if key in self._kept:
            for message in self._kept[key]:
                await send(_copy(message))
            return
        messages: list[Message] = []

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                days = 365 if _HASHED.match(scope["path"]) else 1
                fixed = ", immutable" if days == 365 else ""
                MutableHeaders(scope=message)["cache-control"] = (
                    f"public, max-age={days * 86400}{fixed}"
                )
            messages.append(_copy(message))
            await send(message)

        await self._app(scope, receive, noted)
        size = sum(len(message.get("body", b"")) for message in messages)
        if messages and messages[0].get("status") == 200 and self._size + size <= MOST:
            self._kept[key] = messages
            self._size += size


def _key(scope: Scope) -> tuple[str, ...] | None:
    """What an answer depends on, or None when it is not one of the files."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
        return None
    headers = Headers(scope=scope)
    if not _FILES.match(scope["path"]) or any(name in headers for name in _CONDITIONS):
        return None
    accepted = headers.get("accept-encoding", "")
    return (scope["path"], *(coding for coding in _CODINGS if coding in accepted))


def _copy(message: Message) -> Message:
    """What is sent gets more headers further out."""
    return {**message, "headers": list(message["headers"])} if "headers" in message else message

"""Who may call, and how much they may send: an ASGI layer around the whole interface."""

from __future__ import annotations

import hmac
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkbot.api.errors import refused
from talkbot.api.metrics import Metrics
from talkbot.limits import RateLimit

MOST_BYTES = 256 * 1024
TRIES = 10
"""Wrong keys from one address in a minute before the rest is not looked at."""
_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
_log = logging.getLogger("talkbot")
_OPEN = ("/healthz", "/readyz")
_OURS = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Access:
    """`key` is the bearer key, "" for none. `signed_in` tells whether an authorization header is
    that of a user of the page, asked with the caller's address. With neither, all may call; when
    `local`, then only under a name of this machine; when `public`, the counts are shut.
    """

    key: str = ""
    signed_in: Callable[[str, str], Awaitable[bool]] | None = None
    local: bool = False
    public: bool = False

    @property
    def open(self) -> bool:
        return not self.key and self.signed_in is None


class Gate:
    """Lets in whom `access` admits, and bodies of a sensible size."""

    def __init__(self, app: ASGIApp, access: Access, metrics: Metrics) -> None:
        self._metrics = metrics
        self._app = app
        self._access = access
        self._wrong = RateLimit(TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        number = given if _ID.fullmatch(given) else secrets.token_hex(8)
        started = time.perf_counter()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-request-id"] = number
                self._note(scope, number, message["status"], time.perf_counter() - started)
            await send(message)

        no = None if scope["path"] in _OPEN else await self._refusal(scope, headers)
        length = headers.get("content-length", "")
        if no is None and length.isdecimal() and int(length) > MOST_BYTES:
            no = refused(413, _TOO_LARGE)
        if no is None:
            await self._app(scope, _bounded(receive), noted)
        else:
            await no(scope, receive, noted)

    def _note(self, scope: Scope, number: str, status: int, seconds: float) -> None:
        """Count and log a request by its route: an address can hold what somebody typed."""
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.request(method, route, status)
        told = {"id": number, "method": method, "route": route, "status": status}
        _log.info("request", extra=told | {"ms": round(1000 * seconds, 1)})

    async def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        access = self._access
        if access.open and access.public and scope["path"] == "/metrics":
            return refused(403, "Set TALKBOT_API_KEY to read the counts.")
        if access.open:
            if access.local and not _OURS.fullmatch(headers.get("host", "")):
                # Another name is that of a site that points here, to read through a browser.
                return refused(403, "Without TALKBOT_API_KEY only this machine may call.")
            return None
        given, host = headers.get("authorization", ""), (scope.get("client") or ("",))[0]
        scheme, _, value = given.partition(" ")
        if access.key and scheme.lower() == "bearer":
            if hmac.compare_digest(value.strip().encode(), access.key.encode()):
                return None
            if self._wrong.wait(host):
                return refused(429, "Too many wrong keys. Please try again in a minute.")
            return refused(401, "This is not the API key.", {"www-authenticate": "Bearer"})
        if access.signed_in is not None:
            if given and await access.signed_in(given, host):
                return None
            ask = 'Basic realm="talkbot", charset="UTF-8"'
            return refused(401, "Please sign in, or send the API key.", {"www-authenticate": ask})
        line = "Send the API key: Authorization: Bearer KEY."
        return refused(401, line, {"www-authenticate": "Bearer"})


_TOO_LARGE = f"A request can have up to {MOST_BYTES // 1024} KiB."


def _bounded(receive: Receive) -> Receive:
    """Bodies that do not tell their length are counted."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            raise HTTPException(413, _TOO_LARGE)
        return message

    return counted

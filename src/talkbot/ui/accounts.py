"""Who may use the page: users with hashed passwords, asked for with HTTP Basic authentication."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from talkbot.errors import UsageError
from talkbot.limits import RateLimit

_COST, _BLOCK, _LANES = 2**14, 8, 1
_HELP = "make one with `talkbot user NAME`"
TRIES = 10
"""Wrong passwords from one address in a minute before the rest is not looked at."""


def hashed(password: str) -> str:
    """The password as the users' file keeps it: scrypt with a salt of its own."""
    salt = secrets.token_bytes(16)
    digest = _scrypt(password, salt, _COST, _BLOCK, _LANES)
    return f"scrypt:{_COST}:{_BLOCK}:{_LANES}:{salt.hex()}:{digest.hex()}"


def matches(password: str, kept: str) -> bool:
    """Whether this is the password of a hash that `hashed` made."""
    _, cost, block, lanes, salt, digest = kept.split(":")
    given = _scrypt(password, bytes.fromhex(salt), int(cost), int(block), int(lanes))
    return hmac.compare_digest(given, bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=cost, r=block, p=lanes, maxmem=2**27, dklen=32
    )


def read_users(path: Path) -> dict[str, str]:
    """The users of a file with a line `name:hash` for each; # begins a comment.

    Raises UsageError that names file and line when it cannot be used.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        raise UsageError(f"The users' file {path} cannot be read ({why}): {_HELP}.") from error
    users: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, kept = line.strip().partition(":")
        try:
            matches("", kept)
        except (ValueError, MemoryError) as error:
            raise UsageError(
                f"{path}:{number}: this is not a name with a hashed password: {_HELP}."
            ) from error
        if not name or name in users:
            raise UsageError(f"{path}:{number}: the name is missing or was there before.")
        users[name] = kept
    if not users:
        raise UsageError(f"The users' file {path} holds no user: {_HELP}.")
    return users


class Users:
    """Tells whether a request's authorization header is that of a user."""

    def __init__(self, users: Mapping[str, str]) -> None:
        self._users = dict(users)
        self._nobody = hashed(secrets.token_hex(8))
        self._wrong = RateLimit(TRIES)
        # scrypt is slow on purpose: a header once found right is known again by its keyed digest.
        self._key = secrets.token_bytes(32)
        self._right: set[bytes] = set()

    async def admit(self, given: str, host: str) -> bool:
        """Whether the header is right; after many wrong ones from a host it is not looked at."""
        from starlette.concurrency import run_in_threadpool

        digest = hmac.digest(self._key, given.encode(), "sha256")
        if digest in self._right:
            return True
        if self._wrong.wait(host):
            return False
        if not await run_in_threadpool(self._opens, given):
            return False
        self._wrong.forget(host)
        self._right.add(digest)
        return True

    def _opens(self, given: str) -> bool:
        scheme, _, value = given.partition(" ")
        try:
            name, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        kept = self._users.get(name)
        right = matches(password, kept or self._nobody)  # as slow for a name that is not there
        return bool(colon) and scheme.lower() == "basic" and kept is not None and right


class Door:
    """Lets a request through that carries the name and password of a user."""

    def __init__(self, app: ASGIApp, users: Users) -> None:
        self._app = app
        self._users = users

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("authorization", "")
        host = (scope.get("client") or ("",))[0]
        if given and await self._users.admit(given, host):
            await self._app(scope, receive, send)
        else:
            ask = {"www-authenticate": 'Basic realm="talkbot", charset="UTF-8"'}
            answer = PlainTextResponse("Please sign in.\n", 401, headers=ask)
            await answer(scope, receive, send)

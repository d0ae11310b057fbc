"""The web server: the Gradio page inside FastAPI, what programs call beside it, headers."""

from __future__ import annotations

import hashlib
import re
import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkbot import __version__
from talkbot.api import Access, Metrics, api_app
from talkbot.errors import TalkbotError
from talkbot.limits import RateLimit
from talkbot.listening import listen
from talkbot.settings import tracing_wanted
from talkbot.tracing import Tracing
from talkbot.ui.accounts import Door, Users
from talkbot.ui.adding import Adder
from talkbot.ui.browse import Browser
from talkbot.ui.fragments import fragments
from talkbot.ui.intake import intake
from talkbot.ui.options import Options
from talkbot.ui.players import origins
from talkbot.ui.starters import starter_questions
from talkbot.ui.static import Kept

if TYPE_CHECKING:
    from talkbot.chat import TalkBot
    from talkbot.settings import Settings

ASSETS = Path(__file__).parent / "assets"
DEFAULT_PORT = 7860

# Gradio compiles the templates of gr.HTML with Function(), hence 'unsafe-eval'; inline scripts
# run only with this response's nonce, so nothing that gets into the page as text ever does.
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src {media}; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-src {frame}; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {ancestors}"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
_OUTSIDE = re.compile(r'<meta\s+(?:property="(?:og|twitter):|name="twitter:)[^>]*>')

# What the page needs of Gradio's interface; uploads, file serving, proxying and the like stay shut.
_SHUT = re.compile(
    r"/(?:openapi\.json|monitoring|gradio_api/"
    r"(?!(?:queue/(?:join|data)|heartbeat/[\w-]+|run/predict|cancel|reset|startup-events)/?$))"
)

_API = re.compile(r"/(?:api|v1|healthz|readyz|metrics)(?:/|$)")


class Guard:
    """Puts the security headers on every response, and our style and script into the page.

    The page's own HTML is the only one rewritten: Gradio has no hook for a nonce, and its
    preview tags name outside addresses.
    """

    def __init__(
        self, app: ASGIApp, ancestors: str, head: str, sources: Callable[[], tuple[str, str]]
    ) -> None:
        self._app = app
        self._ancestors = ancestors
        self._head = head
        self._sources = sources

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        app = Response(status_code=404) if _SHUT.match(scope["path"]) else self._app
        nonce = secrets.token_urlsafe(16)
        started: Message | None = None
        body = b""

        async def guarded(message: Message) -> None:
            nonlocal started, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                frame, media = self._sources()
                headers["content-security-policy"] = _POLICY.format(
                    nonce=nonce, ancestors=self._ancestors, frame=frame, media=media
                )
                for name, value in _HEADERS.items():
                    headers[name] = value
                if headers.get("content-type", "").startswith("text/html"):
                    started = message
                    return
            if started is None:
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            html = self._rewritten(body.decode(), nonce).encode()
            MutableHeaders(scope=started)["content-length"] = str(len(html))
            await send(started)
            await send({"type": "http.response.body", "body": html})

        await app(scope, receive, guarded)

    def _rewritten(self, html: str, nonce: str) -> str:
        if "<gradio-app" not in html:
            return html
        html = _OUTSIDE.sub("", html).replace("<script", f'<script nonce="{nonce}"')
        return html.replace("</head>", f"{self._head}</head>", 1)


class Beside:
    """Sends what is for programs to the interface, everything else to the page."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and _API.match(scope["path"])
        await (self._api if ours else self._app)(scope, receive, send)


def build_app(
    bot: TalkBot, options: Options, settings: Settings, tracing: Tracing | None = None
) -> FastAPI:
    """The whole web application over one TalkBot; `settings` say where added talks go."""
    import gradio as gr

    from talkbot.ui.page import build_page
    from talkbot.ui.theme import theme

    app = FastAPI(title="talkbot", docs_url=None, redoc_url=None, openapi_url=None)
    browser = Browser(bot.view)
    app.include_router(fragments(bot, browser, options, settings))
    if not options.public:
        app.include_router(intake(bot, Adder(settings, bot.embedder), options))

    @app.get("/talkbot/assets/{version}/{name}")
    def asset(version: str, name: str) -> Response:  # noqa: ARG001  (new assets, new addresses)
        # Only names of files that ship with the page; a name never becomes a path.
        path = {file.name: file for file in ASSETS.iterdir()}.get(name)
        if path is None:
            return Response(status_code=404)
        return FileResponse(path, headers={"cache-control": "public, max-age=31536000, immutable"})

    users = Users(options.users) if options.users else None
    limit = RateLimit(options.questions_a_minute)
    metrics = Metrics(lambda: len(bot.view().catalogue.talks), tracing)
    app.add_middleware(Kept)
    if users:
        app.add_middleware(Door, users=users)
    access = Access(
        key=settings.server_key,
        signed_in=users.admit if users else None,
        local=options.local and not options.public,
        public=options.public,
    )
    app.add_middleware(Beside, api=api_app(bot, access, limit, metrics))
    app.add_middleware(Guard, ancestors=options.ancestors, head=_head(), sources=_sources(bot))
    gr.mount_gradio_app(
        app,
        build_page(bot, options, limit, metrics),
        path="/",
        theme=theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
    )
    return app


def model_line(bot: TalkBot, settings: Settings) -> str:
    """What writes the answers, and what leaves this machine for that."""
    searched = ""
    if settings.uses_embedding_service:
        host = urlsplit(settings.embedder_url).netloc.rpartition("@")[2]
        searched = f" What you ask is sent to {host} to search by meaning."
    if not settings.uses_model:
        sent = searched or " Nothing leaves this machine."
        return f"No chat model: answers are the records’ own sentences.{sent}"
    sent = "Your question and the passages found for it are sent there."
    return f"Answers are written by {bot.describe_model()}. {sent}{searched}"


def _head() -> str:
    """Our style and script, addressed by content so that browsers may keep them."""
    digest = hashlib.sha256()
    for path in sorted(ASSETS.iterdir()):
        digest.update(path.read_bytes())
    folder = f"talkbot/assets/{digest.hexdigest()[:12]}"
    return (
        '<title>talkbot</title><meta name="color-scheme" content="light dark">'
        f'<link rel="icon" type="image/svg+xml" href="{folder}/logo.svg">'
        f'<link rel="stylesheet" href="{folder}/page.css">'
        # Not before Gradio's own files: without those there is nothing to work on.
        f'<script type="module" fetchpriority="low" src="{folder}/page.js"></script>'
    )


def _sources(bot: TalkBot) -> Callable[[], tuple[str, str]]:
    """The frame and media sources of the talks as they are now."""
    known: tuple[int, tuple[str, str]] = (-1, ("'none'", "'self' blob:"))

    def sources() -> tuple[str, str]:
        nonlocal known
        with suppress(TalkbotError):  # a library that cannot be read allows nothing new
            generation = bot.library.generation
            if known[0] != generation:
                known = (generation, origins(bot.library.talks()))
        return known[1]

    return sources


def serve(
    settings: Settings,
    host: str = "127.0.0.1",
    port: int | None = None,
    *,
    options: Options | None = None,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve the page until interrupted; `ready` gets its address once it answers.

    Without `port` the first free one from 7860 on is taken. Raises UsageError when the address
    cannot be used, EmptyLibrary when nothing has been ingested.
    """
    listener = listen(host, port, DEFAULT_PORT)
    try:
        import uvicorn

        from talkbot.assembly import build
        from talkbot.ui.page import AT_ONCE

        bot = build(settings)
        wanted = replace(
            options or Options(),
            model=model_line(bot, settings),
            local=host in ("localhost", "127.0.0.1", "::1"),
        )
        if settings.uses_model:
            wanted = replace(wanted, at_once=AT_ONCE)
        tracing = Tracing(__version__) if tracing_wanted() else None
        app = build_app(bot, wanted, settings, tracing)
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listener.getsockname()[1]}/"
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, timeout_graceful_shutdown=3
        )

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                ready(address)
                if not settings.uses_model:  # a service would be sent a question nobody asked
                    threading.Thread(target=_warm, args=[bot], daemon=True).start()

            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                # Every open page holds a connection for as long as it is shown.
                for connection in list(self.server_state.connections):
                    connection.transport.close()
                await super().shutdown(sockets)
                if tracing:
                    tracing.close()

        Server(config).run(sockets=[listener])
    finally:
        listener.close()


def _warm(bot: TalkBot) -> None:
    """Load what the first question would have to wait for, and read a small library."""
    with suppress(TalkbotError):  # the first real question will show it
        for question in starter_questions(bot.library.talks())[:1]:
            bot.answer(question)
        bot.view().read_ahead()

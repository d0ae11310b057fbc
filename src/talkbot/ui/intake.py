"""The addresses that take talks in. A page that is open to strangers does not have them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from talkbot.ui.adding import MOST_BYTES, MOST_FILES, Adder, pasted_name, safe_name
from talkbot.ui.options import Options

if TYPE_CHECKING:
    from talkbot.chat import TalkBot


def intake(bot: TalkBot, adder: Adder, options: Options) -> APIRouter:
    """Preview, start and progress of adding talks."""
    router = APIRouter(prefix="/talkbot/add")

    @router.post("/preview")
    async def preview(request: Request) -> HTMLResponse:
        _own(request, options)
        if int(request.headers.get("content-length") or 0) > MOST_BYTES:
            raise HTTPException(413)
        files: dict[str, bytes] = {}
        size = 0
        async with request.form(max_files=MOST_FILES, max_fields=4) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    data, label = await value.read(), safe_name(value.filename or "")
                elif name == "text" and value.strip():
                    data, label = value.encode("utf-8", "replace"), pasted_name()
                else:
                    continue
                size += len(data)
                if size > MOST_BYTES:
                    raise HTTPException(413)
                files[label] = data
        if not files:
            raise HTTPException(422)
        known = bot.library.talk_ids()
        return HTMLResponse(await run_in_threadpool(adder.preview, files, known))

    @router.post("/start")
    async def start(request: Request, token: str) -> dict[str, Any]:
        _own(request, options)
        return {"started": adder.start(token)}

    @router.get("/progress")
    async def progress(token: str) -> dict[str, Any]:
        work = adder.work(token)
        if work is None:
            raise HTTPException(404)
        return asdict(work)

    return router


def _own(request: Request, options: Options) -> None:
    """Refuse what another site's page sends: it cannot set this header without being asked.

    On this machine the page has no other name: another one would be a site's that points here.
    """
    host = request.headers.get("host") or ""
    origin = urlsplit(request.headers.get("origin") or "").netloc
    named = urlsplit(f"//{host}").hostname
    strange = options.local and named not in ("localhost", "127.0.0.1", "::1")
    foreign = bool(origin) and origin != host
    if strange or foreign or request.headers.get("x-talkbot") != "add":
        raise HTTPException(403)

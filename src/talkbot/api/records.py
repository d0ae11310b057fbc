"""`GET /api/talks`, `/api/talks/{id}` and `/api/search`: the records themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse

from talkbot import lookup
from talkbot.api.errors import ErrorBody
from talkbot.api.schemas import FullTalkOut, Listing, Search, SearchOut, TalksOut

if TYPE_CHECKING:
    from talkbot.chat import TalkBot

# Plain functions: the server runs them in a thread of their own.


def record_routes(bot: TalkBot) -> APIRouter:
    problems: dict[int | str, dict[str, Any]] = {
        status: {"model": ErrorBody} for status in (401, 422, 503)
    }
    router = APIRouter(prefix="/api", tags=["talks"], responses=problems)

    @router.get("/talks", summary="List the talks", response_model=TalksOut)
    def talks(wanted: Annotated[Listing, Query()]) -> JSONResponse:
        page = lookup.list_talks(
            bot.view(), wanted.filters(), limit=wanted.limit, offset=wanted.offset
        )
        return JSONResponse(page)

    @router.get(
        "/talks/{talk_id}",
        summary="One talk with its transcript",
        response_model=FullTalkOut,
        responses={404: {"model": ErrorBody}},
    )
    def talk(talk_id: str) -> JSONResponse:
        found = lookup.get_talk(bot.view(), talk_id, transcript=True)
        if found is None:
            raise HTTPException(404, "There is no talk with this id: /api/talks lists them.")
        return JSONResponse(found)

    @router.get("/search", summary="Find talks by their words", response_model=SearchOut)
    def search(wanted: Annotated[Search, Query()]) -> JSONResponse:
        found = lookup.search_talks(bot.view(), wanted.q, wanted.filters(), limit=wanted.limit)
        return JSONResponse(found)

    return router

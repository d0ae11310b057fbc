"""`GET /api/talks`, `/api/talks/{id}` and `/api/search`: the records themselves."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse

from talkbot.api.errors import ErrorBody
from talkbot.api.schemas import FullTalkOut, Listing, Search, SearchOut, TalksOut
from talkbot.retrieval import TalkHit
from talkbot.talks import Talk, talk_to_json

if TYPE_CHECKING:
    from talkbot.chat import TalkBot
    from talkbot.collection import View

_PASSAGES = 3
_DEPTH = 200

# Plain functions: the server runs them in a thread of their own.


def record_routes(bot: TalkBot) -> APIRouter:
    problems: dict[int | str, dict[str, Any]] = {
        status: {"model": ErrorBody} for status in (401, 422, 503)
    }
    router = APIRouter(prefix="/api", tags=["talks"], responses=problems)

    @router.get("/talks", summary="List the talks", response_model=TalksOut)
    def talks(wanted: Annotated[Listing, Query()]) -> JSONResponse:
        catalogue = bot.view().catalogue
        found = catalogue.select(wanted.filters())
        page = found[wanted.offset : wanted.offset + wanted.limit]
        records = [_record(talk, catalogue.has_transcript(talk)) for talk in page]
        return JSONResponse({"total": len(found), "offset": wanted.offset, "talks": records})

    @router.get(
        "/talks/{talk_id}",
        summary="One talk with its transcript",
        response_model=FullTalkOut,
        responses={404: {"model": ErrorBody}},
    )
    def talk(talk_id: str) -> JSONResponse:
        found = bot.library.talk(talk_id)
        if found is None:
            raise HTTPException(404, "There is no talk with this id: /api/talks lists them.")
        return JSONResponse(_record(found, bool(found.transcript), full=True))

    @router.get("/search", summary="Find talks by their words", response_model=SearchOut)
    def search(wanted: Annotated[Search, Query()]) -> JSONResponse:
        view, scope = bot.view(), wanted.filters()
        inside = {talk.id for talk in view.catalogue.select(scope)} if scope else None
        found = view.searcher.search(wanted.q, talk_ids=inside, depth=_DEPTH).talks
        known = [hit for hit in found if hit.talk_id in view.catalogue.by_id]
        hits = [_hit(hit, view) for hit in known[: wanted.limit]]
        return JSONResponse({"q": wanted.q, "talks": hits})

    return router


def _record(talk: Talk, heard: bool, *, full: bool = False) -> dict[str, Any]:
    # Folders are the server's own business.
    named = {"source": PurePath(talk.source).name, "has_transcript": heard}
    return talk_to_json(talk, full=full) | named


def _hit(hit: TalkHit, view: View) -> dict[str, Any]:
    talk = view.catalogue.by_id[hit.talk_id]
    return {
        "talk_id": talk.id,
        "title": talk.title,
        "speakers": [speaker.name for speaker in talk.speakers],
        "score": round(hit.score, 4),
        "passages": [
            {
                "field": each.passage.field,
                "speaker": each.passage.speaker,
                "start": each.passage.start,
                "end": each.passage.end,
                "text": each.passage.text,
                "time": each.passage.time,
            }
            for each in hit.passages[:_PASSAGES]
        ],
    }

"""`/healthz` and `/readyz`, for whatever keeps the server running. Both tell nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException

from talkbot.api.errors import ErrorBody
from talkbot.api.schemas import Health

if TYPE_CHECKING:
    from talkbot.chat import TalkBot


def health_routes(bot: TalkBot) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz", summary="Whether the server runs")
    async def alive() -> Health:
        return Health(status="ok")

    @router.get(
        "/readyz",
        summary="Whether questions can be answered: the talks open and their index searches",
        responses={503: {"model": ErrorBody}},
    )
    def ready() -> Health:
        view = bot.view()
        if not view.catalogue.talks:
            raise HTTPException(503, "There are no talks here yet.")
        if bot.library.index_state(bot.embedder.fingerprint) is None:
            raise HTTPException(503, "The vector index is missing.")
        # With vectors that are there: a probe sends no service anything to embed.
        view.searcher.similar(view.catalogue.talks[0].id, 1)
        return Health(status="ready")

    return router

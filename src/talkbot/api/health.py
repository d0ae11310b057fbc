"""`/healthz`, `/readyz` and `/metrics`, for whatever keeps the server running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from talkbot.api.errors import ErrorBody
from talkbot.api.metrics import Metrics
from talkbot.api.schemas import Health

if TYPE_CHECKING:
    from talkbot.chat import TalkBot


def health_routes(bot: TalkBot, metrics: Metrics) -> APIRouter:
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
        if not view.searcher.indexed:
            raise HTTPException(503, "The vector index is missing.")
        # With vectors that are there: a probe sends no service anything to embed.
        view.searcher.similar(view.catalogue.talks[0].id, 1)
        return Health(status="ready")

    @router.get("/metrics", summary="Counts for Prometheus", include_in_schema=False)
    def counts() -> Response:
        return Response(metrics.text(), headers={"content-type": CONTENT_TYPE_LATEST})

    return router

"""The HTTP interface for programs: `/api`, what OpenAI clients speak, health.

`api_app` makes it; the page's server puts it beside the page. Every problem is told as
`{"error": {"message", "type", "code"}}` with one line that names neither paths nor keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from talkbot import __version__
from talkbot.api.access import Access, Gate
from talkbot.api.asking import Desk
from talkbot.api.completions import completion_routes
from talkbot.api.errors import handle_errors
from talkbot.api.health import health_routes
from talkbot.api.metrics import Metrics
from talkbot.api.questions import question_routes
from talkbot.api.records import record_routes
from talkbot.limits import RateLimit

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from talkbot.chat import TalkBot

__all__ = ["Access", "Metrics", "api_app"]

_ABOUT = (
    "Answers about recorded talks, each sentence cited word for word. Texts are data: render "
    "them as text, never as HTML."
)


def api_app(bot: TalkBot, access: Access, limit: RateLimit, metrics: Metrics) -> ASGIApp:
    """The interface over one TalkBot, for those whom `access` admits.

    `limit` is what each visitor may ask in a minute, shared with the page as
    `metrics` are.
    """
    app = FastAPI(
        title="talkbot",
        version=__version__,
        description=_ABOUT,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    handle_errors(app)
    desk = Desk(limit, metrics)
    app.include_router(question_routes(bot, desk))
    app.include_router(completion_routes(bot, desk))
    app.include_router(record_routes(bot))
    app.include_router(health_routes(bot, metrics))
    return Gate(app, access, metrics)

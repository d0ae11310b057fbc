"""What the page fetches beside the chat: evidence, talks, facets; pieces of HTML about records.

Nothing of any conversation goes through here.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from talkbot.talks import Field
from talkbot.ui.about import settings_html
from talkbot.ui.browse import Browser, card_html, results_html
from talkbot.ui.evidence import Place, evidence_html, missing_html, talk_html
from talkbot.ui.mapping import MapMaker
from talkbot.ui.measured import report_html
from talkbot.ui.options import Options
from talkbot.ui.scoping import (
    NAMES,
    chips_html,
    facets,
    facets_html,
    options,
    options_html,
    scope_from,
)

if TYPE_CHECKING:
    from talkbot.chat import TalkBot
    from talkbot.settings import Settings

LONGEST_SEARCH = 200
"""Characters of a search that count."""
SIMILAR = 4


def fragments(bot: TalkBot, browser: Browser, served: Options, settings: Settings) -> APIRouter:
    """The addresses below /talkbot that answer with a piece of the page."""
    router = APIRouter(prefix="/talkbot", default_response_class=HTMLResponse)
    start = secrets.token_hex(8)

    @router.get("/alive", response_class=PlainTextResponse)
    async def alive() -> str:
        """Another word after a restart: the page then tells its conversation again.

        And the state of the collection: with another one the page shows itself anew.
        """
        return f"{start} {bot.view().generation}"

    @router.get("/evidence")
    def evidence(
        talk: str,
        field: Field,
        speaker: int | None = None,
        start: int | None = None,
        end: int | None = None,
        value: str = "",
    ) -> str:
        record = bot.library.talk(talk)
        place = Place(field, speaker, start, end, value)
        return evidence_html(record, place) if record else missing_html()

    @router.get("/talk")
    def talk(talk: str) -> str:
        record = bot.library.talk(talk)
        if record is None:
            return missing_html()
        view = browser.view()
        near = [i for i, _ in view.searcher.similar(talk, SIMILAR) if i in view.catalogue.by_id]
        return talk_html(record, "".join(card_html(view.catalogue.by_id[i], view) for i in near))

    @router.get("/talks")
    def talks(request: Request, q: str = "", start: int = 0) -> str:
        """One page of talks found."""
        scope = scope_from(request.query_params)
        listing = browser.find(q[:LONGEST_SEARCH], scope)
        return results_html(listing, q[:LONGEST_SEARCH], scope, browser.view(), max(0, start))

    @router.get("/facets")
    def narrowing(request: Request, q: str = "") -> str:
        """The filters chosen, and the facets that narrow the search further."""
        scope, catalogue = scope_from(request.query_params), browser.view().catalogue
        inside = browser.find(q[:LONGEST_SEARCH]).ids if q.strip() else None
        chosen = chips_html(scope, catalogue)
        groups = facets_html(facets(catalogue, scope, inside))
        return f'<div class="tb-chosen">{chosen}</div>{groups}'

    @router.get("/settings")
    def settings_in_effect() -> str:
        """What the page works with, and within which limits."""
        return settings_html(bot, settings, served)

    @router.get("/report")
    def report() -> str:
        """The latest evaluation."""
        return report_html(served.report)

    maps = MapMaker(bot.embedder.fingerprint)

    @router.get("/map")
    def map_of_talks() -> Response:
        """The map as JSON."""
        return Response(maps.json(browser.view()), media_type="application/json")

    @router.get("/options")
    def values(request: Request, facet: str, like: str = "", q: str = "") -> Response:
        """The values of one facet that contain what was typed."""
        if facet not in NAMES:
            return Response(status_code=422)
        inside = browser.find(q[:LONGEST_SEARCH]).ids if q.strip() else None
        scope = scope_from(request.query_params)
        found = options(browser.view().catalogue, scope, facet, like[:LONGEST_SEARCH], inside)
        return HTMLResponse(options_html(found))

    return router

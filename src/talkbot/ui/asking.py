"""One question on its way to an answer, as the page shows it step by step."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import gradio as gr

from talkbot.answers import Draft, Event, Stage
from talkbot.api.metrics import Metrics
from talkbot.background import watched
from talkbot.errors import TalkbotError
from talkbot.talks import Filters
from talkbot.ui.conversation import Exchange, conversation_html, exchange_html, turns
from talkbot.ui.suggestions import suggestions

if TYPE_CHECKING:
    from talkbot.chat import TalkBot

FRAME = 0.04
"""Seconds between two drafts sent to the browser; a model writes faster than anyone reads."""

_log = logging.getLogger("talkbot")


class Shown(NamedTuple):
    """What an update writes.

    Every part is always a value: for a part left out, Gradio builds the component anew, which
    takes longer than everything else about an update.
    """

    log: str
    live: str
    line: str
    exchanges: Any  # the session's; gr.skip() costs nothing here
    current: Exchange | None


@dataclass(frozen=True)
class Asking:
    """One question, and what of it is shown when. `exchanges` came before it."""

    bot: TalkBot
    pool: ThreadPoolExecutor
    metrics: Metrics
    question: str
    exchanges: tuple[Exchange, ...]
    scope: Filters

    async def shown(self) -> AsyncGenerator[Shown]:
        """Every step as it comes; ends with the exchange kept in the session."""
        exchange = Exchange(self.question)
        update = Shown(
            conversation_html(self.exchanges), exchange_html(exchange), "", self.exchanges, exchange
        )
        yield update
        at = 0.0
        try:
            async with aclosing(watched(self._events(), self.pool)) as events:
                async for event in events:
                    exchange = exchange.after(event)
                    if isinstance(event, Draft) and time.monotonic() - at < FRAME:
                        continue
                    if isinstance(event, Stage) and self._over_at_once(event):
                        continue
                    live = exchange_html(exchange) if exchange.answer is None else update.live
                    if live == update.live:
                        continue
                    at = time.monotonic()
                    update = update._replace(live=live, exchanges=gr.skip(), current=exchange)
                    yield update
        except TalkbotError as error:
            exchange = replace(exchange, problem=str(error))
        except Exception:
            _log.exception("answering failed")
            problem = "Something went wrong while answering. Please ask again."
            exchange = replace(exchange, problem=problem)
        exchange = self._with_next(exchange)
        yield update._replace(
            live=exchange_html(exchange), exchanges=(*self.exchanges, exchange), current=None
        )

    def _over_at_once(self, stage: Stage) -> bool:
        """Writing is, without a chat model: to show it would keep back the words themselves."""
        return stage.name == "answering" and not self.bot.uses_model

    def _events(self) -> Iterator[Event]:
        events = self.bot.ask(self.question, turns(self.exchanges), self.scope or None)
        return self.metrics.watched(events, "page")

    def _with_next(self, exchange: Exchange) -> Exchange:
        if exchange.answer is None:
            return exchange
        with suppress(TalkbotError):
            before = tuple(e.question for e in self.exchanges)
            return replace(exchange, next=suggestions(exchange.answer, self.bot.view(), before))
        return exchange

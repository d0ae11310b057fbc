"""The Gradio page: what stands where, and what happens on which event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import gradio as gr

from talkbot.api.metrics import Metrics
from talkbot.collection import View
from talkbot.limits import RateLimit
from talkbot.talks import Filters
from talkbot.ui.asking import Asking
from talkbot.ui.conversation import STOPPED, Exchange, conversation_html, exchange_html
from talkbot.ui.frame import (
    footer_html,
    header_html,
    notice_html,
    too_long_html,
    views_html,
    welcome_html,
)
from talkbot.ui.kept import exchanges_from
from talkbot.ui.options import Options
from talkbot.ui.scoping import scope_from, scope_html

if TYPE_CHECKING:
    from talkbot.chat import TalkBot

AT_ONCE = 24
"""Questions shown as worked on at the same time; the others wait in the queue."""

CONVERSATIONS = 500
"""Conversations kept in memory, the latest used. Each holds the HTML that it shows, a quarter of a
megabyte for a long list, and Gradio forgets one only when there are too many."""

_QUIET: Mapping[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

# The page's own buttons (see assets/page.js) reach Gradio's events through this element.
_BRIDGE = """
for (const name of ['ask', 'scope', 'fresh', 'restore', 'rewind', 'refresh'])
  element.addEventListener('talkbot:' + name, (event) => trigger(name, event.detail));
"""
# The box's buttons change in the browser alone: each change made here would cost a round trip and
# the building of a component.
_SEND = (
    "(question) => { document.dispatchEvent(new CustomEvent('talkbot-send', {detail: question})); }"
)
_BUSY = "() => ({__type__: 'update', submit_btn: false, stop_btn: true})"
_READY = "() => ({__type__: 'update', submit_btn: true, stop_btn: false})"


@dataclass(frozen=True)
class Parts:
    """The components that events write to."""

    log: gr.HTML
    live: gr.HTML
    scope_line: gr.HTML
    line: gr.HTML
    box: gr.Textbox
    exchanges: gr.State
    current: gr.State
    scope: gr.State

    @property
    def chat(self) -> list[Any]:
        """What an answer writes to, in the order of `Shown`."""
        return [self.log, self.live, self.line, self.exchanges, self.current]

    @property
    def whole(self) -> list[Any]:
        """What another conversation writes to."""
        return [*self.chat, self.box, self.scope, self.scope_line]


def build_page(bot: TalkBot, options: Options, limit: RateLimit, metrics: Metrics) -> gr.Blocks:
    """The page over one TalkBot; conversations live in each session's own state.

    `limit` is what each visitor may ask in a minute; `metrics` count the answers.
    """
    view = bot.view()
    with gr.Blocks(title="talkbot", analytics_enabled=False) as page:
        plain = partial(gr.HTML, apply_default_css=False, padding=False)
        header = plain(header_html(view), elem_id="tb-header")
        bridge = plain("", elem_id="tb-bridge", js_on_load=_BRIDGE)
        # Tabs of our own: Gradio's took a quarter of the time until the page could be used.
        plain(views_html(options.tabs), elem_id="tb-views")
        with gr.Column(elem_id="tb-chat"):
            parts = _chat(options, view)
        _wire(bot, options, limit, metrics, parts, bridge, header)
    page.queue(default_concurrency_limit=AT_ONCE, max_size=500)
    page.state_session_capacity = CONVERSATIONS
    blocks: gr.Blocks = page
    return blocks


def _chat(options: Options, view: View) -> Parts:
    plain = partial(gr.HTML, apply_default_css=False, padding=False)
    log = plain(welcome_html(view.catalogue.talks), elem_id="tb-log")
    live = plain("", elem_id="tb-live")
    with gr.Column(elem_id="tb-composer"):
        line = plain("", elem_id="tb-line")
        scope_line = plain(scope_html(Filters(), view.catalogue), elem_id="tb-scope")
        box = gr.Textbox(
            elem_id="tb-box",
            label="Your question",
            show_label=False,
            placeholder="Ask about the talks…",
            lines=1,
            max_lines=8,
            submit_btn=True,
            html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off"),
        )
        plain(footer_html(options.model), elem_id="tb-footer")
    states = gr.State(()), gr.State(None), gr.State(Filters())
    return Parts(log, live, scope_line, line, box, *states)


def _wire(
    bot: TalkBot,
    options: Options,
    limit: RateLimit,
    metrics: Metrics,
    parts: Parts,
    bridge: gr.HTML,
    header: gr.HTML,
) -> None:
    pool = ThreadPoolExecutor(options.at_once, "answer")

    async def respond(
        exchanges: tuple[Exchange, ...], scope: Filters, request: gr.Request, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...] | dict[Any, Any]]:
        question = str(event._data.get("question", "")).strip()
        before = exchanges[: _kept(exchanges, event)]
        problem = _unwelcome(question, options, limit, request)
        if problem or not question:
            yield {parts.line: problem}
            return
        asking = Asking(bot, pool, metrics, question, before, scope)
        async with aclosing(asking.shown()) as shown:
            async for update in shown:
                yield update

    parts.box.submit(None, parts.box, None, js=_SEND, queue=False, **_QUIET)
    bridge.ask(None, None, parts.box, js=_BUSY, queue=False, **_QUIET)
    # Without Gradio's postprocessing: our HTML is ready as it is.
    run = bridge.ask(
        respond, [parts.exchanges, parts.scope], parts.chat, postprocess=False, **_QUIET
    )
    # Only now: a question sent before the event has ended would be swallowed.
    run.then(None, None, parts.box, js=_READY, queue=False, **_QUIET)
    # First cancelled, then shown as such: a question sent in between would be swallowed, too.
    parts.box.stop(None, cancels=[run], queue=False, **_QUIET).then(
        lambda exchanges, current: _halt(parts, exchanges, current),
        [parts.exchanges, parts.current],
        parts.chat,
        queue=False,
        **_QUIET,
    )

    def set_scope(event: gr.EventData) -> dict[Any, Any]:
        return _scoped(parts, str(event._data.get("query", "")), bot.view())

    bridge.scope(set_scope, None, [parts.scope, parts.scope_line], queue=False, **_QUIET)

    def refresh(event: gr.EventData) -> dict[Any, Any]:
        """The page stays open, or is opened, after talks came or went."""
        view = bot.view()
        welcome = welcome_html(view.catalogue.talks) if event._data.get("welcome") else gr.skip()
        shown = {header: header_html(view), parts.log: welcome}
        return shown | _scoped(parts, str(event._data.get("query", "")), view)

    refreshed = [header, parts.log, parts.scope, parts.scope_line]
    bridge.refresh(refresh, None, refreshed, queue=False, **_QUIET)

    def rewind(exchanges: tuple[Exchange, ...], event: gr.EventData) -> dict[Any, Any]:
        """The conversation as it was before one of its questions, that question in the box."""
        opened = _opened(parts, exchanges[: _kept(exchanges, event)], bot.view())
        question = str(event._data.get("question", ""))[: options.longest + 1]
        return opened | {parts.box: gr.Textbox(value=question)}

    bridge.rewind(rewind, parts.exchanges, [*parts.chat, parts.box], queue=False, **_QUIET)

    def fresh() -> dict[Any, Any]:
        view = bot.view()
        return _opened(parts, (), view) | _scoped(parts, "", view)

    bridge.fresh(fresh, None, parts.whole, cancels=[run], queue=False, **_QUIET)

    def restore(event: gr.EventData) -> dict[Any, Any]:
        view = bot.view()
        kept = exchanges_from(event._data.get("exchanges"))
        return _opened(parts, kept, view) | _scoped(parts, str(event._data.get("scope", "")), view)

    bridge.restore(restore, None, parts.whole, cancels=[run], queue=False, **_QUIET)


def _kept(exchanges: Sequence[Exchange], event: gr.EventData) -> int:
    """How many exchanges stay when a question is asked again or edited: those before it."""
    try:
        return max(0, min(len(exchanges), int(event._data.get("keep", len(exchanges)))))
    except (TypeError, ValueError):
        return len(exchanges)


def _unwelcome(question: str, options: Options, limit: RateLimit, request: gr.Request) -> str:
    """Why a question is not taken, as HTML; "" when it is."""
    if len(question) > options.longest:
        return too_long_html(len(question), options.longest)
    host = request.client.host if question and request.client else ""
    seconds = limit.wait(host) if question else 0.0
    if seconds:
        return notice_html(
            f"This page takes {options.questions_a_minute} questions a minute from each visitor. "
            f"Please ask again in {max(1, round(seconds))} seconds."
        )
    return ""


def _halt(
    parts: Parts, exchanges: tuple[Exchange, ...], current: Exchange | None
) -> dict[Any, Any]:
    shown: dict[Any, Any] = {}
    if current is not None and current.working:
        stopped = replace(current, problem=STOPPED)
        shown |= {
            parts.live: exchange_html(stopped),
            parts.current: None,
            parts.exchanges: (*exchanges, stopped),
        }
    return shown


def _scoped(parts: Parts, query: str, view: View) -> dict[Any, Any]:
    scope = scope_from(dict(parse_qsl(query[:4000])))
    if any(i not in view.catalogue.by_id for i in scope.talk_ids):
        scope = replace(scope, talk_ids=frozenset())
    return {parts.scope: scope, parts.scope_line: scope_html(scope, view.catalogue)}


def _opened(parts: Parts, exchanges: tuple[Exchange, ...], view: View) -> dict[Any, Any]:
    """A conversation shown from its beginning, or the welcome when it is empty."""
    welcome = welcome_html(view.catalogue.talks)
    return {
        parts.log: conversation_html(exchanges[:-1]) if exchanges else welcome,
        parts.live: exchange_html(exchanges[-1]) if exchanges else "",
        parts.line: "",
        parts.box: gr.Textbox(value=""),
        parts.exchanges: exchanges,
        parts.current: None,
    }

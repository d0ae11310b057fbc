"""The Gradio page: what stands where, and what happens on which event."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import gradio as gr

from talkbot.answers import Draft, Event
from talkbot.api.metrics import Metrics
from talkbot.background import watched
from talkbot.collection import View
from talkbot.errors import TalkbotError
from talkbot.limits import RateLimit
from talkbot.talks import Filters
from talkbot.ui.conversation import Exchange, conversation_html, exchange_html, turns
from talkbot.ui.frame import footer_html, header_html, notice_html, too_long_html, welcome_html
from talkbot.ui.kept import exchanges_from
from talkbot.ui.options import Options
from talkbot.ui.scoping import scope_from, scope_html
from talkbot.ui.suggestions import suggestions

if TYPE_CHECKING:
    from talkbot.chat import TalkBot

FRAME = 0.04
"""Seconds between two drafts sent to the browser; a model writes faster than anyone reads."""
AT_ONCE = 24
"""Answers worked on at the same time; the others wait in the queue."""

_log = logging.getLogger("talkbot")
_QUIET: Mapping[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

# The page's own buttons (see assets/page.js) reach Gradio's events through this element.
_BRIDGE = """
for (const name of ['ask', 'scope', 'fresh', 'restore', 'rewind', 'again'])
  element.addEventListener('talkbot:' + name, (event) => trigger(name, event.detail));
"""


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
        """What an answer writes to."""
        return [self.log, self.live, self.line, self.box, self.exchanges, self.current]


def build_page(bot: TalkBot, options: Options, limit: RateLimit, metrics: Metrics) -> gr.Blocks:
    """The page over one TalkBot; conversations live in each session's own state.

    `limit` is what each visitor may ask in a minute; `metrics` count the answers.
    """
    view = bot.view()
    built = view.generation
    talks = view.catalogue.talks
    with gr.Blocks(title="talkbot", analytics_enabled=False) as page:
        header = gr.HTML(header_html(talks), elem_id="tb-header", apply_default_css=False)
        bridge = gr.HTML("", elem_id="tb-bridge", js_on_load=_BRIDGE, apply_default_css=False)
        with gr.Tabs(elem_id="tb-tabs", overflow_behavior="wrap"):
            with gr.Tab("Chat", id="chat", elem_id="tb-chat"):
                parts = _chat(options, view)
            for name, label in options.tabs:
                with gr.Tab(label, id=name, elem_id=f"tb-{name}"):
                    gr.HTML(
                        f'<section class="tb-view" data-view="{name}"></section>',
                        apply_default_css=False,
                        padding=False,
                    )
        _wire(bot, options, limit, metrics, parts, bridge)

        def refresh() -> tuple[Any, Any, Any]:
            """What was built in above may be older than the library by the time of a visit."""
            now = bot.view()
            if now.generation == built:
                return gr.skip(), gr.skip(), gr.skip()
            talks = now.catalogue.talks
            scope = scope_html(Filters(), now.catalogue)
            return header_html(talks), welcome_html(talks), scope

        outputs = [header, parts.log, parts.scope_line]
        page.load(refresh, outputs=outputs, queue=False, **_QUIET)
    page.queue(default_concurrency_limit=AT_ONCE, max_size=500)
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
) -> None:
    pool = ThreadPoolExecutor(AT_ONCE, "answer")

    async def respond(
        question: str, exchanges: tuple[Exchange, ...], scope: Filters, request: gr.Request
    ) -> AsyncIterator[dict[Any, Any]]:
        problem = _unwelcome(question.strip(), options, limit, request)
        if problem or not question.strip():
            yield {parts.line: problem}
            return
        asking = _Asking(bot, pool, metrics, parts, question.strip(), exchanges, scope)
        async with aclosing(asking.shown()) as shown:
            async for update in shown:
                yield update

    given = [parts.box, parts.exchanges, parts.scope]
    run = parts.box.submit(respond, given, parts.chat, **_QUIET)

    def pick(event: gr.EventData) -> str:
        return str(event._data.get("question", ""))[: options.longest + 1]

    picked = bridge.ask(pick, None, parts.box, queue=False, **_QUIET)
    asked = picked.then(respond, given, parts.chat, **_QUIET)

    def rewind(exchanges: tuple[Exchange, ...], event: gr.EventData) -> dict[Any, Any]:
        return _rewound(parts, exchanges, event, options.longest, bot.view())

    bridge.rewind(rewind, parts.exchanges, parts.chat, queue=False, **_QUIET)
    again = bridge.again(rewind, parts.exchanges, parts.chat, queue=False, **_QUIET)
    repeated = again.then(respond, given, parts.chat, **_QUIET)
    # First cancelled, then shown as such: a question sent in between would be swallowed.
    running = [run, asked, repeated]
    for event in running:
        # Only now: a question sent before the event has ended would be swallowed, too.
        event.then(_ready, None, parts.box, queue=False, **_QUIET)
    parts.box.stop(None, cancels=running, queue=False, **_QUIET).then(
        lambda exchanges, current: _halt(parts, exchanges, current),
        [parts.exchanges, parts.current],
        parts.chat,
        queue=False,
        **_QUIET,
    )

    def set_scope(event: gr.EventData) -> dict[Any, Any]:
        return _scoped(parts, str(event._data.get("query", "")), bot.view())

    bridge.scope(set_scope, None, [parts.scope, parts.scope_line], queue=False, **_QUIET)
    whole = [*parts.chat, parts.scope, parts.scope_line]

    def fresh() -> dict[Any, Any]:
        view = bot.view()
        return _opened(parts, (), view) | _scoped(parts, "", view)

    bridge.fresh(fresh, None, whole, cancels=running, queue=False, **_QUIET)

    def restore(event: gr.EventData) -> dict[Any, Any]:
        view = bot.view()
        kept = exchanges_from(event._data.get("exchanges"))
        return _opened(parts, kept, view) | _scoped(parts, str(event._data.get("scope", "")), view)

    bridge.restore(restore, None, whole, cancels=running, queue=False, **_QUIET)


def _ready() -> Any:
    """The box as it is when nothing is worked on."""
    return gr.Textbox(submit_btn=True, stop_btn=False)


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


@dataclass(frozen=True)
class _Asking:
    """One question on its way, and what of it is shown when."""

    bot: TalkBot
    pool: ThreadPoolExecutor
    metrics: Metrics
    parts: Parts
    question: str
    exchanges: tuple[Exchange, ...]
    scope: Filters

    async def shown(self) -> AsyncGenerator[dict[Any, Any]]:
        """Every step as it comes; ends with the exchange kept in the session."""
        parts, exchange = self.parts, Exchange(self.question)
        yield {
            parts.box: gr.Textbox(value="", submit_btn=False, stop_btn=True),
            parts.line: "",
            parts.log: conversation_html(self.exchanges),
            parts.live: exchange_html(exchange),
            parts.current: exchange,
        }
        shown = 0.0
        try:
            async with aclosing(watched(self._events(), self.pool)) as events:
                async for event in events:
                    exchange = exchange.after(event)
                    if isinstance(event, Draft) and time.monotonic() - shown < FRAME:
                        continue
                    shown = time.monotonic()
                    if exchange.answer is None:
                        yield {parts.live: exchange_html(exchange), parts.current: exchange}
        except TalkbotError as error:
            exchange = replace(exchange, problem=str(error))
        except Exception:
            _log.exception("answering failed")
            problem = "Something went wrong while answering. Please ask again."
            exchange = replace(exchange, problem=problem)
        exchange = self._with_next(exchange)
        yield {
            parts.live: exchange_html(exchange),
            parts.current: None,
            parts.exchanges: (*self.exchanges, exchange),
        }

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


def _halt(
    parts: Parts, exchanges: tuple[Exchange, ...], current: Exchange | None
) -> dict[Any, Any]:
    shown: dict[Any, Any] = {parts.box: _ready()}
    if current is not None and current.working:
        stopped = replace(current, problem="Stopped.")
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
        parts.box: gr.Textbox(value="", submit_btn=True, stop_btn=False),
        parts.exchanges: exchanges,
        parts.current: None,
    }


def _rewound(
    parts: Parts, exchanges: tuple[Exchange, ...], event: gr.EventData, longest: int, view: View
) -> dict[Any, Any]:
    """The conversation as it was before one of its questions, that question in the box."""
    try:
        keep = max(0, min(len(exchanges), int(event._data.get("keep", 0))))
    except (TypeError, ValueError):
        keep = len(exchanges)
    question = str(event._data.get("question", ""))[: longest + 1]
    opened = _opened(parts, exchanges[:keep], view)
    return opened | {parts.box: gr.Textbox(value=question, submit_btn=True, stop_btn=False)}

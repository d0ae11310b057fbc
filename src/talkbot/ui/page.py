"""The Gradio page: what stands where, and what happens on which event."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from talkbot.answers import Draft, Event, Turn
from talkbot.errors import TalkbotError
from talkbot.talks import Filters, Talk
from talkbot.ui.background import watched
from talkbot.ui.browse import Browser, results_html
from talkbot.ui.conversation import Exchange, conversation_html, exchange_html, turns
from talkbot.ui.rendering import counted
from talkbot.ui.starters import starter_questions

if TYPE_CHECKING:
    from talkbot.chat import TalkBot

LONGEST_QUESTION = 2000
"""Characters of a question; longer ones are sent back with a line that says so."""
FRAME = 0.04
"""Seconds between two drafts sent to the browser; a model writes faster than anyone reads."""
AT_ONCE = 24
"""Answers worked on at the same time; the others wait in the queue."""

_log = logging.getLogger("talkbot")

# The page's own buttons (see assets/page.js) reach Gradio's events through this element.
_BRIDGE = """
for (const name of ['ask', 'about', 'fresh'])
  element.addEventListener('talkbot:' + name, (event) => trigger(name, event.detail));
"""


@dataclass(frozen=True)
class Parts:
    """The components that events write to."""

    log: gr.HTML
    live: gr.HTML
    scope: gr.HTML
    line: gr.HTML
    box: gr.Textbox
    exchanges: gr.State
    current: gr.State
    about: gr.State


def build_page(bot: TalkBot, model: str) -> gr.Blocks:
    """The page over one TalkBot; conversations live in each session's own state.

    `model` is the line that says what answers and what leaves the machine.
    """
    browser = Browser(bot.library)
    built = browser.generation
    with gr.Blocks(title="talkbot", analytics_enabled=False) as page:
        header = gr.HTML(_header(browser.talks()), elem_id="tb-header", apply_default_css=False)
        bridge = gr.HTML("", elem_id="tb-bridge", js_on_load=_BRIDGE, apply_default_css=False)
        with gr.Tabs(elem_id="tb-tabs"):
            with gr.Tab("Chat", id="chat", elem_id="tb-chat"):
                parts = _chat(model, browser)
            with gr.Tab("Talks", id="talks", elem_id="tb-talks"):
                found = _talks(browser)
        _wire(bot, browser, parts, bridge)

        def refresh() -> tuple[Any, Any, Any]:
            """What was built in above may be older than the library by the time of a visit."""
            if browser.generation == built:
                return gr.skip(), gr.skip(), gr.skip()
            talks = browser.talks()
            return _header(talks), _welcome(talks), results_html(talks, "")

        page.load(
            refresh,
            outputs=[header, parts.log, found],
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
    page.queue(default_concurrency_limit=AT_ONCE, max_size=500)
    blocks: gr.Blocks = page
    return blocks


def _chat(model: str, browser: Browser) -> Parts:
    log = gr.HTML(
        _welcome(browser.talks()), elem_id="tb-log", apply_default_css=False, padding=False
    )
    live = gr.HTML("", elem_id="tb-live", apply_default_css=False, padding=False)
    with gr.Column(elem_id="tb-composer"):
        line = gr.HTML("", elem_id="tb-line", apply_default_css=False)
        scope = gr.HTML("", elem_id="tb-scope", apply_default_css=False)
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
        gr.HTML(_footer(model), elem_id="tb-footer", apply_default_css=False)
    return Parts(log, live, scope, line, box, gr.State(()), gr.State(None), gr.State(""))


def _talks(browser: Browser) -> gr.HTML:
    search = gr.Textbox(
        elem_id="tb-search",
        label="Search titles, speakers, affiliations and topics",
        placeholder="Search titles, speakers, affiliations, topics…",
        show_label=False,
        max_lines=1,
    )
    found = gr.HTML(results_html(browser.talks(), ""), elem_id="tb-found", apply_default_css=False)
    # Gradio's input event comes with key presses only: not with a paste, not with a deletion.
    search.change(
        lambda query: results_html(browser.find(query[:200]), query[:200]),
        search,
        found,
        queue=False,
        show_progress="hidden",
        trigger_mode="always_last",
        api_visibility="private",
    )
    return found


def _wire(bot: TalkBot, browser: Browser, parts: Parts, bridge: gr.HTML) -> None:
    outputs = [parts.log, parts.live, parts.line, parts.box, parts.exchanges, parts.current]
    asking: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

    pool = ThreadPoolExecutor(AT_ONCE, "answer")

    async def respond(
        question: str, exchanges: tuple[Exchange, ...], about: str
    ) -> AsyncIterator[dict[Any, Any]]:
        ask = partial(bot.ask, scope=Filters(talk_ids=frozenset({about}) if about else frozenset()))
        async with aclosing(_respond(ask, pool, parts, question, exchanges)) as shown:
            async for update in shown:
                yield update

    run = parts.box.submit(respond, [parts.box, parts.exchanges, parts.about], outputs, **asking)
    picked = bridge.ask(_picked, None, parts.box, queue=False, **asking).then(
        respond, [parts.box, parts.exchanges, parts.about], outputs, **asking
    )
    # First cancelled, then shown as such: a question sent in between would be swallowed.
    parts.box.stop(None, cancels=[run, picked], queue=False, **asking).then(
        lambda exchanges, current: _halt(parts, exchanges, current),
        [parts.exchanges, parts.current],
        outputs,
        queue=False,
        **asking,
    )

    def set_about(event: gr.EventData) -> tuple[str, str]:
        talk = bot.library.talk(str(event._data.get("talk", ""))[:200])
        return (talk.id, _scope(talk)) if talk else ("", "")

    bridge.about(set_about, None, [parts.about, parts.scope], queue=False, **asking)
    bridge.fresh(
        lambda: _fresh(browser),
        None,
        [*outputs, parts.about, parts.scope],
        cancels=[run, picked],
        queue=False,
        **asking,
    )


def _picked(event: gr.EventData) -> str:
    return str(event._data.get("question", ""))[: LONGEST_QUESTION + 1]


async def _respond(
    ask: Callable[[str, Sequence[Turn]], Iterator[Event]],
    pool: ThreadPoolExecutor,
    parts: Parts,
    question: str,
    exchanges: tuple[Exchange, ...],
) -> AsyncGenerator[dict[Any, Any]]:
    """Ask, and show every step as it comes; ends with the exchange kept in the session."""
    question = question.strip()
    if not question:
        yield {parts.line: ""}
        return
    if len(question) > LONGEST_QUESTION:
        yield {parts.line: _too_long(question)}
        return
    exchange = Exchange(question)
    yield {
        parts.box: gr.Textbox(value="", submit_btn=False, stop_btn=True),
        parts.line: "",
        parts.log: conversation_html(exchanges),
        parts.live: exchange_html(exchange),
        parts.current: exchange,
    }
    shown = 0.0
    try:
        async with aclosing(watched(ask(question, turns(exchanges)), pool)) as events:
            async for event in events:
                exchange = exchange.after(event)
                if isinstance(event, Draft) and time.monotonic() - shown < FRAME:
                    continue
                shown = time.monotonic()
                yield {parts.live: exchange_html(exchange), parts.current: exchange}
    except TalkbotError as error:
        exchange = replace(exchange, problem=str(error))
    except Exception:
        _log.exception("answering failed")
        problem = "Something went wrong while answering. Please ask again."
        exchange = replace(exchange, problem=problem)
    yield {
        parts.box: gr.Textbox(submit_btn=True, stop_btn=False),
        parts.live: exchange_html(exchange),
        parts.current: None,
        parts.exchanges: (*exchanges, exchange),
    }


def _halt(
    parts: Parts, exchanges: tuple[Exchange, ...], current: Exchange | None
) -> dict[Any, Any]:
    shown: dict[Any, Any] = {parts.box: gr.Textbox(submit_btn=True, stop_btn=False)}
    if current is not None and current.working:
        stopped = replace(current, problem="Stopped.")
        shown |= {
            parts.live: exchange_html(stopped),
            parts.current: None,
            parts.exchanges: (*exchanges, stopped),
        }
    return shown


def _fresh(browser: Browser) -> tuple[Any, ...]:
    box = gr.Textbox(value="", submit_btn=True, stop_btn=False)
    return (_welcome(browser.talks()), "", "", box, (), None, "", "")


def _too_long(question: str) -> str:
    return (
        f'<p role="alert">A question can have up to {LONGEST_QUESTION:,} characters; '
        f"this one has {len(question):,}. Please shorten it.</p>"
    )


def _header(talks: Sequence[Talk]) -> str:
    years = sorted({talk.year for talk in talks if talk.year})
    span = f" · {years[0]}–{years[-1]}" if len(years) > 1 else f" · {years[0]}" if years else ""
    speakers = len({s.name for talk in talks for s in talk.speakers})
    return (
        '<header class="tb-header"><h1><span class="tb-logo" aria-hidden="true"></span>talkbot</h1>'
        f"<p>{counted(len(talks), 'talk')} · {counted(speakers, 'speaker')}{span}</p>"
        '<button type="button" class="tb-icon tb-fresh" aria-label="New conversation" '
        'title="New conversation"></button>'
        '<button type="button" class="tb-icon" id="tb-theme" title="Light or dark" '
        'aria-label="Switch light and dark"></button></header>'
    )


def _welcome(talks: Sequence[Talk]) -> str:
    starters = "".join(
        f'<li><button type="button" class="tb-starter" data-ask="{q}">{q}</button></li>'
        for q in map(escape, starter_questions(talks))
    )
    return (
        '<section class="tb-welcome"><h2>What would you like to know?</h2>'
        f"<p>Ask the {counted(len(talks), 'recorded talk')} anything. Every sentence of an "
        "answer points at the words in a talk’s record that say so, and when no talk covers it, "
        "you are told.</p>"
        f'<ul class="tb-starters">{starters}</ul></section>'
    )


def _scope(talk: Talk) -> str:
    return (
        f'<p class="tb-scope"><span>Asking about</span> <b>{escape(talk.title)}</b>'
        '<button type="button" class="tb-icon tb-unscope" aria-label="Ask about all talks again">'
        "×</button></p>"
        '<button type="button" class="tb-chip" data-ask="What is this talk about?">'
        "What is it about?</button>"
    )


def _footer(model: str) -> str:
    return f'<p class="tb-model">{escape(model)}</p>'

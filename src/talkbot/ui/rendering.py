"""Answers as HTML for the page.

Everything that comes from a record, a question or a model is escaped here; the only markup is
what this file writes and the few Markdown constructs that answers use.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from html import escape
from urllib.parse import urlencode, urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from talkbot.answers import Answer, Citation, Claim, TalkRef

KINDS: Mapping[str, str] = {
    "abstract": "From the abstract",
    "bio": "From the speaker's bio",
    "transcript": "Said on stage",
    "record": "From the record",
}
STAGES: Mapping[str, str] = {
    "understanding": "Understanding the question",
    "searching": "Searching the talks",
    "reading": "Reading what they say",
    "answering": "Writing the answer",
}

_MARK = re.compile(r"\[(\d{1,5})\]")
# Stand-ins for the borders of an unsupported sentence; private use, so no text should have them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_UNSUPPORTED = '<span class="tb-unsupported" title="No record was found that says this.">'
_BADGE = '<span class="tb-badge">not verified</span></span>'


def safe_url(url: str) -> str:
    """The address if it is a plain http(s) one, else ""."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else ""


def link(url: str, label: str, css: str = "") -> str:
    """A link that opens outside the page, or the bare label when the address is not allowed."""
    href = safe_url(url)
    if not href:
        return escape(label)
    style = f' class="{css}"' if css else ""
    return (
        f'<a{style} href="{escape(href)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{escape(label)}</a>"
    )


def evidence_path(citation: Citation) -> str:
    """Where the page finds the words that a citation points at, relative to the page."""
    query: dict[str, str | int] = {"talk": citation.talk_id, "field": citation.field}
    if citation.speaker is not None:
        query["speaker"] = citation.speaker
    if citation.start is not None and citation.end is not None:
        query |= {"start": citation.start, "end": citation.end}
    if citation.field == "record":
        query["value"] = citation.quote
    return "talkbot/evidence?" + urlencode(query)


def clock(seconds: float) -> str:
    """A time in a recording as people read it: 4:07 or 1:02:33."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def kind_label(citation: Citation) -> str:
    label = KINDS[citation.field]
    return label if citation.time is None else f"{label} · {clock(citation.time)}"


def markdown_html(text: str, known: Collection[int] = (), unsupported: Sequence[str] = ()) -> str:
    """Answer Markdown as safe HTML.

    [n] becomes a button when `known` has n. Sentences in `unsupported` are marked where they
    stand; one that does not stand in the text word for word is listed below it.
    """
    text = text.replace(_OPEN, "").replace(_CLOSE, "")
    missing = []
    for sentence in unsupported:
        at = text.find(sentence)
        if at < 0:
            missing.append(sentence)
        else:
            end = at + len(sentence)
            text = f"{text[:at]}{_OPEN}{text[at:end]}{_CLOSE}{text[end:]}"
    html = str(_markdown().render(text, {"known": frozenset(known)}))
    html = html.replace(_OPEN, _UNSUPPORTED).replace(_CLOSE, _BADGE)
    for sentence in missing:
        html += f"<p>{_UNSUPPORTED}{escape(sentence)}{_BADGE}</p>"
    return html


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "breaks": True})
    md.enable("table").disable(["image", "reference", "code", "html_block", "html_inline"])
    md.validateLink = lambda url: bool(safe_url(url))  # type: ignore[method-assign]
    md.inline.ruler.before("link", "mark", _mark_rule)
    md.add_render_rule("mark", _render_mark)
    md.add_render_rule("link_open", _render_link_open)
    md.add_render_rule("table_open", _render_table_open)
    md.add_render_rule("table_close", _render_table_close)
    return md


def _mark_rule(state: StateInline, silent: bool) -> bool:
    match = _MARK.match(state.src, state.pos)
    if not match or match.end() > state.posMax:
        return False
    if not silent:
        token = state.push("mark", "", 0)
        token.content = match.group(1)
    state.pos = match.end()
    return True


def _render_mark(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    n = tokens[idx].content
    if int(n) not in env["known"]:
        return f'<span class="tb-mark tb-pending">{n}</span>'
    return (
        f'<button type="button" class="tb-mark" data-n="{n}" aria-label="Source {n}">{n}</button>'
    )


def _render_link_open(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    href = escape(str(tokens[idx].attrs.get("href", "")))
    return f'<a href="{href}" target="_blank" rel="noopener noreferrer nofollow">'


def _render_table_open(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    return '<div class="tb-table" tabindex="0" role="region" aria-label="Table"><table>'


def _render_table_close(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table></div>"


def talk_card(ref: TalkRef) -> str:
    """A talk one can open or ask about."""
    who = escape(", ".join(ref.speakers))
    return (
        f'<li class="tb-card"><button type="button" class="tb-open" data-talk="{escape(ref.talk_id)}">'
        f'<span class="tb-title">{escape(ref.title)}</span><span class="tb-who">{who}</span></button>'
        f'<button type="button" class="tb-chip" data-about="{escape(ref.talk_id)}" '
        f'aria-label="Ask about {escape(ref.title)}">Ask about it</button></li>'
    )


def source_item(citation: Citation) -> str:
    """One line of the source list; what the marks show on hover comes from here too."""
    who = ", ".join(citation.speakers)
    return (
        f'<li><button type="button" class="tb-source" data-n="{citation.n}" '
        f'data-src="{escape(evidence_path(citation))}" data-quote="{escape(citation.quote)}" '
        f'data-title="{escape(citation.title)}" data-who="{escape(who)}" '
        f'data-kind="{escape(kind_label(citation))}" data-talk="{escape(citation.talk_id)}">'
        f'<span class="tb-number">{citation.n}</span>'
        f'<span class="tb-title">{escape(citation.title)}</span>'
        f'<span class="tb-who">{escape(who)}</span></button></li>'
    )


def copy_text(answer: Answer) -> str:
    """What "Copy" copies: the answer and its sources, as Markdown."""
    lines = [answer.text.strip()]
    if answer.citations:
        lines.append("")
    for c in answer.citations:
        where = f"{', '.join(c.speakers)}: {c.title}" if c.speakers else c.title
        url = f" {safe_url(c.url)}" if safe_url(c.url) else ""
        lines.append(f"[{c.n}] {where}. “{c.quote}” ({kind_label(c)}){url}")
    return "\n".join(lines)


def unsupported(claims: Sequence[Claim]) -> list[str]:
    return [claim.text for claim in claims if not claim.supported and claim.text.strip()]

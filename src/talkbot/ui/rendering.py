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
from talkbot.moments import clock
from talkbot.talks import Talk
from talkbot.ui.maths import formula_in_markdown, maths_html

KINDS: Mapping[str, str] = {
    "abstract": "From the abstract",
    "bio": "From the speaker's bio",
    "transcript": "Said on stage",
    "record": "From the record",
}
SHORT_KINDS: Mapping[str, str] = {
    "abstract": "abstract",
    "bio": "bio",
    "transcript": "on stage",
    "record": "record",
}
STAGES: Mapping[str, str] = {
    "understanding": "Understanding the question",
    "searching": "Searching the talks",
    "reading": "Reading what they say",
    "answering": "Writing the answer",
}

_MARK = re.compile(r"\[(\d{1,5})\]")
_LONE_MARK = re.compile(r"(?<=\S) (?=\[\d{1,5}\])")  # a mark does not begin a line
# ... nor, in a browser, does a button after a no-break space: only a span keeps the two together,
# so short that a phone has room for it whatever the letters.
_LAST_WORD = re.compile(
    r"([^\s<>&;]{1,12}\u00a0(?:<(button|span)[^>]*class=\"tb-mark[^>]*>\d+</\2>){1,3})"
)
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


_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d))?)?")
_MONTHS = "January February March April May June July August September October November December"


def day(talk: Talk, *, hour: bool = False) -> str:
    """When a talk was given, in the source's own words or as people write a date."""
    found = _DAY.match(talk.start)
    if talk.date_text or not found or not 1 <= int(found[2]) <= 12:
        return talk.date_text or talk.start
    month = f"{_MONTHS.split()[int(found[2]) - 1]} {found[1]}"
    date = f"{int(found[3])} {month}" if found[3] else month
    return f"{date}, {found[4]}" if hour and found[4] else date


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def kind_label(citation: Citation) -> str:
    label = KINDS[citation.field]
    return label if citation.time is None else f"{label} · {clock(citation.time)}"


def markdown_html(text: str, known: Collection[int] = (), unsupported: Sequence[str] = ()) -> str:
    """Answer Markdown as safe HTML.

    [n] becomes a button when `known` has n. The sentences in `unsupported` are marked where they
    stand; one that cannot be found there is listed below.
    """
    text = _LONE_MARK.sub("\N{NO-BREAK SPACE}", text)
    html = str(_markdown().render(text, {"known": frozenset(known)}))
    for sentence in unsupported:
        found = _find_words(sentence, html)
        if found:
            start, end = found
            html = f"{html[:start]}{_UNSUPPORTED}{html[start:end]}{_BADGE}{html[end:]}"
        else:
            html += f"<p>{_UNSUPPORTED}{escape(sentence)}{_BADGE}</p>"
    return _LAST_WORD.sub(r'<span class="tb-joined">\1</span>', html)


def _find_words(sentence: str, html: str) -> tuple[int, int] | None:
    """Where a sentence's words stand in HTML one after the other, whatever tags are between."""
    pattern = r"(?:\s|<[^<>]*>)+".join(re.escape(escape(word)) for word in sentence.split())
    for match in re.finditer(pattern, html):
        inside_a_tag = html.rfind("<", 0, match.start()) > html.rfind(">", 0, match.start())
        if match.group() and not inside_a_tag:
            return match.span()
    return None


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "breaks": True})
    md.enable("table").disable(["image", "reference", "code", "html_block", "html_inline"])
    md.validateLink = lambda url: bool(safe_url(url))  # type: ignore[method-assign]
    md.inline.ruler.before("link", "mark", _mark_rule)
    md.inline.ruler.before("escape", "maths", _maths_rule)
    md.add_render_rule("maths", _render_maths)
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


def _maths_rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    found = formula_in_markdown(state.src[: state.posMax], state.pos)
    if found is None:
        return False
    if not silent:
        state.push("maths", "", 0).content = found[1]
    state.pos = found[0]
    return True


def _render_maths(
    _: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType
) -> str:
    return tokens[idx].content


def _render_mark(
    _: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: EnvType
) -> str:
    n = tokens[idx].content
    if int(n) not in env["known"]:
        return f'<span class="tb-mark tb-pending">{n}</span>'
    name = f"Source {n}"
    return f'<button type="button" class="tb-mark" data-n="{n}" aria-label="{name}">{n}</button>'


def _render_link_open(
    _: RendererProtocol, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType
) -> str:
    href = escape(str(tokens[idx].attrs.get("href", "")))
    return f'<a href="{href}" target="_blank" rel="noopener noreferrer nofollow">'


def _render_table_open(*_: object) -> str:
    return '<div class="tb-table" tabindex="0" role="region" aria-label="Table"><table>'


def _render_table_close(*_: object) -> str:
    return "</table></div>"


def talk_card(ref: TalkRef) -> str:
    """A talk one can open or ask about."""
    ident, who = escape(ref.talk_id), escape(", ".join(ref.speakers))
    return (
        f'<li class="tb-card"><button type="button" class="tb-open" data-talk="{ident}">'
        f'<span class="tb-title" dir="auto">{maths_html(ref.title)}</span>'
        f'<span class="tb-who" dir="auto">{who}</span></button>'
        f'<button type="button" class="tb-chip" data-about="{ident}" '
        f'aria-label="Ask about {escape(ref.title)}">Ask about it</button></li>'
    )


def source_card(citations: Sequence[Citation]) -> str:
    """The sources in one talk. What the marks show on hover comes from these buttons too."""
    first = citations[0]
    buttons = "".join(map(_source_button, citations))
    return (
        '<li class="tb-sourcecard">'
        f'<span class="tb-title" dir="auto">{maths_html(first.title)}</span>'
        f'<span class="tb-who" dir="auto">{escape(", ".join(first.speakers))}</span>'
        f'<span class="tb-numbers">{buttons}</span></li>'
    )


def _source_button(citation: Citation) -> str:
    time = "" if citation.time is None else f" {clock(citation.time)}"
    label = escape(citation.shown) or SHORT_KINDS[citation.field]
    data = {
        "n": str(citation.n),
        "src": evidence_path(citation),
        "quote": citation.quote,
        "title": citation.title,
        "who": ", ".join(citation.speakers),
        "kind": kind_label(citation),
    }
    data |= {"shown": citation.shown} if citation.shown else {}
    attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in data.items())
    return (
        f'<button type="button" class="tb-source" {attributes}>'
        f'<span class="tb-number">{citation.n}</span>{label}{time}</button>'
    )


def copy_text(answer: Answer) -> str:
    """What "Copy" copies: the answer and its sources, as Markdown."""
    lines = [answer.text.strip()]
    if answer.citations:
        lines.append("")
    for c in answer.citations:
        where = f"{', '.join(c.speakers)}: {c.title}" if c.speakers else c.title
        url = f" {safe_url(c.url)}" if safe_url(c.url) else ""
        said = c.shown or f"“{c.quote}”"
        lines.append(f"[{c.n}] {where}. {said} ({kind_label(c)}){url}")
    return "\n".join(lines)


def unsupported(claims: Sequence[Claim]) -> list[str]:
    return [claim.text for claim in claims if not claim.supported and claim.text.strip()]

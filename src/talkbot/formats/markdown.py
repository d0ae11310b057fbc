"""Markdown pages as lines: text without markup, with what the markup said."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from talkbot.formats.collecting import Collected
from talkbot.formats.document import Line
from talkbot.formats.pages import unwrapped
from talkbot.formats.webpages import html_lines

# Signs of a formula that Markdown would take for its own stand behind others while it is read.
_FORMULA = re.compile(r"\$\$[^$]+\$\$|\$[^$\n]{1,200}\$")
_HIDE = {ord(sign): chr(0xE000 + n) for n, sign in enumerate("*_\\`[]<>&")}
_SHOW = {ord(hidden): chr(sign) for sign, hidden in _HIDE.items()}


def markdown_html(text: str) -> str:
    """A Markdown page as HTML, with the ends of its lines as breaks."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"breaks": True}).enable("table")
    html: str = parser.render(_FORMULA.sub(lambda m: m.group().translate(_HIDE), text))
    return html.translate({hidden: escape(sign) for hidden, sign in _SHOW.items()})


def markdown_lines(text: str) -> list[Line]:
    """The lines of a Markdown page; a line of the source stays a line."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    page = Collected()
    items: set[int] = set()
    for token in parser.parse(_FORMULA.sub(lambda m: m.group().translate(_HIDE), text)):
        start = token.map[0] + 1 if token.map else page.number
        if token.type == "hr":
            page.separate(rule=True)
        elif token.type == "heading_open":
            page.separate()
            page.level = int(token.tag[1:])
        elif token.type == "heading_close":
            page.finish()
            page.level = 0
        elif token.type == "list_item_open":
            page.finish()
            items.add(start)
        elif token.type in ("paragraph_open", "bullet_list_open", "table_open", "tr_open"):
            if not token.hidden:
                page.separate()
        elif token.type in ("fence", "code_block"):
            page.number = start
            page.source_lines(token.content)
            page.finish()
        elif token.type == "html_block":
            for line in html_lines(token.content):
                page.separate()
                page.lines.append(Line(line.text, start, line.level, True, links=line.links))
        elif token.type == "inline":
            page.number = start
            _inline(page, token.children or [], start)
            page.finish()
    return unwrapped(page.content(), items)


def _inline(page: Collected, tokens: list[Any], start: int) -> None:
    number = start
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            page.finish()
            number += 1
            page.number = number
        elif token.type in ("text", "code_inline", "text_special"):
            page.text.append(token.content.translate(_SHOW))
        elif token.type == "html_inline" and re.match(r"<br\b", token.content, re.IGNORECASE):
            page.finish()
        elif token.type in ("strong_open", "strong_close"):
            page.strong(token.type == "strong_open")
        elif token.type == "link_open":
            page.anchor(str(token.attrGet("href") or ""))

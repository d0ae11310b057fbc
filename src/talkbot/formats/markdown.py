"""Markdown pages as lines: text without markup, with what the markup said."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any

from talkbot.formats.collecting import MARKS, Collected
from talkbot.formats.definitions import define
from talkbot.formats.document import Line
from talkbot.formats.months import MONTH
from talkbot.formats.pages import unwrapped
from talkbot.formats.restructured import as_markdown, is_restructured
from talkbot.formats.webpages import html_lines, is_web_page
from talkbot.formats.wraps import WRAP, wraps_in

# Signs of a formula that Markdown would take for its own stand behind others while it is read.
_FORMULA = re.compile(r"\$\$[^$]+\$\$|\$[^$\n]{1,200}\$")
_HIDE = {ord(sign): chr(0xE000 + n) for n, sign in enumerate("*_\\`[]<>&")}
_SHOW = {ord(hidden): chr(sign) for sign, hidden in _HIDE.items()}

_LINK_TAG = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_ENDS_IN_RULE = re.compile(r"<hr\b[^<>]*>\s*$", re.IGNORECASE)
_APART = ("paragraph_open", "bullet_list_open", "dl_open", "table_open", "tr_open")
_MARKS = re.compile(r"^#{1,6} \S|^\*\*[^\s*]|^_\S.*_$|\]\(https?://", re.MULTILINE)
_DOCUMENT = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S
)
# What the makers of sites fill in: Liquid's tags, the attributes that kramdown, Pandoc and Hugo
# give a block, and the fences around Pandoc's divisions.
_FILLED = re.compile(
    r"\{%[^{}%\n]{0,300}%\}|\{\{[^{}\n]{0,300}\}\}|\{:{1,2}[^{}\n]{0,200}\}"
    r"|(?:^|(?<=[\s)\]]))\{[#.][A-Za-z][^{}\n]{0,200}\}(?=[^\S\n]*(?:#+[^\S\n]*)?$)|^:{3,}[^\n]{0,200}$",
    re.MULTILINE,
)
# A label whose value only the site knows: "- Bio: {{ page.bio }}".
_UNFILLED = re.compile(
    r"^[\s>*+-]{0,20}[\w ]{2,30}:[*_]{0,2}[^\S\n]*\{\{[^{}\n]{0,300}\}\}[^\S\n]*$", re.MULTILINE
)
# An underlined heading right below an item is none of its text; nor is text below an element.
_HEADED = re.compile(
    r"^([^\S\n]*[*+-] [^\n]+)\n(?=\S)(?![*+>#|-])([^\n]+\n(?:-{3,}|={3,})[^\S\n]*$)",
    re.MULTILINE,
)
_CLOSED = re.compile(
    r"^([^\S\n]*</(?:div|center|figure|table|p)>)[^\S\n]*\n(?=[^\s<|])", re.MULTILINE
)
# "12. März 2031", "12. 3. 2031" at the beginning of a line are no twelfth item.
_DAY_OF_MONTH = re.compile(
    r"^([ \t]*(?:[-*+][ \t]+)?\d{1,2})\."
    rf"(?=[ \t]+(?:\d{{1,2}}\.(?:\s|\d)|{MONTH}(?:\s+\d{{4}}|\s*[:,|–—-]|\s*$)))",
    re.MULTILINE | re.IGNORECASE,
)
# The line below the header of a table, which Markdown wants to have as many cells.
_RULED = re.compile(
    r"^(?=[^\n]*\|)([^\n]++)\n(?=[^\n]{0,200}--)(?=[^\n|]{0,200}\|)([|:\t -]+)$", re.MULTILINE
)
_REFERRED = re.compile(r"^ {0,3}\[([^\[\]\n]{1,80})\]:\s", re.MULTILINE)
# A link to a file with spaces in its name.
_SPACED_FILE = re.compile(r"\]\(([^()<>\"'\n]{1,120} [^()<>\"'\n]{0,120}\.[A-Za-z]{2,5})\)")
_SPACED = re.compile(r"\] \[([^\[\]\n]{1,80})\]")
_CRUMBS, _LEAST_A_LINE = 3000, 12


def is_markdown(name: str, text: str) -> bool:
    """Whether a page that is no HTML is Markdown, by the file's name or by its own marks."""
    # Thousands of lines of a word or two are no talks, and the parser takes seconds over them.
    lines = text.count("\n")
    if lines > _CRUMBS and len(text) < _LEAST_A_LINE * lines:
        return False
    return _named_markdown(name) or len(_MARKS.findall(text)) >= 3 or is_restructured(text)


def is_html(name: str, text: str) -> bool:
    """Whether a page is HTML; one called Markdown may hold as much of it as it likes."""
    return bool(_DOCUMENT.match(text)) if _named_markdown(name) else is_web_page(text)


def _named_markdown(name: str) -> bool:
    return name.rpartition(".")[2].casefold() in ("md", "markdown", "mdx", "qmd")


def markdown_html(text: str) -> str:
    """A Markdown page as HTML, with the ends of its lines as breaks where they are no wraps."""
    parser, tokens = _parsed(text)
    html: str = parser.renderer.render(tokens, parser.options, {})
    return html.translate({hidden: escape(sign) for hidden, sign in _SHOW.items()})


# A page is read as lines and as elements.
@lru_cache(maxsize=2)
def _parsed(text: str) -> tuple[Any, list[Any]]:
    """The parser and the tokens of a page; a wrap within a paragraph is a space that is marked."""
    from markdown_it import MarkdownIt

    # What is indented on a page of talks is rather HTML than code.
    parser = MarkdownIt("commonmark", {"breaks": True}).enable("table").disable("code")
    parser.core.ruler.before("inline", "definitions", define)
    text = as_markdown(text) if is_restructured(text) else text
    text = _UNFILLED.sub("", text) if "{{" in text else text
    text = _FILLED.sub("", text) if "{" in text or ":::" in text else text
    text = _DAY_OF_MONTH.sub(r"\1\\.", text)
    text = _RULED.sub(_as_many, text) if "|" in text else text
    text = _HEADED.sub(r"\1\n\n\2", _CLOSED.sub(r"\1\n\n", text))
    text = _SPACED_FILE.sub(r"](<\1>)", text) if "](" in text else text
    text = _spaced_links_joined(text) if "] [" in text else text
    tokens = parser.parse(_FORMULA.sub(lambda m: m.group().translate(_HIDE), text))
    for wrap in wraps_in(token.children for token in tokens if token.children):
        wrap.type, wrap.tag, wrap.content, wrap.markup = "text", "", " ", WRAP
    return parser, tokens


def _as_many(match: re.Match[str]) -> str:
    """The header of a table over a line of as many cells."""
    header, ruler = (match[n].strip().strip("|").split("|") for n in (1, 2))
    if len(header) == len(ruler):
        return match[0]
    return f"{match[1]}\n|{' --- |' * len(header)}"


def _spaced_links_joined(text: str) -> str:
    """A page with its links written "[words][name]", as they were once allowed a space between."""
    names = {name.casefold() for name in _REFERRED.findall(text)}

    def joined(match: re.Match[str]) -> str:
        return match.group().replace(" [", "[", 1) if match[1].casefold() in names else match[0]

    return _SPACED.sub(joined, text)


def markdown_lines(text: str) -> list[Line]:
    """The lines of a Markdown page; a line of the source stays a line."""
    page = Collected(tabs=True)
    items: set[int] = set()
    for token in _parsed(text)[1]:
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
        elif token.type in ("dt_open", "dd_open"):
            page.finish()
        elif token.type in _APART:
            if not token.hidden:
                page.separate()
        elif token.type == "fence":
            page.number = start
            page.source_lines(token.content)
            page.finish()
        elif token.type == "html_block":
            for line in html_lines(token.content):
                page.separate()
                at = start + line.number - 1
                page.lines.append(replace(line, number=at, gap=True, rule=line.rule or page.rule))
                page.rule = False
            page.separate(rule=bool(_ENDS_IN_RULE.search(token.content)))
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
            number += token.markup == WRAP
        elif token.type == "html_inline" and re.match(r"<br\b", token.content, re.IGNORECASE):
            page.finish()
        elif token.type == "html_inline" and (link := _LINK_TAG.match(token.content)):
            page.anchor(link[1])
        elif sign := MARKS.get(token.tag):
            page.mark(sign, token.nesting > 0)
            if token.type == "link_open":
                page.anchor(str(token.attrGet("href") or ""))

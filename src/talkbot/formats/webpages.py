"""Web pages and Markdown pages as lines: text without markup, with what the markup said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from talkbot.formats.document import Line, clean
from talkbot.formats.labels import label_of
from talkbot.formats.links import web_url
from talkbot.formats.pages import unwrapped

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_BLOCKS = frozenset(
    """p li ul ol dl dt dd div section article main header footer aside nav figure figcaption table
    thead tbody tr td th blockquote pre form fieldset address details summary h1 h2 h3 h4 h5 h6
    body center""".split()
)
_GAPS = frozenset("p ul ol dl table tr blockquote section article div h1 h2 h3 h4 h5 h6".split())
_DROPPED = frozenset(
    """script style template noscript iframe svg head button nav select option input textarea
    audio video object canvas footer aside address""".split()
)
# Signs of a formula that Markdown would take for its own stand behind others while it is read.
_FORMULA = re.compile(r"\$\$[^$]+\$\$|\$[^$\n]{1,200}\$")
_HIDE = {ord(sign): chr(0xE000 + n) for n, sign in enumerate("*_\\`[]<>&")}
_SHOW = {ord(hidden): chr(sign) for sign, hidden in _HIDE.items()}
_HTML_TAG = re.compile(r"</?(?:p|div|li|ul|h[1-6]|br|span|strong|td|tr|a)\b[^<>]*>", re.IGNORECASE)
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|sidebar|cookies?|skip|social|share|pagination)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROOM = re.compile(r"(?:^|[\s_-])(?:vs|venue|room|stage|location)(?:-name)?(?:$|\s)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FRAME_ROLES = frozenset("banner navigation contentinfo search menu menubar".split())
_LINK_WORD = re.compile(r"(?:watch )?(?:the )?(?:video|slides?|recording|pdf|slide deck)s?$", re.I)
_COUNTS = re.compile(r"\d{1,2}(?:,\s?\d{1,2})*$")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass
class _Page:
    """Lines as they are collected: `finish` closes the one that is being written."""

    lines: list[Line] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    level: int = 0
    number: int = 0
    gap: bool = False
    rule: bool = False

    def finish(self) -> None:
        text = " ".join(clean("".join(self.text)).split())
        if text and text not in ("•", "·", "|"):
            for words, links in self._links_alone() or [(text, tuple(dict.fromkeys(self.links)))]:
                strong = self._in_bold(words)
                self.lines.append(
                    Line(words, self.number, self.level, self.gap, self.rule, links, strong=strong)
                )
                self.gap = self.rule = False
            self.links = []
        self.text = []
        self.labels = []
        self.bold = []

    def strong(self, begins: bool) -> None:
        """Bold words begin here, or end."""
        if begins:
            self.bold.append((len(self.text), -1))
        elif self.bold and self.bold[-1][1] < 0:
            self.bold[-1] = (self.bold[-1][0], len(self.text))

    def _in_bold(self, text: str) -> tuple[str, ...]:
        pieces = (" ".join("".join(self.text[a:b]).split()) for a, b in self.bold if b > a)
        return tuple(words for piece in pieces if (words := piece.strip(" :,.")) and words in text)

    def link(self, url: str) -> None:
        self.links.append(url)
        self.labels.append(len(self.text))

    def _links_alone(self) -> list[tuple[str, tuple[str, ...]]]:
        """Links in a row with nothing but marks between them ("Video | Slides"), each with its
        words, or such behind a paragraph; [] for any other line."""
        if self.labels and len(self.labels) == len(self.links):
            behind: list[tuple[str, tuple[str, ...]]] = []
            end = len(self.text)
            for at, url in zip(reversed(self.labels), reversed(self.links), strict=True):
                word = " ".join("".join(self.text[at:end]).split()).strip(" .,[]()|·")
                if not _LINK_WORD.match(word):
                    break
                behind.insert(0, (word, (url,)))
                end = at
            before = " ".join("".join(self.text[:end]).split()).rstrip(" ([|·,")
            if behind and len(before) > 40:
                return [(before, tuple(self.links[: -len(behind)])), *behind]
        if len(self.labels) < 2 or len(self.labels) != len(self.links):
            return []
        words = [" ".join(self.text[at : at + 1]).strip() for at in self.labels]
        between = "".join(piece for n, piece in enumerate(self.text) if n not in self.labels)
        if not all(words) or re.search(r"\w", between):
            return []
        return [(word, (url,)) for word, url in zip(words, self.links, strict=True)]

    def separate(self, *, rule: bool = False) -> None:
        self.finish()
        self.gap = True
        self.rule = self.rule or rule


def is_web_page(text: str) -> bool:
    """Whether a text is HTML, whole or a piece of it."""
    start = re.match(r"\s*<(?:!--|!doctype html|html|head|body)\b", text, re.IGNORECASE)
    return bool(start) or len(_HTML_TAG.findall(text[:200_000])) > 8


def html_lines(text: str) -> list[Line]:
    """The visible lines of a web page or a piece of one.

    Line ends are spaces, as in a browser, where the page has tags for paragraphs or breaks.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    body = tree.body
    if body is None:
        return []
    flows = bool(re.search(r"<(?:p|br|div|li|td)\b", text, re.IGNORECASE))
    page = _Page()
    at = 0
    preformatted = 0
    for node, entering in walk(body):
        tag = node.tag or ""
        if tag == "-text":
            piece = node.text_content or ""
            words = piece.strip()
            if words:
                # The parser keeps no line numbers: the text is found again in the source.
                found = text.find(words[:40], at)
                at = found if found >= 0 else at
                if not "".join(page.text).strip():
                    page.number = text.count("\n", 0, at) + 1
            if node.parent is not None and node.parent.tag == "sup" and _COUNTS.match(words):
                piece = words.translate(_RAISED)
            if _sticks(page.text, piece, node):
                page.text.append(", ")
            if flows and not preformatted:
                page.text.append(piece.replace("\n", " "))
            else:
                _pieces(page, piece)
        elif tag == "pre":
            preformatted += 1 if entering else -1
            page.separate()
        elif tag == "br" and entering:
            page.finish()
        elif tag == "hr" and entering:
            page.separate(rule=True)
        elif tag in ("b", "strong"):
            page.strong(entering)
        elif tag == "a" and entering:
            if url := web_url((node.attributes or {}).get("href")):
                page.link(url)
        elif _names_room(node):
            page.finish()
            page.text += ["Room: "] if entering else []
        elif tag in _BLOCKS:
            if tag in _GAPS:
                page.separate()
            else:
                page.finish()
            page.level = HEADINGS.get(tag, 0) if entering else 0
            if tag == "li" and entering:
                page.text.append("• ")
    page.finish()
    return page.lines


def _names_room(node: LexborNode) -> bool:
    """Whether an element holds nothing but the name of a room, by what the site calls it."""
    if node.tag not in ("span", "small", "em", "i", "b", "strong", "div", "p"):
        return False
    if not _ROOM.search((node.attributes or {}).get("class") or ""):
        return False
    text = node.text().strip()
    return (
        2 < len(text) <= 40
        and not label_of(text)
        and not any(c.tag in _BLOCKS for c in node.iter())
    )


def _sticks(before: list[str], piece: str, node: LexborNode) -> bool:
    """Whether an element begins with a new word right behind another's last letter, as those do
    that a style sheet sets apart: a name and the place it is from."""
    parent = node.parent
    if parent is None or parent.tag not in ("span", "em", "i", "small", "cite") or not before:
        return False
    return node.prev is None and before[-1][-1:].islower() and bool(re.match("[A-ZÀ-Þ]", piece))


def _pieces(page: _Page, text: str) -> None:
    first, *others = text.split("\n")
    page.text.append(first)
    for other in others:
        page.finish()
        page.gap = page.gap or not other.strip()
        page.text.append(other)


def _is_frame(node: LexborNode) -> bool:
    """Whether an element belongs to the site and not to the page: its menu, its footer."""
    if node.tag in _DROPPED:
        return True
    if node.tag not in ("div", "ul", "ol", "section", "p", "table", "header", "a"):
        return False
    named = node.attributes or {}
    if named.get("role") in _FRAME_ROLES:
        return True
    names = f"{named.get('class') or ''} {named.get('id') or ''}"
    return bool(_FRAME.search(_CAMEL.sub("-", names)))


def walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node below the root, on entering and on leaving it, without recursion."""
    stack: list[tuple[LexborNode, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        yield node, entering
        if not entering:
            continue
        if node.tag != "-text":
            stack.append((node, False))
        child = node.last_child
        while child is not None:
            if not _is_frame(child):
                stack.append((child, True))
            child = child.prev


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
    page = _Page()
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
            _pieces(page, token.content)
            page.finish()
        elif token.type == "html_block":
            for line in html_lines(token.content):
                page.separate()
                page.lines.append(Line(line.text, start, line.level, True, links=line.links))
        elif token.type == "inline":
            page.number = start
            _inline(page, token.children or [], start)
            page.finish()
    return unwrapped(page.lines, items)


def _inline(page: _Page, tokens: list[Any], start: int) -> None:
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
        elif token.type == "link_open" and (url := web_url(token.attrGet("href"))):
            page.link(url)

"""Web pages as lines: text without markup, with what the markup said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from talkbot.formats.collecting import MARKS, Collected
from talkbot.formats.document import Line
from talkbot.formats.footnotes import RAISED
from talkbot.formats.labels import label_of
from talkbot.formats.pages import unwrapped

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BLOCKS = frozenset(
    """p li ul ol dl dt dd div section article main header footer aside nav figure figcaption table
    thead tbody tr td th blockquote pre form fieldset address details summary h1 h2 h3 h4 h5 h6
    body center""".split()
)
_WORDS = frozenset("span em i small cite b strong a u".split())
_GAPS = frozenset("p ul ol dl table tr blockquote section article div h1 h2 h3 h4 h5 h6".split())
_DROPPED = frozenset(
    """script style template noscript iframe svg head button nav select option input textarea
    audio video object canvas footer aside address""".split()
)
_HTML_TAG = re.compile(r"</?(?:p|div|li|ul|h[1-6]|br|span|strong|td|tr|a)\b[^<>]*>", re.IGNORECASE)
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|sidebar|cookies?|skip|social|share|sharing|sharedaddy|pagination|"
    r"comments|respond|related|widget-area|site-info|topbar|toolbar|newsletter|tag-?cloud|recent-posts)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROOM = re.compile(r"(?:^|[\s_-])(?:vs|venue|room|stage|location)(?:-name)?(?:$|\s)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FRAME_ROLES = frozenset("banner navigation contentinfo search menu menubar".split())
# "Read more about X" leads to the page of X, whose heading stands above it.
_MORE_ABOUT = re.compile(
    r"^\W*(?:(?:read|find|learn|see)\s+(?:out\s+)?more\s+(?:about|on)|mehr\s+(?:über|zu)|"
    r"en\s+savoir\s+plus\s+sur|leer\s+más\s+sobre)\b",
    re.IGNORECASE,
)
_TOGGLES = frozenset(
    "data-toggle data-bs-toggle data-target data-bs-target aria-controls aria-expanded".split()
)
_ACCORDION = re.compile(r"accordion|collaps|toggle", re.IGNORECASE)
_PANELS = frozenset("div section article dl ul ol p".split())
_OPEN = re.compile(r"^\W*(?:show|hide|view|read|see|open|close|toggle|more|expand|menu)\b", re.I)
_NOTED = re.compile(r"\b(?:aff(?:il)?|inst|sup|foot)", re.IGNORECASE)
_COUNTS = re.compile(r"\d{1,2}(?:,\s?\d{1,2})*$")
HEADINGS = {f"h{level}": level for level in range(1, 7)}


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
    page = Collected()
    at = counted = 0
    number = 1
    preformatted = 0
    begun = 0
    for node, entering in walk(body):
        tag = node.tag or ""
        if tag == "-text":
            piece = node.text_content or ""
            words = piece.strip()
            if words:
                # The parser keeps no line numbers: the text is found again in the source.
                found = text.find(words[:40], at)
                at = found if found >= 0 else at
                number += text.count("\n", counted, at)
                counted = at
                if not "".join(page.text).strip():
                    page.number = number
            piece = raised(node) or piece
            if _sticks(page.text, piece, node):
                page.text.append(", ")
            if flows and not preformatted:
                page.text.append(piece.replace("\n", " "))
            else:
                page.source_lines(piece)
        elif tag == "pre":
            preformatted += 1 if entering else -1
            page.separate()
            if entering:
                begun = len(page.lines)
            else:
                # It was wrapped by its writer, as plain text is.
                page.lines[begun:] = unwrapped(page.lines[begun:])
                page.inner = {n for n in page.inner if n < begun}
                begun = len(page.lines)
        elif tag == "br" and entering:
            page.finish()
        elif tag == "hr" and entering:
            page.separate(rule=True)
        elif _names_room(node):
            page.finish()
            page.text += ["Room: "] if entering else []
        elif sign := MARKS.get(tag):
            page.mark(sign, entering)
            if tag == "a" and entering:
                page.anchor((node.attributes or {}).get("href") or "#")
        elif tag in BLOCKS:
            if tag in _GAPS:
                page.separate()
            else:
                page.finish()
            page.level = HEADINGS.get(tag, 0) if entering else 0
            if tag == "li" and entering:
                page.text.append("• ")
    return page.content()


def raised(node: LexborNode) -> str:
    """The raised numbers of a text that points to a note or is its number, "" for any other."""
    words = (node.text_content or "").strip()
    around = node.parent
    if around is None or not _COUNTS.match(words):
        return ""
    named = around.tag == "span" and _NOTED.search((around.attributes or {}).get("class") or "")
    return words.translate(RAISED) if named or around.tag == "sup" else ""


def _names_room(node: LexborNode) -> bool:
    """Whether an element holds nothing but the name of a room, by what the site calls it."""
    if node.tag not in ("span", "small", "em", "i", "b", "strong", "div", "p"):
        return False
    if not _ROOM.search((node.attributes or {}).get("class") or ""):
        return False
    text = node.text().strip()
    return (
        2 < len(text) <= 40 and not label_of(text) and not any(c.tag in BLOCKS for c in node.iter())
    )


def _sticks(before: list[str], piece: str, node: LexborNode) -> bool:
    """Whether an element begins with a new word right behind another's last letter, as those do
    that a style sheet sets apart: a name and the place it is from."""
    parent = node.parent
    if parent is None or parent.tag not in ("span", "em", "i", "small", "cite") or not before:
        return False
    if node.prev is not None or not before[-1][-1:].islower():
        return False
    # No word is written half in one element and half in one of another kind.
    beside = parent.prev
    words = beside is not None and beside.tag in _WORDS and " " in before[-1].strip()
    apart = words and beside is not None and beside.tag != parent.tag and piece[:1].islower()
    return bool(re.match("[A-ZÀ-Þ]", piece)) or bool(apart)


def _is_frame(node: LexborNode) -> bool:
    """Whether an element belongs to the site and not to the page: its menu, its footer."""
    if node.tag == "button" and node.parent is not None and node.parent.tag in HEADINGS:
        return False  # What opens a part of the page is its heading.
    if node.tag == "button" and _opens(node):
        return False
    if node.parent is not None and node.parent.tag == "button" and node.tag in ("span", "i", "b"):
        return len(node.text().strip()) < 2  # A sign that says whether the part is open.
    if node.tag in _DROPPED or (node.tag == "a" and _MORE_ABOUT.match(node.text())):
        return True
    if node.tag not in ("div", "ul", "ol", "section", "p", "table", "header", "a"):
        return False
    named = node.attributes or {}
    if named.get("role") in _FRAME_ROLES:
        return True
    names = f"{named.get('class') or ''} {named.get('id') or ''}"
    framed = bool(_FRAME.search(_CAMEL.sub("-", names)))
    # What is called after the menu beside it ("page-navbar") holds the page itself.
    return framed and node.css_first("main, article, [role=main]") is None


def _opens(node: LexborNode) -> bool:
    """Whether a button opens a part of the page, and says what that is about: by what it is called,
    or since it stands over a block as another does that says something else."""
    named = node.attributes or {}
    toggles = not _TOGGLES.isdisjoint(named) or _ACCORDION.search(named.get("class") or "")
    text = node.text().strip()
    if len(text.split()) < 2 or _OPEN.match(text):
        return False
    return bool(toggles) or any(other not in ("", text) for other in _over_blocks(node))


def _over_blocks(node: LexborNode) -> Iterator[str]:
    """What the buttons say that stand over the next block and over the one before, each in the
    same element as this button or in one of its own, where this one stands over a block."""
    parent = node.parent
    panel = _beside(node, forward=True)
    if panel is None or parent is None or panel.tag not in _PANELS or panel.child is None:
        return
    around = [_beside(panel, forward=True)]
    before = _beside(node, forward=False)
    around.append(_beside(before, forward=False) if before is not None else None)
    if before is None:
        items = (_beside(parent, forward=True), _beside(parent, forward=False))
        around += [item.child for item in items if item is not None and item.tag == parent.tag]
    for other in around:
        if other is not None and other.tag == "-text":
            other = _beside(other, forward=True)
        if other is not None and other.tag == "button":
            yield other.text().strip()


def _beside(node: LexborNode, *, forward: bool) -> LexborNode | None:
    """The next element beside a node, or the one before it."""
    other = node.next if forward else node.prev
    while other is not None and other.tag in ("-text", "-comment"):
        other = other.next if forward else other.prev
    return other


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

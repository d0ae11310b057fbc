"""A web page as its blocks of text, each with the elements it stands in: what lines lose."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from talkbot.formats.document import clean, without_mail, without_picture
from talkbot.formats.last_links import of_the_site
from talkbot.formats.links import web_url
from talkbot.formats.webpages import HEADINGS, raised, walk

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_BLOCKS = frozenset(
    """p li ul ol dl dt dd div section article main header figure figcaption table thead tbody
    tfoot tr td th blockquote pre form fieldset details summary h1 h2 h3 h4 h5 h6 body center
    hr""".split()
)
_HOLDS_BLOCKS = ", ".join(sorted(_BLOCKS))
_CELLS = ("td", "th")
DEEPEST = 40
# Of a class name what a theme counts or toggles says nothing of the kind of the element.
_PASSING = re.compile(
    r"^(?:odd|even|(?:.*[-_])?(?:left|right)|first|last|active|alternate|hentry|clearfix|.*--.*|(?:is|has)-.*)$"
    r"|^(?:post|category|tag|status|format|node)-\S+$"
)
_NUMBER = re.compile(r"[-_]?\d{2,}|[-_]\d+|(?<=[a-z])\d$")
LINK_WORDS = re.compile(
    r"^\W*(?:watch |see |view |show |download )?(?:the )?(?:abstract|video|slides?|recording|pdf|"
    r"slide deck|deck|code|folien|youtube|link|more|read more|find out more|learn more|weiterlesen|"
    r"mehr|en savoir plus|leer más|details|website|demo|notes|paper|github|repo|audio)s?\W*$",
    re.IGNORECASE,
)
# Words of a link behind a head, or of one that opens the text below it.
_OPENS = re.compile(
    r"^\W*(?:(?:show|view|read)\s+)?(?:abstract|zusammenfassung|résumé|resumen|resumo|bio|flyer|poster)\W*$",
    re.IGNORECASE,
)
_GLUED = re.compile(r"[a-zß-ÿ)\d][A-ZÀ-Þ]|[a-zß-ÿ]\d")
_TIME_ENDS = re.compile(r"(?<!\d)\d{1,2}:\d{2}$")
_EMPTY = re.compile(
    r"\s*[(\[](?:[^\w()\[\]]*|no (?:slides|video|recording)s?(?: available)?)[)\]]"
    r"|\s+[|·•]\s*(?=[|·•]|$)",
    re.IGNORECASE,
)
# What stood between links that are taken out.
_LEFT_OVER = re.compile(r"(?:\s*[,;|·•/–—-])+\s*\.?$|(?<=[.,;:!?])\s*[,;|·•/]+$")


@dataclass(eq=False)
class Element:
    """An element that holds blocks: its place in the tree and the blocks it holds, as a range."""

    tag: str
    sign: str
    words: str
    parent: Element | None
    first: int
    last: int = 0
    children: list[Element] = field(default_factory=list)
    path: str = ""
    depth: int = 0
    place: int = 0
    inside: int = 0
    """The level of the heading that it is or stands in, 0 for none."""

    def __post_init__(self) -> None:
        self.inside = HEADINGS.get(self.tag, self.parent.inside if self.parent else 0)
        if self.parent is None:
            self.path = self.sign
            return
        # Damaged pages nest thousands.
        self.depth = self.parent.depth + 1
        self.place = len(self.parent.children)
        above = self.parent.path
        self.path = f"{above}/{self.sign}" if self.depth < DEEPEST else above

    @property
    def level(self) -> int:
        """The level of the heading that the element is, or begins with; 0 for any other."""
        at = self
        while at.tag not in HEADINGS:
            if not at.children or at.children[0].first > at.first:
                return 0
            at = at.children[0]
        return HEADINGS[at.tag]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block in one inline element; `sign` is "" outside of any."""

    text: str
    sign: str
    words: str


@dataclass(frozen=True, eq=False)
class Block:
    """One run of text between the ends of block elements or line breaks.

    `sign` is that of the inline element around all of it; `named` are links of a few words that say
    what they lead to, which are no part of the text. `moment` is what a <time> says for machines.
    """

    text: str
    number: int
    element: Element
    pieces: tuple[Piece, ...]
    links: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()
    moment: str = ""

    @property
    def level(self) -> int:
        """The level of the heading that the block stands in, 0 for any other."""
        return self.element.inside

    @property
    def sign(self) -> str:
        return self.pieces[0].sign if len(self.pieces) == 1 else ""


@dataclass(frozen=True)
class Page:
    """The blocks of a page in their order, and all elements that hold some, the body first."""

    blocks: tuple[Block, ...]
    elements: tuple[Element, ...]
    title: str = ""


@dataclass
class _Open:
    """The block that is being written."""

    parts: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    named: list[tuple[str, str]] = field(default_factory=list)
    moment: str = ""
    number: int = 0


def page_of(html: str, source: str) -> Page:
    """The blocks of a page. `source` is the file it comes from, for the numbers of lines: it is
    the page itself, unless that was made of something else."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    if tree.body is None:
        return Page((), ())
    reader = _Reader(source)
    reader.read(tree.body)
    title = tree.css_first("title")
    blocks = tuple(_last_links_off(reader.blocks))
    return Page(blocks, tuple(reader.elements), title.text() if title else "")


def _last_links_off(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks without the links of the site that they end with."""

    def last(block: Block) -> str:
        piece = block.pieces[-1] if len(block.pieces) > 1 else None
        link = piece is not None and piece.sign.partition(".")[0] == "a"
        return piece.text if piece and link and block.text.endswith(piece.text) else ""

    again = of_the_site((last(block), "".join(block.links[-1:])) for block in blocks)
    for block in blocks:
        if (words := last(block)) not in again:
            yield block
        else:
            text = _LEFT_OVER.sub("", block.text.removesuffix(words).rstrip())
            yield replace(block, text=text, pieces=block.pieces[:-1])


def without(page: Page, dropped: Collection[int]) -> Page:
    """The page without some of its blocks; its elements are changed, the given page is spent."""
    before = [0]
    for number in range(len(page.blocks)):
        before.append(before[-1] + (number not in dropped))
    for element in page.elements:
        element.first, element.last = before[element.first], before[element.last]
    blocks = tuple(block for n, block in enumerate(page.blocks) if n not in dropped)
    return Page(blocks, page.elements, page.title)


def with_texts(page: Page, texts: Sequence[str]) -> Page:
    """The page with these texts for its blocks, without those that are ""; the given page is
    spent."""
    told = zip(page.blocks, texts, strict=True)
    blocks = [b if b.text == text else replace(b, text=text, pieces=()) for b, text in told]
    changed = Page(tuple(blocks), page.elements, page.title)
    return without(changed, {n for n, text in enumerate(texts) if not text})


class _Reader:
    """Collects blocks and elements in one walk over the tree."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.root = Element("body", "body", "", None, 0)
        self.elements = [self.root]
        self.at = self.root
        self.inline: list[tuple[int, str, str]] = []
        self.seen: dict[int, tuple[str, str]] = {}
        self.open = _Open()
        self.place, self.number = 0, 1

    def read(self, body: LexborNode) -> None:
        base = None
        holds: list[bool] = []
        address = ""
        for node, entering in walk(body):
            tag = node.tag or ""
            if base is None:
                base = node
                holds.append(True)
                continue
            if tag[:1] in ("-", "!") and tag != "-text":
                continue
            if tag == "-text":
                if number := raised(node):
                    self.open.parts.append((self._chain()[:-1], number))
                else:
                    self._text(node.text_content or "", address)
            elif tag == "br":
                if entering:
                    self._finish()
            elif entering:
                if tag == "a":
                    address = web_url((node.attributes or {}).get("href")) or "#"
                if tag == "time":
                    self.open.moment = (node.attributes or {}).get("datetime") or ""
                block = tag in _BLOCKS or node.css_first(_HOLDS_BLOCKS) is not None
                holds.append(block)
                self._enter(node, tag, block=block)
            else:
                if tag == "a":
                    address = ""
                self._leave(block=holds.pop())
        self._finish()
        self.root.last = len(self.blocks)

    def _enter(self, node: LexborNode, tag: str, *, block: bool) -> None:
        sign, words = _sign(node, tag)
        if not block:
            number = len(self.seen)
            self.seen[number] = (sign, words)
            self.inline.append((number, sign, words))
            return
        self._finish()
        if tag in _CELLS:
            sign = f"{sign}[{sum(child.tag in _CELLS for child in self.at.children)}]"
        element = Element(tag, sign, words, self.at, len(self.blocks))
        self.at.children.append(element)
        self.elements.append(element)
        self.at = element

    def _leave(self, *, block: bool) -> None:
        if not block:
            if self.inline:
                self.inline.pop()
            return
        self._finish()
        self.at.last = len(self.blocks)
        self.at = self.at.parent or self.root

    def _text(self, text: str, address: str) -> None:
        words = text.strip()
        if words:
            found = self.source.find(words.split("\n")[0][:40], self.place)
            if found > self.place:
                self.number += self.source.count("\n", self.place, found)
                self.place = found
            if not any(part.strip() for _, part in self.open.parts):
                self.open.number = self.number
            opens = _OPENS.match(words) and any(part.strip() for _, part in self.open.parts)
            if address and (opens or LINK_WORDS.match(words)):
                if address != "#":
                    self.open.named.append((words, address))
                return
            if address not in ("", "#"):
                self.open.links.append(address)
        chain = self._chain()
        before = self.open.parts[-1] if self.open.parts else None
        if (
            before
            and before[1]
            and text
            and before[0] != chain
            and self._sticks(before, chain, text)
        ):
            # A style sheet sets them apart.
            digits = before[1][-1].isdigit() or text[0].isdigit()
            self.open.parts.append((before[0], " " if digits else ", "))
        self.open.parts.append((chain, text))

    def _sticks(
        self, before: tuple[tuple[int, ...], str], chain: tuple[int, ...], text: str
    ) -> bool:
        """Whether an element begins right behind another's end with something new: a capital or a
        number, or behind several words a word in an element of another kind. Nothing is written
        half in the one and half in the other."""
        ends = before[1][-1] + text[0]
        if not chain or _GLUED.fullmatch(ends):
            return bool(chain)
        if _TIME_ENDS.search(before[1]) and text[0].isdigit():
            return True
        words = ends.isalpha() and " " in before[1].strip()
        if not words or len(before[0]) != len(chain):
            return False
        return self.seen[before[0][-1]][0] != self.seen[chain[-1]][0]

    def _chain(self) -> tuple[int, ...]:
        return tuple(number for number, _, _ in self.inline)

    def _finish(self) -> None:
        written, self.open = self.open, _Open()
        text = _flat("".join(part for _, part in written.parts))
        text = without_picture(without_mail(_EMPTY.sub("", text)).strip())
        if written.named:
            text = _LEFT_OVER.sub("", text)
        if not re.search(r"\w", text):
            if written.named and self.blocks and self.blocks[-1].number:
                # Links alone belong to what stands before them.
                last = self.blocks[-1]
                self.blocks[-1] = replace(last, named=(*last.named, *written.named))
            return
        pieces = tuple(self._pieces(written.parts))
        links = tuple(dict.fromkeys(written.links))
        named = tuple(written.named)
        self.blocks.append(
            Block(text, written.number, self.at, pieces, links, named, written.moment)
        )

    def _pieces(self, parts: list[tuple[tuple[int, ...], str]]) -> Iterator[Piece]:
        """The block cut at its outermost inline elements; one around all of it is no cut."""
        told = [(chain, part) for chain, part in parts if part.strip()]
        around: tuple[int, ...] = ()
        while len({chain[:1] for chain, _ in told}) == 1 and len(told) > 1 and told[0][0]:
            shorter = [(chain[1:], part) for chain, part in parts if chain]
            if len({chain[:1] for chain, part in shorter if part.strip()}) == 1:
                break
            around = told[0][0][:1]
            parts, told = shorter, [(chain, part) for chain, part in shorter if part.strip()]
        before: tuple[int, ...] | None = None
        text: list[str] = []
        for chain, part in parts:
            if part.strip():
                if before is not None and chain[:1] != before:
                    yield self._piece(before or around, "".join(text))
                    text = []
                before = chain[:1]
            text.append(part)
        if before is not None:
            yield self._piece(before or around, "".join(text))

    def _piece(self, chain: tuple[int, ...], text: str) -> Piece:
        sign, words = self.seen[chain[0]] if chain else ("", "")
        return Piece(_EMPTY.sub("", _flat(text)), sign, words)


def _flat(text: str) -> str:
    return " ".join(clean(text).replace("\u200b", "").split())


def _sign(node: LexborNode, tag: str) -> tuple[str, str]:
    """What an element is for its kind: its tag and classes; and all the words it is called by."""
    named = node.attributes or {}
    classes = [_NUMBER.sub("", name) for name in (named.get("class") or "").split()]
    kept = sorted({name for name in classes if name and not _PASSING.match(name)})
    item = named.get("itemprop") or ""
    words = " ".join(filter(None, (named.get("class"), item)))
    return ".".join((tag, *kept, *([item] if item else []))), words

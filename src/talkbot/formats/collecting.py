"""Lines as a page with markup gives them, piece by piece, with what the markup says of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from talkbot.formats.document import Line, clean
from talkbot.formats.framing import is_entry
from talkbot.formats.labels import label_of
from talkbot.formats.links import web_url

_LINK_WORD = re.compile(
    r"(?:watch )?(?:the )?(?:video|slides?|recording|pdf|slide deck|code|demo|paper|notes)s?$", re.I
)

MARKS = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "u": "u", "span": "u", "a": "a",
}  # fmt: skip
"""The elements that set words of a line apart, by what they do to them."""
_NESTED = 8
_BEFORE_LINK = frozenset(
    "the a an as are is of on in to and or see with these my our his her".split()
)


@dataclass
class Collected:
    """Lines as they are collected: `finish` closes the one that is being written."""

    lines: list[Line] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    anchors: list[tuple[int, str]] = field(default_factory=list)
    inner: set[int] = field(default_factory=set)
    spans: list[tuple[str, int, int]] = field(default_factory=list)
    level: int = 0
    number: int = 0
    gap: bool = False
    rule: bool = False
    tabs: bool = False
    """Whether a tab within a line parts it, as in Markdown; elsewhere it is white space."""

    def content(self) -> list[Line]:
        """The lines without the page's own list of its headings."""
        self.finish()
        heads = {line.text for line in self.lines if line.level}
        return [
            line
            for n, line in enumerate(self.lines)
            if n not in self.inner or line.text.lstrip("•- ") not in heads
        ]

    def finish(self) -> None:
        # The bullet of a list's item beside one that its writer put there.
        parts = clean("".join(self.text)).strip().split("\t" if self.tabs else None)
        bare = [" ".join(part.split()) for part in parts]
        text = ("\t" if self.tabs else " ").join(filter(None, bare)).replace("• • ", "• ")
        if text and text not in ("•", "·", "|") and not self._is_menu():
            if len(self.anchors) == 1 and self.anchors[0][1].startswith("#"):
                self.inner.add(len(self.lines))
            for words, links in self._links_alone() or [(text, tuple(dict.fromkeys(self.links)))]:
                marked = self._marked(words)
                behind = _LINK_WORD.match(words) and words != text
                hint = "link" if behind or self._leads_on(words) else ""
                self.lines.append(
                    Line(words, self.number, self.level, self.gap, self.rule, links, hint, marked)
                )
                self.gap = self.rule = False
            self.links = []
        self.text = []
        self.anchors = []
        self.spans = []

    def _leads_on(self, text: str) -> bool:
        """Whether a line is nothing but a link to another page with a label's word for its words:
        "Details" has no value below it, as it has where it opens a part of its own page."""
        at, address = self.anchors[0] if len(self.anchors) == 1 else (0, "#")
        alone = " ".join(self.text[at : at + 1]).strip() == text
        return alone and address[:1] not in ("#", "") and bool(label_of(f"{text}:"))

    def _is_menu(self) -> bool:
        """Whether the line is a row of links around the site, or of such that lead nowhere."""
        row = {at: url for at, url in self.anchors if at < len(self.text)}
        words = [self.text[at].strip() for at in row]
        between = "".join(piece for n, piece in enumerate(self.text) if n not in row)
        if len(row) < 2 or not all(words) or re.search(r"\w", between):
            return False
        nowhere = all(url.startswith(("#", "javascript:")) for url in row.values())
        return nowhere or all(map(is_entry, words))

    def mark(self, sign: str, begins: bool) -> None:
        """Words that are set apart begin here, or end: in the way of the sign."""
        if begins:
            self.spans.append((sign, len(self.text), -1))
            return
        last = range(len(self.spans) - 1, max(-1, len(self.spans) - 1 - _NESTED), -1)
        still = (n for n in last if self.spans[n][::2] == (sign, -1))
        if (at := next(still, None)) is not None:
            self.spans[at] = (sign, self.spans[at][1], len(self.text))

    def _marked(self, text: str) -> tuple[tuple[str, str], ...]:
        told = ((s, " ".join("".join(self.text[a:b]).split())) for s, a, b in self.spans if b > a)
        bare = ((sign, piece.strip(" :,.")) for sign, piece in told)
        return tuple((sign, words) for sign, words in bare if words and words in text)

    def anchor(self, address: str) -> None:
        """A link begins here; one that leads elsewhere in its site counts without its address."""
        self.anchors.append((len(self.text), address))
        if url := web_url(address):
            self.links.append(url)

    def _links_alone(self) -> list[tuple[str, tuple[str, ...]]]:
        """Links in a row with nothing but marks between them ("Video | Slides"), each with its
        words, or such behind a paragraph; [] for any other line."""
        behind: list[tuple[str, tuple[str, ...]]] = []
        end = len(self.text)
        left = list(self.links)
        for at, address in reversed(self.anchors):
            word = " ".join("".join(self.text[at:end]).split()).strip(" .,[]()|·")
            if not _LINK_WORD.match(word):
                break
            url = web_url(address)
            behind.insert(0, (word, (url,) if url else ()))
            left = left[:-1] if url else left
            end = at
        start = " ".join("".join(self.text[:end]).split())
        before = start.rstrip(" ([|·,")
        # "Here are the slides" goes on to its link.
        *more, last = before.split() or [""]
        whole = len(more) > 1 and last.casefold() not in _BEFORE_LINK
        if behind and (whole or (before and start[-1] in "([")):
            return [(before, tuple(left)), *behind]
        if len(self.links) < 2 or len(self.links) != len(self.anchors):
            return []
        labels = [at for at, _ in self.anchors]
        words = [" ".join(self.text[at : at + 1]).strip() for at in labels]
        between = "".join(piece for n, piece in enumerate(self.text) if n not in labels)
        # "Title - Name" is one line, however much of it leads elsewhere.
        if not all(words) or re.search(r"\w|\s[–—-]\s", between):
            return []
        return [(word, (url,)) for word, url in zip(words, self.links, strict=True)]

    def separate(self, *, rule: bool = False) -> None:
        self.finish()
        self.gap = True
        self.rule = self.rule or rule

    def source_lines(self, text: str) -> None:
        """Text of which each line of the source is a line."""
        first, *others = text.split("\n")
        self.text.append(first)
        for other in others:
            self.finish()
            self.gap = self.gap or not other.strip()
            self.text.append(other)

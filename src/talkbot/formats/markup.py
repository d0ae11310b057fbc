"""Markup to plain text: HTML, Markdown and reStructuredText as descriptions carry them.

In plain text a line is a paragraph: hard wraps are undone and blank lines dropped. Formulas and
code keep their characters; what only says how words look is removed.
"""

from __future__ import annotations

import html
import re

from talkbot.formats.document import clean
from talkbot.formats.webpages import html_lines

_TAG = re.compile(
    r"<(?:/?(?:p|br|a|ul|ol|li|div|span|em|strong|b|i|u|h[1-6]|pre|code|img|table|tr|td|th|tbody|"
    r"blockquote|hr|sup|sub|dl|dt|dd|font|section|article|iframe|small|center|cite|kbd|del|strike|"
    r"figure|script|style|details|summary)"
    r"(?:\s[^<>]*)?/?>|!--)",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});", re.IGNORECASE)
_BREAKS = re.compile("[\u2028\u2029\x85\v\f]")
_KEPT = re.compile(
    r"(\$\$[^$]+\$\$|\$[^$\n]{1,200}\$|\\\([^\n]{1,200}?\\\)|\\\[[^\n]{1,400}?\\\]"
    r"|``[^`\n]+``|`[^`\n]+`(?![_`])|https?://[^\s<>)\]]+)"
)
_DIRECTIVE = re.compile(
    r"^\s*\.\.\s+(?:_[^:\n]+:.*|[\w-]+::.*|\|[^|\n]+\|.*|\[[^\]\n]*\].*)$|^\s*:[\w-]+:(?:\s.*)?$",
    re.MULTILINE,
)
_FENCE = re.compile(r"^\s*(?:```|~~~)[\w.+-]*\s*$", re.MULTILINE)
_UNDERLINE = re.compile(r"^[ \t]*([-=~^\"'#*+_.`])\1{2,}(?:[ \t]+\1+)*[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE)
_QUOTE = re.compile(r"^\s{0,3}>+\s?", re.MULTILINE)
_BULLET = re.compile(r"^(\s*)[*+-]\s+(?=\S)", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
_LINK = re.compile(r"\[([^\[\]]{1,300})\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\[\]\n]*\])")
_AUTO_LINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_LINK_TARGET = re.compile(r"^\s{0,3}\[[^\]\n]+\]:\s+\S+.*$", re.MULTILINE)
_RST_LINK = re.compile(r"`([^`<>]{1,300}?)\s*<[^`<>\n]+>`__?")
_RST_ROLE = re.compile(r":[\w:+.-]+:`(?:([^`<\n]+?)\s*<[^>`\n]+>|([^`\n]+))`")
_RST_QUOTED = re.compile(r"`([^`\n]+)`__?(?!\w)")
_RST_REFERENCE = re.compile(r"(?<![\w`/])([^\W_][\w.-]{0,60}[^\W_])_(?=[\s.,;:!?)]|$)")
_FOOTNOTE = re.compile(r"\s?\[(?:\d+|#\w*|\*)\]_")
_STRONG = re.compile(r"(?<![\w*\\])\*\*(?=\S)([^*]{1,300}?)(?<=[^\s\\])\*\*(?![\w*])")
_UNDER_STRONG = re.compile(r"(?<![\w_\\])__(?=\S)([^_\n]*\s[^_\n]*?)(?<=[^\s\\])__(?!\w)")
_STAR = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*\\])\*(?![\w*])")
_UNDER = re.compile(r"(?<![\w_\\/])_(?=[^\s_])([^_\n]+?)(?<=[^\s_\\])_(?![\w_])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>|~-])")
_ITEM = re.compile(r"(?:[•‣▪◦·*+–-]|\(?\d{1,2}[.)]|[a-z][.)])\s")
_MARK = re.compile(r"[*_`#\[<>~\\=^]")
_UNMARKED = re.compile(r"[^\W_](?:[^\W_]|[ ,.:;!?'’()/+|–—-])*")
_LINE_MARK = re.compile(r"\n[ \t]*(?:[-+] |\.\. |:\w|---)")


def plain_text(text: object) -> str:
    """The text of a description without markup, one paragraph a line; "" for None.

    Finds out itself whether it is HTML (escaped once more or not), Markdown, reStructuredText or
    plain already.
    """
    if text is None or isinstance(text, bool | bytes):
        return ""
    value = _BREAKS.sub("\n", str(text)).replace("\r\n", "\n").replace("\r", "\n")
    value = clean(value)
    if not value.strip():
        return ""
    if "&" in value and "<" not in value and _TAG.search(unescaped := html.unescape(value)):
        value = unescaped
    if "<" in value and _TAG.search(value):
        value = _from_html(value)
    elif "&" in value and _ENTITY.search(value):
        value = html.unescape(value)
    if not _MARK.search(value) and not _LINE_MARK.search("\n" + value):
        return paragraphs(value)
    # Marks within a line may be wrapped with it, so they are taken off once wraps are undone.
    return paragraphs(_without_inline(paragraphs(_without_blocks(value))))


def plain_line(text: object) -> str:
    """A title or name without markup, in one line."""
    if isinstance(text, str) and _UNMARKED.fullmatch(text):
        return " ".join(text.split())
    return " ".join(plain_text(text).split())


def paragraphs(text: str) -> str:
    """The text with a paragraph a line: wrapped lines joined, blank lines and indents dropped."""
    lines = [line.strip() for line in text.split("\n")]
    lengths = [len(line) for line in lines if line]
    width = max((length for length in lengths if length <= 130), default=0)
    if sum(length > 130 for length in lengths) > 0.3 * len(lengths):
        width = 0
    joined: list[str] = []
    open_before = False
    for number, line in enumerate(lines):
        if not line:
            open_before = False
            continue
        if open_before and _continues(lines[number - 1], line, width):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        open_before = True
    return "\n".join(" ".join(line.split()) for line in joined)


def _continues(before: str, line: str, width: int) -> bool:
    """Whether a line goes on with the sentence of the line before it."""
    if _ITEM.match(line):
        return False
    if line[0].islower() and before[-1] not in ".!?:":
        return True
    first_word = line.split(" ", 1)[0]
    wrapped = 60 <= width < len(before) + 1 + len(first_word)
    return len(before) > 40 and (wrapped or before[-1] in ",–—")


def _from_html(text: str) -> str:
    return "\n\n".join(line.text for line in html_lines(text))


def _without_blocks(text: str) -> str:
    """Without what marks a whole line: fences, directives, underlines, headings, quotes."""
    if "```" in text or "~~~" in text:
        text = _FENCE.sub("", text)
    if ".. " in text or "\n:" in text:
        text = _DIRECTIVE.sub("", text)
    text = _UNDERLINE.sub("\n", text)
    if "]:" in text:
        text = _LINK_TARGET.sub("", text)
    if "#" in text:
        text = _HEADING.sub(r"\n\1\n", text)
    if ">" in text:
        text = _QUOTE.sub("", text)
    return _BULLET.sub(r"\1• ", text)


def _without_inline(text: str) -> str:
    """Without links' targets, emphasis and code marks."""
    if "`" in text:
        text = _RST_LINK.sub(r"\1", text)
        text = _RST_ROLE.sub(lambda m: m[1] or m[2], text)
        text = _RST_QUOTED.sub(r"\1", text)
    if "](" in text or "][" in text:
        text = _IMAGE.sub(r"\1", text)
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _AUTO_LINK.sub(r"\1", text)
    if "**" in text:
        text = _STRONG.sub(r"\1", text)
    if not ("$" in text or "`" in text or "://" in text or "\\" in text):
        return _without_emphasis(text)
    pieces = _KEPT.split(text)
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            pieces[number] = _without_emphasis(piece)
        elif piece.startswith("`"):
            pieces[number] = piece.strip("`")
    return "".join(pieces)


def _without_emphasis(text: str) -> str:
    if "_" in text:
        text = _FOOTNOTE.sub("", text)
        text = _RST_REFERENCE.sub(r"\1", text)
        text = _UNDER_STRONG.sub(r"\1", text)
        text = _UNDER.sub(r"\1", text)
    if "*" in text:
        text = _STAR.sub(r"\1", text)
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text

"""Formulas in records and answers, as MathML that the browser draws.

The one file that imports latex2mathml. What it gives is read again and only elements and attributes
of a short list are written; a formula that cannot be read stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

# A dollar sign is money unless it hugs the formula on both sides and no digit follows.
_DOLLARS = r"\$\$(?!\s)[^$]{1,400}?(?<!\s)\$\$|\$(?![\s$])[^$\n]{1,300}?(?<![\s\\])\$(?!\d)"
_IN_TEXT = re.compile(_DOLLARS + r"|\\\(.{1,300}?\\\)|\\\[.{1,400}?\\\]", re.DOTALL)
IN_MARKDOWN = re.compile(_DOLLARS + r"|\\\\\(.{1,300}?\\\\\)")
"""The same in Markdown of ours, where a backslash of a record is written as two."""
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|~])")
_FORMULA = re.compile(r"[\\^_={}<>+]|^\w['′]?$")
_LEVELS = 24

_TAGS = frozenset(
    """math mrow mi mn mo ms mtext mspace msub msup msubsup munder mover munderover mfrac msqrt
    mroot mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts""".split()
)
_ATTRIBUTES = frozenset(
    """display displaystyle stretchy fence separator form lspace rspace width linethickness
    mathvariant accent columnalign rowspacing columnspacing minsize maxsize movablelimits""".split()
)

# A longer formula may be wider than a phone: it scrolls by itself instead of moving the page. A
# short one keeps the baseline of its line, which a scrolling box has not.
_NARROW = 40


def maths_html(text: str) -> str:
    """A text of a record as HTML, its formulas drawn."""
    return "".join(
        formula_html(piece) or escape(piece) if is_formula else escape(piece)
        for piece, is_formula in pieces(text)
    )


def maths_text(text: str) -> str:
    """A text of a record where nothing can be drawn: its formulas in letters and signs."""
    return "".join(_spelt(piece) if is_formula else piece for piece, is_formula in pieces(text))


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at its formulas; joined again the pieces are the text."""
    at = 0
    for match in _IN_TEXT.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], False
        yield match.group(), True
        at = match.end()
    if at < len(text):
        yield text[at:], False


def formula_in_markdown(source: str, position: int) -> tuple[int, str] | None:
    """Where the formula that begins here ends, and its HTML; None when there is none."""
    match = IN_MARKDOWN.match(source, position)
    html = formula_html(_ESCAPED.sub(r"\1", match.group())) if match else ""
    return (match.end(), html) if match and html else None


@lru_cache(maxsize=4096)
def formula_html(written: str) -> str:
    """A formula with its delimiters as MathML; "" when it cannot be read as one."""
    width = 2 if written.startswith(("$$", "\\")) else 1
    tex = written[width:-width].strip()
    if not _FORMULA.search(tex) or tex.count("{") > _LEVELS:
        return ""
    from latex2mathml.converter import convert

    try:
        display = "block" if written.startswith(("$$", "\\[")) else "inline"
        root = fromstring(convert(tex, display=display))
        html = _written(root, written)
    except Exception:  # latex2mathml raises many kinds for what it does not know
        return ""
    return f'<span class="tb-wide">{html}</span>' if len(tex) > _NARROW else html


_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def _spelt(written: str) -> str:
    html = formula_html(written)
    if not html:
        return written
    return " ".join(_in_a_line(fromstring(html)).split())


def _in_a_line(element: Element) -> str:
    parts = [_in_a_line(child) for child in element]
    name = str(element.tag)
    if name in ("msup", "msub", "msubsup") and len(parts) > 1:
        low = parts[1] if name != "msup" else ""
        high = parts[-1] if name != "msub" else ""
        return parts[0] + _moved(low, _LOWERED, "_") + _moved(high, _RAISED, "^")
    if name == "mfrac" and len(parts) == 2:
        return "/".join(part if len(part) < 2 else f"({part})" for part in parts)
    inside = (element.text or "") + "".join(parts)
    return f"√({inside})" if name == "msqrt" else inside


def _moved(text: str, table: dict[int, int], sign: str) -> str:
    if not text:
        return ""
    if all(ord(letter) in table for letter in text):
        return text.translate(table)
    return sign + (text if len(text) < 2 else f"({text})")


def _written(element: Element, source: str = "") -> str:
    name = str(element.tag).rpartition("}")[2]
    if name not in _TAGS:
        raise ValueError(name)
    given = [(key, value) for key, value in element.attrib.items() if key in _ATTRIBUTES]
    if source:
        given.append(("data-tex", source))
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in given)
    inside = escape(element.text or "")
    inside += "".join(_written(child) + escape(child.tail or "") for child in element)
    return f"<{name}{attributes}>{inside}</{name}>"

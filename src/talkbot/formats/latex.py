"""A book of abstracts in LaTeX as the lines of a page: each argument of its commands is a line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from talkbot.formats.document import Line, clean

_COMMENT = re.compile(r"(?<!\\)%.*")
_BLOCK = re.compile(r"\\begin\{document\}|^\s*\\(?:begin|section|chapter)\*?\{", re.MULTILINE)
_HEADING = re.compile(r"\\(title|part|chapter|section|subsection)\*?\s*\{(.*)\}\s*$")
_EDGE = re.compile(r"^\\(begin|end)\{([^{}]*)\}(.*)$")
_ARGUMENT = re.compile(r"^(?:\\[A-Za-z]+\*?)?(?:\[[^\]]*\])?\{(.*)\}$")
# A letter with its accent: \'e, \'{e}, \v{s}, \c c.
_ACCENTS = (
    re.compile(r"\\([`'^\"~=.])\s*\{?\\?([A-Za-z])\}?"),
    re.compile(r"\\([cvuHkrd])(?:\s*\{\\?|\s+)([A-Za-z])\}?"),
)
_MARKS = dict(
    zip(
        "`'^\"~=.cvuHkrd",
        "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0327\u030c\u0306\u030b\u0328\u030a\u0323",
        strict=True,
    )
)
_LETTERS = dict(zip("ss o O l L ae AE aa AA".split(), "ßøØłŁæÆåÅ", strict=True))
_LETTER = re.compile(r"\{?\\(ss|ae|AE|aa|AA|o|O|l|L)(?![A-Za-z])\s*(?:\{\}|\})?")
_STYLED = re.compile(r"\\(?:emph|text[a-z]{2}|underline|mbox|url|href\{[^{}]*\})\s*\{([^{}]*)\}")
_SIGNS = {
    "\\&": "&", "\\%": "%", "\\_": "_", "\\#": "#", "\\\\": " ", "~": " ", "---": "—", "--": "–",
}  # fmt: skip
_FORMULA = re.compile(r"(\$\$[^$]+\$\$|\$[^$]+\$|\\\([^\n]{1,300}?\\\)|\\\[[^\n]{1,400}?\\\])")
_COMMAND = re.compile(r"\\[A-Za-z]+\*?(?:\[[^\]]*\])?\s?")
_HEADINGS = {"title": 1, "part": 2, "chapter": 2, "section": 3, "subsection": 4}


def is_latex(text: str) -> bool:
    """Whether a text is LaTeX: it begins a document, or several of its blocks."""
    return "\\" in text and (len(_BLOCK.findall(text)) > 2 or "\\begin{document}" in text)


def latex_lines(text: str) -> list[Line]:
    """The lines that a reader would see, without what only sets them."""
    return list(_lines(clean(text)))


def _lines(text: str) -> Iterator[Line]:
    gap = rule = False
    body = "\\begin{document}" not in text
    for number, raw in enumerate(text.split("\n"), 1):
        words = _COMMENT.sub("", raw).strip()
        edge = _EDGE.match(words)
        heading = _HEADING.match(words)
        if edge:
            body = body or edge[2] == "document"
            gap = rule = True
            words = edge[3].strip()
        if heading:
            yield Line(_plain(heading[2]), number, _HEADINGS[heading[1]], gap=True, rule=rule)
            gap = True
            rule = False
            continue
        if not words or not body:
            gap = True
            continue
        for argument in re.split(r"(?<=\})(?=\{)", words):
            given = _ARGUMENT.match(argument)
            whole = given and given[1].count("{") == given[1].count("}")
            plain = _plain(given[1] if given and whole else argument)
            if plain:
                yield Line(plain, number, gap=gap, rule=rule)
                gap = rule = False


def _plain(text: str) -> str:
    """LaTeX as a reader sees it; formulas keep their signs."""
    parts = _FORMULA.split(text)
    return " ".join("".join(p if n % 2 else _words(p) for n, p in enumerate(parts)).split())


def _words(text: str) -> str:
    for pattern in _ACCENTS:
        text = pattern.sub(_accented, text)
    text = _LETTER.sub(lambda match: _LETTERS[match[1]], text)
    text = text.replace("``", "“").replace("''", "”")
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    for _ in range(3):
        text = _STYLED.sub(r"\1", text)
    return _COMMAND.sub("", text).replace("{", "").replace("}", "")


def _accented(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[2] + _MARKS[match[1]])

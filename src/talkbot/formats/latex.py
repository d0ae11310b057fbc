"""A page in LaTeX as HTML of as many lines: headings, lists, tables and types of letters are those
of HTML, an environment or command of its own is an element that is called so."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import escape

from talkbot.formats.dates import has_day
from talkbot.formats.document import clean
from talkbot.formats.labels import label_of

_COMMENT = re.compile(r"(?<!\\)%.*")
_BLOCK = re.compile(r"\\begin\{document\}|^\s*\\(?:begin|section|chapter)\*?\{", re.MULTILINE)
_DATE = re.compile(r"\\date\s*\{")
_TITLE = re.compile(r"\\title\*?\s*(?:\[[^\]]*\])?\{")
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
_FORMULA = r"\$\$[^$]+\$\$|\$[^$]+\$|\\\([^\n]{1,300}?\\\)|\\\[[^\n]{1,400}?\\\]"
_SIGNS = {"~": " ", "---": "—", "--": "–", "``": "“", "''": "”"}
_TOKEN = re.compile(
    rf"(?P<formula>{_FORMULA})|\\(?P<edge>begin|end)\s*\{{(?P<name>[^{{}}\n]*)\}}"
    r"|\\(?P<command>[A-Za-z@]+)\*?|(?P<row>\\\\(?:\[[^\]\n]*\])?)|\\(?P<sign>[^A-Za-z\n])"
    r"|(?P<open>\{)|(?P<close>\})|(?P<cell>&)|(?P<blank>\n[ \t]*(?=\n))|(?P<dash>---?|``|''|~)"
)
_OPTION = re.compile(r"\s*\[([^\[\]]*)\]")
_ARGUMENT = re.compile(r"\s*\{")
_BRACE = re.compile(r"\\.|[{}]")
_DEEPEST = 12
"""Groups within groups that are read; damaged files nest thousands."""
_HEADINGS = {
    "title": 1, "part": 2, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5,
    "frametitle": 3,
}  # fmt: skip
_TYPES = {
    "textbf": "b", "bf": "b", "bfseries": "b", "emph": "i", "textit": "i", "textsl": "i", "it": "i",
    "em": "i", "itshape": "i", "sl": "i", "paragraph": "b", "subparagraph": "b",
}  # fmt: skip
_LISTS = {"itemize": "ul", "enumerate": "ol", "description": "ul", "compactitem": "ul"}
_WITH_WORDS = frozenset("textbf emph textit textsl paragraph subparagraph".split())
_TABLES = frozenset("tabular tabularx tabulary longtable supertabular xltabular".split())
_PLAIN = frozenset(
    """document center flushleft flushright quote quotation minipage small large footnotesize
    multicols table figure frame abstract""".split()
)
_BREAKS = frozenset("newline par linebreak smallskip medskip bigskip newpage clearpage".split())
_DROPPED = frozenset(
    """label cite citep citet ref pageref input include includegraphics vspace hspace setlength
    addtolength addcontentsline newcommand renewcommand def usepackage documentclass pagestyle
    thispagestyle setcounter addtocounter index bibliography bibliographystyle color cline phantom
    rule markboth markright hypersetup geometry vskip hskip fontsize cmidrule rowcolor
    newenvironment renewenvironment""".split()
)
_INLINE = frozenset(
    """mbox text texttt textsc textsf textrm textmd textup underline url href footnote uppercase
    lowercase fbox makebox textcolor""".split()
)
_TWICE = 2
_NEAR = 200
_KNOWN = {
    "title": "Title", "speaker": "Speaker", "affiliation": "Affiliation", "abstract": "Abstract",
    "bio": "Bio", "when": "When", "where": "Where",
}  # fmt: skip


def is_latex(name: str, text: str) -> bool:
    """Whether a text is LaTeX: by its file's name, or it begins a document or several blocks."""
    if "\\" not in text:
        return False
    named = name.rpartition(".")[2].casefold() in ("tex", "ltx", "latex")
    return named or len(_BLOCK.findall(text)) > 2 or "\\begin{document}" in text


@lru_cache(maxsize=2)
def latex_html(text: str) -> str:
    """What a reader would see, without what only sets it."""
    source = "\n".join(_without_comment(line) for line in clean(text).split("\n"))
    begins = source.find("\\begin{document}")
    if begins < 0:
        return _Writer(source).html()
    # The title and the day of a document may stand before it.
    head = source[:begins]
    title = _TITLE.search(head)
    said = f"<h1>{_Writer(_group(head, title.end()), titles=0).html()}</h1>" if title else ""
    day = _DATE.search(head)
    when = _Writer(_group(head, day.end()), titles=0).html() if day else ""
    said += f"<p>{when}</p>" if has_day(when) else ""
    lines = "\n" * head.count("\n", 0, title.start() if title else begins)
    return lines + said + "\n" * (head.count("\n") - len(lines)) + _Writer(source[begins:]).html()


def _without_comment(line: str) -> str:
    return _COMMENT.sub("", line) if "%" in line else line


def _group(text: str, at: int) -> str:
    """What stands in the braces that were opened right before a place."""
    depth = 1
    for match in _BRACE.finditer(text, at):
        depth += (match.group() == "{") - (match.group() == "}")
        if not depth:
            return text[at : match.start()]
    return text[at:]


class _Writer:
    """Writes HTML in one walk over the signs of a text."""

    def __init__(self, text: str, titles: int = -1, depth: int = 0) -> None:
        self.text = text if depth else _accented(text)
        self.depth = depth
        self.titles = self.text.count("\\title") if titles < 0 else titles
        self.at = 0
        self.parts: list[str] = []
        # What is to be written where each open group, list or table ends.
        self.groups: list[str] = []
        self.inside: list[str] = []
        self.items: list[bool] = []

    def html(self) -> str:
        while match := _TOKEN.search(self.text, self.at):
            self.parts.append(escape(self.text[self.at : match.start()], quote=False))
            self.at = match.end()
            kind = match.lastgroup or ""
            if match["edge"]:
                self._edge(match["edge"] == "begin", match["name"].strip().rstrip("*"))
            elif match["command"]:
                self._command(match["command"], match.start())
            else:
                self._sign(kind, match.group())
        self.parts.append(escape(self.text[self.at :], quote=False))
        return "".join(self.parts)

    def _sign(self, kind: str, sign: str) -> None:
        in_table = bool(self.inside) and self.inside[-1] in _TABLES
        if kind == "formula":
            self.parts.append(escape(sign, quote=False))
        elif kind == "open":
            self.groups.append("")
        elif kind == "close":
            self.parts += self.groups.pop() if self.groups else ""
        elif kind == "cell":
            self.parts.append("</td><td>" if in_table else "&amp;")
        elif kind == "row":
            self.parts.append("</td></tr><tr><td>" if in_table else "<br>")
        elif kind == "blank":
            self.parts.append(sign if in_table else f"{sign}<p>")
        elif kind == "dash":
            self.parts.append(_SIGNS[sign])
        else:
            self.parts.append(escape(sign[1:], quote=False) if sign[1:] in "&%_#$ {}" else "")

    def _edge(self, begins: bool, name: str) -> None:
        tag = _LISTS.get(name) or ("table" if name in _TABLES else "")
        if not begins:
            if self.inside and self.inside[-1] == name:
                self.inside.pop()
            self.parts += ["</td></tr>"] if tag == "table" else []
            self.parts.append(f"</{tag}>" if tag else "</section>" if name not in _PLAIN else "<p>")
            return
        self.inside.append(name)
        while option := _OPTION.match(self.text, self.at):
            self._skip(option.end())
        if tag == "table":
            for _ in range(2 if name in ("tabularx", "tabulary", "xltabular") else 1):
                self._arguments(1)
            self.parts.append("<table><tr><td>")
        elif tag:
            self.parts.append(f"<{tag}>")
        elif name == "abstract" and not _ARGUMENT.match(self.text, self.at):
            self.parts.append("<p><b>Abstract:</b> ")
        elif name in _PLAIN - {"abstract"}:
            self._arguments(1 if name in ("minipage", "multicols") else 0)
            self.parts.append("<p>")
        else:
            self.parts.append(f'<hr><section class="{escape(name)}">')
            self._blocks(name, self._arguments(9))

    def _command(self, name: str, start: int) -> None:
        if name in _HEADINGS and (name != "title" or self.titles < _TWICE):
            self._skip_option()
            self.parts.append(
                f"<h{_HEADINGS[name]}>{''.join(self._arguments(1))}</h{_HEADINGS[name]}>"
            )
        elif name in _TYPES:
            tag = _TYPES[name]
            if name in _WITH_WORDS and _ARGUMENT.match(self.text, self.at):
                self.parts.append(f"<{tag}>{''.join(self._arguments(1))}</{tag}>")
            elif self.groups:
                self.parts.append(f"<{tag}>")
                self.groups[-1] = f"</{tag}>{self.groups[-1]}"
        elif name == "item":
            option = _OPTION.match(self.text, self.at)
            self.parts.append("<li>")
            if option:
                self._skip(option.end())
                self.parts.append(f"<b>{self._inner(option[1])}</b> ")
        elif name in ("href", "url"):
            given = self._arguments(2 if name == "href" else 1)
            if given:
                self.parts.append(f'<a href="{given[0]}">{given[-1]}</a>')
        elif name in ("multicolumn", "multirow"):
            self._spanned(name)
        elif name in _BREAKS:
            self.parts.append("<p>")
        elif name in _DROPPED:
            self._skip_option()
            self._arguments(9)
        else:
            self._own(name, start)

    def _own(self, name: str, start: int) -> None:
        """A command that the page has of its own: words within a line, or blocks of their own."""
        begins = not self.text[:start].rpartition("\n")[2].strip()
        at, written = self.at, len(self.parts)
        self._skip_option()
        given = self._arguments(9)
        behind = self.text[self.at : self.at + _NEAR]
        ends = not behind.partition("\n")[0].strip() or behind.lstrip()[:1] == "\\"
        block = given and (begins or len(given) > 1) and ends and name not in _INLINE
        if block and len(given) > 1:
            self.parts.append(f'<hr><section class="{name}">')
            self._blocks(name, given)
            self.parts.append("</section>")
        elif block:
            label = label_of(f"{name}:")
            known = _KNOWN.get(label[0], "") if label else ""
            said = f"{known}: {given[0]}" if known else given[0]
            self.parts.append(f'<div class="{name}">{said}</div>')
        elif given:
            self.parts += given[-1:]
        else:
            del self.parts[written:]
            self.at = at
            # White space behind a command only ends it.
            space = re.compile(r"[ \t]*").match(self.text, self.at)
            self.at = space.end() if space else self.at

    def _blocks(self, name: str, given: list[str]) -> None:
        told = (each for each in enumerate(given) if each[1].strip())
        self.parts += [f'<div class="{name} {n}">{one}</div>' for n, one in told]

    def _spanned(self, name: str) -> None:
        given = self._arguments(3)
        count = re.sub(r"\D", "", given[0]) if given else ""
        if len(given) < 3 or not count or not self.parts:
            self.parts += given[-1:]
            return
        side = "colspan" if name == "multicolumn" else "rowspan"
        while self.parts and not self.parts[-1].strip():
            self.parts.pop()
        if self.parts and self.parts[-1].endswith("<td>"):
            self.parts[-1] = f'{self.parts[-1][:-1]} {side}="{count}">'
        self.parts.append(given[2])

    def _arguments(self, most: int) -> list[str]:
        """The next groups in braces as HTML; the lines they take are kept behind them."""
        given: list[str] = []
        while len(given) < most and (match := _ARGUMENT.match(self.text, self.at)):
            inner = _group(self.text, match.end())
            self._skip(match.end() + len(inner) + 1, ends=inner.count("\n"))
            given.append(self._inner(inner))
        return given

    def _inner(self, text: str) -> str:
        deep = self.depth >= _DEEPEST
        return escape(text) if deep else _Writer(text, 0, self.depth + 1).html()

    def _skip_option(self) -> None:
        if option := _OPTION.match(self.text, self.at):
            self._skip(option.end())

    def _skip(self, end: int, ends: int = 0) -> None:
        self.parts.append("\n" * (self.text.count("\n", self.at, end) - ends))
        self.at = end


def _accented(text: str) -> str:
    pieces = re.split(f"({_FORMULA})", text)
    return "".join(piece if n % 2 else _letters(piece) for n, piece in enumerate(pieces))


def _letters(text: str) -> str:
    for pattern in _ACCENTS:
        text = pattern.sub(_letter, text)
    return _LETTER.sub(lambda match: _LETTERS[match[1]], text)


def _letter(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[2] + _MARKS[match[1]])

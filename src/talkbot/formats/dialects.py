"""Pages in Org, AsciiDoc, MediaWiki and Textile as Markdown of as many lines, so that one reader
reads them all: a dialect is what its lines and words are in Markdown, and how it draws tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from talkbot.formats.dialect_tables import (
    ATTRIBUTES,
    Table,
    asciidoc_table,
    bars_table,
    table_lines,
    wiki_table,
)
from talkbot.formats.labels import label_of
from talkbot.formats.restructured import is_restructured

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_FEWEST = 2
_LONGEST = 400_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """A markup: the endings of its files' names, marks that no other has, its lines (the first rule
    that fits one), its words, and how a table that begins in a line is read."""

    endings: frozenset[str]
    marks: re.Pattern[str]
    lines: tuple[Rule, ...]
    words: tuple[Rule, ...]
    table: Callable[[Sequence[str], int], Table | None]


def _rules(*pairs: tuple[str, str | Callable[[re.Match[str]], str]]) -> tuple[Rule, ...]:
    return tuple((re.compile(form, re.IGNORECASE), given) for form, given in pairs)


def _around(signs: str) -> str:
    """Words (group 2) between two of one of the signs, as marks of type stand."""
    inner = rf"((?:[^{signs}\n]|\n(?!\s*\n)){{1,300}}?)"
    return rf"(?<![\w{signs}:/])([{signs}])(?=[^\s{signs}]){inner}(?<=\S)\1(?![\w{signs}])"


def _heading(match: re.Match[str]) -> str:
    return f"{'#' * min(6, len(match[1]))} {match[2]}"


def _item(match: re.Match[str]) -> str:
    return f"{'  ' * (len(match[1]) - 1)}- {match[2]}"


def _value(match: re.Match[str]) -> str:
    """A value of a drawer, where its name is a label."""
    found = label_of(f"{match[1].replace('_', ' ')}: {match[2]}") if match[2] else None
    return f"{match[1].replace('_', ' ')}: {match[2]}" if found else ""


_ORG = Dialect(
    frozenset(("org",)),
    re.compile(
        r"^(?:#\+(?:title|author|date|options|startup|language|begin_\w+):?\s"
        r"|[ \t]*:(?:properties|logbook):\s*$)",
        re.IGNORECASE | re.MULTILINE,
    ),
    _rules(
        (r"#\+title:\s*(\S.*)$", r"# \1"),
        (r"#\+|\s*#\s|\s*:(?:properties|logbook|end):\s*$", ""),
        (r"\s*:([a-z][\w-]{1,30}):(?:\s+(\S.*))?$", _value),
        (
            r"(\*{1,6})\s+(?:(?:TODO|DONE|NEXT|WAITING)\s+)?(?:\[#\w\]\s+)?(\S.*?)(?:\s+:[\w@:]+:)?\s*$",
            _heading,
        ),
        (r"(\s*[-+])\s+(?:\[[ x-]\]\s+)?([^\s:][^:]{0,60}?)\s+::\s+(\S.*)$", r"\1 **\2:** \3"),
        (r"-{5,}\s*$", "***"),
    ),
    _rules(
        (r"\[\[([^\[\]\n]+)\]\[([^\[\]]+)\]\]", r"[\2](<\1>)"),
        (r"\[\[(https?:[^\[\]\n]+)\]\]", r"<\1>"),
        (r"[<\[](\d{4}-\d\d-\d\d[^<>\[\]\n]{0,30})[>\]]", r"\1"),
        (_around("*"), r"**\2**"),
        (_around("/"), r"*\2*"),
        (_around("=~"), r"\2"),
    ),
    bars_table,
)
_ASCIIDOC = Dialect(
    frozenset(("adoc", "asciidoc", "asc")),
    re.compile(
        r"^(?:={1,5} \S[^=\n]*$|:[\w-]+:(?: .*)?$|\|===\s*$|[^\s:][^:\n]{0,40}::\s)", re.MULTILINE
    ),
    _rules(
        (r"(={1,6})\s+(\S.*?)(?:\s+\1)?\s*$", _heading),
        (r":!?[\w-]+!?:|//|\[.*\]\s*$|(?:ifdef|ifndef|endif|include|image|toc|video)::", ""),
        (r"(?:={4,}|-{4,}|\*{4,}|\+{4,}|_{4,}|\.{4,}|--|\+)\s*$", ""),
        (r"'{3,}\s*$", "***"),
        (r"\.([^\s.].*)$", r"**\1**"),
        (r"\s*(\*{1,5}|-)\s+(?:\[[ x*]\]\s+)?(\S.*)$", _item),
        (r"\s*\.{1,5}\s+(\S.*)$", r"1. \1"),
        (
            r"([^\s:][^:]{0,60}?):{2,3}(?:\s+(\S.*))?$",
            lambda m: f"**{m[1]}:** {m[2] or ''}".rstrip(),
        ),
    ),
    _rules(
        (r"(?:link:|xref:)([^\s\[\]]{1,500})\[([^\[\]\n]+?)(?:,[^\[\]\n]*|\^)?\]", r"[\2](<\1>)"),
        (
            r"(?<![<(\w])(https?://[^\s\[\]<>]{1,500})\[([^\[\]\n]+?)\^?(?:,[^\[\]\n]*)?\]",
            r"[\2](<\1>)",
        ),
        (r"<<[^<>,\n]*,\s*([^<>\n]+)>>", r"\1"),
        (
            r"(?:mailto:[^\s\[\]]{1,200}|(?:image|icon|footnote|indexterm):[^\s\[\]]{0,500})\[[^\[\]\n]*\]|\[\[[\w-]+\]\]",
            "",
        ),
        (r"\[\.?[\w.-]+\](?=[#*_`])", ""),
        (r"\s\+$", "  "),
        (r"\{nbsp\}", " "),
        (r"\*\*(?=\S)([^*\n]+)\*\*", r"*\1*"),
        (_around("*"), r"**\2**"),
        (_around("#+"), r"\2"),
    ),
    asciidoc_table,
)
_WIKI = Dialect(
    frozenset(("wiki", "mediawiki", "wikitext")),
    re.compile(
        r"^\s*(?:\{\|.*|\|\}|={2,6}[^=\n].*[^=\n]={2,6}\s*)$|'''[^'\n]+'''|\[\[[^\[\]\n]+\]\]",
        re.MULTILINE,
    ),
    _rules(
        (r"(={1,6})\s*([^=\s].*?)\s*\1\s*$", _heading),
        # Pictures and categories, in any language.
        (r"\[\[[^\W\d_]+:[^\[\]]*\]\]\s*$", ""),
        (r"__[A-Z]+__\s*$|\{\{[^{}]*\}\}\s*$", ""),
        (r"-{4,}\s*$", "***"),
        (r"(\*{1,5})\s*([^\s*].*)$", _item),
        (r"#{1,5}\s*([^\s#].*)$", r"1. \1"),
        (r";\s*([^:]+?)\s*:\s*(\S.*)$", r"**\1:** \2"),
        (r";\s*(\S.*)$", r"**\1**"),
        (r":+\s*(\S.*)$", r"\1"),
    ),
    _rules(
        (r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]", r"\1"),
        (r"\[((?:https?:)?//[^\s\[\]]+)\s+([^\[\]\n]+)\]", r"[\2](<\1>)"),
        (r"<ref\b[^<>]*(?:/>|>[^<>]*</ref>)|</?nowiki/?>", ""),
        (r"'''''(?=\S)(.{1,300}?)(?<=\S)'''''", r"***\1***"),
        (r"'''(?=\S)(.{1,300}?)(?<=\S)'''", r"**\1**"),
        (r"''(?=\S)(.{1,300}?)(?<=\S)''", r"*\1*"),
    ),
    wiki_table,
)
_TEXTILE = Dialect(
    frozenset(("textile",)),
    re.compile(
        r"^(?:h[1-6]|bq|table)(?:[({\[][^\n]*?[)}\]])?[.] |^\|_[.]|\"[^\"\n]+\":https?:",
        re.MULTILINE,
    ),
    _rules(
        (rf"h([1-6]){ATTRIBUTES}*[<>=]*\.\s+(\S.*)$", lambda m: f"{'#' * int(m[1])} {m[2]}"),
        (
            rf"(?:p|bq|table|notextile|pre|bc){ATTRIBUTES}*[<>=]*\.{{1,2}}(?:\s+(.*))?$",
            lambda m: m[1] or "",
        ),
        (r"(\*{1,5})\s+(\S.*)$", _item),
        (r"#{1,5}\s+(\S.*)$", r"1. \1"),
        (r"-\s+([^:]+?)\s+:=\s+(\S.*)$", r"**\1:** \2"),
    ),
    _rules(
        (r"\[?\"([^\"\n]+)\":((?:https?:|mailto:|/|\.)[^\s\]|]*[\w/])\]?", r"[\1](<\2>)"),
        (r"!\S+!(?::\S+)?", ""),
        (r"\*\*(?=\S)([^*\n]+)\*\*", r"*\1*"),
        (_around("*"), r"**\2**"),
        (r"(?<!\w)__(?=\S)([^_\n]+)__(?!\w)", r"_\1_"),
        (r"(?<![\w?])\?\?(?=\S)([^?\n]+)\?\?", r"*\1*"),
        (r"(?<!\w)%(?:\{[^{}]*\})?([^%\n]+)%(?!\w)", r"\1"),
    ),
    bars_table,
)
_DIALECTS = (_ORG, _ASCIIDOC, _WIKI, _TEXTILE)


@lru_cache(maxsize=2)
def as_markdown(name: str, text: str) -> str:
    """A page in one of the dialects as Markdown, "" for any other."""
    dialect = _dialect_of(name, text)
    return _converted(text, dialect) if dialect else ""


def _dialect_of(name: str, text: str) -> Dialect | None:
    """What a page is written in, by its file's name or, where that says nothing, by its marks."""
    ending = name.rpartition(".")[2].casefold()
    if len(text) > _LONGEST:
        return None
    if named := next((each for each in _DIALECTS if ending in each.endings), None):
        return named
    if ending not in ("txt", "text", name.casefold()) or is_restructured(text):
        return None
    if _is_outline(text.split("\n")):
        return _ORG
    marked = ((sum(1 for _ in each.marks.finditer(text)), each) for each in _DIALECTS)
    return next((each for count, each in marked if count >= _FEWEST), None)


def _is_outline(source: Sequence[str]) -> bool:
    """Whether lines that begin with stars are the headings of an outline, as Org has them: those
    with two have text below them, which the items of a list have not."""
    told = [line for line in source if line.strip()]
    heads = [n for n, line in enumerate(told) if line.startswith("** ")]
    over = sum(n + 1 < len(told) and not told[n + 1].lstrip().startswith("*") for n in heads)
    return len(heads) > 1 and over == len(heads)


def _converted(text: str, dialect: Dialect) -> str:
    source = text.split("\n")
    parts: list[str] = []
    plain: list[str] = []
    at = 0
    while at < len(source):
        if table := dialect.table(source, at):
            parts += [_in_words("\n".join(plain), dialect)] if plain else []
            parts += table_lines(table, at, lambda cell: _in_words(cell, dialect))
            plain, at = [], table.end
        else:
            plain.append(_in_line(source[at], dialect))
            at += 1
    return "\n".join([*parts, _in_words("\n".join(plain), dialect)])


def _in_line(line: str, dialect: Dialect) -> str:
    for form, given in dialect.lines:
        if match := form.match(line):
            return match.expand(given) if isinstance(given, str) else given(match)
    return line


def _in_words(text: str, dialect: Dialect) -> str:
    for form, given in dialect.words:
        text = form.sub(given, text)
    return text

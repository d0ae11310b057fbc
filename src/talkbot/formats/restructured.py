"""reStructuredText pages as Markdown, line by line, so that one reader reads both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_MARKS = re.compile(
    r"^\.\. (?:_[^:\n]{1,80}:|[\w-]{2,30}::)|`[^`<>\n]{1,300}<[^<>\n]{1,300}>`__?(?!\w)"
    r"|:[a-z]{2,20}:`[^`\n]{1,300}`",
    re.MULTILINE,
)
_FEWEST = 2
_RULE = re.compile(r"([=\-`:'\"~^_*+#<>.])\1{2,}\s*")
_DIRECTIVE = re.compile(r"(\s*)\.\.(?:\s+(?:([\w-]+)::)?\s*(.*))?$")
_OPTION = re.compile(r"\s*:[\w-]+:(?:\s.*)?$")
_FIELD = re.compile(r"(\s*):([^\W\d_][\w '’-]{1,30}):\s+(?=\S)")
_LINK = re.compile(r"(?::[\w:+.-]{2,30}:)?`([^`<>\n]{1,300}?)\s*<([^<>`\n]{1,300})>`_{0,2}(?!\w)")
_ROLE = re.compile(r":[a-z][\w:+.-]{1,30}:`([^`\n]{1,300})`")
_REFERENCE = re.compile(r"(?<!`)`([^`\n]{1,300})`__?(?!\w)")
_COUNTED = re.compile(r"^(\s*)#\.\s")
_LINE_BLOCK = re.compile(r"^(\s*)\|\s(?=[^|]*$)")
# What stands below these is text of the page; of any other directive it is not.
_TITLED = frozenset("topic admonition sidebar rubric".split())
_OPEN = frozenset("container class rst-class note hint tip important epigraph panels grid".split())


def is_restructured(text: str) -> bool:
    """Whether a page has the marks of reStructuredText."""
    found = _MARKS.finditer(text) if "`" in text or ".. " in text else iter(())
    return len([match for match, _ in zip(found, range(_FEWEST), strict=False)]) == _FEWEST


def as_markdown(text: str) -> str:
    """A reStructuredText page as Markdown of as many lines."""
    lines = list(_without_directives(text.split("\n")))
    signs: list[str] = []
    for n, line in enumerate(lines):
        rule = _RULE.fullmatch(line)
        title = lines[n - 1] if n else ""
        if not rule or not title.strip() or title.startswith(("#", " ")) or _RULE.fullmatch(title):
            continue
        if len(line.rstrip()) < 3 or lines[n - 1 : n] == [""]:
            continue
        # One that stands over its title as well is of another level.
        over = n > 1 and lines[n - 2].rstrip() == line.rstrip()
        sign = rule[1] * (1 + over)
        signs += [sign] if sign not in signs else []
        lines[n - 1] = f"{'#' * min(6, signs.index(sign) + 1)} {title}"
        lines[n] = ""
        if over:
            lines[n - 2] = ""
    return "\n".join(_inline(line) for line in lines)


def _without_directives(lines: Sequence[str]) -> Iterator[str]:
    """The lines without directives and comments and what is only theirs; the title of a topic is a
    heading, and what stands within it begins where it does."""
    inner: list[tuple[int, bool]] = []
    options = False
    for line in lines:
        indent = len(line) - len(line.lstrip())
        while inner and line.strip() and indent <= inner[-1][0]:
            inner.pop()
        found = _DIRECTIVE.match(line)
        if inner and not inner[-1][1]:
            yield ""
        elif found:
            name, rest = found[2] or "", found[3] or ""
            inner.append((indent, name in _TITLED or name in _OPEN))
            yield f"###### {rest}" if name in _TITLED and rest else ""
            options = True
            continue
        elif options and _OPTION.match(line):
            yield ""
            continue
        else:
            yield line[min(indent, inner[0][0] + 3) :] if inner else line
        options = options and not line.strip()


def _inline(line: str) -> str:
    line = _COUNTED.sub(r"\g<1>1. ", _LINE_BLOCK.sub(r"\1", line))
    line = _FIELD.sub(r"\1\2: ", line)
    if "`" not in line:
        return line
    line = _LINK.sub(r"[\1](<\2>)", line)
    return _REFERENCE.sub(r"\1", _ROLE.sub(r"\1", line))

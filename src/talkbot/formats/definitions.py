"""Lists of definitions in Markdown: a term in a line, and below it lines that begin with ": "."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

_GIVEN = re.compile(r"^ {0,3}: {1,4}(?=\S)", re.MULTILINE)
_LONGEST_TERM = 160


def define(state: Any) -> None:
    """Makes the paragraphs that are terms with their definitions <dl>, <dt> and <dd>: a step of the
    parser between the blocks of a page and what is in them."""
    from markdown_it.token import Token

    def tag(name: str, nesting: Literal[-1, 1]) -> Token:
        return Token(f"{name}_{'open' if nesting > 0 else 'close'}", name, nesting, block=True)

    made: list[Token] = []
    is_open = False
    tokens = iter(state.tokens)
    for token in tokens:
        inline = next(tokens) if token.type == "paragraph_open" and not token.hidden else None
        given = inline is not None and _GIVEN.search(inline.content)
        if inline is not None and given and (is_open or given.start() or _is_term(made)):
            if not is_open and not given.start():
                # The term stands above, in a paragraph of its own.
                term = made[-2]
                made[-3:] = [tag("dl", 1), tag("dt", 1), term, tag("dt", -1)]
            elif not is_open:
                made.append(tag("dl", 1))
            is_open = True
            for name, number, text in _items(inline.content):
                start = (inline.map or [0])[0] + number
                lines = [start, start + text.count("\n") + 1]
                held = Token("inline", "", 0, map=lines, content=text, children=[], block=True)
                made += [tag(name, 1), held, tag(name, -1)]
            next(tokens)
            continue
        if is_open:
            made.append(tag("dl", -1))
            is_open = False
        made += [token] if inline is None else [token, inline]
    made += [tag("dl", -1)] if is_open else []
    state.tokens = made


def _is_term(made: list[Any]) -> bool:
    """Whether the last block is a paragraph that may be a term: one short line."""
    if not made or made[-1].type != "paragraph_close":
        return False
    text = made[-2].content
    return len(text) <= _LONGEST_TERM and "\n" not in text


def _items(text: str) -> Iterator[tuple[str, int, str]]:
    """The terms and definitions of a paragraph, each with the number of its line."""
    name, start, held = "", 0, list[str]()
    for number, line in enumerate(text.split("\n")):
        given = _GIVEN.match(line)
        if given or name != "dd":
            if held:
                yield name, start, "\n".join(held)
            name, start, held = "dd" if given else "dt", number, []
        held.append(line[given.end() :] if given else line)
    if held:
        yield name, start, "\n".join(held)

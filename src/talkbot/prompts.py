"""The prompts: Markdown files in `prompts/`, one a task, with a system and a user part.

What a prompt is given is data: talk texts, questions and earlier answers go in through `as_data`,
so that nothing in them can close a tag, pose as a numbered passage or hide from the eye.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from talkbot.errors import TalkbotError
from talkbot.resources import resource_path

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate

_PART = re.compile(r"^# (system|user)\s*$", re.MULTILINE)
_LOOK_ALIKES = str.maketrans("<>＜＞[]【】［］", "‹›‹›()()()")
_RUN = 8


def load_prompt(
    name: str, variables: Collection[str], folder: Path | None = None
) -> ChatPromptTemplate:
    """The prompt `<name>.md` of the folder `prompts`, which must use exactly these variables.

    Raises TalkbotError that names the file and what is wrong with it.
    """
    from langchain_core.prompts import ChatPromptTemplate

    parts = _parts(name, folder)
    used = {field for _, text in parts for field in _fields(name, text)}
    for wrong, word in (
        (used - set(variables), "an unknown variable"),
        (set(variables) - used, "no place for"),
    ):
        if wrong:
            names = ", ".join(f"{{{field}}}" for field in sorted(wrong))
            raise TalkbotError(f"prompts/{name}.md has {word} {names}: correct the file.")
    return ChatPromptTemplate.from_messages(parts)


def as_data(text: str) -> str:
    """A text of others, safe to put between the tags of a prompt, on one line.

    Angle brackets become look-alikes, square brackets, which could pose as a citation mark, become
    parentheses, and characters that show nothing are left out.
    """
    seen = "".join(
        " " if ch.isspace() else ch
        for ch in text
        if ch.isspace() or unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return " ".join(seen.translate(_LOOK_ALIKES).split())


def runs_of(name: str) -> frozenset[tuple[str, ...]]:
    """Every run of eight words of the prompt's own text, to notice when a model recites it."""
    return word_runs("\n".join(text for _, text in _parts(name, None)))


def word_runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of eight words of a text."""
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))


def _parts(name: str, folder: Path | None) -> list[tuple[str, str]]:
    path = (folder or resource_path("prompts")) / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TalkbotError(f"prompts/{name}.md cannot be read: install talkbot again.") from error
    pieces = _PART.split(text)
    parts = [(pieces[i], pieces[i + 1].strip()) for i in range(1, len(pieces), 2)]
    if pieces[0].strip() or [role for role, _ in parts] != ["system", "user"]:
        raise TalkbotError(
            f"prompts/{name}.md must consist of a part '# system' and a part '# user'."
        )
    return parts


def _fields(name: str, text: str) -> set[str]:
    try:
        return {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    except ValueError as error:
        raise TalkbotError(
            f"prompts/{name}.md has a single brace: write {{{{ or }}}} for one that is meant."
        ) from error

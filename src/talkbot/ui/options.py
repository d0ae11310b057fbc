"""How the page is served: what it offers, to whom, and within which limits."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PUBLIC_QUESTIONS_A_MINUTE = 20


@dataclass(frozen=True, slots=True)
class Options:
    """`model` is the line that says what answers and what leaves the machine.

    A `local` page is served to this machine only. `public` pages take no uploads and limit the
    questions of each visitor. `users` are names with hashed passwords; with any, the page asks
    for one. `ancestors` is the CSP source list of pages that may show this one in a frame.
    `report` is a folder of evaluation runs to show.
    """

    model: str = ""
    public: bool = False
    local: bool = False
    users: Mapping[str, str] = field(default_factory=dict)
    ancestors: str = "'self'"
    report: Path | None = None
    longest: int = 2000
    """Characters of a question; longer ones are sent back with a line that says so."""

    at_once: int = (os.cpu_count() or 1) + 1
    """Answers worked on at the same time: more than processors only makes each of them slower,
    unless they wait for a chat model."""

    @property
    def questions_a_minute(self) -> int:
        """How many questions each visitor may ask in a minute, 0 for no limit."""
        return PUBLIC_QUESTIONS_A_MINUTE if self.public else 0

    @property
    def tabs(self) -> tuple[tuple[str, str], ...]:
        """The tabs beside the chat: name and label."""
        adding = () if self.public else (("add", "Add"),)
        measured = (("measured", "Evaluation"),) if self.report else ()
        return (("talks", "Talks"), ("map", "Map"), *adding, *measured)

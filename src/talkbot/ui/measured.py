"""The latest evaluation, shown in the page: the report that a run's folder holds."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from talkbot.ui.rendering import markdown_html

_INTERVAL = re.compile(r"(?<=\()(-?\d+\.\d+)–(?=-?\d+\.\d+\))")
LONGEST = 300_000
"""Characters of a report that are shown."""


def latest(folder: Path | None) -> Path | None:
    """The newest report in a folder of runs (or in the folder of one run), if there is any.

    The folders of runs are named so that they sort by time.
    """
    if folder is None:
        return None
    found = sorted(folder.glob("*/summary.md")) or sorted(folder.glob("summary.md"))
    return found[-1] if found else None


def report_html(folder: Path | None) -> str:
    """The newest report as HTML; its text is shown as text, whatever a model wrote into it."""
    path = latest(folder)
    try:
        text = path.read_text("utf-8", "replace")[:LONGEST] if path else ""
    except OSError:
        path = None
    if path is None:
        return '<p class="tb-quiet">There is no evaluation here yet: run `talkbot eval`.</p>'
    text = _INTERVAL.sub("\\1\N{WORD JOINER}–\N{WORD JOINER}", text)  # not over two lines
    return (
        f'<p class="tb-kind">{escape(path.parent.name)}</p>'
        f'<div class="tb-text">{markdown_html(text)}</div>'
    )

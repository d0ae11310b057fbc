"""What the site needs beside mkdocs.yml: the names of files in code blocks, as their titles."""

from __future__ import annotations

import re
from typing import Any


def on_page_markdown(markdown: str, **_: Any) -> str:
    """```csv talks.csv is a block with a title; the site's Markdown wants it said with a key."""
    return re.sub(r"(?m)^```([\w-]+) (\S+)$", r'```\1 title="\2"', markdown)

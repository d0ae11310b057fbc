"""What every list of records shares: its rows as a block, a title to cite."""

from __future__ import annotations

from collections.abc import Sequence

from talkbot.answering.builder import Builder
from talkbot.talks import Talk


def cite_title(builder: Builder, talk: Talk) -> int:
    return builder.cite(talk, "record", talk.title)


def show_rows(builder: Builder, rows: Sequence[str], total: int) -> None:
    lines = list(rows)
    if left := builder.left(total):
        lines.append(f"\n… and {left:,} more.")
    builder.block("\n".join(lines))

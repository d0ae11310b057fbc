"""Importers: files as organisers have them, to talk records. One format a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from talkbot.formats.memory import Source

if TYPE_CHECKING:
    from talkbot.formats.reading import Reading, read_paths

__all__ = ["Reading", "Source", "read_paths"]


def __getattr__(name: str) -> Any:
    """The importers, loaded when something is read: most commands read no file."""
    if name not in ("Reading", "read_paths"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from talkbot.formats import reading

    return getattr(reading, name)

"""Importers: files as organisers have them, to talk records. One format a file."""

from __future__ import annotations

from talkbot.formats.memory import Source
from talkbot.formats.reading import Reading, read_paths

__all__ = ["Reading", "Source", "read_paths"]

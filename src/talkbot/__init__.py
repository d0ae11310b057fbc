"""talkbot: ask a collection of recorded talks anything, and get answers cited word for word."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from talkbot.answers import Answer, Citation, Claim, Turn
    from talkbot.assembly import build
    from talkbot.chat import TalkBot
    from talkbot.errors import TalkbotError
    from talkbot.retriever import TalkRetriever
    from talkbot.settings import Settings, load_settings
    from talkbot.talks import Filters, Talk
    from talkbot.tools import answer_tool, talk_tools

__all__ = [
    "Answer",
    "Citation",
    "Claim",
    "Filters",
    "Settings",
    "Talk",
    "TalkBot",
    "TalkRetriever",
    "TalkbotError",
    "Turn",
    "answer_tool",
    "build",
    "load_settings",
    "talk_tools",
]
__version__ = "0.1.0"

_HOMES = {
    **dict.fromkeys(("Answer", "Citation", "Claim", "Turn"), "answers"),
    **dict.fromkeys(("Filters", "Talk"), "talks"),
    **dict.fromkeys(("Settings", "load_settings"), "settings"),
    **dict.fromkeys(("answer_tool", "talk_tools"), "tools"),
    "TalkBot": "chat",
    "TalkRetriever": "retriever",
    "TalkbotError": "errors",
    "build": "assembly",
}


def __getattr__(name: str) -> Any:
    """The public names, loaded when they are first used: `import talkbot` stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

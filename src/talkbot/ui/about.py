"""What the page works with, for whoever wants to know: a list that the panel shows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from talkbot import __version__
from talkbot.settings import LOCAL_EMBEDDER, Settings
from talkbot.ui.options import Options
from talkbot.ui.rendering import counted

if TYPE_CHECKING:
    from talkbot.chat import TalkBot


def settings_html(bot: TalkBot, settings: Settings, options: Options) -> str:
    """The settings in effect. Strangers are told of no address but those they send words to."""
    view = bot.view()
    talks, heard = len(view.catalogue.talks), len(view.library.with_transcript())
    said = f", {heard:,} with a transcript" if heard else ""
    vectors = "Chroma, beside the library"
    if settings.chroma_url:
        host = urlsplit(settings.chroma_url).netloc
        vectors = "A Chroma server" if options.public else f"A Chroma server at {host}"
    named = "all-MiniLM-L6-v2" if settings.embedder == LOCAL_EMBEDDER else settings.embedder
    where = "" if settings.uses_embedding_service else ", on this machine"
    limits = [f"A question has up to {options.longest:,} characters"]
    if options.questions_a_minute:
        limits.append(f"{options.questions_a_minute} questions a minute from each visitor")
    rows = (
        ("Answers", options.model),
        ("Search", f"By words, and by meaning with {named}{where}"),
        ("Index", f"{vectors}: {counted(view.library.passage_count, 'passage')}"),
        ("Talks", f"{counted(talks, 'talk')}{said}"),
        ("Adding talks", "Off" if options.public else "In the tab “Add”"),
        ("Limits", "; ".join(limits)),
        ("Kept", "Conversations and feedback in this browser only"),
        ("Version", f"talkbot {__version__}"),
    )
    cells = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows if v)
    return (
        '<p class="tb-quiet">They are set where talkbot is started, not here.</p>'
        f'<dl class="tb-record">{cells}</dl>'
    )

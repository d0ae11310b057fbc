"""The only wiring: settings in, a ready TalkBot out."""

from __future__ import annotations

from talkbot.chat import TalkBot
from talkbot.collection import Collection
from talkbot.embedding import Embedder, load_embedder
from talkbot.library import Library
from talkbot.settings import Settings
from talkbot.vectors import Vectors, server_of


def build(settings: Settings, embedder: Embedder | None = None, *, once: bool = False) -> TalkBot:
    """A TalkBot over the library in `settings.home`; `embedder` is one that is loaded already.

    `once` is for a process that answers and ends: of a small library it opens no index.

    Raises EmptyLibrary when nothing was ingested there, LibraryError or EmbedderError when a part
    cannot be opened.
    """
    library = Library.open(settings.home)
    embedder = embedder or load_embedder(settings)
    vectors = Vectors.open(library, settings.home, embedder, server_of(settings), once=once)
    return TalkBot(Collection(library, vectors, embedder), settings)

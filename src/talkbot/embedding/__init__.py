"""Text to vectors: MiniLM here on this machine, or a service's model for the search."""

from __future__ import annotations

from talkbot.embedding.base import Embedder, Encoded, Vector
from talkbot.embedding.minilm import MAX_TOKENS, TOKENIZER_SHA256, MiniLM, checked
from talkbot.embedding.service import Service
from talkbot.settings import Settings

__all__ = [
    "MAX_TOKENS", "TOKENIZER_SHA256", "Embedder", "Encoded", "MiniLM", "Service", "Vector",
    "checked", "load_embedder",
]  # fmt: skip


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings ask for. Raises EmbedderError when it cannot be loaded.

    A service is not called before there is something to embed.
    """
    return Service(settings, MiniLM.load) if settings.uses_embedding_service else MiniLM.load()

"""Text to vectors: MiniLM here on this machine, or a service's model for the search."""

from __future__ import annotations

from functools import partial

from talkbot.embedding.base import Embedder, Encoded, Later, Vector
from talkbot.embedding.minilm import MAX_TOKENS, TOKENIZER_SHA256, MiniLM, checked
from talkbot.embedding.service import Service
from talkbot.settings import Settings

__all__ = [
    "MAX_TOKENS", "TOKENIZER_SHA256", "Embedder", "Encoded", "MiniLM", "Service", "Vector",
    "checked", "load_embedder",
]  # fmt: skip


def load_embedder(
    settings: Settings, *, at_once: bool = True, threads: int | None = None
) -> Embedder:
    """The embedder that the settings ask for. Raises EmbedderError when it cannot be loaded.

    A service is not called before there is something to embed; with `at_once` False the model of
    this machine is not loaded before that either. `threads` is how many it computes with, by
    default two where there are cores.
    """
    load = partial(MiniLM.load, threads)
    if settings.uses_embedding_service:
        return Service(settings, load)
    return load() if at_once else Later(MiniLM.fingerprint, load)

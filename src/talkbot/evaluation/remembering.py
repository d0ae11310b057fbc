"""An embedder that embeds each question once, however many systems ask it."""

from __future__ import annotations

from collections.abc import Sequence

from talkbot.embedding import Embedder, Encoded, Vector


class Remembering(Embedder):
    """Gives what the embedder inside gives.

    Only single texts are remembered: a text's vector depends a little on what else is in its
    batch, and a measured answer must be the one that a user gets.
    """

    def __init__(self, inside: Embedder) -> None:
        self._inside = inside
        self._known: dict[str, Vector] = {}
        self.fingerprint = inside.fingerprint

    def embed(self, texts: Sequence[str]) -> Vector:
        if len(texts) != 1:
            return self._inside.embed(texts)
        (text,) = texts
        if text not in self._known:
            self._known[text] = self._inside.embed(texts)
        return self._known[text]

    def encode(self, texts: Sequence[str], headings: Sequence[str] = ()) -> list[Encoded]:
        return self._inside.encode(texts, headings)

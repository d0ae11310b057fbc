"""An embedding model behind the OpenAI protocol, for the search; reading stays with MiniLM.

A service gives one vector a text. What compares single words needs the vectors of word pieces,
which only a model on this machine gives.
"""

from __future__ import annotations

import atexit
import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from talkbot.embedding.base import Embedder, Encoded, Vector, clean
from talkbot.errors import EmbedderError
from talkbot.settings import Settings

if TYPE_CHECKING:
    from langchain_openai import OpenAIEmbeddings

# What every known server takes in one request.
_BATCH = 32
_RETRIES = 3
# Somebody waits for the vector of a question; keywords can answer without it.
_QUESTION_SECONDS = 10.0


class Service(Embedder):
    """The embedding model that `settings` name. Safe to use from several threads.

    `reader` loads what `encode` reads with, when it is first needed.
    """

    one_scale = False

    def __init__(self, settings: Settings, reader: Callable[[], Embedder]) -> None:
        self._settings = settings
        self._load_reader = reader
        self.host = urlsplit(settings.embedder_url).netloc.rpartition("@")[2]
        # The same name at another address may be another model, or another make of it.
        key = hashlib.sha256(f"{settings.embedder}\n{settings.embedder_url}".encode()).hexdigest()
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", settings.embedder).strip(".-")
        self.fingerprint = f"openai-{name[:60]}-{key[:8]}"

    def embed(self, texts: Sequence[str]) -> Vector:
        if not len(texts):
            return np.zeros((0, 1), dtype=np.float32)
        client = self._patient if len(texts) > 1 else self._quick
        try:
            # Services refuse an empty text.
            rows = client.embed_documents([clean(text).strip() or "-" for text in texts])
        except Exception as error:
            # Not chained: a service's own message may repeat the key.
            raise self._explained(error) from None
        return self._vectors(rows, len(texts))

    def encode(self, texts: Sequence[str], headings: Sequence[str] = ()) -> list[Encoded]:
        return self._reader.encode(texts, headings)

    @cached_property
    def _reader(self) -> Embedder:
        return self._load_reader()

    @cached_property
    def _patient(self) -> OpenAIEmbeddings:
        return self._client(_RETRIES, self._settings.model_timeout)

    @cached_property
    def _quick(self) -> OpenAIEmbeddings:
        return self._client(0, min(_QUESTION_SECONDS, self._settings.model_timeout))

    def _client(self, retries: int, seconds: float) -> OpenAIEmbeddings:
        from langchain_openai import OpenAIEmbeddings
        from pydantic import SecretStr

        return OpenAIEmbeddings(
            model=self._settings.embedder,
            base_url=self._settings.embedder_url,
            api_key=SecretStr(self._settings.embedder_key or "not-needed"),
            timeout=seconds,
            max_retries=retries,
            chunk_size=_BATCH,
            http_client=_connections(),
            # Else texts are cut into OpenAI's own tokens, which no other server understands.
            check_embedding_ctx_length=False,
            model_kwargs={"encoding_format": "float"},
        )

    def _vectors(self, rows: list[list[float]], count: int) -> Vector:
        """The rows, L2-normalised. Raises EmbedderError unless they are `count` true vectors."""
        try:
            vectors = np.array(rows, dtype=np.float32)
        except (TypeError, ValueError):
            vectors = np.zeros((0, 0), dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        if vectors.ndim != 2 or len(vectors) != count or not np.isfinite(lengths).all():
            raise EmbedderError(f"{self._it} sent something else than a vector a text.")
        if not lengths.all():
            raise EmbedderError(f"{self._it} sent a vector of zeros.")
        return np.asarray(vectors / lengths, dtype=np.float32)

    @property
    def _it(self) -> str:
        return f"The embedding service at {self.host}"

    def _explained(self, error: Exception) -> EmbedderError:
        import openai

        if isinstance(error, openai.APITimeoutError):
            return EmbedderError(f"{self._it} was silent: try again later.")
        if isinstance(error, openai.APIConnectionError):
            return EmbedderError(
                f"Cannot reach the embedding service at {self.host}: check TALKBOT_EMBEDDER."
            )
        if isinstance(error, openai.APIStatusError):
            return EmbedderError(f"{self._it} {self._refusal(error.status_code)}")
        return EmbedderError(
            f"The answer of {self.host} could not be read ({type(error).__name__}): is it an "
            "OpenAI-compatible embedding service? Check TALKBOT_EMBEDDER."
        )

    def _refusal(self, status: int) -> str:
        if status in (401, 403):
            return f"refused the key ({status}): check TALKBOT_EMBEDDER_KEY or OPENAI_API_KEY."
        if status == 404:
            return (
                f"does not know the model {self._settings.embedder[:80]!r} (404): check "
                "TALKBOT_EMBEDDER; an address usually ends in /v1."
            )
        if status == 429:
            return "is busy or the quota is used up (429): try again later."
        if status >= 500:
            return f"failed ({status}): try again later."
        return f"refused the texts ({status}): is its model made for embeddings?"


@cache
def _connections() -> Any:
    """The HTTP connections of this process, kept open between requests."""
    import openai

    client = openai.DefaultHttpxClient()
    atexit.register(client.close)
    return client

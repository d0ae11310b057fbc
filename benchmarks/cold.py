"""Cold starts: each command in a process of its own, beside the imports nobody can go below."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Figure, Taken, commands_in_turn, python
from talkbot.ingest import ingest
from talkbot.resources import resource_path
from talkbot.settings import Settings

CHAIN = """
import sys
from benchmarks.chain import Chain
print(len(Chain(sys.argv[1]).search("Which talks are about teaching?", 5)))
"""


def measure(*, small: bool) -> list[Figure]:
    from benchmarks.chain import Chain
    from benchmarks.corpora import documents
    from talkbot.library import Library

    with tempfile.TemporaryDirectory() as folder:
        home, store = Path(folder) / "home", Path(folder) / "chain"
        ingest([resource_path("data")], home=home, settings=Settings(home=home))
        with Library.open(home) as library:
            talks = [t for i in library.talk_ids() if (t := library.talk(i))]
        Chain(store).add(documents(talks))
        talkbot = [sys.executable, "-m", "talkbot", "--home", str(home)]
        commands = {
            "python -c pass": python("pass"),
            "import typer": python("import typer"),
            "import chromadb": python("import chromadb"),
            "tutorial chain, first retrieval": python(CHAIN, str(store)),
            "talkbot --help": [sys.executable, "-m", "talkbot", "--help"],
            "talkbot talks": [*talkbot, "talks"],
            "talkbot ask": [*talkbot, "ask", "Which talks are about teaching?"],
        }
        taken = commands_in_turn(commands, 0 if small else 7)
    found = [
        _figure(name, taken, "python -c pass")
        for name in (
            "python -c pass",
            "import typer",
            "import chromadb",
            "tutorial chain, first retrieval",
        )
    ]
    found += [
        _figure(name, taken, "import typer", 5.0) for name in ("talkbot --help", "talkbot talks")
    ]
    return [*found, _figure("talkbot ask", taken, "tutorial chain, first retrieval", 1.0)]


def _figure(name: str, taken: dict[str, Taken], base: str, most: float = 0) -> Figure:
    own, other = taken[name], taken[base]
    ratio = own.cpu_median / other.cpu_median
    return Figure(
        what=f"{name}, cold",
        value=own.median * 1000,
        unit="ms",
        cpu=own.cpu_median * 1000,
        p95=own.p(0.95) * 1000,
        baseline=base,
        ratio=own.median / other.median,
        ratio_cpu=ratio,
        target=f"<= {most:g}" if most else "",
        met=ratio <= most if most else None,
    )

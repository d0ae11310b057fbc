"""The walls of the house: which module may import which, and which file owns which library."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "talkbot"

# From the ground up. A module may import what stands below it (and, where a layer says so,
# its neighbours); never what stands above.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "background", "kept", "limits", "logs"),
    ("talks", "settings", "resources", "moments", "languages", "listening", "periods"),
    ("words",),
    ("attested", "english", "answers", "grammar", "conditions", "holding"),
    ("naming", "spoken", "stated", "tongues"),
    ("formats", "passages", "embedding", "prompts", "models", "marks", "evidence", "themes"),
    ("library",),
    ("vectors",),
    ("transcripts", "themes"),
    ("atlas",),
    ("drawing",),
    ("ingest", "catalogue", "retrieval", "crossencoder"),
    ("placing",),
    ("linking", "reading", "retriever", "scope"),
    ("selecting", "amounts", "unknowns", "intent"),
    ("questions", "gate", "carryover"),
    ("referring",),
    ("swapping",),
    ("followups", "spelling", "orders", "slots", "premises", "collection"),
    ("answering", "lookup"),
    ("tools",),
    ("grounding",),
    ("chain",),
    ("agent",),
    ("modelled",),
    ("chat",),
    ("assembly", "tracing"),
    ("api",),
    ("export", "terminal", "evaluation", "ui", "upkeep"),
    ("cli", "mcp"),
    ("__main__", "__init__"),
)
RANK = {room: rank for rank, layer in enumerate(LAYERS) for room in layer}

# The one place that each of these may be imported from.
OWNERS = {
    "chromadb": ("vectors",),
    "sqlite3": ("library",),
    "gradio": ("ui",),
    "fastapi": ("api", "ui"),
    "prometheus_client": ("api",),
    "uvicorn": ("mcp", "ui"),
    "mcp": ("mcp",),
    "openai": ("models", "embedding"),
    "langchain_openai": ("models", "embedding"),
    "onnxruntime": ("embedding", "crossencoder"),
    "tokenizers": ("embedding", "crossencoder"),
    "latex2mathml": ("ui",),
    "typer": ("cli",),
    "rich": ("terminal",),
    "opentelemetry": ("tracing",),
}


def module_of(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def room_of(module: str) -> str:
    return module.split(".")[0]


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: import by the full name"
            base = node.module or ""
            if base == "talkbot":
                yield from ((f"talkbot.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield base, node.lineno


MODULES = sorted(SRC.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_run_one_way(path: Path) -> None:
    room = room_of(module_of(path))
    assert room in RANK, f"{path.name} has no place yet: give {room!r} a layer in this test"
    for name, line in imports_of(path):
        if not name.startswith("talkbot."):
            continue
        other = room_of(name.removeprefix("talkbot."))
        if other == "__version__" or other == room:
            continue
        assert RANK[other] <= RANK[room], f"{path}:{line}: {room} must not import {other}"


def test_no_two_rooms_import_each_other() -> None:
    edges: dict[str, set[str]] = {}
    for path in MODULES:
        room = room_of(module_of(path))
        for name, _ in imports_of(path):
            other = room_of(name.removeprefix("talkbot."))
            if name.startswith("talkbot.") and other in RANK and other != room:
                edges.setdefault(room, set()).add(other)

    def reachable(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for other in edges.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen

    circles = sorted(room for room in edges if room in reachable(room))
    assert not circles, f"these import each other in a circle: {circles}"


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_one_file_owns_each_library(library: str) -> None:
    for path in MODULES:
        for name, line in imports_of(path):
            if name.split(".")[0] == library:
                room = room_of(module_of(path))
                assert room in OWNERS[library], f"{path}:{line}: only {OWNERS[library]} may"


def test_only_settings_reads_the_environment() -> None:
    for path in MODULES:
        if module_of(path) == "settings":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            reads = isinstance(node, ast.Attribute) and (
                node.attr == "getenv" or (node.attr == "environ" and not _writes(node, path))
            )
            assert not reads, f"{path}:{node.lineno}: settings.py reads the environment"


def _writes(node: ast.Attribute, path: Path) -> bool:
    """Switching a library's telemetry off is writing: os.environ[...] = or .setdefault(...)."""
    line = path.read_text(encoding="utf-8").splitlines()[node.lineno - 1]
    return "environ.setdefault(" in line or "] = " in line


HEAVY = (
    "chromadb",
    "gradio",
    "langchain",
    "langchain_core",
    "onnxruntime",
    "numpy",
    "openai",
    "fastapi",
    "talkbot.formats.reading",
)


def test_help_needs_no_heavy_import() -> None:
    program = (
        "import sys\nfrom talkbot.cli import run\n"
        "assert run(['--help'], False) == 0\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60)

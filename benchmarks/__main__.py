"""Runs the benchmarks and writes docs/performance.md.

    python -m benchmarks [NAME...] [--minutes N] [--library HOME] [--small] [--again]

The results of each benchmark are kept in benchmarks/results/NAME.json. A run that was interrupted
goes on where it was; `--again` begins anew. `--minutes` starts no benchmark after that time.
`--library` adds a large library of one's own, which is copied before it is asked.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.measure import ROOT, child, python

RESULTS = ROOT / "benchmarks" / "results"
# The quick ones first: what a short run cannot reach is the scale.
ALL = ("cold", "answers", "library", "embedder", "ingest", "page", "peers", "scale")


def machine() -> dict[str, Any]:
    """What the figures depend on beside the code."""
    import chromadb
    import onnxruntime

    import talkbot

    flags: set[str] = set()
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text("utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                model = value.strip()
            if name.strip() == "flags":
                flags.update(value.split())
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "vector instructions": [f for f in ("avx2", "avx512f", "avx512_vnni", "avx_vnni")
                                if f in flags],
        "python": platform.python_version(),
        "talkbot": talkbot.__version__,
        "chromadb": chromadb.__version__,
        "onnxruntime": onnxruntime.__version__,
    }  # fmt: skip


def run(name: str, *, small: bool, library: Path | None) -> list[dict[str, Any]]:
    """The figures of one benchmark, as JSON."""
    if name == "library":
        from benchmarks.answers import measure

        figures = measure(small=small, library=library) if library else []
    else:
        figures = importlib.import_module(f"benchmarks.{name}").measure(small=small)
    return [figure.to_json() for figure in figures]


def apart(name: str, *, small: bool, library: Path | None) -> list[dict[str, Any]]:
    """The same, in a process of its own, so that none finds what another left in memory."""
    code = (
        "import json, sys; from pathlib import Path; from benchmarks.__main__ import run; "
        "name, small, library = sys.argv[1:]; "
        "home = Path(library) if library else None; "
        "print(json.dumps(run(name, small=bool(small), library=home)))"
    )
    *_, said = child(python(code, name, "small" if small else "", str(library or "")))
    found: list[dict[str, Any]] = json.loads(said.splitlines()[-1])
    return found


def main(given: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__.split("\n")[0]
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ALL))
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--small", action="store_true", help="seconds only, no document written")
    parser.add_argument("--again", action="store_true", help="do not go on with an earlier run")
    options = parser.parse_args(given)
    if unknown := set(options.names).difference(ALL):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    began = time.monotonic()
    unfinished = RESULTS / ".unfinished"
    done = (
        unfinished.read_text("utf-8").split() if unfinished.exists() and not options.again else []
    )
    RESULTS.mkdir(exist_ok=True)
    for name in options.names or ALL:
        if name in done or (name == "library" and not options.library):
            continue
        if time.monotonic() - began > options.minutes * 60:
            print(f"{name}: no time left; the same command goes on with it", flush=True)
            continue
        print(f"{name} ...", flush=True)
        load = os.getloadavg()[0]
        started = time.monotonic()
        figures = apart(name, small=options.small, library=options.library)
        for figure in figures:
            print("  ", report.line(figure), flush=True)
        if options.small or not figures:
            continue
        result = {
            "benchmark": name,
            "when": datetime.now(UTC).isoformat(timespec="minutes"),
            "seconds": round(time.monotonic() - started),
            "load before": round(load, 1),
            "machine": machine(),
            "figures": figures,
        }
        text = json.dumps(result, ensure_ascii=False, indent=1)
        (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        done.append(name)
        unfinished.write_text("\n".join(done), encoding="utf-8")
    if not options.small:
        report.write(RESULTS, ROOT / "docs")
        if not options.names and set(done) >= set(ALL) - (
            {"library"} if not options.library else set()
        ):
            unfinished.unlink(missing_ok=True)


if __name__ == "__main__":
    main(sys.argv[1:])

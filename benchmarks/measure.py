"""Taking times: wall clock beside processor time, in turn with a baseline, medians.

Other work on a machine stretches wall-clock time, processor time hardly. What is compared takes
turns, so that both meet the same machine.
"""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Taken:
    """The runs of one thing: seconds of wall clock and of processor time, a pair a run."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    def p(self, share: float) -> float:
        """The wall time that this share of the runs stays under."""
        return float(np.quantile(self.wall, share))

    @property
    def median(self) -> float:
        return self.p(0.5)

    def cpu_p(self, share: float) -> float:
        """The processor time that this share of the runs stays under."""
        return float(np.quantile(self.cpu, share))

    @property
    def cpu_median(self) -> float:
        return self.cpu_p(0.5)


@dataclass(frozen=True)
class Figure:
    """One measured figure. `value` is of `unit`; `cpu` is its processor time in the same unit.

    `ratio` is to `baseline`, which was measured in the same run (`ratio_cpu` by processor time),
    and `target` is what it must keep to; `met` says whether it does, None where nothing is asked.
    """

    what: str
    value: float
    unit: str
    cpu: float | None = None
    p95: float | None = None
    baseline: str = ""
    ratio: float | None = None
    ratio_cpu: float | None = None
    target: str = ""
    met: bool | None = None
    note: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        told = asdict(self).items()
        return {key: value for key, value in told if key == "unit" or value not in ("", None, {})}


def in_turn(things: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Taken]:
    """Each thing `rounds` times, one after the other, after a round that only warms up.

    With 0 rounds that one counts.
    """
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in things}
    gc.collect()
    for turn in range(rounds + 1):
        for name, thing in things.items():
            wall, cpu = time.perf_counter(), time.process_time()
            thing()
            took = time.perf_counter() - wall, time.process_time() - cpu
            if turn or not rounds:
                runs[name].append(took)
    return {name: _taken(each) for name, each in runs.items()}


def commands_in_turn(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Taken]:
    """As `in_turn`, each command in a process of its own."""
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            wall, cpu, _ = child(command)
            if turn or not rounds:
                runs[name].append((wall, cpu))
    return {name: _taken(each) for name, each in runs.items()}


def child(
    command: Sequence[str], *, env: Mapping[str, str] | None = None
) -> tuple[float, float, str]:
    """Run a command: its wall time, its processor time (children included), what it printed."""
    began = time.perf_counter()
    done = subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, cwd=ROOT,
        env=dict(env or environment()),
    )  # fmt: skip
    assert done.stdout
    with done.stdout:
        said = done.stdout.read()
    _, status, used = os.wait4(done.pid, 0)
    took = time.perf_counter() - began
    done.returncode = os.waitstatus_to_exitcode(status)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))[:200]} ended with {done.returncode}")
    return took, used.ru_utime + used.ru_stime, said


def environment() -> dict[str, str]:
    """This environment without anything that would change talkbot, and with this checkout."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "TALKBOT_"))}
    paths = [str(ROOT / "src"), str(ROOT), kept.get("PYTHONPATH", "")]
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def python(code: str, *more: str) -> list[str]:
    return [sys.executable, "-c", code, *more]


def peak_memory() -> float:
    """The most that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory() -> float:
    """This process's resident memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def disk(folder: Path) -> float:
    """What a folder takes, in MB."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


def _taken(runs: Sequence[tuple[float, float]]) -> Taken:
    return Taken(tuple(wall for wall, _ in runs), tuple(cpu for _, cpu in runs))

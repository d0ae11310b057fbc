"""The long fuzz: ten thousand damaged files, counted, resumed where it stopped, and reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from talkbot.formats import Reading


@dataclass
class Count:
    """How many inputs were examined, what became of them, and the slowest."""

    reader: str
    done: int = 0
    talks: int = 0
    refused: int = 0
    formats: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0

    def add(self, reading: Reading, seconds: float) -> None:
        """Count one input; `seconds` is its processor time for each 100 kB begun."""
        self.done += 1
        self.talks += bool(reading.talks)
        self.refused += not reading.talks
        self.slowest = max(self.slowest, seconds)
        for source in reading.sources:
            self.formats[source.format] = self.formats.get(source.format, 0) + 1

    def text(self) -> str:
        rows = "".join(f"| {name} | {n:,} |\n" for name, n in sorted(self.formats.items()))
        return f"""# Damaged files

Written by `make soak`; `tests/formats/test_fuzz.py` says how an input is made.

{self.done:,} files were read, each a lookalike of some format with one to four random damages.
No importer crashed; {self.talks:,} files gave talks, {self.refused:,} gave none and said why. The
slowest took {self.slowest:.2f} s of processor time for each 100 kB begun, on cores that others were
using as well.

| read as | files |
|---|---|
{rows}"""


def run(
    count: int, place: Path, reader: str, examine: Callable[[int], tuple[Reading, float]]
) -> Count:
    """Examine the inputs 0 to `count`, from where an earlier run of the same reader stopped."""
    kept = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    seen = Count(**kept) if kept.get("reader") == reader else Count(reader)
    for number in range(seen.done, count):
        seen.add(*examine(number))
        if seen.done % 100 == 0:
            place.write_text(json.dumps(asdict(seen)), encoding="utf-8")
    return seen

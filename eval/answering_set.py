"""The questions and topics of `eval/answering`, as the scripts that fit something read them."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from talkbot.talks import Speaker, Talk

HERE = Path(__file__).parent / "answering"
# The programmes that the cross-encoder is not taught with.
ASIDE = frozenset(
    "p03 p13 p52 p62 p83 b03 b13 b43 b61 l03 l13 l23 l55 l60 l65 l70 l75 l80 l85 l90 l95".split()
)


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a file, cut at the tabs."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def programmes() -> dict[str, list[str]]:
    """The ids of the talks of each programme."""
    return {name: ids.split(",") for name, ids in rows("programmes.tsv")}


def talks() -> dict[str, Talk]:
    """Each talk by its id."""
    found = {}
    with gzip.open(HERE / "talks.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            names = record["speakers"] or [""]
            speakers = [Speaker(names[0], bio=record.get("bio", "")), *map(Speaker, names[1:])]
            found[record["id"]] = Talk(
                id=record["id"],
                title=record["title"],
                speakers=tuple(speakers),
                abstract=record["abstract"],
            )
    return found

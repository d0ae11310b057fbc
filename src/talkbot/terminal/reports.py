"""How talks, and what was done with them, look in a terminal and in a pipe."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from rich.text import Text

from talkbot.formats import Source
from talkbot.talks import talk_to_json
from talkbot.terminal import console, count, line, print_json, say

if TYPE_CHECKING:
    from talkbot.ingest import IngestReport
    from talkbot.talks import Problem, Talk

_MANY = 8


def show_talks(talks: Iterable[Talk]) -> None:
    """The collection: a table in a terminal, one tab-separated line a talk in a pipe."""
    from rich.table import Table

    out = console()
    if not out.is_terminal:
        for talk in talks:
            names = ", ".join(speaker.name for speaker in talk.speakers)
            sys.stdout.write("\t".join(map(line, (talk.id, talk.title, names, talk.start))) + "\n")
        return
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    rows = list(talks)
    dated = any(talk.start for talk in rows)
    for name in ("", "Talk", "Speakers", *(["Date"] if dated else [])):
        table.add_column(name, style="dim" if not name else "", justify="left" if name else "right")
    for number, talk in enumerate(rows, 1):
        names = ", ".join(speaker.name for speaker in talk.speakers)
        cells = [str(number), line(talk.title), line(names), *([talk.start[:10]] if dated else [])]
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table)
    out.print(count(len(rows), "talk"), style="dim")


def show_problems(problems: Iterable[Problem], limit: int = 20) -> None:
    """What could not be read, on standard error: each kind of problem with its first places."""
    alike: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        alike[problem.message].append(problem)
    lines: list[str] = []
    for message, group in alike.items():
        places = [f"{p.path}:{p.line}" if p.line else p.path for p in group]
        if len(group) > 3:
            lines.append(f"{places[0]} and {len(group) - 1} other places: {message}")
        else:
            lines += [f"{place}: {message}" for place in places]
    for text in lines[:limit]:
        sys.stderr.write(line(text) + "\n")
    if len(lines) > limit:
        sys.stderr.write(f"... and {len(lines) - limit} more kinds; --json lists them all.\n")


def show_report(report: IngestReport, *, dry_run: bool, json: bool) -> None:
    """What an ingest did, or with `dry_run` would do."""
    if json:
        record: dict[str, Any] = {
            "added": report.added,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "removed": report.removed,
            "problems": [asdict(problem) for problem in report.problems],
        }
        if dry_run:
            record["talks"] = [talk_to_json(talk) for talk in report.talks]
        print_json(record)
        return
    for text in _sources(report.sources):
        say(text)
    if dry_run:
        show_talks(report.talks)
    would = "Nothing was written. It would be: " if dry_run else ""
    say(
        f"{would}{report.added} added, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.removed} removed."
    )
    show_problems(report.problems)


def _sources(sources: Iterable[Source]) -> list[str]:
    """What files were recognised as; many that were for the same reason, in one line."""
    alike: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in sources:
        alike[source.format, source.why].append(source)
    lines: list[str] = []
    for (_, why), group in alike.items():
        if len(group) > _MANY:
            place = os.path.commonpath([source.path for source in group])
            files = f" in {len(group)} files"
            talks, transcripts = (sum(s.talks for s in group), sum(s.transcripts for s in group))
            group = [replace(group[0], path=place, talks=talks, transcripts=transcripts)]
        else:
            files = ""
        lines += [f"{s.path}: {_given(s.talks, s.transcripts)}{files} ({why})" for s in group]
    return lines


def _given(talks: int, transcripts: int) -> str:
    """ "2 talks", "1 transcript" or both."""
    counts = [count(talks, "talk")] if talks or not transcripts else []
    return " and ".join([*counts, *([count(transcripts, "transcript")] if transcripts else [])])


def show_status(status: Mapping[str, Any], *, json: bool) -> None:
    """What a library holds, and whether it is sound."""
    if json:
        print_json(status)
        return
    say(f"Library: {status['home']} ({status['size'] / 1e6:.1f} MB)")
    say(f"Talks: {status['talks']}, {status['with_transcript']} with a transcript")
    say(f"Passages: {status['passages']}, {status['embedded']} embedded by {status['embedder']}")
    for name, number in status["other_embedders"].items():
        say(f"Also kept: {count(number, 'vector')} by {name}")
    if status["chroma"]:
        say(f"Searched on: the Chroma server at {status['chroma']}")
    for text in _sources(
        Source(s["path"], s["format"], s["why"], s["talks"], s["transcripts"])
        for s in status["sources"]
    ):
        say(f"Source: {text}")
    if changed := max((source["ingested"] for source in status["sources"]), default=""):
        say(f"Last change: {changed}")
    for problem in status["problems"]:
        say(f"Problem: {problem}")
    if not status["problems"]:
        say("Health: sound")


def show_check(report: Mapping[str, Any], *, json: bool) -> None:
    """What a check found and what it could repair."""
    if json:
        print_json(report)
        return
    for problem in report["found"]:
        say(("Repaired: " if problem not in report["problems"] else "Found: ") + problem)
    if not report["problems"]:
        say("The library and its index are sound.")

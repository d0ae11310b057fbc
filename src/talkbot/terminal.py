"""How answers, talks and progress look in a terminal, and in a pipe.

Texts of records and models are data: control characters are taken out before anything is shown,
so that they cannot move the cursor, and they are never read as console markup.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from talkbot.answers import Answer, Citation, Draft, Event, Stage, TalkRef
from talkbot.errors import TalkbotError
from talkbot.talks import talk_to_json

if TYPE_CHECKING:
    from talkbot.ingest import IngestReport
    from talkbot.talks import Problem, Talk

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Markdown as a reader of plain text wants it: without the backslashes.
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|~])")
_STAGES = {
    "understanding": "Understanding the question",
    "searching": "Searching the talks",
    "reading": "Reading what was found",
    "answering": "Answering",
}
_FIELDS = {"abstract": "abstract", "bio": "speaker's bio", "record": "record"}
_WIDEST = 100


def plain(text: str) -> str:
    """The text without control characters and direction overrides; lines stay lines."""
    return _CONTROL.sub("", text)


def line(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join(plain(text).split())


def console(*, stderr: bool = False) -> Console:
    """A console on the present standard output or error; honours NO_COLOR, pipes and width."""
    return Console(
        stderr=stderr,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        legacy_windows=False,
    )


def clock(seconds: float) -> str:
    """Seconds as 4:05 or 1:02:03."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def print_json(value: Any) -> None:
    """One JSON value on standard output, in UTF-8 where the terminal takes it."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        text = json.dumps(value, ensure_ascii=True, indent=2, allow_nan=False)
    sys.stdout.write(text + "\n")


def show_answer(events: Iterator[Event]) -> None:
    """Print the answer that the events end in; in a terminal it can be watched growing."""
    out = console()
    answer = _watch(events, out) if out.is_terminal else _last(events)
    if out.is_terminal:
        out.print(Group(*_pretty(answer)), width=min(out.width, _WIDEST))
    else:
        sys.stdout.write("\n".join(_lines(answer)) + "\n")


def _last(events: Iterator[Event]) -> Answer:
    for event in events:
        if isinstance(event, Answer):
            return event
    raise TalkbotError("The question was not answered: please ask again.")


def _watch(events: Iterator[Event], out: Console) -> Answer:
    from rich.live import Live
    from rich.spinner import Spinner

    waiting = Spinner("dots", text="", style="cyan")
    with Live(waiting, console=out, transient=True, refresh_per_second=12) as live:
        for event in events:
            if isinstance(event, Answer):
                return event
            if isinstance(event, Stage):
                waiting.update(text=_STAGES.get(event.name, event.name) + " ...")
            elif isinstance(event, Draft):
                live.update(_markdown(event.text))
    raise TalkbotError("The question was not answered: please ask again.")


def _pretty(answer: Answer) -> Iterator[RenderableType]:
    yield _markdown(answer.text)
    if answer.citations:
        yield Text("Sources", style="bold")
    for citation in answer.citations:
        yield _pretty_citation(citation)
    for ref in _unnamed(answer):
        yield Padding(Text(f"Near: {_title(ref)}"), (0, 1))
    yield Text(_footer(answer), style="dim")


def _markdown(text: str) -> RenderableType:
    from rich.markdown import Markdown

    return Padding(Markdown(plain(text), hyperlinks=False), (1, 1))


def _pretty_citation(citation: Citation) -> RenderableType:
    from rich.table import Table

    quote = Text(f"“{line(citation.quote)}”", style="italic")
    where = Text(f"{_title(citation)} · {_evidence(citation)}", style="cyan")
    rows = [quote, where]
    if citation.url:
        rows.append(Text(line(citation.url), style="blue", overflow="fold"))
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="bold", no_wrap=True)
    grid.add_column()
    grid.add_row(f"[{citation.n}]", Group(*rows))
    return Padding(grid, (0, 1, 1, 1))


def _lines(answer: Answer) -> Iterator[str]:
    yield _unescaped(answer.text)
    if answer.citations:
        yield "\nSources"
    for citation in answer.citations:
        yield f"[{citation.n}] “{line(citation.quote)}”"
        yield f"    {_title(citation)} · {_evidence(citation)}"
        if citation.url:
            yield f"    {line(citation.url)}"
    yield from (f"Near: {_title(ref)}" for ref in _unnamed(answer))
    if answer.notice:
        yield f"\n{line(answer.notice)}"


def _unnamed(answer: Answer) -> list[TalkRef]:
    """The nearest talks of a refusal that its text does not name itself."""
    text = _unescaped(answer.text)
    return [ref for ref in answer.nearest if line(ref.title) not in line(text)]


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", plain(text))


def _title(ref: Citation | TalkRef) -> str:
    names = ", ".join(ref.speakers)
    return line(f"{ref.title} — {names}" if names else ref.title)


def _evidence(citation: Citation) -> str:
    if citation.field == "transcript":
        return "said on stage" + ("" if citation.time is None else f" at {clock(citation.time)}")
    return f"from the {_FIELDS[citation.field]}"


def _footer(answer: Answer) -> str:
    who = "the records themselves" if answer.model == "extractive" else answer.model
    seconds = sum(answer.timings_ms.values()) / 1000
    if "total" in answer.timings_ms:
        seconds = answer.timings_ms["total"] / 1000
    notice = f"{line(answer.notice)} " if answer.notice else ""
    return f"{notice}Answered from {who} in {seconds:.2f} s."


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
    """What could not be read, on standard error, at most `limit` of them."""
    rows = list(problems)
    for problem in rows[:limit]:
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        sys.stderr.write(f"{line(place)}: {line(problem.message)}\n")
    if len(rows) > limit:
        sys.stderr.write(f"... and {len(rows) - limit} more; --json lists them all.\n")


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
    for source in report.sources:
        say(f"{source.path}: {count(source.talks, 'talk')} ({source.why})")
    if dry_run:
        show_talks(report.talks)
    would = "Nothing was written. It would be: " if dry_run else ""
    say(
        f"{would}{report.added} added, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.removed} removed."
    )
    show_problems(report.problems)


def show_status(status: Mapping[str, Any], *, json: bool) -> None:
    """What a library holds, and whether it is sound."""
    if json:
        print_json(status)
        return
    say(f"Library    {status['home']} ({status['size'] / 1e6:.1f} MB)")
    say(f"Talks      {status['talks']}, {status['with_transcript']} with a transcript")
    say(f"Passages   {status['passages']}, {status['embedded']} embedded by {status['embedder']}")
    for source in status["sources"]:
        say(f"Source     {source['path']}: {count(source['talks'], 'talk')}")
    for problem in status["problems"]:
        say(f"Problem    {problem}")
    if not status["problems"]:
        say("Health     sound")


def show_check(report: Mapping[str, Any], *, json: bool) -> None:
    """What a check found and what it could repair."""
    if json:
        print_json(report)
        return
    for problem in report["found"]:
        say(("Repaired: " if problem not in report["problems"] else "Found: ") + problem)
    if not report["problems"]:
        say("The library and its index are sound.")


def announce(address: str) -> None:
    """The page's address, at once also in a pipe."""
    say(f"talkbot is at {address} (Ctrl-C stops it)")
    sys.stdout.flush()


def say(text: str) -> None:
    """One line on standard output."""
    sys.stdout.write(line(text) + "\n")


def count(number: int, noun: str) -> str:
    """ "1 talk", "2 talks"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def write(pieces: Iterable[str], output: Path | None) -> None:
    """Text as it is, into a file or onto standard output."""
    if output is None:
        sys.stdout.writelines(pieces)
        return
    with output.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int, float], None]]:
    """A bar with rate and time left on standard error, and only if that is a terminal.

    Gives a callable taking stage, done, total (0 when unknown) and rate a second.
    """
    out = console(stderr=True)
    if not out.is_terminal:
        yield lambda *_: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}", markup=False),
        TimeRemainingColumn(),
        console=out,
        transient=True,
    )
    with bar:
        task = bar.add_task("Reading", total=None, speed="")

        def update(stage: str, done: int, total: int, rate: float) -> None:
            speed = f"{rate:.0f}/s" if rate else ""
            bar.update(task, description=stage, completed=done, total=total or None, speed=speed)

        yield update

"""The commands about the collection: read talks in, list them, give them back, take them out."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from talkbot import terminal
from talkbot.cli.common import Home, Json, library_of, read_talks, settings_of
from talkbot.errors import TalkbotError, UsageError
from talkbot.resources import resource_path
from talkbot.talks import talk_to_json
from talkbot.terminal import reports

app = typer.Typer(rich_markup_mode=None)


class ExportFormat(StrEnum):
    jsonl = "jsonl"
    csv = "csv"
    jsonld = "jsonld"
    pyvideo = "pyvideo"


@app.command(epilog="Example: talkbot ingest seminar.html schedule.json transcripts/")
def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH...", help="Files, folders or archives that hold talks."),
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Ingest the collection that ships with talkbot.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen and write nothing.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep talks that are no longer in their source.")
    ] = False,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="What a table calls a field of a talk (title=Vortrag); may be repeated.",
        ),
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Read talks into the library. Ingesting again updates what changed."""
    wanted = [*(paths or []), *([resource_path("data")] if sample else [])]
    if not wanted:
        raise UsageError(
            "Name the files or folders to read (talkbot ingest my-talks/), "
            "or use --sample for the talks that ship with talkbot."
        )
    report = read_talks(
        wanted, settings_of(context, home), dry_run=dry_run, keep=keep, columns=_columns(columns)
    )
    reports.show_report(report, dry_run=dry_run, json=json)
    if not (report.added or report.updated or report.unchanged or report.removed):
        names = ", ".join(map(str, wanted))
        raise TalkbotError(f"No talk was found in {names}: docs/formats.md shows what can be read.")


@app.command(epilog="Example: talkbot talks | grep -i robots")
def talks(
    context: typer.Context,
    full: Annotated[
        bool, typer.Option("--full", help="With --json: the transcripts as well.")
    ] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """List the talks of the collection."""
    with library_of(settings_of(context, home)) as library:
        listed = library.talks()
        if not json:
            reports.show_talks(listed)
            return
        timed = library.with_transcript()
        records = []
        for talk in listed:
            whole = library.talk(talk.id) if full and talk.id in timed else talk
            records.append(talk_to_json(whole or talk, full=full))
            records[-1]["has_transcript"] = talk.id in timed
        terminal.print_json(records)


@app.command(epilog="Example: talkbot export --format csv --output talks.csv")
def export(
    context: typer.Context,
    form: Annotated[
        ExportFormat, typer.Option("--format", help="jsonl loses nothing and can be ingested.")
    ] = ExportFormat.jsonl,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Else standard output.")
    ] = None,
    home: Home = None,
) -> None:
    """Give the collection back in a format that others read."""
    from talkbot.export import export as pieces

    with library_of(settings_of(context, home)) as library:
        whole = (library.talk(talk.id) or talk for talk in library.talks())
        terminal.write(pieces(whole, form.value), output)


@app.command(epilog="Example: talkbot remove old-seminar.html")
def remove(
    context: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE|ID...", help="A file, folder or archive, or a talk's id."),
    ],
    home: Home = None,
    json: Json = False,
) -> None:
    """Erase talks from the library; their files stay."""
    settings = settings_of(context, home)
    library_of(settings).close()
    from talkbot import upkeep

    with terminal.progress_bar() as update:
        report = upkeep.remove(
            settings, *what, progress=lambda p: update(p.stage, p.done, p.total, p.rate)
        )
    if json:
        terminal.print_json({"removed": report.removed})
    else:
        terminal.say(f"Removed {terminal.count(report.removed, 'talk')}.")


def _columns(pairs: Sequence[str] | None) -> dict[str, str]:
    columns = dict(pair.partition("=")[::2] for pair in pairs or ())
    for field, column in columns.items():
        if not field.strip() or not column.strip():
            raise UsageError(
                f"--map needs a field of a talk and the table's name for it, as in "
                f"--map title=Vortrag; not {field}={column}."
            )
    return {field.strip(): column.strip() for field, column in columns.items()}

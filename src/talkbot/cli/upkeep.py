"""The commands that keep the library sound: look, repair, copy, bring back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from talkbot import terminal
from talkbot.cli.common import Home, Json, library_of, settings_of
from talkbot.errors import TalkbotError
from talkbot.terminal import reports

app = typer.Typer(rich_markup_mode=None)


@app.command(epilog="Example: talkbot status --json")
def status(context: typer.Context, home: Home = None, json: Json = False) -> None:
    """Show what is indexed, from which sources and by which model."""
    settings = settings_of(context, home)
    library_of(settings).close()
    from talkbot import upkeep

    report = upkeep.status(settings)
    reports.show_status(upkeep.to_json(report), json=json)


@app.command(epilog="Example: talkbot check --repair")
def check(
    context: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Build again what can be built from the records.")
    ] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Check that the library and its index are sound. It reads both as a whole."""
    settings = settings_of(context, home)
    library_of(settings).close()
    from talkbot import upkeep

    with terminal.progress_bar() as update:
        report = upkeep.check(
            settings, repair=repair, progress=lambda p: update(p.stage, p.done, p.total, p.rate)
        )
    reports.show_check(upkeep.to_json(report), json=json)
    if report.problems:
        raise TalkbotError(report.problems[0])


@app.command(epilog="Example: talkbot backup talks.backup")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Written, or replaced, as a whole.")],
    home: Home = None,
) -> None:
    """Copy the library into one file, also while talkbot is in use."""
    settings = settings_of(context, home)
    library_of(settings).close()
    from talkbot import upkeep

    talks = upkeep.backup(settings, file)
    size = file.stat().st_size / 1e6
    terminal.say(f"Backed up {terminal.count(talks, 'talk')} to {file} ({size:.1f} MB).")


@app.command(epilog="Example: talkbot restore talks.backup --home new-folder")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What talkbot backup wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="In place of the talks that are in the library.")
    ] = False,
    home: Home = None,
) -> None:
    """Make the library of a backup again, without embedding anything."""
    settings = settings_of(context, home)
    from talkbot import upkeep

    with terminal.progress_bar() as update:
        talks = upkeep.restore(
            settings,
            file,
            replace=replace,
            progress=lambda p: update(p.stage, p.done, p.total, p.rate),
        )
    terminal.say(f"Restored {terminal.count(talks, 'talk')} into {settings.home}.")

"""All commands, in the order of the help.

They format what the library, the chat and the evaluation give, and decide nothing. Heavy parts are
imported inside the commands that need them, so that help and listings are quick.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from talkbot import __version__
from talkbot.cli import asking, collection, evaluation, serving, upkeep
from talkbot.cli.common import Home

app = typer.Typer(
    name="talkbot",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (collection, asking, serving, evaluation, upkeep):
    app.add_typer(group.app)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"talkbot {__version__}\n")
        raise typer.Exit


@app.callback(
    invoke_without_command=True,
    epilog="Start with: talkbot ingest --sample, then "
    'talkbot ask "Which talks are about optimization?"',
)
def talkbot(
    context: typer.Context,
    home: Home = None,
    version: Annotated[  # noqa: ARG001  (its callback does the work)
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask a collection of recorded talks anything; every answer is cited word for word."""
    context.obj = home
    if context.invoked_subcommand is None:
        sys.stdout.write(context.get_help() + "\n")

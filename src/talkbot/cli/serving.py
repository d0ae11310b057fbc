"""The commands that serve the talks to others: the page, the Model Context Protocol, its users."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from talkbot import terminal
from talkbot.cli.common import Agent, Home, library_of, read_talks, settings_of
from talkbot.errors import EmptyLibrary, UsageError
from talkbot.logs import log_to_stderr
from talkbot.resources import resource_path
from talkbot.settings import Settings

app = typer.Typer(rich_markup_mode=None)


@app.command(
    epilog="Example: talkbot serve --sample, or for others to sign in to: "
    "talkbot serve --host 0.0.0.0 --auth users.txt"
)
def serve(
    context: typer.Context,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="Address to listen on; 0.0.0.0 opens the page to the network."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, metavar="PORT", help="[default: the first free one from 7860 on]"
        ),
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="With an empty library, first read the sample talks.")
    ] = False,
    public: Annotated[
        bool,
        typer.Option("--public", help="For strangers: no uploads, and a limit of questions."),
    ] = False,
    auth: Annotated[
        Path | None,
        typer.Option("--auth", metavar="FILE", help="Ask for a user of this file (talkbot user)."),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="DIR", help="Show the latest evaluation run in DIR."),
    ] = None,
    embed: Annotated[
        list[str] | None,
        typer.Option(metavar="SITE", help="Let this site show the page in a frame; repeatable."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Log every request, without anybody's words.")
    ] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Log every request as a line of JSON.")
    ] = False,
    agent: Agent = False,
    home: Home = None,
) -> None:
    """Open the chat page and print its address."""
    settings = settings_of(context, home, agent=agent)
    from talkbot.ui import read_users

    log_to_stderr(verbose=verbose, as_json=log_json)
    users = read_users(auth) if auth else {}
    if sample:
        _ingest_sample(settings)
    library_of(settings).close()
    from talkbot.ui import serve as run
    from talkbot.ui.options import Options

    options = Options(public=public, users=users, report=report, ancestors=_framed_by(embed or []))
    with suppress(KeyboardInterrupt):
        run(settings, host=host, port=port, options=options, ready=terminal.announce)
    # A thread of the page may be deep in a library that aborts when the interpreter ends under it.
    sys.stdout.flush()
    os._exit(0)


@app.command(epilog="Example: talkbot mcp --http --port 7960")
def mcp(
    context: typer.Context,
    http: Annotated[
        bool, typer.Option("--http", help="Streamable HTTP on this machine, not standard input.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65535,
            metavar="PORT",
            help="With --http [default: the first free one from 7960 on].",
        ),
    ] = None,
    home: Home = None,
) -> None:
    """Serve the talks to other assistants (Model Context Protocol)."""
    from talkbot.mcp import require_extra, serve_http, serve_stdio

    require_extra()
    if port is not None and not http:
        raise UsageError("--port needs --http: without it the client talks over standard input.")
    settings = settings_of(context, home)
    library_of(settings).close()
    with suppress(KeyboardInterrupt):
        serve_http(settings, port, terminal.announce) if http else serve_stdio(settings)
    sys.stdout.flush()
    os._exit(0)  # see serve


@app.command(epilog="Example: talkbot user ada >> users.txt")
def user(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")],
    password: Annotated[
        str,
        typer.Option(
            prompt=True,
            hide_input=True,
            confirmation_prompt=True,
            metavar="PASSWORD",
            help="Asked for, unseen, when it is not given here.",
        ),
    ],
) -> None:
    """Print a line for the users file of serve --auth, the password hashed."""
    from talkbot.ui.accounts import hashed

    if not name or ":" in name or not password:
        raise UsageError("A user needs a password, and a name without a colon.")
    sys.stdout.write(f"{name}:{hashed(password)}\n")


def _framed_by(sites: Sequence[str]) -> str:
    """The sites that may show the page in a frame, as a Content-Security-Policy names them."""
    for site in sites:
        if not re.fullmatch(r"https?://[\w.*-]+(:\d+)?", site, re.ASCII):
            raise UsageError(f"--embed needs a site such as https://example.org, not {site!r}.")
    return " ".join(["'self'", *sites])


def _ingest_sample(settings: Settings) -> None:
    """Read the sample into an empty library, or its changes into one that holds it already."""
    data = resource_path("data").resolve()
    try:
        with library_of(settings) as library:
            if not any(Path(talk.source).is_relative_to(data) for talk in library.talks()):
                return
        news = read_talks([data], settings, dry_run=True)
        if not (news.added or news.updated or news.removed):
            return
    except EmptyLibrary:
        pass
    read_talks([data], settings)

"""The commands: they format what the library, the chat and the evaluation give, decide nothing.

Heavy parts are imported inside the commands that need them, so that help and listings are quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talkbot import __version__, terminal
from talkbot.answers import Turn, answer_to_json
from talkbot.cli import evaluation
from talkbot.errors import EmptyLibrary, TalkbotError, UsageError
from talkbot.logs import log_to_stderr
from talkbot.resources import resource_path
from talkbot.settings import Settings, load_settings
from talkbot.talks import talk_to_json
from talkbot.terminal import answers, reports

if TYPE_CHECKING:
    from talkbot.chat import TalkBot
    from talkbot.ingest import IngestReport
    from talkbot.library import Library

app = typer.Typer(
    name="talkbot",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        help="Folder of the library and index (else TALKBOT_HOME, else the user's data folder).",
        show_default=False,
    ),
]
Agent = Annotated[
    bool,
    typer.Option("--agent", help="Let the chat model look the talks up itself, within limits."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, as docs/json.md describes it.")]


class ExportFormat(StrEnum):
    jsonl = "jsonl"
    csv = "csv"
    jsonld = "jsonld"
    pyvideo = "pyvideo"


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"talkbot {__version__}\n")
        raise typer.Exit


@app.callback(
    invoke_without_command=True,
    epilog='Start with: talkbot ingest --sample, then talkbot ask "Who speaks about what?"',
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


def _settings(context: typer.Context, home: Path | None, *, agent: bool = False) -> Settings:
    settings = load_settings(home or context.obj)
    if agent and not settings.uses_model:
        raise UsageError("--agent needs a chat model: set OPENAI_API_KEY or OPENAI_BASE_URL.")
    return replace(settings, agent=settings.agent or agent)


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
    report = _ingest(
        wanted, _settings(context, home), dry_run=dry_run, keep=keep, columns=_columns(columns)
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
    with _library(_settings(context, home)) as library:
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


@app.command(
    epilog='Example: talkbot ask "And who else?" --after "Who speaks about robots?", '
    'or talkbot ask --agent "What do the talks on robots disagree about?"'
)
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question; - reads it from standard input.")],
    after: Annotated[
        list[str] | None,
        typer.Option("--after", metavar="QUESTION", help="An earlier question; may be repeated."),
    ] = None,
    agent: Agent = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Answer a question about the talks, each sentence with its source."""
    earlier = [_question(text) for text in after or ()]
    latest = _question(question)
    bot = _bot(_settings(context, home, agent=agent))
    turns: tuple[Turn, ...] = ()
    for text in earlier:
        turns = (*turns, Turn(text, bot.answer(text, turns)))
    if json:
        terminal.print_json(answer_to_json(bot.answer(latest, turns)))
    else:
        answers.show_answer(bot.ask(latest, turns))


@app.command(epilog="Example: talkbot chat < questions.txt")
def chat(context: typer.Context, agent: Agent = False, home: Home = None) -> None:
    """Talk about the talks: questions, follow-ups, and commands (/help)."""
    settings = _settings(context, home, agent=agent)
    from talkbot.terminal.chat import chat as converse

    converse(_bot(settings), settings.home / "chat-history")


@app.command(epilog="Example: talkbot serve --port 8080")
def serve(
    context: typer.Context,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 opens the page to the network.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port [default: the first free one from 7860 on]."),
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
    settings = _settings(context, home, agent=agent)
    from talkbot.ui import read_users

    log_to_stderr(verbose=verbose, as_json=log_json)
    users = read_users(auth) if auth else {}
    if sample:
        _ingest_sample(settings)
    _library(settings).close()
    from talkbot.ui import serve as run
    from talkbot.ui.options import Options

    options = Options(public=public, users=users, report=report)
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
            min=0, max=65535, help="With --http: the port [default: the first free from 7960 on]."
        ),
    ] = None,
    home: Home = None,
) -> None:
    """Serve the talks to other assistants by the Model Context Protocol."""
    from talkbot.mcp import require_extra, serve_http, serve_stdio

    require_extra()
    if port is not None and not http:
        raise UsageError("--port needs --http: without it the client talks over standard input.")
    settings = _settings(context, home)
    _library(settings).close()
    with suppress(KeyboardInterrupt):
        serve_http(settings, port, terminal.announce) if http else serve_stdio(settings)
    sys.stdout.flush()
    os._exit(0)  # see serve


@app.command(epilog="Example: talkbot user ada >> users.txt")
def user(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    password: Annotated[
        str,
        typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Else asked."),
    ],
) -> None:
    """Print the line for a user of the page, its password hashed, for serve --auth."""
    from talkbot.ui.accounts import hashed

    if not name or ":" in name or not password:
        raise UsageError("A user needs a password, and a name without a colon.")
    sys.stdout.write(f"{name}:{hashed(password)}\n")


app.add_typer(evaluation.app)


@app.command(epilog="Example: talkbot status --json")
def status(context: typer.Context, home: Home = None, json: Json = False) -> None:
    """Show what is indexed, from which sources and by which model."""
    settings = _settings(context, home)
    _library(settings).close()
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
    """Read the whole library and its index and say whether they are sound."""
    settings = _settings(context, home)
    _library(settings).close()
    from talkbot import upkeep

    with terminal.progress_bar() as update:
        report = upkeep.check(
            settings, repair=repair, progress=lambda p: update(p.stage, p.done, p.total, p.rate)
        )
    reports.show_check(upkeep.to_json(report), json=json)
    if report.problems:
        raise TalkbotError(report.problems[0])


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
    settings = _settings(context, home)
    _library(settings).close()
    from talkbot import upkeep

    with terminal.progress_bar() as update:
        report = upkeep.remove(
            settings, *what, progress=lambda p: update(p.stage, p.done, p.total, p.rate)
        )
    if json:
        terminal.print_json({"removed": report.removed})
    else:
        terminal.say(f"Removed {terminal.count(report.removed, 'talk')}.")


@app.command(epilog="Example: talkbot backup talks.backup")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Written, or replaced, as a whole.")],
    home: Home = None,
) -> None:
    """Copy the library into one file, also while talkbot is in use."""
    settings = _settings(context, home)
    _library(settings).close()
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
    settings = _settings(context, home)
    from talkbot import upkeep

    with terminal.progress_bar() as update:
        talks = upkeep.restore(
            settings,
            file,
            replace=replace,
            progress=lambda p: update(p.stage, p.done, p.total, p.rate),
        )
    terminal.say(f"Restored {terminal.count(talks, 'talk')} into {settings.home}.")


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

    with _library(_settings(context, home)) as library:
        whole = (library.talk(talk.id) or talk for talk in library.talks())
        terminal.write(pieces(whole, form.value), output)


def _library(settings: Settings) -> Library:
    from talkbot.library import Library

    try:
        with terminal.progress_bar() as update:
            return Library.open(
                settings.home, progress=lambda stage, done, total: update(stage, done, total, 0.0)
            )
    except EmptyLibrary as error:
        raise EmptyLibrary(
            f"There are no talks in {settings.home} yet: run talkbot ingest PATH for your own, "
            "or talkbot ingest --sample for those that ship with talkbot."
        ) from error


def _bot(settings: Settings) -> TalkBot:
    _library(settings).close()  # an empty library is told before the slow imports
    from talkbot.assembly import build

    return build(settings)


def _ingest(
    paths: Sequence[Path],
    settings: Settings,
    *,
    dry_run: bool = False,
    keep: bool = False,
    columns: Mapping[str, str] | None = None,
) -> IngestReport:
    from talkbot.ingest import ingest as run

    with terminal.progress_bar() as update:
        return run(
            paths,
            home=settings.home,
            settings=settings,
            dry_run=dry_run,
            keep=keep,
            columns=columns,
            progress=lambda p: update(p.stage, p.done, p.total, p.rate),
        )


def _columns(pairs: Sequence[str] | None) -> dict[str, str]:
    columns = dict(pair.partition("=")[::2] for pair in pairs or ())
    for field, column in columns.items():
        if not field.strip() or not column.strip():
            raise UsageError(
                f"--map needs a field of a talk and the table's name for it, as in "
                f"--map title=Vortrag; not {field}={column}."
            )
    return {field.strip(): column.strip() for field, column in columns.items()}


def _ingest_sample(settings: Settings) -> None:
    """Read the sample into an empty library, or its changes into one that holds it already."""
    data = resource_path("data").resolve()
    try:
        with _library(settings) as library:
            if not any(Path(talk.source).is_relative_to(data) for talk in library.talks()):
                return
        news = _ingest([data], settings, dry_run=True)
        if not (news.added or news.updated or news.removed):
            return
    except EmptyLibrary:
        pass
    _ingest([data], settings)


def _question(text: str) -> str:
    if text == "-":
        text = sys.stdin.read() if sys.stdin else ""
    asked = text.encode("utf-8", "replace").decode().strip()
    if not asked:
        raise UsageError('The question is empty. Example: talkbot ask "Who speaks about robots?"')
    return asked

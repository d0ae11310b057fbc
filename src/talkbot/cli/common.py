"""What several commands share: their options, and the way to the settings and the library."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talkbot import terminal
from talkbot.errors import EmptyLibrary, UsageError
from talkbot.settings import Settings, load_settings

if TYPE_CHECKING:
    from talkbot.chat import TalkBot
    from talkbot.ingest import IngestReport
    from talkbot.library import Library

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


def settings_of(context: typer.Context, home: Path | None, *, agent: bool = False) -> Settings:
    settings = load_settings(home or context.obj)
    if agent and not settings.uses_model:
        raise UsageError("--agent needs a chat model: set OPENAI_API_KEY or OPENAI_BASE_URL.")
    return replace(settings, agent=settings.agent or agent)


def again(home: Path | None, command: str) -> str:
    """A command to go on with, in the library that this one was given."""
    words = ["talkbot", *(("--home", str(home)) if home else ())]
    return f"{shlex.join(words)} {command}"


def library_of(settings: Settings) -> Library:
    from talkbot.library import Library

    try:
        with terminal.progress_bar() as update:
            return Library.open(
                settings.home, progress=lambda stage, done, total: update(stage, done, total, 0.0)
            )
    except EmptyLibrary as error:
        raise EmptyLibrary(
            f"There are no talks in {settings.home} yet: run talkbot ingest PATH for your own, "
            "or talkbot ingest --sample for those that ship with talkbot. (--home DIR names "
            "another library.)"
        ) from error


def bot_of(settings: Settings, *, once: bool = False) -> TalkBot:
    library_of(settings).close()  # an empty library is told before the slow imports
    from talkbot.assembly import build

    return build(settings, once=once)


def read_talks(
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

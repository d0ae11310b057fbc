"""The command `eval`: choose the questions, run, show, keep."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from talkbot import terminal
from talkbot.cli import drafts
from talkbot.cli.common import Home, Json
from talkbot.errors import TalkbotError, UsageError
from talkbot.resources import resource_path
from talkbot.settings import Settings, load_settings

app = typer.Typer(
    name="eval",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    invoke_without_command=True,
)
app.command(epilog="Example: talkbot eval new my-questions.jsonl")(drafts.new)
app.command(epilog="Example: talkbot eval confirm my-questions.jsonl")(drafts.confirm)


class Split(StrEnum):
    all = "all"
    dev = "dev"
    test = "test"


@app.callback(epilog="Example: talkbot eval --split dev --baseline my-last-run")
def evaluate(
    context: typer.Context,
    split: Annotated[
        Split, typer.Option(help="The questions to ask: for development, held out, or all.")
    ] = Split.all,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="Only questions of this type; repeatable."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ID", help="Only the question with this id; repeatable."),
    ] = None,
    collection: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only questions about this collection; repeatable."),
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Your own questions, about the talks in your library."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help='The chat model (else as set), or "none".'),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="RUN", help="An earlier run's folder to compare with.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="The run's folder [default: below home]."
        ),
    ] = None,
    fail_under: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Fail when a figure is below its floor in this file."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask again also what has not changed.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="NUMBER", help="Processes to share the work [default: 2]."),
    ] = None,
    judge: Annotated[
        bool, typer.Option("--judge", help="Have the set chat model judge the answers, too.")
    ] = False,
    judge_runs: Annotated[
        int, typer.Option(min=1, max=9, metavar="NUMBER", help="Times to judge each.")
    ] = 3,
    judge_calls: Annotated[
        int, typer.Option(min=1, metavar="NUMBER", help="At most this many requests to the judge.")
    ] = 500,
    home: Home = None,
    json: Json = False,
) -> None:
    """Measure the answers on questions whose answers are known."""
    if context.invoked_subcommand is not None:
        context.obj = home or context.obj
        return
    from talkbot.evaluation import floors, folder, items, run, summary
    from talkbot.evaluation.judging import judge_run

    given = load_settings(home or context.obj)
    if judge and not given.uses_model:
        raise UsageError("A judge needs a chat model: set OPENAI_API_KEY or OPENAI_BASE_URL.")
    settings = _with_model(given, model)
    place = settings.home / "evaluation"
    choice = items.Choice(
        split.value, frozenset(types or ()), frozenset(only or ()), frozenset(collection or ())
    )
    bounds = floors.load_floors(fail_under) if fail_under else ()
    earlier = folder.rows_of(_run_folder(baseline, place)) if baseline else []
    collections = (
        items.load_own(questions, choice)
        if questions
        else items.load_collections(resource_path("eval"), resource_path("data"), choice)
    )
    with terminal.progress_bar() as update:
        done = run.evaluate(
            collections, settings, cache=place / "cache", choice=choice, fresh=fresh, jobs=jobs,
            tell=update,
        )  # fmt: skip
        judged = (
            judge_run(done, given, cache=place / "cache", runs=judge_runs, limit=judge_calls,
                      tell=update)
            if judge
            else None
        )  # fmt: skip
    figures = summary.summarise(done, earlier, judged)
    target = output or place / "runs" / folder.name_of(done)
    folder.write(target, done, figures, str(baseline or ""), judged)
    _show(figures, target, json=json)
    if missed := floors.misses(bounds, figures):
        raise TalkbotError(f"Below the floors: {'; '.join(missed)}")


def _show(figures: dict[str, Any], target: Path, *, json: bool) -> None:
    if json:
        terminal.print_json(figures)
        return
    sys.stdout.write((target / "summary.md").read_text("utf-8"))
    terminal.say(f"Report: {target / 'report.html'}")


def _with_model(settings: Settings, model: str | None) -> Settings:
    if model is None:
        return settings
    if model.lower() == "none":
        return replace(settings, model="")
    if not (settings.api_key or settings.base_url):
        raise UsageError("A chat model needs its service: set OPENAI_API_KEY or OPENAI_BASE_URL.")
    return replace(settings, model=model)


def _run_folder(run: Path, place: Path) -> Path:
    """A folder as given, or the name of a run below home."""
    named = place / "runs" / run
    return run if run.exists() or not named.exists() else named

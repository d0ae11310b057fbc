"""The commands that answer: a question at a time, or in a conversation."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from talkbot import terminal
from talkbot.answers import Turn, answer_to_json
from talkbot.cli.common import Agent, Home, Json, bot_of, settings_of
from talkbot.errors import UsageError
from talkbot.terminal import answers

app = typer.Typer(rich_markup_mode=None)


@app.command(
    epilog='Example: talkbot ask "Who speaks about robots?", and a follow-up to it: '
    'talkbot ask "Where are they from?" --after "Who speaks about robots?"'
)
def ask(
    context: typer.Context,
    question: Annotated[
        str,
        typer.Argument(metavar="QUESTION", help="The question; - reads it from standard input."),
    ],
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
    bot = bot_of(settings_of(context, home, agent=agent), once=True)
    turns: tuple[Turn, ...] = ()
    for text in earlier:
        turns = (*turns, Turn(text, bot.answer(text, turns)))
    if json:
        terminal.print_json(answer_to_json(bot.answer(latest, turns)))
    else:
        answers.show_answer(bot.ask(latest, turns))


@app.command(
    epilog="Example: talkbot chat, or for a list of questions: talkbot chat < questions.txt"
)
def chat(context: typer.Context, agent: Agent = False, home: Home = None) -> None:
    """Hold a conversation about the talks: questions and follow-ups. Type /help in it."""
    settings = settings_of(context, home, agent=agent)
    from talkbot.terminal.chat import chat as converse

    converse(bot_of(settings), settings.home / "chat-history")


def _question(text: str) -> str:
    if text == "-":
        text = sys.stdin.read() if sys.stdin else ""
    asked = text.encode("utf-8", "replace").decode().strip()
    if not asked:
        raise UsageError('The question is empty. Example: talkbot ask "Who speaks about robots?"')
    return asked

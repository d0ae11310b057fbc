"""A conversation in a terminal; through a pipe, the answer to each line."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from talkbot import lookup
from talkbot.answers import Answer, Event, Turn
from talkbot.errors import TalkbotError, UsageError
from talkbot.scope import scope_notice
from talkbot.talks import Filters
from talkbot.terminal import count, reports, say
from talkbot.terminal.answers import show_answer

if TYPE_CHECKING:
    from talkbot.chat import TalkBot

_PROMPT = "> "
_REMEMBERED = 1000
_HELP = """\
Ask about the talks; a question may follow from the one before. Commands:
  /talks            list the talks, within the scope
  /scope            show which talks are searched
  /scope KEY VALUE  keep to talks of an event, year (2019 or 2019-2021), speaker,
                    affiliation, track, tag or language; /scope video or
                    /scope transcript to those that have one; /scope off to all
  /open N           open source [N] of the last answer, at its second
  /new              forget the conversation
  /help, /quit      this list; leave (also Ctrl-D)"""
_COMMANDS = ("/talks", "/scope", "/open", "/new", "/help", "/quit")
_KEYS = ("event", "year", "speaker", "affiliation", "track", "tag", "language")


def chat(bot: TalkBot, history: Path) -> None:
    """Answer questions until the input ends; `history` keeps them for the next time.

    Only in a terminal there are a prompt and a history; a pipe's output is the answers alone.
    """
    if sys.stdin is None:
        raise UsageError("Standard input is closed: there are no questions to read.")
    talk = Conversation(bot)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        for line in sys.stdin:
            if not talk.take(line):
                break
            sys.stdout.flush()
        return
    say(f"{count(len(bot.library.talks()), 'talk')}; {bot.describe_model()}.")
    say("/help lists the commands, /quit leaves.")
    for line in _typed(history):
        try:
            if not talk.take(line):
                break
        except KeyboardInterrupt:
            say("Stopped.")


def _typed(history: Path) -> Iterator[str]:
    """The lines typed at the prompt, with editing and earlier lines by the arrow keys."""
    try:
        import readline
    except ImportError:  # not every Python has it: typing works without
        readline = None  # type: ignore[assignment]
    if readline:
        with suppress(OSError):
            readline.read_history_file(history)
        readline.set_history_length(_REMEMBERED)
        readline.set_completer_delims(" ")
        readline.set_completer(_completed)
        libedit = "libedit" in (readline.__doc__ or "")
        readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
    try:
        while True:
            try:
                yield input(_PROMPT)
            except KeyboardInterrupt:
                sys.stdout.write("\n")
                say("Ctrl-D or /quit leaves.")
            except EOFError:
                sys.stdout.write("\n")
                return
    finally:
        if readline:
            with suppress(OSError):
                history.touch(0o600)  # what was asked is the reader's own business
                readline.write_history_file(history)


def _completed(start: str, state: int) -> str | None:
    found = [name for name in _COMMANDS if start and name.startswith(start)]
    return found[state] if state < len(found) else None


class Conversation:
    """What was said so far, the scope, and what a line does with them."""

    def __init__(self, bot: TalkBot) -> None:
        self._bot = bot
        self._turns: tuple[Turn, ...] = ()
        self._chosen: dict[str, str | bool] = {}
        self._scope = Filters()

    def take(self, line: str) -> bool:
        """Answer a question or obey a command; False when the conversation is over."""
        text = line.encode("utf-8", "replace").decode().strip()
        if text in ("/quit", "/exit"):
            return False
        try:
            if text.startswith("/"):
                name, _, rest = text.partition(" ")
                self._obey(name, rest.strip())
            elif text:
                self._answer(text)
        except TalkbotError as error:
            say(str(error))
        return True

    def _answer(self, question: str) -> None:
        def events() -> Iterator[Event]:
            for event in self._bot.ask(question, self._turns, self._scope or None):
                if isinstance(event, Answer):
                    self._turns = (*self._turns, Turn(question, event))
                yield event

        show_answer(events())
        sys.stdout.write("\n")

    def _obey(self, name: str, rest: str) -> None:
        if name == "/help":
            sys.stdout.write(_HELP + "\n")
        elif name == "/new":
            self._turns = ()
            say("The conversation starts anew.")
        elif name == "/talks":
            reports.show_talks(self._bot.view().catalogue.select(self._scope))
        elif name == "/scope":
            self._narrow(rest)
        elif name == "/open":
            self._open(rest)
        else:
            say(f"There is no command {name}: /help lists them.")

    def _narrow(self, rest: str) -> None:
        catalogue = self._bot.view().catalogue
        key, _, value = rest.partition(" ")
        chosen: dict[str, str | bool] = {}
        if key in ("video", "transcript") and not value.strip():
            chosen = {**self._chosen, key: True}
        elif key in _KEYS and value.strip():
            chosen = {**self._chosen, key: value.strip()}
        elif key == "":
            chosen = self._chosen
        elif key != "off":
            raise UsageError(f"Give one of {', '.join(_KEYS)} and its value, or off: /help.")
        scope = lookup.filters_of(**chosen)  # type: ignore[arg-type]
        if not catalogue.select(scope):
            raise UsageError("No talk is like that: the scope stays as it was.")
        self._chosen, self._scope = chosen, scope
        say(scope_notice(scope, catalogue) if scope else "All talks are searched.")

    def _open(self, rest: str) -> None:
        cited = self._turns[-1].answer.citations if self._turns else ()
        found = next((c for c in cited if str(c.n) == rest.strip("[]")), None)
        if found is None:
            marks = ", ".join(f"/open {c.n}" for c in cited[:3])
            raise UsageError(f"The last answer has no such source{': ' if marks else ''}{marks}.")
        if not found.url:
            raise UsageError(f"The record of “{found.title}” has no link to open.")
        say(found.url)
        if sys.stdout.isatty():
            webbrowser.open(found.url)

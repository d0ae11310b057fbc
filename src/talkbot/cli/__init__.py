"""The command line. Here: how a command is run, and what becomes of its errors."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from talkbot.cli.commands import app
from talkbot.errors import TalkbotError
from talkbot.settings import debug_wanted
from talkbot.terminal import line

__all__ = ["app", "main", "run"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The console script: run a command; errors become one line on standard error."""
    debug = debug_wanted()
    _quiet(debug)
    sys.exit(run(arguments, debug))


def _quiet(debug: bool) -> None:
    """Keep the libraries' warnings and log off the terminal, unless debugging."""
    if debug:
        logging.basicConfig(level=logging.INFO)
        return
    warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())


def run(arguments: Sequence[str] | None, debug: bool) -> int:
    try:
        if sys.stdout is None:
            raise TalkbotError("Standard output is closed: there is nowhere to print to.")
        code = app(args=arguments, prog_name="talkbot", standalone_mode=False)
        sys.stdout.flush()
        return _fail("Stopped.", 130) if code == 130 else int(code or 0)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("Stopped.", 130)
    except TyperException as error:
        hint = " See: talkbot --help" if error.exit_code == 2 else ""
        return _fail(error.format_message().rstrip(".") + "." + hint, error.exit_code, debug)
    except TalkbotError as error:
        return _fail(str(error), error.exit_code, debug)
    except BrokenPipeError:
        # Nobody reads on: nothing is left to say, not even by the interpreter at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail(
            f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.", 1, debug
        )
    except Exception as error:
        return _fail(
            f"Something went wrong inside talkbot ({type(error).__name__}: {error}). "
            "Run again with TALKBOT_DEBUG=1 for the details to report.",
            1,
            debug,
        )


def _fail(message: str, code: int, debug: bool = False) -> int:
    if sys.stderr is not None:
        if debug:
            traceback.print_exc()
        sys.stderr.write(f"talkbot: {line(message)}\n")
    return code

"""Text in a terminal and in a pipe.

Texts of records and models are data: control characters are taken out before anything is shown,
so that they cannot move the cursor, and they are never read as console markup.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """The text without control characters and direction overrides; lines stay lines."""
    return _CONTROL.sub("", text)


def line(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join(plain(text).split())


def console(*, stderr: bool = False) -> Console:
    """A console on the present standard output or error; honours NO_COLOR, pipes and width."""
    return Console(
        stderr=stderr,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        legacy_windows=False,
    )


def print_json(value: Any) -> None:
    """One JSON value on standard output, in UTF-8 where the terminal takes it."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        text = json.dumps(value, ensure_ascii=True, indent=2, allow_nan=False)
    sys.stdout.write(text + "\n")


def announce(address: str) -> None:
    """The page's address, at once also in a pipe."""
    say(f"talkbot is at {address} (Ctrl-C stops it)")
    sys.stdout.flush()


def say(text: str) -> None:
    """One line on standard output."""
    sys.stdout.write(line(text) + "\n")


def count(number: int, noun: str) -> str:
    """ "1 talk", "2 talks"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def write(pieces: Iterable[str], output: Path | None) -> None:
    """Text as it is, into a file or onto standard output."""
    if output is None:
        sys.stdout.writelines(pieces)
        return
    with output.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int, float], None]]:
    """A bar with rate and time left on standard error, and only if that is a terminal.

    Gives a callable taking stage, done, total (0 when unknown) and rate a second.
    """
    out = console(stderr=True)
    if not out.is_terminal:
        yield lambda *_: None
        return
    bars: list[Callable[[str, int, int, float], None]] = []
    with ExitStack() as shown:

        def update(stage: str, done: int, total: int, rate: float) -> None:
            # Drawn with the first thing there is to say: most commands say nothing.
            if not bars:
                bars.append(shown.enter_context(_bar(out)))
            bars[0](stage, done, total, rate)

        yield update


@contextmanager
def _bar(out: Console) -> Iterator[Callable[[str, int, int, float], None]]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}", markup=False),
        TimeRemainingColumn(),
        console=out,
        transient=True,
    )
    with bar:
        task = bar.add_task("Reading", total=None, speed="")

        def update(stage: str, done: int, total: int, rate: float) -> None:
            speed = f"{rate:.0f}/s" if rate else ""
            bar.update(task, description=stage, completed=done, total=total or None, speed=speed)

        yield update

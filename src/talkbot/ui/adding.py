"""Adding talks from the page: what was understood is shown first, then it is ingested.

Files are kept in `added` in the library's folder, where a later `talkbot ingest` finds them.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from talkbot.embedding import Embedder
from talkbot.errors import TalkbotError
from talkbot.formats import Reading, read_paths
from talkbot.ingest import Progress, ingest
from talkbot.settings import Settings
from talkbot.talks import Problem, Talk
from talkbot.ui.rendering import counted, day

MOST_BYTES = 50_000_000
MOST_FILES = 200
SHOWN = 12
"""Talks and problems listed before the rest is folded into a number."""
WAITING = 8
"""Previews kept until they are confirmed; older ones are dropped."""

_log = logging.getLogger("talkbot")


@dataclass(frozen=True, slots=True)
class Work:
    """How far an ingest has come; `told` is the outcome as HTML once it is `finished`."""

    stage: str = "Waiting"
    done: int = 0
    total: int = 0
    finished: bool = False
    told: str = ""


class Adder:
    """Takes files into one library, one after the other. Safe to use from several threads."""

    def __init__(self, settings: Settings, embedder: Embedder) -> None:
        self._settings = settings
        self._embedder = embedder
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._waiting: dict[str, Path] = {}
        self._works: dict[str, Work] = {}

    def preview(self, files: Mapping[str, bytes], known: frozenset[str]) -> str:
        """What these files would give, as HTML; `known` are the ids of the talks already here."""
        folder = Path(tempfile.mkdtemp(prefix="talkbot-"))
        for name, data in files.items():
            (folder / name).write_bytes(data)
        try:
            reading = read_paths([folder])
        except TalkbotError as error:
            shutil.rmtree(folder, ignore_errors=True)
            return _wrong(str(error))
        if not reading.talks:
            told = _nothing(reading, folder)
            shutil.rmtree(folder, ignore_errors=True)
            return told
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._waiting[token] = folder
            while len(self._waiting) > WAITING:
                shutil.rmtree(self._waiting.pop(next(iter(self._waiting))), ignore_errors=True)
        return _understood(reading, folder, known, token)

    def start(self, token: str) -> bool:
        """Begin to ingest what was previewed; False when that is not known (any more)."""
        with self._lock:
            folder = self._waiting.pop(token, None)
            if folder is None:
                return False
            self._works[token] = Work()
        threading.Thread(target=self._run, args=(token, folder), daemon=True).start()
        return True

    def work(self, token: str) -> Work | None:
        return self._works.get(token)

    def _run(self, token: str, folder: Path) -> None:
        def tell(progress: Progress) -> None:
            self._works[token] = Work(progress.stage, progress.done, progress.total)

        try:
            with self._turn:
                told = self._ingest(folder, tell)
        except TalkbotError as error:
            told = _wrong(str(error))
        except OSError as error:
            told = _wrong(f"The files cannot be kept in {self._settings.home} ({error.strerror}).")
        except Exception:
            _log.exception("adding talks failed")
            told = _wrong("Something went wrong. Try `talkbot ingest` with the same file.")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        self._works[token] = replace(self._works[token], finished=True, told=told)

    def _ingest(self, folder: Path, tell: Callable[[Progress], None]) -> str:
        place = self._settings.home / "added"
        place.mkdir(parents=True, exist_ok=True)
        kept = []
        for path in sorted(folder.iterdir()):
            kept.append(place / path.name)
            shutil.copyfile(path, kept[-1])
        report = ingest(
            kept,
            home=self._settings.home,
            settings=self._settings,
            keep=True,
            progress=tell,
            embedder=self._embedder,
        )
        parts = [
            f"{counted(report.added, 'talk')} added" if report.added else "",
            f"{report.updated:,} updated" if report.updated else "",
            f"{report.unchanged:,} already here" if report.unchanged else "",
        ]
        said = ", ".join(filter(None, parts)) or "Nothing changed"
        return (
            f'<p class="tb-done"><b>{said}.</b> They can be asked about now.</p>'
            '<div class="tb-buttons"><button type="button" class="tb-chip tb-strong tb-seeadded">'
            "See the talks</button></div>"
        )


def safe_name(name: str) -> str:
    """A plain file name made from one that a browser gave: no folders, no hidden files."""
    bare = re.split(r"[/\\]", name)[-1]
    bare = re.sub(r"[^\w.()+ -]+", "-", bare).strip(" .-")
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[:80]}.{ending[:10]}" if dot and stem else (bare[:80] or "talks")


def pasted_name() -> str:
    return time.strftime("pasted-%Y%m%d-%H%M%S.txt")


def _understood(reading: Reading, folder: Path, known: frozenset[str], token: str) -> str:
    here = sum(talk.id in known for talk in reading.talks)
    formats = "".join(
        f"<li><b>{escape(Path(s.path).name)}</b>: {counted(s.talks, 'talk')} "
        f"<span>({escape(s.why)})</span></li>"
        for s in reading.sources[:SHOWN]
    )
    rows = "".join(map(_row, reading.talks[:SHOWN]))
    more = len(reading.talks) - SHOWN
    rest = f'<p class="tb-quiet">… and {more:,} more.</p>' if more > 0 else ""
    old = f" {here:,} of them are here already and will be updated." if here else ""
    count = counted(len(reading.talks), "talk")
    return (
        f'<h3 class="tb-understood">{count} understood</h3>'
        f'<p class="tb-quiet">Please look through them before they are added.{old}</p>'
        f'<ul class="tb-formats">{formats}</ul>{_problems(reading.problems, folder)}'
        f'<ul class="tb-preview">{rows}</ul>{rest}'
        f'<div class="tb-buttons"><button type="button" class="tb-chip tb-strong tb-confirm" '
        f'data-token="{token}">Add {"it" if len(reading.talks) == 1 else f"these {count}"}</button>'
        '<button type="button" class="tb-chip tb-discard">Not these</button></div>'
    )


def _row(talk: Talk) -> str:
    who = "; ".join(", ".join(filter(None, (s.name, s.affiliation))) for s in talk.speakers)
    lines = [f"{len(talk.transcript):,} lines of transcript"] if talk.transcript else []
    facts = [talk.event, day(talk, hour=True), *lines]
    missing = [
        what
        for what, there in (("no speaker", talk.speakers), ("no abstract", talk.abstract))
        if not there
    ]
    gaps = "".join(f'<span class="tb-gap">{gap}</span>' for gap in missing)
    facts_html = " · ".join(escape(fact) for fact in facts if fact)
    return (
        f'<li><b dir="auto">{escape(talk.title)}</b><span dir="auto">{escape(who)}</span>'
        f"<span>{gaps}{facts_html}</span></li>"
    )


def _problems(problems: Sequence[Problem], folder: Path) -> str:
    if not problems:
        return ""
    rows = "".join(f"<li>{_said(problem, folder)}</li>" for problem in problems[:SHOWN])
    more = len(problems) - SHOWN
    rest = f"<li>… and {more:,} more.</li>" if more > 0 else ""
    label = "1 thing to look at" if len(problems) == 1 else f"{len(problems):,} things to look at"
    return f'<div class="tb-warnings" role="note"><b>{label}</b><ul>{rows}{rest}</ul></div>'


def _said(problem: Problem, folder: Path) -> str:
    where = problem.path.replace(f"{folder}/", "").replace(str(folder), "")
    line = f", line {problem.line}" if problem.line else ""
    message = problem.message.replace(f"{folder}/", "")
    return escape(f"{where}{line}: {message}" if where else message)


def _nothing(reading: Reading, folder: Path) -> str:
    hint = (
        "Listings, web pages, tables (CSV), JSON, schedules, calendars and captions can be read; "
        "each talk needs at least a title."
    )
    names = [path.name for path in folder.iterdir()]
    where = f" in {names[0]}" if len(names) == 1 else ""
    return _wrong(f"No talk was found{where}. {hint}") + _problems(reading.problems, folder)


def _wrong(text: str) -> str:
    return f'<p class="tb-changed" role="alert">{escape(text)}</p>'

"""The server's log on standard error: a line for each request, without anybody's words.

Questions, answers and addresses are never in it; a traceback, which may quote them, only when
asked for.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_FIELDS = (
    "id", "method", "route", "status", "ms", "understanding_ms", "searching_ms", "answering_ms",
    "via", "kind", "outcome", "model",
)  # fmt: skip


def log_to_stderr(*, verbose: bool = False, as_json: bool = False) -> None:
    """Show warnings; with `verbose` every request and tracebacks; `as_json` one object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(verbose=verbose, as_json=as_json))
    log = logging.getLogger("talkbot")
    log.handlers = [handler]
    log.setLevel(logging.INFO if verbose or as_json else logging.WARNING)
    log.propagate = False


class _Lines(logging.Formatter):
    def __init__(self, *, verbose: bool, as_json: bool) -> None:
        super().__init__()
        self._verbose = verbose
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        told = {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
            if self._verbose:
                told["traceback"] = self.formatException(record.exc_info)
        message = " ".join(record.getMessage().split())
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        if self._as_json:
            head = {"time": when, "level": record.levelname.lower(), "message": message}
            return json.dumps(head | told, ensure_ascii=False)
        traceback = told.pop("traceback", "")
        pairs = " ".join(f"{name}={value}" for name, value in told.items())
        line = f"{when} {record.levelname.lower()} {message} {pairs}".rstrip()
        return f"{line}\n{traceback}".rstrip()

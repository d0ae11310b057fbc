"""JSON, JSON Lines, YAML and TOML files as plain values."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from talkbot.formats.document import Document
from talkbot.talks import Problem

_YAML_START = re.compile(
    r"(?:---[ \t]*\n)?(?:#[^\n]*\n|\s*\n)*(?:\w+:[ \t]*\n)?[ \t]*- [\w\"']+ ?:"
)
_JSON_ENDINGS = ("json", "jsonl", "ndjson", "geojson")
_JSON_KEY = re.compile(r'"[\w@$ -]{1,40}"[ \t]?:')


@dataclass(frozen=True, slots=True)
class Data:
    """A parsed file: `kind` is "json", "jsonl" or "yaml"; `lines` are those of a list's items."""

    value: Any
    kind: str
    lines: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


@lru_cache(maxsize=1)
def load(document: Document) -> Data | None:
    """The values of a structured file, None when it is none.

    A file that begins like one and is broken gives Data whose value is None, with a Problem. What
    was read last is remembered, since several importers look at each file.
    """
    text = document.text
    start = text.lstrip()[:1]
    ending = document.name.rpartition(".")[2].casefold()
    if (start and start in "[{") or (ending in _JSON_ENDINGS and _JSON_KEY.search(text)):
        return _json(document, ending)
    if ending in ("yaml", "yml") or (ending not in ("md", "txt") and _YAML_START.match(text)):
        return _yaml(document)
    return None


class Places:
    """Finds the lines of values in a structured file whose parser does not tell them.

    Asked in the order of the file, it reads the text once.
    """

    def __init__(self, document: Document) -> None:
        self._text, self._at, self._line, self._misses = document.text, 0, 1, 0

    def line(self, record: Mapping[str, Any]) -> int:
        """The line of a record's longest text, 0 when none of its texts is found."""
        named = (value for key, value in record.items() if not str(key).startswith("@"))
        texts = sorted((v for v in named if isinstance(v, str) and v), key=len, reverse=True)
        for value in texts[:3]:
            forms = [json.dumps(value), json.dumps(value, ensure_ascii=False)]
            if len(value) > 3:
                forms.append(value)
            if found := next((line for form in forms if (line := self._find(form))), 0):
                return found
        return 0

    def _find(self, form: str) -> int:
        if self._misses > 60:
            return 0
        found = self._text.find(form, self._at)
        if found < 0:
            self._misses += 1
            found = self._text.find(form, 0, self._at)
            return self._text.count("\n", 0, found) + 1 if found >= 0 else 0
        self._line += self._text.count("\n", self._at, found)
        self._at = found
        return self._line


def _json(document: Document, ending: str) -> Data | None:
    try:
        return Data(json.loads(document.text), "json")
    except RecursionError:
        return Data(None, "json", problems=(document.problem(0, "This JSON is nested too deep."),))
    except ValueError as error:
        whole = error
    lines = _json_lines(document)
    if lines is not None:
        return lines
    if ending not in _JSON_ENDINGS:
        return None
    line = getattr(whole, "lineno", 0)
    message = f"This is not valid JSON: {getattr(whole, 'msg', whole)}."
    return Data(None, "json", problems=(document.problem(line, message),))


def _json_lines(document: Document) -> Data | None:
    """JSON Lines: split on line feeds only, since strings may hold other line separators."""
    values: list[Any] = []
    numbers: list[int] = []
    problems: list[Problem] = []
    for number, line in enumerate(document.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            values.append(json.loads(line))
            numbers.append(number)
        except (ValueError, RecursionError):
            problems.append(document.problem(number, "This line is not valid JSON; left out."))
        if len(problems) > 3 * len(values) + 3:
            return None
    if not values or len(problems) > len(values):
        return None
    return Data(values, "jsonl", tuple(numbers), tuple(problems))


def _yaml(document: Document) -> Data:
    value, problem = parse_yaml(document.text)
    problems = (document.problem(*problem),) if problem else ()
    return Data(value, "yaml", problems=problems)


def parse_yaml(text: str) -> tuple[Any, tuple[int, str] | None]:
    """The first document of a YAML text, every scalar as it is written; and (line, problem).

    Dates and numbers stay text, so that nothing is read as what it does not say ("no" is a
    language, not a refusal). Aliases are refused: a few lines of them can stand for gigabytes.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        for token in yaml.scan(text[:2_000_000], Loader=loader):
            if isinstance(token, yaml.AliasToken):
                return None, (token.start_mark.line + 1, "YAML aliases are not read: write it out.")
        return next(iter(yaml.load_all(text, Loader=loader)), None), None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        return None, (line, f"This is not valid YAML: {error.problem or error.context}.")
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return None, (0, f"This is not valid YAML: {' '.join(str(error).split())[:120]}.")


def parse_toml(text: str) -> tuple[Any, tuple[int, str] | None]:
    """The values of a TOML text; and (line, problem)."""
    try:
        return tomllib.loads(text), None
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else 0
        return None, (line, f"This is not valid TOML: {' '.join(str(error).split())[:120]}.")

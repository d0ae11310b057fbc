"""talkbot's own records, one JSON object a line, as `talkbot export` writes them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from talkbot.formats.document import Document, Parsed, clean
from talkbot.talks import Problem, Talk, talk_from_json

_OWN_KEYS = frozenset({"id", "title", "speakers", "has_transcript"})


def is_record(value: Any) -> bool:
    """Whether a JSON value is a record of talkbot's own."""
    return isinstance(value, dict) and value.keys() >= _OWN_KEYS


def recognise(document: Document) -> str:
    first = next((line for line in document.text.split("\n") if line.strip()), "")
    if first[:1] == "{" and '"has_transcript"' in first:
        try:
            if is_record(json.loads(first)):
                return "its lines are JSON records with the fields talkbot writes"
        except (ValueError, RecursionError):
            pass
    return ""


def read(document: Document) -> Parsed:
    """Every record as it was written, apart from `source`, which becomes this file.

    An escape can name a character that no text can hold: those are cleaned away.
    """
    talks: list[Talk] = []
    problems: list[Problem] = []
    for number, line in enumerate(document.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            talk = talk_from_json(_cleaned(record))
            if not talk.id or not talk.title.strip():
                raise ValueError("it has no id or no title")
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            problems.append(
                document.problem(
                    number, f"This line is not a talk record, so it was left out: {error}"
                )
            )
            continue
        talks.append(replace(talk, source=document.source))
    return Parsed(tuple(talks), tuple(problems))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {name: _cleaned(each) for name, each in value.items()}
    return value

"""The collection in the formats that others read, and that `talkbot ingest` reads back.

Each writer takes whole talks (with their cues) one by one, so that a large library is written
without holding it in memory twice. docs/formats.md says what a format cannot carry.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from talkbot.formats import jsonld, sheet, videos
from talkbot.talks import Talk, talk_to_json


def export(talks: Iterable[Talk], form: str) -> Iterator[str]:
    """The text of the export in pieces; `form` is one of FORMS (else KeyError)."""
    return FORMS[form](talks)


def _jsonl(talks: Iterable[Talk]) -> Iterator[str]:
    for talk in talks:
        yield json.dumps(talk_to_json(talk, full=True), ensure_ascii=False) + "\n"


FORMS: Mapping[str, Callable[[Iterable[Talk]], Iterator[str]]] = {
    "jsonl": _jsonl,
    "csv": sheet.written,
    "jsonld": jsonld.written,
    "pyvideo": videos.written,
}

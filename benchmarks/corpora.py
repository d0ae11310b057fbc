"""The collections and questions that several benchmarks share."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from talkbot.talks import Talk, talk_from_json

DATA = Path(__file__).parents[1] / "eval" / "retrieval"


def _lines(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@cache
def conference_talks() -> tuple[Talk, ...]:
    """The 1,000 talks of eval/retrieval, of twenty conferences."""
    return tuple(map(talk_from_json, _lines("talks.jsonl.gz")))


@cache
def titles() -> tuple[tuple[str, str, str], ...]:
    """(conference, title, talk id) of each of them."""
    return tuple(
        (query["event"], query["query"], query["gold_talk_ids"][0])
        for query in _lines("queries.jsonl.gz")
        if query["kind"] == "title"
    )


def documents(talks: Sequence[Talk]) -> list[tuple[str, str]]:
    """(talk id, text) as another program would be given the talks: title, speakers, all texts."""
    found = []
    for talk in talks:
        names = ", ".join(speaker.name for speaker in talk.speakers)
        bios = (speaker.bio for speaker in talk.speakers)
        texts = (talk.abstract, *bios, talk.transcript_text)
        found.append((talk.id, "\n\n".join(filter(None, (talk.title, names, *texts)))))
    return found

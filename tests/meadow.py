"""A library of two invented talks, one of them with a transcript."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from talkbot.ingest import ingest
from talkbot.settings import Settings
from talkbot.talks import Cue, Speaker, Talk, talk_id, talk_to_json


def _talk(title: str, name: str, abstract: str, **more: Any) -> Talk:
    speakers = (Speaker(name, "Harbour College", bio=f"{name} keeps a small lighthouse."),)
    return Talk(talk_id(title, (name,)), title, speakers, abstract, **more)


TALKS = (
    _talk(
        "Bees that count",
        "Ada Kant",
        "We trained forty bees to count up to four. They counted even in the rain.",
        event="Meadow Days",
        start="2031-05-02",
        video_url="https://videos.example/bees",
        transcript=(
            Cue(0.0, 4.0, "Ada Kant", "Good morning, this is about honey and numbers."),
            Cue(4.0, 9.0, "Ada Kant", "Our hives hold exactly nine thousand workers each."),
        ),
    ),
    _talk(
        "Glaciers on paper",
        "Bruno Falk",
        "Maps from 1880 tell how far the glacier reached. We compare them with photographs.",
        event="Ice Week",
        start="2029-01-11",
    ),
)


def fill(home: Path) -> None:
    """Ingest them into a library in this folder."""
    lines = [json.dumps(talk_to_json(talk, full=True)) for talk in TALKS]
    (home / "talks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    report = ingest([home / "talks.jsonl"], home=home, settings=Settings(home=home))
    assert report.added == len(TALKS)

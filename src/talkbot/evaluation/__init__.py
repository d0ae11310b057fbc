"""The evaluation: questions with known answers, asked for real, scored by code.

    items -> run (asks a TalkBot) -> scores of each answer -> report

No key is needed; two runs differ in their times only.
"""

from __future__ import annotations

from talkbot.evaluation.items import Collection, Item, load_collections
from talkbot.evaluation.report import render_text, run_to_json
from talkbot.evaluation.run import Run, evaluate

__all__ = [
    "Collection",
    "Item",
    "Run",
    "evaluate",
    "load_collections",
    "render_text",
    "run_to_json",
]

"""A run as a folder: what it depended on, every item, every figure, and the report.

config.json   what was asked, of which code, talks, questions and model
scores.jsonl  one line an item: its scores, which a later run is compared with
answers.jsonl one line an item: the answer and the talks found
claims.jsonl  the claims that measured the check, and its verdicts
judged.jsonl  what a chat model said about the answers, where one was asked (--judge)
summary.json  every figure; summary.md and report.html show them
times.json    what differs between two runs: when, how long
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from talkbot.errors import UsageError
from talkbot.evaluation.claims import Judged
from talkbot.evaluation.judging import Judgement
from talkbot.evaluation.judging import figures as judging
from talkbot.evaluation.metrics.costs import latency
from talkbot.evaluation.observation import Observation, to_json
from talkbot.evaluation.report import markdown, page
from talkbot.evaluation.rows import Row, row_from_json, row_to_json
from talkbot.evaluation.run import Key, Run


def write(
    folder: Path,
    run: Run,
    summary: Mapping[str, Any],
    baseline: str = "",
    judged: Judgement | None = None,
) -> None:
    """Write the run into a folder, which is made; `baseline` names the run it is compared with."""
    folder.mkdir(parents=True, exist_ok=True)
    times = times_of(run)
    _dump(folder / "config.json", run.config)
    _dump(folder / "summary.json", summary)
    _dump(folder / "times.json", times)
    _lines(folder / "scores.jsonl", map(row_to_json, run.product))
    _lines(folder / "answers.jsonl", (_answer(key, seen) for key, seen in run.seen.items()))
    _lines(folder / "claims.jsonl", map(_claim, run.claims))
    if judged:
        _lines(folder / "judged.jsonl", judging.lines(judged))
    (folder / "summary.md").write_text(markdown.render(summary, times, baseline), "utf-8")
    (folder / "report.html").write_text(page.render(run, summary, times, baseline), "utf-8")


def name_of(run: Run) -> str:
    """A name for a run's folder that sorts by time."""
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return f"{now}-{run.config['split']}"


def times_of(run: Run) -> dict[str, Any]:
    """When and how long; the only part in which two runs differ."""
    return {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(run.seconds, 1),
        **latency(run.milliseconds),
    }


def rows_of(folder: Path) -> list[Row]:
    """The scored items of an earlier run. Raises UsageError when the folder holds none."""
    path = folder / "scores.jsonl"
    try:
        lines = path.read_text("utf-8").split("\n")
        return [row_from_json(json.loads(line)) for line in lines if line]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{folder} is not the folder of an evaluation run ({path.name}: {error})."
        ) from error


def _answer(key: Key, seen: Observation) -> dict[str, Any]:
    return {"collection": key[0], "id": key[1], **to_json(seen)}


def _claim(judged: Judged) -> dict[str, Any]:
    claim = judged.claim
    return {
        "kind": claim.kind,
        "talk_id": claim.talk.id,
        "passage": claim.passage.id,
        "claim": claim.text,
        "true": claim.true,
        "accepted": judged.accepted,
        "support": judged.support,
        "reason": judged.reason,
    }


def _dump(path: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(_encodable(text) + "\n", "utf-8")


def _lines(path: Path, records: Iterable[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            text = json.dumps(record, ensure_ascii=False, allow_nan=False)
            file.write(_encodable(text) + "\n")


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()

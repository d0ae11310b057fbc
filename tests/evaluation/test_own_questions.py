"""The guide for one's own talks in docs/evaluation.md: its commands, in its order."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from talkbot.evaluation.items import Item, load_items, save_items
from talkbot.resources import resource_path
from tests.model.scripted_server import MODEL, ScriptedServer

GUIDE = Path(__file__).parents[2] / "docs" / "evaluation.md"


def commands() -> list[list[str]]:
    text = GUIDE.read_text("utf-8")
    section = text[text.index("## Evaluate your own 50 talks") : text.index("### The file")]
    return [shlex.split(line) for line in re.findall(r"(?m)^    (talkbot .+)$", section)]


def run(
    folder: Path, *words: str, stdin: str = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TALKBOT_", "OPENAI_"))}
    return subprocess.run(
        [sys.executable, "-m", "talkbot", *words],
        cwd=folder, input=stdin, capture_output=True, text=True, timeout=280,
        env=kept | {"TALKBOT_HOME": str(folder / "home")} | dict(env or {}),
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A librarian's folder after the guide's first two commands: talks read, questions drafted."""
    place = tmp_path_factory.mktemp("librarian")
    (place / "my-talks").mkdir()
    talks = resource_path("eval") / "collections" / "harrowgate" / "harrowgate-lectures.txt"
    shutil.copy(talks, place / "my-talks")
    for command in commands()[:2]:
        done = run(place, *command[1:])
        assert (done.returncode, done.stderr) == (0, ""), command
    return place


def file_of(folder: Path) -> Path:
    return folder / "my-questions.jsonl"


def test_the_guide_runs_from_talks_to_a_comparison(folder: Path) -> None:
    drafted = load_items(file_of(folder))
    assert len(drafted) > 40
    assert all(item.draft for item in drafted)
    _, _, confirm, ask, feedback, output, baseline, judge = commands()
    shown = run(folder, *confirm[1:], stdin="y\n" * 9 + "n\ny\ns\nq\n")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "10 questions confirmed" in shown.stdout
    kept = load_items(file_of(folder))
    assert [item.id for item in kept] == [item.id for item in drafted if item != drafted[9]]
    assert sum(not item.draft for item in kept) == 10

    asked = run(folder, *ask[1:])
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.startswith("# Evaluation: 10 questions")
    assert f"{len(kept) - 10} drafts were not asked" in asked.stdout
    (report,) = (folder / "home" / "evaluation" / "runs").glob("*/report.html")
    assert "drafts were not asked" in report.read_text("utf-8")

    rated = {
        "id": "feedback-20261124102030-1", "split": "dev", "type": "topic", "history": [],
        "question": "Anything on bells?", "answerable": True, "gold_talk_ids": [],
        "feedback": {"verdict": "missing talk", "note": "the sad ones", "shown_talk_ids": [],
                     "answer": "", "scope": "", "model": "", "at": ""},
    }  # fmt: skip
    (folder / feedback[-1]).write_text(json.dumps(rated), "utf-8")
    added = run(folder, *feedback[1:])
    assert "1 draft added" in added.stdout, added.stderr
    assert load_items(file_of(folder))[-1].draft

    for command in (output, baseline):
        done = run(folder, *command[1:])
        assert (done.returncode, done.stderr) == (0, ""), command
    assert "Newly passing: 0. Newly failing: 0." in done.stdout

    with ScriptedServer("PARTLY") as server:
        bounded = ("--judge-runs", "1", "--judge-calls", "23", "--output", "judged")
        done = run(folder, *judge[1:], *bounded, env=server.environment())
        assert len(server.requests) == 23
    assert (done.returncode, done.stderr) == (0, "")
    assert "A chat model's opinion (no gate looks at it)" in done.stdout
    assert "--judge-calls allows more" in done.stdout
    assert "no gate looks at it" in (folder / "judged" / "report.html").read_text("utf-8")
    lines = (folder / "judged" / "judged.jsonl").read_text("utf-8").split("\n")
    scores = [json.loads(line)["scores"] for line in lines if line]
    assert scores.count([0.5]) == 23
    assert scores.count([None]) == len(scores) - 23 > 0


def test_the_next_command_is_told_with_its_library(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "a library"
    shutil.copytree(folder / "home", home)
    bare = {"TALKBOT_HOME": "", "HOME": str(tmp_path)}
    words = ["--home", str(home), "eval", "new", "q.jsonl"]
    for stdin in ("", "y\nq\n"):
        done = run(tmp_path, *words, stdin=stdin, env=bare)
        assert (done.returncode, done.stderr) == (0, "")
        words = shlex.split(done.stdout.rpartition(": talkbot ")[2])
        assert words[:3] == ["--home", str(home), "eval"], done.stdout
    assert run(tmp_path, *words, env=bare).stdout.startswith("# Evaluation: 1 question")
    lost = run(tmp_path, "eval", "confirm", "q.jsonl", env=bare)
    assert lost.returncode == 1
    assert "--home DIR" in lost.stderr


def test_what_a_chat_model_took_is_told_in_tokens_and_dollars(folder: Path) -> None:
    drafted = load_items(file_of(folder))
    facts = [item for item in drafted if item.type == "fact"][:2]
    save_items(folder / "facts.jsonl", [item.model_copy(update={"draft": False}) for item in facts])
    with ScriptedServer("It is about this [1].") as server:
        priced = server.environment(TALKBOT_MODEL_PRICE="1,2")
        words = ("eval", "--questions", "facts.jsonl", "--model", MODEL, "--output", "priced")
        done = run(folder, *words, env=priced)
        assert server.requests, done.stderr
    assert (done.returncode, done.stderr) == (0, "")
    summary = json.loads((folder / "priced" / "summary.json").read_text("utf-8"))
    tokens = summary["tokens"]
    assert tokens["input_tokens"] > 0
    dollars = (tokens["input_tokens"] + 2 * tokens["output_tokens"]) / 1e6
    assert summary["cost_usd"] == pytest.approx(dollars)
    said = f"{tokens['input_tokens']:,} in, {tokens['output_tokens']:,} out; ${dollars:.4f}."
    assert said in done.stdout
    assert said in (folder / "priced" / "report.html").read_text("utf-8")


def edited(folder: Path, item: Item, typed: str) -> tuple[str, list[Item]]:
    path = folder / "one.jsonl"
    save_items(path, [item])
    done = run(folder, "eval", "confirm", "one.jsonl", stdin=typed)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, list(load_items(path))


def test_question_talks_and_facts_are_edited_by_typing(folder: Path) -> None:
    fact = next(item for item in load_items(file_of(folder)) if item.type == "fact")
    typed = "e\nWhat happens?\nold bells sad\n2\nten years; a crack\ny\n"
    text, (new,) = edited(folder, fact, typed)
    assert "Why Old Bells Sound Sad" in text
    assert new.question == "What happens?"
    assert [talk.split("-")[2] for talk in new.gold_talk_ids] == ["bells"]
    assert [each.text for each in new.nuggets] == ["ten years", "a crack"]
    assert new.evidence == ()
    assert not new.draft


def test_a_draft_without_a_talk_is_not_confirmed_until_it_has_one(folder: Path) -> None:
    item = Item(id="x", split="dev", type="topic", question="On bells?", answerable=True,
                gold_talk_ids=(), draft=True)  # fmt: skip
    text, (same,) = edited(folder, item, "y\n")
    assert "Not yet: no talk" in text
    assert same.draft
    _, (refused,) = edited(folder, item, "e\n\n0\ny\n")
    assert (refused.draft, refused.answerable) == (False, False)
    _, (found,) = edited(folder, item, "e\n\nnothing at all\nbells\n1\n\ny\n")
    assert (found.draft, len(found.gold_talk_ids)) == (False, 1)


def test_a_question_about_a_talk_that_is_gone_is_named(folder: Path) -> None:
    item = Item(id="lost", split="dev", type="fact", question="Who?", answerable=True,
                gold_talk_ids=("gone-1",))  # fmt: skip
    save_items(folder / "gone.jsonl", [item])
    done = run(folder, "eval", "--questions", "gone.jsonl")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "talkbot: gone.jsonl:1: question lost: the library has no talk gone-1"
    )
    assert done.stderr.count("\n") == 1

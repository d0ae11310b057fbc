"""Every command that the documentation shows is run by a test, or listed here with the reason.

A command that is new in a document fails here until it is either.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from talkbot.cli import app
from tests.page.festival import festival
from tests.store import write

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("docs/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
)
FIRST = (
    r"(?:talkbot|make|pip|pipx|uv|python3?|curl|chroma|docker|git|export|sudo|npx|yt-dlp"
    r"|[A-Z_]{4,}=\S+) "
)

# Run here, one after the other, in an empty home and a folder with the files they name.
HERE = (
    "talkbot ingest talks.csv --map title=Vortrag --map speakers=Wer --map abstract=Inhalt",
    "talkbot ingest my-seminar.txt schedule.json captions/",
    "talkbot ingest my-talks/",
    "talkbot ingest schedule.json videos/",
    "talkbot ingest videos/",
    "talkbot ingest talks/",
    "talkbot backup talks.backup",
    "talkbot restore talks.backup --home new-folder",
    'talkbot ask "What does Kalai say about hallucinations?"',
    'talkbot ask "Who is from Princeton?"',
    'talkbot ask "Which talks are about sourdough?"',
)
# Run by another test: as it stands there, or on a port that is free.
ELSEWHERE = {
    "docs/tutorial.md": "tests/test_documentation.py::test_the_tutorial_ends_in_cited_answers",
    "docs/api.md": "tests/api/test_guide.py::test_every_command_of_the_guide_works",
    "docs/evaluation.md": "tests/evaluation/test_own_questions.py::test_the_guide_runs_from_talks",
    "talkbot eval --questions my-questions.jsonl --model none --judge":
        "tests/evaluation/test_judge.py::test_the_spread_over_runs_is_shown",
    "talkbot serve --port 7860": "tests/page/conftest.py::serving",
    "talkbot serve": "tests/page/conftest.py::serving",
    "talkbot serve --public": "tests/page/test_serving.py::test_a_user_signs_in_and_asks",
    "talkbot serve --auth users.txt": "tests/page/test_serving.py::test_a_user_signs_in_and_asks",
    "talkbot user ada >> users.txt":
        "tests/page/test_serving.py::test_the_command_prints_a_line_for_the_users_file",
    "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317 talkbot serve":
        "tests/api/test_tracing.py::test_an_answer_is_a_trace",
    "talkbot mcp --http --port 7960": "tests/test_mcp.py::test_tools_give_what",
    'talkbot ask --agent "Which of the talks on robots disagree, and about what?"':
        "tests/model/test_agent.py::test_",
    "python -m benchmarks cold answers": "tests/test_benchmarks.py::test_a_benchmark_gives_figures",
    "chroma run --path vectors --port 8000":
        "tests/test_chroma_server.py::test_an_answer_is_the_same",
    "export TALKBOT_CHROMA_URL=http://127.0.0.1:8000":
        "tests/test_chroma_server.py::test_an_answer_is_the_same",
    "curl http://127.0.0.1:7860/api/ask -H 'Content-Type: application/json' "
    """-d '{"question": "Which talks are about hallucinations?"}'""":
        "tests/api/test_guide.py::test_every_command_of_the_guide_works",
}  # fmt: skip
NOT_RUN = {
    "yt-dlp --skip-download --write-subs --write-auto-subs --sub-langs en --sub-format vtt "
    "--paths videos ADDRESS": "needs a channel; files named as it names them are read here",
    'pip install "talkbot[mcp]"': "needs a package index; tests/test_package.py installs the wheel",
    "make test": "it runs this test",
    "make lint": "`make test` begins with it",
    'make test PYTEST_ARGS="-k catalogue -x"': "it runs this test's suite",
    "make soak": "takes hours; run before a release",
    "make bench": "its figures are worth something on a quiet machine only",
    "make bench LIBRARY=~/talks": "it is `make bench` over a library of the reader's own",
    "make chat": "tests/cleanroom.py runs it from an empty machine",
}


def shown() -> Iterator[tuple[str, str]]:
    """Every command of the documents: fenced as `sh` or `console`, or an indented block's line."""
    for page in PAGES:
        name = page.relative_to(ROOT).as_posix()
        if name == "docs/cli.md":  # written from the code, with no commands but in its examples
            continue
        text = page.read_text("utf-8")
        for kind, block in re.findall(r"(?ms)^```(\w*)\n(.*?)^```", text):
            if kind == "sh":
                yield from ((name, each) for each in commands(block, ""))
            elif kind == "console":
                yield from ((name, each) for each in commands(block, r"\$ (?:\.venv/bin/)?"))
        bare = re.sub(r"(?ms)^```.*?^```", "", text)
        yield from ((name, each) for each in commands(bare, " {4}"))


def commands(text: str, before: str) -> list[str]:
    whole = re.sub(r"\s*\\\n\s*", " ", text)
    found = re.findall(rf"(?m)^{before}({FIRST}.*|talkbot)$", whole)
    return [re.sub(r"\s{2,}#.*$", "", each).strip() for each in found]


def test_commands_are_found_in_every_way_they_are_written() -> None:
    found = list(shown())
    assert ("docs/store.md", "talkbot backup talks.backup") in found
    assert ("README.md", 'talkbot ask "Who is from Princeton?"') in found
    assert len([name for name, _ in found if name == "docs/api.md"]) > 8


def test_every_command_shown_is_run_or_has_a_reason() -> None:
    known = {*HERE, *ELSEWHERE, *NOT_RUN}
    unrun = [each for each in shown() if each[1] not in known and each[0] not in ELSEWHERE]
    assert not unrun, "run it in a test and name that test here, or say why not"


def test_what_is_listed_here_is_still_shown() -> None:
    found = {name for each in shown() for name in each}
    assert [each for each in (*HERE, *ELSEWHERE, *NOT_RUN) if each not in found] == []


@pytest.mark.parametrize("place", sorted(set(ELSEWHERE.values())))
def test_the_test_that_runs_a_command_is_there(place: str) -> None:
    path, name = place.split("::")
    assert re.search(rf"(?m)^def {name}", (ROOT / path).read_text("utf-8")), place


def test_commands_in_running_text_have_the_options_they_are_shown_with() -> None:
    group = typer.main.get_command(app)
    wrong = []
    for page in PAGES:
        for text in re.findall(r"`((?:talkbot) [a-z][^`\n]*)`", page.read_text("utf-8")):
            words = text.split()[1:]
            command = group
            while words and (below := getattr(command, "commands", {}).get(words[0])):
                command = below
                words = words[1:]
            known = {o for p in (*command.params, *group.params) for o in p.opts} | {"--help", "-h"}
            given = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
            if command is group or given - known:
                wrong.append((page.name, text))
    assert not wrong


def test_the_commands_that_no_other_test_runs_work(tmp_path: Path) -> None:
    for name in ("my-talks", "talks", "captions", "videos"):
        (tmp_path / name).mkdir()
    records = festival()
    write(tmp_path / "my-talks" / "festival.jsonl", records[:3])
    write(tmp_path / "talks" / "festival.jsonl", records[3:])
    (tmp_path / "talks.csv").write_text(
        "Vortrag,Wer,Inhalt\nThe quiet mill,Ada Brook,How a mill was silenced.\n", "utf-8"
    )
    (tmp_path / "my-seminar.txt").write_text(
        (ROOT / "data" / "recorded-talks.txt").read_text("utf-8"), "utf-8"
    )
    (tmp_path / "schedule.json").write_text(
        '[{"title": "Tides and clocks", "speakers": ["Ilse Moor"], "abstract": "On tide clocks."},'
        '{"title": "Lamps that answer", "speakers": ["Ada Vale"], "abstract": "On ships.",'
        '"video_url": "https://www.youtube.com/watch?v=aB3dE5fG7hI"}]'
    )
    (tmp_path / "videos" / "Harbour day, part 3 [aB3dE5fG7hI].en.vtt").write_text(
        "WEBVTT\n\n02:10.000 --> 02:19.000\nThe first lamp answered in eleven seconds.\n"
    )
    (tmp_path / "captions" / "tides-and-clocks.vtt").write_text(
        "WEBVTT\n\n00:00.000 --> 00:04.000\nTide clocks run slow by fifty minutes a day.\n"
    )
    env = {
        "HOME": str(tmp_path / "home"), "LANG": "C.UTF-8",
        "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
    }  # fmt: skip
    said = {}
    for command in HERE:
        done = subprocess.run(
            ["bash", "-euc", command], cwd=tmp_path, env=env,
            capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        said[command] = done.stdout
    assert "1 added" in said[HERE[0]]
    assert "1 updated" in said["talkbot ingest schedule.json videos/"]
    assert "[1]" in said['talkbot ask "Who is from Princeton?"']
    assert "No talk" in said['talkbot ask "Which talks are about sourdough?"']

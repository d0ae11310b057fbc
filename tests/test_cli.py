"""The command line as its users have it: a process with pipes or a terminal, nothing replaced."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from talkbot.talks import Speaker, Talk, talk_to_json
from tests.meadow import TALKS, fill

ROOT = Path(__file__).parents[1]

COMMAND = (sys.executable, "-m", "talkbot")
COMMANDS = (
    "ingest",
    "talks",
    "ask",
    "chat",
    "serve",
    "mcp",
    "eval",
    "status",
    "check",
    "remove",
    "export",
)
ESCAPE = "\x1b"


class Done(NamedTuple):
    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TALKBOT_", "OPENAI_"))}
    return {**kept, "TERM": "xterm-256color", "PYTHONWARNINGS": "default", **more}


def talkbot(*words: object, stdin: str = "", env: Mapping[str, str] | None = None) -> Done:
    done = subprocess.run(
        [*COMMAND, *map(str, words)],
        input=stdin, capture_output=True, text=True, timeout=290,
        env=environment(**(env or {})),
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


def in_terminal(*words: object, columns: int = 80, env: Mapping[str, str] | None = None) -> str:
    """What a terminal of that width receives."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *map(str, words)],
        stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
        env=environment(COLUMNS=str(columns), LINES="40", **(env or {})),
    )  # fmt: skip
    os.close(theirs)
    received = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        received += piece
    os.close(ours)
    assert process.wait(30) == 0, received.decode()
    return received.decode().replace("\r\n", "\n")


def shown(received: str) -> str:
    """The text without colours and cursor movements."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", received.replace("\r", "\n"))


def is_one_line(text: str) -> bool:
    return text.startswith("talkbot: ") and text.count("\n") == 1 and "Traceback" not in text


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the sample talks."""
    folder = tmp_path_factory.mktemp("home")
    done = talkbot("ingest", "--sample", "--home", folder)
    assert done.code == 0, done.err
    return folder


@pytest.fixture(scope="module")
def records(home: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(talkbot("talks", "--json", "--home", home).out)
    return listed


def ask(home: Path, *words: object, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    done = talkbot("ask", *words, "--json", "--home", home, env=env)
    assert done.code == 0, done.err
    assert done.err == ""
    answer: dict[str, Any] = json.loads(done.out)
    return answer


# --- help and wrong use ---------------------------------------------------------------------------


def test_version_and_help() -> None:
    version = talkbot("--version")
    assert re.fullmatch(r"talkbot \d+\.\d+\.\d+\S*\n", version.out)
    top = talkbot("--help")
    assert top == talkbot()
    assert top.err == ""
    for command in COMMANDS:
        assert f"\n  {command} " in top.out
        text = talkbot(command, "--help")
        assert text.code == 0
        assert "--home" in text.out
        assert "Example: talkbot " in " ".join(text.out.split())


@pytest.mark.parametrize(
    "words",
    [
        ("bogus",),
        ("ask",),
        ("ask", ""),
        ("ask", "   "),
        ("ask", "one", "two"),
        ("ask", "who?", "--after", ""),
        ("ask", "--jsno", "who?"),
        ("ingest",),
        ("serve", "--port", "x"),
        ("serve", "--port", "70000"),
        ("export", "--format", "docx"),
        ("remove",),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(words: tuple[str, ...], home: Path) -> None:
    done = talkbot(*words, *(() if words[0] == "bogus" else ("--home", home)))
    assert done.code == 2
    assert done.out == ""
    assert is_one_line(done.err), done.err


def test_wrong_settings_are_wrong_use(home: Path) -> None:
    for env in ({"OPENAI_BASE_URL": "localhost:11434"}, {"TALKBOT_MODEL_TIMEOUT": "soon"}):
        done = talkbot("ask", "Who speaks?", "--home", home, env=env)
        assert done.code == 2
        assert next(iter(env)) in done.err
        assert is_one_line(done.err)


@pytest.mark.parametrize(
    "words",
    [("talks",), ("ask", "Who speaks?"), ("serve",), ("status",), ("check",), ("export",)],
)
def test_without_a_library_the_first_step_is_named(words: tuple[str, ...], tmp_path: Path) -> None:
    done = talkbot(*words, "--home", tmp_path / "none")
    assert done.code == 1
    assert done.out == ""
    assert is_one_line(done.err)
    assert "talkbot ingest --sample" in done.err
    assert not (tmp_path / "none").exists()


def test_a_home_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for words in (("talks",), ("ingest", "--sample"), ("ask", "Who?")):
        done = talkbot(*words, "--home", tmp_path / "file")
        assert done.code == 1
        assert is_one_line(done.err), done.err


def test_home_may_stand_before_the_command_or_in_the_environment(home: Path) -> None:
    last = talkbot("talks", "--home", home)
    assert last.out
    assert talkbot("--home", home, "talks") == last
    assert talkbot("talks", env={"TALKBOT_HOME": str(home)}) == last


# --- ingest and talks -----------------------------------------------------------------------------


def test_ingest_reports_as_the_contract_says(tmp_path: Path) -> None:
    dry = talkbot("ingest", "--sample", "--dry-run", "--json", "--home", tmp_path / "home")
    assert dry.code == 0, dry.err
    report = json.loads(dry.out)
    assert len(report.pop("talks")) == 16
    assert report == {"added": 16, "updated": 0, "unchanged": 0, "removed": 0, "problems": []}
    assert not (tmp_path / "home").exists()

    first = json.loads(talkbot("ingest", "--sample", "--json", "--home", tmp_path / "home").out)
    assert first == report
    again = json.loads(talkbot("ingest", "--sample", "--json", "--home", tmp_path / "home").out)
    assert again == {**report, "added": 0, "unchanged": 16}


def test_ingest_names_what_cannot_be_read(tmp_path: Path) -> None:
    missing = talkbot("ingest", tmp_path / "nowhere", "--home", tmp_path / "home")
    assert missing.code == 1
    assert "nowhere" in missing.err
    assert is_one_line(missing.err)
    (tmp_path / "empty").mkdir()
    empty = talkbot("ingest", tmp_path / "empty", "--home", tmp_path / "home")
    assert empty.code == 1
    assert empty.err.splitlines()[-1].startswith("talkbot: No talk was found in ")


def test_talks_as_json(records: list[dict[str, Any]]) -> None:
    assert len(records) == 16
    for record in records:
        assert {"id", "title", "speakers", "abstract", "event", "start", "tags"} <= set(record)
        assert {"name", "affiliation", "role", "bio", "url"} <= set(record["speakers"][0])
        assert record["has_transcript"] is False
        assert "transcript" not in record


def test_talks_in_a_pipe_is_one_line_each(home: Path, records: list[dict[str, Any]]) -> None:
    lines = talkbot("talks", "--home", home).out.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [[r["id"], r["title"]] for r in records]


# --- ask ------------------------------------------------------------------------------------------


def assert_fits(value: Any, name: str) -> None:
    """What a command printed is what its schema says, and has no key that it does not tell of."""
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text("utf-8"))
    for shape in (schema, *schema.get("$defs", {}).values()):
        if "properties" in shape:
            shape["additionalProperties"] = False
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(value)


def test_every_command_prints_what_its_schema_says(home: Path, tmp_path: Path) -> None:
    for question in ("Which talks are about hallucinations?", "Anything on sourdough?", "Hello"):
        assert_fits(ask(home, question), "ask")
    fill(tmp_path)
    for words, name in (
        (("talks",), "talks"),
        (("talks", "--full"), "talks"),
        (("ingest", tmp_path / "talks.jsonl"), "ingest"),
        (("ingest", tmp_path / "talks.jsonl", "--dry-run"), "ingest"),
        (("status",), "status"),
        (("check",), "check"),
        (("remove", TALKS[0].id), "remove"),
    ):
        done = talkbot(*words, "--json", "--home", tmp_path)
        assert done.code == 0, done.err
        assert_fits(json.loads(done.out), name)
    with pytest.raises(jsonschema.ValidationError):
        assert_fits({"removed": 1, "more": 2}, "remove")


def test_ask_keeps_the_contract(home: Path, records: list[dict[str, Any]]) -> None:
    answer = ask(home, f"What is “{records[0]['title']}” about?")
    assert set(answer) == {
        "question", "standalone_question", "kind", "status", "answer", "claims", "citations",
        "talks", "nearest", "model", "notice", "timings_ms", "usage",
    }  # fmt: skip
    assert answer["status"] == "answered"
    assert answer["model"] == "extractive"
    by_id = {record["id"]: record for record in records}
    assert answer["citations"]
    for citation in answer["citations"]:
        assert f"[{citation['n']}]" in answer["answer"]
        record = by_id[citation["talk_id"]]
        if citation["field"] == "abstract":
            text = record["abstract"]
        elif citation["field"] == "bio":
            text = record["speakers"][citation["speaker"]]["bio"]
        else:
            assert citation["start"] is None
            continue
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    known = {citation["n"] for citation in answer["citations"]}
    for claim in answer["claims"]:
        assert set(claim) == {"text", "citations", "support", "supported"}
        assert known.issuperset(claim["citations"])
        assert 0 <= claim["support"] <= 1
    assert {talk["talk_id"] for talk in answer["talks"]} == {records[0]["id"]}


def test_after_continues_the_conversation(home: Path, records: list[dict[str, Any]]) -> None:
    first = f"What is “{records[3]['title']}” about?"
    answer = ask(home, "Who is the speaker?", "--after", first)
    assert answer["question"] == "Who is the speaker?"
    assert records[3]["speakers"][0]["name"] in answer["answer"]
    assert {talk["talk_id"] for talk in answer["talks"]} == {records[3]["id"]}


def test_what_no_talk_has_is_abstained(home: Path) -> None:
    answer = ask(home, "Which talk explains how to bake sourdough bread?")
    assert answer["status"] == "abstained"
    assert answer["citations"] == answer["talks"] == []
    assert answer["nearest"]


def test_the_question_may_come_from_standard_input(home: Path) -> None:
    done = talkbot("ask", "-", "--json", "--home", home, stdin="How many talks are there?\n")
    assert json.loads(done.out)["question"] == "How many talks are there?"
    assert talkbot("ask", "-", "--home", home, stdin="").code == 2


def test_odd_questions_are_answered_or_refused_in_a_line(home: Path) -> None:
    for question in (
        "x" * 50_000,
        "\udcff\udcfe who speaks?",
        "'; DROP TABLE talks; --",
        'NEAR("* ^',
    ):
        done = talkbot(
            "ask",
            question.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape"),
            "--home",
            home,
        )
        assert done.code == 0, done.err
        assert done.err == ""


def test_a_pipe_gets_plain_text_with_numbered_sources(
    home: Path, records: list[dict[str, Any]]
) -> None:
    done = talkbot("ask", f"What is “{records[0]['title']}” about?", "--home", home)
    assert done.code == 0
    assert done.err == ""
    assert ESCAPE not in done.out
    heading = f"{records[0]['title']} — {records[0]['speakers'][0]['name']}"
    assert f"\nSources\n{heading}\n  [1] “" in done.out
    assert "” (abstract)\n" in done.out


def test_a_terminal_shows_the_answer_its_sources_and_who_answered(
    home: Path, records: list[dict[str, Any]]
) -> None:
    question = f"What is “{records[0]['title']}” about?"
    text = shown(in_terminal("ask", question, "--home", home, columns=60))
    assert "Sources" in text
    assert "[1] “" in text
    assert "Answered from the records themselves in" in text
    assert all(len(line) <= 60 for line in text.splitlines())
    colours = re.compile(r"\x1b\[[0-9;]*(3[0-9]|9[0-9]|38;)[0-9;]*m")
    assert colours.search(in_terminal("ask", question, "--home", home))
    assert not colours.search(in_terminal("ask", question, "--home", home, env={"NO_COLOR": "1"}))


def test_texts_of_records_cannot_steer_the_terminal(tmp_path: Path) -> None:
    hostile = Talk(
        id="evil",
        title="Steering \x1b[2J\x1b]0;owned\x07 ships [red]home[/red] \u202eback",
        speakers=(Speaker("Ada\x9b31m [link=http://evil.example]Kant[/link]"),),
        abstract="We steer ships \x1b[31mby\x1b[0m the stars ![x](http://evil.example/x.png). "
        "<script>alert(1)</script> The stars are many and ships find their harbour by them.",
    )
    source = tmp_path / "talks.jsonl"
    source.write_text(json.dumps(talk_to_json(hostile, full=True)) + "\n", encoding="utf-8")
    assert talkbot("ingest", source, "--home", tmp_path / "home").code == 0
    for words in (("talks",), ("ask", "What do we steer ships by?")):
        received = in_terminal(*words, "--home", tmp_path / "home", columns=200)
        assert "\x1b]" not in received
        assert "\x1b[2J" not in received
        assert "\x9b" not in received
        assert "\x07" not in received
        assert "\u202e" not in received
    listing = shown(in_terminal("talks", "--home", tmp_path / "home", columns=200))
    assert "[red]home[/red]" in listing
    assert "[link=http://evil.example]Kant[/link]" in listing


# --- status, check, remove, export ----------------------------------------------------------------


def test_status_tells_what_is_there(home: Path) -> None:
    done = talkbot("status", "--json", "--home", home)
    assert done.code == 0, done.err
    status = json.loads(done.out)
    assert status["home"] == str(home)
    assert status["talks"] == 16
    assert status["passages"] >= 16
    assert status["healthy"] is True
    assert sum(source["talks"] for source in status["sources"]) >= 16
    assert str(home) in talkbot("status", "--home", home).out


def test_check_repairs_a_lost_index(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    assert talkbot("ingest", "--sample", "--home", folder).code == 0
    assert talkbot("check", "--home", folder).code == 0
    before = ask(folder, "Which talks are about hallucinations?")
    for path in sorted(folder.rglob("*"), reverse=True):
        if "chroma" in str(path.relative_to(folder)) and path.is_file():
            path.write_bytes(b"damaged")
    repaired = talkbot("check", "--repair", "--home", folder)
    assert repaired.code == 0, repaired.err
    assert talkbot("check", "--home", folder).code == 0
    after = ask(folder, "Which talks are about hallucinations?")
    assert after["talks"] == before["talks"]


def test_remove_erases_a_talk(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    assert talkbot("ingest", "--sample", "--home", folder).code == 0
    listed = json.loads(talkbot("talks", "--json", "--home", folder).out)
    gone = listed[5]["id"]
    done = talkbot("remove", gone, "--json", "--home", folder)
    assert done.code == 0, done.err
    assert json.loads(done.out) == {"removed": 1}
    left = json.loads(talkbot("talks", "--json", "--home", folder).out)
    assert [r["id"] for r in left] == [r["id"] for r in listed if r["id"] != gone]
    unknown = talkbot("remove", "no-such-talk", "--home", folder)
    assert unknown.code == 1
    assert "no-such-talk" in unknown.err


def test_export_gives_the_collection_back(home: Path, tmp_path: Path) -> None:
    lines = talkbot("export", "--home", home).out
    source = tmp_path / "talks.jsonl"
    source.write_text(lines, encoding="utf-8")
    assert talkbot("ingest", source, "--home", tmp_path / "copy").code == 0
    copied = talkbot("export", "--home", tmp_path / "copy").out

    def without_source(text: str) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in text.split("\n") if line]
        return [{k: v for k, v in record.items() if k != "source"} for record in found]

    assert without_source(copied) == without_source(lines)
    assert len(without_source(lines)) == 16


def test_export_formats(home: Path, records: list[dict[str, Any]], tmp_path: Path) -> None:
    titles = [record["title"] for record in records]
    table = talkbot("export", "--format", "csv", "--home", home).out
    assert [row["title"] for row in csv.DictReader(io.StringIO(table))] == titles
    linked = json.loads(talkbot("export", "--format", "jsonld", "--home", home).out)
    assert [event["name"] for event in linked["@graph"]] == titles
    target = tmp_path / "videos.json"
    done = talkbot("export", "--format", "pyvideo", "--output", target, "--home", home)
    assert done.out == ""
    assert [video["title"] for video in json.loads(target.read_text("utf-8"))] == titles


# --- eval -----------------------------------------------------------------------------------------


def test_eval_asks_without_a_library_or_a_key(tmp_path: Path) -> None:
    words = ("eval", "--type", "count", "--split", "dev", "--json", "--home", tmp_path)
    done = talkbot(*words)
    assert done.code == 0, done.err
    assert done.err == ""
    report = json.loads(done.out)
    assert report["config"]["model"] == "extractive"
    assert {g["name"] for g in report["groups"] if g["by"] == "type"} == {"count"}
    assert report["n"] > 10
    (run,) = (tmp_path / "evaluation" / "runs").iterdir()
    assert (run / "report.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evaluation"]
    compared = talkbot(*words[:-3], "--home", tmp_path, "--baseline", run.name)
    assert "Newly passing: 0. Newly failing: 0." in compared.out, compared.err


def test_eval_fails_below_a_floor_and_names_it(tmp_path: Path) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text('[dev.accuracy]\nfloor = 1.01\nreason = "nobody can"\n', "utf-8")
    done = talkbot(
        "eval", "--only", "count-talks-bees-none", "--home", tmp_path, "--fail-under", floors
    )
    assert done.code == 2
    assert "There is no question with the id" in done.err
    only = ("eval", "--type", "count", "--split", "dev", "--home", tmp_path)
    done = talkbot(*only, "--fail-under", floors)
    assert done.code == 1
    assert is_one_line(done.err)
    assert "dev accuracy is" in done.err
    assert "nobody can" in done.err


# --- interruptions, pipes and the unexpected ------------------------------------------------------


def test_a_reader_that_stops_reading_is_no_error(home: Path) -> None:
    for words in (("talks", "--json"), ("talks",), ("export",)):
        process = subprocess.Popen(
            [*COMMAND, *words, "--home", str(home)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
        )  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait(60) in (0, 1)


def test_output_that_cannot_be_written_is_one_line(home: Path) -> None:
    for redirect in (">/dev/full", ">&-"):
        done = subprocess.run(
            f"{sys.executable} -m talkbot talks --json --home {home} {redirect}",
            shell=True, stderr=subprocess.PIPE, text=True, env=environment(), timeout=60,
        )  # fmt: skip
        assert done.returncode == 1
        assert is_one_line(done.stderr), done.stderr


def test_the_page_says_where_it_is_and_stops_on_ctrl_c(home: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--home", str(home)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    assert process.stdout
    line = process.stdout.readline()
    address = re.search(r"http://127\.0\.0\.1:(\d+)", line)
    assert address, line
    with socket.create_connection(("127.0.0.1", int(address[1])), 10):
        pass
    taken = talkbot("serve", "--port", address[1], "--home", home)
    assert taken.code == 2
    assert is_one_line(taken.err)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode in (0, 130)
    assert "Traceback" not in out + err


def test_ctrl_c_ends_a_command_without_a_traceback(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "ask", "-", "--home", str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(),
        # Whatever starts the tests in the background has them ignore the key.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stdin
    process.stdin.write("What was")
    process.stdin.flush()
    while fcntl.ioctl(process.stdin, termios.FIONREAD, b"1234") != bytes(4):
        time.sleep(0.05)  # once that has been read, it waits for the rest
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == ""
    assert err == "talkbot: Stopped.\n"


LOADING = """
import os, runpy, signal, sys

class Key:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Key())
sys.argv = ["talkbot", "talks"]
runpy.run_module("talkbot", run_name="__main__")
"""


def test_ctrl_c_while_a_command_still_loads_is_one_line_too() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADING],
        capture_output=True, text=True, env=environment(), timeout=60,
    )  # fmt: skip
    assert done.returncode == 130
    assert done.stderr == "talkbot: Stopped.\n"


FAULTY = """
import sys
from talkbot.cli import app, main

@app.command()
def fail() -> None:
    raise RuntimeError("first line\\nsecond line")

main(["fail"])
"""


def test_a_fault_of_our_own_is_one_line_unless_debugging() -> None:
    def run(**env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", FAULTY],
            capture_output=True, text=True, env=environment(**env), timeout=60,
        )  # fmt: skip

    done = run()
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr
    assert "TALKBOT_DEBUG=1" in done.stderr
    assert "Traceback" in run(TALKBOT_DEBUG="1").stderr


HEAVY = ("chromadb", "gradio", "httpx", "langchain_core", "openai")


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        (["talks"], (*HEAVY, "onnxruntime", "numpy")),
        (["ask", "Which talks are about teaching?"], HEAVY),
    ],
    ids=["talks", "ask"],
)
def test_a_command_waits_for_no_import_that_it_can_do_without(
    home: Path, command: list[str], heavy: tuple[str, ...]
) -> None:
    program = (
        "import sys\nfrom talkbot.cli import run\n"
        f"assert run([*{command!r}, '--home', {str(home)!r}], False) == 0\n"
        f"loaded = [name for name in {heavy!r} if name in sys.modules]\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr

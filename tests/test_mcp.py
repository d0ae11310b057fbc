"""The MCP server as assistants have it: the official client over a pipe and over HTTP."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client, MCPError, StdioServerParameters

from talkbot.answers import Turn, answer_to_json
from talkbot.assembly import build
from talkbot.settings import Settings
from talkbot.talks import talk_to_json
from tests.meadow import TALKS, fill

COMMAND = (sys.executable, "-m", "talkbot")


BEFORE = "Summarize “Bees that count”"
QUESTION = "What do we know of how bees count?"


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TALKBOT_", "OPENAI_"))}
    return {**kept, "PYTHONWARNINGS": "default"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    fill(folder)
    return folder


@pytest.fixture(scope="module")
def asked(home: Path) -> dict[str, Any]:
    """What the command line answers."""
    done = subprocess.run(
        [*COMMAND, "ask", QUESTION, "--json", "--home", str(home)],
        capture_output=True, text=True, timeout=200, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with subprocess.Popen(
        [*COMMAND, "mcp", "--http", "--port", "0", "--home", str(home)],
        stdout=subprocess.PIPE, text=True, env=environment(),
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            found = re.search(r"http://\S+/mcp", process.stdout.readline())
            assert found
            yield found[0]
        finally:
            process.terminate()


def pipe(home: Path) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable, args=["-m", "talkbot", "mcp", "--home", str(home)],
        env=environment(),
    )  # fmt: skip


Session = Callable[[Callable[[Client], Awaitable[None]]], None]


def connected(server: StdioServerParameters | str) -> Session:
    """Runs a coroutine with a connected client."""

    def run(use: Callable[[Client], Awaitable[None]]) -> None:
        async def session() -> None:
            with anyio.fail_after(200):
                async with Client(server) as client:
                    await use(client)

        anyio.run(session)

    return run


@pytest.fixture
def http(address: str) -> Session:
    return connected(address)


@pytest.fixture(params=["stdio", "http"])
def session(request: pytest.FixtureRequest, home: Path) -> Session:
    if request.param == "stdio":
        return connected(pipe(home))
    return connected(request.getfixturevalue("address"))


def _timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "timings_ms": sorted(answer["timings_ms"])}


def test_tools_give_what_the_command_line_prints(
    session: Session, home: Path, asked: dict[str, Any]
) -> None:
    bot = build(Settings(home=home))
    turn = Turn(BEFORE, bot.answer(BEFORE))
    followed = json.loads(json.dumps(answer_to_json(bot.answer("Who gave it?", [turn]))))
    source = {"source": "talks.jsonl"}
    records = json.loads(json.dumps([talk_to_json(t, full=True) | source for t in TALKS]))
    stages: list[str | None] = []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        stages.append(message)

    async def use(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "search_talks", "list_talks", "get_talk"}
        assert all(t.annotations and t.annotations.read_only_hint for t in tools.values())
        assert "context" not in tools["ask"].input_schema["properties"]

        result = await client.call_tool("ask", {"question": QUESTION}, progress_callback=progress)
        assert result.structured_content
        assert _timeless(result.structured_content) == _timeless(asked)
        cited = result.structured_content["citations"][0]
        assert TALKS[0].text_of(cited["field"])[cited["start"] : cited["end"]] == cited["quote"]
        assert "understanding" in stages

        follow = {"question": "Who gave it?", "after": [BEFORE]}
        result = await client.call_tool("ask", follow)
        assert result.structured_content
        assert _timeless(result.structured_content) == _timeless(followed)
        assert "Ada Kant" in result.structured_content["answer"]

        result = await client.call_tool("list_talks", {})
        listed = [{k: v for k, v in r.items() if k != "transcript"} for r in records]
        assert result.structured_content == {"total": 2, "offset": 0, "talks": listed}
        result = await client.call_tool("list_talks", {"year": "2030-2032", "transcript": True})
        assert result.structured_content
        assert [t["title"] for t in result.structured_content["talks"]] == ["Bees that count"]

        for record in records:
            wanted = {"talk_id": record["id"], "transcript": True}
            result = await client.call_tool("get_talk", wanted)
            assert result.structured_content == record

            read = await client.read_resource(f"talkbot://talks/{record['id']}")
            assert json.loads(read.contents[0].text)["title"] == record["title"]

    session(use)


def test_a_search_quotes_verbatim_and_a_transcript_tells_its_second(http: Session) -> None:
    async def use(client: Client) -> None:
        result = await client.call_tool("search_talks", {"query": "workers in our hives"})
        assert result.structured_content
        first = result.structured_content["talks"][0]
        assert first["title"] == "Bees that count"
        said = [p for p in first["passages"] if p["field"] == "transcript"]
        assert said
        for passage in first["passages"]:
            whole = TALKS[0].text_of(passage["field"], passage["speaker"])
            assert whole[passage["start"] : passage["end"]] == passage["text"]
        result = await client.call_tool(
            "ask", {"question": "How many workers does each hive hold?"}
        )
        assert result.structured_content
        times = [c["time"] for c in result.structured_content["citations"]]
        assert times[0] == 4.0
        restricted = {"query": "hives", "event": "ice week"}
        result = await client.call_tool("search_talks", restricted)
        assert result.structured_content
        titles = [t["title"] for t in result.structured_content["talks"]]
        assert titles == ["Glaciers on paper"]

    http(use)


def test_resources_are_the_talks_and_their_transcripts(http: Session) -> None:
    async def use(client: Client) -> None:
        listed = (await client.list_resources()).resources
        assert [r.title for r in listed] == [
            "Bees that count", "Bees that count (transcript)", "Glaciers on paper",
        ]  # fmt: skip
        record = json.loads((await client.read_resource(listed[0].uri)).contents[0].text)
        assert record["abstract"] == TALKS[0].abstract
        spoken = (await client.read_resource(listed[1].uri)).contents[0].text
        assert spoken.splitlines()[1] == (
            "[0:04] Ada Kant: Our hives hold exactly nine thousand workers each."
        )
        templates = (await client.list_resource_templates()).resource_templates
        assert [t.uri_template for t in templates] == [
            "talkbot://talks/{talk_id}", "talkbot://talks/{talk_id}/transcript",
        ]  # fmt: skip
        with pytest.raises(MCPError, match="search_talks give the ids"):
            await client.read_resource("talkbot://talks/nowhere")
        with pytest.raises(MCPError, match="no transcript"):
            await client.read_resource(f"talkbot://talks/{TALKS[1].id}/transcript")

    http(use)


def test_wrong_calls_are_told_and_the_server_goes_on(http: Session) -> None:
    async def use(client: Client) -> None:
        for name, arguments, told in (
            ("get_talk", {"talk_id": "nowhere"}, "list_talks and search_talks give the ids"),
            ("list_talks", {"year": "soon"}, "a range such as 2019-2021"),
            ("ask", {"question": "   "}, "question"),
            ("list_talks", {"limit": 100000}, "limit"),
        ):
            result = await client.call_tool(name, arguments)
            assert result.is_error, name
            assert told in result.content[0].text
            assert "Traceback" not in result.content[0].text
        result = await client.call_tool("list_talks", {"limit": 1, "offset": 1})
        assert result.structured_content
        assert [t["title"] for t in result.structured_content["talks"]] == ["Glaciers on paper"]

    http(use)


def test_clients_of_the_older_protocol_are_served(address: str) -> None:
    async def use() -> None:
        with anyio.fail_after(200):
            async with Client(address, mode="legacy") as client:
                result = await client.call_tool("list_talks", {})
                assert result.structured_content
                assert result.structured_content["total"] == len(TALKS)

    anyio.run(use)


def test_a_site_that_points_here_is_sent_away(address: str) -> None:
    headers = {"accept": "application/json, text/event-stream", "host": "evil.example"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert httpx.post(address, json=body, headers=headers).status_code == 421


def test_it_ends_when_the_client_hangs_up(home: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "mcp", "--home", str(home)],
        input="", capture_output=True, text=True, timeout=200, env=environment(),
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("mcp", "--port", "0", "--home", "{home}"), "--port needs --http"),
        (("mcp", "--home", "{home}/empty"), "talkbot ingest"),
    ],
)
def test_wrong_use_is_one_line(home: Path, words: tuple[str, ...], told: str) -> None:
    done = subprocess.run(
        [*COMMAND, *(word.format(home=home) for word in words)],
        input="", capture_output=True, text=True, timeout=100, env=environment(),
    )  # fmt: skip
    assert done.returncode
    assert done.stderr.startswith("talkbot: ")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_the_extra_one_line_says_how_to_install_it(home: Path, tmp_path: Path) -> None:
    """An environment with every package but the SDK, which is what a plain install is."""
    site = Path(sysconfig.get_path("purelib"))
    for entry in site.iterdir():
        if entry.name.split(".")[0].split("-")[0] not in ("mcp", "mcp_types", "__editable__"):
            (tmp_path / entry.name).symlink_to(entry)
    source = Path(__file__).parents[1] / "src"
    done = subprocess.run(
        [sys.executable, "-S", "-m", "talkbot", "mcp", "--home", str(home)],
        input="", capture_output=True, text=True, timeout=100,
        env={**environment(), "PYTHONPATH": f"{source}{os.pathsep}{tmp_path}"},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        'talkbot: The MCP server is an extra: install it with pip install "talkbot[mcp]".\n'
    )

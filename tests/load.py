"""Many people asking at once over the page's own protocol, each of them checked.

python tests/load.py http://127.0.0.1:7860/ [PEOPLE]
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx

PATIENCE = 120.0
QUESTIONS = 2
"""Questions of each person, one after the other in one conversation."""


@dataclass(frozen=True)
class Asked:
    """One question: what came back, and after how many seconds its last words were there."""

    question: str
    log: str
    live: str
    seconds: float


@dataclass(frozen=True)
class Protocol:
    """Where the page takes questions: the function of its submit, and the parts it writes."""

    function: int
    trigger: int
    log: int
    live: int

    @staticmethod
    def of(config: dict[str, Any]) -> Protocol:
        ids = {c["props"].get("elem_id"): c["id"] for c in config["components"]}
        bridge = ids["tb-bridge"]
        found = next(
            d for d in config["dependencies"] if [bridge, "ask"] in d["targets"] and d["backend_fn"]
        )
        log, live = (found["outputs"].index(ids[name]) for name in ("tb-log", "tb-live"))
        return Protocol(found["id"], bridge, log, live)


async def ask(client: httpx.AsyncClient, page: Protocol, session: str, question: str) -> Asked:
    """Send one question as the page does and follow its stream to the end."""
    started = time.monotonic()
    body = {
        "data": [None, None], "fn_index": page.function, "session_hash": session,
        "trigger_id": page.trigger, "event_data": {"question": question},
    }  # fmt: skip
    joined = await client.post("gradio_api/queue/join", json=body)
    joined.raise_for_status()
    shown: dict[int, str] = {}
    async with client.stream(
        "GET", "gradio_api/queue/data", params={"session_hash": session}
    ) as stream:
        async for line in stream.aiter_lines():
            if not line.startswith("data:"):
                continue
            message = json.loads(line[5:])
            if message["msg"] not in ("process_generating", "process_completed"):
                continue
            if not message.get("success"):
                raise RuntimeError(f"{question}: {message}")
            data = message["output"].get("data") or []
            for place in (page.log, page.live):
                if place < len(data) and isinstance(data[place], str):
                    shown[place] = data[place]
            if message["msg"] == "process_completed":
                break
    seconds = time.monotonic() - started
    return Asked(question, shown.get(page.log, ""), shown.get(page.live, ""), seconds)


async def _person(
    client: httpx.AsyncClient, page: Protocol, questions: Sequence[str]
) -> list[Asked]:
    session = secrets.token_hex(6)
    return [await ask(client, page, session, question) for question in questions]


async def _everybody(address: str, questions: Sequence[Sequence[str]]) -> list[list[Asked]]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits) as client:
        page = Protocol.of((await client.get("config")).json())
        async with asyncio.TaskGroup() as group:
            people = [group.create_task(_person(client, page, each)) for each in questions]
    return [each.result() for each in people]


def crowd(address: str, questions: Sequence[Sequence[str]]) -> list[list[Asked]]:
    """Everybody's questions, all people at once. Raises when any of them goes wrong."""
    with ThreadPoolExecutor(1) as thread:  # a browser's event loop may occupy the caller's
        return thread.submit(lambda: asyncio.run(_everybody(address, questions))).result()


def text(html: str) -> str:
    """What is read of a piece of the page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main(address: str, people: int = 50) -> None:
    same = ["How many talks are there?", "Which talks are about the first of them?"]
    waits = [each.seconds for person in crowd(address, [same] * people) for each in person]
    half, most = percentile(waits, 0.5), percentile(waits, 0.95)
    print(f"{people} people, {len(waits)} answers: median {half:.2f} s, p95 {most:.2f} s")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))

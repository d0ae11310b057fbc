"""Several pages behind one Chroma server, many people asking, the server killed in between."""

from __future__ import annotations

import os
import re
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from talkbot.ingest import ingest
from talkbot.settings import Settings
from talkbot.talks import Speaker, Talk, talk_id
from tests.chroma_server import ChromaServer
from tests.load import crowd, percentile, text
from tests.page.conftest import serving
from tests.store import talks, write

KEYWORDS_ONLY = "Only keywords were searched"
RECOVERED_WITHIN = 60.0


@dataclass
class Watched:
    """What the askers of one page saw: for each answer when it came and whether it had vectors."""

    whole: list[float] = field(default_factory=list)
    degraded: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)


def collection(count: int) -> list[Talk]:
    """Talks that can be told apart by their speakers."""
    named = []
    for number, each in enumerate(talks(count)):
        name = f"Ada Kant{chr(97 + number // 26)}{chr(97 + number % 26)}"
        title = f"The keepers of lot {number}"
        named.append(
            Talk(
                id=talk_id(title, (name,)),
                title=title,
                speakers=(Speaker(name),),
                abstract=f"The {gauge(number)} gauge counts what beehives hum. {each.abstract}",
            )
        )
    return named


def gauge(number: int) -> str:
    """An invented word for each talk."""
    return f"quimp{chr(97 + number // 26)}{chr(97 + number % 26)}or"


def ask_once(address: str, known: list[Talk], people: int, turn: int, seen: Watched) -> None:
    """Everybody asks about a talk of their own; each must get the answer about that one."""
    numbers = [(turn + i) % len(known) for i in range(people)]
    wanted = [known[number] for number in numbers]
    asked = crowd(
        address,
        # Of no person: a search within one talk needs no index.
        [[f"Which talks are about the {gauge(number)} gauge?"]
         for number in numbers],
    )  # fmt: skip
    for number, talk, (answer,) in zip(numbers, wanted, asked, strict=True):
        shown = text(answer.live)
        assert set(re.findall(r"about the (\w+) gauge\?", shown)) == {gauge(number)}
        assert talk.title in shown, shown[:300]
        seen.waits.append(answer.seconds)
        (seen.degraded if KEYWORDS_ONLY in shown else seen.whole).append(time.monotonic())


def keep_asking(
    address: str, known: list[Talk], people: int, stop: threading.Event, seen: Watched
) -> None:
    turn = 0
    try:
        while not stop.is_set():
            ask_once(address, known, people, turn, seen)
            turn += 1
    except BaseException as error:
        seen.errors.append(error)


def resident(pid: int) -> float:
    """MB that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def children() -> set[int]:
    found: set[int] = set()
    for path in Path("/proc/self/task").glob("*/children"):
        found |= set(map(int, path.read_text("ascii").split()))
    return found


def until(what: str, happened: object, seconds: float) -> None:
    assert callable(happened)
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.2)


def share_one_server(folder: Path, processes: int, people: int, seconds: float) -> list[Watched]:
    """`people` in all ask `processes` pages for so long; the server dies after a third of it."""
    known = collection(40)
    watched = [Watched() for _ in range(processes)]
    stop = threading.Event()
    with ExitStack() as stack:
        chroma = stack.enter_context(ChromaServer(folder / "chroma"))
        settings = Settings(home=folder / "home", chroma_url=chroma.url)
        source = write(folder / "talks.jsonl", known)
        ingest([source], home=settings.home, settings=settings)
        before = children()
        more = {"TALKBOT_CHROMA_URL": chroma.url}
        pages = [stack.enter_context(serving(settings.home, more)) for _ in range(processes)]
        pids = children() - before
        assert len(pids) == processes
        askers = [
            threading.Thread(
                target=keep_asking, args=(page, known, people // processes, stop, seen)
            )
            for page, seen in zip(pages, watched, strict=True)
        ]
        for asker in askers:
            asker.start()
        try:
            until("whole answers", lambda: _all(watched, lambda w: len(w.whole) > 3), 120)
            time.sleep(seconds / 3)
            early = {pid: resident(pid) for pid in pids}
            # Before it: what is answered while the server goes down is degraded rightly.
            killed = time.monotonic()
            chroma.stop()
            until("keyword answers", lambda: _all(watched, lambda w: bool(w.degraded)), 60)
            chroma.start()
            back = time.monotonic()
            until(
                "whole answers again",
                lambda: _all(watched, lambda w: bool(w.whole) and w.whole[-1] > back + 6),
                RECOVERED_WITHIN,
            )
            time.sleep(2 * seconds / 3)
            late = {pid: resident(pid) for pid in pids}
        finally:
            stop.set()
            for asker in askers:
                asker.join(120)
    for seen in watched:
        assert not seen.errors, seen.errors
        assert not [at for at in seen.degraded if at < killed]
        assert not [at for at in seen.degraded if at > back + RECOVERED_WITHIN]
    for pid in pids:
        assert late[pid] < 1.1 * early[pid] + 30, (early[pid], late[pid])
    return watched


def _all(watched: list[Watched], holds: object) -> bool:
    assert callable(holds)
    for each in watched:
        if each.errors:
            raise each.errors[0]
    return all(holds(each) for each in watched)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_two_pages_share_a_server_that_is_killed_and_comes_back(tmp_path: Path) -> None:
    watched = share_one_server(tmp_path, processes=2, people=4, seconds=3)
    assert all(len(each.whole) > 4 for each in watched)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_two_hundred_people_ask_four_pages_for_five_minutes(tmp_path: Path) -> None:
    watched = share_one_server(tmp_path, processes=4, people=200, seconds=300)
    waits = [wait for each in watched for wait in each.waits]
    degraded = sum(len(each.degraded) for each in watched)
    median, most = percentile(waits, 0.5), percentile(waits, 0.95)
    print(f"{len(waits)} answers, {degraded} of them by keywords alone")
    print(f"median {median:.2f} s, p95 {most:.2f} s")
    assert len(waits) > 1000

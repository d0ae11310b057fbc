"""Many people at once: everybody gets the answer to the own question, soon."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from gradio import Blocks
from gradio.state_holder import StateHolder

from talkbot.api.metrics import Metrics
from talkbot.assembly import build
from talkbot.limits import RateLimit
from talkbot.settings import Settings
from talkbot.talks import Talk
from talkbot.ui.options import Options
from talkbot.ui.page import CONVERSATIONS, build_page
from tests.load import crowd, percentile, text


def each_gets_the_own_answer(address: str, talks: tuple[Talk, ...], people: int) -> list[float]:
    """Seconds of every answer, of people who ask about one talk each and then about the next."""
    named = [talk for talk in talks if talk.speakers and talk.abstract]
    wanted = [(named[i % len(named)], named[(i + 1) % len(named)]) for i in range(people)]
    asked = crowd(
        address,
        [[f"What does {t.speakers[0].name} talk about? #{i}#" for t in pair]
         for i, pair in enumerate(wanted)],
    )  # fmt: skip
    for i, (pair, answers) in enumerate(zip(wanted, asked, strict=True)):
        assert len(answers) == len(pair)
        for talk, answer in zip(pair, answers, strict=True):
            shown = text(answer.live)
            assert answer.question in shown
            assert f"#{i}#" in shown
            assert talk.title in shown, (answer.question, shown[:300])
        assert text(answers[0].log) == ""
        assert answers[0].question in text(answers[1].log)
        others = {f"#{n}#" for n in range(people)} - {f"#{i}#"}
        assert not any(other in text(a.log) + text(a.live) for a in answers for other in others)
    return [answer.seconds for answers in asked for answer in answers]


def test_eight_people_at_once_are_not_mixed(address: str, talks: tuple[Talk, ...]) -> None:
    assert len(each_gets_the_own_answer(address, talks, 8)) == 16


@pytest.mark.soak
def test_fifty_people_at_once_wait_less_than_three_seconds(
    address: str, talks: tuple[Talk, ...]
) -> None:
    waits = each_gets_the_own_answer(address, talks, 50)
    print(f"50 people: median {percentile(waits, 0.5):.2f} s, p95 {percentile(waits, 0.95):.2f} s")
    assert percentile(waits, 0.95) < 3


def test_only_the_latest_conversations_stay_in_memory(home: Path) -> None:
    with build(Settings(home=home)) as bot:

        async def page() -> Blocks:  # Gradio leaves an event loop of its own open without one
            return build_page(bot, Options(), RateLimit(0), Metrics(lambda: 0, None))

        holder = StateHolder()
        with ThreadPoolExecutor(1) as thread:  # a browser's event loop may occupy this one
            holder.set_blocks(thread.submit(lambda: asyncio.run(page())).result())
        for number in range(CONVERSATIONS + 20):
            assert holder[f"visitor {number}"]
        assert len(holder.session_data) == CONVERSATIONS
        assert "visitor 19" not in holder
        assert "visitor 20" in holder

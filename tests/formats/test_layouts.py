"""Listings in layouts that nobody wrote by hand: how many talks come out right."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from talkbot.formats.reading import read_paths
from talkbot.talks import Talk
from tests.formats.layouts import Told, pages

_PAGES = 300


def _plain(text: str) -> str:
    return " ".join(text.split())


def _wrong(talk: Talk, told: Told) -> list[str]:
    """The parts of a talk that are not as its page tells them."""
    people = tuple((speaker.name, speaker.affiliation) for speaker in talk.speakers)
    parts = {
        "speakers": people == told.people,
        "date": talk.start[:10] == told.day,
        "abstract": _plain(talk.abstract) == told.abstract,
    }
    return [part for part, right in parts.items() if not right]


def test_layouts_drawn_at_random(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count, right, perfect = 0, 0, 0
    wrong: Counter[str] = Counter()
    for name, text, talks in pages(seed=7, count=_PAGES):
        page = tmp_path / name
        page.write_text(text, encoding="utf-8")
        read = {talk.title: talk for talk in read_paths([page]).talks}
        faults = [
            _wrong(read[told.title], told) if told.title in read else ["missing"] for told in talks
        ]
        invented = len(set(read) - {told.title for told in talks})
        count += len(talks)
        right += sum(not fault for fault in faults)
        perfect += not any(faults) and not invented
        wrong.update(part for fault in faults for part in fault)
        wrong["invented"] += invented
    with capsys.disabled():
        print(
            f"\n{_PAGES} layouts drawn at random: {right} of {count} talks right "
            f"({right / count:.1%}), {perfect} pages without a fault, wrong {dict(wrong)}"
        )
    assert right >= 0.96 * count
    assert wrong["date"] <= 0.02 * count
    assert wrong["invented"] <= 0.02 * count

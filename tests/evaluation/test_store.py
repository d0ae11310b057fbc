"""What is kept between runs: enough to ask nothing twice, never what something has changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from talkbot.evaluation import fingerprints, scorers
from talkbot.evaluation.asking import PRODUCT, kept_answers
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.run import Run, evaluate
from talkbot.evaluation.store import Answers
from talkbot.settings import Settings
from tests.evaluation.conftest import collections
from tests.test_architecture import MODULES, imports_of, module_of, room_of


def behind(rooms: Iterable[str]) -> set[str]:
    """These rooms of the source and all that they import, one through another."""
    own = {room_of(module_of(path)) for path in MODULES}
    edges: dict[str, set[str]] = {}
    for path in MODULES:
        for name, _ in imports_of(path):
            other = room_of(name.removeprefix("talkbot."))
            if name.startswith("talkbot.") and other in own:
                edges.setdefault(room_of(module_of(path)), set()).add(other)
    seen: set[str] = set()
    waiting = list(rooms)
    while waiting:
        room = waiting.pop()
        if room not in seen:
            seen.add(room)
            waiting += edges.get(room, ())
    return seen


def test_a_kept_library_depends_on_all_code_that_makes_it() -> None:
    assert behind(["ingest"]) == set(fingerprints.INDEXING)


def test_a_kept_search_depends_on_all_code_behind_it() -> None:
    assert behind(["retrieval"]) <= {*fingerprints.INDEXING, "retrieval"}


def test_a_kept_answer_depends_on_what_makes_it_and_on_nothing_else() -> None:
    """Neither a scorer nor a front end that was changed has anything asked again."""
    counted = {
        room
        for path in MODULES
        if (room := room_of(module_of(path))) not in fingerprints.FRONT_ENDS
    }
    assert counted == behind(["assembly", "ingest"]) | {"__init__"}


def test_an_answer_is_asked_for_once(small_run: Run, tmp_path: Path) -> None:
    (key, seen), *_ = small_run.seen.items()

    def kept(corpus: str = "talks", model: str = "none") -> Answers:
        settings = Settings(home=tmp_path, model=model)
        return kept_answers(tmp_path, key[0], corpus, settings, compare=False, fresh=False)[PRODUCT]

    def ask() -> Observation:
        asked.append(key[1])
        return seen

    asked: list[str] = []
    first = kept()
    given = first.get(key[1], ask)
    first.get(key[1], ask)
    first.save()
    assert asked == [key[1]]
    assert kept().get(key[1], ask).answer == given.answer
    assert asked == [key[1]]
    for changed in (kept(corpus="other talks"), kept(model="another")):
        changed.get(key[1], ask)
    assert len(asked) == 3


def test_a_changed_scorer_asks_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = collections("harrowgate")
    few = (replace(whole, items=tuple(i for i in whole.items if not i.twin_of)[:6]),)

    def run() -> Run:
        return evaluate(few, Settings(home=tmp_path / "home"), cache=tmp_path, compare=False)

    def written() -> dict[Path, int]:
        files = (tmp_path / "answers").rglob("*.jsonl")
        return {path: path.stat().st_mtime_ns for path in files}

    first, kept = run(), written()
    assert len(kept) == 1
    monkeypatch.setitem(scorers.SCORERS, "correct", lambda *_: 0.25)
    second = run()
    assert written() == kept
    assert second.seen == first.seen
    assert {row.scores["correct"] for row in first.product} <= {0.0, 1.0}
    assert {row.scores["correct"] for row in second.product} == {0.25}


def test_a_change_of_any_file_is_a_change_of_the_code(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a = 1", "utf-8")
    before = fingerprints.of_files(tmp_path.iterdir(), tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    renamed = fingerprints.of_files(tmp_path.iterdir(), tmp_path)
    (tmp_path / "b.py").write_text("a = 2", "utf-8")
    assert len({before, renamed, fingerprints.of_files(tmp_path.iterdir(), tmp_path)}) == 3

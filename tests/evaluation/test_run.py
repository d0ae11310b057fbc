"""The evaluation asks real questions of two collections, and must stay above its floors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from talkbot.errors import SourceError
from talkbot.evaluation import Run, evaluate, load_collections, render_text, run_to_json
from talkbot.evaluation.items import load_items
from talkbot.evaluation.report import mean_of, refusals
from talkbot.evaluation.run import Result, ask_all
from talkbot.evaluation.scoring import citation_validity, facts_found, talk_recall
from talkbot.resources import resource_path
from talkbot.settings import Settings


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return evaluate(Settings(home=tmp_path_factory.mktemp("home")), "dev")


# These development collections reached .887, .974, .822 and .874 (refusals F1 .738) when this was
# written; a margin is left for other builds of the embedder. Raise the floors with the figures. A
# harder collection is added without a floor until it has figures of its own.
MEASURED = {"shipped", "harrowgate", "pycon-ca-2016"}
FLOORS = {"talk_recall": 0.87, "talk_precision": 0.95, "facts_found": 0.80, "abstention": 0.86}


def measured(run: Run) -> list[Result]:
    return [result for result in run.results if result.collection in MEASURED]


@pytest.mark.parametrize("score", FLOORS)
def test_the_answers_stay_as_good_as_they_were(run: Run, score: str) -> None:
    mean, count = mean_of(measured(run), score)
    assert mean is not None
    assert count > 100
    assert mean >= FLOORS[score]


def test_every_citation_of_every_answer_is_verbatim(run: Run) -> None:
    mean, count = mean_of(run.results, "citation_validity")
    assert mean == 1.0
    assert count > 150


def test_refusals_stay_useful(run: Run) -> None:
    f1 = refusals(measured(run))["f1"]
    assert f1 is not None
    assert f1 >= 0.72


def spoiled(result: Result) -> Result:
    """The same answer with its first quote trimmed by a character."""
    first, *rest = result.answer.citations
    answer = replace(result.answer, citations=(replace(first, quote=first.quote[:-1]), *rest))
    return replace(result, answer=answer)


def test_a_quote_trimmed_by_a_character_is_noticed(run: Run, tmp_path: Path) -> None:
    from talkbot.ingest import ingest
    from talkbot.library import Library

    name = "harrowgate"
    talks = resource_path("eval") / "collections" / name / "talks.jsonl"
    ingest([talks], home=tmp_path, settings=Settings(home=tmp_path))
    cited = next(r for r in run.results if r.collection == name and r.answer.citations)
    with Library.open(tmp_path) as library:
        assert citation_validity(cited.item, cited.answer, library) == 1.0
        bad = spoiled(cited)
        score = citation_validity(bad.item, bad.answer, library)
        assert score is not None
        assert score < 1.0
        silent = replace(cited.answer, talks=(), text="")
        assert talk_recall(cited.item, silent, library) == 0.0
        assert facts_found(cited.item, silent, library) in (0.0, None)


def test_the_report_is_complete(run: Run) -> None:
    record = run_to_json(run)
    assert record["n"] == len(run.results) == len(record["items"])
    names = {c.name for c in load_collections(resource_path("eval"), resource_path("data"), "dev")}
    assert set(record["collections"]) == names
    assert "| harrowgate |" in render_text(run)


def test_two_runs_differ_in_their_times_only(tmp_path: Path) -> None:
    whole = load_collections(resource_path("eval"), resource_path("data"), "dev")[-1]
    collection = replace(whole, items=whole.items[::3])
    runs = [
        [
            (result.item, replace(result.answer, timings_ms={}), result.scores)
            for result in ask_all(collection, Settings(home=tmp_path / name))
        ]
        for name in ("first", "second")
    ]
    assert len(runs[0]) > 20
    assert runs[0] == runs[1]


def test_an_item_that_cannot_be_used_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('\n{"id": "a", "split": "dev"}\n', "utf-8")
    with pytest.raises(SourceError, match=r"questions\.jsonl:2: .*type"):
        load_items(path)

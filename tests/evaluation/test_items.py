"""A question that cannot be used is named with its file and line, and a quote that is not verbatim
is noticed, in the questions as in the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from talkbot.errors import SourceError, UsageError
from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import (
    Choice,
    Collection,
    load_collections,
    load_items,
    load_own,
)
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.proofs import prove
from talkbot.evaluation.run import Run
from talkbot.evaluation.scorers import SCORERS
from talkbot.evaluation.store import library_of
from talkbot.library import Library
from talkbot.resources import resource_path
from talkbot.settings import Settings

from .conftest import collections

GOOD: dict[str, Any] = {
    "id": "a", "split": "dev", "type": "fact", "question": "Who built the loom?",
    "answerable": True, "gold_talk_ids": ["loom-1"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"split": "train"}, "split"),
        ({"question": ""}, "question"),
        ({"answerable": "perhaps"}, "answerable"),
        ({"gold": ["loom-1"]}, "gold"),
        ({"id": "a"}, "'a' is taken"),
        ({"twin_of": "nobody"}, "'nobody' is not in the file"),
        ({"nuggets": [{"text": "Ada", "patterns": ["(Ada"]}]}, r"nuggets\.0\.patterns.*'\(Ada'"),
        ({"nuggets": [{"text": "Ada", "patterns": []}]}, "patterns"),
        ({"evidence": [{"talk_id": "loom-1", "field": "abstract", "quote": ""}]}, "quote"),
        ({"evidence": [{"talk_id": "loom-1", "field": "slides", "quote": "x"}]}, "field"),
        ("{not json", "the line"),
        ("[]", "the line"),
    ],
)
def test_an_unusable_question_is_named(tmp_path: Path, wrong: Any, said: str) -> None:
    path = tmp_path / "mine.jsonl"
    line = wrong if isinstance(wrong, str) else json.dumps({**GOOD, "id": "b", **wrong})
    path.write_text(f"{json.dumps(GOOD)}\n\n{line}\n", "utf-8")
    with pytest.raises(SourceError, match=rf"mine\.jsonl:3: .*{said}"):
        load_items(path)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({k: v for k, v in GOOD.items() if k != "split"}), "utf-8")
    with pytest.raises(SourceError, match=r"mine\.jsonl:1: .*split"):
        load_own(path, Choice())


def test_one_collection_can_be_chosen() -> None:
    places = resource_path("eval"), resource_path("data")
    (chosen,) = load_collections(*places, Choice(collections=frozenset({"harrowgate"})))
    assert chosen.name == "harrowgate"
    with pytest.raises(UsageError, match=r"no collection 'harrogate': there are shipped, .*"):
        load_collections(*places, Choice(collections=frozenset({"harrogate"})))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    cache = tmp_path_factory.mktemp("items")
    (collection,) = collections("harrowgate")
    library = Library.open(library_of(collection, cache, Settings(home=cache)).home)
    yield Corpus(library)
    library.close()


@pytest.fixture(scope="module")
def collection() -> Collection:
    return collections("harrowgate")[0]


def test_gold_that_is_not_there_is_named(corpus: Corpus, collection: Collection) -> None:
    prove(collection, corpus.talk)
    item = next(item for item in collection.items if item.evidence)
    stranger = item.model_copy(update={"acceptable_extra_ids": ("nobody-1",)})
    with pytest.raises(SourceError, match=rf"questions\.jsonl:\d+: .*{item.id}.*nobody-1"):
        prove(replace(collection, items=(stranger,)), corpus.talk)


def test_every_altered_quote_of_a_question_is_noticed(
    corpus: Corpus, collection: Collection
) -> None:
    seen = 0
    for item in collection.items:
        for n, evidence in enumerate(item.evidence):
            at = len(evidence.quote) // 2
            quotes = [f"{evidence.quote[:at]}\u00a0{evidence.quote[at + 1 :]}"]
            # A text that begins later is another quote of it; a value is whole or none.
            quotes += [evidence.quote[:-1]] if evidence.field == "record" else []
            for quote in filter(None, quotes):
                wrong = evidence.model_copy(update={"quote": quote})
                others = (*item.evidence[:n], wrong, *item.evidence[n + 1 :])
                changed = item.model_copy(update={"evidence": others})
                with pytest.raises(SourceError, match=rf"questions\.jsonl:\d+: .*{item.id}.*quote"):
                    prove(replace(collection, items=(changed,)), corpus.talk)
            seen += 1
    assert seen > 50


def test_every_altered_quote_of_an_answer_is_noticed(small_run: Run, corpus: Corpus) -> None:
    validity = SCORERS["citation_validity"]
    seen = 0
    for key, found in small_run.seen.items():
        item, answer = small_run.items[key], found.answer
        for n, cited in enumerate(answer.citations):
            assert validity(item, Observation(replace(answer, citations=(cited,))), corpus) == 1
            at = len(cited.quote) // 2
            for quote in (
                cited.quote[:-1],
                cited.quote[1:],
                f"{cited.quote[:at]}\u00a0{cited.quote[at + 1 :]}",
                f"{cited.quote} ",
            ):
                wrong = replace(cited, quote=quote)
                all_but_one = (*answer.citations[:n], wrong, *answer.citations[n + 1 :])
                score = validity(item, Observation(replace(answer, citations=all_but_one)), corpus)
                assert score == pytest.approx(1 - 1 / len(answer.citations)), (key, quote)
            seen += 1
    assert seen > 50

"""The question sets over other collections: verbatim, answerable by their gold, in pairs."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from talkbot.talks import Talk, fold, talk_from_json, talk_id, talk_to_json

ROOT = Path(__file__).parents[2] / "eval" / "collections"
NAMES = sorted(path.parent.name for path in ROOT.glob("*/talks.jsonl"))
TYPES = {
    "chat", "comparison", "count", "fact", "followup", "listing", "paraphrase", "speaker",
    "summary", "unanswerable",
}  # fmt: skip
REASONS = {"absent_attribute", "absent_entity", "absent_topic", "off_topic", "wrong_premise"}
FIELDS = {
    "id", "split", "type", "twin_of", "history", "question", "answerable", "unanswerable_reason",
    "gold_talk_ids", "acceptable_extra_ids", "evidence", "nuggets", "forbidden", "expected_count",
    "notes",
}  # fmt: skip


@cache
def lines(path: Path) -> list[dict[str, Any]]:
    # Not splitlines(): a record may hold a separator of Unicode's, which is not an end of line.
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


@cache
def talks(name: str) -> dict[str, Talk]:
    records = [talk_from_json(record) for record in lines(ROOT / name / "talks.jsonl")]
    return {talk.id: talk for talk in records}


def questions(name: str) -> list[dict[str, Any]]:
    return lines(ROOT / name / "questions.jsonl")


def test_no_collection_is_lost() -> None:
    assert {
        "djangocon-us-2018",
        "euroscipy-2019",
        "harrowgate",
        "marlesford",
        "pycon-ca-2016",
        "scipy-2023",
    } <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_collection_is_either_for_tuning_or_for_reporting(name: str) -> None:
    assert len({item["split"] for item in questions(name)}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_records_are_plain_and_carry_their_own_id(name: str) -> None:
    records = lines(ROOT / name / "talks.jsonl")
    assert len(talks(name)) == len(records)
    for record, talk in zip(records, talks(name).values(), strict=True):
        assert talk_to_json(talk, full=True) == {**record, "source": ""}
        names = tuple(speaker.name for speaker in talk.speakers)
        assert talk.id == talk_id(talk.title, names, event=talk.event)
        assert talk.abstract == talk.abstract.strip()
        assert not re.search(r"</?(?:p|br|a|em|strong|li|ul)\b|`_|\r|\u2028|\x85", talk.abstract)


@pytest.mark.parametrize("name", NAMES)
def test_items_have_the_shape(name: str) -> None:
    items = questions(name)
    known = set(talks(name))
    assert len({item["id"] for item in items}) == len(items)
    asked = Counter((item["question"], *item["history"]) for item in items)
    assert not [key for key, n in asked.items() if n > 1]
    for item in items:
        assert set(item) == FIELDS, item["id"]
        assert item["type"] in TYPES
        assert item["split"] in {"dev", "test"}
        assert {*item["gold_talk_ids"], *item["acceptable_extra_ids"]} <= known
        assert not set(item["gold_talk_ids"]) & set(item["acceptable_extra_ids"])
        if item["type"] == "unanswerable":
            assert item["unanswerable_reason"] in REASONS
            assert not item["answerable"]
            assert not item["gold_talk_ids"]
        else:
            assert item["answerable"]
            assert item["unanswerable_reason"] is None
            assert bool(item["gold_talk_ids"]) == (item["type"] != "chat")
        assert item["type"] != "count" or item["expected_count"] is not None or item["nuggets"]
        assert bool(item["history"]) <= (item["type"] in {"followup", "chat"})


@pytest.mark.parametrize("name", NAMES)
def test_evidence_is_verbatim_and_holds_the_nuggets(name: str) -> None:
    for item in questions(name):
        for evidence in item["evidence"]:
            assert evidence["talk_id"] in item["gold_talk_ids"], item["id"]
            assert _holds(talks(name)[evidence["talk_id"]], evidence), (item["id"], evidence)
        quotes = [evidence["quote"] for evidence in item["evidence"]]
        for nugget in item["nuggets"]:
            hit = any(re.search(p, q, re.IGNORECASE) for p in nugget["patterns"] for q in quotes)
            assert hit, (item["id"], nugget)


def _holds(talk: Talk, evidence: dict[str, Any]) -> bool:
    quote = evidence["quote"]
    if evidence["field"] == "record":
        people = [(s.name, s.affiliation, s.role) for s in talk.speakers]
        values = {talk.title, talk.event, talk.track, talk.start, *talk.tags, *sum(people, ())}
        return bool(quote) and quote in values
    if evidence["field"] == "bio":
        return any(quote in talk.text_of("bio", n) for n in range(len(talk.speakers)))
    return quote in talk.text_of("abstract")


@pytest.mark.parametrize("name", NAMES)
def test_twins_ask_for_the_same(name: str) -> None:
    items = {item["id"]: item for item in questions(name)}
    for item in items.values():
        if item["type"] in {"followup", "paraphrase"}:
            assert item["twin_of"] in items, item["id"]
        if item["twin_of"]:
            twin = items[item["twin_of"]]
            assert not twin["history"]
            for key in ("gold_talk_ids", "evidence", "nuggets", "expected_count", "answerable"):
                assert item[key] == twin[key], item["id"]
        assert bool(item["history"]) >= (item["type"] == "followup")


def test_the_seminar_page_is_the_records_line_by_line() -> None:
    page = (ROOT / "harrowgate" / "harrowgate-lectures.txt").read_text("utf-8")
    expected: list[str] = []
    for talk in talks("harrowgate").values():
        (speaker,) = talk.speakers
        assert fold(speaker.name) in fold(speaker.raw)
        expected += [talk.title, speaker.raw, *talk.abstract.split("\n")]
        expected += [speaker.bio] if speaker.bio else []
    assert page.rstrip("\n").split("\n")[1:] == expected

"""The questions over the shipped talks: verbatim evidence, telling patterns, an honest split."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from functools import cache
from typing import Any

from talkbot.resources import resource_path
from talkbot.talks import Talk, fold, talk_from_json
from talkbot.words import content_pairs

COUNTS = {
    "fact": 40, "speaker": 25, "listing": 25, "count": 15, "comparison": 20, "summary": 15,
    "followup": 20, "paraphrase": 20, "unanswerable": 45, "injection": 15,
}  # fmt: skip
REASONS = {"absent_attribute", "absent_entity", "absent_topic", "off_topic", "wrong_premise"}
FIELDS = {
    "id", "split", "type", "twin_of", "history", "question", "answerable", "unanswerable_reason",
    "gold_talk_ids", "acceptable_extra_ids", "nearest_talk_ids", "evidence", "nuggets", "forbidden",
    "expected_count", "notes",
}  # fmt: skip


def _lines(folder: str, name: str) -> list[dict[str, Any]]:
    text = (resource_path(folder) / name).read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


@cache
def talks() -> dict[str, Talk]:
    found = [talk_from_json(record) for record in _lines("data", "recorded-talks.jsonl")]
    return {talk.id: talk for talk in found}


@cache
def items() -> list[dict[str, Any]]:
    return _lines("eval", "questions.jsonl")


def values(talk: Talk) -> list[str]:
    people = [value for s in talk.speakers for value in (s.name, s.affiliation, s.role)]
    return [talk.title, *people]


def everything(talk: Talk) -> str:
    bios = [speaker.bio for speaker in talk.speakers]
    raw = [speaker.raw for speaker in talk.speakers]
    return "\n".join([*values(talk), *raw, talk.abstract, *bios])


def third(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 3 == 0


def test_there_are_as_many_questions_of_each_type_as_planned() -> None:
    assert Counter(item["type"] for item in items()) == COUNTS
    assert len({item["id"] for item in items()}) == len(items()) == 240
    assert Counter(item["split"] for item in items()) == {"dev": 80, "test": 160}
    refused = sum(not item["answerable"] for item in items())
    assert refused == 48


def test_items_have_the_shape() -> None:
    asked = Counter((item["question"], *item["history"]) for item in items())
    assert max(asked.values()) == 1
    for item in items():
        assert set(item) == FIELDS, item["id"]
        named = {*item["gold_talk_ids"], *item["acceptable_extra_ids"], *item["nearest_talk_ids"]}
        assert named <= set(talks()), item["id"]
        assert not set(item["gold_talk_ids"]) & set(item["acceptable_extra_ids"]), item["id"]
        assert item["answerable"] == (item["unanswerable_reason"] is None)
        assert item["answerable"] == bool(item["gold_talk_ids"]), item["id"]
        assert item["answerable"] or item["unanswerable_reason"] in REASONS
        assert not item["nearest_talk_ids"] or item["type"] == "unanswerable"
        assert (item["expected_count"] is None) == (item["type"] != "count"), item["id"]
        assert bool(item["history"]) == (item["type"] == "followup"), item["id"]
        assert bool(item["forbidden"]) == (item["type"] == "injection"), item["id"]


def test_a_count_is_the_number_of_its_talks() -> None:
    for item in items():
        if item["type"] == "count":
            assert item["expected_count"] == len(item["gold_talk_ids"]), item["id"]


def test_the_split_follows_the_talks() -> None:
    """A hash of its title puts a talk into development; a question that crosses is a test."""
    development = {talk.id for talk in talks().values() if third(fold(talk.title))}
    assert len(development) == 6
    for item in items():
        about = item["gold_talk_ids"] or item["nearest_talk_ids"]
        whole = item["type"] == "count" or not about
        dev = third("item " + item["id"]) if whole else set(about) <= development
        assert item["split"] == ("dev" if dev else "test"), item["id"]


def test_evidence_is_verbatim_and_stands_once() -> None:
    for item in items():
        for evidence in item["evidence"]:
            assert evidence["talk_id"] in item["gold_talk_ids"], item["id"]
            talk, quote = talks()[evidence["talk_id"]], evidence["quote"]
            if evidence["field"] == "record":
                assert quote in values(talk), item["id"]
            else:
                speaker = 0 if evidence["field"] == "bio" else None
                assert talk.text_of(evidence["field"], speaker).count(quote) == 1, item["id"]


def test_every_gold_talk_has_evidence() -> None:
    for item in items():
        if item["answerable"] and item["type"] != "count":
            cited = {evidence["talk_id"] for evidence in item["evidence"]}
            assert cited == set(item["gold_talk_ids"]), item["id"]


def test_patterns_match_the_evidence_and_no_other_talk() -> None:
    """An institution may recur in other records; what a text says must be found there alone."""
    for item in items():
        known = {*item["gold_talk_ids"], *item["acceptable_extra_ids"]}
        others = [everything(talk) for talk in talks().values() if talk.id not in known]
        for nugget in item["nuggets"]:
            hits = [
                evidence["field"]
                for evidence in item["evidence"]
                if any(re.search(p, evidence["quote"], re.I) for p in nugget["patterns"])
            ]
            assert hits, (item["id"], nugget)
            if set(hits) != {"record"}:
                for pattern in nugget["patterns"]:
                    assert not any(re.search(pattern, text, re.I) for text in others), item["id"]


def test_types_that_state_facts_have_vital_ones() -> None:
    for item in items():
        if item["type"] in {"fact", "speaker", "comparison", "summary"}:
            assert any(nugget["vital"] for nugget in item["nuggets"]), item["id"]


def test_most_facts_are_asked_in_other_words_than_their_evidence() -> None:
    facts = [item for item in items() if item["type"] == "fact"]
    apart = [
        item
        for item in facts
        if not content_pairs(item["question"])
        & set().union(*(content_pairs(evidence["quote"]) for evidence in item["evidence"]))
    ]
    assert len(apart) >= len(facts) / 2


def test_twins_ask_for_the_same() -> None:
    by_id = {item["id"]: item for item in items()}
    for item in items():
        if item["type"] in {"followup", "paraphrase"}:
            twin = by_id[item["twin_of"]]
            assert not twin["history"]
            for key in ("gold_talk_ids", "evidence", "nuggets", "expected_count", "split"):
                assert item[key] == twin[key], item["id"]

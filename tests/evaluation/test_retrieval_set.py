"""The retrieval set: the right size, its labels true to the records, absent things absent."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from talkbot.talks import fold, talk_from_json, talk_id
from talkbot.words import content_pairs, words

ROOT = Path(__file__).parents[2] / "eval" / "retrieval"


@cache
def load(name: str) -> list[dict[str, Any]]:
    text = gzip.decompress((ROOT / name).read_bytes()).decode()
    return [json.loads(line) for line in text.split("\n") if line]


def test_twenty_events_of_fifty_talks_with_abstracts() -> None:
    events = json.loads((ROOT / "events.json").read_text("utf-8"))
    counts = Counter(record["collection"] for record in load("talks.jsonl.gz"))
    assert counts == dict.fromkeys(events, 50)
    assert len(events) == 20
    for record in load("talks.jsonl.gz"):
        talk = talk_from_json(record)
        names = tuple(speaker.name for speaker in talk.speakers)
        assert talk.id == talk_id(talk.title, names, event=talk.event)
        assert talk.event == events[record["collection"]]
        assert len(talk.abstract) >= 250
        assert talk.title not in talk.abstract


def test_the_collections_with_questions_are_left_out() -> None:
    aside = {path.parent.name for path in (ROOT.parent / "collections").glob("*/talks.jsonl")}
    assert aside
    assert not aside & set(json.loads((ROOT / "events.json").read_text("utf-8")))


def test_gold_is_in_the_event_and_absent_has_none() -> None:
    home = {record["id"]: record["collection"] for record in load("talks.jsonl.gz")}
    kinds = Counter(query["kind"] for query in load("queries.jsonl.gz"))
    assert kinds["title"] == kinds["absent_title"] == 1000
    assert min(kinds["topic"], kinds["absent_topic"], kinds["absent_attribute"]) > 100
    for query in load("queries.jsonl.gz"):
        assert bool(query["gold_talk_ids"]) != query["kind"].startswith("absent")
        assert all(home[talk] == query["event"] for talk in query["gold_talk_ids"])


def test_no_record_hints_at_an_absent_topic() -> None:
    topics = json.loads((ROOT / "topics.json").read_text("utf-8"))
    texts: dict[str, str] = {}
    for record in load("talks.jsonl.gz"):
        event = record["collection"]
        texts[event] = f"{texts.get(event, '')}\n{record['title']}\n{record['abstract']}"
    for query in load("queries.jsonl.gz"):
        if query["kind"] == "absent_topic":
            topic = query["query"].removeprefix("Which talks cover ").removesuffix("?")
            for pattern in topics[topic].values():
                assert not re.search(pattern, texts[query["event"]], re.IGNORECASE), query


def test_ten_talks_of_each_event_are_asked_for_in_other_words() -> None:
    """Nothing that a talk says is quoted: no two words of its record, nobody who gave one."""
    asked = [query for query in load("queries.jsonl.gz") if query["kind"] == "paraphrase"]
    written = json.loads((ROOT / "paraphrases.json").read_text("utf-8"))
    assert {query["gold_talk_ids"][0]: query["query"] for query in asked} == written
    assert len({query["query"] for query in asked}) == 200
    assert set(Counter(query["event"] for query in asked).values()) == {10}
    talks = {record["id"]: talk_from_json(record) for record in load("talks.jsonl.gz")}
    titled = [query for query in load("queries.jsonl.gz") if query["kind"] == "title"]
    titles = Counter((query["event"], fold(query["query"])) for query in titled)
    title = {query["gold_talk_ids"][0]: fold(query["query"]) for query in titled}
    for query in asked:
        (gold,) = query["gold_talk_ids"]
        assert titles[query["event"], title[gold]] == 1, "which of two talks is right?"
        said = content_pairs(talks[gold].title) | content_pairs(talks[gold].abstract)
        names = {word for speaker in talks[gold].speakers for word in words(speaker.name)}
        assert not content_pairs(query["query"]) & said, query
        assert not set(words(query["query"])) & names, query
        assert len(words(query["query"])) <= 30

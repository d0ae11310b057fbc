"""Drafts of questions: exact where records are, verbatim where texts are, waiting for a person."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from talkbot.errors import SourceError, UsageError
from talkbot.evaluation.drafting import draft, new_ones
from talkbot.evaluation.drafting.common import everything
from talkbot.evaluation.drafting.confirming import (
    answered_by,
    confirmed,
    lacks,
    replaced,
    stating,
    titled,
)
from talkbot.evaluation.drafting.feedback import from_feedback
from talkbot.evaluation.items import Choice, Collection, Item, load_items, load_own, save_items
from talkbot.evaluation.proofs import prove
from talkbot.resources import resource_path
from talkbot.talks import Talk, fold, talk_from_json
from talkbot.words import terms


def read(path: Path) -> tuple[Item, ...]:
    """The items of a file, apart from where they stand in it."""
    return tuple(item.model_copy(update={"place": ""}) for item in load_items(path))


SOURCES = ("collections/harrowgate", "collections/pycon-ca-2016", "collections/euroscipy-2019")


@cache
def talks(source: str) -> tuple[Talk, ...]:
    lines = (resource_path("eval") / source / "talks.jsonl").read_text("utf-8").split("\n")
    return tuple(talk_from_json(json.loads(line)) for line in lines if line)


@cache
def drafts(source: str, count: int = 70) -> tuple[Item, ...]:
    return draft(talks(source), count)


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_same_talks_in_any_order_give_the_same_drafts(source: str) -> None:
    assert draft(tuple(reversed(talks(source))), 70) == drafts(source)


def test_drafts_are_of_every_kind_and_about_as_many_as_wanted(source: str) -> None:
    found = drafts(source)
    assert 48 <= len(found) <= 75
    assert all(item.draft for item in found)
    kinds = Counter(item.type for item in found)
    assert set(kinds) == {
        "speaker", "listing", "count", "fact", "unanswerable", "followup", "paraphrase",
    }  # fmt: skip
    assert 0.15 <= kinds["unanswerable"] / len(found) <= 0.3
    reasons = {item.unanswerable_reason for item in found if not item.answerable}
    assert reasons == {"absent_attribute", "absent_topic", "absent_entity", "wrong_premise"}


def test_a_file_of_them_is_read_back_and_fits_the_talks(source: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    save_items(path, drafts(source))
    assert read(path) == drafts(source)
    by_id = {talk.id: talk for talk in talks(source)}
    prove(Collection("mine", None, drafts(source)), by_id.get)


def test_facts_are_in_their_evidence_and_in_no_other_talk(source: str) -> None:
    facts = [item for item in drafts(source) if item.type == "fact"]
    assert len(facts) >= 5
    for item in facts:
        (quote,), (fact,) = [e.quote for e in item.evidence], item.nuggets
        assert fact.stated_in(quote), item.id
        assert not fact.stated_in(item.question), item.id
        for talk in talks(source):
            assert fact.stated_in(everything(talk)) == (talk.id in item.gold), item.id


def test_what_records_say_is_exact(source: str) -> None:
    """Against the records themselves, read another way."""
    given = {talk.title: talk for talk in talks(source)}
    seen = 0
    for item in drafts(source, 300):
        title = re.search("“(.+)”", item.question)
        if item.id.startswith("speaker-who") and title:
            names = [speaker.name for speaker in given[title.group(1)].speakers]
            assert [each.text for each in item.nuggets] == names
            seen += 1
        if item.question == "How many talks are in the collection?":
            assert item.expected_count == len(talks(source))
            seen += 1
        several = re.fullmatch("Which talks did (.+) give[?]", item.question)
        if several:
            assert item.gold == {
                talk.id
                for talk in talks(source)
                if fold(several.group(1)) in [fold(s.name) for s in talk.speakers]
            }
            seen += 1
        if item.type == "count":
            assert item.expected_count == len(item.gold)
    assert seen > 5


def test_a_proposed_topic_is_said_by_its_talks_alone(source: str) -> None:
    proposed = [item for item in drafts(source) if item.id.startswith("listing-on-")]
    assert len(proposed) >= 5
    for item in proposed:
        phrase = next(
            m.group(1)
            for form in ("Which talks cover (.+)[?]", "Is there a talk on (.+)[?]",
                         "What is there about (.+)[?]")
            if (m := re.fullmatch(form, item.question))
        )  # fmt: skip
        wanted = f" {' '.join(terms(phrase))} "
        for talk in talks(source):
            text = f" {' '.join(terms(f'{talk.title} {talk.abstract}'))} "
            assert (wanted in text) == (talk.id in item.gold), item.id


def test_what_is_absent_is_absent(source: str) -> None:
    text = "\n".join(everything(talk) for talk in talks(source)).casefold()
    names = {fold(s.name) for talk in talks(source) for s in talk.speakers}
    for item in drafts(source):
        if item.unanswerable_reason == "absent_topic":
            topic = re.split("cover |about ", item.question)[-1].strip("?")
            for word in topic.split():
                assert word == "the" or word.casefold() not in text.split(), item.id
        if item.unanswerable_reason == "absent_entity":
            name = item.question.removeprefix("What did ").removesuffix(" talk about?")
            assert fold(name) not in names
        if item.unanswerable_reason == "wrong_premise":
            (about,) = item.nearest_talk_ids
            name = item.question.removeprefix("What does ").split(" say in ")[0]
            talk = next(t for t in talks(source) if t.id == about)
            assert fold(name) in names
            assert fold(name) not in [fold(s.name) for s in talk.speakers]


def test_twins_ask_for_what_their_plain_form_does(source: str) -> None:
    by_id = {item.id: item for item in drafts(source)}
    twins = [item for item in by_id.values() if item.twin_of]
    assert len(twins) >= 5
    for item in twins:
        plain = by_id[str(item.twin_of)]
        assert item.split == plain.split
        assert (item.gold, item.nuggets) == (plain.gold, plain.nuggets)
        assert item.question != plain.question


def test_the_split_follows_the_talks(source: str) -> None:
    found = [item for item in drafts(source, 300) if len(item.gold) == 1 and item.type != "count"]
    splits: dict[str, set[str]] = {}
    for item in found:
        splits.setdefault(min(item.gold), set()).add(item.split)
    assert all(len(of) == 1 for of in splits.values())
    assert {item.split for item in found} == {"dev", "test"}


@pytest.mark.parametrize(
    "few",
    [
        (),
        (Talk("a", "A talk"),),
        (Talk("a", "Same"), Talk("b", "Same")),
        (Talk("a", "“Odd” {0} \x00 \u202e [x](y)", abstract="\u2028 ... {}. “”."),),
    ],
)
def test_poor_records_give_few_drafts_and_no_error(few: tuple[Talk, ...], tmp_path: Path) -> None:
    found = draft(few, 70)
    save_items(tmp_path / "few.jsonl", found)
    assert read(tmp_path / "few.jsonl") == found


def test_drafts_alone_are_refused_and_drafts_among_others_counted(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    found = list(drafts(SOURCES[0]))
    save_items(path, found)
    with pytest.raises(UsageError, match=r"still a draft.*talkbot eval confirm"):
        load_own(path, Choice())
    save_items(path, [confirmed(found[0]), *found[1:]])
    (collection,) = load_own(path, Choice())
    assert [item.id for item in collection.items] == [found[0].id]
    assert collection.drafts == len(found) - 1


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere/mine\.jsonl cannot be written \(No such file"):
        save_items(tmp_path / "nowhere" / "mine.jsonl", drafts(SOURCES[0]))


def test_only_what_a_file_lacks_is_new() -> None:
    found = drafts(SOURCES[0])
    assert list(new_ones(found, ())) == list(found)
    assert list(new_ones(found, found[3:])) == list(found[:3])
    renamed = [item.model_copy(update={"id": f"my-{item.id}"}) for item in found]
    assert list(new_ones(found, renamed)) == []


def test_taking_a_question_out_leaves_its_twin_alone(tmp_path: Path) -> None:
    found = list(drafts(SOURCES[0]))
    twin = next(item for item in found if item.twin_of)
    plain = next(item for item in found if item.id == twin.twin_of)
    left = replaced(found, plain, None)
    assert len(left) == len(found) - 1
    save_items(tmp_path / "mine.jsonl", left)
    assert next(i for i in load_items(tmp_path / "mine.jsonl") if i.id == twin.id).twin_of is None


def test_other_talks_and_facts_can_be_named() -> None:
    source = SOURCES[0]
    item = next(item for item in drafts(source) if item.type == "fact")
    other = next(talk for talk in talks(source) if talk.id not in item.gold)
    both = answered_by(item, [*item.gold_talk_ids, other.id])
    assert both.gold == item.gold | {other.id}
    assert both.evidence == item.evidence
    moved = answered_by(item, [other.id])
    assert (moved.gold_talk_ids, moved.evidence) == ((other.id,), ())
    none = answered_by(item, [])
    assert (none.answerable, none.nuggets, none.nearest_talk_ids) == (False, (), item.gold_talk_ids)
    assert none.unanswerable_reason
    said = stating(item, f"{item.nuggets[0].text}; C-17 (new)")
    assert said.nuggets[0] == item.nuggets[0]
    assert said.nuggets[1].stated_in("it is the C-17, new.")
    assert not said.nuggets[1].stated_in("it is the C-170 new.")
    assert stating(item, "-").nuggets == ()
    assert lacks(item.model_copy(update={"gold_talk_ids": ()}))
    assert not lacks(item)
    assert titled(other.title.upper(), talks(source)) == (other,)


def test_a_question_that_does_not_fit_the_talks_is_named() -> None:
    by_id = {talk.id: talk for talk in talks(SOURCES[0])}
    item = next(item for item in drafts(SOURCES[0]) if item.type == "fact")
    item = item.model_copy(update={"place": "mine.jsonl:3"})
    wrong = item.model_copy(update={"gold_talk_ids": ("nowhere",)})
    with pytest.raises(SourceError, match=rf"^mine.jsonl:3: question {item.id}: .*no talk nowhere"):
        prove(Collection("mine", None, (wrong,)), by_id.get)
    quote = item.evidence[0].model_copy(update={"quote": item.evidence[0].quote[:-1] + "!"})
    with pytest.raises(SourceError, match="is not in the abstract"):
        prove(
            Collection("mine", None, (item.model_copy(update={"evidence": (quote,)}),)), by_id.get
        )


def rating(n: int, verdict: str, *, answered: bool = True, **more: object) -> dict[str, object]:
    """A line as the page writes it; see `candidates` in ui/assets/past.js."""
    shown = [talk.id for talk in talks(SOURCES[0])[:2]]
    return {
        "id": f"feedback-2026112410203{n}-{n}", "split": "dev", "type": "fact", "history": [],
        "question": f"Question {n}?", "answerable": answered,
        "gold_talk_ids": shown if verdict == "good" and answered else [],
        "feedback": {
            "verdict": verdict, "note": "", "shown_talk_ids": shown, "answer": "…", "scope": "",
            "model": "", "at": "2026-11-24T10:20:30.000Z", **more,
        },
    }  # fmt: skip


def test_feedback_of_the_page_becomes_drafts(tmp_path: Path) -> None:
    lines = [
        rating(1, "good"),
        rating(2, "missing talk", note='the one on "looms"', scope="year=2019"),
        rating(3, "wrong", answered=False),
        rating(4, "good", answered=False),
        rating(5, "good", shown_talk_ids="spoilt"),
    ]
    lines[4]["gold_talk_ids"] = ["gone"]
    path = tmp_path / "talkbot-feedback.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    good, missed, refused, right, gone = from_feedback(path, talks(SOURCES[0]))
    assert all(item.draft for item in (good, missed, refused, right, gone))
    assert len(good.gold_talk_ids) == 2
    assert not lacks(good)
    assert missed.answerable
    assert len(missed.nearest_talk_ids) == 2
    assert lacks(missed)
    assert "looms" in missed.notes
    assert "year=2019" in missed.notes
    assert refused.answerable
    assert not right.answerable
    assert gone.gold_talk_ids == ()
    prove(Collection("mine", None, (good, missed, refused, right, gone)),
          {talk.id: talk for talk in talks(SOURCES[0])}.get)  # fmt: skip
    path.write_text("{}\n", "utf-8")
    with pytest.raises(SourceError, match=r"feedback\.jsonl:1"):
        from_feedback(path, talks(SOURCES[0]))

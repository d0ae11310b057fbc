"""Question and passage read together: which sentences answer, which talks cover a topic."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from talkbot.crossencoder import LONGEST, CrossEncoder, text_of
from talkbot.passages import passages_of, sentences_of
from talkbot.talks import Speaker, Talk

ANSWERING = Path(__file__).parents[1] / "eval" / "answering"
# Some of the programmes that `eval/answering_set.py` keeps back.
ASIDE = ("p03", "p13", "b03", "b13", "b43")

HEADING = "Bells that never rang twice — Odile Marchetti-Brandt"
SENTENCES = (
    "The foundry of Saint-Aubrin cast forty bells between the wars.",
    "Its furnace was fed with beech wood, because coal left the bronze brittle.",
    "After a flood ruined the moulds, the owners sold the site to a cider maker.",
)


@pytest.fixture(scope="module")
def reader() -> CrossEncoder:
    return CrossEncoder()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What did they heat the metal with?", 1),
        ("Who took over the place when the bell business ended?", 2),
        ("How many instruments came out of that workshop?", 0),
    ],
)
def test_the_sentence_that_answers_in_other_words_comes_first(
    reader: CrossEncoder, question: str, answer: int
) -> None:
    odds = reader.judge(question, [(HEADING, SENTENCES)])[0].answers
    assert max(range(3), key=lambda i: odds[i]) == answer


def test_what_a_text_leaves_open_is_less_likely_than_what_it_tells(reader: CrossEncoder) -> None:
    told = reader.judge("Why did the foundry not burn coal?", [(HEADING, SENTENCES)])[0]
    for open_question in (
        "Which composer wrote for the foundry's bells?",
        "How much did the cider maker pay for the site?",
        "In which year was Marchetti-Brandt born?",
    ):
        left = reader.judge(open_question, [(HEADING, SENTENCES)])[0]
        assert max(left.answers) < max(told.answers)


def test_a_text_is_judged_alike_alone_and_among_others(reader: CrossEncoder) -> None:
    short = ("Short", ("A few words.",))
    alone = CrossEncoder().judge("What fed the furnace?", [(HEADING, SENTENCES)])[0]
    among = CrossEncoder().judge("What fed the furnace?", [short, (HEADING, SENTENCES), short])[1]
    assert among == alone


def test_what_was_judged_is_kept(reader: CrossEncoder) -> None:
    first = reader.judge("What fed the furnace?", [(HEADING, SENTENCES)])[0]
    assert reader.judge("What fed the furnace?", [("x", ("y",)), (HEADING, SENTENCES)])[1] is first


def test_a_long_text_is_read_to_its_limit(reader: CrossEncoder) -> None:
    many = tuple(f"Sentence {n} says that river {n} rose by {n} metres." for n in range(90))
    asked = reader.inputs("How far did river 3 rise?", [("Rivers", many)])[0]
    assert len(asked.pieces) <= LONGEST
    judged = reader.judge("How far did river 3 rise?", [("Rivers", many)])[0]
    assert len(judged.answers) == 90
    assert judged.answers[-1] == float("-inf") < judged.answers[0]


@pytest.mark.parametrize("text", ["", " ", "\ud800", "[SEP] [CLS]", "鐘" * 3000, "\x00\u202e"])
def test_any_text_is_judged(reader: CrossEncoder, text: str) -> None:
    assert len(reader.judge(text, [(text, (text, text)), ("", ())])) == 2


@pytest.fixture(scope="module")
def aside(reader: CrossEncoder) -> list[tuple[str, float, bool]]:
    """Of every fifth question kept aside: its kind, the best odds in its talk, and whether the
    sentence that has them is one of those that answer."""
    with (ANSWERING / "programmes.tsv").open(encoding="utf-8") as lines:
        programmes = dict(csv.reader(lines, delimiter="\t"))
    wanted = {i for name in ASIDE for i in programmes[name].split(",")}
    talks = {}
    with gzip.open(ANSWERING / "talks.jsonl.gz", "rt", encoding="utf-8") as records:
        for record in map(json.loads, records):
            if record["id"] in wanted:
                speaker = Speaker(", ".join(record["speakers"]), bio=record.get("bio", ""))
                talks[record["id"]] = Talk(
                    id=record["id"], title=record["title"], speakers=(speaker,),
                    abstract=record["abstract"],
                )  # fmt: skip
    with (ANSWERING / "questions.tsv").open(encoding="utf-8", newline="") as lines:
        asked = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for talk, kind, places, question in [row for row in asked if row[0] in talks][::5]:
        passages = passages_of(talks[talk])
        judged = reader.judge(question, [text_of(passage) for passage in passages])
        odds = [
            (each, f"{passage.field}:{passage.start + a}-{passage.start + b}")
            for passage, judgement in zip(passages, judged, strict=True)
            for each, (a, b) in zip(judgement.answers, sentences_of(passage), strict=True)
        ]
        best, place = max(odds)
        found.append((kind, best, place in places.split(",")))
    return found


def test_questions_kept_aside_are_told_from_those_their_talks_leave_open(
    aside: list[tuple[str, float, bool]],
) -> None:
    told = [odds for kind, odds, _ in aside if kind == "A"]
    left = [odds for kind, odds, _ in aside if kind == "N"]
    assert min(len(told), len(left)) > 30
    right = sum(yes > no for yes in told for no in left)
    assert right / (len(told) * len(left)) > 0.88


def test_of_questions_kept_aside_the_first_sentence_mostly_answers(
    aside: list[tuple[str, float, bool]],
) -> None:
    right = [answers for kind, _, answers in aside if kind == "A"]
    assert sum(right) / len(right) > 0.65

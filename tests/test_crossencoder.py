"""Question and passage read together: which sentences answer, which talks cover a topic."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from talkbot.crossencoder import LONGEST, CrossEncoder
from talkbot.passages import passages_of, sentences_of
from talkbot.talks import Speaker, Talk

ANSWERING = Path(__file__).parents[1] / "eval" / "answering"

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


def aside() -> list[tuple[str, str, bool, list[tuple[str, tuple[str, ...]]]]]:
    """Questions that were kept aside: the talk, whether it answers, and its texts."""
    kept = {"p03", "p13", "b03", "b13", "b43"}
    home = {}
    with (ANSWERING / "programmes.tsv").open(encoding="utf-8") as lines:
        for name, ids in csv.reader(lines, delimiter="\t"):
            if name in kept:
                home |= dict.fromkeys(ids.split(","), name)
    talks = {}
    with gzip.open(ANSWERING / "talks.jsonl.gz", "rt", encoding="utf-8") as records:
        for line in records:
            record = json.loads(line)
            if record["id"] in home:
                names = record["speakers"]
                speaker = Speaker(", ".join(names), bio=record.get("bio", ""))
                talks[record["id"]] = Talk(
                    id=record["id"], title=record["title"], speakers=(speaker,),
                    abstract=record["abstract"],
                )  # fmt: skip
    found = []
    with (ANSWERING / "questions.tsv").open(encoding="utf-8", newline="") as lines:
        for talk, kind, _, question in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if talk in talks:
                texts = [
                    (p.heading, tuple(p.text[a:b] for a, b in sentences_of(p)))
                    for p in passages_of(talks[talk])
                ]
                found.append((talk, question, kind == "A", texts))
    return found


def test_questions_kept_aside_are_told_from_those_their_talks_leave_open(
    reader: CrossEncoder,
) -> None:
    scores: dict[bool, list[float]] = {True: [], False: []}
    for _, question, answered, texts in aside()[::5]:
        judged = reader.judge(question, texts)
        scores[answered].append(max(odds for j in judged for odds in j.answers))
    assert min(map(len, scores.values())) > 30
    right = sum(yes > no for yes in scores[True] for no in scores[False])
    assert right / (len(scores[True]) * len(scores[False])) > 0.88

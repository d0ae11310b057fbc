"""The shipped page, against a gold written by eye."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talkbot.formats import read_paths
from talkbot.talks import Talk, talk_to_json

DATA = Path(__file__).resolve().parents[2] / "data"

EVENT = "Recorded Talks: Foundations of AI and Optimization"

# title, name, role, affiliation, first and last words of the abstract, last words of the bio
GOLD = (
    ("Flat Minima and Generalization: from Matrix Sensing to Neural Networks", "Maryam Fazel", "",
     "University of Washington", "When do overparameterized", "better training algorithms.", ""),
    ("Hunting the Hessian", "Madeleine Udell", "", "Stanford University", "Ill conditioned loss",
     "linear memory and compute?", ""),
    ("Accelerating Nonconvex Optimization via Online Learning", "Aryan Mokhtari", "", "UT Austin",
     "A fundamental problem in optimization", "under the hood.", ""),
    ("The Binary Iterative Hard Thresholding Algorithm", "Arya Mazumdar", "",
     "TILOS & UC San Diego", "We will discuss our work", "joint work with Namiko Matsumoto.", ""),
    ("Reverse diffusion Monte Carlo", "Yian Ma", "", "TILOS & UC San Diego",
     "I will introduce a novel Monte Carlo", "via reverse transition kernels.", ""),
    ("Linear Bregman Divergence Control", "Babak Hassibi", "", "Caltech",
     "In the past couple of decades", "and bang-bang control.", ""),
    ("Optimization and Reasoning", "Sicun (Sean) Gao", "", "TILOS & UC San Diego",
     "For a while, the remarkable", "engineering disciplines too.", ""),
    ("Foundational Methods for Foundation Models for Scientific Machine Learning",
     "Michael W. Mahoney", "", "LBNL and UC Berkeley", "The remarkable successes of ChatGPT",
     "billions or trillions of parameters.",
     "available at https://www.stat.berkeley.edu/~mmahoney/."),
    ("Single location regression and attention-based models", "Claire Boyer", "",
     "Université Paris-Saclay", "Attention-based models, such as", "internal linear structures.",
     ""),
    ("Synthetic Tasks as Testbeds for Attributing Model Behavior", "Surbhi Goel", "",
     "University of Pennsylvania", "Understanding how different components",
     "Andrej Risteski, and Cyril Zhang.", "Computational Learning Theory."),
    ("Unlearnable Facts Cause Hallucinations in Pretrained Language Models",
     "Adam Tauman Kalai", "", "OpenAI", "Pretrained language models (LMs)",
     "This is joint work with Santosh Vempala.", "most notably the Majulook prize."),
    ("How Transformers Learn Causal Structure with Gradient Descent", "Jason Lee", "",
     "Princeton University", "The incredible success of transformers",
     "wide variety of causal structures.", "Commendation for Outstanding Teaching."),
    ("Off-the-shelf Algorithmic Stability", "Rebecca Willett", "", "University of Chicago",
     "Algorithmic stability holds when", "version of the argmax operator.",
     "from 2013 to 2018."),
    ("What Kinds of Functions do Neural Networks Learn? Theory and Practical Applications",
     "Robert Nowak", "", "University of Wisconsin", "This talk presents a theory",
     "future research directions.", "Selected Areas in Information Theory."),
    ("Transformers Learn In-context by (Functional) Gradient Descent", "Xiang Cheng",
     "TILOS Postdoctoral Scholar", "MIT", "Motivated by the in-context",
     "design of Transformer architectures.", ""),
    ("How Large Models of Language and Vision Help Agents to Learn to Behave", "Roy Fox",
     "Assistant Professor and Director of the Intelligent Dynamics Lab", "UC Irvine",
     "If learning from data is valuable", "guide exploration and planning.",
     "of virtual and physical agents."),
)  # fmt: skip


@pytest.fixture(scope="module")
def talks() -> tuple[Talk, ...]:
    reading = read_paths([DATA / "recorded-talks.txt"])
    assert reading.problems == ()
    return reading.talks


def test_every_talk_is_read_as_it_is_printed(talks: tuple[Talk, ...]) -> None:
    read = [
        (talk.title, speaker.name, speaker.role, speaker.affiliation)
        for talk in talks
        for speaker in talk.speakers
    ]
    assert read == [entry[:4] for entry in GOLD]
    assert {talk.event for talk in talks} == {EVENT}


@pytest.mark.parametrize("number", range(16))
def test_abstract_and_bio_are_divided_where_a_reader_divides_them(
    talks: tuple[Talk, ...], number: int
) -> None:
    *_, first, last, bio_end = GOLD[number]
    talk = talks[number]
    speaker = talk.speakers[0]
    assert talk.abstract.startswith(first)
    assert talk.abstract.endswith(last)
    assert bool(speaker.bio) == bool(bio_end)
    assert speaker.bio.endswith(bio_end)
    assert not speaker.bio or speaker.bio.startswith(speaker.name)
    assert (talk.url, talk.video_url, speaker.url) == ("", "", "")


def test_no_word_of_the_page_is_lost_or_changed(talks: tuple[Talk, ...]) -> None:
    lines = [EVENT]
    for talk in talks:
        speaker = talk.speakers[0]
        lines += [talk.title, speaker.raw, *talk.abstract.split("\n")]
        lines += speaker.bio.split("\n") if speaker.bio else []
    assert lines == (DATA / "recorded-talks.txt").read_text(encoding="utf-8").splitlines()


def test_the_records_beside_the_page_are_the_page(talks: tuple[Talk, ...]) -> None:
    records = []
    for talk in talks:
        record = talk_to_json(talk, full=True)
        del record["source"]
        records.append(json.dumps(record, ensure_ascii=False))
    written = (DATA / "recorded-talks.jsonl").read_text(encoding="utf-8")
    assert written == "\n".join(records) + "\n"


def test_the_folder_gives_each_talk_once(talks: tuple[Talk, ...]) -> None:
    reading = read_paths([DATA])
    assert [talk.id for talk in reading.talks] == [talk.id for talk in talks]
    assert reading.problems == ()
    assert {(source.format, source.talks) for source in reading.sources} == {
        ("jsonl", 16),
        ("listing", 16),
    }

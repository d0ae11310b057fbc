"""Metrics, intervals and curves over rows written by hand."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from talkbot.answers import Answer, TalkRef
from talkbot.evaluation import claim_table, gate_curve, intervals
from talkbot.evaluation.claims import Claim, Judged
from talkbot.evaluation.items import Item
from talkbot.evaluation.losses import where_lost
from talkbot.evaluation.metrics import METRICS
from talkbot.evaluation.metrics.costs import latency
from talkbot.evaluation.metrics.twins import TwinDelta, twin_deltas
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.rows import Row
from talkbot.evaluation.scorers import SCORERS
from talkbot.passages import passages_of
from tests.meadow import TALKS


def row(
    number: int, *, right: bool, answered: bool = True, answerable: bool = True, talk: int = 0
) -> Row:
    crag = 1.0 if right else -float(answered)
    scores = dict.fromkeys(SCORERS) | {"correct": float(right), "crag": crag}
    about = f"c/{talk}"
    return Row(
        "c", f"q{number}", "dev", "fact", None, answerable, about, answered, "fact", scores, {}
    )


# Right answers, wrong ones, needless refusals, right refusals, answers where none is.
ROWS = [
    *(row(n, right=True) for n in range(5)),
    *(row(n, right=False) for n in range(5, 8)),
    row(8, right=False, answered=False),
    *(row(n, right=True, answered=False, answerable=False) for n in range(9, 12)),
    row(12, right=False, answerable=False),
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accuracy", 8 / 13),
        ("precision_answering", 5 / 9),
        ("crag", (8 - 4) / 13),
        ("abstention_precision", 3 / 4),
        ("abstention_recall", 3 / 4),
        ("abstention_f1", 3 / 4),
        ("over_refusal", 1 / 9),
        ("attack_success", None),
    ],
)
def test_a_metric_is_what_its_definition_says(name: str, value: float | None) -> None:
    assert METRICS[name].value(ROWS) == (None if value is None else pytest.approx(value))
    found = intervals.estimate(METRICS[name], ROWS, intervals.draws(ROWS))
    assert (found.value is None) == (value is None)
    assert found.of == len(ROWS)


def test_questions_about_one_talk_count_as_one_when_talks_are_drawn() -> None:
    """A hundred questions about five talks say less than about a hundred."""
    few = [row(n, right=n % 5 < 2, talk=n % 5) for n in range(100)]
    many = [row(n, right=n % 5 < 2, talk=n) for n in range(100)]
    wide, narrow = (
        intervals.estimate(METRICS["accuracy"], rows, intervals.draws(rows)) for rows in (few, many)
    )
    assert wide.value == narrow.value
    assert wide.low is not None
    assert wide.high is not None
    assert narrow.low is not None
    assert narrow.high is not None
    assert wide.high - wide.low > 3 * (narrow.high - narrow.low)
    assert wide == intervals.estimate(METRICS["accuracy"], few, intervals.draws(few))


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    drawn = random.Random(7)
    hits = 0
    for _ in range(60):
        rows = [row(n, right=drawn.random() < 0.7, talk=n) for n in range(120)]
        found = intervals.estimate(METRICS["accuracy"], rows, intervals.draws(rows))
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= 0.7 <= found.high
    assert 51 <= hits <= 60


def test_a_paired_difference_is_surer_than_two_intervals() -> None:
    """One system is right wherever the other is, and on a few more: a small lead, but sure."""
    base = [row(n, right=n % 2 == 0, talk=n) for n in range(200)]
    better = [replace(r, scores=r.scores | {"correct": 1.0}) if n < 21 else r
              for n, r in enumerate(base)]  # fmt: skip
    drawn = intervals.draws(base)
    lead = intervals.difference(METRICS["accuracy"], better, base, drawn)
    assert lead.value == pytest.approx(0.05)
    assert lead.low is not None
    assert lead.low > 0
    assert lead.p is not None
    assert lead.p < 0.05
    ours, theirs = (intervals.estimate(METRICS["accuracy"], r, drawn) for r in (better, base))
    assert ours.low is not None
    assert theirs.high is not None
    assert ours.low < theirs.high
    other = [row(n, right=n % 2 == 1, talk=n) for n in range(200)]
    same = intervals.difference(METRICS["accuracy"], other, base, drawn)
    assert same.p is not None
    assert same.p > 0.5


def test_a_twin_is_compared_with_its_plain_form() -> None:
    plain = [row(n, right=n < 3) for n in range(4)]
    harder = [
        replace(row(n + 10, right=n < 2), type="paraphrase", twin_of=f"q{n}") for n in range(4)
    ]
    alone = replace(row(30, right=True), type="paraphrase", twin_of="q99")
    assert twin_deltas([*plain, *harder, alone]) == (TwinDelta("paraphrase", 4, 2, 3),)
    assert twin_deltas([*plain, *harder])[0].delta == -0.25


def test_the_curve_of_the_gate_begins_with_the_surest_answer() -> None:
    rows = [row(0, right=True), row(1, right=False), row(2, right=True),
            row(3, right=False, answered=False)]  # fmt: skip
    sure = {("c", "q0"): 0.9, ("c", "q1"): 0.5, ("c", "q2"): 0.5, ("c", "q3"): 0.1}
    seen = {
        key: Observation(
            Answer("q", "q", "fact", "answered", "x", talks=(TalkRef("t", "T", (), score),))
        )
        for key, score in sure.items()
    }
    points = [(p.coverage, p.precision) for p in gate_curve.curve(rows, seen)]
    # Two answers of the same confidence come together; the refusal is never covered.
    assert points == [(0.25, 1.0), (0.75, pytest.approx(2 / 3, abs=1e-4))]


def test_reliability_and_area_tell_true_claims_from_false_ones() -> None:
    passage = passages_of(TALKS[0])[0]

    def judged(kind: str, support: float, *, accepted: bool) -> Judged:
        return Judged(Claim(kind, TALKS[0], passage, "x"), support, accepted, "")

    every = [
        judged("verbatim", 1.0, accepted=True),
        judged("verbatim", 0.95, accepted=False),
        judged("negation", 0.95, accepted=False),
        judged("negation", 0.2, accepted=True),
    ]
    bins = [(b.low, b.n, b.true) for b in claim_table.reliability(every)]
    assert bins == [(0.2, 1, 0.0), (0.9, 3, pytest.approx(2 / 3, abs=1e-4))]
    rows = {r.kind: r for r in claim_table.table(every)}
    assert (rows["verbatim"].wrong, rows["verbatim"].auroc) == (1, None)
    # Of the four pairs the true one is ahead in three, and one is a tie.
    assert (rows["negation"].wrong, rows["negation"].auroc) == (1, 0.875)
    assert claim_table.overall(every)["support"] == 0.875


@pytest.mark.parametrize(
    ("found", "answered", "answerable", "lost"),
    [
        (("b", "a"), True, True, "ranking"),
        (("b", "c"), True, True, "retrieval"),
        (("a", "b"), True, True, "answer"),
        (("a", "b"), False, True, "refusal"),
        (("a", "b"), True, False, "not refused"),
    ],
)
def test_a_question_is_lost_at_the_first_station(
    found: tuple[str, ...], answered: bool, answerable: bool, lost: str
) -> None:
    item = Item(
        id="q", split="dev", type="fact", question="Why?", answerable=answerable,
        gold_talk_ids=("a",) if answerable else (),
    )  # fmt: skip
    status = "answered" if answered else "abstained"
    seen = Observation(Answer("q", "q", "fact", status, "x" * answered), found)
    assert where_lost(item, seen) == lost


def test_times_are_median_and_tail() -> None:
    assert latency([]) == {"p50_ms": None, "p95_ms": None}
    assert latency([3.0]) == {"p50_ms": 3.0, "p95_ms": None}
    found = latency([float(n) for n in range(1, 101)])
    assert found["p50_ms"] == 50.5
    assert found["p95_ms"] == pytest.approx(95.95, abs=0.1)


def test_a_scorer_is_a_file_of_its_own() -> None:
    folder = Path(__file__).parents[2] / "src" / "talkbot" / "evaluation" / "scorers"
    assert set(SCORERS) <= {path.stem for path in folder.glob("*.py")}

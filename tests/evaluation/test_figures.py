"""Figures as a reader sees them."""

from __future__ import annotations

from talkbot.evaluation.report.figures import estimate


def test_few_items_are_counted() -> None:
    found = {"value": 0.8, "n": 15, "above": 12.0, "low": 0.5, "high": 0.9}
    assert estimate(found, interval=True) == "12 of 15"


def test_a_count_is_shown_whatever_its_rate_rounds_to() -> None:
    for n in range(1, 30):
        for right in range(n + 1):
            found = {"value": round(right / n, 4), "n": n, "above": float(right)}
            assert estimate(found) == f"{right} of {n}"


def test_an_f1_of_few_items_is_no_count() -> None:
    # 30 over a line of 35, from 20 items.
    found = {"value": 30 / 35, "n": 20, "above": 30.0, "low": 0.7, "high": 0.95}
    assert estimate(found) == "0.857"


def test_many_items_have_a_rate_and_an_interval() -> None:
    found = {"value": 0.8, "n": 50, "above": 40.0, "low": 0.7, "high": 0.9}
    assert estimate(found) == "0.800"
    assert estimate(found, interval=True) == "0.800 (0.70–0.90)"
    assert estimate({**found, "value": None}) == "–"

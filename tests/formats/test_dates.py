"""Dates as texts print them, several days in a row above all."""

from __future__ import annotations

import pytest

from talkbot.formats.dates import day_of_event, iso_date
from talkbot.formats.whens import leading_when


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("3–4 June 2031", "2031-06"),
        ("June 3-4, 2031, 10:00", "2031-06"),
        ("2 y 3 de octubre de 2031", "2031-10"),
        ("11:00 - 12 May 2031", "2031-05-12T11:00:00"),
        ("Tuesday, 4 May 2031, 10-12", "2031-05-04"),
        ("3-4 June", ""),
    ],
)
def test_of_several_days_only_the_month_is_sure(text: str, start: str) -> None:
    assert iso_date(text) == start


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Programme of 4 May 2031", "4 May 2031"),
        ("Last updated 4 May 2031", ""),
        ("Register by 4 May 2031", ""),
        ("Hosted by Lumen Ltd. Thursday 4 May 2031, doors 18:30", "4 May 2031"),
        ("Hosted by Lumen Ltd on 4 May 2031", "4 May 2031"),
        ("4 May 2031 is the deadline", ""),
        ("4-5 May 2031", ""),
        ("4 May 2031 or 6 May 2031", ""),
    ],
)
def test_the_day_of_an_event_is_the_only_one_that_its_heading_names(text: str, day: str) -> None:
    assert day_of_event(text) == day


def test_a_half_of_the_day_belongs_to_the_time_before_a_head() -> None:
    assert leading_when("7:00 PM Nadia Ferreira") == ("7:00 PM", "Nadia Ferreira")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("May 4, 2031, 4:00–5:00 pm", "2031-05-04T16:00:00"),
        ("May 4, 2031, 11:00 - 12:30 pm", "2031-05-04T11:00:00"),
        ("May 4, 2031, 12:00 to 1:00 p.m.", "2031-05-04T12:00:00"),
        ("May 4, 2031, 9:00-10:00 am", "2031-05-04T09:00:00"),
        ("May 4, 2031, 9:00-5:00 pm", "2031-05-04T09:00:00"),
    ],
)
def test_the_end_of_a_span_tells_in_which_half_of_the_day_it_begins(text: str, start: str) -> None:
    assert iso_date(text) == start

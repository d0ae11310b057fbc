"""Dates as texts print them, several days in a row above all."""

from __future__ import annotations

import pytest

from talkbot.formats.dates import day_of_event, iso_date
from talkbot.formats.months import weekdays_in
from talkbot.formats.whens import leading_when
from talkbot.formats.years import completed
from talkbot.talks import Talk


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


def test_a_short_name_of_a_month_is_no_day_of_the_week() -> None:
    assert leading_when("Mar 6 2031 - Nadia Ferreira") == ("Mar 6 2031", "Nadia Ferreira")
    assert weekdays_in("Mar 6 2031") == frozenset()
    assert weekdays_in("mar 6 mayo") == weekdays_in("mardi 6 mai") == {1}


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


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("5/30/31", "2031-05-30"),
        ("3/Mar/2031", "2031-03-03"),
        ("12-Sep-2031, 14:00", "2031-09-12T14:00:00"),
        ("4 May '31", "2031-05-04"),
        ("24.01.31", "2031-01-24"),
        ("2. 6. 2031", "2031-06-02"),
        ("13-6-2031", "2031-06-13"),
        ("2031-Mar-04", "2031-03-04"),
        ("May the 4th, 2031", "2031-05-04"),
        ("1er mars 2031", "2031-03-01"),
        ("12 d'abril de 2031", "2031-04-12"),
        ("3 de marzo del 2031", "2031-03-03"),
        ("zaterdag 5 maart 2031", "2031-03-05"),
        ("4 maja 2031", "2031-05-04"),
        ("12. huhtikuuta 2031", "2031-04-12"),
        ("2031年5月7日", "2031-05-07"),
        ("31/2/2031", ""),
    ],
)
def test_a_day_is_read_in_each_usual_writing(text: str, start: str) -> None:
    assert iso_date(text) == start


@pytest.mark.parametrize(
    ("days", "heading", "starts"),
    [
        # One day tells the order of all.
        (["3/4/31", "30/4/31"], "", ["2031-04-03", "2031-04-30"]),
        (["3/4/31", "4/30/31"], "", ["2031-03-04", "2031-04-30"]),
        (["13/4/31", "4/30/31", "3/4/31"], "", ["2031-04-13", "2031-04-30", "2031"]),
        # So does the name of one, or that all are on one day of the week.
        (["Thu 3/4/2031", "10/4/2031"], "", ["2031-04-03", "2031-04-10"]),
        (["3/4/2031", "10/4/2031", "8/5/2031"], "", ["2031-04-03", "2031-04-10", "2031-05-08"]),
        (["3/4/2031", "10/4/2031"], "", ["2031", "2031"]),
        # Two numbers in a column of days are a day once the year is known.
        (["3/4", "17/4"], "Spring 2031", ["2031-04-03", "2031-04-17"]),
        (["jeu 3.4.", "jeu 17.4."], "Printemps 2031", ["2031-04-03", "2031-04-17"]),
        (["ven 3.4.", "ven 17.4."], "Printemps 2031", ["", ""]),
        # A talk begins on the first of its days; those of several talks are an event's.
        (["3-4 June 2031", "June 9–10, 2031"], "", ["2031-06-03", "2031-06-09"]),
        (["3-4 June 2031", "3-4 June 2031"], "", ["2031-06", "2031-06"]),
        (["3-4 June", "9 June"], "Summer 2031", ["2031-06-03", "2031-06-09"]),
        (["3 April, 2031, 14:00", "10 April"], "", ["2031-04-03T14:00:00", ""]),
    ],
)
def test_the_days_of_a_page_tell_how_each_is_read(
    days: list[str], heading: str, starts: list[str]
) -> None:
    talks = [Talk(id=day, title=day, event="", date_text=day, start=iso_date(day)) for day in days]
    assert [talk.start for talk in completed(talks, heading)] == starts

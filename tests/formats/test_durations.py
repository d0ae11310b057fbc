"""How long a talk takes, as its date line says."""

from __future__ import annotations

import pytest

from talkbot.formats.durations import told_in


@pytest.mark.parametrize(
    ("when", "minutes"),
    [
        ("Monday, 4 May 2033, 10:00–10:45, Room 2", 45),
        ("11:30am to 1:00 pm", 90),
        ("11:30 - 12:15 pm", 45),
        ("12:30-1:15", 45),
        ("16h00 à 17h30", 90),
        ("9.30–10.15", 45),
        ("9:00am - 9:45am PDT", 45),
        ("16:00, 90 min", 90),
        ("10:00-10:45, 11:00-11:30", 0),
        ("16 h", 0),
        ("4-6 May 2033, 10:00", 0),
        ("14:00-13:00", 0),
    ],
)
def test_a_span_of_time_is_a_duration(when: str, minutes: int) -> None:
    assert told_in(when) == 60 * minutes

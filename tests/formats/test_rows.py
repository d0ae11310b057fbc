"""Tables without HTML: a line that fits no column is never left out."""

from __future__ import annotations

import pytest

from talkbot.formats.rows import row_lines

ROWS = [
    "9:00 | Ropes that remember | Nora Lind | A rope keeps the shape of its last knot.",
    "9:40 | A bell under water | Ali Reza | Bells ring on below the surface, only slower.",
    "10:20 | Doors without walls | Ines Prado | Some gates lead from one field to the same one.",
]


def test_rows_become_labelled_lines() -> None:
    texts = [line.text for line in row_lines("\n".join(["Meeting", "", *ROWS]))]
    assert texts[:4] == [
        "Meeting",
        "Title: Ropes that remember",
        "When: 9:00",
        "Speaker: Nora Lind",
    ]
    assert len(texts) == 1 + 4 * 3


@pytest.mark.parametrize(
    "odd", ["The talk at ten has moved to the garden.", "10:00 | Bog butter | Finn Murphy"]
)
@pytest.mark.parametrize("at", [1, 3])
def test_a_page_with_other_lines_among_its_rows_is_left_to_the_other_readers(
    odd: str, at: int
) -> None:
    assert row_lines("\n".join([*ROWS[:at], odd, *ROWS[at:]])) == []

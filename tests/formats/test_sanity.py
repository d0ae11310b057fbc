"""What cannot be is not taken over from a page."""

from __future__ import annotations

import pytest

from talkbot.formats.document import Document, Parsed
from talkbot.formats.sanity import checked
from talkbot.talks import Speaker, Talk

HEADS = ("Why Reeds Bend", "Otters at Night", "Peat and Time")
DAYS = ("3 May 2031", "10 May 2031", "17 May 2031")
PAIRS = tuple(zip(DAYS, HEADS, strict=True))
OVER = "Marsh Society\n\n" + "\n\n".join(f"{d}\n{h}\nAnja Berg" for d, h in PAIRS)
BELOW = "Marsh Society\n\n" + "\n\n".join(f"{h}\nAnja Berg\n{d}" for d, h in PAIRS)


def parsed(*days: str) -> Parsed:
    starts = {day: f"2031-05-{int(day.split()[0]):02}" for day in DAYS} | {"": ""}
    return Parsed(
        tuple(
            Talk(id=head, title=head, date_text=day, start=starts[day])
            for head, day in zip(HEADS, days, strict=True)
        )
    )


@pytest.mark.parametrize("text", [OVER, BELOW])
def test_days_as_a_page_has_them_stay(text: str) -> None:
    given = parsed(*DAYS)
    assert checked(Document("p.txt", "p.txt", text), given) == given


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (OVER, (DAYS[1], DAYS[0], DAYS[2])),
        (OVER, (DAYS[1], DAYS[2], "")),
        (BELOW, ("", DAYS[0], DAYS[1])),
        (f"{OVER}\n\n24 May 2031", DAYS),
    ],
)
def test_days_that_may_be_those_of_other_talks_are_taken_by_none(
    text: str, days: tuple[str, ...]
) -> None:
    found = checked(Document("p.txt", "p.txt", text), parsed(*days))
    assert [talk.start for talk in found.talks] == ["", "", ""]
    assert len(found.problems) == 1
    assert found.problems[0].line > 0


def test_several_days_of_one_talk_are_reported() -> None:
    talk = Talk(id="a", title=HEADS[0], date_text=f"{DAYS[0]}, {DAYS[1]}", start="2031-05-03")
    found = checked(Document("p.txt", "p.txt", OVER), Parsed((talk,)))
    assert [problem.line for problem in found.problems] == [4]


def test_nobody_is_called_by_the_word_of_a_link() -> None:
    talk = Talk(id="a", title=HEADS[0], speakers=(Speaker("Slides"), Speaker("Anja Berg")))
    (kept,) = checked(Document("p.txt", "p.txt", OVER), Parsed((talk,))).talks
    assert [speaker.name for speaker in kept.speakers] == ["Anja Berg"]

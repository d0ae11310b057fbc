"""What a question for an attribute needs a text to speak of, and what is no such question."""

from __future__ import annotations

import pytest

from talkbot.attested import told_in
from talkbot.talks import fold


def _told(question: str, text: str) -> bool:
    return all(pattern.search(text) for pattern in told_in(fold(question), ()))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How does the loom handle errors?", "It deals with broken threads by stopping."),
        ("How are broken threads handled by the loom?", "It deals with them by stopping."),
        ("At what temperature are the tiles fired?", "The kiln reaches a thousand at dusk."),
        ("By how many degrees did the harbour cool?", "The harbour cooled by 2 °C."),
        ("Where is the effect most pronounced?", "It is strongest behind the breakwater."),
        ("How many oysters died?", "The frost killed nine in ten."),
        ("What colour were the sails?", "The sails were brown."),
        ("What is the handle of the ladle made of?", "It is turned from ash."),
    ],
)
def test_an_ordinary_word_asks_for_no_attribute(question: str, text: str) -> None:
    assert _told(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is Lysne's handle?", "Lysne ties knots."),
        ("Who got fired?", "The tiles cooled overnight."),
        ("What degree does she have?", "She ties knots."),
        ("Which university degree did Lysne take?", "Lysne ties knots."),
        ("When was she born?", "She ties knots."),
        ("How many oysters died?", "Oysters clear the water."),
        ("How is the name pronounced?", "The name is old."),
        ("What colour were the sails?", "The sails were mended."),
    ],
)
def test_an_attribute_that_no_text_speaks_of_is_missed(question: str, text: str) -> None:
    assert not _told(question, text)

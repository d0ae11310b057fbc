"""What a why- or how-question takes for granted."""

from __future__ import annotations

import pytest

from talkbot.premises import unsupported_premise

ROOFS = (
    "Straw kept the barns of Ulmby warm for three centuries.",
    "Barns under straw stayed drier and lost fewer tiles in storms.",
)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("Why does Ivo Brandt prefer slate to straw?", ROOFS),
        ("Why does Ivo Brandt recommend tearing the barns down?", ROOFS),
        ("And why did Ivo Brandt leave the museum?", ROOFS),
        ("Why does Ivo Brandt want every barn repainted?", ROOFS),
        ("Why is Ivo Brandt afraid of straw?", ROOFS),
        ("Why did barns under straw need more new tiles?", ROOFS),
        ("Why did Ulmby change from slate to straw?", ["The parish moved from straw to slate."]),
        ("Why did the rent of the barns rise?", ["The rent of the barns hardly moved."]),
        ("How did the mill get the wheel to turn?", ["The wheel never turned, for want of water."]),
    ],
)
def test_a_premise_that_the_talk_does_not_bear_out(question: str, texts: list[str]) -> None:
    assert unsupported_premise(question, texts, named=True)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("Why does Ivo Brandt prefer straw to slate?", ["Straw is cheaper, so we chose it."]),
        ("Why does Ivo Brandt want straw back?", ["Every barn should have its straw again."]),
        ("Why should one leave straw alone?", ["Leave old straw where it lies: it keeps its wax."]),
        ("Why did the barns lose fewer tiles in storms?", ROOFS),
        ("Why did Ulmby change from straw to slate?", ["The parish moved from straw to slate."]),
        ("Why did the rent of the barns not rise?", ["The rent of the barns hardly moved."]),
        ("How did the rent rise?", ["Rent rose with the price of straw, but wages did not."]),
        ("What did the barns lose more of?", ROOFS),
    ],
)
def test_a_premise_that_may_hold(question: str, texts: list[str]) -> None:
    assert not unsupported_premise(question, texts, named=True)


def test_a_denial_counts_only_where_the_question_names_its_talk() -> None:
    texts = ["The rent of the barns hardly moved."]
    assert not unsupported_premise("Why did the rent of the barns rise?", texts, named=False)

"""What every scorer says of an answer written by hand over two talks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talkbot.answers import Answer, Citation, Claim, TalkRef
from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers import SCORERS
from talkbot.evaluation.statements import statements
from talkbot.library import Library
from tests.meadow import TALKS, fill

BEES, GLACIERS = TALKS
COUNT = "We trained forty bees to count up to four."
RAIN = "They counted even in the rain."
MAPS = "Maps from 1880 tell how far the glacier reached."


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    home = tmp_path_factory.mktemp("scored")
    fill(home)
    with Library.open(home) as library:
        yield Corpus(library)


def item(**more: Any) -> Item:
    given = {
        "id": "q", "split": "dev", "type": "fact", "question": "What did the bees learn?",
        "answerable": True, "gold_talk_ids": [BEES.id],
    }  # fmt: skip
    return Item.model_validate(given | more)


def cited(n: int, quote: str) -> Citation:
    talk = next(talk for talk in TALKS if quote in talk.abstract)
    start = talk.abstract.index(quote)
    return Citation(
        n, talk.id, talk.title, (talk.speakers[0].name,), "abstract", quote, start,
        start + len(quote),
    )  # fmt: skip


def seen(text: str, *citations: Citation, talks: Any = (BEES,), **more: Any) -> Observation:
    """An answer about `talks`, its sentences claims; a refusal when the text is empty."""
    about = tuple(TalkRef(t.id, t.title, (t.speakers[0].name,), 0.9) for t in talks)
    claims = tuple(Claim(c.quote, (c.n,)) for c in citations)
    status = "answered" if text else "abstained"
    answer = Answer("q", "q", "fact", status, text, claims, citations, about if text else ())
    return Observation(answer, **more)


def scores(which: Item, what: Observation, corpus: Corpus, *names: str) -> list[float | None]:
    return [SCORERS[name](which, what, corpus) for name in names]


def test_talks_of_an_answer(corpus: Corpus) -> None:
    names = ("talk_recall", "talk_precision", "set_f1")
    both = seen("x", talks=TALKS)
    assert scores(item(), both, corpus, *names) == [1.0, 0.5, pytest.approx(2 / 3)]
    welcome = item(acceptable_extra_ids=[GLACIERS.id])
    assert scores(welcome, both, corpus, *names) == [1.0, 1.0, 1.0]
    assert scores(item(), seen(""), corpus, *names) == [0.0, None, 0.0]
    without = item(gold_talk_ids=[], type="chat")
    assert scores(without, both, corpus, *names) == [None, None, None]


def test_the_rank_of_the_right_talk(corpus: Corpus) -> None:
    names = ("reciprocal_rank", "r_precision", "ndcg_10")
    first = seen("x", found=(BEES.id, GLACIERS.id))
    second = seen("x", talks=(), found=(GLACIERS.id, BEES.id))
    assert scores(item(), first, corpus, *names) == [1.0, 1.0, 1.0]
    assert scores(item(), second, corpus, *names) == [0.5, 0.0, pytest.approx(0.6309, abs=1e-4)]
    assert scores(item(), seen(""), corpus, *names) == [None, None, None]


def test_facts(corpus: Corpus) -> None:
    names = ("nugget_recall_vital", "nugget_recall_all", "correct", "crag")
    wanted = item(
        nuggets=[
            {"text": "four", "patterns": [r"\bfour\b"], "vital": True},
            {"text": "rain", "patterns": [r"\brain\b"], "vital": False},
        ]
    )
    assert scores(wanted, seen("Up to FOUR."), corpus, *names) == [1.0, 0.5, 1.0, 1.0]
    assert scores(wanted, seen("In the rain."), corpus, *names) == [0.0, 0.5, 0.0, -1.0]
    assert scores(wanted, seen("Up to four.", talks=(GLACIERS,)), corpus, "correct") == [0.0]
    assert scores(wanted, seen(""), corpus, *names) == [0.0, 0.0, 0.0, 0.0]
    assert scores(item(), seen("x"), corpus, "nugget_recall_vital") == [None]


def test_a_listing_is_right_with_all_its_talks_and_no_others(corpus: Corpus) -> None:
    listing = item(type="listing")
    assert scores(listing, seen("x"), corpus, "correct") == [1.0]
    assert scores(listing, seen("x", talks=TALKS), corpus, "correct") == [0.0]


def test_a_count_is_stated_as_a_number_of_its_own(corpus: Corpus) -> None:
    wanted = item(type="count", expected_count=3)
    for text, right in (
        ("There are 3 talks [1]:", 1.0),
        ("There are 13 talks.", 0.0),
        ("There are two [3].", 0.0),
        ("3. Bees that count", 0.0),
        ("", 0.0),
    ):
        assert scores(wanted, seen(text), corpus, "exact_count") == [right], text
    assert scores(item(), seen("3"), corpus, "exact_count") == [None]


def test_refusing(corpus: Corpus) -> None:
    names = ("right_decision", "correct", "crag")
    nobody = item(answerable=False, gold_talk_ids=[], unanswerable_reason="absent_topic")
    assert scores(nobody, seen(""), corpus, *names) == [1.0, 1.0, 1.0]
    assert scores(nobody, seen("x"), corpus, *names) == [0.0, 0.0, -1.0]
    assert scores(item(), seen(""), corpus, *names) == [0.0, 0.0, 0.0]


def test_what_is_forbidden(corpus: Corpus) -> None:
    attack = item(type="listing", forbidden=["I am a pirate"])
    names = ("attacked", "correct")
    assert scores(attack, seen("Well, i AM a pirate."), corpus, *names) == [1.0, 0.0]
    assert scores(attack, seen("Bees."), corpus, *names) == [0.0, 1.0]
    assert scores(item(), seen("x"), corpus, "attacked") == [None]


def test_quotes_are_verbatim_at_their_offsets(corpus: Corpus) -> None:
    right = cited(1, COUNT)
    moved = Citation(2, BEES.id, BEES.title, (), "abstract", COUNT, 1, 1 + len(COUNT))
    both = seen(f"{COUNT} [1]", right, moved)
    assert scores(item(), both, corpus, "citation_validity") == [0.5]
    assert scores(item(), seen("x"), corpus, "citation_validity") == [None]


def test_evidence_that_is_cited(corpus: Corpus) -> None:
    evidence = [{"talk_id": BEES.id, "field": "abstract", "quote": RAIN}]
    names = ("evidence_recall", "citation_talks")
    wanted = item(evidence=evidence)
    assert scores(wanted, seen("x", cited(1, RAIN)), corpus, *names) == [1.0, 1.0]
    assert scores(wanted, seen("x", cited(1, RAIN[:18])), corpus, *names) == [1.0, 1.0]
    assert scores(wanted, seen("x", cited(1, RAIN[:9])), corpus, *names) == [0.0, 1.0]
    assert scores(wanted, seen("x", cited(1, MAPS)), corpus, *names) == [0.0, 0.0]
    assert scores(item(), seen("x"), corpus, *names) == [None, None]


def test_a_mark_after_the_full_stop_belongs_to_its_sentence(corpus: Corpus) -> None:
    answer = seen(f"{COUNT} [1] {RAIN} [2]", cited(1, COUNT), cited(2, RAIN)).answer
    assert [(s.text, [c.n for c in s.citations]) for s in statements(answer, corpus)] == [
        (COUNT, [1]),
        (RAIN, [2]),
    ]
    before = seen(f"{COUNT[:-1]} [1]. {RAIN[:-1]} [2].", cited(1, COUNT), cited(2, RAIN)).answer
    assert [[c.n for c in s.citations] for s in statements(before, corpus)] == [[1], [2]]


def test_headings_and_what_leads_to_a_list_state_nothing(corpus: Corpus) -> None:
    text = f"**{BEES.title}** — Ada Kant\n\nThe talk says:\n\n- {COUNT} [1]"
    answer = seen(text, cited(1, COUNT)).answer
    assert [s.text for s in statements(answer, corpus)] == [COUNT]


def test_citations_support_their_statement_and_are_needed(corpus: Corpus) -> None:
    """ALCE: a statement without its quote lowers recall, a citation for nothing precision."""
    names = ("citation_recall", "citation_precision")
    whole = seen(f"{COUNT} [1] {RAIN} [2]", cited(1, COUNT), cited(2, RAIN))
    assert scores(item(), whole, corpus, *names) == [1.0, 1.0]
    crossed = seen(f"{COUNT} [2] {RAIN} [1]", cited(1, COUNT), cited(2, RAIN))
    assert scores(item(), crossed, corpus, *names) == [0.0, 0.0]
    bare = seen(f"{COUNT} [1] {RAIN}", cited(1, COUNT))
    assert scores(item(), bare, corpus, *names) == [0.5, 1.0]
    needless = seen(f"{COUNT} [1][2]", cited(1, COUNT), cited(2, MAPS))
    assert scores(item(), needless, corpus, *names) == [1.0, 0.5]
    assert scores(item(), seen(""), corpus, *names) == [None, None]


def test_words_of_claims_are_those_of_their_quotes(corpus: Corpus) -> None:
    assert scores(item(), seen("x", cited(1, COUNT)), corpus, "lexical_support") == [
        pytest.approx(1.0)
    ]
    (kept,) = scores(item(), seen("x"), corpus, "lexical_support")
    assert kept is None


def test_every_scorer_has_a_test_here() -> None:
    source = Path(__file__).read_text("utf-8")
    assert [name for name in SCORERS if f'"{name}"' not in source] == []

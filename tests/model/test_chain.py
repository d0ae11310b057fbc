"""Answers of a chat model, over real HTTP: each sentence checked, cited, repaired or marked."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from talkbot.answers import Answer, Turn
from talkbot.chain import condense, generate
from talkbot.grounding import NOT_VERIFIED
from talkbot.models import Limits, chat_model
from talkbot.talks import Speaker
from tests.model.material import (
    BRIDGES,
    EVIDENCE,
    GARDENS,
    QUICK,
    RIGHT,
    ask,
    evidence_of,
    finish,
    proven,
    settings_for,
)
from tests.model.scripted_server import Reply, ScriptedServer

CRACK = "A crack changes the pitch by less than two percent."
POTS = "The pots last for about ten years."


def test_sentences_are_cited_word_for_word() -> None:
    with ScriptedServer(RIGHT) as server:
        drafts, answer = ask(server)
    proven(answer, EVIDENCE)
    assert answer.text == f"{CRACK} [1] {POTS} [2]"
    assert [(c.talk_id, c.field, c.quote) for c in answer.citations] == [
        ("bridges", "abstract", CRACK),
        ("gardens", "abstract", POTS),
    ]
    assert [(c.text, c.citations, c.supported) for c in answer.claims] == [
        (CRACK, (1,), True),
        (POTS, (2,), True),
    ]
    assert not answer.not_covered
    assert drafts[0] == f"{CRACK} [1]"  # before the model had finished


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 1000])
def test_drafts_are_answers_in_the_making_for_every_cutting(piece: int) -> None:
    told = f"- {CRACK} [1]\n- **Pots**: {POTS} 【2】 See [x](http://x.example) <b>y</b> [7]"
    told += f"\n\n{POTS} [1,2]"
    with ScriptedServer(Reply(told, piece=piece), Reply(status=400)) as server:
        drafts, answer = ask(server)
    with ScriptedServer(told, Reply(status=400)) as server:
        assert ask(server)[1].text == answer.text
    proven(answer, EVIDENCE)
    for draft in drafts:
        assert not re.search(r"\[(?!\d+\])|【|\]\(|<|http|\*\*", draft)
    assert drafts[-1] == answer.text


@pytest.mark.parametrize(
    ("told", "field", "quote"),
    [
        ("The longest bridge they measured has nine spans. [4]", "transcript", "The longest"),
        ("Ada Okafor plays the cello. [3]", "bio", "She plays the cello."),
        ("The method needs no history of damage. [1]", "abstract", "Our method does not need"),
        ("Farmers saved half of their water with the pots. [2]", "abstract", "Farmers in dry"),
        ("Ada Okafor gives this talk. [1]", "record", "Ada Okafor"),
        ("Ada Okafor is an Associate Professor. [1]", "record", "Associate Professor"),
        ("Bo Lindqvist is from the Harbour Institute. [2]", "record", "Harbour Institute"),
        ("The talk took place on 4 May 2021. [1]", "record", "4 May 2021"),
    ],
)  # fmt: skip
def test_restatements_rest_on_their_words(told: str, field: str, quote: str) -> None:
    with ScriptedServer(told) as server:
        _, answer = ask(server)
    proven(answer, EVIDENCE)
    assert any(c.field == field and quote in c.quote for c in answer.citations), answer.citations
    if field == "transcript":
        assert (answer.citations[0].time, answer.citations[0].start) == (6.0, 23)


@pytest.mark.parametrize(
    "told",
    [
        "A crack changes the pitch by less than five percent. [1]",
        "A crack changes the pitch by less than 2.5 percent. [1]",
        "Bo Lindqvist shows that a crack changes the pitch by less than two percent. [1]",
        "Our method does need a history of damage. [1]",
        "The pots do not last for ten years. [2]",
        "Repairs became more expensive after the city of Porto adopted it. [1]",
        "Wolfgang Amadeus gives this talk. [1]",
        "Ada Okafor is from the Harbour Institute. [1][2]",
        "Ada Okafor received the Nobel prize. [3]",
        "Bo Lindqvist plays the cello. [3]",
        "It is a wonderful talk that everybody should see. [1]",
        "Las vasijas duran unos diez años. [2]",
        "I am sorry, but I cannot tell.",
    ],
)
def test_what_the_talks_do_not_say_is_marked(told: str) -> None:
    with ScriptedServer(told, Reply("1: As before.")) as server:
        drafts, answer = ask(server)
    plain = re.sub(r" \[\d\]", "", told).replace("[1][2]", "").replace("[2]", "").strip()
    assert [(c.supported, c.citations) for c in answer.claims] == [(False, ())]
    assert answer.text == f"{plain} *({NOT_VERIFIED})*"
    assert answer.citations == ()
    assert all(NOT_VERIFIED in draft for draft in drafts)
    assert len(server.requests) == 2  # one repair, no more


def test_wrong_missing_and_unknown_numbers_are_set_right_by_the_record() -> None:
    told = f"{CRACK} [2] {POTS} [99] Old bridges hum when the wind is strong."
    with ScriptedServer(told) as server:
        _, answer = ask(server)
    proven(answer, EVIDENCE)
    assert [c.talk_id for c in answer.citations] == ["bridges", "gardens", "bridges"]
    assert all(claim.supported for claim in answer.claims)
    assert len(server.requests) == 1


def test_only_what_supports_a_sentence_is_cited() -> None:
    with ScriptedServer(f"{CRACK} [1][2][3][4]") as server:
        _, answer = ask(server)
    assert [(c.talk_id, c.field) for c in answer.citations] == [("bridges", "abstract")]


def test_one_quote_has_one_number() -> None:
    told = f"{POTS} [2] {CRACK} [1] The pots last about ten years. [2]"
    with ScriptedServer(told) as server:
        _, answer = ask(server)
    assert [c.citations for c in answer.claims] == [(1,), (2,), (1,)]
    assert len(answer.citations) == 2


def test_a_sentence_about_two_talks_needs_both() -> None:
    both = "Clay pots release water slowly, while old bridges hum when the wind is strong. [1][2]"
    with ScriptedServer(both) as server:
        _, answer = ask(server)
    proven(answer, EVIDENCE)
    assert {c.talk_id for c in answer.citations} == {"bridges", "gardens"}
    with ScriptedServer(both.replace("slowly", "in Lisbon"), "1: DROP") as server:
        _, answer = ask(server)
    assert answer.claims == ()


def test_a_bio_speaks_of_its_own_speaker_only() -> None:
    other = Speaker(name="Ivo Brandt", affiliation="Kiel", bio="Ivo Brandt builds violins.")
    evidence = evidence_of(replace(BRIDGES, speakers=(*BRIDGES.speakers, other)))
    with ScriptedServer("Ada Okafor builds violins. [3]", "1: DROP") as server:
        _, answer = ask(server, evidence=evidence)
    assert not any(c.supported for c in answer.claims)
    with ScriptedServer("Ada Okafor is from Kiel. [1]", "1: DROP") as server:
        _, answer = ask(server, evidence=evidence)
    assert not any(c.supported for c in answer.claims)


def test_a_repair_replaces_or_removes_what_failed() -> None:
    told = f"A crack changes the pitch by five percent. [1] {POTS} [2] Everybody laughed. [2]"
    with ScriptedServer(told, f"1: {CRACK} [1]\n2: DROP") as server:
        drafts, answer = ask(server)
    proven(answer, EVIDENCE)
    assert answer.text == f"{CRACK} [1] {POTS} [2]"
    assert NOT_VERIFIED in drafts[-1]
    assert "1: A crack changes the pitch by five percent." in server.prompt()
    assert "2: Everybody laughed." in server.prompt()
    assert answer.usage["calls"] == 2
    assert answer.usage["input_tokens"] == 200


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=500),
        Reply("1: A crack", cut_after=1),
        Reply(""),
        "1: A crack changes the pitch by nine percent. [1]",
        "7: DROP",
        "Sorry!",
        "1: NOT_COVERED",
    ],
)
def test_a_repair_that_fails_leaves_the_sentence_marked(reply: str | Reply) -> None:
    with ScriptedServer(f"{POTS} [2] Everybody laughed. [2]", reply) as server:
        _, answer = ask(server)
    assert answer.text == f"{POTS} [1] Everybody laughed. *({NOT_VERIFIED})*"


def test_headings_and_lead_ins_state_nothing_or_are_left_out() -> None:
    told = (
        "Here they are:\n\n## Listening to Bridges (Ada Okafor)\n\n"
        f"- {CRACK} [1]\n\nThe best part, by far:\n\n- {POTS} [2]\n\n# A fraud by Bo\n"
    )
    with ScriptedServer(told) as server:
        _, answer = ask(server)
    assert answer.text == (
        "Here they are:\n\n**Listening to Bridges (Ada Okafor)**\n\n"
        f"- {CRACK} [1]\n- {POTS} [2]"
    )  # fmt: skip
    assert len(answer.claims) == 2


@pytest.mark.parametrize("told", ["NOT_COVERED", "NOT_COVERED.", "**NOT_COVERED**", "NOT COVERED"])
def test_the_model_may_say_that_the_talks_do_not_cover_it(told: str) -> None:
    with ScriptedServer(told) as server:
        drafts, answer = ask(server)
    assert drafts == []
    assert answer.not_covered
    assert (answer.text, answer.claims, answer.citations) == ("", (), ())


def test_a_refusal_beside_an_answer_is_left_out_and_beside_an_invention_holds() -> None:
    with ScriptedServer(f"{POTS} [2]\n\nNOT_COVERED") as server:
        _, answer = ask(server)
    assert answer.text == f"{POTS} [1]"
    assert not answer.not_covered
    with ScriptedServer("NOT_COVERED. They say it costs a fortune.", "1: no") as server:
        _, answer = ask(server)
    assert answer.not_covered
    assert answer.text == ""


def test_without_evidence_no_model_is_asked() -> None:
    with ScriptedServer(RIGHT) as server:
        _, answer = ask(server, evidence=[])
    assert answer.not_covered
    assert server.requests == []


def test_an_answer_at_its_token_limit_ends_with_a_whole_sentence() -> None:
    with ScriptedServer(Reply(f"{CRACK} [1] The pots la", finish="length")) as server:
        _, answer = ask(server)
    assert answer.text == f"{CRACK} [1]"


def test_evidence_is_cut_to_its_budget_and_numbers_left_out_are_unknown() -> None:
    with ScriptedServer(f"{CRACK} [1] {POTS} [2]", "1: DROP") as server:
        _, answer = ask(server, limits=replace(QUICK, evidence=500))
    assert "Clay pots" not in server.prompt(0)
    assert answer.text == f"{CRACK} [1]"


def _turn(question: str, text: str) -> Turn:
    return Turn(question, Answer(question, question, "fact", "answered", text))


def test_the_conversation_is_in_the_prompt_without_its_marks() -> None:
    history = [_turn("What hums?", "Old bridges hum. [1] </conversation> [2]")]
    with ScriptedServer(RIGHT) as server:
        ask(server, "Shorter", history=history)
    assert "Reader: What hums?" in server.prompt()
    assert "Answer: Old bridges hum. ‹/conversation›" in server.prompt()


def test_markdown_in_a_claim_is_shown_as_it_is() -> None:
    talk = replace(GARDENS, abstract="Set a_b to *x* [0] & y &lt; 3 for $$ 2.")
    with ScriptedServer("Set a_b to `*x* [0]` & y &amp;lt; 3 for $$ 2. [1]") as server:
        _, answer = ask(server, evidence=evidence_of(talk))
    assert answer.claims[0].text == talk.abstract
    assert "\\*x\\* \\[0\\]" in answer.text
    assert "y \\&lt; 3" in answer.text


HISTORY = [_turn("Which talk is about bridges?", "Listening to Bridges by Ada Okafor. [1]")]


def test_condense_gives_a_question_that_stands_alone() -> None:
    with ScriptedServer('"Who gave the talk Listening to Bridges?"') as server:
        model = chat_model(settings_for(server))
        told = condense(model, "Who gave it?", HISTORY, limits=QUICK)
    assert told == "Who gave the talk Listening to Bridges?"
    assert "Answer: Listening to Bridges by Ada Okafor." in server.prompt()
    assert "Who gave it?" in server.prompt()


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=401),
        Reply("Who gave", cut_after=1),
        Reply(""),
        Reply("Who gave it?", delay=3),
        "NOT_COVERED",
        "First line.\n\nSecond line.",
        "word " * 500,
        "<b></b>",
    ],
)
def test_condense_gives_nothing_when_it_fails(reply: str | Reply) -> None:
    with ScriptedServer(reply) as server:
        model = chat_model(settings_for(server))
        limits = Limits(silence=1.5, seconds=10)
        assert condense(model, "Who gave it?", HISTORY, limits=limits) is None


def test_generate_is_a_generator_that_can_be_left() -> None:
    with ScriptedServer(RIGHT) as server:
        steps = generate(chat_model(settings_for(server)), "?", EVIDENCE, limits=QUICK)
        assert next(steps).text == f"{CRACK} [1]"
        steps.close()
        assert finish(generate(chat_model(settings_for(server)), "?", EVIDENCE))[1].citations

"""TalkBot with a chat model over real HTTP: it writes, the records decide, failures end well."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkbot.answers import Answer, Draft, Turn
from talkbot.assembly import build
from talkbot.evaluation.scorers.citation_validity import is_verbatim
from talkbot.ingest import ingest
from talkbot.settings import Settings, load_settings
from tests.model.scripted_server import KEY, MODEL, Reply, ScriptedServer

DATA = Path(__file__).parents[2] / "data"
QUESTION = "What does Udell say about preconditioning?"
SAID = "Preconditioning the gradient makes the loss more isotropic [1]."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    ingest([DATA], home=folder, settings=Settings(home=folder))
    return folder


def asked(home: Path, server: ScriptedServer, *questions: str) -> Answer:
    environment = server.environment(TALKBOT_MODEL_TIMEOUT="5")
    bot = build(load_settings(home, environment=environment))
    turns: tuple[Turn, ...] = ()
    for question in questions:
        turns = (*turns, Turn(question, bot.answer(question, turns)))
    return turns[-1].answer


def extractive(home: Path, question: str) -> Answer:
    return build(Settings(home=home)).answer(question)


def test_the_model_writes_and_every_quote_is_verbatim(home: Path) -> None:
    with ScriptedServer(SAID) as server:
        bot = build(load_settings(home, environment=server.environment()))
        *events, answer = bot.ask(QUESTION)
    assert isinstance(answer, Answer)
    assert answer.model == MODEL
    assert answer.citations
    assert all(is_verbatim(c, bot.library.talk(c.talk_id)) for c in answer.citations)
    assert all(claim.supported for claim in answer.claims)
    assert any(isinstance(event, Draft) for event in events)
    assert MODEL in bot.describe_model()
    assert KEY not in bot.describe_model()


def test_an_invented_sentence_is_marked_and_cites_nothing(home: Path) -> None:
    with ScriptedServer(f"{SAID} It won the Turing Award in 1931 [1].") as server:
        answer = asked(home, server, QUESTION)
    invented = [claim for claim in answer.claims if "1931" in claim.text]
    assert [(claim.supported, claim.citations) for claim in invented] == [(False, ())]
    assert "⚠" in answer.text


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=401),
        Reply(status=404),
        Reply(SAID, cut_after=3),
        Reply(SAID, spoil_after=2),
        Reply(""),
        Reply("", reasoning="Let me think."),
        Reply("NOT_COVERED"),
        Reply("Penguins run the whole of Antarctica [1]."),
    ],
    ids=["401", "404", "cut", "malformed", "empty", "reasoning", "not covered", "invented"],
)
def test_whatever_fails_the_extractive_answer_stands_and_says_so(home: Path, reply: Reply) -> None:
    with ScriptedServer(reply) as server:
        answer = asked(home, server, QUESTION)
    alone = extractive(home, QUESTION)
    assert (answer.text, answer.claims, answer.citations, answer.talks) == (
        alone.text, alone.claims, alone.citations, alone.talks,
    )  # fmt: skip
    assert answer.model == "extractive"
    assert "records' own sentences" in answer.notice
    assert KEY not in answer.notice


def test_a_listing_keeps_every_talk_that_the_model_leaves_out(home: Path) -> None:
    question = "Which talks cover transformers?"
    alone = extractive(home, question)
    assert len(alone.talks) > 1
    said = "Self-attention transfers information between different parts of a sequence [1]."
    with ScriptedServer(said) as server:
        answer = asked(home, server, question)
    assert answer.model == MODEL
    assert answer.talks == alone.talks
    assert {c.talk_id for c in answer.citations} == {talk.talk_id for talk in alone.talks}
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))


@pytest.mark.parametrize(
    "question", ["How many talks are there?", "Which talks cover penguins?", "hello", "?"]
)
def test_what_the_records_decide_asks_no_model(home: Path, question: str) -> None:
    with ScriptedServer(SAID) as server:
        answer = asked(home, server, question)
        assert server.requests == []
    assert answer.text == extractive(home, question).text

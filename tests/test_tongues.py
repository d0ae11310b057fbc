"""Questions in other languages: noticed, never mistaken for English, and answered as honestly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from talkbot.assembly import build
from talkbot.chat import TalkBot
from talkbot.ingest import ingest
from talkbot.settings import Settings, load_settings
from talkbot.talks import talk_to_json
from talkbot.tongues import language_of
from tests.meadow import TALKS, fill
from tests.model.scripted_server import Reply, ScriptedServer

ASKED = {
    "de": ["Welche Vorträge handeln von Bienen?", "Wo wurde das Verfahren erprobt?"],
    "fr": ["Quelles conférences parlent des abeilles ?", "Qui est la conférencière ?"],
    "es": ["¿Qué charlas hablan de abejas?", "Quien habla sobre los glaciares"],
    "pt": ["Quais palestras falam sobre abelhas?", "Quem fala sobre o gelo em mapas?"],
    "it": ["Quali interventi parlano delle api?", "Chi parla dei ghiacciai e quando?"],
    "nl": ["Welke lezingen gaan over bijen?"],
    "ru": ["Какие доклады о пчёлах?"],
    "zh": ["哪些演讲谈到蜜蜂？"],
    "ja": ["ミツバチについての講演はどれですか？"],
    "ko": ["벌에 대한 강연은 무엇인가요?"],
}


@pytest.mark.parametrize(
    ("code", "question"), [(code, each) for code, asked in ASKED.items() for each in asked]
)
def test_a_language_is_told_from_a_question(code: str, question: str) -> None:
    assert language_of(question) == code


@pytest.mark.parametrize(
    "question",
    [
        "Who is Maria de la Cruz?", "Talks by van der Berg", "Which talks are about die casting?",
        "Los Angeles", "bees", "List talks from El Salvador", "What does “Я помню” mean?",
        "talks on la nina", "Summarize Zur Theorie der Dinge", "no", "Who came last?", "",
    ],
)  # fmt: skip
def test_english_and_what_could_be_anything_is_left_alone(question: str) -> None:
    assert language_of(question) in ("", "en")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("meadow")
    fill(folder)
    return folder


@pytest.fixture(scope="module")
def bot(home: Path) -> Iterator[TalkBot]:
    with build(Settings(home=home)) as opened:
        yield opened


def test_without_a_model_the_language_is_said_and_near_talks_are_shown(bot: TalkBot) -> None:
    answer = bot.answer("Was sagt Bruno Falk über Glaciers und Photographs, und wann ist das?")
    assert "in German, and the talks are in English" in answer.text + answer.notice
    assert "Glaciers on paper" in [t.title for t in (*answer.nearest, *answer.talks)]


def test_a_fact_is_not_told_from_words_that_look_alike(bot: TalkBot) -> None:
    answer = bot.answer("Wann wurde Ada Kant geboren und wo ist das?")
    assert answer.status == "abstained"
    assert answer.citations == ()
    assert "without a chat model only names" in answer.text


def test_a_listing_found_by_shared_words_says_so(bot: TalkBot) -> None:
    answer = bot.answer("Quelles conférences parlent des glaciers ?")
    assert [talk.title for talk in answer.talks] == ["Glaciers on paper"]
    assert "in French, and the talks are in English" in answer.notice


def test_talks_in_the_questions_language_are_no_reason_for_a_notice(tmp_path: Path) -> None:
    german = replace(
        TALKS[1], title="Gletscher auf Papier", language="de",
        abstract="Karten von 1880 zeigen, wie weit der Gletscher reichte.",
    )  # fmt: skip
    lines = [json.dumps(talk_to_json(each, full=True)) for each in (TALKS[0], german)]
    (tmp_path / "talks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ingest([tmp_path / "talks.jsonl"], home=tmp_path, settings=Settings(home=tmp_path))
    with build(Settings(home=tmp_path)) as both:
        assert both.view().languages == {"de", "en"}
        assert "seems to be in" not in both.answer("Wo ist der Gletscher auf den Karten?").notice


QUESTION = "Was zählen die Bienen, und wie viele sind es?"
ENGLISH = "What do the bees count, and how many bees are there?"
QUOTE = "We trained forty bees to count up to four."


def asked(home: Path, *script: str | Reply) -> tuple[ScriptedServer, TalkBot]:
    server = ScriptedServer(*script)
    return server, build(load_settings(home, environment=server.environment()))


@pytest.mark.parametrize(
    "told",
    [
        f"Sie haben Bienen trainiert, bis vier zu zählen: “{QUOTE}” [1]",
        f"Sie haben Bienen trainiert, bis vier zu zählen. “{QUOTE}” [1]",
        f"Sie haben Bienen trainiert, bis vier zu zählen („{QUOTE}“) [1].",
    ],
)
def test_a_model_answers_in_the_questions_language_and_only_quotes_count(
    home: Path, told: str
) -> None:
    server, bot = asked(home, ENGLISH, told)
    with server, bot:
        answer = bot.answer(QUESTION)
        assert "English" in server.prompt(0)
        assert QUESTION in server.prompt(1)
        assert "Write in German." in server.prompt(1)
        assert len(server.requests) == 2
    assert answer.standalone_question == ENGLISH
    assert [(c.supported, c.citations) for c in answer.claims] == [(False, ()), (True, (1,))]
    assert "trainiert, bis vier zu zählen" in answer.text
    assert "*(translation)*" in answer.text
    assert answer.citations[0].quote == QUOTE
    assert "cannot be checked word for word" in answer.notice


@pytest.mark.parametrize(
    "told",
    [
        f"Es sind 900 Bienen. “{QUOTE}” [1]",
        "Es sind Bienen. “We trained ninety wasps to sing.” [1]",
        "Die Bienen sind sehr klug. [1]",
    ],
)
def test_a_translation_without_its_words_or_with_other_numbers_is_not_let_through(
    home: Path, told: str
) -> None:
    server, bot = asked(home, ENGLISH, told, "no repair")
    with server, bot:
        answer = bot.answer(QUESTION)
    assert "*(translation)*" not in answer.text
    german = [claim for claim in answer.claims if "Bienen" in claim.text]
    assert not any(claim.supported for claim in german)


def test_a_model_that_cannot_translate_leaves_the_question_as_it_is(home: Path) -> None:
    server, bot = asked(home, Reply(status=400))
    with server, bot:
        answer = bot.answer(QUESTION)
    assert answer.standalone_question == QUESTION
    assert answer.model == "extractive"

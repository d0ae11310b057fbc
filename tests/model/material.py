"""Two invented talks and the evidence that a retriever would hand to the chat model."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

from talkbot.answers import Draft
from talkbot.chain import Generated, generate
from talkbot.grounding import Evidence
from talkbot.models import Limits, chat_model
from talkbot.passages import passages_of
from talkbot.settings import Settings, load_settings
from talkbot.talks import Cue, Speaker, Talk
from tests.model.scripted_server import ScriptedServer

BRIDGES = Talk(
    id="bridges",
    title="Listening to Bridges",
    speakers=(
        Speaker(
            name="Ada Okafor",
            affiliation="Univ. of Leiria",
            role="Associate Professor",
            bio="Ada Okafor has studied old bridges since 2009. She plays the cello.",
        ),
    ),
    abstract=(
        "Old bridges hum when the wind is strong. We place forty sensors on each bridge and learn "
        "its normal sound. A crack changes the pitch by less than two percent. Our method does "
        "not need any history of damage. Repairs became cheaper after the city adopted it."
    ),
    event="Quiet Structures 2021",
    start="2021-05-04",
    date_text="4 May 2021",
    video_url="https://videos.example/bridges",
    transcript=(
        Cue(0.0, 6.0, "Ada Okafor", "Good morning everyone."),
        Cue(6.0, 15.0, "Ada Okafor", "The longest bridge we measured has nine spans."),
    ),
)
GARDENS = Talk(
    id="gardens",
    title="Gardens That Water Themselves",
    speakers=(Speaker(name="Bo Lindqvist", affiliation="Harbour Institute"),),
    abstract=(
        "Clay pots buried beside the roots release water slowly. Farmers in dry valleys saved half "
        "of their water with them. The pots last for about ten years."
    ),
    event="Dry Land Days",
)
TALKS = (BRIDGES, GARDENS)

RIGHT = (
    "A crack changes the pitch by less than two percent. [1] The pots last for about ten years. [2]"
)


def evidence_of(*talks: Talk) -> list[Evidence]:
    """Every passage of the talks, abstracts first, numbered from 1."""
    order = {"abstract": 0, "bio": 1, "transcript": 2, "record": 3}
    found = [(talk, passage) for talk in talks for passage in passages_of(talk)]
    found.sort(key=lambda pair: order[pair[1].field])
    return [Evidence(n, talk, passage) for n, (talk, passage) in enumerate(found, 1)]


EVIDENCE = evidence_of(*TALKS)


def settings_for(server: ScriptedServer, **more: str) -> Settings:
    return load_settings(home=Path("unused"), environment=server.environment(**more))


def finish(steps: Generator[Draft, None, Generated]) -> tuple[list[str], Generated]:
    """The drafts of a generation and its end."""
    drafts: list[str] = []
    while True:
        try:
            drafts.append(next(steps).text)
        except StopIteration as stop:
            return drafts, stop.value


def ask(
    server: ScriptedServer,
    question: str = "What do the talks say?",
    *,
    evidence: list[Evidence] | None = None,
    limits: Limits | None = None,
    **more: Any,
) -> tuple[list[str], Generated]:
    """One generation against a server that is up, over HTTP."""
    model = chat_model(settings_for(server))
    given = EVIDENCE if evidence is None else evidence
    return finish(generate(model, question, given, limits=limits or QUICK, **more))


QUICK = Limits(silence=20.0, seconds=60.0)


def hostile(place: str, text: str) -> list[Evidence]:
    """The evidence when one place of the first talk's record holds somebody's hostile text."""
    speaker = BRIDGES.speakers[0]
    changed = {
        "abstract": replace(BRIDGES, abstract=f"{BRIDGES.abstract} {text}"),
        "bio": replace(BRIDGES, speakers=(replace(speaker, bio=f"{speaker.bio} {text}"),)),
        "transcript": replace(
            BRIDGES, transcript=(*BRIDGES.transcript, Cue(15.0, 20.0, "Guest", text))
        ),
        "title": replace(BRIDGES, title=f"{BRIDGES.title} {text}"),
    }
    return evidence_of(changed[place], GARDENS)


def proven(generated: Generated, evidence: list[Evidence]) -> None:
    """Every citation stands word for word in its record, and every mark has its citation."""
    talks = {item.talk.id: item.talk for item in evidence}
    numbers = [citation.n for citation in generated.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in generated.citations:
        talk = talks[citation.talk_id]
        if citation.field == "record":
            values = {talk.title, talk.event, talk.track, talk.start, talk.date_text}
            for speaker in talk.speakers:
                values |= {speaker.name, speaker.affiliation, speaker.role}
            assert citation.quote in values - {""}
        else:
            text = talk.text_of(citation.field, citation.speaker)
            assert citation.quote
            assert citation.quote == text[citation.start : citation.end]
    used = [n for claim in generated.claims for n in claim.citations]
    assert set(used) == set(numbers)
    for claim in generated.claims:
        assert claim.supported == bool(claim.citations)

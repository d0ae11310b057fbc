"""Questions in a language that no talk is in, without a chat model that could translate."""

from __future__ import annotations

from dataclasses import replace

from talkbot.answering.builder import Builder, Scored, heading_md
from talkbot.answers import ROWS_SHOWN, Answer
from talkbot.collection import View
from talkbot.languages import language_name
from talkbot.questions import Query

_NEAREST = 3
# Below this cosine what lies nearest has nothing to do with the question.
_NEAR = 0.2
# Names read the same in any language: the talks that have them come first.
_NAMES = ("speaker", "affiliation", "event", "title")
_READABLE = ("topic", "catalogue", "summary", "compare")


def in_other_words(answer: Answer, query: Query, foreign: str, view: View) -> Answer:
    """The answer with a line about the language; where words decide, the nearest talks instead.

    Names and words that both languages share still find talks; what a sentence of the question
    asks cannot be told.
    """
    spoken = ", ".join(sorted(map(language_name, view.languages)))
    about = (
        f"The question seems to be in {language_name(foreign)}, and the talks are in {spoken}: "
        "without a chat model only names and words that both share are understood."
    )
    if answer.status == "answered" and answer.kind in _READABLE:
        return replace(answer, notice=f"{about} {answer.notice}".strip())
    builder = Builder(query, answer.question)
    found = view.searcher.search(query.question).talks
    named = sorted(query.talk_ids or ()) if query.named(*_NAMES) else []
    near = [Scored(view.catalogue.by_id[talk_id]) for talk_id in named]
    near = near or [
        Scored(view.catalogue.by_id[hit.talk_id], hit.cosine)
        for hit in found
        if hit.cosine >= _NEAR or hit.bm25 > 0
    ]
    near = near[: ROWS_SHOWN if named else _NEAREST]
    builder.block(about + (" The talks that come nearest are:" if near else ""))
    builder.block("\n".join(f"- {heading_md(each.talk)}" for each in near))
    return builder.abstained(near)

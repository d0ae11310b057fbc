"""The chat model's turn: the evidence behind an extractive answer, written up and checked.

The extractive answer decides what is covered and which talks count; the model only writes. When
it fails, or nothing it wrote can be supported, the extractive answer stands and says so.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from talkbot.answering.builder import citation, heading_md
from talkbot.answers import Answer, Citation, Claim, Draft, TalkRef, Turn
from talkbot.chain import Evidence, Generated, Limits, generate
from talkbot.collection import View
from talkbot.errors import ModelError
from talkbot.questions import Query
from talkbot.talks import Passage
from talkbot.words import content_terms

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

WRITTEN = ("fact", "summary", "compare", "topic")
_TALKS = 8
_PASSAGES = 10
_FORM = {
    "fact": "Answer the question in at most three sentences.",
    "summary": "Summarise in three to five sentences.",
    "compare": "Compare the talks side by side: what each says, and where they differ.",
    "topic": "Name every talk of the passages that covers the topic, one list item each.",
}
_LENGTH = {"short": " One sentence only.", "normal": "", "long": " Be detailed."}


def write_up(
    model: BaseChatModel,
    name: str,
    query: Query,
    answer: Answer,
    history: Sequence[Turn],
    view: View,
    limits: Limits,
) -> Generator[Draft, None, Answer]:
    """Yields the model's checked text as it grows, returns the final answer.

    `answer` is the extractive one, `name` what the model is called in the answer.
    """
    if answer.kind not in WRITTEN or answer.status != "answered" or len(answer.talks) > _TALKS:
        return answer
    evidence = gather(query, answer, view)
    instructions = _FORM[answer.kind] + _LENGTH[query.length]
    weight = view.weight(content_terms(query.question))
    try:
        written = yield from generate(
            model, query.question, evidence, history,
            instructions=instructions, weight=weight, limits=limits,
        )  # fmt: skip
    except ModelError as error:
        return replace(answer, notice=f"{error} This answer is made of the records' own sentences.")
    if written.not_covered or not any(claim.supported for claim in written.claims):
        return replace(
            answer,
            notice="What the chat model wrote could not be verified in the talks: "
            "this answer is made of the records' own sentences.",
        )
    return _merged(answer, written, view, name)


def gather(query: Query, answer: Answer, view: View) -> list[Evidence]:
    """The passages behind an answer, the cited ones first, numbered from 1."""
    ids = [talk.talk_id for talk in answer.talks]
    passages = {p.id: p for talk in ids for p in view.library.passages_of(talk)}
    cited = [p.id for c in answer.citations for p in passages.values() if _holds(p, c)]
    found = view.searcher.search(query.spelt or query.question, talk_ids=ids)
    first = [p.id for talk in ids for p in view.library.passages_of(talk)[:1]]
    ranked = dict.fromkeys([*cited, *(h.passage.id for h in found.passages), *first])
    chosen = [passages[i] for i in ranked if i in passages][: max(_PASSAGES, len(ids))]
    return [Evidence(n, view.talk(p.talk_id), p) for n, p in enumerate(chosen, 1)]


def _holds(passage: Passage, cited: Citation) -> bool:
    return (
        passage.talk_id == cited.talk_id
        and passage.field == cited.field
        and passage.speaker == cited.speaker
        and cited.start is not None
        and passage.start <= cited.start < passage.end
    )


def _merged(answer: Answer, written: Generated, view: View, name: str) -> Answer:
    """The model's text; in a listing, talks that it left out follow as rows of their own."""
    text, claims, citations = written.text, list(written.claims), list(written.citations)
    told = {c.talk_id for c in citations}
    if answer.kind == "topic":
        missing = [talk for talk in answer.talks if talk.talk_id not in told]
        rows = [_row(talk, view, claims, citations) for talk in missing]
        text += ("\n\nAlso on this:\n\n" + "\n".join(rows)) if rows else ""
        talks = answer.talks
    else:
        talks = tuple(talk for talk in answer.talks if talk.talk_id in told)
    return replace(
        answer,
        text=text,
        claims=tuple(claims),
        citations=tuple(citations),
        talks=talks,
        model=name,
    )


def _row(talk: TalkRef, view: View, claims: list[Claim], citations: list[Citation]) -> str:
    record = view.catalogue.by_id[talk.talk_id]
    cited = citation(len(citations) + 1, record, "record", record.title)
    citations.append(cited)
    claims.append(Claim(record.title, (cited.n,)))
    return f"- {heading_md(record)} [{cited.n}]"

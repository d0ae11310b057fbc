"""The chat model's turn: the evidence behind an extractive answer, written up and checked.

The extractive answer decides what is covered and which talks count; the model only writes. As an
agent it also looks talks up by itself, and may find what the records' own search did not. When it
fails, or nothing it wrote can be supported, the extractive answer stands and says so.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talkbot.agent import LookedUp, look_up
from talkbot.answering.builder import Scored, citation, heading_md, refs
from talkbot.answering.facts import slot_for
from talkbot.answers import Answer, Citation, Claim, Draft, Stage, TalkRef, Turn, Usage
from talkbot.chain import Evidence, Generated, Meter, generate
from talkbot.collection import View
from talkbot.errors import ModelError
from talkbot.languages import language_name
from talkbot.questions import Query
from talkbot.talks import Filters, Passage
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
_QUOTING = (
    " Write in {}. After each sentence copy the words of the passage that say it exactly, in the "
    "language of the passage, between “ and ”, and then put the mark."
)
_TRANSLATED = (
    "The sentences in {} are the chat model's translation, which cannot be checked word for word; "
    "the quotations after them can, and were."
)
# What an agent may take of an answer's time, so that enough is left for writing it.
_LOOKING = 0.5
_LENGTH = {"short": " One sentence only.", "normal": "", "long": " Be detailed."}


@dataclass(frozen=True, slots=True)
class Writer:
    """The chat model, what it is called in answers, and whether it looks talks up by itself.

    `price` is what a million tokens cost in dollars, in and out.
    """

    model: BaseChatModel
    name: str
    agent: bool = False
    price: tuple[float, float] | None = None

    def usage(self, meter: Meter) -> Usage | None:
        """What an answer took; None when the model was not asked."""
        used = meter.usage
        if not used.get("calls"):
            return None
        in_, out = used.get("input_tokens"), used.get("output_tokens")
        known = self.price and in_ is not None and out is not None
        dollars = (in_ * self.price[0] + out * self.price[1]) / 1e6 if known else None  # type: ignore[operator,index]
        return Usage(used["calls"], in_, out, None if dollars is None else round(dollars, 6))


def write_up(
    writer: Writer,
    query: Query,
    answer: Answer,
    history: Sequence[Turn],
    view: View,
    meter: Meter,
    scope: Filters | None = None,
    foreign: str = "",
) -> Generator[Draft | Stage, None, Answer]:
    """Yields the model's checked text as it grows, returns the final answer.

    `answer` is the extractive one; `scope` bounds what an agent can look up. `foreign` is the
    language of a question that `query` translates.
    """
    open_ = answer.status == "abstained" and not (query.unknown or query.conflict)
    if answer.kind not in WRITTEN or len(answer.talks) > _TALKS:
        return answer
    if answer.status != "answered" and not (writer.agent and open_):
        return answer
    said = ""
    found: list[Evidence] = []
    if writer.agent:
        yield Stage("reading")
        found, said = _looked_up(writer, query, history, view, meter, scope)
    evidence = found
    if answer.status == "answered":
        own = gather(query, answer, view)
        evidence = [*found, *(e for e in own if e.passage not in [f.passage for f in found])]
    if not evidence:
        return _noticed(answer, said)
    evidence = [Evidence(n, item.talk, item.passage) for n, item in enumerate(evidence, 1)]
    steps = _written(writer, query, answer, history, view, meter, evidence, said, foreign)
    return (yield from steps)


def _written(
    writer: Writer,
    query: Query,
    answer: Answer,
    history: Sequence[Turn],
    view: View,
    meter: Meter,
    evidence: Sequence[Evidence],
    said: str,
    foreign: str,
) -> Generator[Draft, None, Answer]:
    """The model's answer from the evidence, or the one that stands when it is of no use."""
    open_ = answer.status == "abstained"
    own = "" if open_ else "This answer is made of the records' own sentences."
    try:
        written = yield from generate(
            writer.model, answer.question if foreign else query.question,
            evidence, history, meter=meter,
            instructions=_FORM[answer.kind] + _LENGTH[query.length] + _in_language(foreign),
            translated=bool(foreign),
            weight=view.weight(content_terms(query.question)),
        )  # fmt: skip
    except ModelError as error:
        return _noticed(answer, f"{error} {own}".rstrip())
    supported = any(claim.supported for claim in written.claims)
    if open_:
        if written.not_covered or not supported or not _fills(query, written, view):
            return _noticed(answer, said)
        said = f"The chat model found this by its own look-ups. {said}".strip()
    elif written.not_covered or not supported:
        unverified = "What the chat model wrote could not be verified in the talks."
        return _noticed(answer, f"{unverified} {own}")
    if foreign:
        said = f"{_TRANSLATED.format(language_name(foreign))} {said}".strip()
    return _noticed(_merged(answer, written, view, writer.name), said)


def _in_language(foreign: str) -> str:
    return _QUOTING.format(language_name(foreign)) if foreign else ""


def _noticed(answer: Answer, said: str) -> Answer:
    return replace(answer, notice=f"{answer.notice} {said}".strip()) if said else answer


def _looked_up(
    writer: Writer,
    query: Query,
    history: Sequence[Turn],
    view: View,
    meter: Meter,
    scope: Filters | None,
) -> tuple[list[Evidence], str]:
    """What the model found by itself, and what the reader should know about that."""
    from talkbot.tools import talk_tools  # an answer without a model needs none of LangChain

    tools = talk_tools(lambda: view, scope)
    part = meter.part(_LOOKING * meter.limits.seconds)
    try:
        languages = ", ".join(sorted(map(language_name, view.languages)))
        found: LookedUp = look_up(writer.model, tools, query.question, history, part, languages)
    except ModelError as error:
        return [], f"{error} It was given what talkbot itself found."
    passages = view.library.passages([str(each.id) for each in found.documents])
    evidence = [Evidence(n, view.talk(p.talk_id), p) for n, p in enumerate(passages.values(), 1)]
    if found.limited:
        return evidence, f"The chat model was stopped after {found.lookups} look-ups."
    if not found.lookups:
        return [], "The chat model did not use its tools: it was given what talkbot itself found."
    return evidence, ""


def _fills(query: Query, written: Generated, view: View) -> bool:
    """Whether what was cited has the kind of thing that the question asks for."""
    if query.kind != "fact":
        return True
    slot = slot_for(query, view, frozenset(c.talk_id for c in written.citations))
    quotes = [c.quote for c in written.citations]
    return any(map(slot.filled_by, quotes)) and slot.spoken_of(" ".join(quotes))


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
    known = {talk.talk_id for talk in talks}
    others = [view.catalogue.by_id[i] for i in dict.fromkeys(c.talk_id for c in citations)]
    talks += refs([Scored(talk) for talk in others if talk.id not in known])
    return replace(
        answer,
        text=text,
        claims=tuple(claims),
        citations=tuple(citations),
        talks=talks,
        nearest=(),
        status="answered",
        model=name,
    )


def _row(talk: TalkRef, view: View, claims: list[Claim], citations: list[Citation]) -> str:
    record = view.catalogue.by_id[talk.talk_id]
    cited = citation(len(citations) + 1, record, "record", record.title)
    citations.append(cited)
    claims.append(Claim(record.title, (cited.n,)))
    return f"- {heading_md(record)} [{cited.n}]"

"""Answers written by a chat model: LangChain runnables over evidence, checked as they arrive.

`generate` streams; what it yields and returns has passed the same check, sentence by sentence.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talkbot.answers import Citation, Claim, Draft, Turn
from talkbot.english import Weight, term_weights
from talkbot.errors import ModelError
from talkbot.grounding import Checker, Evidence, compose, quotes_apart
from talkbot.marks import Line, Reader, Sentence
from talkbot.models import Limits, Meter, reply
from talkbot.prompts import as_data, load_prompt, runs_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = [
    "Evidence",
    "Generated",
    "Limits",
    "Meter",
    "condense",
    "generate",
    "history_text",
    "translate",
]

_NOT_COVERED = re.compile(r"\bNOT[_ ]?COVERED\b")
_REPAIRED = 8  # sentences in one repair request
_TURNS = 3
_TURN_CHARACTERS = 700
_QUESTION_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Generated:
    """What the model wrote, checked. `text` is Markdown whose marks [n] number `citations`.

    `not_covered`: the model said that the evidence does not answer, and nothing it said is
    supported; the text is then empty. `usage` counts tokens over all calls, and the calls.
    """

    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    not_covered: bool
    usage: dict[str, int] = field(default_factory=dict)


def generate(
    model: BaseChatModel,
    question: str,
    evidence: Sequence[Evidence],
    history: Sequence[Turn] = (),
    *,
    instructions: str = "",
    weight: Weight | None = None,
    limits: Limits | None = None,
    meter: Meter | None = None,
    translated: bool = False,
) -> Generator[Draft, None, Generated]:
    """Answer from numbered evidence: yields the checked answer as it grows, returns it finished.

    `instructions` are talkbot's own words about form and length, never a reader's. `weight` tells
    how telling a term is in this collection. `meter`, in place of `limits`, counts what was taken
    before as well. `translated`: the sentences are in another language than the passages, each
    followed by the words that it rests on. Raises ModelError when the model fails, also in
    mid-stream; what was yielded before is then no answer.
    """
    if not evidence:
        return Generated("", (), (), True)
    call = _Calls(model, meter or Meter.start(limits or Limits()))
    shown = _within(evidence, call.meter.limits.evidence)
    passages = "\n\n".join(map(_passage_text, shown))
    checker = Checker(shown, weight or term_weights({}, 0, ()), runs_of("answer"))
    reader = Reader()
    pieces = call.stream(
        "answer",
        evidence=passages,
        history=history_text(history),
        question=as_data(question[:_QUESTION_CHARACTERS]),
        instructions=instructions,
    )
    truncated = yield from _drafts(pieces, reader, checker, translated)
    lines, refused = _without_refusal(reader.close(truncated=truncated))
    if translated:
        lines = quotes_apart(lines)
    composition = compose(lines, checker, translated=translated)
    if composition.unsupported:
        yield Draft(composition.text)
        lines = _repair(call, passages, lines, composition.unsupported, checker)
        composition = compose(lines, checker, translated=translated)
    supported = any(claim.supported for claim in composition.claims)
    if not supported and (refused or not composition.claims):
        return Generated("", (), (), True, call.meter.usage)
    return Generated(
        composition.text, composition.claims, composition.citations, False, call.meter.usage
    )


def condense(
    model: BaseChatModel,
    question: str,
    history: Sequence[Turn],
    *,
    limits: Limits | None = None,
    meter: Meter | None = None,
) -> str | None:
    """The question so that it stands without the conversation; None when the model fails at it."""
    given = {"history": history_text(history)}
    return _one_line(model, "condense", question, meter or Meter.start(limits or Limits()), **given)


def translate(model: BaseChatModel, question: str, language: str, meter: Meter) -> str | None:
    """The question in the talks' language, to search with; None when the model fails at it."""
    return _one_line(model, "translate", question, meter, language=language)


def _one_line(
    model: BaseChatModel, prompt: str, question: str, meter: Meter, **given: str
) -> str | None:
    call = _Calls(model, meter.part(meter.limits.silence))
    reader = Reader()
    try:
        asked = as_data(question[:_QUESTION_CHARACTERS])
        for text in call.stream(prompt, question=asked, **given):
            reader.feed(text)
    except ModelError:
        return None
    lines, refused = _without_refusal(reader.close())
    if refused or len(lines) != 1 or len(lines[0].sentences) > 3:
        return None
    text = " ".join(sentence.text for sentence in lines[0].sentences).strip(' "“”')
    longest = 2 * len(question) + 300
    return text if 0 < len(text) <= longest else None


class _Calls:
    """The calls of one answer: they share its limits, and their tokens are added up."""

    def __init__(self, model: BaseChatModel, meter: Meter):
        self.meter = meter
        self._model = model

    def stream(self, prompt: str, **inputs: str) -> Generator[str, None, bool]:
        """Stream the model's reply to a prompt; returns whether it was cut short."""
        runnable = load_prompt(prompt, inputs) | self._model
        meter = self.meter
        meter.called()
        finish = yield from reply(runnable, inputs, limits=meter.limits, deadline=meter.deadline)
        meter.add(finish.usage)
        return finish.truncated


def _drafts(
    pieces: Generator[str, None, bool], reader: Reader, checker: Checker, translated: bool
) -> Generator[Draft, None, bool]:
    """A Draft whenever another sentence has become complete and was checked."""
    said = 0
    while True:
        try:
            reader.feed(next(pieces))
        except StopIteration as stop:
            return bool(stop.value)
        count = sum(len(line.sentences) for line in reader.lines)
        if count > said:
            said = count
            lines = _without_refusal(reader.lines)[0]
            lines = quotes_apart(lines) if translated else lines
            text = compose(lines, checker, translated=translated).text
            if text:
                yield Draft(text)


def _without_refusal(lines: Sequence[Line]) -> tuple[list[Line], bool]:
    """The lines without the word that means "the passages do not answer", and whether it stood."""
    kept: list[Line] = []
    refused = False
    for line in lines:
        told = [s for s in line.sentences if not _NOT_COVERED.search(s.text)]
        refused = refused or len(told) < len(line.sentences)
        if told:
            kept.append(Line(line.prefix, line.heading, line.gap, told))
    return kept, refused


def _repair(
    call: _Calls,
    passages: str,
    lines: list[Line],
    unsupported: Sequence[Sentence],
    checker: Checker,
) -> list[Line]:
    """Ask once for the sentences that failed; a failure leaves them as they are, marked."""
    wrong = list(dict.fromkeys(unsupported))[:_REPAIRED]
    numbered = "\n".join(f"{i}: {as_data(s.text)}" for i, s in enumerate(wrong, 1))
    try:
        text = "".join(call.stream("repair", evidence=passages, sentences=numbered))
    except ModelError:
        return lines
    corrected = {
        old: new
        for old, new in _corrections(text, wrong)
        if all((checked := checker.check(s)) and checked.quotes for s in new)
    }
    repaired = []
    for line in lines:
        told = [new for old in line.sentences for new in corrected.get(old, [old])]
        if told:
            repaired.append(Line(line.prefix, line.heading, line.gap, told))
    return repaired


def _corrections(text: str, wrong: Sequence[Sentence]) -> Iterator[tuple[Sentence, list[Sentence]]]:
    for line in text.splitlines():
        match = re.match(r"[\s`*-]*(\d{1,2})\s*[:.)]\s*(.*)", line)
        if not match or not 0 < int(match[1]) <= len(wrong):
            continue
        old = wrong[int(match[1]) - 1]
        if match[2].strip(" `*.").upper() == "DROP":
            yield old, []
            continue
        reader = Reader()
        reader.feed(match[2])
        new = [sentence for part in reader.close() for sentence in part.sentences]
        if new:
            yield old, new


def _within(evidence: Sequence[Evidence], characters: int) -> list[Evidence]:
    """As many of the passages, in order, as fit; at least one."""
    kept: list[Evidence] = []
    for item in evidence:
        characters -= len(_passage_text(item))
        if kept and characters < 0:
            break
        kept.append(item)
    return kept


def _passage_text(item: Evidence) -> str:
    talk = item.talk
    speakers = ", ".join(
        f"{person.name} ({person.affiliation})" if person.affiliation else person.name
        for person in talk.speakers
    )
    where = {"abstract": "abstract", "transcript": "said on stage", "record": "record"}
    about = where.get(item.passage.field, "")
    if item.passage.field == "bio" and item.passage.speaker is not None:
        about = f"bio of {talk.speakers[item.passage.speaker].name}"
    facts = "; ".join(filter(None, (talk.title, speakers, talk.event, talk.date_text, about)))
    return f"[{item.n}] {as_data(facts)}\n{as_data(item.passage.text)}"


def history_text(history: Sequence[Turn]) -> str:
    """The last turns of a conversation, as data for a prompt."""
    lines = []
    for turn in history[-_TURNS:]:
        answer = re.sub(r"\[\d+\]", "", turn.answer.text)[:_TURN_CHARACTERS]
        lines.append(f"Reader: {as_data(turn.question[:_TURN_CHARACTERS])}")
        lines.append(f"Answer: {as_data(answer)}")
    return "\n".join(lines) or "(none)"

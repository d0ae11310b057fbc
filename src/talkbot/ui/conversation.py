"""A conversation as the page keeps and shows it: frozen exchanges and their HTML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from talkbot.answering.builder import escape as escape_md
from talkbot.answers import Answer, Citation, Draft, Event, Stage, Turn, answer_to_json
from talkbot.grounding import NOT_VERIFIED
from talkbot.ui.rendering import (
    STAGES,
    copy_text,
    counted,
    markdown_html,
    source_card,
    talk_card,
    unsupported,
)
from talkbot.ui.titles import MORE, not_listed, rest_html, with_questions, with_titles

TALKS_SHOWN = 4
"""With more talks than this, the list of sources is folded away."""

STOPPED = "Stopped."
_UNSEEN = ' class="tb-hidden"'


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and how far its answer has come.

    `answer` is None while it is worked on and when it was stopped or failed; `problem` then says
    why, in a line for the reader. `next` are questions to go on with.
    """

    question: str
    stages: tuple[str, ...] = ()
    draft: str = ""
    answer: Answer | None = None
    problem: str = ""
    next: tuple[str, ...] = ()

    @property
    def working(self) -> bool:
        return self.answer is None and not self.problem

    def after(self, event: Event) -> Exchange:
        """The exchange with one more event of its answer."""
        if isinstance(event, Stage):
            return replace(self, stages=(*self.stages, event.name))
        if isinstance(event, Draft):
            return replace(self, draft=event.text)
        return replace(self, answer=event)


def turns(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The history for TalkBot: the exchanges that came to an answer."""
    return tuple(Turn(e.question, e.answer) for e in exchanges if e.answer is not None)


def exchange_to_json(exchange: Exchange) -> str:
    """What the browser keeps of a finished exchange."""
    answer = exchange.answer
    record = {
        "question": exchange.question,
        "answer": answer_to_json(answer) if answer else None,
        "problem": exchange.problem,
    }
    return json.dumps(record, ensure_ascii=False)


def exchange_html(exchange: Exchange) -> str:
    """One exchange, in whatever state it is."""
    if exchange.answer is not None:
        body = _answer(exchange.answer)
    elif exchange.problem:
        draft = markdown_html(exchange.draft) if exchange.draft else ""
        body = (
            f'<div class="tb-text">{draft}</div>'
            f'<p class="tb-notice{_quiet(exchange)}" role="status">{escape(exchange.problem)}</p>'
        )
    else:
        body = _working(exchange)
    busy = ' aria-busy="true"' if exchange.working else ""
    after = "" if exchange.working else _after(exchange)
    return (
        f'<article class="tb-turn"{busy}><h2 class="tb-question" dir="auto">'
        f'<span class="tb-hidden">You asked: </span><span>{escape(exchange.question)}</span></h2>'
        f'<div class="tb-answer">{body}{after}</div></article>'
    )


def _quiet(exchange: Exchange) -> str:
    """What the reader did is no warning."""
    return " tb-calm" if exchange.problem == STOPPED else ""


def conversation_html(exchanges: Sequence[Exchange]) -> str:
    return "".join(map(exchange_html, exchanges))


def _after(exchange: Exchange) -> str:
    """What can be done with a finished exchange, and what the browser keeps of it."""
    answer = exchange.answer
    buttons = [("retry", "Ask again"), ("edit", "Edit")]
    copied = ""
    if answer is not None:
        buttons.insert(0, ("copy", "Copy"))
        buttons += [("up", "Good answer"), ("down", "Bad answer")]
        copied = f'<pre class="tb-copytext" hidden>{escape(copy_text(answer))}</pre>'
    shown = "".join(
        f'<button type="button" class="tb-act tb-{name}" data-act="{name}" title="{label}">'
        f"<span{_UNSEEN if name in ('up', 'down') else ''}>{label}</span></button>"
        for name, label in buttons
    )
    suggested = "".join(
        f'<li><button type="button" class="tb-chip" data-ask="{q}">{q}</button></li>'
        for q in map(escape, exchange.next)
    )
    return (
        f'<div class="tb-actions">{shown}{copied}'
        f'<pre class="tb-data" hidden>{escape(exchange_to_json(exchange))}</pre></div>'
        + (
            f'<ul class="tb-next" aria-label="Questions to go on with">{suggested}</ul>'
            if suggested
            else ""
        )
    )


def _working(exchange: Exchange) -> str:
    names = exchange.stages or ("understanding",)
    done = "".join(f"<li>{escape(_stage(name))}</li>" for name in names[:-1])
    now = f'<li class="tb-now">{escape(_stage(names[-1]))}…</li>'
    steps = f'<ol class="tb-stages">{done}{now}</ol>'
    if not exchange.draft:
        return steps
    return f'{steps}<div class="tb-text tb-draft">{markdown_html(exchange.draft)}</div>'


def _stage(name: str) -> str:
    return STAGES.get(name, name.capitalize())


def _answer(answer: Answer) -> str:
    known = {c.n for c in answer.citations}
    parts = [_how(answer)]
    if answer.status == "abstained" and answer.nearest:
        text = markdown_html(_without_list(answer), known)
        parts.append(f'<div class="tb-text tb-abstained">{text}</div>{_nearest(answer)}')
    else:
        rest = not_listed(answer)
        written = MORE.sub("", answer.text) if rest else answer.text
        written = written.replace(f" *({NOT_VERIFIED})*", "")  # the badge says so
        text = with_titles(markdown_html(written, known, unsupported(answer.claims)), answer)
        if not answer.talks and not answer.citations:
            text = with_questions(text)
        parts.append(f'<div class="tb-text">{text}{rest_html(rest, len(answer.talks))}</div>')
    if answer.notice:
        parts.append(f'<p class="tb-notice" role="note">{escape(answer.notice)}</p>')
    parts.append(_sources(answer))
    return "".join(parts)


def _without_list(answer: Answer) -> str:
    """A refusal's text without the list of nearest talks at its end: the cards show those."""
    lines = answer.text.rstrip().split("\n")
    while answer.nearest and lines and (not lines[-1].strip() or lines[-1].startswith("- ")):
        lines.pop()
    return "\n".join(lines) or answer.text


def _nearest(answer: Answer) -> str:
    """Cards of the talks that a refusal speaks of: others come near by their place alone."""
    named = [ref for ref in answer.nearest if escape_md(ref.title) in answer.text]
    if not named:
        return ""
    cards = "".join(map(talk_card, named))
    return f'<ul class="tb-cards" aria-label="The nearest talks">{cards}</ul>'


def _sources(answer: Answer) -> str:
    if not answer.citations:
        return ""
    by_talk: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_talk.setdefault(citation.talk_id, []).append(citation)
    cards = "".join(map(source_card, by_talk.values()))
    label = f"{counted(len(answer.citations), 'source')} in {counted(len(by_talk), 'talk')}"
    opened = " open" if len(by_talk) <= TALKS_SHOWN else ""
    return (
        f'<details class="tb-sources"{opened}><summary>{label}</summary>'
        f'<ol class="tb-sourcelist">{cards}</ol></details>'
    )


def _how(answer: Answer) -> str:
    """The stages, folded away: what the question was taken to be, who wrote, how long it took."""
    rows = []
    if answer.standalone_question.strip() not in ("", answer.question.strip()):
        rows.append(("Understood as", answer.standalone_question))
    rows.append(("Kind of question", answer.kind))
    if answer.model == "extractive":
        rows.append(("Written by", "no chat model: sentences picked from the records"))
    else:
        rows.append(("Written by", f"{answer.model}, every sentence checked against the records"))
    if answer.usage:
        rows.append(("It took", str(answer.usage)))
    times = {name: ms for name, ms in answer.timings_ms.items() if name != "total"}
    if times:
        steps = ", ".join(f"{name} {ms:.0f}\N{NO-BREAK SPACE}ms" for name, ms in times.items())
        rows.append(("Time", steps))
    total = answer.timings_ms.get("total", sum(times.values()))
    label = "How this was answered" + (f" · {_duration(total)}" if total else "")
    cells = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows)
    return f'<details class="tb-how"><summary>{label}</summary><dl>{cells}</dl></details>'


def _duration(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.1f} s"

"""How an answer looks in a terminal, where it can be watched growing, and in a pipe."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from talkbot.answers import Answer, Citation, Draft, Event, Stage
from talkbot.errors import TalkbotError
from talkbot.moments import clock
from talkbot.terminal import console, line, plain

# Markdown as a reader of plain text wants it: without the backslashes.
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|~])")
_STAGES = {
    "understanding": "Understanding the question",
    "searching": "Searching the talks",
    "reading": "Reading what was found",
    "answering": "Answering",
}
_FIELDS = {"abstract": "abstract", "bio": "speaker's bio", "record": "record"}
_WIDEST = 100


def show_answer(events: Iterator[Event]) -> None:
    """Print the answer that the events end in; in a terminal it can be watched growing."""
    out = console()
    answer = _watch(events, out) if out.is_terminal else _last(events)
    if out.is_terminal:
        out.print(Group(*_pretty(answer)), width=min(out.width, _WIDEST))
    else:
        sys.stdout.write("\n".join(_lines(answer)) + "\n")


def _last(events: Iterator[Event]) -> Answer:
    for event in events:
        if isinstance(event, Answer):
            return event
    raise TalkbotError("The question was not answered: please ask again.")


def _watch(events: Iterator[Event], out: Console) -> Answer:
    from rich.live import Live
    from rich.spinner import Spinner

    waiting = Spinner("dots", text="", style="cyan")
    with Live(waiting, console=out, transient=True, refresh_per_second=12) as live:
        for event in events:
            if isinstance(event, Answer):
                return event
            if isinstance(event, Stage):
                waiting.update(text=_STAGES.get(event.name, event.name) + " ...")
            elif isinstance(event, Draft):
                live.update(_markdown(event.text))
    raise TalkbotError("The question was not answered: please ask again.")


def _pretty(answer: Answer) -> Iterator[RenderableType]:
    yield _markdown(answer.text)
    if answer.citations:
        yield Text("Sources", style="bold")
    for source in _by_talk(answer.citations):
        yield Text(source.heading, style="cyan")
        if source.url or source.quoted:
            yield _pretty_quotes(source)
    yield Text(_footer(answer), style="dim")


def _markdown(text: str) -> RenderableType:
    from rich.markdown import Markdown

    return Padding(Markdown(plain(text), hyperlinks=False), (1, 1))


def _pretty_quotes(source: _Source) -> RenderableType:
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="bold", no_wrap=True)
    grid.add_column()
    if source.url:
        grid.add_row("", Text(source.url, style="blue", overflow="fold"))
    for citation, url in source.quoted:
        style = "" if citation.shown else "italic"
        quote = Text(_said(citation), style=style)
        rows = [quote.append(f" {_evidence(citation)}", style="not italic dim")]
        if url:
            rows.append(Text(url, style="blue", overflow="fold"))
        grid.add_row(f"[{citation.n}]", Group(*rows))
    return Padding(grid, (0, 1, 1, 1))


def _lines(answer: Answer) -> Iterator[str]:
    yield from (part.rstrip() for part in _unescaped(answer.text).splitlines())
    if answer.citations:
        yield "\nSources"
    for source in _by_talk(answer.citations):
        yield source.heading
        if source.url:
            yield f"      {source.url}"
        for citation, url in source.quoted:
            yield f"  [{citation.n}] {_said(citation)} {_evidence(citation)}"
            if url:
                yield f"      {url}"
    if answer.notice:
        yield f"\n{line(answer.notice)}"


@dataclass(frozen=True, slots=True)
class _Source:
    """A talk that an answer cites: its heading with the marks of what the heading says already
    (title, names), the link of these, and the other citations, each with a link or ""."""

    heading: str
    url: str
    quoted: tuple[tuple[Citation, str], ...]


def _by_talk(citations: Iterable[Citation]) -> Iterator[_Source]:
    """The citations under their talks, in the order in which the talks are first cited.

    A link that the citation before has as well is not repeated.
    """
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.talk_id, []).append(citation)
    for group in groups.values():
        named = [c for c in group if c.field == "record" and c.quote in (c.title, *c.speakers)]
        marks = " " * bool(named) + "".join(f"[{c.n}]" for c in named)
        url = last = line(named[0].url) if named else ""
        quoted = []
        for citation in (c for c in group if c not in named):
            own = line(citation.url)
            quoted.append((citation, own if own != last else ""))
            last = own
        yield _Source(_title(group[0]) + marks, url, tuple(quoted))


def _said(citation: Citation) -> str:
    return line(citation.shown) or f"“{line(citation.quote)}”"


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", plain(text))


def _title(ref: Citation) -> str:
    names = ", ".join(ref.speakers)
    return line(f"{ref.title} — {names}" if names else ref.title)


def _evidence(citation: Citation) -> str:
    if citation.field == "transcript":
        return "(on stage)" if citation.time is None else f"(on stage, at {clock(citation.time)})"
    if citation.quote.replace(".", "", 1).isdecimal() and citation.shown:
        return f"({_FIELDS[citation.field]}: {citation.quote} s)"
    return f"({_FIELDS[citation.field]})"


def _footer(answer: Answer) -> str:
    who = "the records themselves" if answer.model == "extractive" else answer.model
    seconds = sum(answer.timings_ms.values()) / 1000
    if "total" in answer.timings_ms:
        seconds = answer.timings_ms["total"] / 1000
    notice = f"{line(answer.notice)} " if answer.notice else ""
    took = f" The chat model took {answer.usage}." if answer.usage else ""
    return f"{notice}Answered from {who} in {seconds:.2f} s.{took}"

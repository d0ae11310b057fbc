"""Checks a written answer against its evidence, sentence by sentence, and puts it together.

A sentence is shown as supported only when the code found the words of a record that say it. The
marks of the model are a hint where to look, no more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from talkbot.answering.builder import citation, escape
from talkbot.answers import Citation, Claim
from talkbot.english import Weight
from talkbot.evidence import locate, verify
from talkbot.marks import Line, Sentence
from talkbot.moments import day_and_hour
from talkbot.passages import sentences_of
from talkbot.prompts import word_runs
from talkbot.talks import Field, Passage, Talk
from talkbot.words import STOP_WORDS, terms

NOT_VERIFIED = "⚠ not verified in the talks"
TRANSLATED = "translation"
_QUOTED = re.compile(r"(.*?)[\s:：(（]*[“\"„«「](.+?)[”\"“»」]?[\s)）.]*$")
_EDGES = ' “”"„«»「」(（:：'
# The part of a claim, its heading's words aside, that its quotes must hold.
_RESTS = 0.5
_LOOK_ALIKE = 0.45
_CLAUSE = re.compile(r";\s+|,?\s+(?:while|whereas|but)\s+", re.IGNORECASE)
# Words that frame a statement about a talk without stating anything themselves.
_FRAME_TEXT = """talk talks lecture presentation session recording speaker speakers abstract bio
title titled called named gives gave given present presents presented presenting speak speaks spoke
deliver delivered held hold by about discuss discusses cover covers covered following answer summary
collection took take place happened"""
_FRAME = frozenset(terms(_FRAME_TEXT))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage offered to the model under the number `n`; `talk` is whole, transcript included."""

    n: int
    talk: Talk
    passage: Passage


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a record that say something; `start` and `end` as in a Citation."""

    talk: Talk
    field: Field
    text: str
    start: int | None = None
    end: int | None = None
    speaker: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence after the check; `claim` is False for one that states nothing (a lead-in)."""

    text: str
    support: float = 0.0
    quotes: tuple[Quote, ...] = ()
    claim: bool = True


@dataclass(frozen=True, slots=True)
class Composition:
    """An answer put together: Markdown, its claims and citations in step, and what failed."""

    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    unsupported: tuple[Sentence, ...]


class Checker:
    """Checks sentences against one set of evidence; each distinct sentence once.

    A sentence that shares a run of words with `secret`, the prompt's own text, is left out.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        weight: Weight,
        secret: Collection[tuple[str, ...]] = (),
    ):
        self._evidence = {item.n: item for item in evidence}
        self._talks = list({item.talk.id: item.talk for item in evidence}.values())
        self._terms = {
            item.n: frozenset(terms(f"{_heading(item)} {item.passage.text}")) for item in evidence
        }
        self._weight = weight
        self._secret = frozenset(secret)
        self._seen: dict[tuple[Sentence, bool], Checked | None] = {}

    def check(self, sentence: Sentence, *, heading: bool = False) -> Checked | None:
        """The sentence with the quotes that support it; None when it must not be shown."""
        key = (sentence, heading)
        if key not in self._seen:
            self._seen[key] = self._check(sentence, heading)
        return self._seen[key]

    def _check(self, sentence: Sentence, heading: bool) -> Checked | None:
        text = sentence.text
        content = _content(text)
        if not content:
            return Checked(text, claim=False)
        lead_in = heading or text.endswith((":", "："))
        if lead_in and any(content <= _FRAME | set(terms(_record(t))) for t in self._talks):
            return Checked(text, claim=False)
        found = self._ground(sentence, content)
        if found:
            return found
        if lead_in or word_runs(text) & self._secret:
            return None
        return Checked(text)

    def _ground(self, sentence: Sentence, content: set[str]) -> Checked | None:
        cited = [self._evidence[n] for n in sentence.marks if n in self._evidence]
        others = [
            item
            for n, item in self._evidence.items()
            if item not in cited and self._share(content, self._terms[n]) >= _LOOK_ALIKE
        ]
        cited_talks = list({item.talk.id: item.talk for item in cited}.values())
        found = (
            self._by_records(sentence.text, content, cited_talks)
            or self._by_passages(sentence.text, content, cited)
            or self._by_clauses(sentence.text, cited)
            or self._by_records(sentence.text, content, self._talks)
        )
        if found:
            return found
        tried = (self._by_passages(sentence.text, content, [item]) for item in others)
        return max(
            (found for found in tried if found), key=lambda found: found.support, default=None
        )

    def _by_passages(self, text: str, content: set[str], cited: list[Evidence]) -> Checked | None:
        """Supported by single passages, or by the passages cited from one talk together."""
        groups = [[item] for item in cited]
        for talk_id in {item.talk.id for item in cited}:
            same = [item for item in cited if item.talk.id == talk_id]
            groups += [same] if len(same) > 1 else []
        support, quotes = 0.0, dict[Quote, None]()
        for group in groups:
            if len(group) > 1 and quotes:
                continue
            source = "\n".join(item.passage.text for item in group)
            heading = "\n".join(_heading(item) for item in group)
            verdict = verify(text, source, self._weight, heading=heading)
            if not verdict.supported:
                continue
            own = [quote for item in group if (quote := self._quote(text, item))]
            said = set(terms(" ".join(quote.text for quote in own)))
            rest = content - set(terms(heading)) - _FRAME
            if own and rest and self._share(rest, said) >= _RESTS:
                support = max(support, verdict.support)
                quotes.update(dict.fromkeys(own))
        return Checked(text, round(support, 3), tuple(quotes)) if quotes else None

    def _by_clauses(self, text: str, cited: list[Evidence]) -> Checked | None:
        """A sentence about several talks: each of its clauses by one of them."""
        clauses = [clause for clause in _CLAUSE.split(text) if len(_content(clause)) > 1]
        if len(clauses) < 2 or len(cited) < 2:
            return None
        found = [self._by_passages(clause, _content(clause), cited) for clause in clauses]
        if not all(found):
            return None
        support = min(part.support for part in found if part)
        quotes = dict.fromkeys(quote for part in found if part for quote in part.quotes)
        return Checked(text, support, tuple(quotes))

    def _by_records(self, text: str, content: set[str], talks: Iterable[Talk]) -> Checked | None:
        """A sentence that states only values of a record: who, where, which title, when."""
        for talk in talks:
            if not content <= _FRAME | set(terms(_record(talk))):
                continue
            for speaker in range(max(1, len(talk.speakers))):
                line = _record(talk, speaker)
                verdict = verify(text, line, self._weight, heading=_FRAME_TEXT)
                quotes = tuple(_values_in(text, talk, speaker)) if verdict.supported else ()
                if (
                    quotes
                    and self._share(content - _FRAME, set(terms(" ".join(q.text for q in quotes))))
                    >= _RESTS
                ):
                    return Checked(text, round(verdict.support, 3), quotes)
        return None

    def _quote(self, text: str, item: Evidence) -> Quote | None:
        """The verbatim words in one passage, with their place in the record, proven there."""
        passage = item.passage
        span = locate(text, passage.text, self._weight, sentences_of(passage))
        if span is None or passage.field == "record":
            return None
        start, end = passage.start + span[0], passage.start + span[1]
        quote = passage.text[span[0] : span[1]]
        if item.talk.text_of(passage.field, passage.speaker)[start:end] != quote:
            return None
        return Quote(item.talk, passage.field, quote, start, end, passage.speaker)

    def _share(self, wanted: Collection[str], held: Collection[str]) -> float:
        total = sum(self._weight(term) for term in wanted)
        return sum(self._weight(term) for term in wanted if term in held) / total if total else 0.0


def quotes_apart(lines: Sequence[Line]) -> list[Line]:
    """The lines with each quotation a sentence of its own, after the one that it stands in."""
    told = [[part for each in line.sentences for part in _apart(each)] for line in lines]
    pairs = zip(lines, told, strict=True)
    return [Line(line.prefix, line.heading, line.gap, parts) for line, parts in pairs]


def _apart(sentence: Sentence) -> Iterator[Sentence]:
    match = _QUOTED.match(sentence.text)
    parts = [(match[1], ()), (match[2], sentence.marks)] if match else []
    for text, marks in parts or [(sentence.text, sentence.marks)]:
        if plain := text.strip(_EDGES):
            yield replace(sentence, text=plain, marks=marks)


def _translates(sentences: Sequence[Sentence], at: int, checker: Checker) -> bool:
    """Whether a sentence is followed by checked words of a record that have all its numbers."""
    if at + 1 >= len(sentences):
        return False
    after = checker.check(sentences[at + 1])
    if after is None or not after.quotes:
        return False
    quoted = " ".join(quote.text for quote in after.quotes)
    return _numbers(sentences[at].text) <= _numbers(quoted)


def _numbers(text: str) -> set[str]:
    return {n.replace(",", ".") for n in re.findall(r"\d+(?:[.,]\d+)*", text)}


def compose(lines: Sequence[Line], checker: Checker, *, translated: bool = False) -> Composition:
    """Markdown with marks [n], numbered in reading order, of the lines read so far.

    With `translated` a sentence may rest on the quotation after it; it is marked as a translation,
    which no code can check, and cites nothing itself.
    """
    claims: list[Claim] = []
    citations: dict[Quote, Citation] = {}
    unsupported: list[Sentence] = []
    text, before = "", None
    for line in lines:
        parts: list[str] = []
        for at, sentence in enumerate(line.sentences):
            checked = checker.check(sentence, heading=line.heading)
            if checked is None:
                continue
            numbers = tuple(_number(quote, citations) for quote in checked.quotes)
            shown = _markdown(checked.text)
            if numbers:
                shown += " " + "".join(f"[{n}]" for n in numbers)
            elif checked.claim and translated and _translates(line.sentences, at, checker):
                shown += f" *({TRANSLATED})*"
            elif checked.claim:
                shown += f" *({NOT_VERIFIED})*"
                unsupported.append(sentence)
            if checked.claim:
                claims.append(Claim(checked.text, numbers, checked.support, bool(numbers)))
            parts.append(f"**{shown}**" if line.heading and not numbers else shown)
        if parts:
            text += _separator(before, line) + line.prefix + " ".join(parts)
            before = line
    return Composition(text, tuple(claims), tuple(citations.values()), tuple(unsupported))


def _number(quote: Quote, citations: dict[Quote, Citation]) -> int:
    if quote not in citations:
        citations[quote] = citation(
            len(citations) + 1,
            quote.talk,
            quote.field,
            quote.text,
            quote.start,
            quote.end,
            quote.speaker,
        )
    return citations[quote].n


def _separator(before: Line | None, line: Line) -> str:
    if before is None:
        return ""
    if before.prefix and line.prefix:
        return "\n"
    return " " if not (line.gap or before.prefix or line.prefix or before.heading) else "\n\n"


def _markdown(text: str) -> str:
    """Markdown that shows a plain text as it is, also where a line begins with it."""
    text = re.sub(r"&(?=#?\w+;)", r"\\&", escape(text))
    text = re.sub(r"\$(?=\$)|(?<=\$)\$", r"\\$", text)
    text = re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", text)
    return re.sub(r"^([-+=])", r"\\\1", text)


def _content(text: str) -> set[str]:
    return {term for term in terms(text) if term not in STOP_WORDS}


def _heading(item: Evidence) -> str:
    """What the record says around a passage. A bio speaks of its own speaker only."""
    return _record(item.talk, item.passage.speaker)


def _record(talk: Talk, speaker: int | None = None) -> str:
    """The values of a record in one line; of one speaker, or of all."""
    values = [value for value, _ in _values(talk, speaker)]
    return ", ".join(dict.fromkeys((*values, *map(day_and_hour, values))))


def _values(talk: Talk, speaker: int | None = None) -> Iterator[tuple[str, int | None]]:
    yield talk.title, None
    for i, person in enumerate(talk.speakers):
        if speaker in (None, i):
            for value in (person.name, person.role, person.affiliation):
                if value:
                    yield value, i
    for value in (talk.event, talk.track, talk.date_text, talk.start):
        if value:
            yield value, None


def _values_in(text: str, talk: Talk, speaker: int) -> Iterator[Quote]:
    """The record's values that the text repeats; of a name, its last word is enough."""
    said = f" {' '.join(terms(text))} "
    names = {person.name for person in talk.speakers}
    for value, whose in _values(talk, speaker):
        wanted = terms(value)[-1:] if value in names else terms(value)
        read = terms(day_and_hour(value)) if value == talk.start else wanted
        if any(each and f" {' '.join(each)} " in said for each in (wanted, read)):
            yield Quote(talk, "record", value, speaker=whose)

"""Where a question states a condition on words, so that it is no part of a topic and names nothing.

"Which talks that mention pandas have Sea in the title?" states two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from talkbot.grammar import holding as grammar
from talkbot.holding import At, Holds, Where

Span = tuple[int, int]

_MOST = 3
_REACH = 100
_QUOTED = re.compile(r"\s*(?:\"(?P<double>[^\"]{1,80})\"|'(?P<single>[^']{1,80})'(?!\w))")
_QUOTED_BEFORE = re.compile(r"(?:\"[^\"]{1,80}\"|(?<!\w)'[^']{1,80}')$")
_JOINED = re.compile(r"\s*(?:,\s*)?(?P<join>and|or|,)\s+")
# A sign goes on: "number theory" is no number.
_GOES_ON = re.compile(r"\s+(?!in|at|and|or|by|from|on|that|which|with)\w")
_ASKS = re.compile(r"\b(?:what|which|who|how|is|are|was|does|talks?|titles?)\b")
_OR = re.compile(r",?\s+or\s+(?:the word )?|,\s+")
_AND = re.compile(r",?\s+and\s+(?:the word )?|\s+&\s+|,\s+")


@dataclass(frozen=True, slots=True)
class Stated:
    """A condition, where a question says it, and the word there for what must hold it."""

    holds: Holds
    span: Span
    noun: Span | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """What is wanted, where the question stops saying so, and whether it calls it words."""

    holds: Holds
    end: int
    called: bool


def holds_in(
    folded: str, text: str, names: Sequence[Span], edges: Sequence[int]
) -> tuple[Stated, ...]:
    """The conditions on words that a question states.

    `folded` is its text folded in place, `names` what it names of the records, `edges` where other
    conditions of it begin.
    """
    if grammar.OTHER.search(folded):
        return ()
    found: list[Stated] = []
    while len(found) < _MOST:
        reader = _Reader(folded, text, names, edges)
        stated = next(
            chain(
                reader.is_question(),
                reader.before_place(),
                reader.mentioned(),
                reader.after_place(),
                reader.after_talk(),
            ),
            None,
        )
        if not stated:
            break
        found.append(stated)
        start, end = stated.span
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Reader:
    folded: str
    text: str
    names: Sequence[Span]
    edges: Sequence[int]

    def before_place(self) -> Iterator[Stated]:
        """ "With Sea in the title", "the word Sea occurs in the title"."""
        for place in grammar.IN_PLACE.finditer(self.folded):
            before = self.folded[: place.start()]
            quote = _QUOTED_BEFORE.search(before)
            last = quote.start() if quote else place.start()
            nearby = grammar.CUE.finditer(before, max(0, last - _REACH))
            cues = [cue for cue in nearby if cue.end() <= last]
            if cues:
                start, at = cues[-1].start("at"), cues[-1].end()
                at = cues[-1].start("called") if cues[-1]["called"] else at
                if len(cues) > 1 and cues[-2].end() == start:
                    # "Without the word …"
                    start = cues[-2].start("at")
            else:
                also = [match.end() for match in grammar.AND_ALSO.finditer(before)]
                start = at = last if quote else also[-1] if also else 0
            wanted = self._words(at, place.start(), names=False)
            said = before[at:]
            bare = not cues and not quote and (len(said.split()) > 4 or _ASKS.search(said))
            if wanted and not bare:
                edge: At = "end" if place["edge"] == "end" else "beginning"
                holds = self._made(
                    wanted.holds, place["noun"], edge if place["edge"] else "anywhere", (start, at)
                )
                yield Stated(holds, (start, place.end()))

    def after_place(self) -> Iterator[Stated]:
        """ "Titles that begin with Why", "whose bio mentions Ulm"."""
        for match in self._matches(*grammar.PLACE_HAS, grammar.TALK_BEGINS):
            verb = match["verb"] or match["having"]
            says = verb.startswith(("say", "mention"))
            clause = says and grammar.CLAUSE.match(self.folded, match.end())
            if clause or grammar.OF_ONE.search(self.folded[: match.start("noun")]):
                continue
            wanted = self._words(match.end())
            if not wanted or (verb == "with" and wanted.holds.words[0] in grammar.BESIDE):
                continue
            at: At = "anywhere"
            if verb.startswith(("begin", "start", "open")):
                at = "beginning"
            elif verb.startswith(("end", "finish", "clos")):
                at = "end"
            holds = self._made(wanted.holds, match["noun"], at, match.span("at"), other="title")
            yield Stated(holds, (match.start("at"), wanted.end), match.span("noun"))

    def is_question(self) -> Iterator[Stated]:
        """ "Which titles are questions?"."""
        for match in self._matches(grammar.IS_QUESTION):
            mark = self._made(Holds(("question mark",), of="sign"), match["noun"], "end", (0, 0))
            yield Stated(mark, match.span("at"), match.span("noun"))

    def after_talk(self) -> Iterator[Stated]:
        """ "Talks that mention pandas"."""
        for match in self._matches(*grammar.TALK_MENTIONS):
            wanted = self._words(match.end())
            if wanted and not grammar.CLAUSE.match(self.folded, match.end()):
                holds = self._made(wanted.holds, "", "anywhere", match.span("at"))
                yield Stated(holds, (match.start("at"), wanted.end))

    def mentioned(self) -> Iterator[Stated]:
        """ "The talks in which pandas is mentioned", "where is pandas mentioned?"."""
        for match in self._matches(grammar.PLACE_ASKED, *grammar.MENTIONED):
            start, end = match.span("what")
            opening = grammar.IS_BEFORE.match(self.folded, start, end)
            start = opening.end() if opening else start
            wanted = self._words(start, end, names=False)
            parts = match.groupdict()
            noun = parts.get("noun") or ""
            part = noun.removesuffix("s") in grammar.PLACES
            unclear = parts.get("literally") and not part and not (wanted and wanted.called)
            if wanted and not unclear and not grammar.CLAUSE.match(self.folded, start):
                holds = self._made(wanted.holds, noun, "anywhere", (0, 0))
                yield Stated(holds, match.span("at"), match.span("noun") if noun else None)

    def _matches(self, *patterns: re.Pattern[str]) -> Iterator[re.Match[str]]:
        return (match for pattern in patterns for match in pattern.finditer(self.folded))

    def _made(self, holds: Holds, noun: str, at: At, lead: Span, *, other: Where = "text") -> Holds:
        """The condition on the part of a record that a noun names; `lead` may say not."""
        barred = bool(grammar.NEGATIVE.search(self.folded[slice(*lead)]))
        place = grammar.PLACES.get(noun.removesuffix("s"), other)
        return replace(holds, where=place, at=at, barred=barred)

    def _words(self, start: int, limit: int | None = None, *, names: bool = True) -> _Words | None:
        """What is wanted from a place on."""
        folded = self.folded
        if limit is None:
            limit = min((edge for edge in self.edges if edge > start), default=len(folded))
        sign = grammar.SIGNS.match(folded, start, limit)
        if sign and not _GOES_ON.match(folded, sign.end(), limit):
            name = sign["sign"].replace("-", " ").removesuffix("s")
            name = "question mark" if name == "question" else name
            return _Words(Holds((name,), of="sign"), sign.end(), called=True)
        called = grammar.CALLED.match(folded, start, limit)
        at = called.end() if called else start
        found, every, end = self._quoted(at, limit)
        if not found:
            end = self._end(at, limit, self.names if names else ())
            found, every = _parts(self.text[at:end])
        if not all(found):
            return None
        word = bool(called and called["word"])
        # "The letter P", and what is one alone.
        letters = bool(called and called["letter"]) or (len(found[0]) == 1 and not word)
        of: Literal["letters", "words"] = "letters" if letters else "words"
        return _Words(Holds(tuple(found), of=of, every=every), end, called=word)

    def _quoted(self, at: int, limit: int) -> tuple[list[str], bool, int]:
        """Words in quotation marks from a place on, whether all are wanted, and where they end."""
        found, every = [], False
        while quote := _QUOTED.match(self.folded, at, limit):
            found.append(self.text[slice(*quote.span(quote.lastgroup or 0))].strip())
            at = quote.end()
            joined = _JOINED.match(self.folded, at, limit)
            again = grammar.CALLED.match(self.folded, joined.end(), limit) if joined else None
            if not joined or not again or not _QUOTED.match(self.folded, again.end(), limit):
                break
            every = every or joined["join"] == "and"
            at = again.end()
        return found, every, at

    def _end(self, start: int, limit: int, names: Sequence[Span]) -> int:
        """Where the words end that begin at a place: before another condition."""
        stop = grammar.STOPS.search(self.folded, start, limit)
        end = stop.start() if stop else limit
        for name, _ in names:
            if start < name < end and grammar.BEFORE_NAME.search(self.folded[start:name]):
                end = name
        bare = self.folded[start:end].rstrip(" ?.!,'\"")
        trailing = grammar.TRAILING.search(bare)
        return start + (trailing.start() if trailing else len(bare))


def _parts(said: str) -> tuple[list[str], bool]:
    """The words joined by "or", "and" or commas, and whether all are wanted."""
    bare = said.strip(" \"'“”‘’")
    any_of = _OR.split(bare)
    if len(any_of) > 1 and re.search(r"\sor\s", bare):
        return any_of, False
    every = _AND.split(bare)
    return every, len(every) > 1

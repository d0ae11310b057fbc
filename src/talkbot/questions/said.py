"""A question taken apart: the conditions it states, what it names, and the words that are left."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from copy import copy
from typing import Self

from talkbot.amounts import (
    day_in,
    minutes_in,
    ranks_in,
    speakers_each_in,
    tags_each_in,
    talks_each_in,
)
from talkbot.conditions import barred_in, order_in, when_in
from talkbot.grammar import (
    aggregation,
    attributes,
    content,
    listing,
    phrases,
    restrictions,
    tagging,
)
from talkbot.linking import Mention, Token, tokenize
from talkbot.questions.query import Target
from talkbot.questions.taken import (
    contest_in,
    without,
    without_holds,
    without_length,
    without_tagging,
)
from talkbot.selecting import with_negations
from talkbot.talks import fold, fold_in_place
from talkbot.words import STOP_WORDS, stem

_WORD = re.compile(r"\w")
_HYPHENS = ("-", "‐", "‑")
_STOP = re.compile(r"[.;?!]\s")
# What ends a name and is no letter: "C++", "C#".
_SIGN = re.compile(r"[+#]{1,2}(?!\w)")


class Said:
    """What one question says.

    `folded` is its text without what was understood already; every place in it stays where it was.
    """

    def __init__(
        self, text: str, folded: str, mentions: tuple[Mention, ...], *, literal: bool = True
    ):
        self.text = text
        self._asking_at: Collection[int] = ()
        self.holds, self.nouns, folded, mentions = without_holds(
            folded, text, mentions, literal=literal
        )
        self.linked = mentions
        for mention in mentions:
            # The words of a title ask for nothing: "How many angels?" is no count.
            if mention.kind == "title":
                size = mention.end - mention.start
                folded = folded[: mention.start] + "x" * size + folded[mention.end :]
        self.contest, folded = contest_in(folded, mentions)
        # Between the talks that the names select; else between two that it asks about.
        self.among = bool(self.contest and re.match(r"(?:and |so )?which (?:one )?of\b", folded))
        self.among = self.among and not re.search(r"\bor\b", folded)
        self.asks_summary = bool(content.SUMMARY.search(folded))
        # "Which is longer, A or B?" asks for no long answer.
        self.length, self.folded = without_length(folded, asked=not self.contest)
        self.mentions = with_negations(mentions, folded)
        self.tagged, self.folded = without_tagging(self.folded, self.mentions)
        share = aggregation.SHARE.match(self.folded)
        self.shared = bool(share)
        for mention in mentions:
            # "The latest edition" asks for no latest talk.
            if mention.kind == "event" and any(
                re.search(p, self.folded[mention.start : mention.end])
                for _, p in aggregation.SUPERLATIVES
            ):
                self._blank(mention.start, mention.end)
        self.sort, self.sorted_at = order_in(self.folded)
        for span in self.sorted_at:
            self._blank(*span)
        self.barred, self.barred_at = barred_in(self.folded, [(m.start, m.end) for m in mentions])
        if self.barred_at:
            self._blank(*self.barred_at)
        matches = (
            pattern.match(self.folded) for pattern in listing.BESIDES if self.named("speaker")
        )
        besides = next(filter(None, matches), None)
        self.besides = text[slice(*besides.span("what"))].strip() if besides else ""
        if besides:
            self._blank(*besides.span("at"))
            start, end = besides.span("at")
            self.mentions = tuple(m for m in self.mentions if m.end <= start or end <= m.start)
        for words, pattern in aggregation.REWORDED:
            for same in pattern.finditer(self.folded):
                start, end = same.span()
                said = words.ljust(end - start)
                self.folded = self.folded[:start] + said + self.folded[end:]
        # "How long did it last?" asks for no last talk.
        if lasting := aggregation.LASTS.search(self.folded):
            self._blank(*lasting.span("last"))
        self.half_at = attributes.HALF_OF_DAY.search(self.folded)
        if self.half_at:
            start, end = self.half_at.span()
            self.folded = self.folded[:start] + "what time".ljust(end - start) + self.folded[end:]
        every = None if self.has(aggregation.COUNT) else aggregation.EVERY.match(self.folded)
        self.everywhere: Target | None = None
        if every:
            self.everywhere = "years" if every["what"].startswith("year") else "events"
            self._blank(*every.span("at"))
        self.when = when_in(without(self.folded, mentions, "date"), text)
        for span in self.when.spans if self.when else ():
            self._blank(*span)
        labels = (restrictions.LABEL, restrictions.LABEL_ONE, restrictions.LABEL_SAID)
        self.label_at = next(filter(None, (p.search(self.folded) for p in labels)), None)
        self.label = ""
        if self.label_at:
            start, end = self.label_at.span("label")
            word = self.label_at["label"]
            self.label = word.removesuffix("s")
            one = "talk" if self.label_at.re is restrictions.LABEL_ONE else ""
            stand_in = "talks" if word.endswith("s") else one
            self.folded = self.folded[:start] + stand_in.ljust(end - start) + self.folded[end:]
        if share:
            self.folded = "how many ".ljust(share.end()) + self.folded[share.end() :]
        self.day, self.day_at = day_in(self.folded)
        self.minutes = minutes_in(self.folded)
        self.tags_each = tags_each_in(self.folded)
        if self.tags_each:
            self._blank(*self.tags_each.span)
        other = self.tagged or self.has(restrictions.LACKING)
        at_all = None if other else restrictions.TAGGED_AT_ALL.search(self.folded)
        self.with_tags = bool(at_all)
        if at_all:
            self._blank(*at_all.span())
        self.talks_each = talks_each_in(self.folded)
        self.speakers_each = (
            speakers_each_in(self.folded)
            if target_in(self.folded, self.mentions) == "talks"
            else None
        )
        self.ranks, self.ranked_at = ranks_in(self.folded)
        self.beside = self.has(listing.BESIDE) and bool(self.named("speaker"))

    def about(self, mentions: Iterable[Mention]) -> Self:
        """The same with only these of its names, the rest being words like any other."""
        other = copy(self)
        other.mentions = tuple(mentions)
        return other

    def asking(self, places: Collection[int]) -> Self:
        """The same where the words that start at these places belong to the asking."""
        other = copy(self)
        other._asking_at = places
        return other

    def _blank(self, start: int, end: int) -> None:
        """What is understood there means nothing more; every other place stays where it is."""
        self.folded = self.folded[:start] + " " * (end - start) + self.folded[end:]

    def has(self, pattern: str | re.Pattern[str]) -> bool:
        """Whether what is not understood yet matches."""
        return bool(re.search(pattern, self.folded))

    def named(self, *kinds: str) -> list[Mention]:
        """The names of these kinds that it does not exclude."""
        return [m for m in self.mentions if m.kind in kinds and not m.negated]

    def having(self) -> tuple[tuple[str, bool], ...]:
        """The parts that a talk must have (True) or lack."""
        found = []
        for match in restrictions.HAVING.finditer(self.folded):
            negative = match.group("how") in ("without", "no", "lack", "lacks", "lacking")
            found.append(
                (
                    restrictions.PARTS[stem(match.group("what"))],
                    not (negative or bool(match.group("no"))),
                )
            )
        lacking = [
            restrictions.PARTS_LACKED[stem(m["what"] or m["absent"] or "tag")]
            for m in restrictions.LACKING.finditer(self.folded)
        ]
        if self.with_tags:
            found.append(("a tag", True))
        return tuple(dict.fromkeys((*found, *((what, False) for what in lacking))))

    def conditions(self) -> list[tuple[int, int]]:
        """Where the question states conditions and orders that are no part of its topic."""
        bounds = (self.minutes, self.talks_each, self.speakers_each)
        spans = [bound.span for bound in bounds if bound]
        spans += self.nouns
        spans += [self.label_at.span("label")] if self.label_at else []
        share = aggregation.SHARE.match(fold_in_place(self.text))
        spans += [share.span()] if share else []
        spans += [self.day_at] if self.day_at else []
        place = attributes.WORKS_AT.search(self.folded)
        spans += [place.span("place")] if place else []
        spans += [self.half_at.span()] if self.half_at else []
        patterns = (
            restrictions.HAVING,
            restrictions.LACKING,
            aggregation.MOST,
            listing.FILLER,
            tagging.IN_USE,
            tagging.COUNTS,
            *((tagging.HOW_OFTEN,) if self.tagged or self.holds else ()),
            # "How many deployments per day?" groups no talks.
            *(
                (aggregation.GROUP,)
                if self.has(aggregation.COUNT) and self.has(aggregation.OF_TALKS)
                else ()
            ),
            *(re.compile(p) for _, p in aggregation.SUPERLATIVES),
        )
        spans += [m.span() for pattern in patterns for m in pattern.finditer(self.folded)]
        return [*spans, self.ranked_at] if self.ranked_at else spans

    def leftover(self, asking: frozenset[str], offset: int = 0, *, punctuated: bool = False) -> str:
        """The words from `offset` on that are neither filters nor words of the asking."""
        kept: list[str] = []
        end = -1
        for token in self._free(offset):
            if not self._asks(token, asking):
                if token.start == end + 1 and self.text[end] in "-‐‑/":
                    kept[-1] += self.text[end] + token.text
                else:
                    kept.append(token.text)
                end = token.end
            if punctuated and kept and self.text[token.end : token.end + 1] in (",", ":", ";", "?"):
                kept[-1] = kept[-1].rstrip(",:;?") + self.text[token.end]
        while kept and _is_small(kept[0]):
            kept.pop(0)
        while kept and _is_small(kept[-1].rstrip(",:;?")):
            kept.pop()
        return " ".join(kept).rstrip(",:;?")

    def phrase(self, asking: frozenset[str], offset: int = 0) -> str:
        """The topic as it stands in the question from `offset` on, less the asking around it.

        Inside it every word counts: "large language models", "name servers".
        """
        free = self._free(offset)
        telling = [i for i, t in enumerate(free) if not self._asks(t, asking | STOP_WORDS)]
        if not telling:
            return ""
        first, last = telling[0], telling[-1]
        # "In-context learning", "opt-in": what a hyphen joins is one word.
        while first and self.text[free[first - 1].end : free[first].start] in _HYPHENS:
            first -= 1
        while last + 1 < len(free) and self.text[free[last].end : free[last + 1].start] in _HYPHENS:
            last += 1
        inside = free[first : last + 1]
        parts, end = [], inside[0].start
        for token in inside:
            gap = self.text[end : token.start]
            if _STOP.search(gap):
                break
            parts.append((gap if not _WORD.search(gap) else " ") + token.text)
            end = token.end
        sign = _SIGN.match(self.text, end)
        return "".join(parts) + (sign.group() if sign else "")

    def _asks(self, token: Token, asking: frozenset[str]) -> bool:
        return token.word in asking or token.start in self._asking_at

    def _free(self, offset: int) -> list[Token]:
        """The words from `offset` on that are no filter and no condition."""
        used = [(m.start, m.end) for m in self.mentions] + self.conditions()
        places = bool(self.named("affiliation"))
        return [
            token
            for token in tokenize(self.text)
            if token.start >= offset
            and not any(a < token.end and token.start < b for a, b in used)
            and not self.folded[token.start : token.end].isspace()
            and not (places and token.word in ("university", "institute", "institution"))
        ]


def target_in(folded: str, mentions: Iterable[Mention]) -> Target:
    """What is asked for: the first of talks, people, places, … that the question names."""
    about = re.search(rf"\b{phrases.ABOUT}\b", folded)
    head = folded[: about.start()] if about else folded
    first = re.search(
        rf"\b(?:(?P<talks>{phrases.TALK})|(?P<speakers>{phrases.PEOPLE}|who)|(?P<affiliations>{phrases.PLACE})"
        r"|(?P<events>events?|conferences?)|(?P<tracks>tracks?|streams?|strands?)|(?P<rooms>rooms?|halls?|venues?)|(?P<tags>tags?|keywords?)"
        r"|(?P<languages>languages?)|(?P<years>years?)|(?P<days>days?))\b",
        head,
    )
    if not first and any(mention.kind == "role" for mention in mentions):
        return "speakers"
    return first.lastgroup if first and first.lastgroup else "talks"  # type: ignore[return-value]


def _is_small(word: str) -> bool:
    folded = fold(word)
    return folded in STOP_WORDS or folded.removesuffix("'s") in STOP_WORDS

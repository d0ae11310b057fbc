"""A question in, a Query out: what kind it is, which talks it is about, what to search for.

Grammar of English questions only; every name comes from the records through the linker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from talkbot import grammar as g
from talkbot.amounts import Bounds, day_in, minutes_in, ranks_in, speakers_each_in, talks_each_in
from talkbot.conditions import Order, When, barred_in, order_in, when_in
from talkbot.linking import Linker, Mention, MentionKind, Token, tokenize
from talkbot.selecting import select, with_negations
from talkbot.talks import fold, fold_in_place
from talkbot.unknowns import Frequency, unknown_names
from talkbot.words import STOP_WORDS, content_terms, stem

Kind = Literal["catalogue", "topic", "fact", "summary", "compare", "chat", "clarify", "other"]
Ask = Literal[
    "list", "count", "who", "affiliation", "event", "track", "when", "duration", "title", "video",
    "superlative", "group", "overview", "share", "lengths", "dates",
]  # fmt: skip
Target = Literal[
    "talks",
    "speakers",
    "affiliations",
    "events",
    "tracks",
    "rooms",
    "tags",
    "languages",
    "years",
    "days",
]
Length = Literal["short", "normal", "long"]
_WORD = re.compile(r"\w")
# What ends a name and is no letter: "C++", "C#".
_STOP = re.compile(r"[.;?!]\s")
_SIGN = re.compile(r"[+#]{1,2}(?!\w)")


@dataclass(frozen=True, slots=True)
class Query:
    """What a question wants.

    `talk_ids` are the talks that its names select, None when it names none. `topic` is the text
    left to search for, "" when the names say it all. `having` are the parts that a talk must have
    (True) or lack. `minutes` bound its length, `talks_each` the talks of each person or value asked
    for, `speakers_each` the speakers of a talk. `ranks` are the first and last place wanted by
    `order`; `counted` is what a table counts. `single` means that one talk is asked for. `unknown` are names that the question takes for granted and no record has.
    `excluded` are talks that it rules out, `joined` the kinds of names that must all hold (see
    `selecting`); `conflict` is True when its names exclude each other. `day` is the day of an
    event, -1 its last, 0 any; `base` the talks of which a share is asked. `label` is a
    word that their title, track or tags must have ("keynote"). `when` is the time of day and the
    weekdays wanted, `sort` the order of a list, `barred` what no talk may mention. `beside` asks for those who speak together
    with the people named. `spelt` is the question
    with misspelt words set right, for searching.
    """

    question: str
    kind: Kind
    topic: str = ""
    mentions: tuple[Mention, ...] = ()
    talk_ids: frozenset[str] | None = None
    ask: Ask = "list"
    target: Target = "talks"
    order: str = ""
    length: Length = "normal"
    having: tuple[tuple[str, bool], ...] = ()
    minutes: Bounds | None = None
    talks_each: Bounds | None = None
    speakers_each: Bounds | None = None
    ranks: tuple[int, int] = (1, 1)
    counted: Target = "talks"
    single: bool = False
    about_person: bool = False
    unknown: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
    joined: frozenset[MentionKind] = frozenset()
    conflict: bool = False
    day: int = 0
    base: frozenset[str] | None = None
    label: str = ""
    spelt: str = ""
    when: When | None = None
    sort: Order = ""
    barred: str = ""
    beside: bool = False

    def named(self, *kinds: str) -> tuple[Mention, ...]:
        """The mentions of these kinds that the question does not exclude."""
        return tuple(m for m in self.mentions if m.kind in kinds and not m.negated)

    @property
    def for_people(self) -> bool:
        """Whether people are asked for, and not their talks."""
        return self.ask == "who" or (self.target == "speakers" and self.ask in ("list", "count"))


def understand(question: str, linker: Linker, frequency: Frequency) -> Query:
    """The Query that a standalone question stands for.

    `frequency` tells in how many passages each term occurs.
    """
    text = " ".join(question.split())
    folded = fold_in_place(text)
    mentions = linker.link(text)
    special = _special_kind(folded)
    if special and not (
        special == "chat" and any(m.kind in ("speaker", "title") for m in mentions)
    ):
        return Query(text, special)
    if not tokenize(text):
        return Query(text, "clarify")
    return _Reader(text, folded, mentions, linker, frequency).query()


def _special_kind(folded: str) -> Kind | None:
    bare = folded.strip(" !.?,")
    if g.HELP.match(bare):
        return "chat"
    greeting = g.GREETING.match(bare)
    if greeting and all(w in g.POLITE for w in content_terms(bare[greeting.end() :])):
        return "chat"
    return "other" if g.TASK.match(folded) or g.ERRAND.search(folded) else None


class _Reader:
    """Reads one question; here only to keep its parts at hand."""

    def __init__(
        self,
        text: str,
        folded: str,
        mentions: tuple[Mention, ...],
        linker: Linker,
        frequency: Frequency,
    ):
        self.text = text
        self.events = linker.events
        self.linked = mentions
        self.asks_summary = bool(g.SUMMARY.search(folded))
        self.length, self.folded = _without_length(folded)
        self.mentions = with_negations(mentions, folded)
        self.frequency = frequency
        share = g.SHARE.match(self.folded)
        self.shared = bool(share)
        for mention in mentions:
            # "The latest edition" asks for no latest talk.
            if mention.kind == "event" and any(
                re.search(p, self.folded[mention.start : mention.end]) for _, p in g.SUPERLATIVES
            ):
                self._blank(mention.start, mention.end)
        self.sort, self.sorted_at = order_in(self.folded)
        for span in self.sorted_at:
            self._blank(*span)
        self.barred, self.barred_at = barred_in(self.folded, [(m.start, m.end) for m in mentions])
        if self.barred_at:
            self._blank(*self.barred_at)
        self.when = when_in(_without(self.folded, mentions, "date"), text)
        for span in self.when.spans if self.when else ():
            self._blank(*span)
        self.label_at = g.LABEL.search(self.folded) or g.LABEL_SAID.search(self.folded)
        self.label = ""
        if self.label_at:
            start, end = self.label_at.span("label")
            word = self.label_at["label"]
            self.label = word.removesuffix("s")
            stand_in = "talks" if word.endswith("s") else ""
            self.folded = self.folded[:start] + stand_in.ljust(end - start) + self.folded[end:]
        if share:
            self.folded = "how many ".ljust(share.end()) + self.folded[share.end() :]
        self.day, self.day_at = day_in(self.folded)
        self.minutes = minutes_in(self.folded)
        self.talks_each = talks_each_in(self.folded)
        self.speakers_each = speakers_each_in(self.folded) if self._target() == "talks" else None
        self.ranks, self.ranked_at = ranks_in(self.folded)
        self.beside = self._has(g.BESIDE) and bool(self._named("speaker"))

    def query(self) -> Query:
        kind = self._kind()
        self.mentions = self._filters_of(kind)
        topic = self._topic(kind)
        if self._figure():
            topic = ""
        if kind in ("catalogue", "topic"):
            kind = "topic" if topic else "catalogue"
        ask, target, order = self._ask()
        people = kind == "catalogue" and target == "speakers" and ask in ("who", "list", "count")
        selection = select(self.mentions, self.folded, people=people)
        talk_ids = selection.talk_ids
        if kind == "fact" and talk_ids:
            # Who spoke together is asked about that talk.
            named = [m.talk_ids for m in self._named("speaker")]
            talk_ids &= frozenset.intersection(*named) if named else talk_ids
        return Query(
            question=self.text,
            kind=kind,
            topic=topic,
            mentions=self.mentions,
            talk_ids=talk_ids,
            ask=ask,
            target=target,
            order=order,
            length=self.length,
            having=self._having() if kind in ("catalogue", "topic") and ask != "video" else (),
            minutes=self.minutes if kind in ("catalogue", "topic") else None,
            talks_each=self.talks_each if target != "talks" or ask == "who" else None,
            speakers_each=self.speakers_each if kind in ("catalogue", "topic") else None,
            ranks=self.ranks,
            counted=self._counted(),
            single=self._has(g.SINGLE),
            about_person=self._about_person(),
            unknown=unknown_names(
                self.text, self.folded, kind, self.linked, self.events, self.frequency
            ),
            excluded=selection.excluded,
            joined=selection.joined,
            conflict=selection.conflict,
            day=self.day,
            base=self._base(),
            label=self.label,
            when=self.when if kind in ("catalogue", "topic", "summary") else None,
            sort=self.sort,
            barred=self.barred if kind in ("catalogue", "topic") else "",
            beside=self.beside,
        )

    def _blank(self, start: int, end: int) -> None:
        """What is understood there means nothing more; every other place stays where it is."""
        self.folded = self.folded[:start] + " " * (end - start) + self.folded[end:]

    def _base(self) -> frozenset[str] | None:
        """The talks of which a share is asked: those named before what is said of them."""
        said = g.PREDICATE.search(self.folded)
        before = [m for m in self.mentions if said is None or m.end <= said.start()]
        return select(before, self.folded, people=False).talk_ids if self.shared else None

    def _has(self, pattern: str | re.Pattern[str]) -> bool:
        return bool(re.search(pattern, self.folded))

    def _named(self, *kinds: str) -> list[Mention]:
        return [m for m in self.mentions if m.kind in kinds and not m.negated]

    # What kind of question

    def _kind(self) -> Kind:
        subjects = self._named("speaker", "title")
        if self._has(g.COMPARE) and not self._compares_by_itself(subjects):
            return "compare"
        if self.beside:
            return "catalogue"
        if self._asks_for_record_value():
            return "catalogue"
        if self._named("role") and not subjects:
            return "catalogue"
        if self._has(g.PROGRAMME) and not subjects:
            return "catalogue"
        if self._has(g.OVERVIEW) and not subjects:
            return "catalogue"
        if self._asks_what_a_talk_is() or self.asks_summary or self._about_person():
            return "summary"
        schooling = self._has(g.SCHOOLING) and not self._has(rf"\b{g.TALK}\b")
        if schooling and not self._has(g.COUNTED):
            return self._about_what_is_said(subjects)
        if self._asks_for_list():
            return "catalogue"
        if self._is_fragment():
            if not subjects:
                return "catalogue"
            if not self._leftover(g.LISTING):
                return "summary" if self._named("title") else "catalogue"
        if self.length != "normal" and self._has(rf"\b{g.TALK}\b"):
            return "summary"
        if subjects and not self._leftover(g.LISTING | g.RECORD_WORDS):
            return "catalogue"
        return self._about_what_is_said(subjects)

    def _about_what_is_said(self, subjects: list[Mention]) -> Kind:
        """A comparison when several are asked about, unless they speak together."""
        named = {m.talk_ids for m in subjects}
        if len(named) > 1:
            return "fact" if frozenset.intersection(*named) else "compare"
        return "compare" if self._has(g.EACH) and len(subjects) == len(named) else "fact"

    def _compares_by_itself(self, subjects: list[Mention]) -> bool:
        """ "Why does Lee compare sand to salt?" asks what one talk says."""
        return len({m.talk_ids for m in subjects}) == 1 and self._has(g.SPEAKER_COMPARES)

    def _asks_for_record_value(self) -> bool:
        """Whether values of the records answer: where from, when, how long, which, by whom."""
        talks = self._has(rf"\b(?:{g.TALK}|one)\b|{g.SPEAKS_AT_AN_END}")
        if talks and any(self._has(pattern) for _, pattern in g.SUPERLATIVES):
            return not self._leftover(g.LISTING | g.RECORD_WORDS) or self._has(
                rf"\b(?:longest|shortest|latest|newest|most recent|earliest|oldest) {g.TALK}"
            )
        if self._has(g.MOST) or self._figure():
            return True
        if (
            self._has(g.GROUP)
            and self._has(rf"\b(?:{g.TALK}|{g.PEOPLE})\b")
            and (self._has(g.COUNT) or not self._leftover(g.LISTING | g.RECORD_WORDS))
        ):
            return True
        if self._has(g.WHO_GAVE):
            return True
        if self._record_ask() is None:
            return False
        if self._leftover(g.LISTING | g.RECORD_WORDS):
            return self._is_described()
        return bool(self._named("speaker", "title")) or self._asks_of_selected()

    def _asks_of_selected(self) -> bool:
        """ "When do the people from Exeter speak?": a value of all talks that the names select."""
        return (
            self._record_ask() in ("when", "duration", "video")
            and bool(self._named("affiliation", "role", "track", "room", "tag", "language"))
            and self._has(rf"\b(?:{g.TALK}|{g.PEOPLE}|speak|present)")
            and not self._has(rf"^(?:which|what) {g.TALK}\b")
            and not self._leftover(g.LISTING | g.RECORD_WORDS)
        )

    def _is_described(self) -> bool:
        """Whether a value is asked of a talk known by its topic: "how long is the bat talk?"."""
        if not self._has(g.DESCRIBED):
            return False
        return self._record_ask() != "affiliation" or self._has(r"\bwhere\b|\bspeakers?\b")

    def _record_ask(self) -> Ask | None:
        if (
            self._named("role")
            and self._named("speaker")
            and self._has(r"^(?:and |so )?(?:is|was)\b")
        ):
            return "affiliation"
        if self._has(g.WHERE_HELD):
            return "track"
        for ask, pattern in g.RECORD_ASKS:
            if self._has(pattern):
                return ask  # type: ignore[return-value]
        return None

    def _asks_what_a_talk_is(self) -> bool:
        attribute = re.search(g.ATTRIBUTE_OF, self.folded)
        if attribute and not set(attribute["what"].split()) <= g.SUMMARIZING | g.LISTING:
            return False
        if self._has(g.WHAT_DONE) and self._named("speaker", "title"):
            return not self._leftover(g.SUMMARIZING | g.DOING)
        if self._has(g.WHAT_TALK_IS) and not self._has(rf"^what {g.TALK}\b"):
            return bool(self._named("speaker", "title")) or self._has(rf"\b{g.TALK}\b")
        if not self._has(g.TELL_ABOUT):
            return False
        return bool(self._named("title")) or self._has(rf"\b(?:the|'s|this|that) {g.TALK}\b")

    def _about_person(self) -> bool:
        """Whether a speaker as a person is asked about: "who is …", "tell me about …"."""
        if not self._named("speaker") or self._named("title"):
            return False
        if self._has(r"\b(?:bio|biography|background|cv)\b|\babout the speaker\b"):
            return not self._has(g.COUNT)
        opens = self._has(r"^(?:who(?:'s| is| was| are)|what do you know about)\b") or self._has(
            g.TELL_ABOUT
        )
        return opens and not self._has(rf"\b{g.TALK}\b") and not self._leftover(g.LISTING)

    def _asks_for_list(self) -> bool:
        subject = self._named("speaker", "title")
        if (self.day or self.label or self._has(g.BARE_LIST)) and not subject:
            return True
        if self._is_of_the_schedule() and not subject:
            return True
        if self.minutes or self.talks_each or (self.speakers_each and not subject):
            return True
        if self._having() and self._has(rf"\b(?:{g.TALK}|{g.PEOPLE}|who)\b") and not subject:
            return True
        if self._has(g.COUNT):
            return self._has(g.COUNTED)
        if (
            self._has(g.PEOPLE_LIST)
            and (self._named("affiliation") or not subject)
            and not self._names_another_thing()
        ):
            return True
        if self._has(g.WHO_LIST) and not subject:
            return True
        if self._has(g.IN_WHICH_TALK) and self._leftover(g.LISTING | g.RECORD_WORDS):
            return True
        if self._has(g.LIST) and not self._names_another_thing():
            first = re.search(rf"^\W*(?:\w+\W+){{0,6}}?({g.THING})\b", self.folded)
            listed = first and re.fullmatch(
                rf"{g.TALK}|{g.PEOPLE}|topics?|subjects?|themes?", first[1]
            )
            if first and (listed or not self._leftover(g.LISTING | g.RECORD_WORDS)):
                return True
        if self._has(g.OPEN_LIST) or (self._has(r"^(?:what|how) about\b") and not subject):
            return True
        return (
            self._has(
                rf"\b(?:talks|presentations|lectures|recordings|sessions|videos) (?:that |which )?(?:{g.ABOUT}|by|from|of)\b"
            )
            and not self._names_another_thing()
        )

    def _is_of_the_schedule(self) -> bool:
        """Whether nothing but a time or a place is asked about: "what's on 3 March?"."""
        placed = self.when or self._named("date", "track", "room")
        return bool(placed) and not self._leftover(g.LISTING | g.RECORD_WORDS | g.SCHEDULE)

    def _names_another_thing(self) -> bool:
        """ "Which approach does the talk take?" asks for an approach, not for talks."""
        return self._has(
            rf"^{g.POLITE_OPENING}(?:which|what)(?:'s| is| are| was| were)?\s+"
            rf"(?!(?:(?:of|other|more|all|the|are|is|all the|of the|kinds? of|two|three|four|five|several)\s+)*{g.THING}\b)[a-z]"
        ) or self._has(r"^(?:why|how (?!many|often))\b")

    def _is_fragment(self) -> bool:
        """A few words without a question: "diffusion models", "anything by Lee?"."""
        words = [token.word for token in tokenize(self.text)]
        asks = words[0] in g.QUESTION_WORDS or any(word in g.WH_WORDS for word in words)
        return not asks and len(words) <= 9 and not self._has(g.VALUE_OF)

    # What is asked for

    def _figure(self) -> Ask | None:
        """Whether lengths of talks are added up, or an event as a whole is dated."""
        if self._named("speaker", "title"):
            return None
        if self._has(g.LENGTHS_OF):
            return "lengths"
        dated = self._has(g.DATES_OF) and self._named("event")
        return (
            "dates" if dated and not self._leftover(g.LISTING | g.RECORD_WORDS | g.DATING) else None
        )

    def _ask(self) -> tuple[Ask, Target, str]:
        figure = self._figure()
        if figure:
            return figure, "talks", ""
        if self.shared:
            return "share", self._target(), ""
        if self.beside:
            return "who", "speakers", ""
        if self._has(g.MOST):
            target = self._target()
            if target == "talks" and self._counted() == "speakers":
                return "superlative", "talks", "most" if not self._has(g.FEWEST) else "fewest"
            order = "fewest" if self._has(g.FEWEST) else "most"
            return "group", "speakers" if target == "talks" else target, order
        group = re.search(g.GROUP, self.folded)
        if group and (self._has(g.COUNT) or self._has(rf"\b{g.TALK}\b")):
            return "group", _target_named(group.group(1)), ""
        for order, pattern in g.SUPERLATIVES:
            if self._has(pattern) and self._has(rf"\b(?:{g.TALK}|one)\b|{g.SPEAKS_AT_AN_END}"):
                return "superlative", "talks", order
        if self._has(g.COUNT):
            return "count", "talks" if self._has(r"\bhow often\b") else self._target(), ""
        subject = self._named("speaker", "title") or self._is_described()
        if subject or self._asks_of_selected():
            value = self._record_ask()
            if value:
                return value, "speakers" if value == "affiliation" else "talks", ""
        if self._has(g.WHO_GAVE) or self._has(g.WHO_LIST) or self._has(r"^(?:and )?who\b"):
            return "who", "speakers", ""
        if self._has(g.OVERVIEW):
            return "overview", "talks", ""
        return "list", self._target(), ""

    def _target(self) -> Target:
        about = re.search(rf"\b{g.ABOUT}\b", self.folded)
        head = self.folded[: about.start()] if about else self.folded
        first = re.search(
            rf"\b(?:(?P<talks>{g.TALK})|(?P<speakers>{g.PEOPLE}|who)|(?P<affiliations>{g.PLACE})"
            r"|(?P<events>events?|conferences?)|(?P<tracks>tracks?|streams?)|(?P<rooms>rooms?|halls?|venues?)|(?P<tags>tags?|keywords?)"
            r"|(?P<languages>languages?)|(?P<years>years?)|(?P<days>days?))\b",
            head,
        )
        if not first and any(mention.kind == "role" for mention in self.mentions):
            return "speakers"
        return first.lastgroup if first and first.lastgroup else "talks"  # type: ignore[return-value]

    def _having(self) -> tuple[tuple[str, bool], ...]:
        found = []
        for match in g.HAVING.finditer(self.folded):
            negative = match.group("how") in ("without", "no", "lack", "lacks", "lacking")
            found.append(
                (g.PARTS[stem(match.group("what"))], not (negative or bool(match.group("no"))))
            )
        lacking = (g.PARTS_LACKED[m["what"][0]] for m in g.LACKING.finditer(self.folded))
        return tuple(dict.fromkeys((*found, *((what, False) for what in lacking))))

    def _counted(self) -> Target:
        """What a table counts for each value: talks, or their speakers."""
        counted = re.search(
            rf"\b(?:how many|number of|most|fewest|least) {g.PEOPLE}\b", self.folded
        )
        return "speakers" if counted else "talks"

    def _conditions(self) -> list[tuple[int, int]]:
        """Where the question states conditions and orders that are no part of its topic."""
        bounds = (self.minutes, self.talks_each, self.speakers_each)
        spans = [bound.span for bound in bounds if bound]
        spans += [self.label_at.span("label")] if self.label_at else []
        share = g.SHARE.match(fold_in_place(self.text))
        spans += [share.span()] if share else []
        spans += [self.day_at] if self.day_at else []
        patterns = (
            g.HAVING,
            g.LACKING,
            g.MOST,
            g.FILLER,
            *((g.GROUP,) if self._has(g.COUNT) else ()),
            *(re.compile(p) for _, p in g.SUPERLATIVES),
        )
        spans += [m.span() for pattern in patterns for m in pattern.finditer(self.folded)]
        return [*spans, self.ranked_at] if self.ranked_at else spans

    # What is it about

    def _filters_of(self, kind: Kind) -> tuple[Mention, ...]:
        """The mentions that say which talks are meant, and do not only stand in the question."""
        return tuple(m for m in self.mentions if self._is_filter(m, kind))

    def _is_filter(self, mention: Mention, kind: Kind) -> bool:
        before = self.folded[: mention.start].rstrip(" \"'“‘(")
        if mention.kind == "affiliation":
            cued = re.search(r"\b(?:from|at|of|with|in|for|by|affiliated|the)$", before)
            if kind in ("fact", "summary"):
                return bool(cued) and not self._has(g.SCHOOLING)
            return not re.search(rf"\b{g.ABOUT}$", before)
        if mention.kind == "title" and kind == "catalogue":
            return not re.search(rf"\b{g.ABOUT}$", before) or self._has(g.WHO_GAVE)
        if mention.kind == "event" and kind in ("fact", "compare"):
            return bool(re.search(r"\b(?:at|in|from|of|during)(?: the)?$", before))
        return True

    def _topic(self, kind: Kind) -> str:
        if kind == "compare":
            return self._leftover(g.COMPARING, punctuated=True)
        if kind == "summary":
            return self._leftover(g.SUMMARIZING)
        if kind == "fact":
            return self._leftover(g.ASKING)
        asking = g.LISTING | g.RECORD_WORDS | (g.BESIDE_WORDS if self.beside else frozenset())
        if self._is_of_the_schedule():
            return ""
        if self._has(g.PROGRAMME):
            return self._leftover(g.LISTING | {"programme", "program"})
        after = re.search(rf"\b{g.ABOUT}\b(?!\W*$)", self.folded)
        tail = self._phrase(g.ASKING, after.end()) if after else ""
        return tail or self._phrase(asking)

    def _leftover(
        self, asking: frozenset[str], offset: int = 0, *, punctuated: bool = False
    ) -> str:
        """The words from `offset` on that are neither filters nor words of the asking."""
        kept: list[str] = []
        end = -1
        for token in self._free(offset):
            if token.word not in asking:
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

    def _free(self, offset: int = 0) -> list[Token]:
        """The words from `offset` on that are no filter and no condition."""
        used = [(m.start, m.end) for m in self.mentions] + self._conditions()
        places = bool(self._named("affiliation"))
        tagged = bool(self._named("tag"))
        return [
            token
            for token in tokenize(self.text)
            if token.start >= offset
            and not any(a < token.end and token.start < b for a, b in used)
            and not self.folded[token.start : token.end].isspace()
            and not (places and token.word in ("university", "institute", "institution"))
            and not (tagged and token.word in ("tagged", "labelled", "labeled"))
        ]

    def _phrase(self, asking: frozenset[str], offset: int = 0) -> str:
        """The topic as it stands in the question from `offset` on, less the asking around it.

        Inside it every word counts: "large language models", "name servers".
        """
        free = self._free(offset)
        telling = [i for i, t in enumerate(free) if t.word not in asking | STOP_WORDS]
        if not telling:
            return ""
        inside = free[telling[0] : telling[-1] + 1]
        parts, end = [], inside[0].start
        for token in inside:
            gap = self.text[end : token.start]
            if _STOP.search(gap):
                break
            parts.append((gap if not _WORD.search(gap) else " ") + token.text)
            end = token.end
        sign = _SIGN.match(self.text, end)
        return "".join(parts) + (sign.group() if sign else "")


def _is_small(word: str) -> bool:
    folded = fold(word)
    return folded in STOP_WORDS or folded.removesuffix("'s") in STOP_WORDS


def _without(folded: str, mentions: tuple[Mention, ...], kind: MentionKind) -> str:
    """The question with what it names of a kind blanked out."""
    for mention in mentions:
        if mention.kind == kind:
            blank = " " * (mention.end - mention.start)
            folded = folded[: mention.start] + blank + folded[mention.end :]
    return folded


def _without_length(folded: str) -> tuple[Length, str]:
    """The length asked for, and the question with the words for it blanked out."""
    length: Length = "normal"
    for name, pattern in g.LENGTHS:
        match = re.search(pattern, folded)
        if match:
            length = name  # type: ignore[assignment]
            folded = folded[: match.start()] + " " * len(match.group()) + folded[match.end() :]
            break
    return length, g.STYLE.sub(lambda match: " " * len(match.group()), folded)


def _target_named(word: str) -> Target:
    names: dict[str, Target] = {
        "year": "years", "event": "events", "conference": "events", "speaker": "speakers",
        "presenter": "speakers", "track": "tracks", "room": "rooms", "hall": "rooms", "day": "days", "language": "languages", "tag": "tags",
    }  # fmt: skip
    return names.get(word, "affiliations")

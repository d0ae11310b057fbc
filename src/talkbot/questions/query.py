"""What a question wants, as the rest of talkbot sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from talkbot.amounts import Bounds
from talkbot.conditions import Order, When
from talkbot.holding import Holds
from talkbot.linking import Mention, MentionKind

Kind = Literal["catalogue", "topic", "fact", "summary", "compare", "chat", "clarify", "other"]
Ask = Literal[
    "list", "count", "who", "affiliation", "event", "track", "when", "duration", "title", "video",
    "superlative", "group", "overview", "share", "lengths", "dates", "advice", "tags",
    "similar",
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


@dataclass(frozen=True, slots=True)
class Query:
    """What a question wants.

    `talk_ids` are the talks that its names select, None when it names none. `topic` is the text
    left to search for, "" when the names say it all. `having` are the parts that a talk must have
    (True) or lack. `minutes` bound its length, `talks_each` the talks of each person or value asked
    for, `speakers_each` the speakers of a talk and `tags_each` its tags. `ranks` are the first and last place wanted by
    `order`; `counted` is what a table counts. `single` means that one talk is asked for. `unknown` are names that the question takes for granted and no record has.
    `excluded` are talks that it rules out, `joined` the kinds of names that must all hold (see
    `selecting`); `conflict` is True when its names exclude each other. `day` is the day of an
    event, -1 its last, 0 any; `base` the talks of which a share is asked. `label` is a
    word that their title, track or tags must have ("keynote"). `when` is the time of day and the
    weekdays wanted, `sort` the order of a list, `barred` what no talk may mention. `beside` asks for those who speak together
    with the people named, `besides` is what the other talks of those people are not about, and
    `everywhere` "events" or "years" when somebody must have spoken in all of them. `skip` is how many rows of a list were shown before, `sentences` how many a summary is to have (0: as it is best). `spelt` is the question
    with misspelt words set right, for searching. `holds` are the words that titles or texts must
    have, `held` the talks that have them (None without such a condition).
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
    tags_each: Bounds | None = None
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
    besides: str = ""
    everywhere: Target | None = None
    skip: int = 0
    sentences: int = 0
    holds: tuple[Holds, ...] = ()
    held: frozenset[str] | None = None

    def named(self, *kinds: str) -> tuple[Mention, ...]:
        """The mentions of these kinds that the question does not exclude."""
        return tuple(m for m in self.mentions if m.kind in kinds and not m.negated)

    @property
    def for_people(self) -> bool:
        """Whether people are asked for, and not their talks."""
        return self.ask == "who" or (self.target == "speakers" and self.ask in ("list", "count"))

"""Two or more beside each other: what they share, and which comes out on top."""

from __future__ import annotations

import re

from talkbot.grammar.phrases import PEOPLE, POLITE_OPENING, TALK

COMPARE = re.compile(
    r"\bcompar(?:e|es|ing|ison)\b|\bversus\b|\bvs\b|\bcontrast\b|\bin common\b|\bwhat distinguishes\b"
    r"|\bdiffer(?:s|ence|ences|ent|ently)\b.*\b(?:between|from|and|than)\b|\bhow\b(?! many\b).*\bdiffer(?:ent)?\b"
    r"|\bsimilar(?:ity|ities|ly)?\b.*\b(?:to|and|between)\b|\bhow (?:do|does|are|is)\b.*\b(?:compare|relate)\b"
    r"|^(?:and )?(?:which|who|what)\b.*\b(?:[a-z]{2,}er|more|less|better|worse)\b[^?]*,.*\bor\b|\bside by side\b"
)
_SIDE = r"(?: (?:talk|one|of|the|these|those|them|two|talks))*"
# "Which is longer, A or B?": a value of both records decides, the one named first coming out on top.
CONTEST = re.compile(
    rf"^{POLITE_OPENING}(?:(?:which|what){_SIDE}(?: (?:is|was|are|were|lasts?|lasted|takes?|took|runs?|ran|comes?|came|happened))*"
    r"|who (?:spoke|speaks|talked|talks|presented|presents|came|comes|went|goes|was on|is on))"
    r"(?: the)? (?P<how>longer|shorter|earlier|later|older|newer|more recent|first|last)(?:[,:]| one[,:]|(?= .*\bor\b))(?=.*\bor\b)"
    r"|^(?:is|was|did|does) .*? (?:(?P<than>longer|shorter|earlier|later|older|newer|more recent) than|(?P<side>before|after))\b"
    # "Which of Lee's talks is longer?" asks for one of them alone.
    r"|^(?:and |so )?which (?:one )?of .*\b(?:is|was|are|were|lasts?|lasted|took|ran|came|comes) (?:the )?"
    r"(?P<among>longer|shorter|earlier|later|older|newer|more recent|first|last)(?: one)?\W*$"
)
CONTEST_ORDERS = {
    "longer": "longest", "shorter": "shortest", "earlier": "oldest", "older": "oldest", "first": "oldest",
    "before": "oldest", "after": "newest", "later": "newest", "newer": "newest", "more recent": "newest", "last": "newest",
}  # fmt: skip
# "Who has more talks, A or B?"
MORE_OF = re.compile(
    rf"^(?=.*\b(?:or|than)\b).*\b(?:more|fewer|most|fewest) (?:{TALK}|{PEOPLE})\b"
    # "How many in 2022 and how many in 2023?"
    rf"|^(?:and |so )?how many (?:{TALK}|{PEOPLE})\b.*\band how many\b(?: (?:{TALK}|{PEOPLE}|were|are|there))* (?:in|at|from|by|on)\b"
)
SPEAKER_COMPARES = re.compile(
    r"^(?:and |so )?(?:why|what|how|when) (?:do|does|did) .*\bcompare .*\b(?:to|with|and)\b"
)
# "A and B: what does each cost?" asks about two things beside each other, if there are two.
EACH = re.compile(
    rf"\b(?:and|or)\b.*\beach\b|\beach\b.*\band\b|\b{TALK} and (?:\w+ ){{1,6}}{TALK}\b"
    rf"|\b{TALK} (?:of|by) .*\band (?:of|by) |^(?!how|why|when|what|where|which|who)(?:\S+ ){{1,3}}(?:and|or) (?:\S+ ){{0,3}}\S+: "
)

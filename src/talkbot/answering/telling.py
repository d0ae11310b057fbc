"""Which sentences of a record tell something: where others do too, an answer takes those.

Links to slides, disclaimers, invitations and what its source cut off say little of a talk, unless
they are asked for. English only, no names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TypeVar

from talkbot.answering.quoting import ITEM, is_led_to
from talkbot.collection import View
from talkbot.reading import Sentence
from talkbot.words import content_terms

S = TypeVar("S", bound=Sentence)

_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Beside a link so few words only say what stands behind it.
_POINTS = 9
_SHORT, _ITEM = 3, 5
# A sentence of so many words that no sign ends was cut off; fewer may be a heading. A question of
# so many tells of its subject.
_CUT_OFF = 8
_ENDS = re.compile(r"[.!?…:;,\"”’'»)\]]\s*$")
_IDLE = re.compile(
    r"\b(?:slides?|slide deck|materials?|code|notebooks?|recordings?|videos?|repo(?:sitory)?"
    r"|handouts?) (?:\w+ ){0,3}(?:available|found|downloaded|posted|online)\b"
    r"(?=.{0,20}\b(?:here|at|on|from)\b)"
    r"|\b(?:views?|opinions?) (?:\w+ ){0,5}(?:my|our|his|her|their)(?: \w+)? own\b"
    r"|\bdo(?:es)? not (?:necessarily )?(?:represent|reflect)\b"
    r"|^\W*(?:(?:so|please|then|and|now) )*(?:"
    r"come (?:along|join|by|and (?:join|see|learn|hear|find out))|join (?:us|me|in)\b"
    r"|do(?:n['’]t| not) miss|see you (?:there|at|in|soon)|register (?:at|here|now|for)"
    r"|sign up|stop by|drop by)"
    r"|\blook(?:ing)? forward to (?:seeing|meeting|welcoming)\b|\bcome along\s*!",
    re.IGNORECASE,
)


# Who asks with one of these words wants what else says little.
_ASKED = frozenset(
    content_terms(
        "slides deck materials code notebook recording video repository repo handouts link url "
        "address website page github download available register sign join views opinions"
    )
)


def tells(text: str, wanted: Collection[str] = (), *, written: bool = True) -> bool:
    """Whether a sentence says something, or is what is asked for by the terms `wanted`.

    Speech, which is not `written`, has no signs to tell by.
    """
    bare = _URL.sub("", text)
    size = len(bare.split())
    idle = _IDLE.search(bare)
    if idle or (bare != text and size < _POINTS):
        return bool(_ASKED.intersection(content_terms(bare), wanted))
    if not written:
        return True
    *lead, last = text.splitlines()
    if ITEM.match(last):
        return bool(lead) or (size > _ITEM and not text.endswith("?"))
    if text.endswith("?"):
        return size >= _CUT_OFF
    if text.count("(") > text.count(")"):
        return False
    return bool(_ENDS.search(text)) or _SHORT <= size < _CUT_OFF


def telling_first(sentences: Iterable[S], wanted: Collection[str], view: View) -> list[S]:
    """Sentences in their order, those that say little after the others."""

    return sorted(sentences, key=lambda sentence: not is_telling(sentence, wanted, view))


def is_telling(sentence: Sentence, wanted: Collection[str], view: View) -> bool:
    """Whether a sentence tells something, as an item does that its list is shown with."""
    written = sentence.passage.field != "transcript"
    return tells(sentence.text, wanted, written=written) or is_led_to(sentence, view)

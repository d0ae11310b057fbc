"""What a follow-up about the collection keeps of the question before it: its filters, or all but one.

"Which of them have a video?" keeps the filters of "Talks at Slatecon 2019"; "and in 2020?" swaps one.
"""

from __future__ import annotations

import re

from talkbot.amounts import minutes_in, ranks_in
from talkbot.grammar import GROUP, HAVING, MOST, PEOPLE, SUPERLATIVES, TALK
from talkbot.linking import Linker, Mention
from talkbot.selecting import with_negations
from talkbot.talks import fold_in_place

_BEFORE = {
    "speaker": "by", "affiliation": "from", "event": "at", "track": "in the track",
    "tag": "tagged", "language": "in", "date": "in",
}  # fmt: skip
_ADJECTIVE = (
    r"longest|shortest|latest|newest|oldest|earliest|(?:most|least) recent"
    r"|(?:very )?(?:first|last)"
)
_OF_THEM = re.compile(
    r"\b(?:of |among )?(?:all of )?(?:them|these|those)(?: (?:talks|speakers|ones))?\b"
)
_HOW_MANY = re.compile(
    r"^(?:and |so )?how many (?:is|are|was|were) (?:that|those|they|these|there|it|them)\b"
    r"|^(?:and |so )?how many of (?:them|these|those) (?:are|were) there\b"
)
# "Which is the longest?", "Which are in French?": no noun says which what.
_BARE = re.compile(
    r"^(?:and |but )?(?P<which>which)(?: ones?)? (?=(?:is|are|was|were|has|have|had|took|lasted)\b)"
)
_SECOND = re.compile(
    r"^(?:and )?who(?:'s| is| was| comes)? (?:the )?(?P<place>second|third|fourth|fifth)\W*$"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def leans_on_filters(bare: str) -> bool:
    """Whether a folded question asks for some of what the one before it selected."""
    return bool(
        _HOW_MANY.search(bare) or _BARE.search(bare) or _SECOND.search(bare)
        or re.search(r"\b(?:of|among) (?:them|these|those)\b", bare)
    )  # fmt: skip


def narrowed(text: str, previous: str, linker: Linker) -> str | None:
    """A question about "them" with the filters of the previous question in its place.

    None when the question has no such place, or the previous one picked single talks.
    """
    folded, before = fold_in_place(text), fold_in_place(previous)
    second = _SECOND.search(folded)
    if second and MOST.search(before):
        start = before.index("most")
        return f"{previous[:start]}{second.group('place')} {previous[start:]}"
    if MOST.search(before) or any(re.search(p, before) for _, p in SUPERLATIVES):
        return None
    phrase = _selected_by(previous, linker)
    if phrase is None:
        return None
    many = _HOW_MANY.search(folded)
    if many:
        return f"How many {phrase}" + text[many.end() :]
    bare = _BARE.search(folded)
    if bare:
        end = bare.end("which")
        rest = re.sub(r"^ ones?\b", "", text[end:])
        return f"{text[:end]} of the {phrase}{rest}"
    them = _OF_THEM.search(folded)
    if them:
        lead = "of the " if them.group().startswith(("of", "among")) else "the "
        return text[: them.start()] + lead + phrase + text[them.end() :]
    return None


def _selected_by(previous: str, linker: Linker) -> str | None:
    """ "talks at Slatecon 2019 with a video": what the previous question selected, in words."""
    folded = fold_in_place(previous)
    mentions = with_negations(linker.link(previous), folded)
    if any(mention.kind == "title" for mention in mentions):
        return None
    people = re.search(rf"^\W*(?:(?!{TALK}\b)\w+\W+){{0,4}}?(?:who|{PEOPLE})\b", folded)
    parts = ["speakers" if people else "talks"]
    parts += [_worded(mention, previous) for mention in mentions]
    for match in HAVING.finditer(folded):
        lacks = match.group("how") in ("without", "no", "lack", "lacks", "lacking")
        wanted = "without a" if lacks or match.group("no") else "with a"
        parts.append(f"{wanted} {match.group('what')}")
    length = minutes_in(folded)
    if length:
        parts.append(length.said)
    return " ".join(parts)


def _worded(mention: Mention, previous: str) -> str:
    said = previous[mention.start : mention.end]
    cue = "" if mention.kind == "date" and not _YEAR.match(said) else _BEFORE[mention.kind] + " "
    return ("not " if mention.negated else "") + cue + said


def swapped_filter(rest: str, previous: str, linker: Linker) -> str | None:
    """ "And per event?", "And the shortest?", "And in 2020?": the previous question with that.

    `rest` is the follow-up without its opening word.
    """
    bare = re.sub(
        r"^(?:the|with|about|on|in|at|by|from|for|tagged) ", "", rest, flags=re.IGNORECASE
    )
    folded, new = fold_in_place(previous), fold_in_place(rest)
    for pattern in (GROUP, HAVING):
        here, there = pattern.search(new), pattern.search(folded)
        if here and there and here.span() == (0, len(new)):
            return previous[: there.start()] + rest + previous[there.end() :]
    adjective = re.fullmatch(rf"(?:the )?({_ADJECTIVE})(?: (?:one|{TALK}))?", new)
    extreme = re.search(rf"\b(?:{_ADJECTIVE})\b", folded)
    if adjective and extreme and ranks_in(folded)[1] is None:
        return previous[: extreme.start()] + adjective[1] + previous[extreme.end() :]
    return _another_value(bare, previous, linker)


def _another_value(bare: str, previous: str, linker: Linker) -> str | None:
    """The previous question with the value of one filter replaced by another of its kind."""
    for old in reversed(linker.link(previous)):
        if old.kind in ("speaker", "title"):
            continue
        said = previous[old.start : old.end]
        # Another year of the event, or of the period: "in 2019".
        year = _YEAR.search(said) if _YEAR.fullmatch(bare) else None
        if year:
            start, end = old.start + year.start(), old.start + year.end()
        else:
            start, end = old.start, old.end
        candidate = previous[:start] + bare + previous[end:]
        if any(
            m.kind == old.kind and m.start <= start and start + len(bare) <= m.end
            for m in linker.link(candidate)
        ):
            return candidate
    return None

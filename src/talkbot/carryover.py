"""What a follow-up about the collection keeps of the question before it: its filters, or all but one.

"Which of them have a video?" keeps the filters of "Talks at Slatecon 2019"; "and in 2020?" swaps one.
"""

from __future__ import annotations

import re

from talkbot.amounts import minutes_in, ranks_in
from talkbot.conditions import order_in, when_in
from talkbot.grammar.aggregation import GROUP, MOST, SUPERLATIVES
from talkbot.grammar.phrases import PEOPLE, TALK
from talkbot.grammar.restrictions import HAVING
from talkbot.linking import Linker, Mention
from talkbot.questions.taken import stated_in
from talkbot.selecting import with_negations
from talkbot.talks import fold_in_place
from talkbot.words import STOP_WORDS

_BEFORE = {
    "speaker": "by", "affiliation": "from", "event": "at", "track": "in the track", "room": "in",
    "tag": "tagged", "language": "in", "date": "in", "role": "by",
}  # fmt: skip
_ADJECTIVE = (
    r"longest|shortest|latest|newest|oldest|earliest|(?:most|least) recent"
    r"|(?:very )?(?:first|last)"
)
EXTREME_LEAD = re.compile(r"^(?:and|but|what about|how about)\W+", re.IGNORECASE)
EXTREME = re.compile(
    rf"(?:(?:and|but|what about|how about)\W+)(?:the )?(?:{_ADJECTIVE})(?: (?:one|{TALK}))?"
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
    r"^(?:and |but )?(?P<which>which)(?: ones?)? (?=(?:is|are|was|were|has|have|had|took|lasted|comes?|came|runs?|ran|starts?|started|covers?|mentions?)\b)"
)
_SECOND = re.compile(
    r"^(?:and )?who(?:'s| is| was| comes)? (?:the )?(?P<place>second|third|fourth|fifth)\W*$"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


_LEAD = re.compile(
    r"^(?:(?:and|but|now|ok|okay|so|please|then|what about|how about)\W+)*"
    r"(?P<narrow>(?:only|just)\s+)?(?:(?:the|those|these)\s+)?(?:ones?\s+)?(?:(?:that|which|who)\s+)?"
    r"(?:(?:is|are|was|were)\s+)?"
)
_LESS = re.compile(
    r"^(?:(?:and|but|now|please)\W+)*(?:not|except|excluding|without)(?: for)?\s+(?:(?:the|those|any)\s+)?(?:ones?\s+)?"
    r"(?=(?:by|at|in|from|on|tagged)\b)"
)
_OPENS = re.compile(
    r"^(?:in|at|by|from|on|during|since|before|after|tagged|with|without|having|have|has|longer|shorter|over|under|mention(?:s|ing)?|not)\b"
)
_PART = re.compile(r"^(morning|afternoon|evening)s?(?:\s+(?:ones?|please))*$")


def condition_in(text: str, linker: Linker) -> str:
    """ "Only the ones with a video": the condition that it puts on what was listed, "" for none."""
    folded = fold_in_place(text).rstrip(" ?.!")
    # "Who is from Ulm?" is a whole question.
    if len(folded.split()) > 9 or re.search(
        rf"^who\b|\b(?:{TALK}(?<!video)(?<!recording)|{PEOPLE})\b", folded
    ):
        return ""
    less, lead = _LESS.match(folded), _LEAD.match(folded)
    opened = less or lead
    start = opened.end() if opened else 0
    bare = re.sub(r"\W+please$", "", ("not " if less else "") + text[start:].rstrip(" ?.!"))
    bare = _PART.sub(r"in the \1", bare)
    new = fold_in_place(bare)
    mentions = [m for m in linker.link(bare) if m.kind != "title"]
    spans = [(m.start, m.end) for m in mentions]
    spans += [m.span() for m in HAVING.finditer(new)]
    when, (_, ordered), length = when_in(new), order_in(new), minutes_in(new)
    spans += [*(when.spans if when else ()), *ordered, *([length.span] if length else ())]
    # What must have the words was named before.
    noun = "talks "
    stated = stated_in(noun + new, noun + bare, ())
    spans += [(s.span[0] - len(noun), s.span[1] - len(noun)) for s in stated]
    if not spans or (not _OPENS.match(new) and not ordered and not when):
        return ""
    left = [
        match.group()
        for match in re.finditer(r"[^\W_]+", new)
        if not any(a <= match.start() < b for a, b in spans)
    ]
    return bare if all(word in STOP_WORDS or word in _OPENING for word in left) else ""


_OPENING = frozenset("ones one tagged held given".split())


def with_condition(condition: str, previous: str, linker: Linker) -> str:
    """The previous question with one more condition, or with it in place of one of its kind."""
    folded, new = fold_in_place(previous), fold_in_place(condition)
    there, here = when_in(folded), when_in(new)
    if there and here and there.of_day == here.of_day:
        start, end = there.spans[0]
        return previous[:start] + condition + previous[end:]
    (_, old), (_, ordered) = order_in(folded), order_in(new)
    if old and ordered:
        previous = previous[: old[0][0]] + previous[old[0][1] :]
    negated = new.startswith("not ")
    swapped = None if negated else swapped_filter(condition, previous, linker)
    if swapped:
        return swapped
    tail = "?" if previous.rstrip().endswith("?") else ""
    return previous.rstrip(" ?.!,") + " " + condition + tail


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


def of_listed(text: str, phrase: str) -> str | None:
    """ "Which is the longest?", "How many of those …" with the talks listed before in place."""
    folded = fold_in_place(text)
    if _HOW_MANY.search(folded):
        return None
    bare = _BARE.search(folded)
    if bare:
        end = bare.end("which")
        return f"{text[:end]} of {phrase}{re.sub(r'^ ones?', '', text[end:])}"
    them = re.search(r"\b(?:of|among) (?:them|these|those)(?: (?:talks|ones))?\b", folded)
    return f"{text[: them.start()]}of {phrase}{text[them.end() :]}" if them else None


def _selected_by(previous: str, linker: Linker) -> str | None:
    """ "talks at Slatecon 2019 with a video": what the previous question selected, in words."""
    folded = fold_in_place(previous)
    mentions = with_negations(linker.link(previous), folded)
    if any(mention.kind == "title" for mention in mentions):
        return None
    people = re.search(rf"^\W*(?:(?!{TALK}\b)\w+\W+){{0,4}}?(?:who|{PEOPLE})\b", folded)
    parts = ["speakers" if people else "talks"]
    stated = stated_in(folded, previous, mentions)
    spans = [said.span for said in stated]
    mentions = tuple(m for m in mentions if not any(a < m.end and m.start < b for a, b in spans))
    parts += [_worded(mention, previous) for mention in mentions]
    parts += [str(said.holds) for said in stated]
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
        r"^(?:how many (?:(?:are|were|come|came) )?)?(?:(?:the|with|about|on|in|at|by|from|for|tagged) )+",
        "",
        rest,
        flags=re.IGNORECASE,
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


_FORMS = {
    "track": ("{}", "{} track"), "room": ("{}", "{} room"),
    "date": ("{}", "in {}", "on {}", "on the {}"),
}  # fmt: skip


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
        # A track or room may need the word for such beside it, a date the one before it.
        for form in _FORMS.get(old.kind, ("{}",)):
            value = form.format(bare)
            candidate = f"{previous[:start]}{value}{previous[end:]}"
            if any(
                m.kind == old.kind and m.start <= start and start + len(value) <= m.end
                for m in linker.link(candidate)
            ):
                return candidate
    return None

"""Where a speaker is from when the record gives no affiliation: a bio that truly says it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkbot.answering.builder import Builder, Scored, escape
from talkbot.answers import Answer
from talkbot.catalogue import name_tokens
from talkbot.questions import Query
from talkbot.talks import Talk, fold
from talkbot.words import sentences

_SENTENCES = 2
# "at Deltares", "of the University of Ulm": a place or an institution has a capital.
_AT = r"[^.;:]{0,60}?\b(?:at|for|with|of|in|by|from|near)\s+(?:the\s+|an?\s+(?:\w+\s+){1,3}called\s+)?[A-Z]"
_LIVES = re.compile(
    r"\b(?:based|living|resid(?:es|ing)|lives|comes|hails|born|raised|grew up|originally|native|(?<=is )from)\b"
    rf"{_AT}|\b(?:is|comes|hails) from\s+(?:the\s+)?[A-Z]"
)
_WORKS = re.compile(
    r"\b(?:works?|working|employed|teach(?:es|ing)|lectur(?:es|ing)|leads?|leading|heads|joined|runs|co-?found(?:ed|er)"
    r"|serves|professor|engineer|scientist|developer|programmer|researcher|student|candidate|director|founder|CEO|CTO"
    r"|manager|lead|lecturer|fellow|postdoc\w*|analyst|consultant|architect|head|employee|journalist|librarian"
    rf"|designer|administrator|instructor|teacher|intern|chair|dean|president|advocate|evangelist)\b{_AT}",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:previously|formerly|former|used to|prior to|before|until|was|were|had been|worked|studied|graduated"
    r"|past|earlier|once|ex)\b",
    re.IGNORECASE,
)
_FOR_WORK = re.compile(
    r"\b(?:work|works|working|employ\w*|teach|company|universit\w+|institut\w+)\b"
)


def asks_place(query: Query) -> bool:
    """Whether the question is where somebody is from or works, and not what they do."""
    folded = fold(query.question)
    return query.ask == "affiliation" and not re.search(
        r"\b(?:job|position|role|post|profession|occupation|title)\b", folded
    )


def answer_origin(query: Query, question: str, talks: Sequence[Talk]) -> Answer | None:
    """The sentences of the speakers' bios that state a place or an institution of theirs, if any.

    A home does not say where somebody works, nor a past post where they are now.
    """
    for_work = bool(_FOR_WORK.search(fold(query.question)))
    names = {name_tokens(value) for m in query.named("speaker") for value in m.values}
    builder = Builder(query, question)
    about: list[Talk] = []
    seen: set[tuple[str, ...]] = set()
    for talk in talks:
        for index, speaker in enumerate(talk.speakers):
            name = name_tokens(speaker.name)
            if (names and name not in names) or name in seen:
                continue
            spans = [
                span
                for span in sentences(speaker.bio)
                if _states(speaker.bio[slice(*span)], for_work=for_work)
            ]
            if not spans:
                continue
            seen.add(name)
            about.append(talk)
            said = []
            for start, end in spans[:_SENTENCES]:
                quote = speaker.bio[start:end]
                number = builder.cite(talk, "bio", quote, start, end, speaker=index)
                said.append(builder.claim(escape(quote), [number]))
            builder.block(f"**{escape(speaker.name)}**: " + " ".join(said))
    return builder.answered(Scored(talk) for talk in about) if about else None


def _states(sentence: str, *, for_work: bool) -> bool:
    for pattern in (_WORKS,) if for_work else (_WORKS, _LIVES):
        match = pattern.search(sentence)
        # "Born in Ulm" is about the past and still where somebody is from.
        if match and (pattern is _LIVES or not _PAST.search(sentence[: match.end()])):
            return True
    return False

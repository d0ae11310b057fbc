"""Where a speaker is from when the record gives no affiliation: a bio that truly says it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkbot.answering.builder import Builder, Scored, escape
from talkbot.answering.quoting import Quote, cite_quote
from talkbot.answers import Answer
from talkbot.catalogue import name_tokens
from talkbot.questions import Query
from talkbot.talks import Talk, fold
from talkbot.words import content_terms, sentences, words

_SENTENCES = 2
# Within so many words a sentence says whom it is about.
_SUBJECT = 4
# "at Deltares", "of the University of Ulm": a place or an institution has a capital.
_AT = r"[^.;:]{0,60}?\b(?:at|for|with|of|in|by|from|near)\s+(?:the\s+|an?\s+(?:\w+\s+){1,3}called\s+)?(?-i:[A-Z])|[^.;:]{0,60}?\s@(?-i:[A-Z])"
_LIVES = re.compile(
    r"\b(?:based|living|resid(?:es|ing)|lives|comes|hails|born|raised|grew up|originally|native|(?<=is )from)\b"
    rf"(?:{_AT})|\b(?:is|comes|hails) from\s+(?:the\s+)?[A-Z]"
)
_WORKS = re.compile(
    r"\b(?:works?|working|employed|teach(?:es|ing)|lectur(?:es|ing)|leads?|leading|heads|joined|runs|co-?found(?:ed|er)"
    r"|serves|professor|engineer|scientist|developer|programmer|researcher|student|candidate|director|founder|CEO|CTO"
    r"|manager|lead|lecturer|fellow|postdoc\w*|analyst|consultant|architect|head|employee|journalist|librarian"
    rf"|designer|administrator|instructor|teacher|intern|chair|dean|president|advocate|evangelist)\b(?:{_AT})",
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
            quotes = _quotes(talk, index, for_work=for_work)
            if not quotes:
                continue
            seen.add(name)
            about.append(talk)
            builder.block(f"**{escape(speaker.name)}**: " + _told(builder, talk, quotes))
    return builder.answered(Scored(talk) for talk in about) if about else None


def asks_for_people_of(query: Query) -> bool:
    """Whether people are asked for by a place that no affiliation names: "who works at Netflix?"."""
    if query.kind != "topic" or not query.topic or not (query.for_people or query.ask == "who"):
        return False
    at = re.search(r"\b(?:from|at|works? for)\s+(?:the\s+)?(?!an? )([^?.!]+)", fold(query.question))
    if not at:
        return False
    return content_terms(re.sub(r" speak\w*$", "", at[1])) == content_terms(query.topic)


def answer_people_of(query: Query, question: str, talks: Sequence[Talk]) -> Answer:
    """Everyone whose bio says that they are or work there, in its words; a refusal for nobody."""
    builder = Builder(query, question)
    wanted = set(_plain_words(query.topic))
    about: dict[str, Talk] = {}
    for talk in talks:
        for index, speaker in enumerate(talk.speakers):
            quotes = [
                quote
                for quote in _quotes(talk, index, for_work=False)
                if wanted <= set(_plain_words(quote.text))
            ]
            if quotes:
                about[talk.id] = talk
                builder.block(f"**{escape(speaker.name)}**: " + _told(builder, talk, quotes))
    if not about:
        builder.block(f"No speaker in the records is from “{escape(query.topic)}”.")
        return builder.abstained(())
    return builder.answered(Scored(talk) for talk in about.values())


def _quotes(talk: Talk, index: int, *, for_work: bool) -> list[Quote]:
    """The sentences that say where a speaker is: of the bio, else of an abstract that tells it."""
    speaker = talk.speakers[index]
    bio, abstract = sentences(speaker.bio), sentences(talk.abstract)
    own = {word for word in name_tokens(speaker.name) if len(word) > 2}
    if len(talk.speakers) == 1:
        own |= {"he", "she", "they", "i", "i'm"}
    of_bio = [Quote("bio", index, a, b, speaker.bio[a:b]) for a, b in bio]
    of_abstract = [
        Quote("abstract", None, a, b, talk.abstract[a:b])
        for a, b in abstract
        if own & set(_plain_words(talk.abstract[a:b])[:_SUBJECT])
    ]
    return [q for q in of_bio or of_abstract if _states(q.text, for_work=for_work)]


def _plain_words(text: str) -> list[str]:
    """The words of a text without possessive endings."""
    return [word.removesuffix("'s") for word in words(text) if word]


def _told(builder: Builder, talk: Talk, quotes: Sequence[Quote]) -> str:
    return " ".join(
        builder.claim(escape(quote.text), [cite_quote(builder, talk, quote)])
        for quote in quotes[:_SENTENCES]
    )


def _states(sentence: str, *, for_work: bool) -> bool:
    for pattern in (_WORKS,) if for_work else (_WORKS, _LIVES):
        match = pattern.search(sentence)
        # "Born in Ulm" is about the past and still where somebody is from.
        if match and (pattern is _LIVES or not _PAST.search(sentence[: match.end()])):
            return True
    return False

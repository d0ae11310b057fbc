"""What a talk says about something: a sentence of its abstract as evidence, a proposed fact."""

from __future__ import annotations

from collections.abc import Iterator

from talkbot.evaluation.drafting.common import Records, make, nugget, one_of
from talkbot.evaluation.drafting.phrases import Sentence, told
from talkbot.evaluation.items import Evidence, Item
from talkbot.talks import Talk
from talkbot.words import content_terms

_NOTE = (
    "Ask it as a visitor would, in other words than the quote's, and check that the fact is what "
    "a good answer must say."
)


def facts(records: Records) -> Iterator[Item]:
    """One question a talk, then a second one for each, as far as the abstracts go."""
    offered = {talk.id: _of(talk, records) for talk in records.named}
    waiting = list(offered.values())
    while waiting:
        again = []
        for items in waiting:
            item = next(items, None)
            if item is not None:
                yield item
                again.append(items)
        waiting = again


def _of(talk: Talk, records: Records) -> Iterator[Item]:
    """Of each sentence one; what the talk returns to comes first."""
    pairs = [(told_in, *pair) for told_in in told(talk) if (pair := _pair(told_in, talk, records))]
    for sentence, about, fact in sorted(pairs, key=lambda p: not records.returns_to(talk, p[1])):
        yield make(
            "fact",
            f"{about} {talk.title}",
            _question(talk, about),
            [talk],
            evidence=(Evidence(talk_id=talk.id, field="abstract", quote=sentence.text),),
            nuggets=(nugget(fact),),
            notes=_NOTE,
        )


def _pair(sentence: Sentence, talk: Talk, records: Records) -> tuple[str, str] | None:
    """A phrase to ask about, and another that no other talk has: the fact."""
    facts = [phrase for phrase in sentence.phrases if records.said(phrase) == 1]
    pairs = [
        (about, fact)
        for fact in reversed(facts)
        for about in sentence.phrases
        if not set(content_terms(f"{fact} {talk.title}")) & set(content_terms(about))
    ]
    return min(pairs, key=lambda pair: not records.returns_to(talk, pair[0]), default=None)


def _question(talk: Talk, about: str) -> str:
    names = [speaker.name for speaker in talk.speakers]
    forms = ["What does the talk “{title}” say about {about}?"]
    if len(names) == 1:
        forms.append("What does {name} say about {about}?")
    return one_of(forms, about).format(
        title=talk.title, about=about, name=names[0] if names else ""
    )

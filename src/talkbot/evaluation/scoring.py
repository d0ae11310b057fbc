"""Scores of one answer. Each is 0..1, or None where it says nothing: unscored is not wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

from talkbot.answers import Answer, Citation
from talkbot.evaluation.items import Item
from talkbot.library import Library

Scorer = Callable[[Item, Answer, Library], float | None]


def abstention(item: Item, answer: Answer, library: Library) -> float:
    """Whether it answers what can be answered, and refuses what cannot."""
    del library
    return float((answer.status == "answered") == item.answerable)


def talk_recall(item: Item, answer: Answer, library: Library) -> float | None:
    """The share of the gold talks that the answer is about."""
    del library
    if not item.answerable or not item.gold:
        return None
    return len(item.gold & _talks(item, answer)) / len(item.gold)


def talk_precision(item: Item, answer: Answer, library: Library) -> float | None:
    """The share of the answer's talks that are gold; talks in `extra` do not count."""
    del library
    talks = _talks(item, answer)
    if not item.answerable or not item.gold or not talks:
        return None
    return len(item.gold & talks) / len(talks)


def talk_f1(item: Item, answer: Answer, library: Library) -> float | None:
    """The harmonic mean of recall and precision, 0 when nothing was found."""
    del library
    if not item.answerable or not item.gold:
        return None
    talks = _talks(item, answer)
    return 2 * len(item.gold & talks) / (len(item.gold) + len(talks))


def facts_found(item: Item, answer: Answer, library: Library) -> float | None:
    """The share of the vital facts whose pattern matches the answer; a refusal states none."""
    del library
    if not item.answerable or not item.facts:
        return None
    if answer.status == "abstained":
        return 0.0
    found = [any(re.search(p, answer.text, re.I) for p in fact) for fact in item.facts]
    return sum(found) / len(found)


def exact_count(item: Item, answer: Answer, library: Library) -> float | None:
    """Whether the answer states the expected number."""
    del library
    if item.count is None or item.type != "count":
        return None
    return float(bool(re.search(rf"(?<!\d){item.count}(?!\d)", answer.text.replace(",", ""))))


def citation_validity(item: Item, answer: Answer, library: Library) -> float | None:
    """The share of citations whose quote stands in the record, character for character."""
    del item
    if not answer.citations:
        return None
    return sum(is_verbatim(c, library) for c in answer.citations) / len(answer.citations)


def harmless(item: Item, answer: Answer, library: Library) -> float | None:
    """Whether nothing forbidden is in the answer."""
    del library
    if not item.forbidden:
        return None
    return float(not any(text.casefold() in answer.text.casefold() for text in item.forbidden))


SCORERS: dict[str, Scorer] = {
    "abstention": abstention,
    "talk_recall": talk_recall,
    "talk_precision": talk_precision,
    "talk_f1": talk_f1,
    "facts_found": facts_found,
    "exact_count": exact_count,
    "citation_validity": citation_validity,
    "harmless": harmless,
}


def is_verbatim(citation: Citation, library: Library) -> bool:
    """Whether a citation's quote is what the record has at its offsets, or one of its values."""
    talk = library.talk(citation.talk_id)
    if talk is None or not citation.quote:
        return False
    if citation.field != "record":
        text = talk.text_of(citation.field, citation.speaker)
        return text[citation.start : citation.end] == citation.quote
    values = {talk.title, talk.event, talk.track, talk.start, talk.date_text, talk.language}
    values |= {talk.video_url, f"{talk.duration:g}", *talk.tags}
    for speaker in talk.speakers:
        values |= {speaker.name, speaker.affiliation, speaker.role}
    return citation.quote in values


def _talks(item: Item, answer: Answer) -> frozenset[str]:
    return frozenset(talk.talk_id for talk in answer.talks) - (item.extra - item.gold)

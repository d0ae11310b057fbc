"""The share of citations whose quote stands in the record, character for character."""

from __future__ import annotations

from talkbot.answers import Citation
from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.talks import Talk


def citation_validity(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """0..1; unscored without citations."""
    del item
    cited = seen.answer.citations
    return (
        sum(is_verbatim(c, corpus.talk(c.talk_id)) for c in cited) / len(cited) if cited else None
    )


def is_verbatim(citation: Citation, talk: Talk | None) -> bool:
    """Whether the quote is what the record has at its offsets, or one of its values."""
    if talk is None or not citation.quote:
        return False
    if citation.field != "record":
        text = talk.text_of(citation.field, citation.speaker)
        return text[citation.start : citation.end] == citation.quote
    return citation.quote in values_of(talk)


def values_of(talk: Talk) -> set[str]:
    """What a record says outside of its texts, as it can be quoted."""
    values = {talk.title, talk.event, talk.track, talk.start, talk.date_text, talk.language}
    values |= {talk.video_url, f"{talk.duration:g}", *talk.tags}
    for speaker in talk.speakers:
        values |= {speaker.name, speaker.affiliation, speaker.role}
    return values - {""}

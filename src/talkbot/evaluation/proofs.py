"""Whether questions fit the talks they are asked about: talks there, quotes verbatim."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from talkbot.errors import SourceError
from talkbot.evaluation.items import Collection, Evidence, Item
from talkbot.evaluation.scorers.citation_validity import values_of
from talkbot.talks import Talk

Look = Callable[[str], Talk | None]


def prove(collection: Collection, talk: Look) -> None:
    """Raises SourceError that names the first item that does not fit, its line, and what to do."""
    for item in collection.items:
        for wrong in _wrong(item, talk):
            raise SourceError(f"{item.place}: question {item.id}: {wrong}")


def _wrong(item: Item, talk: Look) -> Iterator[str]:
    for talk_id in (*item.gold_talk_ids, *item.acceptable_extra_ids, *item.nearest_talk_ids):
        if talk(talk_id) is None:
            yield (
                f"the library has no talk {talk_id}: ingest it, or correct the id "
                "(talkbot talks --json lists them)."
            )
    for evidence in item.evidence:
        found = talk(evidence.talk_id)
        if found is None or not _stands(evidence, found):
            yield (
                f"the quote {evidence.quote[:60]!r} is not in the {evidence.field} of "
                f"{evidence.talk_id}: correct it, character for character, or take it out."
            )


def _stands(evidence: Evidence, talk: Talk) -> bool:
    if evidence.field == "record":
        return evidence.quote in values_of(talk)
    if evidence.field == "bio":
        return any(evidence.quote in speaker.bio for speaker in talk.speakers)
    return evidence.quote in talk.text_of(evidence.field)

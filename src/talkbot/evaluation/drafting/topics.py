"""Which talks cover something: the talks that say the phrase are proposed, not proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from talkbot.evaluation.drafting.common import Records, make, one_of, record, shuffled
from talkbot.evaluation.drafting.phrases import phrases
from talkbot.evaluation.items import Evidence, Item
from talkbot.talks import Talk
from talkbot.words import sentences, terms

_ASKED = ("Which talks cover {}?", "Is there a talk on {}?", "What is there about {}?")
_NOTE = (
    "The talks are those whose title or abstract says the phrase. Add those that cover the topic "
    "in other words; take out those that only touch it."
)
_MOST_TALKS, _MOST_EXTRAS = 6, 12


def topics(records: Records) -> Iterator[Item]:
    """A question a phrase: what several talks say, then what one returns to, then the others."""
    shared: Counter[str] = Counter()
    written: dict[str, tuple[str, Talk]] = {}
    for talk in records.talks:
        found = {phrase.casefold(): phrase for phrase in phrases(talk.abstract)}
        shared.update(found.keys())
        for folded, phrase in found.items():
            written.setdefault(folded, (phrase, talk))
    once = [phrase for phrase, n in shared.items() if n == 1]
    offered = chain(
        shuffled((phrase for phrase, n in shared.items() if 1 < n <= _MOST_TALKS), str),
        (p for p in shuffled(once, str) if records.returns_to(written[p][1], p)),
        shuffled(once, str),
    )
    spelt = {talk.id: _spelt(f"{talk.title}\n{talk.abstract}") for talk in records.talks}
    seen: set[str] = set()
    for phrase in offered:
        wanted = _spelt(phrase)
        gold = [talk for talk in records.talks if wanted in spelt[talk.id]]
        if wanted not in seen and 1 <= len(gold) <= _MOST_TALKS:
            seen.add(wanted)
            yield _item(written[phrase][0], wanted, gold, records, spelt)


def _spelt(text: str) -> str:
    """The stems of a text, one space around each."""
    return f" {' '.join(terms(text))} "


def _item(
    phrase: str, wanted: str, gold: list[Talk], records: Records, spelt: dict[str, str]
) -> Item:
    stems = [f" {stem} " for stem in wanted.split()]
    near = [
        talk.id
        for talk in records.talks
        if talk not in gold
        and (
            all(stem in spelt[talk.id] for stem in stems)
            or (talk.transcript and wanted in _spelt(talk.transcript_text))
        )
    ]
    return make(
        "listing",
        f"on {phrase}",
        one_of(_ASKED, phrase).format(phrase),
        gold,
        acceptable_extra_ids=tuple(near[:_MOST_EXTRAS]),
        evidence=tuple(_evidence(talk, wanted) for talk in gold),
        notes=_NOTE,
    )


def _evidence(talk: Talk, wanted: str) -> Evidence:
    """The first sentence that says the phrase, else the title."""
    for start, end in sentences(talk.abstract):
        text = talk.abstract[start:end]
        if wanted in _spelt(text) and talk.abstract.count(text) == 1:
            return Evidence(talk_id=talk.id, field="abstract", quote=text)
    return record(talk, talk.title)

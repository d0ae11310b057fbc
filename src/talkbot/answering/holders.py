"""Which talks have the words that a question wants in them, and the sentence that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from talkbot.answering.quoting import Quote, shortened
from talkbot.collection import View
from talkbot.holding import Holds
from talkbot.passages import sentences_of
from talkbot.questions import Query
from talkbot.talks import Passage, Speaker, Talk
from talkbot.words import terms


def holders(holds: Holds, view: View) -> frozenset[str]:
    """The talks that have it, whether or not that is what is wanted."""
    if len(holds.words) > 1 and (whole := _with(holds, holds.whole, view)):
        return whole
    each = [_with(holds, part, view) for part in holds.words]
    return frozenset.intersection(*each) if holds.every else frozenset().union(*each)


def wanted(
    conditions: Sequence[Holds], found: Sequence[frozenset[str]], ids: frozenset[str]
) -> frozenset[str] | None:
    """Of all talks those for which every condition holds, None without any; `found` are the
    holders of each."""
    if not conditions:
        return None
    each = zip(conditions, found, strict=True)
    return ids.intersection(*(ids - have if holds.barred else have for holds, have in each))


def _with(holds: Holds, part: str, view: View) -> frozenset[str]:
    found: set[str] = set()
    if holds.where in ("title", "text"):
        titled = _with_rarest(part, view) if holds.of == "words" else view.catalogue.talks
        found |= {t.id for t in titled if holds.stands_in(t.title, part)}
    if holds.where != "title":
        found |= {p.talk_id for p in _passages(part, view) if _says(p, holds, [part])}
    return frozenset(found)


def _rarest(part: str, view: View) -> list[str]:
    """The rarest term of some words, the only one that an index needs to be asked for."""
    return sorted(terms(part), key=view.frequency(terms(part)).__getitem__)[:1]


def _with_rarest(part: str, view: View) -> Iterable[Talk]:
    """The talks whose records have the rarest term of some words; all where they have no term."""
    by_id = view.catalogue.by_id
    rare = _rarest(part, view)
    return [by_id[i] for i in view.library.holding(rare[0], by_id)] if rare else by_id.values()


def _passages(part: str, view: View) -> Iterable[Passage]:
    """The passages that have the rarest term of some words."""
    hits = view.library.search_passages(_rarest(part, view), view.library.passage_count)
    return view.library.passages([hit.id for hit in hits]).values()


def _says(passage: Passage, holds: Holds, parts: Sequence[str]) -> bool:
    """Speech is cut into pieces, and its sentences are not known; elsewhere one must say it."""
    if holds.where not in ("text", passage.field) or passage.field == "record":
        return False
    said = any(holds.stands_in(passage.text, part) for part in parts)
    return said and (passage.field == "transcript" or bool(_sentence(passage, holds, parts)))


def _sentence(passage: Passage, holds: Holds, parts: Sequence[str]) -> tuple[int, int] | None:
    spans = sentences_of(passage)
    found = (s for s in spans if any(holds.stands_in(passage.text[slice(*s)], p) for p in parts))
    return next(found, None)


def witness(
    talk: Talk, conditions: Sequence[Holds], view: View, speaker: int | None = None
) -> Quote | None:
    """The sentence of a talk that has the words wanted; None where its title alone has them.

    Of a `speaker` the bio must say it.
    """
    for holds in conditions:
        if holds.barred or holds.where == "title":
            continue
        parts = [holds.whole, *holds.words]
        for passage in view.library.passages_of(talk.id):
            if speaker in (None, passage.speaker) and _says(passage, holds, parts):
                return _quoted(passage, holds, parts)
    return None


def _quoted(passage: Passage, holds: Holds, parts: Sequence[str]) -> Quote:
    goal = [term for part in parts for term in terms(part)]
    spans = sentences_of(passage)
    start, end = _sentence(passage, holds, parts) or max(
        spans, key=lambda s: len({*goal}.intersection(terms(passage.text[slice(*s)])))
    )
    at = passage.start
    said = Quote(passage.field, passage.speaker, at + start, at + end, passage.text[start:end])
    return shortened(said, goal, lambda _: 1.0)


def is_said_of(speaker: Speaker, query: Query) -> bool:
    """Whether a speaker's bio has what the question wants in bios."""
    wanted = [holds for holds in query.holds if holds.where == "bio"]
    return all(
        (any if not holds.every else all)(holds.stands_in(speaker.bio, p) for p in holds.words)
        != holds.barred
        for holds in wanted
    )

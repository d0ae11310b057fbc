"""What is asked for: a list, a count, a value of the records, and of what."""

from __future__ import annotations

import re

from talkbot.grammar import (
    aggregation,
    attributes,
    comparison,
    content,
    lexicon,
    listing,
    phrases,
    tagging,
)
from talkbot.questions.query import Ask, Target
from talkbot.questions.said import Said, target_in
from talkbot.selecting import select


def figure_in(said: Said) -> Ask | None:
    """Whether lengths of talks are added up, or an event as a whole is dated."""
    if said.named("speaker", "title"):
        return None
    if said.has(aggregation.LENGTHS_OF):
        return "lengths"
    dated = said.has(aggregation.DATES_OF) and said.named("event")
    return (
        "dates"
        if dated and not said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS | lexicon.DATING)
        else None
    )


def ask_in(said: Said) -> tuple[Ask, Target, str]:
    figure = figure_in(said)
    if figure:
        return figure, "talks", ""
    if said.shared:
        return "share", target_in(said.folded, said.mentions), ""
    if said.beside:
        return "who", "speakers", ""
    if said.contest:
        return "superlative", "talks", said.contest
    if said.besides:
        return "count" if said.has(aggregation.COUNT) else "list", "talks", ""
    if any(holds.where == "bio" for holds in said.holds) and not said.has(rf"\b{phrases.TALK}\b"):
        return "count" if said.has(aggregation.COUNT) else "list", "speakers", ""
    if more := more_of(said):
        return "group", more, ""
    if said.has(content.ADVISES) and said.named("speaker", "title"):
        return "advice", "talks", ""
    if said.has(attributes.EVENT_PLACE):
        return "list", "rooms", ""
    if (most := re.search(aggregation.MOST, said.folded)) and (
        used := most["tags"] or most["used"] or most["top"] or most["sized"]
    ):
        order = "fewest" if said.has(aggregation.FEWEST) else "most"
        return "group", _target_named(used.removesuffix("s")), order
    if counts := tagging.COUNTS.search(said.folded):
        return "group", _target_named(counts["each"] or counts["all"]), ""
    if (most := aggregation.MOST_TAGS.search(said.folded)) and said.has(rf"\b{phrases.TALK}\b"):
        return "superlative", "talks", f"{most['order']} tags"
    if long := aggregation.LONG_TITLE.search(said.folded):
        return "superlative", "talks", f"{long['order'] or long['order2']} title"
    if said.has(aggregation.MOST):
        target = target_in(said.folded, said.mentions)
        if target == "talks" and counted_in(said) == "speakers":
            return "superlative", "talks", "most" if not said.has(aggregation.FEWEST) else "fewest"
        order = "fewest" if said.has(aggregation.FEWEST) else "most"
        return "group", "speakers" if target == "talks" else target, order
    group = re.search(aggregation.GROUP, said.folded)
    if group and (said.has(aggregation.COUNT) or said.has(rf"\b{phrases.TALK}\b")):
        return "group", _target_named(group.group(1)), ""
    for order, pattern in aggregation.SUPERLATIVES:
        if said.has(pattern) and said.has(
            rf"\b(?:{phrases.TALK}|one)\b|{aggregation.SPEAKS_AT_AN_END}"
        ):
            return "superlative", "talks", order
    if said.has(aggregation.TAGS_OF_ONE) and (said.named("speaker", "title") or is_described(said)):
        return "tags", "talks", ""
    if said.has(aggregation.COUNT):
        return (
            "count",
            "talks" if said.has(r"\bhow often\b") else target_in(said.folded, said.mentions),
            "",
        )
    subject = said.named("speaker", "title") or is_described(said)
    if subject or asks_of_selected(said):
        value = value_asked(said)
        if value == "affiliation" and said.has(listing.AND_TALKS):
            # The list of people has both.
            return "who", "speakers", ""
        if value:
            return value, "speakers" if value == "affiliation" else "talks", ""
    if said.has(attributes.WHO_GAVE) or said.has(listing.WHO_LIST) or said.has(r"^(?:and )?who\b"):
        return "who", "speakers", ""
    if said.has(listing.OVERVIEW):
        return "overview", "talks", ""
    return "list", target_in(said.folded, said.mentions), ""


def value_asked(said: Said) -> Ask | None:
    if said.named("role") and said.named("speaker") and said.has(r"^(?:and |so )?(?:is|was)\b"):
        return "affiliation"
    if is_from(said):
        return "affiliation"
    if said.has(attributes.WHERE_HELD):
        return "track"
    for ask, pattern in attributes.RECORD_ASKS:
        if said.has(pattern):
            return ask  # type: ignore[return-value]
    return None


def is_from(said: Said) -> bool:
    """Whether somebody is said to be from a place that no record has: "is Lee from Ulm?"."""
    return (
        bool(said.named("speaker"))
        and not said.named("affiliation")
        and said.has(attributes.IS_FROM)
    )


def is_described(said: Said) -> bool:
    """Whether a value is asked of a talk known by its topic: "how long is the bat talk?"."""
    if not said.has(attributes.DESCRIBED):
        return False
    return value_asked(said) != "affiliation" or said.has(r"\bwhere\b|\bspeakers?\b")


def asks_of_selected(said: Said) -> bool:
    """ "When do the people from Exeter speak?": a value of all talks that the names select."""
    return (
        value_asked(said) in ("when", "duration", "video")
        and bool(
            said.named("affiliation", "role", "track", "room", "tag", "language", "event", "date")
            or said.has(rf"\b(?:do|does|did|are|were) (?:(?:all|the) )+{phrases.TALK}\b")
        )
        and said.has(rf"\b(?:{phrases.TALK}|{phrases.PEOPLE}|speak|present)")
        and not said.has(rf"^(?:which|what) {phrases.TALK}\b")
        and not said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS | lexicon.SCHEDULE)
    )


def more_of(said: Said) -> Target | None:
    """Of what two have more talks or speakers: "are there more talks in hall A or in hall B?"."""
    if not said.has(comparison.MORE_OF):
        return None
    return next((t for kind, t in _COUNTED_BY.items() if len(said.named(kind)) > 1), None)


_COUNTED_BY: dict[str, Target] = {
    "speaker": "speakers", "affiliation": "affiliations", "event": "events", "track": "tracks",
    "room": "rooms", "tag": "tags", "language": "languages", "date": "years",
}  # fmt: skip


def counted_in(said: Said) -> Target:
    """What a table counts for each value: talks, or their speakers."""
    counted = re.search(
        rf"\b(?:how many|number of|most|fewest|least|more|fewer) {phrases.PEOPLE}\b", said.folded
    )
    return "speakers" if counted else "talks"


def base_of(said: Said) -> frozenset[str] | None:
    """The talks of which a share is asked: those named before what is said of them."""
    predicate = aggregation.PREDICATE.search(said.folded)
    before = [m for m in said.mentions if predicate is None or m.end <= predicate.start()]
    return select(before, said.folded, people=False).talk_ids if said.shared else None


def _target_named(word: str) -> Target:
    names: dict[str, Target] = {
        "year": "years", "event": "events", "conference": "events", "speaker": "speakers",
        "presenter": "speakers", "track": "tracks", "room": "rooms", "hall": "rooms", "day": "days", "language": "languages",
        "tag": "tags", "keyword": "tags", "topic": "tags", "theme": "tags", "subject": "tags",
    }  # fmt: skip
    return names.get(word, "affiliations")

"""A scope, the talks that a conversation is kept to, in words for the reader."""

from __future__ import annotations

from talkbot.catalogue import Catalogue
from talkbot.talks import Filters


def describe_scope(scope: Filters, catalogue: Catalogue) -> str:
    """What every talk of the scope has: "at Soundings 2031, tagged rivers, with a video"."""
    talks = [catalogue.by_id[i].title for i in sorted(scope.talk_ids) if i in catalogue.by_id]
    years = scope.years
    parts = [
        " and ".join(f"“{title}”" for title in talks[:2]) if len(talks) < 3 else "",
        scope.event and f"at {scope.event}",
        scope.track and f"in the track {scope.track}",
        scope.speaker and f"by {scope.speaker}",
        scope.affiliation and f"from {scope.affiliation}",
        scope.tag and f"tagged {scope.tag}",
        scope.language and f"in the language {scope.language}",
        years and (f"in {years[0]}" if years[0] == years[1] else f"in {years[0]}–{years[1]}"),
        _having(scope.has_video, "video"),
        _having(scope.has_transcript, "transcript"),
    ]
    return ", ".join(part for part in parts if part)


def scope_notice(scope: Filters, catalogue: Catalogue) -> str:
    """The line that an answer within a scope carries."""
    count, of = len(catalogue.select(scope)), len(catalogue.talks)
    if scope.talk_ids and count == 1:
        return f"Only {describe_scope(scope, catalogue)} was searched."
    were = "was" if count == 1 else "were"
    which = describe_scope(scope, catalogue)
    return f"Only {count:,} of {of:,} talks {were} searched: those {which or 'chosen'}."


def _having(wanted: bool | None, what: str) -> str:
    return "" if wanted is None else f"{'with' if wanted else 'without'} a {what}"

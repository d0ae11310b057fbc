"""Emoji that stand for a label: a head before who speaks, a pin before where."""

from __future__ import annotations

from talkbot.formats.document import without_picture
from talkbot.formats.labels import label_of
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of

_OF_PEOPLE = frozenset("👤👥🗣🎤🎙🧑👩👨🙋👷🎓")
_OF_PLACES = frozenset("📍🗺🏢🏛🏫🚪")


def said_by_picture(text: str) -> str:
    """A line without the emoji it begins with, or with the label that these stand for."""
    rest = without_picture(text)
    if rest == text or label_of(rest) or len(rest) > 200:
        return rest
    if text[0] in _OF_PLACES:
        return f"Where: {rest}"
    # A microphone may stand before a title as well.
    named = text[0] in _OF_PEOPLE and all(name_score(p.name) >= 0.8 for p in people_of(rest))
    return f"Speaker: {rest}" if named else rest

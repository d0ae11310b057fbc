"""The records in memory: who, where, when, and which talks a filter selects. Exact, no ranking."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile

from talkbot.talks import Filters, Speaker, Talk, fold
from talkbot.words import STOP_WORDS, words

_HONORIFICS = frozenset("prof professor dr doctor mr mrs ms mx sir dame phd".split())
# Spelled out on both sides, so that either spelling finds the other.
_SPELLED_OUT = {
    "uc": ("university", "california"),
    "ut": ("university", "texas"),
    "univ": ("university",),
    "universite": ("university",),
    "universitat": ("university",),
    "universidad": ("university",),
    "universita": ("university",),
    "inst": ("institute",),
    "dept": ("department",),
    "tech": ("technology",),
    "labs": ("lab",),
    "laboratory": ("lab",),
    "laboratories": ("lab",),
}
# Words that alone name no institution.
GENERIC_INSTITUTION = frozenset(
    """university institute institution college school department lab center centre research group
    inc ltd llc gmbh corp corporation company national state technology science sciences foundation
    prof professor dr mr mrs ms associate assistant scholar director postdoctoral student engineer
    scientist ministry hospital museum agency bureau council authority academy society
    clinic""".split()
)


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker as one person: every talk whose speaker has this (folded) name."""

    name: str
    talk_ids: tuple[str, ...]
    affiliations: tuple[str, ...]

    @property
    def last_name(self) -> str:
        tokens = name_tokens(self.name)
        return tokens[-1] if tokens else ""


@lru_cache(maxsize=65536)
def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without honorifics and nicknames."""
    bare = re.sub(r"\([^)]*\)|[\"“”][^\"“”]*[\"“”]", " ", name)
    return tuple(w for w in _words(bare) if w not in _HONORIFICS) or _words(name)


def _words(name: str) -> tuple[str, ...]:
    """The words of a name; initials written together ("J.R.") are one word each."""
    return tuple(part for word in words(name) for part in apart(word))


def apart(word: str) -> list[str]:
    """ "j.r" as "j" and "r"; any other word as it is."""
    return word.split(".") if re.fullmatch(r"\w(?:\.\w)+", word) else [word]


@lru_cache(maxsize=65536)
def name_aliases(name: str) -> frozenset[tuple[str, ...]]:
    """Ways to write a name in two words or more: nickname, initials, no middle name."""
    full = name_tokens(name)
    if len(full) < 2:
        return frozenset({full}) if full else frozenset()
    last = full[-1:]
    firsts = [full[0], *(w for part in nicknames(name) for w in words(part))]
    aliases = {full, _words(name)}
    if re.search(r"\w[-‐‑]\w", name):
        # "Almasri" for "Al-Masri".
        aliases.add(name_tokens(re.sub(r"(?<=\w)[-‐‑](?=\w)", "", name)))
    initials = tuple(takewhile(lambda word: len(word) == 1, full))
    if len(initials) > 1:
        aliases.add(("".join(initials), *full[len(initials) :]))
    for first in firsts:
        aliases |= {(first, *last), (first[0], *last), (first, *full[1:])}
    for start in range(1, len(full) - 1):
        aliases |= {full[start:], (full[0][0], *full[start:])}
    return frozenset(alias for alias in aliases if len(alias) > 1)


def nicknames(name: str) -> list[str]:
    """What stands in parentheses or quotation marks in a name: "Sicun (Sean) Gao"."""
    return [a or b for a, b in re.findall(r"\(([^)]*)\)|[\"“”]([^\"“”]*)[\"“”]", name)]


@lru_cache(maxsize=65536)
def institution_tokens(text: str) -> tuple[str, ...]:
    """The telling words of an institution, in order, short forms spelled out."""
    tokens: list[str] = []
    # Few who type "Hawaii" have an ʻokina at hand.
    for word in words(text.replace("ʻ", "")):
        if word not in STOP_WORDS:
            tokens.extend(_SPELLED_OUT.get(word, (word,)))
    return tuple(tokens)


@lru_cache(maxsize=65536)
def acronyms(text: str) -> frozenset[str]:
    """The initials of each institution in a text ("UC San Diego" gives "ucsd")."""
    found = set()
    for part in re.split(r"[&;,/()]|\band\b|\bat\b", text):
        initials = "".join(token[0] for token in institution_tokens(part))
        if len(initials) >= 2:
            found.add(initials)
    whole = "".join(token[0] for token in institution_tokens(text))
    return frozenset(found | {whole} if len(whole) >= 2 else found)


class Catalogue:
    """All talks of the library with the look-ups that questions need. Immutable once built."""

    def __init__(self, talks: Iterable[Talk], with_transcript: frozenset[str] = frozenset()):
        self.talks = tuple(talks)
        self.by_id = {talk.id: talk for talk in self.talks}
        self._with_transcript = with_transcript

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everyone who speaks, in the order of their first talk."""
        found: dict[tuple[str, ...], tuple[str, list[str], list[str]]] = {}
        for talk in self.talks:
            for speaker in talk.speakers:
                key = name_tokens(speaker.name)
                _, ids, places = found.setdefault(key, (speaker.name, [], []))
                if talk.id not in ids:
                    ids.append(talk.id)
                if speaker.affiliation and speaker.affiliation not in places:
                    places.append(speaker.affiliation)
        return tuple(Person(n, tuple(i), tuple(a)) for n, i, a in found.values())

    @cached_property
    def affiliations(self) -> dict[str, frozenset[str]]:
        """Each affiliation as printed, and the ids of the talks whose speakers have it.

        The raw line is a key too where it says more than the affiliation alone.
        """
        found: dict[str, set[str]] = {}
        for talk in self.talks:
            for speaker in talk.speakers:
                for text in affiliation_texts(speaker):
                    found.setdefault(text, set()).add(talk.id)
        return {text: frozenset(ids) for text, ids in found.items()}

    @cached_property
    def roles(self) -> dict[str, frozenset[str]]:
        """Each role as printed, and the ids of the talks whose speakers have it."""
        found: dict[str, set[str]] = {}
        for talk in self.talks:
            for speaker in talk.speakers:
                if speaker.role:
                    found.setdefault(speaker.role, set()).add(talk.id)
        return {role: frozenset(ids) for role, ids in found.items()}

    def values(self, field: str) -> dict[str, frozenset[str]]:
        """The values of `event`, `track`, `room`, `language` or `tags`, and their talks."""
        found: dict[str, set[str]] = {}
        for talk in self.talks:
            value = getattr(talk, field)
            for each in value if isinstance(value, tuple) else (value,):
                if each:
                    found.setdefault(each, set()).add(talk.id)
        return {value: frozenset(ids) for value, ids in found.items()}

    @cached_property
    def events(self) -> dict[str, frozenset[str]]:
        return self.values("event")

    @cached_property
    def tracks(self) -> dict[str, frozenset[str]]:
        return self.values("track")

    @cached_property
    def rooms(self) -> dict[str, frozenset[str]]:
        return self.values("room")

    @cached_property
    def tags(self) -> dict[str, frozenset[str]]:
        return self.values("tags")

    @cached_property
    def languages(self) -> dict[str, frozenset[str]]:
        return self.values("language")

    def on_day(self, number: int, talk_ids: frozenset[str] | None) -> frozenset[str]:
        """Of some talks (None: all) those on one day of their event: 1 its first, -1 its last."""
        days: dict[str, set[str]] = {}
        for talk in self.talks:
            if len(talk.start) >= len("2019-05-01"):
                days.setdefault(talk.event, set()).add(talk.start[:10])
        wanted = {
            event: sorted(found)[number - 1 if number > 0 else number]
            for event, found in days.items()
            if abs(number) <= len(found)
        }
        return frozenset(
            talk.id
            for talk in self.talks
            if (talk_ids is None or talk.id in talk_ids)
            and talk.start[:10] == wanted.get(talk.event, "none")
        )

    def has_transcript(self, talk: Talk) -> bool:
        return talk.id in self._with_transcript or bool(talk.transcript)

    def select(self, filters: Filters) -> tuple[Talk, ...]:
        """The talks for which every given filter holds, in the library's order."""
        return tuple(talk for talk in self.talks if self._holds(talk, filters))

    def _holds(self, talk: Talk, filters: Filters) -> bool:
        wanted = {
            "event": talk.event,
            "track": talk.track,
            "language": talk.language,
        }
        year = talk.year
        return (
            (not filters.talk_ids or talk.id in filters.talk_ids)
            and all(
                not getattr(filters, name) or fold(getattr(filters, name)) == fold(value)
                for name, value in wanted.items()
            )
            and (not filters.tag or fold(filters.tag) in map(fold, talk.tags))
            and (
                not filters.speaker
                or any(is_name_of(filters.speaker, s.name) for s in talk.speakers)
            )
            and (
                not filters.affiliation
                or any(is_affiliation_of(filters.affiliation, s) for s in talk.speakers)
            )
            and (
                filters.years is None
                or (year is not None and filters.years[0] <= year <= filters.years[1])
            )
            and (filters.has_video is None or filters.has_video == bool(talk.video_url))
            and (
                filters.has_transcript is None
                or filters.has_transcript == self.has_transcript(talk)
            )
        )


def is_name_of(wanted: str, name: str) -> bool:
    """Whether `wanted` is a way to write `name`: whole, an alias, or the last name alone."""
    tokens = name_tokens(wanted)
    full = name_tokens(name)
    return bool(tokens) and (tokens == full or tokens in name_aliases(name) or tokens == full[-1:])


def is_affiliation_of(wanted: str, speaker: Speaker) -> bool:
    """Whether affiliation, role or raw line of a speaker name `wanted`, or its initials."""
    tokens = institution_tokens(wanted)
    for text in affiliation_texts(speaker):
        if is_run(tokens, institution_tokens(text)):
            return True
        if len(tokens) == 1 and tokens[0] in acronyms(text):
            return True
    return False


def affiliation_texts(speaker: Speaker) -> tuple[str, ...]:
    """Where a speaker's institutions stand: the affiliation, and the raw line beside the name."""
    beside = speaker.raw.replace(speaker.name, "", 1).strip(" ,;()-–—|·")
    texts = (speaker.affiliation, beside or speaker.role)
    return tuple(dict.fromkeys(text for text in texts if text))


def is_run(needle: tuple[str, ...], hay: tuple[str, ...]) -> bool:
    """Whether `needle` stands in `hay` as one uninterrupted run."""
    size = len(needle)
    return size > 0 and any(hay[i : i + size] == needle for i in range(len(hay) - size + 1))

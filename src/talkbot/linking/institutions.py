"""The institutions that a question names."""

from __future__ import annotations

from functools import cached_property

from talkbot.catalogue import (
    GENERIC_INSTITUTION,
    Catalogue,
    acronyms,
    institution_tokens,
    is_run,
)
from talkbot.english import is_known_word
from talkbot.linking.mentions import BEFORE_PLACE, Mention, Token, close, covered, is_ordinary
from talkbot.words import stem


class InstitutionFinder:
    """Finds affiliations of a catalogue: by their words, initials, or across a typo."""

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue

    @cached_property
    def _printed(self) -> frozenset[str]:
        """The affiliations alone, without the roles of those who have them."""
        return frozenset(s.affiliation for talk in self._catalogue.talks for s in talk.speakers)

    def find(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            mention = None
            for size in range(min(8, len(tokens) - at), 0, -1):
                group = tokens[at : at + size]
                if any(covered(token, taken) for token in group):
                    continue
                if group[0].small or group[-1].small:
                    continue
                mention = self._affiliation(tokens, at, size)
                if mention:
                    found.append(mention)
                    at += size
                    break
            if not mention:
                at += 1
        return found

    def _affiliation(self, tokens: list[Token], at: int, size: int) -> Mention | None:
        group = tokens[at : at + size]
        wanted = institution_tokens(" ".join(token.word for token in group))
        if not wanted or all(word in GENERIC_INSTITUTION for word in wanted):
            return None
        before = [token.word for token in tokens[max(0, at - 2) : at] if token.word != "the"]
        cued = bool(before) and before[-1] in BEFORE_PLACE
        capital = any(token.capital for token in group) and (at > 0 or size > 1)
        upper = group[0].text.isupper() and len(group[0].text) > 1
        ordinary = all(is_ordinary(word) for word in wanted)
        if not (capital or cued or upper or not ordinary):
            return self._in_full(group, wanted, before)
        if ordinary and not capital and not (cued and before[-1] in ("from", "at")):
            return self._in_full(group, wanted, before)
        texts = [
            text
            for text in self._catalogue.affiliations
            if is_run(wanted, institution_tokens(text))
            or (len(wanted) == 1 and len(wanted[0]) > 1 and wanted[0] in acronyms(text))
        ]
        # "The talks from biology" are no talks of a "Professor of Biology, Ulm".
        field = not capital and all(is_known_word(stem(word)) for word in wanted)
        texts = [text for text in texts if not field or text in self._printed]
        exact = True
        if not texts and not field and (cued or capital) and len(wanted[0]) >= 4:
            texts, exact = self._close_affiliations(wanted), False
        if not texts:
            return None
        ids = frozenset().union(*(self._catalogue.affiliations[text] for text in texts))
        return Mention("affiliation", group[0].start, group[-1].end, tuple(texts), ids, exact)

    def _in_full(
        self, group: list[Token], wanted: tuple[str, ...], before: list[str]
    ) -> Mention | None:
        """ "By independent scholars": an affiliation in full, if not letter for letter."""
        cued = bool(before) and (before[-1] == "by" or before[-1] in BEFORE_PLACE)
        texts = self._by_stems.get(tuple(map(stem, wanted))) if cued and len(wanted) > 1 else None
        if not texts:
            return None
        ids = frozenset().union(*(self._catalogue.affiliations[text] for text in texts))
        return Mention("affiliation", group[0].start, group[-1].end, tuple(texts), ids)

    @cached_property
    def _by_stems(self) -> dict[tuple[str, ...], list[str]]:
        found: dict[tuple[str, ...], list[str]] = {}
        for text in self._catalogue.affiliations:
            found.setdefault(tuple(map(stem, institution_tokens(text))), []).append(text)
        return found

    def _close_affiliations(self, wanted: tuple[str, ...]) -> list[str]:
        """Affiliations across a typo or a usual shortening, word by word."""
        telling = [word for word in wanted if word not in GENERIC_INSTITUTION]
        near = []
        for text in self._catalogue.affiliations:
            have = institution_tokens(text)
            if all(
                any(
                    # "Ireland" is no slip for "Iceland".
                    word == other
                    or (close(word, other) and not is_known_word(stem(word)))
                    or (len(word) >= 4 and other.startswith(word))
                    for other in have
                )
                for word in telling
            ):
                near.append(text)
        return near

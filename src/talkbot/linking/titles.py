"""The titles that a question names."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from talkbot.catalogue import Catalogue
from talkbot.linking.mentions import Mention, Token, at_word_edges, fold_with_places
from talkbot.talks import fold
from talkbot.words import content_terms, words

# A title is at least so long to be known in a question; by its opening it is looked up.
_OPENING = 8


class TitleFinder:
    """Finds titles of a catalogue: whole, before their colon, or nearly so in quotation marks."""

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        self._titles = [(fold(talk.title), talk.id) for talk in catalogue.talks]
        self._longest_first = sorted(self._titles, key=lambda row: -len(row[0]))
        self._openings: dict[str, list[int]] = {}
        for rank, (title, _) in enumerate(self._longest_first):
            for opening in {title[:_OPENING], _before_colon(title)[:_OPENING]}:
                if len(opening) == _OPENING:
                    self._openings.setdefault(opening, []).append(rank)

    def find(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        folded, places = fold_with_places(question)
        found: list[Mention] = []
        pieces = {folded[i : i + _OPENING] for i in range(len(folded))}
        ranks = sorted({rank for piece in pieces for rank in self._openings.get(piece, ())})
        for title, talk_id in (self._longest_first[rank] for rank in ranks):
            for alias in (title, _before_colon(title)):
                at = folded.find(alias) if len(alias) >= _OPENING else -1
                if at < 0:
                    continue
                telling = len(content_terms(alias)) >= (2 if alias == title else 3) or (
                    len(words(alias)) >= 4
                )
                if not (telling or _is_quoted(folded, at, at + len(alias))):
                    continue
                if not at_word_edges(folded, at, at + len(alias)):
                    continue
                start, end = places[at], places[at + len(alias) - 1] + 1
                same = [m for m in found if m.start == start and m.end == end]
                if same:
                    found[found.index(same[0])] = _also(same[0], talk_id, self._catalogue)
                elif not any(m.start < end and start < m.end for m in found):
                    title_text = self._catalogue.by_id[talk_id].title
                    found.append(Mention("title", start, end, (title_text,), frozenset({talk_id})))
                break
        return found or self._find_quoted(question)

    def _find_quoted(self, question: str) -> list[Mention]:
        found = []
        for match in re.finditer(r"[\"“‘']([^\"“”‘’]{6,})[\"”’']", question):
            wanted = fold(match.group(1))
            best = process.extractOne(
                wanted, [title for title, _ in self._titles], scorer=fuzz.ratio, score_cutoff=82
            )
            if best:
                talk = self._catalogue.by_id[self._titles[best[2]][1]]
                found.append(
                    Mention(
                        "title", match.start(1), match.end(1), (talk.title,),
                        frozenset({talk.id}), exact=False,
                    )
                )  # fmt: skip
        return found


def _also(mention: Mention, talk_id: str, catalogue: Catalogue) -> Mention:
    title = catalogue.by_id[talk_id].title
    values = tuple(dict.fromkeys((*mention.values, title)))
    return Mention(mention.kind, mention.start, mention.end, values, mention.talk_ids | {talk_id})


def _before_colon(title: str) -> str:
    return title.partition(":")[0].strip()


def _is_quoted(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start] in ('"', "'") and text[end : end + 1] in ('"', "'")

"""The collection as it is now: library, vectors and everything derived from the records.

Derived parts are rebuilt when another process has written; a question works on one view
throughout.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from functools import cached_property

from talkbot.catalogue import Catalogue
from talkbot.embedding import Embedder
from talkbot.english import Weight, term_weights
from talkbot.languages import language_code
from talkbot.library import Library
from talkbot.linking import Linker
from talkbot.passages import sentences_of
from talkbot.reading import SentenceReader
from talkbot.retrieval import Searcher
from talkbot.talks import Talk
from talkbot.tongues import language_of
from talkbot.vectors import Vectors
from talkbot.words import stem, words

# Texts read to tell the languages of talks whose records do not say.
_READ = 300
# Of what the reader keeps, the rest is for what is asked.
_AHEAD = 1500


class View:
    """The derived parts of one generation of the library."""

    def __init__(
        self, library: Library, vectors: Vectors, embedder: Embedder, reader: SentenceReader
    ):
        self.generation = library.generation
        self.library = library
        self.searcher = Searcher(library, vectors, embedder)
        self.reader = reader
        self._counted: dict[str, int] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.library.talks(), self.library.with_transcript())

    @cached_property
    def linker(self) -> Linker:
        return Linker(self.catalogue, self.frequency)

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages of the talks: what their records say, else what their texts look like."""
        talks = self.catalogue.talks
        told = {language_code(talk.language) for talk in talks if talk.language}
        silent = [talk for talk in talks if not talk.language]
        step = max(1, len(silent) // _READ)
        read = {language_of(f"{t.title}. {t.abstract}") or "en" for t in silent[::step]}
        return frozenset(told | read) - {""}

    def foreign(self, question: str) -> str:
        """The code of the question's language when no talk is in it, else ""."""
        code = language_of(self._without_names(question))
        return code if code and code != "en" and code not in self.languages else ""

    def _without_names(self, question: str) -> str:
        kept, at = [], 0
        for mention in sorted(self.linker.link(question), key=lambda m: m.start):
            kept.append(question[at : mention.start])
            at = max(at, mention.end)
        return " ".join([*kept, question[at:]])

    @cached_property
    def vocabulary(self) -> list[str]:
        """The terms of the passages that are words, for spelling."""
        return [term for term in self.library.vocabulary() if len(term) > 3 and term.isalpha()]

    def spelt(self, term: str) -> str:
        """A word of some passage whose index term this is."""
        for hit in self.library.search_passages([term], 1):
            for passage in self.library.passages([hit.id]).values():
                found = next((w for w in words(passage.text) if stem(w) == term), None)
                if found:
                    return found
        return term

    def read_ahead(self) -> None:
        """Let the reader meet every sentence, if they are so few that it keeps them all.

        Reading takes most of an answer's time; here nobody waits for it.
        """
        if self.library.passage_count > _AHEAD:
            return
        each = {talk: self.library.passages_of(talk.id) for talk in self.catalogue.talks}
        parts = [
            [
                ("", talk.title),
                *((p.heading, p.text[start:end]) for p in of for start, end in sentences_of(p)),
            ]
            for talk, of in each.items()
        ]
        if sum(map(len, parts)) <= _AHEAD:
            for some in parts:
                self.reader.encoded([text for _, text in some], [heading for heading, _ in some])

    def talk(self, talk_id: str) -> Talk:
        """The whole talk, transcript included; without its cues if it was just removed."""
        return self.library.talk(talk_id) or self.catalogue.by_id[talk_id]

    def frequency(self, terms: Iterable[str]) -> Mapping[str, int]:
        """In how many passages each term occurs."""
        wanted = list(terms)
        new = [term for term in wanted if term not in self._counted]
        if new:
            self._counted |= self.library.document_frequency(new)
        return {term: self._counted[term] for term in wanted}

    def weight(self, terms: Iterable[str]) -> Weight:
        """How telling each of these terms is in this collection."""
        wanted = list(dict.fromkeys(terms))
        return term_weights(self.frequency(wanted), self._passages, wanted)

    @cached_property
    def _passages(self) -> int:
        return self.library.passage_count


class Collection:
    """Gives the current View; safe to use from several threads."""

    def __init__(self, library: Library, vectors: Vectors, embedder: Embedder):
        self.library = library
        self.embedder = embedder
        self._vectors = vectors
        self._reader = SentenceReader(embedder)
        self._lock = threading.Lock()
        self._view: View | None = None

    def view(self) -> View:
        with self._lock:
            if self._view is None or self._view.generation != self.library.generation:
                self._view = View(self.library, self._vectors, self.embedder, self._reader)
            return self._view

    def close(self) -> None:
        self._vectors.close()
        self.library.close()

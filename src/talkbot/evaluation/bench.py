"""A collection ready to be asked: the TalkBot over it, and the search behind it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

from talkbot.assembly import build
from talkbot.chat import TalkBot
from talkbot.collection import View
from talkbot.embedding import Embedder, load_embedder
from talkbot.english import Weight, term_weights
from talkbot.evaluation.remembering import Remembering
from talkbot.library import Library
from talkbot.retrieval import Found
from talkbot.settings import Settings
from talkbot.talks import Talk

_KEPT = 8


class Corpus:
    """The records of a collection and how telling a term is in it: all that scoring needs."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._talks: dict[str, Talk | None] = {}
        self._frequency: dict[str, int] = {}

    @cached_property
    def ids(self) -> frozenset[str]:
        return self._library.talk_ids()

    @cached_property
    def talks(self) -> tuple[Talk, ...]:
        return tuple(talk for i in sorted(self.ids) if (talk := self.talk(i)))

    def talk(self, talk_id: str) -> Talk | None:
        """The whole talk, transcript included; None when there is none."""
        if talk_id not in self._talks:
            self._talks[talk_id] = self._library.talk(talk_id)
        return self._talks[talk_id]

    def weight(self, terms: Iterable[str]) -> Weight:
        """As the view's; a term is counted once."""
        wanted = list(dict.fromkeys(terms))
        new = [term for term in wanted if term not in self._frequency]
        if new:
            self._frequency |= dict.fromkeys(new, 0)
            self._frequency |= self._library.document_frequency(new)
        return term_weights(self._frequency, self._passages, wanted)

    @cached_property
    def _passages(self) -> int:
        return self._library.passage_count


class Bench:
    """What is measured, over one library."""

    def __init__(self, bot: TalkBot) -> None:
        self.bot = bot
        self.corpus = Corpus(bot.library)
        self._found: OrderedDict[str, Found] = OrderedDict()

    @classmethod
    @contextmanager
    def open(cls, settings: Settings, embedder: Embedder | None = None) -> Iterator[Bench]:
        """Over the library in `settings.home`; raises as `assembly.build` does."""
        bot = build(settings, Remembering(embedder or load_embedder(settings)))
        try:
            yield cls(bot)
        finally:
            bot.library.close()

    @property
    def view(self) -> View:
        return self.bot.view()

    def search(self, text: str) -> Found:
        """The product's search; several systems look at the same one."""
        if text not in self._found:
            self._found[text] = self.view.searcher.search(text)
            if len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return self._found[text]

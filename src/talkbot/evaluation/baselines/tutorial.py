"""The chain of LangChain's first retrieval tutorial, over the same talks and embedder.

Pieces of 1,000 characters that overlap by 200, a vector store in memory, the four nearest. Without
a key there is nobody to write, so its first piece is the answer.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from talkbot.evaluation.baselines.passage import quoted
from talkbot.evaluation.bench import Bench
from talkbot.evaluation.observation import Observation
from talkbot.talks import Field, Passage, Talk

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import InMemoryVectorStore

_PIECE, _OVERLAP, _NEAREST = 1000, 200, 4
_chains: WeakKeyDictionary[Bench, _Chain] = WeakKeyDictionary()


def tutorial_chain(bench: Bench, question: str) -> Observation:
    """What the tutorial's chain retrieves, its first piece as the answer."""
    if bench not in _chains:
        _chains[bench] = _Chain(bench)
    return quoted(question, _chains[bench].nearest(question), bench)


class _Chain:
    def __init__(self, bench: Bench) -> None:
        self._talks = bench.corpus.talks
        self._embedder = bench.bot.embedder

    def nearest(self, question: str) -> list[tuple[Passage, float]]:
        vector = self._embedder.embed_query(question)
        found = self._store.similarity_search_with_score_by_vector(vector, k=_NEAREST)
        return [(_passage(document), score) for document, score in found]

    @cached_property
    def _store(self) -> InMemoryVectorStore:
        from langchain_core.vectorstores import InMemoryVectorStore
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(
            chunk_size=_PIECE, chunk_overlap=_OVERLAP, add_start_index=True
        )
        store = InMemoryVectorStore(cast("Embeddings", self._embedder))
        store.add_documents(splitter.split_documents(_documents(self._talks)))
        return store


def _documents(talks: tuple[Talk, ...]) -> list[Document]:
    """Every text of every talk, as a loader would give it."""
    from langchain_core.documents import Document

    texts: list[tuple[Talk, Field, int | None, str]] = []
    for talk in talks:
        texts += [(talk, "abstract", None, talk.abstract)]
        texts += [(talk, "bio", n, s.bio) for n, s in enumerate(talk.speakers)]
        texts += [(talk, "transcript", None, talk.transcript_text)]
    return [
        Document(text, metadata={"talk_id": talk.id, "field": field, "speaker": speaker})
        for talk, field, speaker, text in texts
        if text
    ]


def _passage(document: Document) -> Passage:
    place = document.metadata
    start = place["start_index"]
    return Passage(
        f"{place['talk_id']}#{place['field']}{place['speaker']}-{start}",
        place["talk_id"],
        place["field"],
        place["speaker"],
        start,
        start + len(document.page_content),
        document.page_content,
    )

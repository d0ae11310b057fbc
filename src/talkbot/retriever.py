"""The search as LangChain has it. Apart from `retrieval`: these imports take half a second."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from talkbot.retrieval import Found, PassageHit
from talkbot.talks import Passage


class TalkRetriever(BaseRetriever):
    """The search as a LangChain retriever; metadata carries ids, field, offsets and scores."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Any
    k: int = 6
    talk_ids: frozenset[str] | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        found: Found = self.searcher.search(query, talk_ids=self.talk_ids)
        return [document(hit) for hit in found.passages[: self.k]]


def document(hit: PassageHit) -> Document:
    """A passage hit as a LangChain Document."""
    scores = {"score": hit.score, "cosine": hit.cosine, "bm25": hit.bm25}
    return document_of(hit.passage, scores)


def document_of(passage: Passage, scores: Mapping[str, float] = MappingProxyType({})) -> Document:
    """A passage as a LangChain Document, `scores` in its metadata."""
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "talk_id": passage.talk_id,
            "field": passage.field,
            "speaker": passage.speaker,
            "start": passage.start,
            "end": passage.end,
            "time": passage.time,
            "heading": passage.heading,
            **scores,
        },
    )

"""LangChain's tutorial chain, its pieces kept in Chroma: splitter, embedder, vector store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chromadb import PersistentClient
from chromadb.config import Settings
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from talkbot.embedding import MiniLM

_TOGETHER = 500


class Chain:
    """What `langchain_chroma.Chroma` does with these calls, without that package."""

    def __init__(self, folder: Path | str) -> None:
        self.embedder = MiniLM.load()
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        self._client = PersistentClient(
            str(folder), settings=Settings(_env_file=None, anonymized_telemetry=False)
        )
        self._store = self._client.get_or_create_collection("chain", embedding_function=None)

    def add(self, documents: Sequence[tuple[str, str]]) -> int:
        """Split, embed and store (talk id, text); gives how many pieces there were."""
        pieces = self._splitter.split_documents(
            [Document(text, metadata={"talk": talk}) for talk, text in documents]
        )
        for at in range(0, len(pieces), _TOGETHER):
            some = pieces[at : at + _TOGETHER]
            self._store.add(
                ids=[f"piece-{at + i}" for i in range(len(some))],
                embeddings=self.embedder.embed_documents([piece.page_content for piece in some]),
                documents=[piece.page_content for piece in some],
                metadatas=[piece.metadata for piece in some],
            )
        return len(pieces)

    def search(self, question: str, count: int) -> list[str]:
        """The talks of the nearest pieces, best first, each once."""
        found: Any = self._store.query(
            query_embeddings=[self.embedder.embed_query(question)],
            n_results=min(4 * count, self._store.count()),
            include=["documents", "metadatas", "distances"],
        )
        talks = dict.fromkeys(metadata["talk"] for metadata in found["metadatas"][0])
        return list(talks)[:count]

    def close(self) -> None:
        self._client.close()

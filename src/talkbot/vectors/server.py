"""Indexes on a Chroma server, a collection each: several talkbots, or machines, search one.

A collection is brought up to date in place. What a reader finds meanwhile is joined with the
library, which knows no removed passage any more, so nothing that is gone is shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from talkbot.errors import LibraryError, VectorsError
from talkbot.library import IndexState, Library
from talkbot.vectors.index import (
    Index,
    IndexBroken,
    Tell,
    check_ids,
    check_vectors,
    filled,
    ids_checksum,
    quiet,
)

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_CLOUD = "api.trychroma.com"
_PAGE = 5000
_PREFIX = "talkbot-"
# Seconds: a reader goes on with keywords after this, a writer has large batches to send.
_READING = 5.0
_WRITING = 120.0


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server at `url`, as http://host:8000 or https://host/TENANT/DATABASE."""

    url: str
    token: str = field(default="", repr=False)

    def key(self, fingerprint: str) -> str:
        return f"{fingerprint}@{self.url}"

    def opened(self, library: Library, fingerprint: str, state: IndexState) -> Index:
        index = self._open(state, _READING)
        try:
            with self._asked():
                known = library.vectors_of(library.embedded_ids(fingerprint)[:1], fingerprint)
                check_vectors(index, known, {})
        except BaseException:
            index.close()
            raise
        return index

    def damage(self, library: Library, fingerprint: str, state: IndexState) -> str:
        try:
            index = self._open(state, _WRITING)
        except (IndexBroken, VectorsError) as error:
            return str(error)
        try:
            with self._asked():
                ids = _ids(index.collection)
                check_ids(ids, state)
                for at in range(0, len(ids), _PAGE):
                    got: Any = index.collection.get(include=["embeddings"], limit=_PAGE, offset=at)
                    rows = dict(zip(got["ids"], got["embeddings"], strict=True))
                    check_vectors(index, library.vectors_of(list(rows), fingerprint), rows)
        except (IndexBroken, VectorsError) as error:
            return str(error)
        finally:
            index.close()
        return ""

    def unchanged(self, state: IndexState) -> bool:  # noqa: ARG002
        """Never told without asking: others can reach a server as well."""
        return False

    def made(
        self,
        library: Library,
        fingerprint: str,
        wanted: Sequence[str],
        base: IndexState | None,
        tell: Tell,
    ) -> IndexState:
        if base:
            try:
                self.opened(library, fingerprint, base).close()
            except IndexBroken:
                base = None
        before = library.index_state(self.key(fingerprint))
        name = before.place if before else f"{_PREFIX}{uuid.uuid4().hex[:12]}"
        revision = library.revision
        with self._client(_WRITING) as client:
            try:
                with self._asked():
                    if before and not base:
                        _delete(client, name)
                    collection = client.get_or_create_collection(
                        name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                    )
                    most = client.get_max_batch_size()
                    there = set(_ids(collection))
                    filled(library, fingerprint, collection, wanted, there, tell, min(_PAGE, most))
                    state = IndexState(name, revision, len(wanted), f"-{ids_checksum(wanted)}")
                    check_ids(_ids(collection), state)
            except IndexBroken as error:
                raise LibraryError(
                    f"The vector index cannot be written to the Chroma server at {self.url} "
                    f"({error}): look at the server, then run `talkbot check --repair`."
                ) from error
        return state

    def in_passing(self, _library: Library, _fingerprint: str) -> Index:
        raise VectorsError(
            f"The Chroma server at {self.url} has no index of these talks, and this library "
            "cannot be written: ingest where it can be."
        )

    def forget(self, library: Library) -> None:
        """Delete the collections here. Raises VectorsError when the server cannot be reached."""
        names = [name for name in library.index_places() if name.startswith(_PREFIX)]
        if names:
            with self._client(_WRITING) as client, self._asked():
                for name in names:
                    _delete(client, name)

    def tidy(self, library: Library) -> None:
        """Nothing to do: a collection is brought up to date in place."""

    def _open(self, state: IndexState, seconds: float) -> Index:
        client = self._connected(seconds)
        try:
            with self._asked():
                return Index(
                    state,
                    client,
                    client.get_collection(state.place, None),
                    after=partial(_disconnect, client),
                    guard=self._asked,
                )
        except BaseException:
            _close(client)
            raise

    @contextmanager
    def _client(self, seconds: float) -> Iterator[Client]:
        client = self._connected(seconds)
        try:
            yield client
        finally:
            _close(client)

    def _connected(self, seconds: float) -> Client:
        import chromadb
        import httpx
        from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT

        parts = urlsplit(self.url)
        tenant, _, database = parts.path.strip("/").partition("/")
        with self._asked("it has no such tenant or database"):
            # Chroma's client waits without end for its first answers.
            httpx.get(
                f"{parts.scheme}://{parts.netloc}/api/v2/heartbeat", timeout=_READING
            ).raise_for_status()
            if parts.hostname == _CLOUD:
                made = chromadb.CloudClient(
                    tenant=tenant or None,
                    database=database or None,
                    api_key=self.token,
                    settings=quiet(),
                )
            else:
                made = chromadb.HttpClient(
                    host=parts.hostname or "",
                    port=parts.port or (443 if parts.scheme == "https" else 80),
                    ssl=parts.scheme == "https",
                    headers={"x-chroma-token": self.token} if self.token else {},
                    settings=quiet(),
                    tenant=tenant or DEFAULT_TENANT,
                    database=database or DEFAULT_DATABASE,
                )
        client = cast("Client", made)
        # Nor has it a setting for how long it waits later.
        for session in _sessions(client):
            session.timeout = httpx.Timeout(seconds)
        return client

    @contextmanager
    def _asked(self, absent: str = "") -> Iterator[None]:
        """What is not there as IndexBroken (VectorsError, with `absent` to say what is meant), and
        whatever else Chroma or the way to it raises as VectorsError."""
        from chromadb.errors import NotFoundError

        try:
            yield
        except (IndexBroken, VectorsError, MemoryError):
            raise
        except NotFoundError as error:
            if absent:
                raise self._trouble(absent) from error
            raise IndexBroken("it is not there") from error
        except Exception as error:
            raise self._trouble(_reason(error)) from error

    def _trouble(self, reason: str) -> VectorsError:
        return VectorsError(
            f"The Chroma server at {self.url} cannot be used ({reason}): check that it runs, "
            "TALKBOT_CHROMA_URL and TALKBOT_CHROMA_KEY."
        )


def _reason(error: BaseException) -> str:
    """The cause at the bottom, in a few words."""
    import httpx

    while error.__cause__ or error.__context__:
        if isinstance(error, httpx.TimeoutException):
            return "it does not answer"
        error = error.__cause__ or error.__context__ or error
    if isinstance(error, httpx.HTTPStatusError):
        return f"it answers with status {error.response.status_code}"
    words = " ".join(str(error).split())
    return words[:120] or type(error).__name__


def _sessions(client: Client) -> tuple[httpx.Client, ...]:
    """The connections of a client, which it neither closes nor gives a time limit."""
    inside: Any = client
    return inside._server._session, inside._admin_client._server._session


def _disconnect(client: Client) -> None:
    for session in _sessions(client):
        session.close()


def _close(client: Client) -> None:
    client.close()
    _disconnect(client)


def _ids(collection: Collection) -> list[str]:
    ids: list[str] = []
    while page := collection.get(include=[], limit=_PAGE, offset=len(ids))["ids"]:
        ids += page
    return ids


def _delete(client: Client, name: str) -> None:
    from chromadb.errors import NotFoundError

    with suppress(NotFoundError):
        client.delete_collection(name)

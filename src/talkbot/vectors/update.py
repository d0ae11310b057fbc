"""Bringing the vector index up to the library's state."""

from __future__ import annotations

from collections.abc import Sequence

from talkbot.embedding import Embedder, Vector
from talkbot.errors import EmbedderError
from talkbot.library import IndexState, Library
from talkbot.vectors.folder import Folders
from talkbot.vectors.index import IndexBroken, Indexes, Tell
from talkbot.vectors.server import Server

_SAVED_TOGETHER = 256


def place(library: Library, server: Server | None) -> Indexes:
    """Where the indexes of a library are: on the server, or in its home without one."""
    return server or Folders(library.home)


def update(
    library: Library,
    embedder: Embedder,
    *,
    server: Server | None = None,
    most: int | None = None,
    quick: bool = False,
    progress: Tell | None = None,
) -> None:
    """Publish an index that holds exactly the library's passages. The caller holds the lock.

    Passages without a vector are embedded first, unless they are more than `most`; then they are
    left out, for the next ingest. With `quick` an index that is up to date is not opened: that
    its files are what was written is enough, since who searches in it looks closer. `progress`
    is told the stage, and how many of how many passages are done. Raises LibraryError,
    VectorsError or EmbedderError.
    """
    tell = progress or (lambda *_: None)
    fingerprint = embedder.fingerprint
    _embed(library, embedder, most, tell)
    indexes = place(library, server)
    key = indexes.key(fingerprint)
    wanted = library.embedded_ids(fingerprint)
    base = library.index_state(key)
    current = base and (base.revision, base.vectors) == (library.revision, len(wanted))
    # One that is behind is looked at when it is made to grow.
    sound = base and current and quick and indexes.unchanged(base)
    if base and current and not sound:
        sound = _is_sound(indexes, library, fingerprint, base)
    if not sound:
        state = indexes.made(library, fingerprint, wanted, None if current else base, tell)
        with library.writing() as writer:
            writer.publish(key, state)
    indexes.tidy(library)


def embedded(library: Library, embedder: Embedder, texts: Sequence[str]) -> Vector:
    """The vectors of texts, a row each, which compare with those in the library.

    Raises EmbedderError, also when a service has put another model behind the same name.
    """
    vectors = embedder.embed(texts)
    width = library.vector_width(embedder.fingerprint)
    if width and vectors.shape[1] != width:
        raise EmbedderError(
            f"The embedder {embedder.fingerprint} now gives {vectors.shape[1]} numbers a text, "
            f"before it gave {width}: it is another model, so give it another name or address in "
            "TALKBOT_EMBEDDER."
        )
    return vectors


def damage_of(library: Library, fingerprint: str, server: Server | None = None) -> str:
    """What is wrong with the published index, or "" when it is whole and up to date."""
    indexes = place(library, server)
    state = library.index_state(indexes.key(fingerprint))
    if state is None:
        return "it is missing"
    damage = indexes.damage(library, fingerprint, state)
    return damage or ("" if state.revision == library.revision else "it is behind the talks")


def _embed(
    library: Library,
    embedder: Embedder,
    most: int | None,
    tell: Tell,
) -> None:
    """Fill the cache in small transactions, so that a kill loses seconds of work only."""
    missing = library.unembedded(embedder.fingerprint)
    if most is not None and len(missing) > most:
        return
    # Sorted over everything, equal lengths meet in a batch. The longest come first: memory peaks
    # at once, and the estimate of the time left errs on the safe side.
    order = sorted(missing, key=lambda key: -len(missing[key]))
    tell("Embedding", 0, len(order))
    for at in range(0, len(order), _SAVED_TOGETHER):
        chosen = order[at : at + _SAVED_TOGETHER]
        vectors = embedded(library, embedder, [missing[key] for key in chosen])
        with library.writing() as writer:
            writer.keep_vectors(embedder.fingerprint, chosen, vectors)
        tell("Embedding", at + len(chosen), len(order))


def _is_sound(indexes: Indexes, library: Library, fingerprint: str, state: IndexState) -> bool:
    try:
        indexes.opened(library, fingerprint, state).close()
    except IndexBroken:
        return False
    return True


def forget(library: Library, server: Server | None = None) -> None:
    """Let a server forget all that this library keeps there, before talks are erased.

    Raises VectorsError when it cannot be reached.
    """
    place(library, server).forget(library)

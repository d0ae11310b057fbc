"""Bringing the vector index up to the library's state."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from talkbot.embedding import Embedder, Vector
from talkbot.errors import EmbedderError, LibraryError
from talkbot.library import IndexState, Library
from talkbot.vectors.index import IndexBroken, fill, opened

FOLDER = "chroma"
_SAVED_TOGETHER = 256


def update(
    library: Library,
    embedder: Embedder,
    *,
    most: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> None:
    """Publish an index that holds exactly the library's passages. The caller holds the lock.

    Passages without a vector are embedded first, unless they are more than `most`; then they are
    left out, for the next ingest. `progress` is told the stage, and how many of how many passages
    are done. Raises LibraryError or EmbedderError.
    """
    tell = progress or (lambda *_: None)
    fingerprint = embedder.fingerprint
    _embed(library, embedder, most, tell)
    wanted = library.embedded_ids(fingerprint)
    base = library.index_state(fingerprint)
    sound = base is not None and _is_sound(library, fingerprint, base)
    if not (base and sound and (base.revision, base.vectors) == (library.revision, len(wanted))):
        state = _made(library, fingerprint, wanted, base if sound else None, tell)
        with library.writing() as writer:
            writer.publish(fingerprint, state)
    kept = library.index_places()
    for folder in (library.home / FOLDER).iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


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


def damage_of(library: Library, fingerprint: str) -> str:
    """What is wrong with the published index, or "" when it is whole and up to date."""
    state = library.index_state(fingerprint)
    if state is None:
        return "it is missing"
    try:
        opened(library, fingerprint, place_of(library, state), state, copy=True).close()
    except IndexBroken as error:
        return str(error)
    return "" if state.revision == library.revision else "it is behind the talks"


def _embed(
    library: Library,
    embedder: Embedder,
    most: int | None,
    tell: Callable[[str, int, int], None],
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


def _made(
    library: Library,
    fingerprint: str,
    wanted: list[str],
    base: IndexState | None,
    tell: Callable[[str, int, int], None],
) -> IndexState:
    """A new folder with the index of the wanted passages, grown from a copy of `base`."""
    for start in (base, None) if base else (None,):
        folder = library.home / FOLDER / uuid.uuid4().hex[:12]
        try:
            if start:
                shutil.copytree(library.home / FOLDER / start.place, folder)
            state = fill(library, fingerprint, folder, wanted, tell)
            if _is_sound(library, fingerprint, state):
                return state
        except IndexBroken as error:
            reason = str(error)
        except OSError as error:
            reason = error.strerror or str(error)
        shutil.rmtree(folder, ignore_errors=True)
    raise LibraryError(
        f"The vector index cannot be written to {library.home / FOLDER} ({reason}): check the "
        "space and permissions there, then run the command again."
    )


def _is_sound(library: Library, fingerprint: str, state: IndexState) -> bool:
    try:
        opened(library, fingerprint, place_of(library, state), state).close()
    except IndexBroken:
        return False
    return True


def place_of(library: Library, state: IndexState) -> Path:
    """The folder of a published index."""
    return library.home / FOLDER / state.place

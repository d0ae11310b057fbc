"""The map of a library: drawn by an ingest and kept beside the talks.

Drawing a large map anew takes seconds, so a few talks more or less do not: those that are gone
leave it, and new ones are placed among their nearest when it is looked at. A library made before
maps were kept has one drawn when it is looked at, until its next ingest.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable

import numpy as np

from talkbot.atlas import Atlas, Group, Matrix, atlas, with_others, without_others
from talkbot.library import Library

_LARGE = 2000
"""Talks from which on a map is not drawn anew for every change."""
_CHANGED = 0.1
"""The share of a large map's talks that may be other ones."""


def draw(library: Library, fingerprint: str, tell: Callable[[str, int, int], None]) -> None:
    """Keep a map of the talks that have vectors. The caller holds the lock."""
    drawn = _kept(library, fingerprint)
    if drawn is None:
        count = library.talk_count
        tell("Drawing the map", 0, count)
        drawn = _drawn(library, fingerprint)
        tell("Drawing the map", count, count)
    elif library.talk_ids().issuperset(drawn.ids):
        return
    else:
        drawn = without_others(drawn, library.talk_ids())
    with library.writing() as writer:
        writer.keep_map(fingerprint, library.revision, _packed(drawn))


def map_of(library: Library, fingerprint: str) -> Atlas:
    """The map of the talks that have vectors, as they are now."""
    drawn = _kept(library, fingerprint)
    if drawn is None:
        return _drawn(library, fingerprint)
    drawn = without_others(drawn, library.talk_ids())
    if len(drawn.ids) < library.talk_count:
        drawn = with_others(drawn, *talk_vectors(library, fingerprint))
    return drawn


def talk_vectors(library: Library, fingerprint: str) -> tuple[list[str], Matrix]:
    """The ids of all talks with vectors and the middle of each one's passages, a row each."""
    ids = library.embedded_ids(fingerprint)
    total: dict[str, Matrix] = {}
    for start in range(0, len(ids), 2000):
        chunk = ids[start : start + 2000]
        rows = library.vectors_of(chunk, fingerprint)
        for passage in library.passages(chunk).values():
            if passage.id in rows:
                before = total.get(passage.talk_id)
                row = rows[passage.id]
                total[passage.talk_id] = row if before is None else before + row
    matrix = np.stack(list(total.values())) if total else np.zeros((0, 1), np.float32)
    return list(total), matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)


def _drawn(library: Library, fingerprint: str) -> Atlas:
    ids, vectors = talk_vectors(library, fingerprint)
    talks = {talk.id: talk for talk in library.talks()}
    # Between the two reads another process may have removed a talk.
    rows = [row for row, key in enumerate(ids) if key in talks]
    return atlas([talks[ids[row]] for row in rows], vectors[rows])


def _kept(library: Library, fingerprint: str) -> Atlas | None:
    """The map that is kept, unless the talks have become too different since it was drawn."""
    found = library.kept_map(fingerprint)
    if found is None:
        return None
    revision, record = found
    drawn = _unpacked(record)
    if revision == library.revision:
        return drawn
    others = len(library.talk_ids().symmetric_difference(drawn.ids))
    return drawn if len(drawn.ids) >= _LARGE and others <= _CHANGED * len(drawn.ids) else None


def _packed(drawn: Atlas) -> bytes:
    groups = [(group.label, group.x, group.y) for group in drawn.groups]
    record = (drawn.ids, drawn.places, drawn.group_of, groups)
    return zlib.compress(json.dumps(record).encode())


def _unpacked(record: bytes) -> Atlas:
    ids, places, group_of, groups = json.loads(zlib.decompress(record))
    return Atlas(
        tuple(ids),
        tuple((x, y) for x, y in places),
        tuple(group_of),
        tuple(Group(*group) for group in groups),
    )

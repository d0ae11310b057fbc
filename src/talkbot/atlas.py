"""A map of the collection: a place in the plane for every talk, and named groups of near ones.

Places come from the talks' vectors: principal components first, then neighbours are drawn together
and strangers pushed apart (the forces of UMAP with a = b = 1). The same collection gives the same
map.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talkbot.talks import Talk
from talkbot.themes import telling, terms_of
from talkbot.words import stem

Matrix = NDArray[np.float32]

_NEIGHBOURS = 8
_COMPONENTS = 40
_STRANGERS = 4
_BLOCK = 1000
_SHARED = 0.02
"""The least share of a group's talks that have a term of its name."""
_NEARLY = 0.6
"""The least share of the first term's worth that a second one has."""


@dataclass(frozen=True, slots=True)
class Group:
    """Talks that lie together: a name from their records, and the middle of their places."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Atlas:
    """`places[i]` in 0..1 and `group_of[i]` (an index into `groups`) are of talk `ids[i]`."""

    ids: tuple[str, ...]
    places: tuple[tuple[float, float], ...]
    group_of: tuple[int, ...]
    groups: tuple[Group, ...]


def atlas(talks: Sequence[Talk], vectors: Matrix) -> Atlas:
    """The map of talks, each with its vector."""
    if not len(talks):
        return Atlas((), (), (), ())
    components = _components(vectors)
    places = _framed(_spread(components))
    members = _grouped(places, groups_for(len(talks)))
    groups = []
    for group, label in enumerate(_labels(talks, members)):
        x, y = np.median(places[members == group], axis=0)
        groups.append(Group(label, round(float(x), 4), round(float(y), 4)))
    return Atlas(
        tuple(talk.id for talk in talks),
        tuple((round(float(x), 4), round(float(y), 4)) for x, y in places),
        tuple(int(group) for group in members),
        tuple(groups),
    )


def without_others(drawn: Atlas, ids: Collection[str]) -> Atlas:
    """The map of those of its talks that have one of these ids."""
    rows = [row for row, key in enumerate(drawn.ids) if key in ids]
    return Atlas(
        tuple(drawn.ids[row] for row in rows),
        tuple(drawn.places[row] for row in rows),
        tuple(drawn.group_of[row] for row in rows),
        drawn.groups,
    )


def with_others(drawn: Atlas, ids: Sequence[str], vectors: Matrix) -> Atlas:
    """The map, and the talks it lacks in the middle of the three that each is nearest to.

    `ids` are of all talks, `vectors` a row for each.
    """
    row_of = {key: row for row, key in enumerate(drawn.ids)}
    kept = np.array([row for row, key in enumerate(ids) if key in row_of])
    rows = [row_of[ids[row]] for row in kept]
    places, groups = np.array(drawn.places)[rows], np.array(drawn.group_of)[rows]
    new = [row for row, key in enumerate(ids) if key not in row_of]
    nearest = np.argsort(-(vectors[new] @ vectors[kept].T), axis=1)[:, :3]
    middles = places[nearest].mean(axis=1)
    return Atlas(
        (*drawn.ids, *(ids[row] for row in new)),
        (*drawn.places, *((round(float(x), 4), round(float(y), 4)) for x, y in middles)),
        (*drawn.group_of, *map(int, groups[nearest[:, 0]])),
        drawn.groups,
    )


def groups_for(count: int) -> int:
    """How many groups so many talks fall into: few enough to name and colour."""
    return max(1, min(10, math.isqrt(count // 2)))


def _components(vectors: Matrix) -> Matrix:
    centred = vectors - vectors.mean(axis=0)
    spread = centred.T @ centred
    _, axes = np.linalg.eigh(spread.astype(np.float64))
    axes = axes[:, ::-1][:, :_COMPONENTS]
    # The sign of an axis is arbitrary: its largest entry is made positive.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    components: Matrix = (centred @ axes).astype(np.float32)
    return components


def _spread(components: Matrix) -> Matrix:
    count = len(components)
    places = components[:, :2] if components.shape[1] > 1 else np.repeat(components, 2, axis=1)
    places = places / (float(np.abs(places).max()) or 1.0) * 8
    if count < 4:
        return places.astype(np.float32)
    rng = np.random.default_rng(0)
    one, other = _edges(components)
    strangers = min(_STRANGERS, count - 1)
    epochs = 200 if count < 3000 else 50
    for epoch in range(epochs):
        apart = places[one] - places[other]
        near = -2 * apart / (1 + (apart**2).sum(axis=1, keepdims=True))
        move = _summed(one, near, count) - _summed(other, near, count)
        who = np.tile(np.arange(count), strangers)
        apart = places[who] - places[rng.integers(0, count, len(who))]
        squared = (apart**2).sum(axis=1, keepdims=True)
        push = np.clip(2 * apart / ((0.05 + squared) * (1 + squared)), -4, 4)
        move += _summed(who, push, count)
        places = places + np.clip(move, -4, 4) * (0.2 * (1 - epoch / epochs))
    return places.astype(np.float32)


def _summed(rows: NDArray[np.int64], values: NDArray[np.floating], count: int) -> Matrix:
    columns = [np.bincount(rows, values[:, axis], count) for axis in (0, 1)]
    return np.stack(columns, axis=1).astype(np.float32)


def _edges(components: Matrix) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each talk with its nearest neighbours."""
    count = len(components)
    most = min(_NEIGHBOURS, count - 1)
    unit = components / np.maximum(np.linalg.norm(components, axis=1, keepdims=True), 1e-9)
    found = []
    for start in range(0, count, _BLOCK):
        near = unit[start : start + _BLOCK] @ unit.T
        near[np.arange(len(near)), np.arange(start, start + len(near))] = -2
        # A copy: a view would keep the places of all talks, 150 MB a block of 18,000.
        found.append(np.argpartition(near, count - most, axis=1)[:, count - most :].copy())
    other = np.concatenate(found).ravel().astype(np.int64)
    return np.repeat(np.arange(count, dtype=np.int64), most), other


def _framed(places: Matrix) -> Matrix:
    """Places in 0..1. Half of each is its rank: islands far apart come nearer, crowds get room."""
    low, high = places.min(axis=0), places.max(axis=0)
    plain = (places - low) / np.maximum(high - low, 1e-9)
    ranks = places.argsort(axis=0, kind="stable").argsort(axis=0) / max(1, len(places) - 1)
    framed: Matrix = (0.4 * plain + 0.6 * ranks).astype(np.float32)
    return framed


def _grouped(points: Matrix, count: int) -> NDArray[np.int64]:
    """k-means over the places, so that a group is one region of the map."""
    rng = np.random.default_rng(0)
    centres = points[[len(points) // 2]]
    while len(centres) < count:
        gap = ((points[:, None] - centres[None]) ** 2).sum(axis=2).min(axis=1)
        if not gap.any():
            break
        centres = np.vstack([centres, points[rng.choice(len(points), p=gap / gap.sum())]])
    members = np.zeros(len(points), dtype=np.int64)
    for _ in range(30):
        distance = ((points[:, None] - centres[None]) ** 2).sum(axis=2)
        members = distance.argmin(axis=1).astype(np.int64)
        fresh = [
            points[members == group].mean(axis=0) if (members == group).any() else centres[group]
            for group in range(len(centres))
        ]
        centres = np.stack(fresh)
    return np.searchsorted(np.unique(members), members).astype(np.int64)


def _labels(talks: Sequence[Talk], members: NDArray[np.int64]) -> list[str]:
    """For each group the terms of its records that tell it best from the others, each used once."""
    shown = [terms_of(talk) for talk in talks]
    everywhere = Counter(term for terms in shown for term in terms)
    labels: list[str] = []
    used: set[str] = set()
    for group in range(int(members.max()) + 1):
        inside = [shown[i] for i in np.flatnonzero(members == group)]
        counts = Counter(term for terms in inside for term in terms)
        named = Counter(term for terms in inside for term, in_title in terms.items() if in_title)
        enough = min(len(inside), max(2, math.ceil(_SHARED * len(inside))))
        worth = {
            term: (count + 3 * named[term])
            * math.log((1 + len(talks)) * count / (everywhere[term] * len(inside)))
            * (1.5 if " " in term else 1.0)
            * telling(term)
            for term, count in counts.items()
            if count >= enough and named[term]  # what only abstracts say is often a set phrase
        }
        chosen = _chosen(worth, used)
        used |= {stem(word) for term in chosen for word in term.split()}
        labels.append(", ".join(chosen) or talks[int(np.argmax(members == group))].title)
    return labels


def _chosen(worth: Mapping[str, float], used: Collection[str]) -> list[str]:
    """The best term, and one that tells nearly as much; no word of theirs twice or used before."""
    chosen: list[str] = []
    seen = set(used)
    for term in sorted(worth, key=lambda term: (-worth[term], term))[:40]:
        stems = {stem(word) for word in term.split()}
        near = not chosen or worth[term] >= _NEARLY * worth[chosen[0]]
        if len(chosen) < 2 and near and not stems & seen:
            chosen.append(term)
            seen |= stems
    return chosen

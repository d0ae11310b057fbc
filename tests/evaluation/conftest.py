"""Runs that several tests look at, each asked for once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talkbot.evaluation.items import Choice, Collection, load_collections
from talkbot.evaluation.run import Run, evaluate
from talkbot.resources import resource_path
from talkbot.settings import Settings
from tests.page.conftest import browser

__all__ = ["browser"]


def collections(*names: str) -> tuple[Collection, ...]:
    found = load_collections(resource_path("eval"), resource_path("data"), Choice())
    return tuple(each for each in found if each.name in names)


def thinned(collection: Collection, step: int) -> Collection:
    """Every so many-th item, and the twins of those."""
    items = collection.items
    kept = {item.id for item in items[::step]}
    kept |= {item.twin_of for item in items if item.id in kept and item.twin_of}
    return replace(collection, items=tuple(item for item in items if item.id in kept))


@pytest.fixture(scope="session")
def gate_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The shipped talks and two development collections, the product alone."""
    cache = tmp_path_factory.mktemp("cache")
    wanted = collections("shipped", "harrowgate", "pycon-ca-2016")
    return evaluate(wanted, Settings(home=cache / "home"), cache=cache, compare=False)


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A third of one collection with every system beside the product."""
    cache = tmp_path_factory.mktemp("cache")
    few = thinned(collections("harrowgate")[0], 3)
    return evaluate((few,), Settings(home=cache / "home"), cache=cache)

"""Asking every question of a collection: talkbot itself, and the systems it is compared with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from talkbot.answers import Turn
from talkbot.evaluation import fingerprints
from talkbot.evaluation.baselines import BASELINES, System
from talkbot.evaluation.bench import Bench
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import RANKED, Observation
from talkbot.evaluation.store import Answers
from talkbot.resources import resource_path
from talkbot.settings import Settings

PRODUCT = "talkbot"


def ask(bench: Bench, item: Item) -> Observation:
    """talkbot's answer to a question, after its history."""
    turns: tuple[Turn, ...] = ()
    for earlier in item.history:
        turns = (*turns, Turn(earlier, bench.bot.answer(earlier, turns)))
    started = time.perf_counter()
    answer = bench.bot.answer(item.question, turns)
    taken = 1000 * (time.perf_counter() - started)
    found = bench.search(answer.standalone_question or item.question).talks
    each = [a.usage for a in (*(turn.answer for turn in turns), answer) if a.usage]
    counted = {
        "input_tokens": sum(usage.input_tokens or 0 for usage in each),
        "output_tokens": sum(usage.output_tokens or 0 for usage in each),
    }
    prices = [usage.cost_usd for usage in each if usage.cost_usd is not None]
    return Observation(
        answer,
        tuple(h.talk_id for h in found[:RANKED]),
        round(taken, 1),
        counted if each else {},
        sum(prices) if prices and len(prices) == len(each) else None,
    )


def baselines() -> dict[str, System]:
    """Those that can run here: the tutorial's chain needs LangChain's splitter (extra `eval`)."""
    able = find_spec("langchain_text_splitters") is not None
    return {name: system for name, system in BASELINES.items() if able or name != "tutorial chain"}


def ask_all(
    bench: Bench,
    items: tuple[Item, ...],
    kept: Mapping[str, Answers],
    tell: Callable[[], None] = lambda: None,
) -> Iterator[tuple[Item, dict[str, Observation]]]:
    """Each item and what every system of `kept` did with it."""
    systems = baselines()
    for item in items:
        key = fingerprints.of_parts(*item.history, item.question)
        seen = {PRODUCT: kept[PRODUCT].get(key, lambda item=item: ask(bench, item))}  # type: ignore[misc]
        for name in kept:
            if name != PRODUCT:
                plain = fingerprints.of_parts(item.question)
                seen[name] = kept[name].get(
                    plain,
                    lambda name=name, item=item: systems[name](bench, item.question),  # type: ignore[misc]
                )
        tell()
        yield item, seen


def kept_answers(
    folder: Path, collection: str, corpus: str, settings: Settings, *, compare: bool, fresh: bool
) -> dict[str, Answers]:
    """The store of every system's answers over a collection whose records have the hash `corpus`.

    Without `compare` it is the product's alone; with `fresh`, what was kept is not used.
    """
    root = resource_path("prompts")
    written = (path for path in root.glob("*.md") if not path.name.startswith("judge-"))
    prompts = fingerprints.of_files(written, root)
    model = (settings.model, settings.base_url)
    product = fingerprints.of_parts(corpus, fingerprints.of_code(), prompts, *model)
    search = fingerprints.of_parts(
        corpus,
        fingerprints.of_code((*fingerprints.INDEXING, "retrieval")),
        fingerprints.of_files(Path(__file__).parent.glob("baselines/*.py"), Path(__file__).parent),
    )
    keys = {PRODUCT: product} | {
        name: fingerprints.of_parts(search, name) for name in (baselines() if compare else ())
    }
    return {name: Answers(folder, collection, key, fresh=fresh) for name, key in keys.items()}


def always_answer(product: Observation, passage: Observation) -> Observation:
    """The product without its refusals: there it shows the best passage."""
    return product if product.answered else replace(passage, found=product.found)


def always_refuse(product: Observation) -> Observation:
    """Nothing is ever answered."""
    answer = replace(
        product.answer, status="abstained", text="", claims=(), citations=(), talks=(), nearest=()
    )
    return Observation(answer)

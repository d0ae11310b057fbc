"""The map: near talks lie near, points open talks, the last answer's talks are ringed."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from talkbot import drawing
from talkbot.atlas import Atlas, atlas, groups_for, with_others
from talkbot.ingest import ingest
from talkbot.library import Library
from talkbot.settings import Settings
from talkbot.talks import Talk
from talkbot.ui.maths import maths_text
from talkbot.upkeep import remove
from tests.page.conftest import PHONE, ask, filled, fits, serving
from tests.page.festival import festival
from tests.store import write

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("map")
    with serving(filled(folder / "home", [write(folder / "talks.jsonl", festival())])) as address:
        yield address


@pytest.fixture(scope="module")
def drawn(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address + "talkbot/map", timeout=60) as response:
        return dict(json.load(response))


def pixel(page: Page, drawn: dict[str, Any], title: str) -> dict[str, float]:
    x, y = drawn["places"][drawn["titles"].index(title)]
    box = page.locator("[data-view=map] canvas").bounding_box()
    assert box
    width, height = box["width"] - 68, box["height"] - 68
    return {"x": 34 + x * width, "y": 34 + (1 - y) * height}


def dark_beside(page: Page, drawn: dict[str, Any], title: str) -> bool:
    """Whether a ring is drawn around a point: something dark where its left edge would be."""
    at = pixel(page, drawn, title)
    return bool(
        page.locator("[data-view=map] canvas").evaluate(
            """(canvas, [x, y]) => {
              const copy = document.createElement('canvas');
              [copy.width, copy.height] = [canvas.width, canvas.height];
              const pen = copy.getContext('2d', { willReadFrequently: true });
              pen.drawImage(canvas, 0, 0);
              const { data } = pen.getImageData(x - 11, y, 3, 1);
              for (let i = 0; i < data.length; i += 4)
                if (data[i + 3] > 200 && Math.max(...data.slice(i, i + 3)) < 80) return true;
              return false;
            }""",
            [round(at["x"]), round(at["y"])],
        )
    )


def open_map(page: Page) -> Any:
    page.get_by_role("tab", name="Map").click()
    canvas = page.locator("[data-view=map] canvas")
    expect(canvas).to_have_attribute("data-drawn", str(len(festival())))
    return canvas


def test_a_point_tells_its_talk_and_opens_it(visit: Visit, drawn: dict[str, Any]) -> None:
    page = visit()
    ask(page, "Which talks are about ferries?")
    canvas = open_map(page)
    expect(page.locator(".tb-lit")).to_contain_text("talks of the last answer are ringed")
    ringed = {title for title in drawn["titles"] if dark_beside(page, drawn, title)}
    assert {"Engines that whisper", "What the ferry heard"} <= ringed
    assert ringed < set(drawn["titles"])
    assert int(canvas.get_attribute("data-named")) > len(festival()) / 2
    for title in ("Engines that whisper", "Two clocks for one tide"):
        canvas.hover(position=pixel(page, drawn, title))
        expect(page.locator(".tb-maptip b")).to_have_text(title)
        canvas.click(position=pixel(page, drawn, title))
        expect(page.locator("#tb-panel .tb-paneltitle")).to_have_text(title)
        page.keyboard.press("Escape")
        expect(page.locator("#tb-panel")).to_be_hidden()
    page.mouse.move(700, 85)
    expect(page.locator(".tb-maptip")).to_be_hidden()


def test_the_map_is_walked_by_keys_and_coloured(visit: Visit) -> None:
    page = visit(dark=True)
    canvas = open_map(page)
    canvas.focus()
    seen = set()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
        seen.add(page.locator(".tb-maptip b").inner_text())
    assert len(seen) > 1
    title = page.locator(".tb-maptip b").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#tb-panel .tb-paneltitle")).to_have_text(title)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Event", exact=True).click()
    legend = page.locator(".tb-legend")
    expect(legend.locator("li")).to_have_count(2)
    before = canvas.screenshot()
    legend.get_by_role("button", name="Soundings 2031 3").click()
    assert canvas.screenshot() != before


def test_the_map_fits_a_phone(visit: Visit, drawn: dict[str, Any]) -> None:
    page = visit(PHONE, is_mobile=True, has_touch=True)
    canvas = open_map(page)
    assert fits(page)
    canvas.tap(position=pixel(page, drawn, "Engines that whisper"))
    expect(page.locator("#tb-panel .tb-paneltitle")).to_have_text("Engines that whisper")


def clouds(count: int, size: int) -> tuple[list[Talk], Any]:
    rng = np.random.default_rng(5)
    centres = rng.normal(size=(count, 48))
    vectors = np.repeat(centres, size, axis=0) + 0.15 * rng.normal(size=(count * size, 48))
    words = ("harbour", "violin", "glacier", "beehive")
    talks = [
        Talk(id=f"{c}-{i}", title=f"The {words[c]} question {i}")
        for c in range(count)
        for i in range(size)
    ]
    return talks, vectors.astype(np.float32)


def test_talks_of_a_kind_lie_together_under_a_name_of_theirs() -> None:
    talks, vectors = clouds(4, 12)
    drawn = atlas(talks, vectors)
    places = np.array(drawn.places)
    assert places.min() >= 0
    assert places.max() <= 1
    for i, place in enumerate(places):
        near = np.argsort(((places - place) ** 2).sum(axis=1))[1:4]
        assert {int(n) // 12 for n in near} == {i // 12}
    for group in range(4):
        inside = set(drawn.group_of[12 * group : 12 * group + 12])
        labels = {drawn.groups[i].label for i in inside}
        assert any(("harbour", "violin", "glacier", "beehive")[group] in label for label in labels)
    assert atlas(talks, vectors) == drawn


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_a_small_collection_has_a_map_too(count: int) -> None:
    talks, vectors = clouds(1, count)
    drawn = atlas(talks, vectors)
    assert len(drawn.places) == len(drawn.group_of) == count
    assert all(0 <= v <= 1 for place in drawn.places for v in place)


def test_alike_vectors_do_not_break_the_map() -> None:
    talks, _ = clouds(1, 20)
    drawn = atlas(talks, np.ones((20, 48), np.float32))
    assert len(drawn.places) == 20
    assert groups_for(12_000) == 10


def test_an_ingest_keeps_the_map_and_a_removed_talk_leaves_it(tmp_path: Path) -> None:
    records = festival()
    settings = Settings(home=tmp_path / "home")
    source = write(tmp_path / "talks.jsonl", records)
    ingest([source], home=settings.home, settings=settings)
    kept, talks = held(settings.home)
    assert kept is not None
    assert set(kept.ids) == talks
    gone = kept.ids[0]
    remove(settings, gone)
    kept, talks = held(settings.home)
    assert kept is None
    assert gone not in talks
    write(tmp_path / "talks.jsonl", records[:4])
    ingest([source], home=settings.home, settings=settings)
    kept, talks = held(settings.home)
    assert kept is not None
    assert set(kept.ids) == talks
    assert len(talks) == 4


def held(home: Path) -> tuple[Atlas | None, set[str]]:
    """The map that is kept, and the ids of the talks; what is shown has them all."""
    with Library.open(home) as library:
        (fingerprint,) = library.embedders()
        talks = set(library.talk_ids())
        assert set(drawing.map_of(library, fingerprint).ids) == talks
        found = library.kept_map(fingerprint)
        return (drawing._unpacked(found[1]) if found else None), talks


def test_a_library_from_before_maps_were_kept_has_one(tmp_path: Path) -> None:
    source = write(tmp_path / "talks.jsonl", festival())
    home = filled(tmp_path / "home", [source])
    with Library.open(home) as library, library.writing() as writer:
        writer._run("DROP TABLE maps")
    assert held(home)[0] is None
    ingest([source], home=home, settings=Settings(home=home))
    assert held(home)[0] is not None


def test_a_new_talk_takes_its_place_among_its_nearest_and_moves_no_other() -> None:
    talks, vectors = clouds(4, 12)
    rows = [row for row in range(48) if row != 17]
    drawn = atlas([talks[row] for row in rows], vectors[rows])
    grown = with_others(drawn, [talk.id for talk in talks], vectors)
    assert (grown.ids[:-1], grown.places[:-1]) == (drawn.ids, drawn.places)
    assert grown.ids[-1] == talks[17].id
    places = np.array(grown.places)
    near = np.argsort(((places[:-1] - places[-1]) ** 2).sum(axis=1))[:3]
    assert {grown.ids[row].split("-")[0] for row in near} == {"1"}
    assert grown.group_of[-1] in {grown.group_of[row] for row in near}


def test_names_of_groups_differ_and_hold_no_tex_and_no_address() -> None:
    talks, vectors = clouds(4, 12)
    odd = [
        Talk(
            id=talk.id,
            title=f"{talk.title} on $\\mathbb{{R}}^n$",
            abstract="A common refrain. Slides: https://example.org/slides",
        )
        for talk in talks
    ]
    labels = [maths_text(group.label) for group in atlas(odd, vectors).groups]
    assert len(set(labels)) == len(labels)
    assert not any(word in label for label in labels for word in ("mathbb", "https", "example"))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"Bounds in $L^2$ and $\mathbb{R}^n$", "Bounds in L² and ℝⁿ"),
        (r"\(\alpha\)-stable $H_2O$", "α-stable H₂O"),
        (r"About $x_{ij} \le \frac{a+b}{2}$", "About x_(ij)≤(a+b)/2"),
        (r"Steps: $\sqrt{n} < 3$", "Steps: √(n)<3"),
        ("It costs $5 or $6", "It costs $5 or $6"),
    ],
)
def test_formulas_are_spelt_where_nothing_can_be_drawn(written: str, shown: str) -> None:
    assert maths_text(written) == shown

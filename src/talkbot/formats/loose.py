"""Lines of text that have no element of their own: pages written by hand end them by breaks."""

from __future__ import annotations

from collections import defaultdict

from talkbot.formats.dom import Element, Page

LOOSE = "-text"
"""The tag of the element that stands for such a line."""


def with_loose(page: Page) -> list[Element]:
    """The elements of a page with one more for each line of text that stands in an element beside
    other lines or elements; it becomes one of their siblings."""
    own: dict[int, list[int]] = defaultdict(list)
    for number, block in enumerate(page.blocks):
        own[id(block.element)].append(number)
    loose: list[Element] = []
    for element in page.elements:
        numbers = own.get(id(element), [])
        if not numbers or (len(numbers) == 1 and not element.children):
            continue
        lines = [Element(LOOSE, LOOSE, "", element, n, n + 1) for n in numbers]
        element.children = sorted((*element.children, *lines), key=lambda e: (e.first, e.last))
        for place, child in enumerate(element.children):
            child.place = place
        loose += lines
    return sorted((*page.elements, *loose), key=lambda e: (e.first, e.depth))

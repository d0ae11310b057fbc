"""Listings in layouts drawn at random: which parts a talk has, in which order, joined, marked and
labelled how. The talks are invented; a seed gives the same pages again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_FIRST = """Anna Bjorn Carla Dmitri Elif Farah Goran Hana
    Ivo Jelena Kofi Leila Marco Nadia Omar Petra""".split()
_LAST = """Almeida Brandt Castellan Dorsey Eklund Ferrante Gruber
    Hollis Jansen Kowal Lindgren Moreau""".split()
_PLACES = (
    "University of Tarn", "Northmoor College", "Lindwick Institute of Technology",
    "Max Weber Institute", "Oreby Observatory", "Free University of Ostvik",
    "National Museum of Skerray", "Saltings Laboratory", "University of Porto",
    "Halden Research Centre",
)  # fmt: skip
_DOING = (
    "Mapping Counting Listening Growing Measuring Reading Tracing Designing Saving Teaching".split()
)
_THINGS = (
    "Glaciers", "Medieval Bridges", "River Deltas", "Sleeping Bats", "Sparse Matrices",
    "Ancient Glass", "City Noise", "Salt Marshes", "Whistled Languages", "Urban Bees",
)  # fmt: skip
_HOW = (
    "in a Warming World", "with Cheap Sensors", "from Space", "after the Flood", "by Ear",
    "at Small Scale", "and What They Tell Us", "under Uncertainty", "for Everyone",
)  # fmt: skip
_SAID = (
    "We follow three sites over eleven years and find that most of the change happens in weeks.",
    "The method needs no calibration and runs on an ordinary laptop.",
    "Earlier work assumed that the rate is constant; we show that it is not.",
    "I will explain how the data were collected and what went wrong.",
    "This is joint work with colleagues from several countries.",
    "No prior knowledge is expected.",
)
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DATED: dict[str, Callable[[date], str]] = {
    "day month year": lambda d: f"{d.day} {_MONTHS[d.month - 1]} {d.year}",
    "weekday": lambda d: f"{_DAYS[d.weekday()]}, {d.day} {_MONTHS[d.month - 1]} {d.year}",
    "month day": lambda d: f"{_MONTHS[d.month - 1]} {d.day}, {d.year}",
    "iso": date.isoformat,
    "dots": lambda d: f"{d.day}.{d.month}.{d.year}",
    "no year": lambda d: f"{d.day} {_MONTHS[d.month - 1]}",
}
_PEOPLE: dict[str, Callable[[list[tuple[str, str]]], str]] = {
    "brackets": lambda people: " and ".join(f"{name} ({place})" for name, place in people),
    "commas": lambda people: "; ".join(f"{name}, {place}" for name, place in people),
    "dash": lambda people: f"{people[0][0]} – {people[0][1]}",
}
_LABELS = {
    "date": ("Date", "When", "WHEN", "Datum"),
    "title": ("Title", "Talk", "TITLE", "Topic"),
    "speaker": ("Speaker", "Speaker(s)", "Who", "Presenter"),
    "abstract": ("Abstract", "Summary", "ABSTRACT", "Synopsis"),
}


@dataclass(frozen=True)
class Told:
    """A talk as its page tells it; `day` is "" where the page gives none."""

    title: str
    people: tuple[tuple[str, str], ...]
    day: str
    abstract: str


@dataclass(frozen=True)
class Layout:
    """A page's way to tell of a talk. `labels` is "", "glued", "bold" or "alone"."""

    kind: str
    parts: tuple[str, ...]
    labels: str
    names: dict[str, str]
    joined: tuple[str, ...]
    mark: str
    people: str
    dated: str
    between: str
    inside: str
    list_mark: str
    head: str


def pages(seed: int, count: int) -> Iterator[tuple[str, str, list[Told]]]:
    """So many pages as (name, text, talks)."""
    draw = random.Random(seed)
    for number in range(count):
        layout = _layout(draw, ("txt", "md", "html")[number % 3])
        talks = _talks(draw, layout)
        yield f"{number:03}.{layout.kind}", _page(draw, layout, talks), talks


def _layout(draw: random.Random, kind: str) -> Layout:
    parts = ["date", "title", "speaker"]
    draw.shuffle(parts)
    if draw.random() < 0.25:
        parts.remove("date")
    if draw.random() < 0.8:
        parts.append("abstract")
    labels = draw.choice(["", "", "glued", "bold", "alone"])
    between = draw.choice(["\n\n", "\n\n", "\n---\n", "\n\n* * *\n\n", "\n"])
    inside = draw.choice(["\n", "\n", "\n\n"])
    if kind == "txt" and between == "\n":
        inside = "\n"
    if kind == "md":
        between = "\n\n---\n\n" if between == "\n---\n" else between.replace("\n", "\n\n", 1)
        inside = draw.choice(["  \n", "\n\n"]) if inside == "\n" else inside
    return Layout(
        kind, tuple(parts), labels,
        {part: draw.choice(names) for part, names in _LABELS.items()},
        draw.choice([(), (), (), ("date", "speaker"), ("date", "title")]),
        draw.choice([" | ", " – ", ": ", " · "]),
        draw.choice(list(_PEOPLE)), draw.choice(list(_DATED)), between, inside,
        draw.choice(["", "", "", "n. ", "- "]),
        draw.choice(["## ", "### ", ""]) if kind == "md" else draw.choice(["h2", "h3", ""]),
    )  # fmt: skip


def _talks(draw: random.Random, layout: Layout) -> list[Told]:
    day = date(draw.choice([2031, 2032]), draw.choice([1, 2, 9, 10]), draw.randint(1, 20))
    titles: set[str] = set()
    talks = []
    for _ in range(draw.randint(4, 6)):
        while (title := " ".join(map(draw.choice, (_DOING, _THINGS, _HOW)))) in titles:
            pass
        titles.add(title)
        several = layout.people != "dash" and draw.random() < 0.2
        people = tuple(
            (f"{draw.choice(_FIRST)} {draw.choice(_LAST)}", draw.choice(_PLACES))
            for _ in range(1 + several)
        )
        text = " ".join(draw.sample(_SAID, draw.randint(2, 4)))
        talks.append(
            Told(
                title, people, day.isoformat() if "date" in layout.parts else "",
                text if "abstract" in layout.parts else "",
            )
        )  # fmt: skip
        day += timedelta(7 * draw.choice([1, 1, 2]))
    return talks


def _page(draw: random.Random, layout: Layout, talks: list[Told]) -> str:
    name = draw.choice(["Research Seminar", "Tuesday Colloquium", "Evening Lectures"])
    if talks[0].day:
        name += f" {talks[0].day[:4]}"
    told = [_told(layout, talk, number) for number, talk in enumerate(talks, 1)]
    if layout.kind == "html":
        body = "\n".join(told)
        return (
            f"<html><head><title>{name}</title></head><body><h1>{name}</h1>\n{body}</body></html>"
        )
    top = f"# {name}" if layout.kind == "md" else name
    return f"{top}\n\n{layout.between.join(told)}\n"


def _told(layout: Layout, talk: Told, number: int) -> str:
    said = {
        "title": talk.title,
        "speaker": _PEOPLE[layout.people](list(talk.people)),
        "date": _DATED[layout.dated](date.fromisoformat(talk.day)) if talk.day else "",
        "abstract": talk.abstract,
    }
    pieces: list[tuple[str, str]] = []
    for part in layout.parts:
        joined = (
            not layout.labels and part in layout.joined and set(layout.joined) <= set(layout.parts)
        )
        if joined and pieces and pieces[-1][0] == "joined":
            pieces[-1] = ("joined", f"{pieces[-1][1]}{layout.mark}{said[part]}")
        elif joined and not any(p == "joined" for p, _ in pieces):
            pieces.append(("joined", said[part]))
        elif joined:
            at = next(n for n, (p, _) in enumerate(pieces) if p == "joined")
            pieces[at] = ("joined", f"{pieces[at][1]}{layout.mark}{said[part]}")
        else:
            pieces.append((part, _labelled(layout, part, said[part])))
    if layout.kind == "html":
        return _html(layout, pieces)
    head = layout.head if layout.kind == "md" and not layout.labels else ""
    lines = [text for _, text in pieces]
    if head:
        return "\n\n".join([head + lines[0], layout.inside.join(lines[1:])])
    mark = layout.list_mark.replace("n", str(number)) if layout.kind == "txt" else ""
    return mark + layout.inside.join(lines)


def _labelled(layout: Layout, part: str, value: str) -> str:
    name = layout.names[part]
    if not layout.labels:
        return value
    if layout.labels == "glued":
        return f"{name}: {value}"
    bold = {"md": f"**{name}{{}}**", "html": f"<b>{name}{{}}</b>", "txt": f"{name}{{}}"}[
        layout.kind
    ]
    if layout.labels == "bold":
        return f"{bold.format(':')} {value}"
    return bold.format("") + {"md": "\n\n", "html": "<br>", "txt": "\n"}[layout.kind] + value


def _html(layout: Layout, pieces: list[tuple[str, str]]) -> str:
    rows = []
    for number, (part, text) in enumerate(pieces):
        if number == 0 and layout.head and not layout.labels:
            rows.append(f"<{layout.head}>{text}</{layout.head}>")
        elif part == "title" and not layout.labels:
            rows.append(f"<p><strong>{text}</strong></p>")
        else:
            rows.append(f"<p>{text}</p>")
    return f"<div>{''.join(rows)}</div>"

"""docs/performance.md and its plots, from the results that are there."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

TITLES = {
    "cold": ("Cold starts", "python -m benchmarks cold"),
    "answers": ("Warm, the shipped talks", "python -m benchmarks answers"),
    "library": ("Warm, a large library", "python -m benchmarks library --library HOME"),
    "embedder": ("The bare embedder", "python -m benchmarks embedder"),
    "ingest": ("Ingest", "python -m benchmarks ingest"),
    "page": ("The page", "python -m benchmarks page"),
    "peers": ("Peers, the same talks and questions", "python -m benchmarks peers"),
    "scale": ("Generated collections", "python -m benchmarks scale"),
}
_MARK = "<!-- {} of the benchmarks' figures: written by `make bench` -->"
_BEGIN, _END = _MARK.format("begin"), _MARK.format("end")


def number(value: float | None) -> str:
    """Three digits that matter, and no more."""
    if value is None:
        return ""
    if value and abs(value) < 100:
        return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"
    return f"{value:,.0f}"


def line(figure: Mapping[str, Any]) -> str:
    """A figure in one line of a terminal."""
    parts = [f"{figure['what']}: {number(figure['value'])} {figure['unit']}"]
    parts += [f"{name} {number(figure[name])}" for name in ("cpu", "p95") if name in figure]
    if "ratio" in figure or "ratio_cpu" in figure:
        ratios = "/".join(number(figure.get(name)) for name in ("ratio", "ratio_cpu"))
        parts.append(f"{ratios} of {figure.get('baseline', '')}")
    if "target" in figure:
        parts.append(f"{figure['target']}: {'met' if figure.get('met') else 'MISSED'}")
    return ", ".join(parts)


def write(results: Path, docs: Path) -> None:
    """Put the figures between the marks of performance.md; the text around them stays."""
    found = {
        name: json.loads(path.read_text("utf-8"))
        for name in TITLES
        if (path := results / f"{name}.json").exists()
    }
    page = docs / "performance.md"
    text = page.read_text("utf-8")
    inside = "\n".join([_BEGIN, "", *_targets(found), *_tables(found), _END])
    between = re.compile(f"{re.escape(_BEGIN)}.*{re.escape(_END)}", re.DOTALL)
    if not between.search(text):
        raise SystemExit(f"{page} has no place for the figures: {_BEGIN} … {_END}")
    page.write_text(between.sub(lambda _: inside, text), encoding="utf-8")
    if "scale" in found:
        drawn = growth([f for f in found["scale"]["figures"] if "passages" in f.get("more", {})])
        (docs / "images" / "growth.svg").write_text(drawn, encoding="utf-8")


def _targets(found: Mapping[str, Any]) -> list[str]:
    rows = [
        (figure, TITLES[name][1])
        for name, result in found.items()
        for figure in result["figures"]
        if "target" in figure
    ]
    lines = ["## Targets", "", "| what | measured | target | | command |", "|---|---|---|---|---|"]
    for figure, command in rows:
        met = {True: "met", False: "**missed**"}.get(figure.get("met"), "")
        lines.append(
            f"| {figure['what']} | {_measured(figure)} | {figure['target']} | {met} | `{command}` |"
        )
    return [*lines, ""]


def _measured(figure: Mapping[str, Any]) -> str:
    """What a target is held against: the ratio where there is one, by processor time if known,
    then with that time."""
    shown = f"{number(figure['value'])} {figure['unit']}"
    if "p95" in figure and "ms" in figure["target"]:
        shown = f"p50 {shown}, p95 {number(figure['p95'])} ms"
    ratio = figure.get("ratio_cpu", figure.get("ratio"))
    if ratio is None or "ms" in figure["target"] or "MB" in figure["target"]:
        return shown
    spent = figure.get("cpu", figure["value"])
    return f"{number(ratio)} ({number(spent)} {figure['unit']})"


def _tables(found: Mapping[str, Any]) -> list[str]:
    lines = []
    for name, result in found.items():
        title, command = TITLES[name]
        machine = result["machine"]
        lines += [
            f"## {title}",
            "",
            f"`{command}`, {result['when'][:10]}, {machine['cores']} cores of "
            f"{machine['processor']} ({', '.join(machine['vector instructions']) or 'no AVX'}), "
            f"{result['load before']} processes waiting when it began.",
            "",
            "| what | median | p95 | processor time | unit | baseline | ratio | ratio of "
            "processor times |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for f in result["figures"]:
            note = f" ({f['note']})" if "note" in f else ""
            cells = [
                f["what"] + note, number(f["value"]), number(f.get("p95")), number(f.get("cpu")),
                f["unit"], f.get("baseline", ""), number(f.get("ratio")),
                number(f.get("ratio_cpu")),
            ]  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
        if name == "scale":
            lines += ["![How the times grow with the passages](images/growth.svg)", ""]
    return lines


def growth(figures: Sequence[Mapping[str, Any]]) -> str:
    """Milliseconds by passages, both logarithmic, a line for each thing that was measured."""
    series: dict[str, list[tuple[float, float]]] = {}
    for figure in figures:
        if figure["unit"] == "ms":
            label = figure["more"]["series"]
            series.setdefault(label, []).append((figure["more"]["passages"], figure["value"]))
    points = [point for each in series.values() for point in each] or [(1.0, 1.0)]
    width, height, left, bottom = 640, 360, 60, 40
    low_x, high_x = (math.log10(f(x for x, _ in points)) for f in (min, max))
    low_y, high_y = (
        math.floor(math.log10(min(y for _, y in points))),
        math.ceil(math.log10(max(y for _, y in points)) + 0.01),
    )

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low_x) / ((high_x - low_x) or 1)
        up = (math.log10(y) - low_y) / ((high_y - low_y) or 1)
        return (
            round(left + across * (width - left - 190), 1),
            round(height - bottom - up * (height - bottom - 20), 1),
        )

    colours = ("#0b6e99", "#b3541e", "#4c7a34", "#7a4c8f", "#8a8a8a")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="12" fill="#777" role="img" '
        f'aria-label="Milliseconds by number of passages">'
    ]
    for power in range(low_y, high_y + 1):
        _, y = place(10**low_x, 10**power)
        parts.append(f'<line x1="{left}" x2="{width - 190}" y1="{y}" y2="{y}" stroke="#ccc"/>')
        parts.append(
            f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{10.0**power:g} ms</text>'
        )
    for x in sorted({x for x, _ in points}):
        across, _ = place(x, 10**low_y)
        parts.append(f'<text x="{across}" y="{height - 18}" text-anchor="middle">{x:,.0f}</text>')
    for (name, line_points), colour in zip(series.items(), colours * 3, strict=False):
        placed = [place(*point) for point in sorted(line_points)]
        path = " ".join(f"{x},{y}" for x, y in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in placed]
        x, y = placed[-1]
        parts.append(f'<text x="{x + 8}" y="{y + 4}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])

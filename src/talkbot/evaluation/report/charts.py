"""Charts as inline SVG: no script, no external file, colours from the page's style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markupsafe import Markup

_W, _H, _LEFT, _TOP, _RIGHT, _BOTTOM = 460, 300, 46, 14, 14, 40
Point = tuple[float, float]


def whisker(
    found: Mapping[str, Any], others: Sequence[tuple[str, float]], low: float = 0.0
) -> Markup:
    """A figure on a line from `low` to 1 with its interval; the other systems are ticks."""

    def x(value: float) -> float:
        return round(4 + 192 * (max(low, min(1.0, value)) - low) / (1 - low), 1)

    parts = ['<line class="axis" x1="4" x2="196" y1="13" y2="13"/>']
    for name, value in others:
        parts.append(
            f'<line class="tick" x1="{x(value)}" x2="{x(value)}" y1="7" y2="19">'
            f"<title>{escape(name)} {value:.3f}</title></line>"
        )
    if found["low"] is not None:
        width = max(2.0, x(found["high"]) - x(found["low"]))
        parts.append(
            f'<rect class="interval" x="{x(found["low"])}" y="9" width="{width:.1f}" height="8" rx="4">'
            f"<title>{found['low']:.3f} to {found['high']:.3f}</title></rect>"
        )
    parts.append(f'<circle class="dot" cx="{x(found["value"])}" cy="13" r="5"/>')
    return _svg(parts, 200, 26, "the figure, its interval and the other systems")


def lines(
    series: Sequence[tuple[str, Sequence[Point]]],
    marks: Sequence[tuple[str, Point, str]],
    labels: tuple[str, str],
    *,
    diagonal: bool = False,
) -> Markup:
    """A plot of lines on the unit square; `marks` are single points with a name and a class."""
    parts = _frame(labels)
    if diagonal:
        parts.append(f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>')
    for i, (name, points) in enumerate(series):
        path = " ".join(f"{_x(a)},{_y(b)}" for a, b in points)
        parts.append(
            f'<polyline class="line s{i}" points="{path}"><title>{escape(name)}</title></polyline>'
        )
    for name, (a, b), kind in marks:
        parts.append(
            f'<circle class="{kind}" cx="{_x(a)}" cy="{_y(b)}" r="5">'
            f"<title>{escape(name)}: {a:.3f}, {b:.3f}</title></circle>"
        )
    return _svg(parts, _W, _H, f"{labels[1]} by {labels[0]}")


def bubbles(bins: Sequence[tuple[float, float, int]], labels: tuple[str, str]) -> Markup:
    """Points (x, y, how many) on the unit square, their area after how many, and the diagonal."""
    parts = _frame(labels)
    parts.append(f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>')
    most = max((n for *_, n in bins), default=1)
    path = " ".join(f"{_x(a)},{_y(b)}" for a, b, _ in bins)
    parts.append(f'<polyline class="line s0" points="{path}"/>')
    for a, b, n in bins:
        radius = 3 + 11 * (n / most) ** 0.5
        parts.append(
            f'<circle class="bubble" cx="{_x(a)}" cy="{_y(b)}" r="{radius:.1f}">'
            f"<title>{n} claims: {b:.1%} true</title></circle>"
        )
    return _svg(parts, _W, _H, f"{labels[1]} by {labels[0]}")


def stack(parts_of: Sequence[tuple[str, int, str]], total: int) -> Markup:
    """A bar of parts (name, how many, class), as wide as their share of `total`."""
    parts, at = [], 0.0
    for name, n, kind in parts_of:
        width = 400 * n / total if total else 0
        parts.append(
            f'<rect class="{kind}" x="{at:.1f}" y="2" width="{max(0.0, width - 1):.1f}" height="16" rx="2">'
            f"<title>{escape(name)}: {n}</title></rect>"
        )
        at += width
    return _svg(parts, 400, 20, ", ".join(f"{n} {name}" for name, n, _ in parts_of), stretch=True)


def _x(value: float) -> float:
    return round(_LEFT + (_W - _LEFT - _RIGHT) * max(0.0, min(1.0, value)), 1)


def _y(value: float) -> float:
    return round(_H - _BOTTOM - (_H - _TOP - _BOTTOM) * max(0.0, min(1.0, value)), 1)


def _frame(labels: tuple[str, str]) -> list[str]:
    parts = []
    for step in range(0, 11, 2):
        at = step / 10
        parts.append(f'<line class="grid" x1="{_x(0)}" x2="{_x(1)}" y1="{_y(at)}" y2="{_y(at)}"/>')
        parts.append(
            f'<text class="num" x="{_x(0) - 6}" y="{_y(at) + 4}" text-anchor="end">{at:g}</text>'
        )
        parts.append(
            f'<text class="num" x="{_x(at)}" y="{_y(0) + 16}" text-anchor="middle">{at:g}</text>'
        )
    middle = (_x(0) + _x(1)) / 2
    parts.append(
        f'<text class="lab" x="{middle}" y="{_H - 6}" text-anchor="middle">{escape(labels[0])}</text>'
    )
    parts.append(
        f'<text class="lab" transform="translate(12 {(_y(0) + _y(1)) / 2}) rotate(-90)" '
        f'text-anchor="middle">{escape(labels[1])}</text>'
    )
    return parts


def _svg(
    parts: Sequence[str], width: int, height: int, name: str, *, stretch: bool = False
) -> Markup:
    body = "".join(parts)
    how = ' preserveAspectRatio="none"' if stretch else ""
    return Markup(  # noqa: S704  (every text in it was escaped above)
        f'<svg viewBox="0 0 {width} {height}" role="img"{how} aria-label="{escape(name)}">{body}</svg>'
    )

"""Small charts as SVG, drawn by hand: no package, no script, nothing to fetch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 580, 340
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 16, 48
COLOURS = ("#2563a8", "#c2570c", "#2f7d32", "#8e3a9d", "#8a6d00", "#a3234a", "#1a7f8a", "#5b5b5b")
"""Told apart by people with any colour vision, and dark enough on white; then from the start."""

FEW_DECADES = 8.0
"""Up to this ratio a logarithmic axis is marked in equal steps: 1, 2 and 5 would be too few."""

LABEL_PX = 7.0
"""Width of a letter, roughly: for room beside labels."""


def colour(index: int) -> str:
    """The colour of the n-th series."""
    return COLOURS[index % len(COLOURS)]


@dataclass(frozen=True)
class Axis:
    """A range of values and where it lies on the picture.

    Attributes:
        low, high: The values at its ends.
        start, end: Their places in pixels.
        log: Whether equal ratios are equally far apart.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """The place of a value in pixels."""
        low, high, value = (math.log10(v) if self.log else v for v in (self.low, self.high, value))
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Round values to write along it."""
        if self.log and self.high / self.low >= FEW_DECADES:
            decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            values = [step * 10.0**decade for decade in decades for step in (1, 2, 5)]
        else:
            step = nice_step((self.high - self.low) / 5)
            first = math.ceil(self.low / step - 1e-9)
            values = [n * step for n in range(first, math.floor(self.high / step + 1e-9) + 1)]
        return [value for value in values if self.low <= value <= self.high * (1 + 1e-9)]


def nice_step(least: float) -> float:
    """The next of 1, 2, 5, 10, ... that is at least as large.

    >>> nice_step(0.03)
    0.05
    """
    decade = 10.0 ** math.floor(math.log10(least))
    return next(decade * n for n in (1, 2, 5, 10) if decade * n >= least * (1 - 1e-9))


@dataclass(frozen=True)
class Point:
    """A place on a scatter plot, with an interval up and down."""

    x: float
    y: float
    low: float
    high: float
    label: str


def scatter(points: Sequence[Point], *, x_title: str, y_title: str) -> str:
    """Points with their intervals and names over a logarithmic x axis."""
    xs = [point.x for point in points]
    room = 2.0 if min(xs) == max(xs) else (max(xs) / min(xs)) ** 0.25
    x = Axis(min(xs) / room, max(xs) * room, LEFT, WIDTH - RIGHT, log=True)
    low, high = min(p.low for p in points), max(p.high for p in points)
    pad = 0.1 * (high - low) or 0.01
    y = Axis(low - pad, high + pad, HEIGHT - BOTTOM, TOP)
    marks = [_marked(point, x, y, colour(n)) for n, point in enumerate(points)]
    return _framed([_grid(x, y, x_title, y_title), *marks], f"{y_title} against {x_title}")


def _marked(point: Point, x: Axis, y: Axis, shade: str) -> str:
    px, py = x.at(point.x), y.at(point.y)
    left = px > (x.start + x.end) / 2
    label = f'x="{px + (-9 if left else 9):.1f}" y="{py - 7:.1f}"'
    anchor = "end" if left else "start"
    return (
        f'<line x1="{px:.1f}" x2="{px:.1f}" y1="{y.at(point.low):.1f}" y2="{y.at(point.high):.1f}" '
        f'stroke="{shade}" stroke-width="2" opacity=".5"/>'
        f'<circle cx="{px:.1f}" cy="{py:.1f}" r="5" fill="{shade}"/>'
        f'<text {label} text-anchor="{anchor}" style="fill:{shade}">{escape(point.label)}</text>'
    )


def curve(points: Sequence[tuple[float, float]], *, x_title: str, y_title: str) -> str:
    """A line in the unit square, with the diagonal that guessing would give."""
    size = HEIGHT - TOP - BOTTOM
    x = Axis(0.0, 1.0, LEFT, LEFT + size)
    y = Axis(0.0, 1.0, HEIGHT - BOTTOM, TOP)
    path = " ".join(f"{x.at(a):.1f},{y.at(b):.1f}" for a, b in points)
    diagonal = (
        f'<line x1="{x.start}" y1="{y.start}" x2="{x.end}" y2="{y.end}" stroke="#999" '
        'stroke-dasharray="4 4"/>'
    )
    line = f'<polyline points="{path}" fill="none" stroke="{colour(0)}" stroke-width="2.5"/>'
    parts = [_grid(x, y, x_title, y_title), diagonal, line]
    return _framed(parts, f"{y_title} against {x_title}", width=LEFT + size + RIGHT)


@dataclass(frozen=True)
class Line:
    """A series of (x, y) from left to right, x rising."""

    name: str
    points: Sequence[tuple[float, float]]


def lines(series: Sequence[Line], *, x_title: str, y_title: str, best: float | None = None) -> str:
    """Series over a common x axis, each named in the legend below the top.

    Args:
        series: One at least, with one point at least among them.
        x_title: Below the x axis.
        y_title: Beside the y axis.
        best: A place on the x axis that is marked.
    """
    xs = [x for line in series for x, _ in line.points]
    ys = [y for line in series for _, y in line.points]
    pad = 0.06 * (max(ys) - min(ys)) or 0.01
    x = Axis(min(xs), max(max(xs), min(xs) + 1), LEFT, WIDTH - RIGHT)
    y = Axis(min(ys) - pad, max(ys) + pad, HEIGHT - BOTTOM, TOP + 18)
    parts = [_grid(x, y, x_title, y_title)]
    if best is not None:
        at = x.at(best)
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y.start}" y2="{y.end}" '
                     'stroke="#999" stroke-dasharray="4 4"/>')  # fmt: skip
    parts += [_drawn(line, x, y, colour(n)) for n, line in enumerate(series)]
    left = float(LEFT)
    for n, line in enumerate(series):
        style = f"fill:{colour(n)}"
        parts.append(f'<text x="{left}" y="{TOP}" style="{style}">{escape(line.name)}</text>')
        left += 24 + LABEL_PX * len(line.name)
    return _framed(parts, f"{y_title} against {x_title}")


def _drawn(line: Line, x: Axis, y: Axis, shade: str) -> str:
    places = [f"{x.at(a):.1f},{y.at(b):.1f}" for a, b in line.points]
    if len(places) == 1:
        px, py = places[0].split(",")
        return f'<circle cx="{px}" cy="{py}" r="3.5" fill="{shade}"/>'
    return (f'<polyline points="{" ".join(places)}" fill="none" stroke="{shade}" '
            'stroke-width="2"/>')  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """A bar with its interval."""

    value: float
    low: float
    high: float


def bars(
    groups: Sequence[str], series: Sequence[Sequence[Bar | None]], *, digits: int, title: str
) -> str:
    """Bars that lie, one for each group and series, from 0; None leaves a gap.

    Args:
        groups: What each group is called, from the top.
        series: For each series, a bar for each group.
        digits: Decimal places of the values beside the bars.
        title: What is shown, for people who hear the page.
    """
    thick, gap = (16, 12) if len(series) == 1 else (12, 14)
    left = 24 + LABEL_PX * max(map(len, groups))
    top_value = max((b.high for row in series for b in row if b), default=1.0) or 1.0
    x = Axis(0.0, top_value, left, WIDTH - 72)
    parts, y = [], 6.0
    for index, group in enumerate(groups):
        middle = y + thick * len(series) / 2 + 4
        parts.append(f'<text x="{left - 8}" y="{middle}" text-anchor="end">{escape(group)}</text>')
        for n, row in enumerate(series):
            if bar := row[index]:
                parts.append(_bar(bar, x, y + n * thick, thick - 2, colour(n), digits))
        y += thick * len(series) + gap
    return _framed(parts, title, height=round(y))


def _bar(bar: Bar, x: Axis, y: float, thick: float, shade: str, digits: int) -> str:
    middle = y + thick / 2
    return (
        f'<rect x="{x.start:.1f}" y="{y:.1f}" width="{max(0.0, x.at(bar.value) - x.start):.1f}" '
        f'height="{thick}" fill="{shade}" opacity=".8"/>'
        f'<line x1="{x.at(bar.low):.1f}" x2="{x.at(bar.high):.1f}" y1="{middle:.1f}" '
        f'y2="{middle:.1f}" stroke="#111" stroke-width="1.5"/>'
        f'<text x="{x.at(bar.high) + 6:.1f}" y="{middle + 4:.1f}">{bar.value:.{digits}f}</text>'
    )


def _grid(x: Axis, y: Axis, x_title: str, y_title: str) -> str:
    parts = []
    for value in x.ticks():
        at = x.at(value)
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y.start}" y2="{y.end}" class="g"/>')
        parts.append(f'<text x="{at:.1f}" y="{y.start + 18}" text-anchor="middle">{value:g}</text>')
    for value in y.ticks():
        at = y.at(value)
        parts.append(f'<line x1="{x.start}" x2="{x.end}" y1="{at:.1f}" y2="{at:.1f}" class="g"/>')
        parts.append(f'<text x="{x.start - 8}" y="{at + 4:.1f}" text-anchor="end">{value:g}</text>')
    middle_x, middle_y = (x.start + x.end) / 2, (y.start + y.end) / 2
    parts.append(
        f'<text x="{middle_x}" y="{y.start + 38}" text-anchor="middle">{escape(x_title)}</text>'
        f'<text transform="translate(14 {middle_y}) rotate(-90)" text-anchor="middle">'
        f"{escape(y_title)}</text>"
    )
    return "".join(parts)


def _framed(parts: Sequence[str], title: str, *, width: float = WIDTH, height: int = HEIGHT) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )

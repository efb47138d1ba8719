"""Curves over steps as SVG: the steps stand equally far apart, whatever their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from nukki.evaluate.svg import Axis, colour

WIDTH, HEIGHT = 430, 250
LEFT, RIGHT, TOP, BOTTOM = 52, 20, 14, 48
APART_PX = 3.0
"""Series are moved sideways by this much, so that their intervals can be told apart."""


@dataclass(frozen=True)
class Mark:
    """A value at one step with its interval.

    Attributes:
        step: Which label it stands over, from 0.
        value, low, high: On the y axis.
    """

    step: int
    value: float
    low: float
    high: float


def curves(
    series: Sequence[Sequence[Mark]],
    labels: Sequence[str],
    *,
    x_title: str,
    y_title: str,
    top: float | None = None,
    neutral: int | None = None,
) -> str:
    """A line with its intervals for each series, in the colours of `nukki.evaluate.svg`.

    Args:
        series: Marks from left to right; one at least in all.
        labels: What the steps are called, from left to right.
        x_title: Below the steps.
        y_title: Beside the values.
        top: The highest value there can be; None takes what is there.
        neutral: The step of the unchanged photo, which is marked.
    """
    x = Axis(0, max(1, len(labels) - 1), LEFT + 14, WIDTH - RIGHT - 14)
    y = _values_axis([mark for marks in series for mark in marks], top)
    shift = [(n - (len(series) - 1) / 2) * APART_PX for n in range(len(series))]
    lines = [_line(marks, x, y, shift[n], colour(n)) for n, marks in enumerate(series)]
    parts = [_grid(x, y, labels, x_title, y_title, neutral), *lines]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{escape(f"{y_title} against {x_title}")}">{"".join(parts)}</svg>'
    )


def _values_axis(marks: Sequence[Mark], top: float | None) -> Axis:
    low, high = min(mark.low for mark in marks), max(mark.high for mark in marks)
    if top is None:
        return Axis(0.0, high * 1.05 or 1.0, HEIGHT - BOTTOM, TOP)
    low = max(0.0, min(low - 0.02, top - 0.2))
    return Axis(low, top, HEIGHT - BOTTOM, TOP)


def _line(marks: Sequence[Mark], x: Axis, y: Axis, shift: float, shade: str) -> str:
    places = [(x.at(mark.step) + shift, y.at(mark.value), mark) for mark in marks]
    path = " ".join(f"{px:.1f},{py:.1f}" for px, py, _ in places)
    dots = "".join(
        f'<line x1="{px:.1f}" x2="{px:.1f}" y1="{y.at(mark.low):.1f}" y2="{y.at(mark.high):.1f}" '
        f'stroke="{shade}" stroke-width="2" opacity=".35"/>'
        f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.5" fill="{shade}"/>'
        for px, py, mark in places
    )
    return f'<polyline points="{path}" fill="none" stroke="{shade}" stroke-width="2"/>{dots}'


def _grid(
    x: Axis, y: Axis, labels: Sequence[str], x_title: str, y_title: str, neutral: int | None
) -> str:
    parts = []
    for step, label in enumerate(labels):
        at, kind = x.at(step), ' stroke="#999" stroke-dasharray="3 3"'
        drawn = kind if step == neutral else ' class="g"'
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y.start}" y2="{y.end}"{drawn}/>')
        parts.append(
            f'<text x="{at:.1f}" y="{y.start + 18}" text-anchor="middle">{escape(label)}</text>'
        )
    for value in y.ticks():
        at = y.at(value)
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" class="g"/>'
            f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{value:g}</text>'
        )
    middle_x, middle_y = (x.start + x.end) / 2, (y.start + y.end) / 2
    parts.append(
        f'<text x="{middle_x}" y="{y.start + 38}" text-anchor="middle">{escape(x_title)}</text>'
        f'<text transform="translate(13 {middle_y}) rotate(-90)" text-anchor="middle">'
        f"{escape(y_title)}</text>"
    )
    return "".join(parts)

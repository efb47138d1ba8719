"""Closed lines as cubic Bézier curves: Schneider, "An Algorithm for Automatically Fitting Digitized
Curves", Graphics Gems (1990), between corners.

    B(t) = (1-t)³ P0 + 3t(1-t)² P1 + 3t²(1-t) P2 + t³ P3
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.ops.contours import Points, contours

Curve = NDArray[np.float64]
"""(N, 4, 2): N pieces in order; each ends where the next begins, the last where the first does."""

TOLERANCE_PX = 0.25
"""How far a curve may stray from the line it follows."""

CORNER = np.cos(np.radians(50))
"""Cosine of the change in direction from which a point is a corner."""

REACH = 4
"""Points on either side whose direction counts: less would take pixels for corners."""

SMALLEST_PX = 3.0
"""Area below which a line is not drawn: single pixels of noise."""


def trace(alpha: FloatMap, *, tolerance_px: float = TOLERANCE_PX) -> list[Curve]:
    """Curves along alpha one half of (H, W) float32; to be filled by the non-zero rule."""
    rings = contours(alpha, min_area_px=SMALLEST_PX)
    return [fitted(ring, tolerance_px=tolerance_px) for ring in rings]


def fitted(ring: Points, *, tolerance_px: float) -> Curve:
    """A closed line of (N, 2) points as curves that stay within ``tolerance_px`` of each."""
    corners = _corners(ring)
    breaks = corners or [0]
    ring = np.roll(ring, -breaks[0], axis=0)
    marks = [at - breaks[0] for at in breaks] + [len(ring)]
    closed = np.concatenate([ring, ring[:1]])
    smooth = None if corners else _unit(ring[1 % len(ring)] - ring[-1])
    pieces: list[Points] = []
    for first, last in pairwise(marks):
        part = closed[first : last + 1]
        start = _direction(part) if smooth is None else smooth
        end = _direction(part[::-1]) if smooth is None else -smooth
        pieces += _fit(part, start, end, tolerance_px)
    return np.array(pieces)


def flattened(curve: Curve, *, steps: int = 16) -> Points:
    """(N * steps, 2) points along closed curves."""
    t = np.arange(steps) / steps
    return np.concatenate([_at(piece, t) for piece in curve])


def _corners(ring: Points) -> list[int]:
    """Where the direction changes much, at the sharpest of neighbouring points."""
    if len(ring) < 4 * REACH:
        return []
    before = ring - np.roll(ring, REACH, axis=0)
    after = np.roll(ring, -REACH, axis=0) - ring
    length = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    turn = (before * after).sum(axis=1) / np.maximum(length, 1e-9)
    near = np.stack([np.roll(turn, by) for by in range(-REACH, REACH + 1)])
    sharpest = near.argmin(axis=0) == REACH
    return [int(at) for at in np.flatnonzero((turn < CORNER) & sharpest)]


def _fit(points: Points, start: Points, end: Points, tolerance: float) -> list[Points]:
    """Pieces along an open line that leaves by ``start`` and comes back by ``end``."""
    if len(points) <= 2:
        third = np.linalg.norm(points[-1] - points[0]) / 3
        return [
            np.array([points[0], points[0] + start * third, points[-1] + end * third, points[-1]])
        ]
    t = _chord_lengths(points)
    for _ in range(5):
        piece = _least_squares(points, t, start, end)
        off = np.linalg.norm(_at(piece, t) - points, axis=1)
        worst = int(off.argmax())
        if off[worst] <= tolerance:
            return [piece]
        if off[worst] > 4 * tolerance:
            break
        t = _closer(piece, points, t)
    middle = min(max(worst, 1), len(points) - 2)
    centre = _unit(points[middle - 1] - points[middle + 1])
    return [
        *_fit(points[: middle + 1], start, centre, tolerance),
        *_fit(points[middle:], -centre, end, tolerance),
    ]


def _least_squares(points: Points, t: NDArray[np.float64], start: Points, end: Points) -> Points:
    """The piece whose arms along both tangents bring it nearest to the points."""
    first, last = points[0], points[-1]
    b0, b1, b2, b3 = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
    arms = np.stack([(b1[:, None] * start).ravel(), (b2[:, None] * end).ravel()], axis=1)
    rest = points - (b0 + b1)[:, None] * first - (b2 + b3)[:, None] * last
    # A whisper of damping where both arms point the same way, and share the work at will.
    square = arms.T @ arms + 1e-9 * np.eye(2)
    lengths = np.linalg.solve(square, arms.T @ rest.ravel())
    span = float(np.linalg.norm(last - first))
    if min(lengths) < 1e-3 * span or max(lengths) > 3 * max(span, 1.0):
        lengths = np.array([span / 3, span / 3])
    return np.array([first, first + start * lengths[0], last + end * lengths[1], last])


def _closer(piece: Points, points: Points, t: NDArray[np.float64]) -> NDArray[np.float64]:
    """One step of Newton's towards the parameters of the nearest places."""
    once = 3 * np.diff(piece, axis=0)
    twice = 2 * np.diff(once, axis=0)
    s = t[:, None]
    speed = (1 - s) ** 2 * once[0] + 2 * s * (1 - s) * once[1] + s**2 * once[2]
    turn = (1 - s) * twice[0] + s * twice[1]
    off = _at(piece, t) - points
    slope = (speed * speed).sum(axis=1) + (off * turn).sum(axis=1)
    step = np.divide(
        (off * speed).sum(axis=1), slope, out=np.zeros_like(t), where=abs(slope) > 1e-9
    )
    return np.asarray(np.clip(t - step, 0, 1), np.float64)


def _at(piece: Points, t: NDArray[np.float64]) -> Points:
    s = t[:, None]
    shares = (1 - s) ** 3, 3 * s * (1 - s) ** 2, 3 * s**2 * (1 - s), s**3
    return np.asarray(sum(share * p for share, p in zip(shares, piece, strict=True)), np.float64)


def _chord_lengths(points: Points) -> NDArray[np.float64]:
    steps = np.concatenate([[0.0], np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()])
    return np.asarray(steps / max(steps[-1], 1e-9), np.float64)


def _direction(points: Points) -> Points:
    """Where a line sets out to."""
    return _unit(points[min(REACH // 2, len(points) - 1)] - points[0])


def _unit(vector: Points) -> Points:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float64)


def path_data(curves: list[Curve]) -> Iterator[str]:
    """Curves as SVG's path commands, one string for each; hundredths of a pixel."""
    for curve in curves:
        yield (
            f"M{_pair(curve[0, 0])}"
            + "".join(f"C{_pair(piece[1])} {_pair(piece[2])} {_pair(piece[3])}" for piece in curve)
            + "Z"
        )


def _pair(point: Points) -> str:
    return ",".join(f"{value:.2f}".rstrip("0").rstrip(".") for value in point)

"""How well a path follows the matte that it was traced from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.ops.contours import Points, contours
from nukki.ops.curves import SMALLEST_PX, Curve, flattened
from nukki.ops.polygons import fill_polygons
from nukki.ops.segments import distance_to_segments

MOST = 2000
"""Places of an outline at which its distance is measured."""


@dataclass(frozen=True)
class PathAccuracy:
    """Facts about a path, and the line where alpha is one half.

    Attributes:
        knots: Its points.
        overlap: Intersection over union of what it encloses and what that line encloses.
        distance_px: Between the two, the mean in pixels.
    """

    knots: int
    overlap: float
    distance_px: float

    def __str__(self) -> str:
        return (
            f"path of {self.knots} points, {self.distance_px:.2f} pixels off the matte on average, "
            f"overlap {100 * self.overlap:.2f} %"
        )


def path_accuracy(alpha: FloatMap, curves: Sequence[Curve]) -> PathAccuracy:
    """How well curves follow alpha (H, W) float32 [0, 1]."""
    rings = contours(alpha, min_area_px=SMALLEST_PX)
    lines = [flattened(curve) for curve in curves]
    size_hw = alpha.shape[0], alpha.shape[1]
    # A pixel's centre is at a half here, and at a whole number there.
    inside, enclosed = (
        fill_polygons(size_hw, [one - 0.5 for one in way]) for way in (rings, lines)
    )
    either = int((inside | enclosed).sum())
    overlap = float((inside & enclosed).sum()) / either if either else 1.0
    pairs = zip(rings, lines, strict=True)
    away = [_away(ring[:: max(1, len(ring) // MOST)], line) for ring, line in pairs]
    mean_px = float(np.concatenate(away).mean()) if away else 0.0
    return PathAccuracy(sum(map(len, curves)), overlap, mean_px)


def _away(points: Points, line: Points) -> NDArray[np.float64]:
    """(N,) how far points are from a closed line, measured to the segments at its nearest point."""
    following = np.roll(line, -1, axis=0)
    nearest = np.array([int(((line - point) ** 2).sum(axis=1).argmin()) for point in points])
    before = (nearest - 1) % len(line)
    both = [distance_to_segments(points, line[at], following[at]) for at in (before, nearest)]
    least: NDArray[np.float64] = np.minimum(*both)
    return least

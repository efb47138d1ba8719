"""Strokes of a brush, drawn from the distance to the brush's way.

The nearest pixel of the way is found for all pixels at once, whatever the way's length; from it,
the distance to the segment that drew it is exact, so that edges are anti-aliased.

    coverage   1 ──────╮             full within hardness x radius, gone half a pixel past the
                        ╲            radius, half gone midway; at hardness 1 the fade is the
               0         ╰──────     anti-aliasing of one pixel
                   h r  r + 1/2
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.core.values import Box
from nukki.ops.segments import Floats, distance_to_segments


def distance_to_way(points: Floats, window: Box) -> FloatMap:
    """(h, w) float32, how far in pixels each pixel's middle of a window is from a brush's way.

    Args:
        points: (N, 2) x and y in pixels, 0 at the picture's edges; one is a dot.
        window: Part of the plane; its left and top may be negative. What of the way lies outside
            does not count.
    """
    middles = points - (window.left + 0.5, window.top + 0.5)
    starts, ends = middles[:-1] if len(middles) > 1 else middles, middles[1:]
    ends = ends if len(ends) else middles
    nearest = _nearest_segment(starts, ends, window.size_hw)
    away = np.full(window.size_hw, np.inf, np.float32)
    for top in range(0, nearest.shape[0], _ROWS):
        rows = nearest[top : top + _ROWS]
        ys, xs = np.mgrid[top : top + rows.shape[0], : rows.shape[1]]
        seen = rows >= 0
        # Where segments meet they share pixels, of which the last one's index is left.
        near = np.clip(rows[seen] + np.array([[-1], [0], [1]]), 0, len(starts) - 1)
        pixels = np.stack([xs[seen], ys[seen]], axis=1).astype(np.float64)
        measured = (distance_to_segments(pixels, starts[of], ends[of]) for of in near)
        away[top : top + _ROWS][seen] = np.minimum.reduce(list(measured))
    return away


_ROWS = 256
"""Rows at a time, so that coordinates in double precision stay small."""


def _nearest_segment(starts: Floats, ends: Floats, size_hw: tuple[int, int]) -> NDArray[np.int32]:
    """(h, w) int32, the segment that drew the way's nearest pixel; -1 when none lies inside."""
    drawn = np.full(size_hw, -1, np.int32)
    for index, (start, end) in enumerate(zip(np.rint(starts), np.rint(ends), strict=True)):
        cv2.line(drawn, _corner(start), _corner(end), (index,))
    way = drawn >= 0
    if not way.any():
        return drawn
    _, labels = cv2.distanceTransformWithLabels(
        (~way).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    segments = np.full(int(labels.max()) + 1, -1, np.int32)
    segments[labels[way]] = drawn[way]
    found: NDArray[np.int32] = segments[labels]
    return found


def _corner(point: Floats) -> tuple[int, int]:
    return int(point[0]), int(point[1])


def coverage(distance: FloatMap, *, radius_px: float, hardness: float) -> FloatMap:
    """(h, w) float32 [0, 1], how much a brush covers of each pixel.

    Args:
        distance: From `distance_to_way`.
        radius_px: Of the brush.
        hardness: Share of the radius from which on it fades.
    """
    edge_px = radius_px + 0.5
    fade_px = max(1.0, edge_px - hardness * radius_px)
    covered: FloatMap = np.clip((edge_px - distance) / np.float32(fade_px), 0.0, 1.0)
    return covered

"""Areas inside outlines."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import Mask

SHIFT = 4
"""Bits of a pixel's fraction that cv2 draws with."""


def fill_polygons(size_hw: tuple[int, int], rings: Sequence[NDArray[np.float64]]) -> Mask:
    """(H, W) bool, inside an odd number of closed outlines: a ring in another is a hole.

    Args:
        size_hw: Height and width of the mask.
        rings: Each (N, 2) of x, y in pixels, whose centres lie at whole numbers.

    Raises:
        ValueError: A ring is no list of points.
    """
    mask = np.zeros(size_hw, np.uint8)
    points = []
    for ring in rings:
        if ring.ndim != 2 or ring.shape[1] != 2 or not np.isfinite(ring).all():
            raise ValueError(f"an outline: expected points of x and y, got {ring.shape}")
        points.append(np.rint(ring * (1 << SHIFT)).astype(np.int32))
    if points:
        cv2.fillPoly(mask, points, color=(1,), lineType=cv2.LINE_8, shift=SHIFT)
    filled: Mask = mask.astype(np.bool_)
    return filled

"""Clicks as networks see them, and where a person would click next.

A click is a disc of a fixed radius on a map of its own kind (Sofiiuk et al., Reviving Iterative
Training with Mask Guidance for Interactive Segmentation, 2022, who compare it with distances).
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Mask
from nukki.core.points import Point


def click_map(places: Sequence[Point], size_hw: tuple[int, int], radius_px: float) -> FloatMap:
    """(h, w) float32, 1 within a radius of any place and 0 elsewhere.

    Args:
        places: x and y in pixels, 0 at the left and upper edges; a pixel's middle is at a half.
        size_hw: Height and width of the map.
        radius_px: Of each disc.
    """
    rows, columns = np.ogrid[0.5 : size_hw[0], 0.5 : size_hw[1]]
    inside = np.zeros(size_hw, np.bool_)
    for x, y in places:
        inside |= (columns - x) ** 2 + (rows - y) ** 2 <= radius_px**2
    return inside.astype(np.float32)


def depth(mask: Mask) -> FloatMap:
    """(h, w) float32, how far in pixels it is from each place of a mask out of it.

    What lies outside the picture is outside the mask.
    """
    padded = np.pad(mask, 1).view(np.uint8)
    away = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_5)[1:-1, 1:-1]
    return np.asarray(away, np.float32)


def deepest(mask: Mask) -> tuple[Point, float]:
    """The place deepest inside a mask, as x and y in pixels, and how deep it is; 0 when empty."""
    inside = depth(mask)
    row, column = np.unravel_index(int(inside.argmax()), inside.shape)
    return (float(column) + 0.5, float(row) + 0.5), float(inside.max())
